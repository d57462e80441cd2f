"""What is said of elections, reports, confidential records and personal reminders."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from test_policy_enquiries import CHIEF, CIRCLE, ENGLAND, MEMBER, MONDAY, MONITOR, OFFICER, PEOPLE, SERVICES, WEDNESDAY

from bot.reminders.circle import Circle
from bot.reminders.election_policy import ElectionFacts
from bot.reminders.nudge import Kind, Nudge
from bot.reminders.policy import Case, ComplaintFacts, PersonalFacts, ReportFacts, may_hear, next_look, nudges_due
from bot.reminders.wording import Item, compose
from protocol_data.library import Library

POLL = date(2027, 5, 6)
NOTICE = date(2027, 3, 31)
ELECTION = ElectionFacts(3, "southend", "Ordinary election", "principal", POLL, None, NOTICE, None, POLL, date(2026, 11, 1))
KEPT = frozenset({Kind.ENTER_NOTICE})


def kinds(case: Case, today: date, circle: Circle = CIRCLE) -> set[tuple[Kind, int]]:
    return {(nudge.kind, nudge.occurrence) for nudge in nudges_due(case, circle, ENGLAND, today)}


def who(case: Case, today: date, kind: Kind, circle: Circle = CIRCLE) -> set[int]:
    return {nudge.recipient_id for nudge in nudges_due(case, circle, ENGLAND, today) if nudge.kind is kind}


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2027, 3, 2), set()),
        (date(2027, 3, 3), {(Kind.FOUR_WEEKS, 0)}),
        (date(2027, 3, 24), {(Kind.ONE_WEEK, 0)}),
        (date(2027, 3, 30), {(Kind.ONE_WEEK, 0)}),
        (NOTICE, {(Kind.STARTS, 1)}),
        (date(2027, 4, 7), {(Kind.STARTS, 1), (Kind.WEEKLY, 1)}),
        (POLL, {(Kind.STARTS, 1), (Kind.WEEKLY, 5)}),
        (POLL + timedelta(days=1), {(Kind.ENDS, 0)}),
        (POLL + timedelta(days=40), set()),
    ],
)
def test_an_election_with_a_published_notice_climbs_its_rungs(today: date, expected: set[tuple[Kind, int]]) -> None:
    assert expected == kinds(replace(ELECTION, start=NOTICE), today)


def test_from_a_computed_day_alone_the_notice_is_asked_for_until_it_is_entered() -> None:
    assert {(Kind.STARTS, 0), (Kind.ENTER_NOTICE, 0)} == kinds(ELECTION, NOTICE)
    assert {SERVICES, MONITOR} == who(ELECTION, NOTICE, Kind.ENTER_NOTICE)
    assert {(Kind.STARTS, 0), (Kind.ENTER_NOTICE, 0), (Kind.ENTER_NOTICE, 1)} == kinds(ELECTION, date(2027, 4, 1))
    assert set() == who(replace(ELECTION, start=NOTICE), date(2027, 4, 1), Kind.ENTER_NOTICE)


def test_a_notice_entered_late_is_told_though_the_computed_day_was_told_before() -> None:
    before = set(nudges_due(ELECTION, CIRCLE, ENGLAND, NOTICE))
    after = {nudge for nudge in nudges_due(replace(ELECTION, start=NOTICE), CIRCLE, ENGLAND, NOTICE) if nudge.kind is Kind.STARTS}

    assert after
    assert not before & after


def test_a_by_election_binds_the_members_of_its_ward_and_all_officers() -> None:
    people = PEOPLE | {MEMBER: replace(PEOPLE[MEMBER], ward="Leigh"), 20: replace(PEOPLE[MEMBER], id=20, ward="Thorpe")}
    case = replace(ELECTION, ward="leigh ", start=NOTICE)

    assert set(people) - {20} == who(case, NOTICE, Kind.STARTS, Circle(people))


@pytest.mark.parametrize(
    ("lives_in", "of_the_poll"), [("St. James Ward", "st james"), ("st james", "St James  ward"), ("Leigh Ward", "Leigh")]
)
def test_a_ward_is_the_same_however_it_is_written(lives_in: str, of_the_poll: str) -> None:
    people = PEOPLE | {MEMBER: replace(PEOPLE[MEMBER], ward=lives_in)}
    case = replace(ELECTION, ward=of_the_poll, start=NOTICE)

    assert MEMBER in who(case, NOTICE, Kind.STARTS, Circle(people))


AT_MACHINE = {
    30: replace(PEOPLE[SERVICES], id=30, key="operator"),
    31: replace(PEOPLE[MEMBER], id=31, key="operator-member"),
}


def test_whoever_sits_at_this_machine_is_told_of_an_election_only_where_there_is_nobody_else() -> None:
    alone, beside = Circle(AT_MACHINE), Circle(PEOPLE | AT_MACHINE)
    no_services = Circle({one: person for one, person in PEOPLE.items() if one != SERVICES} | AT_MACHINE)

    assert {30, 31} == who(ELECTION, NOTICE, Kind.STARTS, alone)
    assert set(PEOPLE) == who(ELECTION, NOTICE, Kind.STARTS, beside)
    assert [{30}, {SERVICES, MONITOR}, {MONITOR}] == [
        who(ELECTION, NOTICE, Kind.ENTER_NOTICE, circle) for circle in (alone, beside, no_services)
    ]


def test_the_weekly_word_can_be_opted_out_of_and_the_start_can_not() -> None:
    out = Circle(PEOPLE | {MEMBER: replace(PEOPLE[MEMBER], opted_out=frozenset({"weekly", "starts"}))})
    case, later = replace(ELECTION, start=NOTICE), date(2027, 4, 7)

    assert MEMBER not in who(case, later, Kind.WEEKLY, out)
    assert MEMBER in who(case, later, Kind.STARTS, out)


def test_nothing_more_is_said_of_an_election_that_was_called_off_or_entered_when_it_was_over() -> None:
    for case in (replace(ELECTION, cancelled=True), replace(ELECTION, made_on=POLL + timedelta(days=1))):
        assert set() == kinds(case, POLL)
        assert next_look(case, ENGLAND, MONDAY) is None


def test_the_looks_of_an_election_come_to_an_end() -> None:
    looks, day = 0, MONDAY
    while (following := next_look(ELECTION, ENGLAND, day)) is not None:
        assert following > day
        looks, day = looks + 1, following

    assert POLL + timedelta(days=1) == day
    assert looks < 30


REPORT = ReportFacts(7, "southend", "Parking", date(2026, 12, 16), date(2026, 12, 2), "9.1.5", OFFICER, "open", date(2026, 11, 2))


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 11, 24), set()),
        (date(2026, 11, 25), {(Kind.SOON, 0)}),
        (date(2026, 12, 2), {(Kind.TODAY, 0)}),
        (date(2026, 12, 3), {(Kind.OVERDUE, 1)}),
        (date(2026, 12, 16), {(Kind.OVERDUE, 6)}),
        (date(2026, 12, 17), set()),
    ],
)
def test_a_report_is_told_five_working_days_before_and_until_the_meeting(today: date, expected: set[tuple[Kind, int]]) -> None:
    assert expected == kinds(REPORT, today)


def test_a_confidential_record_reminds_its_handler_and_nobody_in_their_stead() -> None:
    record = ComplaintFacts(5, "southend", OFFICER, MEMBER, CHIEF, WEDNESDAY, "open")
    away = Circle(PEOPLE | {OFFICER: replace(PEOPLE[OFFICER], absent_from=MONDAY)})
    left = Circle(PEOPLE | {OFFICER: replace(PEOPLE[OFFICER], active=False)})

    assert set() == kinds(record, MONDAY)
    assert {OFFICER} == who(record, WEDNESDAY, Kind.COMPLAINT, away)
    assert {MONITOR} == who(record, WEDNESDAY, Kind.COMPLAINT, left)
    assert set() == who(replace(record, about_id=MONITOR), WEDNESDAY, Kind.COMPLAINT, left)
    assert [True, False, False] == [may_hear(record, PEOPLE[one], CIRCLE, MONDAY) for one in (MONITOR, SERVICES, CHIEF)]


def test_the_monitoring_officer_is_not_said_to_handle_a_record_that_nobody_handles(library: Library) -> None:
    nobodys = ComplaintFacts(5, "southend", None, MEMBER, CHIEF, WEDNESDAY, "open")
    [nudge] = nudges_due(nobodys, CIRCLE, ENGLAND, WEDNESDAY)
    said = [
        compose(library.pack("southend"), WEDNESDAY, PEOPLE[nudge.recipient_id], [Item(nudge, case)], PEOPLE).headline
        for case in (nobodys, replace(nobodys, handler_id=MONITOR))
    ]

    assert [
        "CMP-5, which nobody in the directory handles, is to be looked at again.",
        "CMP-5, which you handle, is to be looked at again.",
    ] == said


def test_a_personal_reminder_comes_on_its_day_to_oneself() -> None:
    mine = PersonalFacts(9, "southend", MEMBER, "call the garage", WEDNESDAY, "open")

    assert () == nudges_due(mine, CIRCLE, ENGLAND, MONDAY)
    assert WEDNESDAY == next_look(mine, ENGLAND, MONDAY)
    assert [MEMBER] == [nudge.recipient_id for nudge in nudges_due(mine, CIRCLE, ENGLAND, WEDNESDAY)]
    assert () == nudges_due(replace(mine, state="done"), CIRCLE, ENGLAND, WEDNESDAY)
    assert isinstance(nudges_due(mine, CIRCLE, ENGLAND, WEDNESDAY)[0], Nudge)
