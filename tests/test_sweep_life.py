"""Nudges in the life of real cases: entered by the services, moved by a holiday, held, answered; and an election from the register."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from conftest import SetClock
from nudging import Postbox, add_people, person, usual_people
from sqlalchemy import select, update

from bot.casework import closures, election_changes, elections, enquiry_ends, enquiry_hands, enquiry_holding, enquiry_log
from bot.casework.desk import Desk
from bot.casework.enquiry_case import HoldingReply, NewEnquiry
from bot.casework.errors import CaseError
from bot.casework.operator import operator
from bot.casework.person import Person, person_of
from bot.reminders import personal
from bot.reminders.sweeper import sweep
from bot.store.cases import EnquiryRow, ReportRow
from bot.store.people import PersonRow

MONDAY = date(2026, 11, 23)
FRIDAY_27, SATURDAY_28, MONDAY_30 = (date(2026, 11, day) for day in (27, 28, 30))
WEDNESDAY_2 = date(2026, 12, 2)


async def who(desk: Desk, key: str) -> Person:
    async with desk.store.read() as session:
        return person_of((await session.scalars(select(PersonRow).where(PersonRow.key == key))).one())


async def days(desk: Desk, clock: SetClock, box: Postbox, count: int) -> None:
    for _ in range(count):
        await sweep(desk, box, "one")
        clock.go(days=1)


async def test_a_case_that_is_logged_held_and_answered_tells_each_what_they_did_not_do_themselves(desk: Desk, clock: SetClock) -> None:
    await usual_people(desk.store)
    member, officer = await who(desk, "member"), await who(desk, "officer")
    case = await enquiry_log.log(desk, member, NewEnquiry("Street lamp", officer="officer"))
    box = Postbox()
    await days(desk, clock, box, 2)
    await enquiry_holding.hold(
        desk, officer, case.number, HoldingReply(until=date(2026, 12, 14), reason="parts are on order", action="the supplier is chased")
    )
    await days(desk, clock, box, 1)
    await enquiry_ends.answer(desk, officer, case.number)
    await days(desk, clock, box, 30)

    assert ["officer", "member", "member"] == box.recipients
    assert ["has come to you", "a new date for the answer, Monday 14 December 2026", "has been answered"] == [
        next(
            words
            for words in ("has come to you", "a new date for the answer, Monday 14 December 2026", "has been answered")
            if words in reply.headline
        )
        for _, reply in box.got
    ]


async def test_a_holiday_added_later_moves_the_case_and_is_told_once_to_each(desk: Desk, clock: SetClock) -> None:
    await usual_people(desk.store)
    member, services = await who(desk, "member"), await who(desk, "services")
    await enquiry_log.log(desk, member, NewEnquiry("Street lamp", officer="officer"))
    box = Postbox()
    await days(desk, clock, box, 1)
    await closures.add(desk, services, date(2026, 12, 1), "day of mourning")
    await days(desk, clock, box, 3)

    moved = [(key, reply.headline) for key, reply in box.got if "has moved to" in reply.headline]

    assert ["member", "officer"] == sorted(key for key, _ in moved)
    assert all("Tuesday 8 December 2026. Tuesday 1 December 2026 is no working day: day of mourning." in says for _, says in moved)


@pytest.mark.parametrize(("closed", "told_on"), [(None, MONDAY_30), (WEDNESDAY_2, FRIDAY_27), (SATURDAY_28, MONDAY_30)])
async def test_a_closure_day_before_a_report_is_due_brings_its_reminder_forward_by_a_day(
    desk: Desk, clock: SetClock, closed: date | None, told_on: date
) -> None:
    await usual_people(desk.store)
    officer, services = await who(desk, "officer"), await who(desk, "services")
    report = {
        "council": "southend",
        "title": "Places",
        "meeting": date(2026, 12, 21),
        "due": date(2026, 12, 7),
        "clause": "1",
        "state": "open",
    }
    async with desk.store.write() as session:
        session.add(ReportRow(**report, officer_id=officer.id, next_look=MONDAY, made_at=clock()))
    box = Postbox()
    await days(desk, clock, box, 1)
    if closed == WEDNESDAY_2:
        await closures.add(desk, services, closed, "day of mourning")
    elif closed is not None:
        with pytest.raises(CaseError, match="no working day anyhow"):
            await closures.add(desk, services, closed, "day of mourning")
    while not box.got:
        today = clock().date()
        await days(desk, clock, box, 1)

    assert told_on == today


@pytest.mark.parametrize(("council", "looked_at"), [("southend", True), ("leeds", True), ("elsewhere", False)])
@pytest.mark.parametrize("nation", [None, "england"])
async def test_a_closure_day_has_the_reports_of_its_council_looked_at_and_a_bank_holiday_those_of_its_nation(
    desk: Desk,
    clock: SetClock,
    council: str,
    nation: str | None,
    looked_at: bool,  # noqa: FBT001 - a parameter
) -> None:
    await usual_people(desk.store)
    officer, services = await who(desk, "officer"), await who(desk, "services")
    report = {"council": council, "title": "Places", "meeting": date(2026, 12, 21), "due": date(2026, 12, 7), "clause": "1"}
    async with desk.store.write() as session:
        session.add_all(
            ReportRow(**report, state=state, officer_id=officer.id, next_look=FRIDAY_27, made_at=clock()) for state in ("open", "done")
        )
    await closures.add(desk, await operator(desk, services.council) if nation else services, WEDNESDAY_2, "day of mourning", nation)
    async with desk.store.read() as session:
        looks = list(await session.scalars(select(ReportRow.next_look).order_by(ReportRow.id)))

    assert [MONDAY if looked_at and (nation or council == "southend") else FRIDAY_27, FRIDAY_27] == looks


async def test_a_case_given_to_a_colleague_is_told_to_the_colleague(desk: Desk, clock: SetClock) -> None:
    await usual_people(desk.store)
    officer = await who(desk, "officer")
    case = await enquiry_log.log(desk, officer, NewEnquiry("Street lamp", asked_by="member"))
    await enquiry_hands.reassign(desk, officer, case.number, "colleague")
    box = Postbox()
    await days(desk, clock, box, 2)

    assert ["colleague"] == box.recipients


async def test_an_officer_outside_the_directory_is_named_to_those_who_keep_it(desk: Desk, clock: SetClock) -> None:
    await usual_people(desk.store)
    case = await enquiry_log.log(desk, await who(desk, "member"), NewEnquiry("Street lamp"))
    async with desk.store.write() as session:
        await session.execute(update(EnquiryRow).where(EnquiryRow.id == case.number).values(officer_name="Mrs Outside"))
    box = Postbox()
    await days(desk, clock, box, 1)

    assert ["services"] == box.recipients
    assert "is with Mrs Outside, who is not in the directory" in box.got[0][1].headline


async def test_an_election_is_told_in_time_with_the_councils_own_rules_and_the_law(desk: Desk, clock: SetClock) -> None:
    await usual_people(desk.store)
    services = await who(desk, "services")
    poll = await elections.add(desk, services, elections.NewElection(date(2027, 5, 6), "principal"))
    box = Postbox()
    clock.now = datetime(2027, 3, 31, 8, 30, tzinfo=UTC)
    await sweep(desk, box, "one")
    expected = box.of("member")[0]
    asked = [reply.headline for reply in box.of("services")]
    await election_changes.publish(desk, services, f"ELE-{poll.id}", date(2027, 3, 31))
    clock.go(hours=1)
    await sweep(desk, box, "one")
    begun = box.of("member")[1]

    assert "begins no later than today; ask the Monitoring Officer" in expected.headline
    assert "begins today" not in expected.headline
    assert "begins today" in begun.headline
    assert any("Local Government Act 1986, section 2" in point for point in begun.points)
    assert {"9.5.7", "10.1.5"} <= {citation.clause for citation in begun.citations}
    assert 1 == len(asked)
    assert "You have 2 reminders." == asked[0]


async def test_where_the_protocol_says_nothing_on_elections_that_is_said_with_whom_to_ask(desk: Desk, clock: SetClock) -> None:
    await add_people(
        desk.store, person("member", "member", council="exeter"), person("services", council="exeter", roles=["democratic_services"])
    )
    await elections.add(desk, await who(desk, "services"), elections.NewElection(date(2027, 5, 6), "principal"))
    box = Postbox()
    clock.now = datetime(2027, 3, 31, 8, 30, tzinfo=UTC)
    await sweep(desk, box, "one")

    assert any("Your protocol says nothing on:" in point and "Ask the Monitoring Officer" in point for point in box.of("member")[0].points)


async def test_an_election_called_off_is_not_told_any_more(desk: Desk, clock: SetClock) -> None:
    await usual_people(desk.store)
    services = await who(desk, "services")
    poll = await elections.add(desk, services, elections.NewElection(date(2027, 5, 6), "principal"))
    await election_changes.cancel(desk, services, f"ELE-{poll.id}", "the poll was countermanded")
    box = Postbox()
    clock.now = datetime(2027, 3, 31, 8, 30, tzinfo=UTC)
    await sweep(desk, box, "one")

    assert [] == box.got


async def test_both_clock_changes_leave_the_morning_where_it_is(desk: Desk, clock: SetClock) -> None:
    await usual_people(desk.store)
    member = await who(desk, "member")
    for year, month, day in (
        (2026, 10, 26),
        (2027, 3, 29 + 1),
    ):  # the Monday after summer time ends; the Tuesday after Easter Monday, in summer time
        clock.now = datetime(year, month, day - 10, 12, tzinfo=UTC)
        await personal.remind(desk, member, "call", date(year, month, day))
        box = Postbox()
        utc_opening = 9 if month == 10 else 8
        clock.now = datetime(year, month, day, utc_opening - 1, 59, tzinfo=UTC)
        await sweep(desk, box, "one")
        early = len(box.got)
        clock.go(minutes=1)
        await sweep(desk, box, "one")

        assert (0, 1) == (early, len(box.got))
