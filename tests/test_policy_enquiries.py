"""What is said of an enquiry on which day, and to whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar.working_days import Closure, WorkingCalendar
from bot.casework.person import Person
from bot.reminders.circle import Circle
from bot.reminders.enquiry_policy import Deed, EnquiryFacts
from bot.reminders.nudge import Kind
from bot.reminders.policy import next_look, nudges_due
from protocol_data.basics import Nation, Reader

ENGLAND = WorkingCalendar(Nation.ENGLAND)
OFFICER, COVER, MANAGER, CHIEF, SERVICES, MEMBER, MONITOR = range(1, 8)
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 11, day) for day in range(23, 28))
NEXT_MONDAY = date(2026, 11, 30)


def person(number: int, reader: Reader = Reader.OFFICER, roles: frozenset[str] = frozenset()) -> Person:
    return Person(number, "southend", f"p{number}", f"P{number}", reader, roles)


PEOPLE = {
    OFFICER: replace(person(OFFICER), cover_id=COVER, manager_id=MANAGER, chief_officer_id=CHIEF),
    COVER: person(COVER),
    MANAGER: person(MANAGER),
    CHIEF: person(CHIEF),
    SERVICES: person(SERVICES, roles=frozenset({"democratic_services"})),
    MEMBER: person(MEMBER, Reader.MEMBER),
    MONITOR: person(MONITOR, roles=frozenset({"monitoring_officer"})),
}
CIRCLE = Circle(PEOPLE)
CASE = EnquiryFacts(
    id=12,
    council="southend",
    subject="Street lamp",
    state="open",
    received=date(2026, 11, 13),
    due=FRIDAY,
    officer_id=OFFICER,
    assigned=Deed("received", date(2026, 11, 13), OFFICER),
    asked_by_id=MEMBER,
    logged_by_id=OFFICER,
)
"""Received on Friday 13 November, due on Friday 27 November; the officer logged it."""


def without(**changes: Person | None) -> Circle:
    return Circle(PEOPLE | {changed.id: changed for changed in changes.values() if changed})


def told(case: EnquiryFacts, today: date, circle: Circle = CIRCLE, calendar: WorkingCalendar = ENGLAND) -> list[tuple[Kind, int, int]]:
    return sorted((nudge.kind, nudge.occurrence, nudge.recipient_id) for nudge in nudges_due(case, circle, calendar, today))


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (TUESDAY, []),
        (WEDNESDAY, [(Kind.SOON, 0, OFFICER)]),
        (THURSDAY, [(Kind.SOON, 0, OFFICER)]),
        (FRIDAY, [(Kind.TODAY, 0, OFFICER)]),
        (date(2026, 11, 29), [(Kind.TODAY, 0, OFFICER)]),
        (NEXT_MONDAY, [(Kind.OVERDUE, 1, OFFICER)]),
        (date(2026, 12, 1), [(Kind.ESCALATION, 1, CHIEF), (Kind.OVERDUE, 2, OFFICER)]),
        (date(2026, 12, 4), [(Kind.ESCALATION, 1, CHIEF), (Kind.OVERDUE, 5, OFFICER)]),
        (date(2026, 12, 7), [(Kind.ESCALATION, 1, CHIEF), (Kind.OVERDUE, 5, OFFICER)]),
        (date(2026, 12, 8), [(Kind.ESCALATION, 2, CHIEF), (Kind.OVERDUE, 5, OFFICER)]),
        (date(2026, 12, 11), [(Kind.ESCALATION, 2, CHIEF), (Kind.OVERDUE, 6, OFFICER)]),
        (date(2026, 12, 18), [(Kind.ESCALATION, 3, CHIEF), (Kind.OVERDUE, 7, OFFICER)]),
    ],
)
def test_a_due_date_is_told_two_days_before_on_the_day_then_daily_then_weekly(today: date, expected: list[tuple[Kind, int, int]]) -> None:
    assert expected == told(CASE, today)


def test_what_falls_due_on_christmas_eve_is_overdue_first_on_the_next_working_day() -> None:
    case = replace(CASE, due=date(2026, 12, 24))

    assert [(Kind.TODAY, 0, OFFICER)] == told(case, date(2026, 12, 28))
    assert [(Kind.OVERDUE, 1, OFFICER)] == told(case, date(2026, 12, 29))


def test_soon_counts_working_days_and_not_the_weekend_or_good_friday() -> None:
    tuesday_after_easter = replace(CASE, due=date(2027, 3, 30))

    assert [] == told(tuesday_after_easter, date(2027, 3, 23))
    assert [(Kind.SOON, 0, OFFICER)] == told(tuesday_after_easter, date(2027, 3, 24))


def test_a_date_due_on_the_day_before_leap_day_is_overdue_on_leap_day() -> None:
    case = replace(CASE, due=date(2028, 2, 28))

    assert [(Kind.OVERDUE, 1, OFFICER)] == told(case, date(2028, 2, 29))


def test_one_whose_due_day_became_a_closure_day_is_told_on_the_working_day_before() -> None:
    closed = WorkingCalendar(Nation.ENGLAND, frozenset({Closure(FRIDAY, "office closed")}))

    assert [(Kind.TODAY, 0, OFFICER)] == told(CASE, THURSDAY, calendar=closed)


def test_who_was_given_a_case_by_somebody_else_is_told_and_who_took_it_is_not() -> None:
    given = replace(CASE, assigned=Deed("reassigned", MONDAY, MANAGER, 2))
    taken = replace(CASE, assigned=Deed("reassigned", MONDAY, OFFICER, 2))

    assert [(Kind.NEW, 2, OFFICER)] == told(given, MONDAY)
    assert [] == told(taken, MONDAY)


def test_soon_is_not_told_to_one_who_set_the_date_within_those_days() -> None:
    on_thursday = replace(CASE, due_set=Deed("extended", THURSDAY, OFFICER))

    assert [(Kind.HELD, 0, MEMBER)] == told(on_thursday, THURSDAY)
    assert (Kind.TODAY, 0, OFFICER) in told(on_thursday, FRIDAY)


def test_the_member_hears_of_a_new_date_and_of_the_answer_but_not_of_what_they_did_and_not_of_what_is_overdue() -> None:
    held = replace(CASE, due=date(2026, 12, 10), due_set=Deed("holding_reply", MONDAY, OFFICER))
    agreed_by_member = replace(held, due_set=Deed("extended", MONDAY, MEMBER))
    answered = replace(CASE, state="answered", answered=Deed("answered", MONDAY, OFFICER))

    assert [(Kind.HELD, 0, MEMBER)] == told(held, MONDAY)
    assert [] == told(agreed_by_member, MONDAY)
    assert [(Kind.ANSWERED, 1, MEMBER)] == told(answered, MONDAY)
    assert MEMBER not in {who for *_, who in told(CASE, date(2026, 12, 18))}


def test_a_date_moved_by_a_holiday_is_told_to_the_handler_and_the_member() -> None:
    moved = replace(CASE, due=NEXT_MONDAY, due_set=Deed("moved", MONDAY, SERVICES))

    assert [(Kind.MOVED, 0, OFFICER), (Kind.MOVED, 0, MEMBER)] == told(moved, MONDAY)


def nobodys(due: date | None = None) -> EnquiryFacts:
    return replace(CASE, officer_id=None, due=due, assigned=Deed("received", MONDAY, MEMBER))


@pytest.mark.parametrize(
    ("today", "newest"),
    [
        (TUESDAY, 1),
        (WEDNESDAY, 1),
        (THURSDAY, 3),
        (date(2026, 12, 2), 3),
        (date(2026, 12, 3), 8),
        (date(2026, 12, 16), 8),
        (date(2026, 12, 17), 18),
        (date(2027, 1, 4), 18),
        (date(2027, 1, 5), 28),
        (date(2027, 1, 18), 28),
        (date(2027, 1, 19), 38),
    ],
)
def test_nobody_handles_it_is_told_at_once_then_at_growing_distance_to_who_keeps_the_register(today: date, newest: int) -> None:
    assert [(Kind.UNASSIGNED, 0, SERVICES)] == told(nobodys(), MONDAY)
    assert [(Kind.UNASSIGNED, 0, SERVICES), (Kind.UNASSIGNED, newest, SERVICES)] == told(nobodys(), today)


def test_in_a_year_few_reminders_say_that_nobody_handles_it() -> None:
    days = (MONDAY + timedelta(days=passed) for passed in range(365))
    found = {nudge for day in days for nudge in told(nobodys(), day)}

    assert 28 == len(found)


@pytest.mark.parametrize(
    ("due", "today", "newest"),
    [
        (date(2026, 11, 30), FRIDAY, 3),
        (date(2026, 11, 30), date(2026, 11, 30), 5),
        (date(2026, 11, 30), date(2026, 12, 2), 5),
        (date(2026, 11, 30), date(2026, 12, 3), 8),
        (date(2026, 12, 6), date(2026, 12, 3), 8),
        (date(2026, 12, 6), date(2026, 12, 4), 9),
        (MONDAY, TUESDAY, 1),
    ],
)
def test_what_nobody_handles_is_told_on_the_last_working_day_for_it_too(due: date, today: date, newest: int) -> None:
    assert (Kind.UNASSIGNED, newest, SERVICES) == told(nobodys(due), today)[-1]


def test_not_mine_is_told_to_who_keeps_the_register_and_the_handler_is_left_alone() -> None:
    refused = replace(CASE, refused=Deed("noted", WEDNESDAY, OFFICER))

    assert [(Kind.NOT_MINE, 0, SERVICES)] == told(refused, WEDNESDAY)
    assert (Kind.NOT_MINE, 1, SERVICES) in told(refused, date(2026, 11, 26))
    assert (Kind.NOT_MINE, 2, SERVICES) in told(refused, FRIDAY)  # the day on which it is due


def test_without_a_due_date_the_handler_is_reminded_every_ten_working_days_unless_they_opted_out() -> None:
    undated = replace(CASE, due=None, assigned=Deed("received", date(2026, 11, 9), OFFICER))
    out = without(officer=replace(PEOPLE[OFFICER], opted_out=frozenset({"undated"})))

    assert [] == told(undated, date(2026, 11, 20))
    assert [(Kind.UNDATED, 1, OFFICER)] == told(undated, MONDAY)
    assert [(Kind.UNDATED, 2, OFFICER)] == told(undated, date(2026, 12, 7))
    assert [] == told(undated, MONDAY, out)


def test_what_somebody_waits_for_can_not_be_opted_out_of() -> None:
    out = without(officer=replace(PEOPLE[OFFICER], opted_out=frozenset(Kind)))

    assert [(Kind.TODAY, 0, OFFICER)] == told(CASE, FRIDAY, out)


def test_while_the_handler_is_away_the_cover_is_told_else_the_manager_else_who_keeps_the_register() -> None:
    away = replace(PEOPLE[OFFICER], absent_from=FRIDAY, absent_until=FRIDAY)
    no_cover = replace(away, cover_id=None)
    nobody = replace(no_cover, manager_id=None)

    assert [(Kind.TODAY, 0, COVER)] == told(CASE, FRIDAY, without(a=away))
    assert [(Kind.SOON, 0, OFFICER)] == told(CASE, THURSDAY, without(a=away))
    assert [(Kind.TODAY, 0, MANAGER)] == told(CASE, FRIDAY, without(a=no_cover))
    assert [(Kind.TODAY, 0, SERVICES)] == told(CASE, FRIDAY, without(a=nobody))


def test_a_case_that_came_during_an_absence_is_told_to_the_cover_and_to_the_officer_once_back() -> None:
    away = without(a=replace(PEOPLE[OFFICER], absent_from=MONDAY, absent_until=TUESDAY))
    given = replace(CASE, assigned=Deed("reassigned", MONDAY, SERVICES))

    assert (Kind.NEW, 1, COVER) in told(given, TUESDAY, away)
    assert (Kind.NEW, 1, OFFICER) in told(given, WEDNESDAY, away)
    assert (Kind.NEW, 1, COVER) not in told(given, WEDNESDAY, away)


def test_who_has_left_hears_nothing_and_their_manager_does() -> None:
    left = replace(PEOPLE[OFFICER], active=False)

    assert [(Kind.TODAY, 0, MANAGER)] == told(CASE, FRIDAY, without(a=left))


def test_without_a_chief_officer_the_manager_hears_of_what_is_overdue() -> None:
    no_chief = replace(PEOPLE[OFFICER], chief_officer_id=None)

    assert (Kind.ESCALATION, 1, MANAGER) in told(CASE, date(2026, 12, 1), without(a=no_chief))


@pytest.mark.parametrize("state", ["closed", "complaint", "answered"])
def test_nothing_is_said_of_what_is_over(state: str) -> None:
    assert [] == told(replace(CASE, state=state), date(2026, 12, 18))
    assert next_look(replace(CASE, state=state), ENGLAND, MONDAY) is None


def test_who_put_it_off_hears_of_it_on_the_day_they_chose_and_others_as_before() -> None:
    put_off = replace(CASE, snoozes={OFFICER: date(2026, 12, 3)})

    assert [] == told(put_off, FRIDAY)
    assert [(Kind.ESCALATION, 1, CHIEF)] == told(put_off, date(2026, 12, 2))
    assert (Kind.SNOOZED, 0, OFFICER) in told(put_off, date(2026, 12, 3))


def test_an_extension_earns_fresh_nudges() -> None:
    before = set(nudges_due(CASE, CIRCLE, ENGLAND, FRIDAY))
    extended = replace(CASE, due=date(2026, 12, 11), due_set=Deed("extended", FRIDAY, MEMBER))
    after = set(nudges_due(extended, CIRCLE, ENGLAND, date(2026, 12, 11)))

    assert {Kind.TODAY} == {nudge.kind for nudge in before & before} == {nudge.kind for nudge in after}
    assert not before & after


@given(st.dates(date(2026, 1, 2), date(2028, 12, 29)), st.integers(-20, 60), st.booleans())
def test_the_next_look_is_the_first_day_with_something_new(due: date, passed: int, assigned: bool) -> None:  # noqa: FBT001 - hypothesis
    case = replace(
        CASE,
        received=due - timedelta(days=30),
        due=due,
        officer_id=OFFICER if assigned else None,
        assigned=Deed("received", due - timedelta(days=30), MEMBER),
    )
    today = due + timedelta(days=passed)
    look = next_look(case, ENGLAND, today)

    assert look is not None
    assert look > today
    now = set(told(case, today))
    assert all(set(told(case, today + timedelta(days=ahead))) == now for ahead in range((look - today).days))
    assert set(told(case, look)) != now


def test_the_monitoring_officer_hears_of_what_nobody_handles_though_somebody_sits_at_a_machine() -> None:
    at_machine = replace(PEOPLE[SERVICES], id=30, key="operator")
    real = Circle({one: person for one, person in PEOPLE.items() if one != SERVICES} | {30: at_machine})
    without_office = Circle({one: PEOPLE[one] for one in (OFFICER, MEMBER)} | {30: at_machine})

    assert [(Kind.UNASSIGNED, 0, MONITOR)] == told(nobodys(), MONDAY, real)
    assert [(Kind.UNASSIGNED, 0, 30)] == told(nobodys(), MONDAY, without_office)
