"""Confidential records: who handles them, who sees them, and that nobody else learns anything."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date

import pytest
from conftest import SetClock
from folk import elect, hire
from sqlalchemy import event, select

from bot.casework import complaint_records as records
from bot.casework.complaint_handling import Why
from bot.casework.complaint_making import make
from bot.casework.complaint_record import NewComplaint
from bot.casework.desk import Desk
from bot.casework.errors import CaseError, RefusedError
from bot.casework.person import Person
from bot.casework.routes import NoRoute, NumberedStep, Route, Standing, walk
from bot.store.cases import ComplaintRow
from bot.store.nudges import AuditRow
from protocol_data.procedures import About, Procedure, Step

HERE = "leeds"
THURSDAY_3_DECEMBER = date(2026, 12, 3)


def route(*roles: str | None) -> Route:
    """A route whose steps name these offices."""
    steps = tuple(NumberedStep(n, f"the {role}", (role,) if role else (), "raise it there", f"4.{n}") for n, role in enumerate(roles, 1))
    return Route(None, steps, None, ("4.1",), "Monitoring Officer", NoRoute.SILENT if not roles else None)


def complaint(*roles: str | None) -> NewComplaint:
    return NewComplaint(About.OFFICER, route(*roles), letter="Dear Director, ...", remind_on=THURSDAY_3_DECEMBER)


class Cast:
    """A small council."""

    def __init__(self, **people: Person) -> None:
        self.member, self.other = people["member"], people["other"]
        self.chief, self.director, self.overseer = people["chief"], people["director"], people["overseer"]


@pytest.fixture
async def cast(desk: Desk) -> Cast:
    return Cast(
        member=await elect(desk, HERE, "a.shah", political_group="Blue"),
        other=await elect(desk, HERE, "b.jones", political_group="Green"),
        chief=await hire(desk, HERE, "c.hief", roles=["chief_executive", "democratic_services"]),
        director=await hire(desk, HERE, "d.irector", roles=["director"]),
        overseer=await hire(desk, HERE, "m.onitor", roles=["monitoring_officer"]),
    )


async def test_the_one_who_holds_the_first_steps_office_handles_it(desk: Desk, cast: Cast) -> None:
    kept = await make(desk, cast.member, complaint("director", "chief_executive"))

    assert (cast.director, 1, Why.FOUND, False) == (kept.record.handler, kept.record.step, kept.handling.why, kept.handling.passed_over)
    assert ("CMP-1", "open", THURSDAY_3_DECEMBER, "Dear Director, ...") == (
        kept.record.ref,
        kept.record.state,
        kept.record.remind_on,
        kept.record.letter,
    )


async def test_of_several_who_hold_the_office_the_complainant_chooses(desk: Desk, cast: Cast) -> None:
    second = await hire(desk, HERE, "e.state", roles=["director"])

    kept = await make(desk, cast.member, complaint("director"))
    chosen = await records.set_handler(desk, cast.member, kept.record.ref, second.id)

    assert (None, Why.SEVERAL, (cast.director, second)) == (kept.record.handler, kept.handling.why, kept.handling.candidates)
    assert (second, Why.CHOSEN) == (chosen.record.handler, chosen.handling.why)


async def test_the_officers_own_chief_officer_is_meant_where_many_hold_that_office(desk: Desk, cast: Cast) -> None:
    await hire(desk, HERE, "e.state", roles=["director"])
    officer = await hire(desk, HERE, "o.fficer", chief_officer_id=cast.director.id)

    kept = await make(desk, cast.member, replace(complaint("director"), about_person=officer.id))

    assert cast.director == kept.record.handler


async def test_the_members_own_group_leader_is_meant(desk: Desk, cast: Cast) -> None:
    leader = await elect(desk, HERE, "l.eader", political_group="Green", roles=["group_leader"])
    await elect(desk, HERE, "k.eader", political_group="Blue", roles=["group_leader"])

    kept = await make(desk, cast.director, replace(complaint("group_leader"), about=About.MEMBER, about_person=cast.other.id))

    assert leader == kept.record.handler


async def test_the_person_complained_about_is_passed_over_for_the_next_step_and_that_is_said(desk: Desk, cast: Cast) -> None:
    kept = await make(desk, cast.member, replace(complaint("director", "chief_executive"), about_person=cast.director.id))

    assert (cast.chief, 2, True) == (kept.record.handler, kept.record.step, kept.handling.passed_over)
    assert kept.handling.ask.startswith("Monitoring Officer")


async def test_whoever_complains_does_not_handle_their_own(desk: Desk, cast: Cast) -> None:
    kept = await make(desk, cast.director, complaint("director", "chief_executive"))

    assert (cast.chief, True) == (kept.record.handler, kept.handling.passed_over)


async def test_where_the_only_office_holder_is_complained_about_nobody_handles_it_and_somebody_to_ask_is_named(
    desk: Desk, cast: Cast
) -> None:
    kept = await make(desk, cast.member, replace(complaint("monitoring_officer"), about_person=cast.overseer.id))

    assert (None, Why.NOBODY, True) == (kept.record.handler, kept.handling.why, kept.handling.passed_over)
    assert "Chief Executive" in kept.handling.ask


@pytest.mark.parametrize("roles", [(), (None,), ("standards_committee",)])
async def test_without_an_office_holder_in_the_directory_nobody_handles_it(desk: Desk, cast: Cast, roles: tuple[str | None, ...]) -> None:
    kept = await make(desk, cast.member, complaint(*roles))

    assert (None, Why.NOBODY, False) == (kept.record.handler, kept.handling.why, kept.handling.passed_over)


async def test_only_the_complainant_the_handler_and_the_monitoring_officer_see_it(desk: Desk, cast: Cast) -> None:
    kept = await make(desk, cast.member, complaint("director"))
    stranger = await hire(desk, "county", "x", roles=["monitoring_officer"])

    for person in (cast.member, cast.director, cast.overseer):
        assert kept.record == await records.get(desk, person, "cmp 1")
    for person in (cast.other, cast.chief, stranger, replace(cast.member, active=False)):
        with pytest.raises(RefusedError):
            await records.get(desk, person, "CMP-1")


async def test_each_list_shows_a_record_once_and_only_to_the_three(desk: Desk, cast: Cast) -> None:
    kept = await make(desk, cast.member, complaint("director"))
    everybody = (cast.member, cast.director, cast.overseer, cast.other, cast.chief)
    seen = [await records.status(desk, person) for person in everybody]

    assert [(1, 0, 0), (0, 1, 0), (0, 0, 1), (0, 0, 0), (0, 0, 0)] == [(len(s.own), len(s.handled), len(s.overseen)) for s in seen]
    assert replace(kept.record, letter=None) == seen[0].own[0]


async def test_a_list_of_records_reads_no_letters(desk: Desk, cast: Cast) -> None:
    kept = await make(desk, cast.member, complaint("director"))
    asked: list[str] = []

    def watch(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(desk.store.engine.sync_engine, "before_cursor_execute", watch)
    found = await records.status(desk, cast.member)
    event.remove(desk.store.engine.sync_engine, "before_cursor_execute", watch)

    assert [None] == [record.letter for record in found.own]
    assert not any("complaints.letter" in statement for statement in asked)
    assert kept.record.letter == (await records.get(desk, cast.member, kept.record.ref)).letter


async def test_a_monitoring_officer_who_is_complained_about_does_not_see_it(desk: Desk, cast: Cast) -> None:
    kept = await make(desk, cast.member, replace(complaint("chief_executive"), about_person=cast.overseer.id))

    listed = await records.status(desk, cast.overseer)

    assert ((), (), ()) == (listed.own, listed.handled, listed.overseen)
    with pytest.raises(RefusedError):
        await records.get(desk, cast.overseer, kept.record.ref)


Doing = Callable[[Desk, Person, str], Awaitable[object]]


async def name_oneself(desk: Desk, person: Person, ref: str) -> object:
    return await records.set_handler(desk, person, ref, person.id)


async def set_no_reminder(desk: Desk, person: Person, ref: str) -> object:
    return await records.set_reminder(desk, person, ref, None)


@pytest.mark.parametrize(
    "doing", [records.get, records.advance, records.settle, records.withdraw, name_oneself, set_no_reminder], ids=lambda f: f.__name__
)
async def test_a_record_that_is_not_there_and_one_that_is_not_yours_get_the_same_words(desk: Desk, cast: Cast, doing: Doing) -> None:
    await make(desk, cast.member, complaint("director"))
    told = []
    for ref in ("CMP-1", "CMP-2", "99999999999", "nonsense"):
        with pytest.raises(RefusedError) as refused:
            await doing(desk, cast.other, ref)
        told.append(str(refused.value))

    assert 1 == len(set(told))
    assert "Monitoring Officer" in told[0]


async def test_the_next_step_goes_to_its_own_office_holder_and_the_earlier_one_sees_it_no_more(desk: Desk, cast: Cast) -> None:
    await make(desk, cast.member, complaint("director", "chief_executive"))

    moved = await records.advance(desk, cast.director, "CMP-1")

    assert (cast.chief, 2) == (moved.record.handler, moved.record.step)
    with pytest.raises(RefusedError):
        await records.get(desk, cast.director, "CMP-1")
    with pytest.raises(CaseError, match="the last step"):
        await records.advance(desk, cast.chief, "CMP-1")


async def test_neither_party_can_be_named_as_handler_nor_somebody_who_left(desk: Desk, cast: Cast) -> None:
    gone = await hire(desk, HERE, "g.one", active=False)
    stranger = await hire(desk, "county", "x")
    await make(desk, cast.member, replace(complaint("chief_executive"), about_person=cast.director.id))

    for person in (cast.member, cast.director):
        with pytest.raises(CaseError, match="Neither whoever complains"):
            await records.set_handler(desk, cast.member, "CMP-1", person.id)
    for person in (gone, stranger):
        with pytest.raises(CaseError, match="Nobody of this council"):
            await records.set_handler(desk, cast.member, "CMP-1", person.id)


async def test_a_settled_record_reminds_nobody_and_is_not_changed_any_more(desk: Desk, cast: Cast) -> None:
    await make(desk, cast.member, complaint("director"))

    settled = await records.settle(desk, cast.director, "CMP-1")

    assert "settled" == settled.state
    async with desk.store.read() as session:
        assert None is (await session.scalars(select(ComplaintRow.next_look))).one()
    with pytest.raises(CaseError, match="was settled on Monday 23 November 2026"):
        await records.withdraw(desk, cast.member, "CMP-1")


async def test_only_whoever_complained_withdraws(desk: Desk, cast: Cast) -> None:
    await make(desk, cast.member, complaint("director"))

    for person in (cast.director, cast.overseer):
        with pytest.raises(RefusedError):
            await records.withdraw(desk, person, "CMP-1")

    assert "withdrawn" == (await records.withdraw(desk, cast.member, "CMP-1")).state


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2026, 11, 20)])
async def test_a_reminder_is_for_a_day_to_come(desk: Desk, cast: Cast, day: date) -> None:
    with pytest.raises(CaseError, match="is for a day to come"):
        await make(desk, cast.member, replace(complaint("director"), remind_on=day))


async def test_a_retry_finds_the_record_and_makes_no_second(desk: Desk, cast: Cast) -> None:
    new = replace(complaint("director"), origin="slack:1")

    first, second = await make(desk, cast.member, new), await make(desk, cast.member, new)

    assert first.record == second.record
    with pytest.raises(RefusedError):
        await make(desk, cast.other, new)


async def test_a_record_about_oneself_is_refused(desk: Desk, cast: Cast) -> None:
    with pytest.raises(CaseError, match="about whoever makes it"):
        await make(desk, cast.member, replace(complaint("director"), about_person=cast.member.id))


async def test_the_audit_tells_that_something_was_done_and_nothing_of_what(desk: Desk, cast: Cast, clock: SetClock) -> None:
    await make(desk, cast.member, complaint("director", "chief_executive"))
    await records.advance(desk, cast.member, "CMP-1")
    await records.set_reminder(desk, cast.member, "CMP-1", THURSDAY_3_DECEMBER)
    await records.settle(desk, cast.member, "CMP-1")
    async with desk.store.read() as session:
        rows = list(await session.scalars(select(AuditRow).order_by(AuditRow.id)))

    assert ["made", "advanced", "reminder_set", "settled"] == [row.what for row in rows]
    assert [{}] * 4 == [row.details for row in rows]
    assert {clock()} == {row.at for row in rows}


async def test_all_the_offices_that_a_step_names_are_looked_up_in_their_order(desk: Desk, cast: Cast) -> None:
    step = Step(who="the Director or the Chief Executive", roles=["head_of_service", "chief_executive"], how="raise it there", clause="4.1")
    procedure = Procedure(key="p", kind="complaint", title="A complaint", steps=[step], clauses=["4.1"])
    walked = walk(desk.library.pack(HERE), procedure, Standing(cast.member.reader))

    kept = await make(desk, cast.member, NewComplaint(About.OFFICER, walked))

    assert ("head_of_service", "chief_executive") == kept.record.steps[0].roles
    assert cast.chief == kept.record.handler


async def test_the_same_message_handled_twice_at_once_makes_one_record(desk: Desk, cast: Cast) -> None:
    new = replace(complaint("director"), origin="slack:2")

    kept = await asyncio.gather(*(make(desk, cast.member, new) for _ in range(4)))

    assert 1 == len({one.record.id for one in kept})
