"""Days on which a council is closed, and holidays of a nation: who adds them, what is refused, and which enquiries and elections they move."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from conftest import SetClock
from polls import COUNCIL, FRIDAY_11_DECEMBER, MONDAY, audited, by_election, person
from sqlalchemy import select

from bot.casework import closures, elections, enquiry_batches
from bot.casework import election_changes as changes
from bot.casework.days_taken_off import find_taken_off, remove
from bot.casework.desk import Desk
from bot.casework.enquiry_case import NewEnquiry
from bot.casework.enquiry_changes import extend
from bot.casework.enquiry_kinds import EventKind
from bot.casework.enquiry_log import log
from bot.casework.enquiry_view import get, history
from bot.casework.errors import CaseError, RefusedError
from bot.casework.operator import operator
from bot.casework.person import Person
from bot.store.calendars import FactRow
from bot.store.cases import EnquiryRow
from bot.store.database import AsyncSession, StoreError
from bot.store.nudges import AuditRow


async def test_a_closure_day_is_added_once_and_counts_in_the_calendar(desk: Desk, keeper: Person) -> None:
    tuesday = date(2026, 12, 29)

    first = await closures.add(desk, keeper, tuesday, "Office closed")
    again = await closures.add(desk, keeper, tuesday, "Something else")

    async with desk.store.read() as session:
        listed = await closures.find(desk, session, COUNCIL)
        calendar = await desk.calendar(session, COUNCIL)
        elsewhere = await desk.calendar(session, "leeds")
    assert (True, False) == (first.new, again.new)
    assert [(tuesday, "Office closed", None)] == [(day.day, day.reason, day.nation) for day in listed]
    assert "Office closed" == calendar.why_not(tuesday)
    assert elsewhere.is_working(tuesday)


@pytest.mark.parametrize(
    ("day", "reason", "nation", "says"),
    [
        (date(2026, 12, 26), "Closed", None, "Saturday 26 December 2026 is no working day anyhow"),
        (date(2026, 12, 28), "Closed", None, "is no working day anyhow"),
        (date(2126, 12, 31), "Closed", None, "out of range"),
        (date(2026, 12, 29), " ", None, "the reason"),
        (date(2026, 12, 29), "Closed", "atlantis", "none of the four nations"),
    ],
)
async def test_a_closure_that_can_not_be_so_is_refused(
    desk: Desk, keeper: Person, day: date, reason: str, nation: str | None, says: str
) -> None:
    with pytest.raises(CaseError, match=says):
        await closures.add(desk, keeper, day, reason, nation)


async def test_a_one_off_holiday_brings_the_latest_notice_forward_but_never_touches_a_published_one(
    desk: Desk, keeper: Person, clock: SetClock
) -> None:
    waiting = await elections.add(desk, keeper, by_election("Milton"))
    published = await elections.add(desk, keeper, by_election("Leigh"))
    clock.now = datetime(2026, 12, 8, 9, tzinfo=UTC)
    await changes.publish(desk, keeper, published.ref, date(2026, 12, 8))

    added = await closures.add(desk, await operator(desk, COUNCIL), date(2027, 1, 11), "Bank holiday for the occasion", "england")

    assert [(waiting.ref, date(2026, 12, 10))] == [(election.ref, election.latest_notice) for election in added.elections]
    async with desk.store.read() as session:
        after = await elections.get(desk, session, COUNCIL, published.ref)
    assert (date(2026, 12, 8), FRIDAY_11_DECEMBER) == (after.published_notice, after.latest_notice)
    assert "recomputed" in [what for what, _, _ in await audited(desk)]


async def test_a_closure_day_moves_open_enquiries_forward_says_which_and_moves_nothing_twice(desk: Desk, keeper: Person) -> None:
    logged = await log(desk, keeper, NewEnquiry("Bins in the high street", asked_by="Cllr Shah"))
    assert date(2026, 12, 7) == logged.state.due

    first = await closures.add(desk, keeper, date(2026, 12, 1), "Office closed")
    again = await closures.add(desk, keeper, date(2026, 12, 1), "Office closed")

    assert [(logged.ref, date(2026, 12, 7), date(2026, 12, 8))] == [(case.ref, case.before, case.due) for case in first.moved]
    assert () == again.moved


async def test_whoever_adds_a_holiday_of_the_nation_is_told_of_their_own_councils_cases_only(desk: Desk, keeper: Person) -> None:
    other = await person(desk, "other", council="exeter", roles=["democratic_services"])
    for actor in (keeper, other):
        await log(desk, actor, NewEnquiry("Bins in the high street", asked_by="Cllr Shah"))

    added = await closures.add(desk, await operator(desk, COUNCIL), date(2026, 11, 27), "Bank holiday for the occasion", "england")

    assert {COUNCIL} == {case.council for case in added.moved}
    async with desk.store.read() as session:
        dues = sorted(await session.scalars(select(EnquiryRow.due)), key=str)
    assert [date(2026, 12, 1), date(2026, 12, 8)] == dues


async def test_whoever_keeps_one_councils_calendar_adds_no_day_for_a_whole_nation(desk: Desk, keeper: Person) -> None:
    other = await person(desk, "other", council="exeter", roles=["democratic_services"])
    logged = await log(desk, other, NewEnquiry("Bins in the high street", asked_by="Cllr Shah"))

    with pytest.raises(RefusedError, match="binds every council of its nation"):
        await closures.add(desk, keeper, date(2026, 11, 27), "Bank holiday for the occasion", "england")
    async with desk.store.read() as session:
        assert logged.state.due == await session.scalar(select(EnquiryRow.due))


async def test_a_holiday_of_the_nation_stands_in_the_audit_of_each_council_with_open_cases(desk: Desk) -> None:
    other = await person(desk, "other", council="exeter", roles=["democratic_services"])
    await log(desk, other, NewEnquiry("Bins in the high street", asked_by="Cllr Shah"))

    await closures.add(desk, await operator(desk, COUNCIL), date(2026, 11, 27), "Bank holiday for the occasion", "england")

    async with desk.store.read() as session:
        found = await session.execute(select(AuditRow.council, AuditRow.details).where(AuditRow.case_kind == "closure"))
    assert [(council, {"day": "2026-11-27", "nation": "england"}) for council in ("exeter", COUNCIL)] == sorted(map(tuple, found))


async def test_a_councils_own_closure_day_changes_no_election(desk: Desk, keeper: Person) -> None:
    await elections.add(desk, keeper, by_election())

    assert () == (await closures.add(desk, keeper, date(2027, 1, 11), "Office closed")).elections


async def test_an_election_entered_after_a_one_off_holiday_heeds_it(desk: Desk, keeper: Person) -> None:
    await closures.add(desk, await operator(desk, COUNCIL), date(2027, 1, 11), "Bank holiday for the occasion", "england")

    assert date(2026, 12, 10) == (await elections.add(desk, keeper, by_election())).latest_notice


FIRST_DECEMBER = date(2026, 12, 1)


async def test_a_closure_day_that_was_added_by_mistake_is_taken_off_again_with_who_and_why(desk: Desk, keeper: Person) -> None:
    await closures.add(desk, keeper, FIRST_DECEMBER, "Office closed")
    removed = await remove(desk, keeper, FIRST_DECEMBER, "it was the other office")

    async with desk.store.read() as session:
        listed = await closures.find(desk, session, COUNCIL)
        calendar = await desk.calendar(session, COUNCIL)
        [remembered] = await session.scalars(select(FactRow))
    assert (FIRST_DECEMBER, "Office closed", None, ()) == (removed.closed.day, removed.closed.reason, removed.still, removed.kept)
    assert ([], True) == (listed, calendar.is_working(FIRST_DECEMBER))
    assert [("added", "closure", keeper.id), ("removed", "closure", keeper.id)] == await audited(desk)
    assert "it was the other office" in remembered.value


async def test_no_date_of_an_open_enquiry_comes_back_with_a_day_that_is_taken_off_and_each_says_why(
    desk: Desk, keeper: Person, clock: SetClock
) -> None:
    before = await log(desk, keeper, NewEnquiry("Bins in the high street", asked_by="Cllr Shah"))
    await closures.add(desk, keeper, FIRST_DECEMBER, "Office closed")
    after = await log(desk, keeper, NewEnquiry("Bins in the low street", asked_by="Cllr Shah"))
    removed = await remove(desk, keeper, FIRST_DECEMBER, "entered by mistake")
    later = await log(desk, keeper, NewEnquiry("Bins in the back street", asked_by="Cllr Shah"))

    assert [(before.ref, date(2026, 12, 8)), (after.ref, date(2026, 12, 8))] == [(case.ref, case.due) for case in removed.kept]
    clock.go(days=1)
    dues = [(await get(desk, keeper, case.number)).state.due for case in (before, after, later)]
    assert [date(2026, 12, 8), date(2026, 12, 8), date(2026, 12, 7)] == dues
    last = [(await history(desk, keeper, case.number))[-1] for case in (before, after)]
    says = "Tuesday 1 December 2026 is a working day after all: entered by mistake. The date that was told stays."
    assert [(EventKind.NOTED, says)] * 2 == [(event.kind, event.reason) for event in last]


async def test_a_day_is_off_at_once_and_what_was_stopped_while_cases_noted_it_is_finished_by_repeating_it(
    desk: Desk, keeper: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    await closures.add(desk, keeper, FIRST_DECEMBER, "Office closed")
    cases = [await log(desk, keeper, NewEnquiry(f"Bins {n}", asked_by="Cllr Shah")) for n in range(5)]
    writes, begun = enquiry_batches.Batch.write, []

    async def write(batch: enquiry_batches.Batch, session: AsyncSession) -> None:
        begun.append(batch)
        if len(begun) == 2:
            raise StoreError("The machine stops here.")
        await writes(batch, session)

    async def noted() -> list[int]:
        each = [await history(desk, keeper, case.number) for case in cases]
        return [sum(event.kind is EventKind.NOTED for event in events) for events in each]

    monkeypatch.setattr(enquiry_batches, "_BATCH", 2)
    monkeypatch.setattr(enquiry_batches.Batch, "write", write)
    with pytest.raises(StoreError, match="stops here"):
        await remove(desk, keeper, FIRST_DECEMBER, "entered by mistake")
    async with desk.store.read() as session:
        off = (await desk.calendar(session, COUNCIL)).is_working(FIRST_DECEMBER)
        [stopped] = await find_taken_off(desk, session, COUNCIL)
    half_way = await noted()
    removed = await remove(desk, keeper, FIRST_DECEMBER, "again")
    async with desk.store.read() as session:
        [finished] = await find_taken_off(desk, session, COUNCIL)

    assert (True, [1, 1, 0, 0, 0], [1] * 5) == (off, half_way, await noted())
    assert [case.ref for case in cases] == [case.ref for case in removed.kept]
    assert [(False, "entered by mistake"), (True, "entered by mistake")] == [(its.finished, its.why) for its in (stopped, finished)]
    assert ["added", "removed"] == [what for what, kind, _ in await audited(desk) if kind == "closure"]
    with pytest.raises(CaseError, match="not among the days that were added"):
        await remove(desk, keeper, FIRST_DECEMBER, "again")


async def test_the_days_that_were_taken_off_are_listed_with_what_they_were_who_did_it_and_why(desk: Desk, keeper: Person) -> None:
    machine, other = await operator(desk, COUNCIL), await person(desk, "other", council="exeter", roles=["democratic_services"])
    for actor, day, nation in ((keeper, FIRST_DECEMBER, None), (machine, date(2027, 1, 11), "england"), (other, FIRST_DECEMBER, None)):
        await closures.add(desk, actor, day, f"Added by {actor.key}", nation)
        await remove(desk, actor, day, f"a slip of {actor.key}", nation)

    async with desk.store.read() as session:
        listed = await find_taken_off(desk, session, COUNCIL)
        slips = await find_taken_off(desk, session, COUNCIL, "1 December")
    nations = [closed.nation.value if (closed := its.closed).nation else None for its in listed]
    assert [FIRST_DECEMBER, date(2027, 1, 11)] == [its.closed.day for its in listed]
    assert [None, "england"] == nations
    assert [(MONDAY, keeper.name, f"a slip of {keeper.key}"), (MONDAY, machine.name, f"a slip of {machine.key}")] == [
        (its.on, its.by, its.why) for its in listed
    ]
    assert listed[:1] == slips


async def test_a_promise_that_the_day_had_moved_stays_and_one_that_it_never_touched_is_not_noted(desk: Desk, keeper: Person) -> None:
    moved, other = [await log(desk, keeper, NewEnquiry(f"Bins {n}", asked_by="Cllr Shah")) for n in range(2)]
    for case, day in ((moved, FIRST_DECEMBER), (other, date(2026, 12, 10))):
        await extend(desk, keeper, case.number, day, "agreed on the phone")
    await closures.add(desk, keeper, FIRST_DECEMBER, "Office closed")
    removed = await remove(desk, keeper, FIRST_DECEMBER, "entered by mistake")

    assert [(moved.ref, date(2026, 12, 2))] == [(case.ref, case.due) for case in removed.kept]
    assert date(2026, 12, 2) == (await get(desk, keeper, moved.number)).state.due


async def test_a_day_that_was_taken_off_can_be_added_again_and_moves_nothing_twice(desk: Desk, keeper: Person) -> None:
    await log(desk, keeper, NewEnquiry("Bins in the high street", asked_by="Cllr Shah"))
    await closures.add(desk, keeper, FIRST_DECEMBER, "Office closed")
    await remove(desk, keeper, FIRST_DECEMBER, "entered by mistake")
    again = await closures.add(desk, keeper, FIRST_DECEMBER, "Office closed")

    assert (True, ()) == (again.new, again.moved)


async def test_open_enquiries_are_looked_at_again_once_a_day_is_taken_off(desk: Desk, keeper: Person) -> None:
    case = await log(desk, keeper, NewEnquiry("Bins in the high street", asked_by="Cllr Shah"))
    await closures.add(desk, keeper, date(2026, 12, 29), "Office closed")
    async with desk.store.write() as session:
        (await session.get_one(EnquiryRow, case.number)).next_look = date(2026, 12, 3)
    await remove(desk, keeper, date(2026, 12, 29), "entered by mistake")

    async with desk.store.read() as session:
        assert MONDAY == (await session.get_one(EnquiryRow, case.number)).next_look


async def test_a_one_off_holiday_that_is_taken_off_puts_the_latest_notice_back_but_never_touches_a_published_one(
    desk: Desk, keeper: Person
) -> None:
    machine = await operator(desk, COUNCIL)
    await closures.add(desk, machine, date(2027, 1, 11), "Bank holiday for the occasion", "england")
    waiting = await elections.add(desk, keeper, by_election("Milton"))
    published = await elections.add(desk, keeper, by_election("Leigh"))
    await changes.publish(desk, keeper, published.ref, MONDAY)

    removed = await remove(desk, machine, date(2027, 1, 11), "the wrong year", "england")

    assert [(waiting.ref, FRIDAY_11_DECEMBER)] == [(election.ref, election.latest_notice) for election in removed.elections]


@pytest.mark.parametrize(
    ("day", "reason", "nation", "says"),
    [
        (date(2026, 12, 2), "mistake", None, "Wednesday 2 December 2026 is not among the days that were added"),
        (FIRST_DECEMBER, "", None, "the reason"),
        (FIRST_DECEMBER, "mistake", "england", "was added as a closure day of this council: leave the nation out"),
        (date(2026, 12, 3), "mistake", None, "was added as a bank holiday of england: name the nation"),
    ],
)
async def test_what_can_not_be_taken_off_is_told_and_nothing_is_changed(
    desk: Desk, day: date, reason: str, nation: str | None, says: str
) -> None:
    machine = await operator(desk, COUNCIL)
    await closures.add(desk, machine, FIRST_DECEMBER, "Office closed")
    await closures.add(desk, machine, date(2026, 12, 3), "For the occasion", "england")

    with pytest.raises(CaseError, match=says):
        await remove(desk, machine, day, reason, nation)
    async with desk.store.read() as session:
        assert 2 == len(await closures.find(desk, session, COUNCIL))


async def test_who_may_not_keep_the_calendar_takes_no_day_off(desk: Desk, keeper: Person) -> None:
    officer = await person(desk, "officer")
    await closures.add(desk, keeper, FIRST_DECEMBER, "Office closed")

    with pytest.raises(RefusedError, match="kept by the"):
        await remove(desk, officer, FIRST_DECEMBER, "mistake")
    with pytest.raises(RefusedError, match="binds every council of its nation"):
        await remove(desk, keeper, FIRST_DECEMBER, "mistake", "england")
