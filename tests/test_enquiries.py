"""Enquiries in the register, on both databases: from logging to the end, who may do what, and what is refused."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from conftest import SetClock
from folk import elect, hire
from sqlalchemy import func, select

from bot.calendar.working_days import Closure, WorkingCalendar
from bot.casework.desk import Desk
from bot.casework.enquiry_case import Enquiry, HoldingReply, How, NewEnquiry, number_of
from bot.casework.enquiry_changes import acknowledge, extend, mark_complaint, mark_significant
from bot.casework.enquiry_ends import answer, close, correct, note, reopen
from bot.casework.enquiry_hands import cover, reassign
from bot.casework.enquiry_holding import hold
from bot.casework.enquiry_kinds import EventKind, Status
from bot.casework.enquiry_lists import Which, listed
from bot.casework.enquiry_log import log
from bot.casework.enquiry_moves import holiday_added
from bot.casework.enquiry_rules import DueFrom
from bot.casework.enquiry_view import get, history
from bot.casework.errors import CaseError, RefusedError
from bot.casework.operator import acting, operator
from bot.casework.person import Person
from bot.store.calendars import ClosureRow
from bot.store.cases import EnquiryEventRow, EnquiryRow
from bot.store.database import Store, StoreError
from bot.store.nudges import AuditRow
from bot.store.people import PersonRow
from protocol_data.library import Library
from protocol_data.pack import EnquiryMatter, Nation, Reader

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 11, day) for day in (23, 24, 25, 26, 27))
SATURDAY = date(2026, 11, 28)
NEXT_MONDAY = date(2026, 11, 30)
MONDAY_7 = date(2026, 12, 7)
TEN = "southend"
FIVE = "exeter"
NONE = "leeds"


@dataclass(frozen=True)
class Folk:
    """One council's people."""

    shah: Person
    jones: Person
    """Two members."""
    okafor: Person
    """Handles enquiries."""
    lane: Person
    """A colleague."""
    reid: Person
    """Okafor's manager."""
    marsh: Person
    """Okafor's chief officer."""
    clerk: Person
    """Democratic services."""


async def folk_of(desk: Desk, council: str) -> Folk:
    shah = await elect(desk, council, "a.shah", name="Councillor Anita Shah", ward="Milton")
    jones = await elect(desk, council, "b.jones", name="Councillor Ben Jones")
    reid = await hire(desk, council, "m.reid", name="Moira Reid")
    marsh = await hire(desk, council, "c.marsh", name="Colin Marsh", roles=["chief_officer"])
    okafor = await hire(desk, council, "n.okafor", name="Ngozi Okafor", manager_id=reid.id, chief_officer_id=marsh.id, phone="01632 960111")
    lane = await hire(desk, council, "t.lane", name="Tom Lane")
    clerk = await hire(desk, council, "d.clerk", name="Dee Clerk", roles=["democratic_services"])
    return Folk(shah, jones, okafor, lane, reid, marsh, clerk)


@pytest.fixture
async def folk(desk: Desk) -> Folk:
    return await folk_of(desk, TEN)


@pytest.fixture
async def case(desk: Desk, folk: Folk) -> Enquiry:
    """Logged on Monday by the member; due in ten working days."""
    return await log(desk, folk.shah, NewEnquiry("Street light out in Mill Lane", officer="Okafor"))


async def kinds(desk: Desk, actor: Person, number: int) -> list[EventKind]:
    return [entry.kind for entry in await history(desk, actor, number)]


async def rows(desk: Desk) -> tuple[int | None, int | None, int | None]:
    """How many enquiries, events and audit rows there are."""
    async with desk.store.read() as session:
        found = [await session.scalar(select(func.count()).select_from(table)) for table in (EnquiryRow, EnquiryEventRow, AuditRow)]
        return found[0], found[1], found[2]


# Logging


async def test_a_member_logs_their_own_enquiry_and_is_told_by_when_it_is_due(case: Enquiry, folk: Folk) -> None:
    assert ("Councillor Anita Shah", folk.shah.id, "Milton") == (case.asked_by, case.asked_by_id, case.ward)
    assert folk.okafor == case.officer
    assert (MONDAY, MONDAY_7, DueFrom.PROTOCOL, Status.OPEN) == (
        case.state.received,
        case.state.due,
        case.state.due_from,
        case.state.status,
    )


async def test_an_officer_says_who_asked_and_handles_it_unless_another_is_named(desk: Desk, folk: Folk) -> None:
    case = await log(desk, folk.okafor, NewEnquiry("Bins", asked_by="Cllr Shah", received=date(2026, 11, 21), how=How.SPOKEN))

    assert (folk.shah.id, folk.okafor.id) == (case.asked_by_id, case.officer and case.officer.id)
    assert (How.SPOKEN, date(2026, 12, 4)) == (case.how, case.state.due)


async def test_an_officer_who_does_not_say_who_asked_is_asked(desk: Desk, folk: Folk) -> None:
    with pytest.raises(CaseError, match="Who asked") as refused:
        await log(desk, folk.okafor, NewEnquiry("Bins"))

    assert "asked_by" == refused.value.field


async def test_names_that_are_not_in_the_directory_are_kept_as_they_were_given(desk: Desk, folk: Folk) -> None:
    case = await log(desk, folk.clerk, NewEnquiry("Bins", asked_by="Cllr Quigley", officer="someone in Parks"))

    assert ("Cllr Quigley", None) == (case.asked_by, case.asked_by_id)
    assert ("someone in Parks", None) == (case.officer_name, case.officer)


async def test_the_same_message_logs_one_case(desk: Desk, folk: Folk) -> None:
    new = NewEnquiry("Bins", origin="T1:C1:1700000000.1")
    first, second = [await log(desk, folk.shah, new) for _ in range(2)]

    assert (first.number, False, True) == (second.number, first.was_there, second.was_there)
    assert (1, 1, 1) == await rows(desk)


async def test_the_same_message_told_at_once_by_two_processes_logs_one_case(desk: Desk, folk: Folk) -> None:
    logged = await asyncio.gather(*(log(desk, folk.shah, NewEnquiry("Bins", origin="T1:C1:2")) for _ in range(4)))

    assert 1 == len({case.number for case in logged})
    assert [False, True, True, True] == sorted(case.was_there for case in logged)


async def test_anothers_message_id_shows_nothing_of_their_case(desk: Desk, folk: Folk) -> None:
    await log(desk, folk.shah, NewEnquiry("A private worry", origin="T1:C1:3"))
    with pytest.raises(CaseError) as refused:
        await log(desk, folk.jones, NewEnquiry("Bins", origin="T1:C1:3"))

    assert "worry" not in str(refused.value)


@pytest.mark.parametrize(
    ("new", "says", "field"),
    [
        (NewEnquiry("  \u200b "), "the subject of the enquiry", "subject"),
        (NewEnquiry("x" * 301), "300 characters", "subject"),
        (NewEnquiry("Bins", received=TUESDAY), "Tuesday 24 November 2026 is in the future", "received"),
        (NewEnquiry("Bins", received=date(1204, 3, 4)), "1204-03-04 is out of range", "received"),
        (NewEnquiry("Bins", ward="w" * 121), "120 characters", "ward"),
    ],
)
async def test_what_can_not_be_logged_is_refused_in_plain_words_and_nothing_is_kept(
    desk: Desk, folk: Folk, new: NewEnquiry, says: str, field: str
) -> None:
    with pytest.raises(CaseError, match=says) as refused:
        await log(desk, folk.shah, new)

    assert field == refused.value.field
    assert (0, 0, 0) == await rows(desk)


async def test_what_is_received_after_midnight_in_summer_is_received_on_the_councils_day(desk: Desk, clock: SetClock) -> None:
    clock.now = clock.now.replace(month=6, day=30, hour=23, minute=30)  # in UTC: half past midnight in London
    folk = await folk_of(desk, FIVE)

    assert date(2026, 7, 1) == (await log(desk, folk.shah, NewEnquiry("Bins"))).state.received


async def test_where_the_protocol_sets_no_number_a_local_target_counts_as_local(desk: Desk) -> None:
    folk = await folk_of(desk, NONE)
    without = await log(desk, folk.shah, NewEnquiry("Bins"))
    local = await log(replace(desk, local_target=5), folk.shah, NewEnquiry("Bins"))

    assert (None, None) == (without.state.due, without.state.due_from)
    assert (NEXT_MONDAY, DueFrom.LOCAL) == (local.state.due, local.state.due_from)


# Working on it


async def test_an_acknowledgement_is_kept_and_moves_no_date(desk: Desk, folk: Folk, case: Enquiry) -> None:
    after = await acknowledge(desk, folk.okafor, case.number)

    assert (Status.ACKNOWLEDGED, case.state.due, MONDAY) == (after.state.status, after.state.due, after.state.acknowledged_on)


async def test_a_second_acknowledgement_is_refused_with_the_day_of_the_first(desk: Desk, folk: Folk, case: Enquiry) -> None:
    await acknowledge(desk, folk.okafor, case.number)
    with pytest.raises(CaseError, match="acknowledged on Monday 23 November 2026 already"):
        await acknowledge(desk, folk.okafor, case.number)


async def test_a_holding_reply_with_what_the_protocol_asks_for_sets_a_new_date(desk: Desk, folk: Folk, case: Enquiry) -> None:
    reply = HoldingReply(date(2026, 12, 14), reason="the survey is late", action="it is being done again")
    after = await hold(desk, folk.okafor, case.number, reply)
    last = (await history(desk, folk.shah, case.number))[-1]

    assert (Status.HELD, date(2026, 12, 14), DueFrom.HOLDING) == (after.state.status, after.state.due, after.state.due_from)
    assert ("Ngozi Okafor", "the survey is late", {"action": "it is being done again"}) == (last.actor, last.reason, last.fields)


@pytest.mark.parametrize(
    ("council", "reply", "lacks"),
    [
        (TEN, HoldingReply(FRIDAY), "the reason for the delay and what is being done (clause 9.1.7)"),
        (TEN, HoldingReply(reason="late", action="we write"), "the date of the answer (clause 9.1.7)"),
        (FIVE, HoldingReply(FRIDAY, officer_name="N. Okafor"), "that officer's phone number (clause 8.8)"),
        (
            FIVE,
            HoldingReply(FRIDAY, officer_name=" ", officer_phone="n/a"),
            "the name of the officer who deals with it and that officer's phone number",
        ),
        (
            FIVE,
            HoldingReply(),
            "the name of the officer who deals with it, that officer's phone number and the date of the full reply (clause 8.8)",
        ),
    ],
)
async def test_a_holding_reply_that_lacks_something_is_refused_naming_each_thing_and_the_clause(
    desk: Desk, council: str, reply: HoldingReply, lacks: str
) -> None:
    folk = await folk_of(desk, council)
    case = await log(desk, folk.shah, NewEnquiry("Bins", officer="Okafor"))
    with pytest.raises(CaseError) as refused:
        await hold(desk, folk.okafor, case.number, reply)

    assert lacks in str(refused.value)
    assert [EventKind.RECEIVED] == await kinds(desk, folk.shah, case.number)


async def test_a_protocol_that_asks_for_nothing_in_a_holding_reply_still_needs_its_date(desk: Desk) -> None:
    folk = await folk_of(desk, NONE)
    case = await log(desk, folk.shah, NewEnquiry("Bins", officer="Okafor"))
    with pytest.raises(CaseError, match="needs the date"):
        await hold(desk, folk.okafor, case.number, HoldingReply(reason="late"))

    assert FRIDAY == (await hold(desk, folk.okafor, case.number, HoldingReply(FRIDAY))).state.due


async def test_what_is_no_phone_number_is_not_left_out_in_silence(desk: Desk, folk: Folk, case: Enquiry) -> None:
    reply = HoldingReply(until=FRIDAY, officer_phone="ask me", reason="late", action="looking")
    with pytest.raises(CaseError, match="“ask me” is no phone number") as refused:
        await hold(desk, folk.okafor, case.number, reply)

    assert "officer_phone" == refused.value.field
    assert FRIDAY == (await hold(desk, folk.okafor, case.number, replace(reply, officer_phone=None))).state.due


@pytest.mark.parametrize(
    ("until", "says"),
    [
        (MONDAY, "is today"),
        (date(2026, 11, 20), "before the enquiry was received"),
        (SATURDAY, r"Saturday 28 November 2026 is no working day\. The next one is Monday 30 November 2026"),
        (date(2026, 12, 25), r"no working day \(Christmas Day\)\. The next one is Tuesday 29 December 2026"),
        (date(2062, 11, 27), "more than a year ahead"),
    ],
)
async def test_a_new_date_that_can_not_be_is_refused_and_the_next_working_day_offered(
    desk: Desk, folk: Folk, case: Enquiry, until: date, says: str
) -> None:
    with pytest.raises(CaseError, match=says) as refused:
        await extend(desk, folk.okafor, case.number, until, "agreed")

    assert "until" == refused.value.field
    assert case.state.due == (await get(desk, folk.shah, case.number)).state.due


async def test_a_date_in_the_past_but_after_receipt_is_refused(desk: Desk, folk: Folk, case: Enquiry, clock: SetClock) -> None:
    clock.go(days=3)
    with pytest.raises(CaseError, match="Wednesday 25 November 2026 is in the past"):
        await extend(desk, folk.okafor, case.number, WEDNESDAY, "agreed")


async def test_an_agreed_date_needs_a_reason(desk: Desk, folk: Folk, case: Enquiry) -> None:
    with pytest.raises(CaseError, match="the reason for the new date"):
        await extend(desk, folk.okafor, case.number, FRIDAY, "  ")


async def test_a_case_handed_over_keeps_its_date_and_leaves_its_officers_sight(desk: Desk, folk: Folk, case: Enquiry) -> None:
    after = await reassign(desk, folk.okafor, case.number, "tom lane", "roads are his")

    assert (folk.lane, case.state.due) == (after.officer, after.state.due)
    with pytest.raises(CaseError, match="There is no ENQ-"):
        await get(desk, folk.okafor, case.number)


@pytest.mark.parametrize(
    ("to", "says"), [("Nobody Atall", "no officer in the directory"), ("n.okafor", "handles ENQ-.* already"), ("Anita Shah", "no officer")]
)
async def test_a_case_goes_only_to_an_officer_of_the_directory(desk: Desk, folk: Folk, case: Enquiry, to: str, says: str) -> None:
    with pytest.raises(CaseError, match=says):
        await reassign(desk, folk.okafor, case.number, to)


async def test_a_name_that_can_mean_two_people_is_asked_about(desk: Desk, folk: Folk, case: Enquiry) -> None:
    await hire(desk, TEN, "s.lane", name="Sue Lane")
    with pytest.raises(CaseError, match=r"“Lane” can mean (Sue Lane or Tom Lane|Tom Lane or Sue Lane)"):
        await reassign(desk, folk.okafor, case.number, "Lane")


async def test_cover_is_arranged_for_all_that_an_officer_handles(desk: Desk, folk: Folk, case: Enquiry) -> None:
    other = await log(desk, folk.jones, NewEnquiry("Bins", officer="Okafor"))
    await cover(desk, folk.okafor, case.number, "Tom Lane", first=TUESDAY, last=FRIDAY)
    async with desk.store.read() as session:
        row = await session.get_one(PersonRow, folk.okafor.id)

    assert (folk.lane.id, TUESDAY, FRIDAY) == (row.cover_id, row.absent_from, row.absent_until)
    assert EventKind.COVERED == (await kinds(desk, folk.clerk, other.number))[-1]
    assert "9.1.6" == other.rule.clause_on(EnquiryMatter.ABSENCE)


@pytest.mark.parametrize(
    ("by", "first", "last", "says"),
    [
        ("Ngozi Okafor", None, None, "can't stand in for themselves"),
        ("Tom Lane", FRIDAY, TUESDAY, "before the first"),
        ("Tom Lane", date(2026, 11, 2), date(2026, 11, 20), "was over on Friday 20 November 2026"),
        ("Nobody", None, None, "no officer in the directory"),
    ],
)
async def test_cover_that_can_not_be_is_refused(  # noqa: PLR0913, PLR0917 - one case each
    desk: Desk, folk: Folk, case: Enquiry, by: str, first: date | None, last: date | None, says: str
) -> None:
    with pytest.raises(CaseError, match=says):
        await cover(desk, folk.okafor, case.number, by, first=first, last=last)


async def test_a_constituents_complaint_leaves_the_clock_under_its_clause(desk: Desk, folk: Folk, case: Enquiry) -> None:
    after = await mark_complaint(desk, folk.okafor, case.number, "it is about our own service")

    assert (Status.COMPLAINT, None, "9.1.8") == (after.state.status, after.state.due, after.rule.clause_on(EnquiryMatter.COMPLAINT))
    with pytest.raises(CaseError, match="complaints procedure since"):
        await answer(desk, folk.okafor, case.number)


async def test_a_significant_matter_goes_to_the_chief_officer(desk: Desk, folk: Folk, case: Enquiry) -> None:
    after = await mark_significant(desk, folk.okafor, case.number)

    assert (True, folk.marsh, "9.1.3") == (after.significant, after.officer, after.rule.clause_on(EnquiryMatter.SIGNIFICANT))
    with pytest.raises(CaseError, match="marked as significant already"):
        await mark_significant(desk, folk.marsh, case.number)


async def test_a_member_who_logs_a_significant_matter_has_it_sent_to_the_chief_officer(desk: Desk, folk: Folk) -> None:
    case = await log(desk, folk.shah, NewEnquiry("The bridge", officer="Okafor", significant=True))

    assert (True, folk.marsh) == (case.significant, case.officer)
    assert [EventKind.RECEIVED, EventKind.MARKED_SIGNIFICANT, EventKind.REASSIGNED] == await kinds(desk, folk.shah, case.number)


# Its end, and after


async def test_what_was_answered_can_not_be_answered_again(desk: Desk, folk: Folk, case: Enquiry) -> None:
    await answer(desk, folk.okafor, case.number)
    with pytest.raises(CaseError, match="was answered on Monday 23 November 2026"):
        await answer(desk, folk.okafor, case.number)


async def test_closing_twice_is_refused_with_the_day_of_the_first(desk: Desk, folk: Folk, case: Enquiry) -> None:
    await close(desk, folk.shah, case.number)
    with pytest.raises(CaseError, match="closed on Monday 23 November 2026 already"):
        await close(desk, folk.shah, case.number)


async def test_an_officer_who_closes_what_was_not_answered_says_why(desk: Desk, folk: Folk, case: Enquiry) -> None:
    with pytest.raises(CaseError, match="has not been answered") as refused:
        await close(desk, folk.okafor, case.number)

    assert "reason" == refused.value.field
    assert Status.CLOSED == (await close(desk, folk.okafor, case.number, "withdrawn by the member")).state.status


async def test_a_case_is_reopened_with_a_reason_and_with_no_date_that_nobody_agreed(desk: Desk, folk: Folk, case: Enquiry) -> None:
    await answer(desk, folk.okafor, case.number)
    with pytest.raises(CaseError, match="the reason for reopening"):
        await reopen(desk, folk.shah, case.number, "")
    after = await reopen(desk, folk.shah, case.number, "half of it was not answered")

    assert (Status.OPEN, None) == (after.state.status, after.state.due)


async def test_a_member_who_reopens_sets_no_date_for_the_officer(desk: Desk, folk: Folk, case: Enquiry) -> None:
    await answer(desk, folk.okafor, case.number)
    with pytest.raises(RefusedError, match="set by the officer"):
        await reopen(desk, folk.shah, case.number, "not all of it", FRIDAY)

    assert FRIDAY == (await reopen(desk, folk.okafor, case.number, "not all of it", FRIDAY)).state.due


async def test_correcting_the_day_of_receipt_counts_anew_and_is_in_the_history(desk: Desk, folk: Folk, case: Enquiry) -> None:
    after = await correct(desk, folk.okafor, case.number, "it came on Friday", received=date(2026, 11, 20))
    last = (await history(desk, folk.okafor, case.number))[-1]

    assert (date(2026, 11, 20), date(2026, 12, 4)) == (after.state.received, after.state.due)
    assert (EventKind.CORRECTED, date(2026, 12, 4), "it came on Friday") == (last.kind, last.due, last.reason)


@pytest.mark.parametrize(
    ("received", "days_later", "says"),
    [(TUESDAY, 0, "in the future"), (TUESDAY, 3, "was logged on Monday 23 November 2026")],
)
async def test_a_day_of_receipt_that_can_not_be_is_refused(  # noqa: PLR0913, PLR0917 - one case each
    desk: Desk, folk: Folk, case: Enquiry, clock: SetClock, received: date, days_later: int, says: str
) -> None:
    clock.go(days=days_later)
    with pytest.raises(CaseError, match=says):
        await correct(desk, folk.okafor, case.number, "wrong", received=received)


async def test_a_corrected_subject_is_the_subject_from_then_on(desk: Desk, folk: Folk, case: Enquiry) -> None:
    after = await correct(desk, folk.okafor, case.number, "slip of the pen", subject="Street light out in Mill Road")

    assert ("Street light out in Mill Road", case.state.due) == (after.subject, after.state.due)


async def test_a_corrected_day_of_receipt_is_the_one_in_the_lists_and_the_history_keeps_the_first(
    desk: Desk, folk: Folk, case: Enquiry
) -> None:
    day = date(2026, 11, 19)
    after = await correct(desk, folk.okafor, case.number, "it came by letter", received=day)
    [item] = (await listed(desk, folk.okafor, Which())).items
    first, last = await history(desk, folk.shah, case.number)

    assert (day, day) == (after.state.received, item.received)
    assert (MONDAY, MONDAY_7, day, date(2026, 12, 3)) == (first.received, first.due, last.received, last.due)
    assert [MONDAY_7, date(2026, 12, 3)] == [told.due for told in (await get(desk, folk.shah, case.number)).state.dues]


async def test_a_day_off_between_the_right_and_the_wrong_day_of_receipt_counts(desk: Desk, folk: Folk, case: Enquiry) -> None:
    await correct(desk, folk.okafor, case.number, "it came by letter", received=date(2026, 11, 18))
    off = date(2026, 11, 20)
    await add_closure(desk, off, council=TEN)

    assert [date(2026, 12, 3)] == [moved.due for moved in await holiday_added(desk, folk.clerk, Closure(off, "Day of mourning"))]


async def test_a_correction_of_a_case_without_a_date_gives_it_none(desk: Desk, folk: Folk, case: Enquiry) -> None:
    await answer(desk, folk.okafor, case.number)
    await reopen(desk, folk.okafor, case.number, "not all")
    after = await correct(desk, folk.okafor, case.number, "it came by letter", received=date(2026, 11, 19))

    assert (None, None) == (after.state.due, (await history(desk, folk.shah, case.number))[-1].due)


# A day that turns out to be none


async def add_closure(desk: Desk, day: date, **where: str) -> None:
    async with desk.store.write() as session:
        session.add(ClosureRow(day=day, reason="Day of mourning", added_at=desk.now(), **where))


async def test_a_holiday_moves_open_cases_forward_once_and_each_says_why(desk: Desk, folk: Folk, case: Enquiry) -> None:
    ended = await log(desk, folk.shah, NewEnquiry("Bins", officer="Okafor"))
    await answer(desk, folk.okafor, ended.number)
    await add_closure(desk, FRIDAY, council=TEN)
    closure = Closure(FRIDAY, "Day of mourning")
    first, second = [await holiday_added(desk, folk.clerk, closure) for _ in range(2)]
    last = (await history(desk, folk.shah, case.number))[-1]

    assert [(case.number, MONDAY_7, date(2026, 12, 8))] == [(moved.number, moved.before, moved.due) for moved in first]
    assert () == second
    assert (EventKind.MOVED, "Friday 27 November 2026 is no working day: Day of mourning.") == (last.kind, last.reason)


async def test_a_bank_holiday_moves_the_cases_of_its_nation(desk: Desk, folk: Folk, case: Enquiry) -> None:
    others = await folk_of(desk, FIVE)
    theirs = await log(desk, others.shah, NewEnquiry("Bins"))
    await add_closure(desk, FRIDAY, nation="england")
    moved = await holiday_added(desk, folk.clerk, Closure(FRIDAY, "Day of mourning"), Nation.ENGLAND)

    assert {(case.number, date(2026, 12, 8)), (theirs.number, date(2026, 12, 1))} == {(one.number, one.due) for one in moved}


async def test_more_cases_than_one_unit_of_work_takes_are_all_moved(desk: Desk, folk: Folk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.casework.enquiry_moves._BATCH", 2)
    numbers = [(await log(desk, folk.shah, NewEnquiry(f"Bins {n}"))).number for n in range(5)]
    await add_closure(desk, FRIDAY, council=TEN)

    assert numbers == [moved.number for moved in await holiday_added(desk, folk.clerk, Closure(FRIDAY, "Day of mourning"))]


# Rights, numbers, and what is written down


async def test_a_number_that_is_not_there_and_one_that_is_not_yours_get_the_same_words(desk: Desk, folk: Folk, case: Enquiry) -> None:
    says = []
    for number in (case.number, 99_999, 2**40):
        with pytest.raises(CaseError) as refused:
            await get(desk, folk.jones, number)
        says.append(str(refused.value).replace(str(number), "N"))

    assert 1 == len(set(says))


async def test_who_sees_a_case_and_may_not_do_something_is_told_who_may(desk: Desk, folk: Folk, case: Enquiry) -> None:
    with pytest.raises(RefusedError, match="not answer it: that is for the officer who handles it"):
        await answer(desk, folk.shah, case.number)


async def test_another_council_sees_nothing(desk: Desk, case: Enquiry) -> None:
    elsewhere = await hire(desk, FIVE, "d.clerk", roles=["democratic_services", "monitoring_officer"])
    with pytest.raises(CaseError, match="There is no ENQ-"):
        await get(desk, elsewhere, case.number)


async def test_the_manager_and_the_stand_in_may_work_on_it_and_a_colleague_may_not(desk: Desk, folk: Folk, case: Enquiry) -> None:
    await note(desk, folk.reid, case.number, "asked for the map")
    with pytest.raises(CaseError):
        await note(desk, folk.lane, case.number, "let me see")
    await cover(desk, folk.reid, case.number, "Tom Lane")
    await note(desk, folk.lane, case.number, "I have the map")

    assert [EventKind.RECEIVED, EventKind.NOTED, EventKind.COVERED, EventKind.NOTED] == await kinds(desk, folk.lane, case.number)


async def test_a_stand_in_sees_and_works_a_case_from_the_first_day_of_the_absence_to_the_last(
    desk: Desk, clock: SetClock, folk: Folk, case: Enquiry
) -> None:
    await cover(desk, folk.okafor, case.number, "Tom Lane", first=TUESDAY, last=WEDNESDAY)
    found = []
    for _ in (MONDAY, TUESDAY, WEDNESDAY, THURSDAY):
        try:
            await note(desk, folk.lane, case.number, "I look at it")
        except CaseError:
            found.append(False)
        else:
            found.append(True)
        clock.go(days=1)

    assert [False, True, True, False] == found


async def test_every_change_has_an_audit_row_without_what_was_written(desk: Desk, folk: Folk, case: Enquiry) -> None:
    await extend(desk, folk.okafor, case.number, FRIDAY, "a secret reason")
    await correct(desk, folk.okafor, case.number, "another secret", subject="a secret subject")
    async with desk.store.read() as session:
        audit = list(await session.scalars(select(AuditRow).where(AuditRow.case_kind == "enquiry").order_by(AuditRow.id)))

    assert [("received", folk.shah.id), ("extended", folk.okafor.id), ("corrected", folk.okafor.id)] == [
        (row.what, row.actor_id) for row in audit
    ]
    assert "2026-11-27" == audit[1].details["due"]
    assert not [row for row in audit if "secret" in str(row.details)]


async def test_two_who_close_a_case_at_once_close_it_once(desk: Desk, folk: Folk, case: Enquiry) -> None:
    results = await asyncio.gather(*(close(desk, folk.shah, case.number) for _ in range(3)), return_exceptions=True)

    assert 1 == sum(isinstance(result, Enquiry) for result in results)
    assert [EventKind.RECEIVED, EventKind.CLOSED] == await kinds(desk, folk.shah, case.number)


async def test_two_who_change_a_case_at_once_both_stand_in_its_history(desk: Desk, folk: Folk, case: Enquiry) -> None:
    await asyncio.gather(*(extend(desk, folk.okafor, case.number, day, "agreed") for day in (FRIDAY, NEXT_MONDAY)))
    entries = await history(desk, folk.okafor, case.number)

    assert {FRIDAY, NEXT_MONDAY} == {entry.due for entry in entries[1:]}
    assert entries[-1].due == (await get(desk, folk.okafor, case.number)).state.due


async def test_the_columns_that_lists_read_say_what_the_events_say(desk: Desk, folk: Folk, case: Enquiry) -> None:
    await extend(desk, folk.okafor, case.number, FRIDAY, "agreed")
    async with desk.store.read() as session:
        row = await session.get_one(EnquiryRow, case.number)

    assert (FRIDAY, "agreed", "open", MONDAY) == (row.due, row.due_from, row.state, row.next_look)


async def test_a_change_that_fails_half_way_leaves_nothing_behind(
    desk: Desk, folk: Folk, case: Enquiry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StoreError("The disk that holds the database is full.")

    before = await rows(desk)
    monkeypatch.setattr("bot.casework.enquiry_record.Case.settle", fail)  # the last thing before the commit
    with pytest.raises(StoreError):
        await extend(desk, folk.okafor, case.number, FRIDAY, "agreed")
    with pytest.raises(StoreError):
        await log(desk, folk.shah, NewEnquiry("Bins"))

    assert before == await rows(desk)
    assert case.state == (await get(desk, folk.shah, case.number)).state


async def something(desk: Desk, clerk: Person, number: int, choose: random.Random) -> None:
    """Do one of the things that can be done to a case; whether it can be done now is its own matter."""
    day = desk.today(clerk.council) + timedelta(days=choose.randint(-2, 12))
    reply = HoldingReply(day, "N. Okafor", "01632 960111", "late", "asked again")
    to = choose.choice(("Tom Lane", "Ngozi Okafor"))
    agreed = choose.choice((None, day))
    ways: list[Callable[[], Awaitable[Enquiry]]] = [
        lambda: acknowledge(desk, clerk, number),
        lambda: hold(desk, clerk, number, reply),
        lambda: extend(desk, clerk, number, day, "agreed"),
        lambda: extend(desk, clerk, number, day, "agreed once more"),
        lambda: correct(desk, clerk, number, "wrong", received=day),
        lambda: mark_complaint(desk, clerk, number),
        lambda: answer(desk, clerk, number),
        lambda: close(desk, clerk, number, "done"),
        lambda: reassign(desk, clerk, number, to),
    ]
    ways += [lambda: reopen(desk, clerk, number, "not done", agreed)] * 4  # else the walk stands still at its end
    await choose.choice(ways)()


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_is_done_in_whatever_order_the_row_says_what_the_events_say(sqlite_desk: Desk, clock: SetClock, seed: int) -> None:
    desk, choose = sqlite_desk, random.Random(seed)  # noqa: S311 - the same walk each time
    council = choose.choice((TEN, FIVE, NONE))
    folk = await folk_of(desk, council)
    number = (await log(desk, folk.shah, NewEnquiry("Bins", officer="Okafor"))).number
    for _ in range(60):
        with contextlib.suppress(CaseError):
            await something(desk, folk.clerk, number, choose)
        off = clock().date() + timedelta(days=choose.randint(1, 12))
        calendar = await calendar_of(desk, council)
        if choose.random() < 0.2 and calendar.is_working(off):
            await add_closure(desk, off, council=council)
            await holiday_added(desk, folk.clerk, Closure(off, "Day of mourning"))
        clock.go(days=choose.randint(0, 2))
        state = (await get(desk, folk.clerk, number)).state
        async with desk.store.read() as session:
            row = await session.get_one(EnquiryRow, number)

        assert state.is_open == (row.state == "open")
        assert not state.is_open or (state.due, state.due_from) == (row.due, row.due_from)
        assert not state.is_open or state.due is None or (await calendar_of(desk, council)).is_working(state.due)
    _, events, audited = await rows(desk)

    assert events
    assert events > 10
    assert audited == events


async def calendar_of(desk: Desk, council: str) -> WorkingCalendar:
    async with desk.store.read() as session:
        return await desk.calendar(session, council)


@pytest.fixture
def sqlite_desk(sqlite_store: Store, library: Library, clock: SetClock) -> Desk:
    return Desk(sqlite_store, library, clock)


@pytest.mark.parametrize(("text", "number"), [("ENQ-12", 12), ("enq 12", 12), ("Enquiry #12", 12), ("12", 12), (" #7 ", 7)])
def test_a_number_is_read_as_people_write_it(text: str, number: int) -> None:
    assert number == number_of(text)


@pytest.mark.parametrize("text", ["", "ENQ", "twelve", "CMP-12", "0", "99999999999", "12; drop"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(CaseError, match="is no enquiry number"):
        number_of(text)


async def test_who_acts_is_found_by_their_key_in_whatever_case(desk: Desk, folk: Folk) -> None:
    found = [await acting(desk, TEN, key) for key in ("A.Shah", " a.shah ", "nobody")]

    assert [folk.shah, folk.shah, None] == found


async def test_the_person_at_the_machine_is_made_once(desk: Desk) -> None:
    made = [await operator(desk, NONE, reader) for reader in (Reader.OFFICER, Reader.OFFICER, Reader.MEMBER)]

    assert made[0] == made[1]
    assert ["operator", "operator", "operator-member"] == [person.key for person in made]
    assert [frozenset({"democratic_services"}), frozenset()] == [made[0].roles, made[2].roles]
    assert ZoneInfo("Europe/London") == desk.zone(NONE)
