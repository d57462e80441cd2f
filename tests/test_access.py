"""Who may do and see what: every right with every standing, and nobody besides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.casework.access import TABLE, Concerned, Right, Standing, may
from bot.casework.person import Person
from protocol_data.basics import Reader

COUNCIL = "here"
OFFICERS = {"officer", "monitoring_officer", "democratic_services"}
OVERSEERS = {"monitoring_officer", "democratic_services"}
WORKERS = {"handles", "covers", "manages"}
MAY = {
    "log_enquiry": {"anyone"},
    "see_enquiry": {"asked", "logged"} | WORKERS | OVERSEERS,
    "work_enquiry": WORKERS | {"democratic_services"},
    "assign_enquiry": WORKERS | {"democratic_services"},
    "close_enquiry": {"asked"} | WORKERS | {"democratic_services"},
    "see_complaint": {"complainant", "handler", "monitoring_officer"},
    "work_complaint": {"complainant", "handler", "monitoring_officer"},
    "withdraw_complaint": {"complainant"},
    "see_elections": {"anyone"},
    "keep_elections": OVERSEERS,
    "keep_people": OVERSEERS,
    "appoint_monitoring_officer": {"monitoring_officer"},
    "note_absence": {"handles", "manages"} | OVERSEERS,
    "see_people": OFFICERS,
    "keep_calendar": OVERSEERS,
    "keep_report": OFFICERS,
    "work_report": WORKERS | OVERSEERS,
    "keep_offers": {"neutral_officer"} | OVERSEERS,
}
"""Written a second time on purpose: a change of the table has to be meant."""

ME = Person(1, COUNCIL, "me", "M. Self", Reader.MEMBER)
OTHER = Person(2, COUNCIL, "other", "O. Ther", Reader.OFFICER)
NOBODY = Concerned(COUNCIL)
SUNDAY, MONDAY, TUESDAY, WEDNESDAY = (date(2026, 11, day) for day in (22, 23, 24, 25))
AWAY = replace(OTHER, cover_id=1, absent_from=MONDAY, absent_until=TUESDAY)
STANDS: dict[Standing, tuple[Person, Concerned]] = {
    Standing.ANYONE: (ME, NOBODY),
    Standing.OFFICER: (replace(ME, reader=Reader.OFFICER, political_group="Blue"), NOBODY),
    Standing.NEUTRAL_OFFICER: (replace(ME, reader=Reader.OFFICER), NOBODY),
    Standing.ASKED: (ME, Concerned(COUNCIL, asked_by=1)),
    Standing.LOGGED: (ME, Concerned(COUNCIL, logged_by=1)),
    Standing.HANDLES: (ME, Concerned(COUNCIL, officer=ME)),
    Standing.COVERS: (ME, Concerned(COUNCIL, officer=AWAY, today=MONDAY)),
    Standing.MANAGES: (ME, Concerned(COUNCIL, officer=replace(OTHER, manager_id=1))),
    Standing.COMPLAINANT: (ME, Concerned(COUNCIL, complainant=1)),
    Standing.HANDLER: (ME, Concerned(COUNCIL, handler=1)),
    Standing.MONITORING_OFFICER: (replace(ME, roles=frozenset({"monitoring_officer"})), NOBODY),
    Standing.DEMOCRATIC_SERVICES: (replace(ME, roles=frozenset({"democratic_services"})), NOBODY),
}
IMPLIED = {Standing.NEUTRAL_OFFICER: {"officer"}}
PAIRS = [(right, standing) for right in Right for standing in Standing]


def test_the_table_knows_every_right_and_the_tests_every_standing() -> None:
    assert set(Right) == set(TABLE)
    assert {right.value for right in Right} == set(MAY)
    assert set(Standing) == set(STANDS)


@pytest.mark.parametrize(("right", "standing"), PAIRS)
def test_a_person_may_what_their_standing_grants_and_nothing_else(right: Right, standing: Standing) -> None:
    person, case = STANDS[standing]
    granted = bool(MAY[right.value] & ({standing.value, "anyone"} | IMPLIED.get(standing, set())))

    assert granted == may(person, right, case)


@pytest.mark.parametrize(("right", "standing"), PAIRS)
def test_somebody_of_another_council_may_nothing_whatever_they_are_there(right: Right, standing: Standing) -> None:
    person, case = STANDS[standing]

    assert not may(replace(person, council="there"), right, case)


@pytest.mark.parametrize(("right", "standing"), PAIRS)
def test_somebody_who_left_may_nothing_more(right: Right, standing: Standing) -> None:
    person, case = STANDS[standing]

    assert not may(replace(person, active=False), right, case)


@pytest.mark.parametrize("right", Right)
def test_somebody_unknown_may_nothing(right: Right) -> None:
    assert not may(None, right, NOBODY)


@pytest.mark.parametrize("right", [Right.SEE_COMPLAINT, Right.WORK_COMPLAINT, Right.WITHDRAW_COMPLAINT])
@pytest.mark.parametrize("standing", Standing)
def test_the_person_complained_about_never_sees_the_record_whatever_else_they_are(right: Right, standing: Standing) -> None:
    person, case = STANDS[standing]

    assert not may(person, right, replace(case, complained_about=person.id))


def test_rank_alone_opens_no_confidential_record() -> None:
    chief = replace(OTHER, roles=frozenset({"chief_executive", "head_of_paid_service", "chief_officer", "democratic_services"}))

    assert not may(chief, Right.SEE_COMPLAINT, Concerned(COUNCIL, complainant=1, handler=3))


def test_the_assistant_of_a_political_group_does_not_see_which_group_asked() -> None:
    assistant = replace(OTHER, political_group="Blue")

    assert may(OTHER, Right.KEEP_OFFERS, NOBODY)
    assert not may(assistant, Right.KEEP_OFFERS, NOBODY)


def test_the_chief_officer_of_whoever_handles_a_case_counts_as_managing_it() -> None:
    case = Concerned(COUNCIL, officer=replace(OTHER, chief_officer_id=1))

    assert may(ME, Right.ASSIGN_ENQUIRY, case)


@pytest.mark.parametrize(("today", "granted"), [(SUNDAY, False), (MONDAY, True), (TUESDAY, True), (WEDNESDAY, False), (None, False)])
def test_a_stand_in_has_a_right_from_the_first_to_the_last_day_of_the_absence_and_on_no_other(today: date | None, granted: bool) -> None:  # noqa: FBT001 - a parameter
    assert granted == may(ME, Right.WORK_ENQUIRY, Concerned(COUNCIL, officer=AWAY, today=today))


def test_a_stand_in_for_an_absence_without_an_end_stands_in_until_further_notice_and_for_a_leaver_no_more() -> None:
    until_further_notice = replace(AWAY, absent_until=None)

    assert may(ME, Right.SEE_ENQUIRY, Concerned(COUNCIL, officer=until_further_notice, today=WEDNESDAY))
    assert not may(ME, Right.SEE_ENQUIRY, Concerned(COUNCIL, officer=replace(until_further_notice, active=False), today=WEDNESDAY))


def test_a_cover_who_is_named_and_an_officer_who_was_never_away_are_no_standing() -> None:
    assert not may(ME, Right.SEE_ENQUIRY, Concerned(COUNCIL, officer=replace(OTHER, cover_id=1), today=MONDAY))
