"""Who may do and see what: one table, asked by every surface. Where it is unsure, the answer is no.

Members see their own enquiries; officers those that they handle or whose officer they manage or stand in for; the monitoring officer and democratic services those of
their council. A confidential record is seen by the complainant, its handler and the monitoring officer, and by nobody else, whatever their rank.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from protocol_data.pack import Reader

if TYPE_CHECKING:
    from bot.casework.person import Person


class Right(StrEnum):
    """Something that a person may be allowed to do."""

    LOG_ENQUIRY = "log_enquiry"
    SEE_ENQUIRY = "see_enquiry"
    WORK_ENQUIRY = "work_enquiry"
    """Acknowledge, hold, answer, agree a date, mark."""
    ASSIGN_ENQUIRY = "assign_enquiry"
    CLOSE_ENQUIRY = "close_enquiry"
    """The one who asked may close and reopen their own."""
    SEE_OVERDUE = "see_overdue"
    SEE_COMPLAINT = "see_complaint"
    WORK_COMPLAINT = "work_complaint"
    SEE_ELECTIONS = "see_elections"
    KEEP_ELECTIONS = "keep_elections"
    KEEP_PEOPLE = "keep_people"
    SEE_PEOPLE = "see_people"
    KEEP_CALENDAR = "keep_calendar"
    KEEP_REPORT = "keep_report"
    KEEP_OFFERS = "keep_offers"


class Standing(StrEnum):
    """What a person is to a case, or to the council."""

    ANYONE = "anyone"
    """Any active member or officer of the council."""
    OFFICER = "officer"
    ASKED = "asked"
    """The member who asked."""
    LOGGED = "logged"
    """Who logged it."""
    HANDLES = "handles"
    """The officer who handles it."""
    COVERS = "covers"
    """Who stands in for the officer."""
    MANAGES = "manages"
    """The officer's line manager or chief officer."""
    COMPLAINANT = "complainant"
    HANDLER = "handler"
    MONITORING_OFFICER = "monitoring_officer"
    DEMOCRATIC_SERVICES = "democratic_services"


_S = Standing
TABLE: dict[Right, frozenset[Standing]] = {
    Right.LOG_ENQUIRY: frozenset({_S.ANYONE}),
    Right.SEE_ENQUIRY: frozenset({_S.ASKED, _S.LOGGED, _S.HANDLES, _S.COVERS, _S.MANAGES, _S.MONITORING_OFFICER, _S.DEMOCRATIC_SERVICES}),
    Right.WORK_ENQUIRY: frozenset({_S.HANDLES, _S.COVERS, _S.MANAGES, _S.DEMOCRATIC_SERVICES}),
    Right.ASSIGN_ENQUIRY: frozenset({_S.HANDLES, _S.COVERS, _S.MANAGES, _S.DEMOCRATIC_SERVICES}),
    Right.CLOSE_ENQUIRY: frozenset({_S.ASKED, _S.HANDLES, _S.COVERS, _S.MANAGES, _S.DEMOCRATIC_SERVICES}),
    Right.SEE_OVERDUE: frozenset({_S.OFFICER, _S.MONITORING_OFFICER, _S.DEMOCRATIC_SERVICES}),
    Right.SEE_COMPLAINT: frozenset({_S.COMPLAINANT, _S.HANDLER, _S.MONITORING_OFFICER}),
    Right.WORK_COMPLAINT: frozenset({_S.COMPLAINANT, _S.HANDLER, _S.MONITORING_OFFICER}),
    Right.SEE_ELECTIONS: frozenset({_S.ANYONE}),
    Right.KEEP_ELECTIONS: frozenset({_S.MONITORING_OFFICER, _S.DEMOCRATIC_SERVICES}),
    Right.KEEP_PEOPLE: frozenset({_S.MONITORING_OFFICER, _S.DEMOCRATIC_SERVICES}),
    Right.SEE_PEOPLE: frozenset({_S.OFFICER, _S.MONITORING_OFFICER, _S.DEMOCRATIC_SERVICES}),
    Right.KEEP_CALENDAR: frozenset({_S.MONITORING_OFFICER, _S.DEMOCRATIC_SERVICES}),
    Right.KEEP_REPORT: frozenset({_S.OFFICER, _S.MONITORING_OFFICER, _S.DEMOCRATIC_SERVICES}),
    Right.KEEP_OFFERS: frozenset({_S.OFFICER, _S.MONITORING_OFFICER, _S.DEMOCRATIC_SERVICES}),
}
"""The README shows this table; a test holds the two together."""


@dataclass(frozen=True, slots=True)
class Concerned:
    """Those whom a case concerns, by id; what a case has not stays empty."""

    council: str
    asked_by: int | None = None
    logged_by: int | None = None
    officer: Person | None = None
    complainant: int | None = None
    handler: int | None = None


def may(person: Person | None, right: Right, case: Concerned) -> bool:
    """Tell whether a person may do something: the only place that decides it.

    Args:
        person: who asks; nothing for somebody unknown.
        right: what they ask for.
        case: whom it concerns; for what is no case, just the council.

    Returns:
        True only where the table grants it.

    """
    if person is None or not person.active or person.council != case.council:
        return False
    return not TABLE[right].isdisjoint(_standings(person, case))


def _standings(person: Person, case: Concerned) -> set[Standing]:
    held = {Standing.ANYONE}
    if person.reader is Reader.OFFICER:
        held.add(Standing.OFFICER)
    for role in (Standing.MONITORING_OFFICER, Standing.DEMOCRATIC_SERVICES):
        if role.value in person.roles:
            held.add(role)
    for standing, who in (
        (Standing.ASKED, case.asked_by),
        (Standing.LOGGED, case.logged_by),
        (Standing.COMPLAINANT, case.complainant),
        (Standing.HANDLER, case.handler),
    ):
        if who == person.id:
            held.add(standing)
    if case.officer is not None:
        if case.officer.id == person.id:
            held.add(Standing.HANDLES)
        if case.officer.cover_id == person.id:
            held.add(Standing.COVERS)
        if person.id in {case.officer.manager_id, case.officer.chief_officer_id}:
            held.add(Standing.MANAGES)
    return held
