"""What the protocols lay down for enquiries, and how an enquiry stands by it: the clock, the promises, the lists. Pure."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar.working_days import Closure, WorkingCalendar
from bot.casework.enquiry_kinds import Bucket, Event, EventKind, Status, bucket_of
from bot.casework.enquiry_rules import DueFrom, Rule, rule_of
from bot.casework.enquiry_state import state_of
from protocol_data.basics import Force, Nation
from protocol_data.library import Library
from protocol_data.procedures import EnquiryMatter, Otherwise

FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 11, day) for day in (6, 7, 8, 9))
NEXT_FRIDAY = date(2026, 11, 13)
FRIDAY_20 = date(2026, 11, 20)
CALENDAR = WorkingCalendar(Nation.ENGLAND)
TEN = Rule("c", target=10, target_from=DueFrom.PROTOCOL)
FIVE = Rule("c", target=5, target_from=DueFrom.PROTOCOL)
NONE = Rule("c")
days = st.dates(date(2024, 1, 1), date(2028, 12, 31))


def event(kind: EventKind, on: date, *, due: date | None = None, received: date | None = None, reason: str | None = None) -> Event:
    return Event(kind, on, 1, reason, due, received)


# The rules, from the packs


def test_one_council_asks_for_a_full_answer_in_five_working_days_else_an_acknowledgement_with_three_things(library: Library) -> None:
    rule = rule_of(library.pack("exeter"))

    assert (5, DueFrom.PROTOCOL, "8.8", Force.SHOULD) == (rule.target, rule.target_from, rule.clause, rule.force)
    assert (Otherwise.OFFICER_NAME, Otherwise.OFFICER_PHONE, Otherwise.FULL_REPLY_DATE) == rule.required
    assert rule.acknowledges
    assert "8.8" == rule.holding_clause


def test_another_asks_for_it_in_ten_else_reason_action_and_deadline_in_writing(library: Library) -> None:
    rule = rule_of(library.pack("southend"))

    assert (10, DueFrom.PROTOCOL, "9.1.5", Force.SHOULD) == (rule.target, rule.target_from, rule.clause, rule.force)
    assert (Otherwise.REASON, Otherwise.ACTION, Otherwise.DEADLINE) == rule.required
    assert not rule.acknowledges
    assert "9.1.7" == rule.holding_clause
    assert ["9.1.6", "9.1.8", "9.1.3", "9.1.11"] == [
        rule.clause_on(matter)
        for matter in (EnquiryMatter.ABSENCE, EnquiryMatter.COMPLAINT, EnquiryMatter.SIGNIFICANT, EnquiryMatter.BURDEN)
    ]


@pytest.mark.parametrize(("council", "clause"), [("leeds", "6.11"), ("district", "3.1"), ("county", None)])
def test_where_the_protocol_sets_no_number_none_is_invented(library: Library, council: str, clause: str | None) -> None:
    rule = rule_of(library.pack(council))

    assert (None, None, clause) == (rule.target, rule.target_from, rule.clause)
    assert () == rule.required


def test_a_local_target_is_local_and_never_the_protocols_and_does_not_displace_the_protocols_own(library: Library) -> None:
    local, own = rule_of(library.pack("leeds"), 7), rule_of(library.pack("southend"), 7)

    assert (7, DueFrom.LOCAL) == (local.target, local.target_from)
    assert (10, DueFrom.PROTOCOL) == (own.target, own.target_from)


# The clock


@pytest.mark.parametrize("received", [FRIDAY, SATURDAY, SUNDAY])
def test_an_enquiry_received_on_a_saturday_or_sunday_is_due_as_if_received_on_friday(received: date) -> None:
    assert FRIDAY_20 == state_of(received, (), TEN, CALENDAR, MONDAY).due


def test_due_today_is_not_overdue_and_the_day_after_is() -> None:
    on_the_day, after = (state_of(FRIDAY, (), FIVE, CALENDAR, day) for day in (NEXT_FRIDAY, NEXT_FRIDAY + timedelta(days=1)))

    assert (NEXT_FRIDAY, False, 0) == (on_the_day.due, on_the_day.overdue, on_the_day.overdue_by)
    assert after.overdue


@pytest.mark.parametrize(
    ("today", "by"), [(date(2026, 11, 14), 0), (date(2026, 11, 15), 0), (date(2026, 11, 16), 1), (date(2026, 11, 20), 5)]
)
def test_overdue_is_counted_in_working_days_so_that_a_weekend_adds_none(today: date, by: int) -> None:
    assert by == state_of(FRIDAY, (), FIVE, CALENDAR, today).overdue_by


def test_the_day_of_receipt_is_day_0_and_the_due_day_is_the_last_of_ten() -> None:
    states = [state_of(FRIDAY, (), TEN, CALENDAR, day) for day in (FRIDAY, SUNDAY, MONDAY, FRIDAY_20)]

    assert [(0, 10), (0, 10), (1, 10), (10, 10)] == [(state.day, state.of) for state in states]


def test_over_christmas_each_nations_own_holidays_are_passed_over() -> None:
    received = date(2026, 12, 23)
    due = {nation: state_of(received, (), FIVE, WorkingCalendar(nation), received).due for nation in (Nation.ENGLAND, Nation.SCOTLAND)}

    assert {Nation.ENGLAND: date(2027, 1, 4), Nation.SCOTLAND: date(2027, 1, 5)} == due


def test_without_a_number_there_is_no_date_until_one_is_agreed() -> None:
    before = state_of(FRIDAY, (), NONE, CALENDAR, FRIDAY_20)
    after = state_of(FRIDAY, [event(EventKind.EXTENDED, MONDAY, due=FRIDAY_20, reason="agreed")], NONE, CALENDAR, FRIDAY_20)

    assert (None, None, False) == (before.due, before.due_from, before.overdue)
    assert (FRIDAY_20, DueFrom.AGREED) == (after.due, after.due_from)


def test_an_acknowledgement_moves_no_date_and_a_holding_reply_does() -> None:
    acknowledged = [event(EventKind.ACKNOWLEDGED, MONDAY)]
    held = [*acknowledged, event(EventKind.HOLDING_REPLY, NEXT_FRIDAY, due=FRIDAY_20)]
    first, second = (state_of(FRIDAY, events, FIVE, CALENDAR, NEXT_FRIDAY) for events in (acknowledged, held))

    assert (Status.ACKNOWLEDGED, NEXT_FRIDAY, DueFrom.PROTOCOL, MONDAY) == (first.status, first.due, first.due_from, first.acknowledged_on)
    assert (Status.HELD, FRIDAY_20, DueFrom.HOLDING, MONDAY) == (second.status, second.due, second.due_from, second.acknowledged_on)


def test_every_date_that_was_told_is_in_the_history_with_its_reason() -> None:
    events = [
        event(EventKind.RECEIVED, FRIDAY, due=NEXT_FRIDAY),
        event(EventKind.EXTENDED, MONDAY, due=FRIDAY_20, reason="the survey takes a week"),
    ]
    state = state_of(FRIDAY, events, FIVE, CALENDAR, FRIDAY_20)

    assert [(NEXT_FRIDAY, DueFrom.PROTOCOL, None), (FRIDAY_20, DueFrom.AGREED, "the survey takes a week")] == [
        (change.due, change.due_from, change.reason) for change in state.dues
    ]


def test_a_complaint_is_out_of_the_clock() -> None:
    state = state_of(FRIDAY, [event(EventKind.MARKED_COMPLAINT, MONDAY)], FIVE, CALENDAR, FRIDAY_20)

    assert (Status.COMPLAINT, None, False) == (state.status, state.due, state.overdue)


def test_what_was_answered_late_is_not_overdue_any_more() -> None:
    state = state_of(FRIDAY, [event(EventKind.ANSWERED, FRIDAY_20)], FIVE, CALENDAR, FRIDAY_20)

    assert (Status.ANSWERED, NEXT_FRIDAY, False) == (state.status, state.due, state.overdue)


@pytest.mark.parametrize(("agreed", "due_from"), [(None, None), (FRIDAY_20, DueFrom.AGREED)])
def test_a_reopened_case_has_the_date_that_was_agreed_or_none(agreed: date | None, due_from: DueFrom | None) -> None:
    events = [event(EventKind.ANSWERED, MONDAY), event(EventKind.REOPENED, NEXT_FRIDAY, due=agreed, reason="not the whole answer")]
    state = state_of(FRIDAY, events, FIVE, CALENDAR, NEXT_FRIDAY)

    assert (Status.OPEN, agreed, due_from) == (state.status, state.due, state.due_from)


@pytest.mark.parametrize("ended", [EventKind.MARKED_COMPLAINT, EventKind.CLOSED])
def test_a_case_that_was_never_answered_keeps_its_date_when_it_is_opened_again(ended: EventKind) -> None:
    state = state_of(FRIDAY, [event(ended, MONDAY), event(EventKind.REOPENED, MONDAY, reason="by mistake")], FIVE, CALENDAR, MONDAY)

    assert (Status.OPEN, NEXT_FRIDAY, DueFrom.PROTOCOL) == (state.status, state.due, state.due_from)


def test_from_a_corrected_day_of_receipt_the_target_is_counted_anew_and_a_promise_stays() -> None:
    correction = event(EventKind.CORRECTED, MONDAY, received=date(2026, 11, 2), reason="it came on Monday")
    promised = event(EventKind.EXTENDED, MONDAY, due=FRIDAY_20, reason="agreed")
    counted, kept = (state_of(FRIDAY, events, FIVE, CALENDAR, MONDAY) for events in ([correction], [promised, correction]))

    assert (date(2026, 11, 2), MONDAY) == (counted.received, counted.due)
    assert (date(2026, 11, 2), FRIDAY_20) == (kept.received, kept.due)


# A day that turns out to be none


def test_a_holiday_within_the_target_moves_the_due_day_forward_by_one_working_day() -> None:
    mourning = WorkingCalendar(Nation.ENGLAND, frozenset({Closure(date(2026, 11, 11), "Day of mourning")}))

    assert [NEXT_FRIDAY, date(2026, 11, 16)] == [state_of(FRIDAY, (), FIVE, calendar, MONDAY).due for calendar in (CALENDAR, mourning)]


@pytest.mark.parametrize(("closed", "due"), [(FRIDAY_20, date(2026, 11, 23)), (date(2026, 11, 19), FRIDAY_20)])
def test_a_promised_day_moves_only_where_it_is_itself_the_holiday(closed: date, due: date) -> None:
    calendar = WorkingCalendar(Nation.ENGLAND, frozenset({Closure(closed, "Closed")}))
    promised = [event(EventKind.EXTENDED, MONDAY, due=FRIDAY_20, reason="agreed")]

    assert due == state_of(FRIDAY, promised, FIVE, calendar, MONDAY).due


def test_a_date_that_was_moved_forward_never_comes_back() -> None:
    moved = [event(EventKind.MOVED, MONDAY, due=date(2026, 11, 16), reason="a holiday that is on the calendar no more")]

    assert date(2026, 11, 16) == state_of(FRIDAY, moved, FIVE, CALENDAR, MONDAY).due


@given(received=days, closed=days, target=st.integers(1, 30))
def test_a_holiday_never_brings_a_date_forward(received: date, closed: date, target: int) -> None:
    rule = Rule("c", target=target, target_from=DueFrom.PROTOCOL)
    plain, with_closure = (
        state_of(received, (), rule, calendar, received).due
        for calendar in (CALENDAR, WorkingCalendar(Nation.ENGLAND, frozenset({Closure(closed, "Closed")})))
    )

    assert plain
    assert with_closure
    assert plain <= with_closure


# The lists


@pytest.mark.parametrize(
    ("due", "bucket"),
    [
        (None, Bucket.NO_DATE),
        (date(2026, 11, 10), Bucket.OVERDUE),
        (date(2026, 11, 11), Bucket.DUE_TODAY),
        (date(2026, 11, 12), Bucket.DUE_THIS_WEEK),
        (date(2026, 11, 15), Bucket.DUE_THIS_WEEK),
        (date(2026, 11, 16), Bucket.LATER),
    ],
)
def test_on_a_wednesday_the_week_runs_from_thursday_to_sunday(due: date | None, bucket: Bucket) -> None:
    assert bucket == bucket_of(due, date(2026, 11, 11))


def test_on_a_sunday_the_monday_after_is_later() -> None:
    assert [Bucket.DUE_TODAY, Bucket.LATER] == [bucket_of(due, SUNDAY) for due in (SUNDAY, MONDAY)]


@given(due=days, today=days)
def test_an_overdue_case_is_in_the_overdue_list_and_no_other_is(due: date, today: date) -> None:
    state = state_of(date(2024, 1, 1), [event(EventKind.MOVED, today, due=due)], TEN, CALENDAR, today)

    assert state.overdue == (bucket_of(state.due, today) is Bucket.OVERDUE)
