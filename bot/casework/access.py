"""Who may do and see what: one table, asked by every surface. Where it is unsure, the answer is no.

An enquiry is seen by the member who asked, by whoever logged it, by the officer who handles it, by those who manage that officer or stand in for them today, and by the
monitoring officer and democratic services. All of these work it but the member, whoever logged it and the monitoring officer; the member may close and reopen it. A
confidential record is seen by the complainant, its handler and the monitoring officer, and by nobody else, whatever their rank; and never by the person complained
about, whatever they are besides. Which group asked for an officer is kept by officers who belong to no group.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from protocol_data.basics import Reader

if TYPE_CHECKING:
    from datetime import date

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
    SEE_COMPLAINT = "see_complaint"
    WORK_COMPLAINT = "work_complaint"
    """Take it to the next step, settle it, name another handler, set its reminder."""
    WITHDRAW_COMPLAINT = "withdraw_complaint"
    SEE_ELECTIONS = "see_elections"
    KEEP_ELECTIONS = "keep_elections"
    KEEP_PEOPLE = "keep_people"
    APPOINT_MONITORING_OFFICER = "appoint_monitoring_officer"
    """Give or take that role, and say by which ids its holder is known; who does so while there is none: `appointing.py`."""
    NOTE_ABSENCE = "note_absence"
    """Say that somebody is away and who stands in: oneself, or somebody one manages."""
    SEE_PEOPLE = "see_people"
    KEEP_CALENDAR = "keep_calendar"
    KEEP_REPORT = "keep_report"
    """Enter reports before a meeting and see them."""
    WORK_REPORT = "work_report"
    """Mark one as discussed or withdrawn."""
    KEEP_OFFERS = "keep_offers"


class Standing(StrEnum):
    """What a person is to a case, or to the council."""

    ANYONE = "anyone"
    """Any active member or officer of the council."""
    OFFICER = "officer"
    NEUTRAL_OFFICER = "neutral_officer"
    """An officer who belongs to no political group, as a group's own assistant does."""
    ASKED = "asked"
    """The member who asked."""
    LOGGED = "logged"
    """Who logged it."""
    HANDLES = "handles"
    """The officer who handles it."""
    COVERS = "covers"
    """Who stands in for the officer, while the officer is away or nothing reaches them."""
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
    Right.SEE_COMPLAINT: frozenset({_S.COMPLAINANT, _S.HANDLER, _S.MONITORING_OFFICER}),
    Right.WORK_COMPLAINT: frozenset({_S.COMPLAINANT, _S.HANDLER, _S.MONITORING_OFFICER}),
    Right.WITHDRAW_COMPLAINT: frozenset({_S.COMPLAINANT}),
    Right.SEE_ELECTIONS: frozenset({_S.ANYONE}),
    Right.KEEP_ELECTIONS: frozenset({_S.MONITORING_OFFICER, _S.DEMOCRATIC_SERVICES}),
    Right.KEEP_PEOPLE: frozenset({_S.MONITORING_OFFICER, _S.DEMOCRATIC_SERVICES}),
    Right.APPOINT_MONITORING_OFFICER: frozenset({_S.MONITORING_OFFICER}),
    Right.NOTE_ABSENCE: frozenset({_S.HANDLES, _S.MANAGES, _S.MONITORING_OFFICER, _S.DEMOCRATIC_SERVICES}),
    Right.SEE_PEOPLE: frozenset({_S.OFFICER, _S.MONITORING_OFFICER, _S.DEMOCRATIC_SERVICES}),
    Right.KEEP_CALENDAR: frozenset({_S.MONITORING_OFFICER, _S.DEMOCRATIC_SERVICES}),
    Right.KEEP_REPORT: frozenset({_S.OFFICER, _S.MONITORING_OFFICER, _S.DEMOCRATIC_SERVICES}),
    Right.WORK_REPORT: frozenset({_S.HANDLES, _S.COVERS, _S.MANAGES, _S.MONITORING_OFFICER, _S.DEMOCRATIC_SERVICES}),
    Right.KEEP_OFFERS: frozenset({_S.NEUTRAL_OFFICER, _S.MONITORING_OFFICER, _S.DEMOCRATIC_SERVICES}),
}
"""The README shows this table; a test holds the two together."""


@dataclass(frozen=True, slots=True)
class Concerned:
    """Those whom a case concerns, by id; what a case has not stays empty."""

    council: str
    asked_by: int | None = None
    logged_by: int | None = None
    officer: Person | None = None
    """The officer who handles it; for what is about a person of the directory, that person."""
    complainant: int | None = None
    handler: int | None = None
    complained_about: int | None = None
    """Never sees the record, not even as the monitoring officer."""
    today: date | None = None
    """The day it is at the council; without it nobody counts as away, so that nobody stands in."""


def may(person: Person | None, right: Right, case: Concerned) -> bool:
    """Tell whether a person may do something: the only place that decides it.

    Args:
        person: who asks; nothing for somebody unknown.
        right: what they ask for.
        case: whom it concerns; for what is no case, just the council.

    Returns:
        True only where the table grants it.

    """
    if person is None or not person.active or person.council != case.council or person.id == case.complained_about:
        return False
    return not TABLE[right].isdisjoint(_standings(person, case))


def _standings(person: Person, case: Concerned) -> set[Standing]:
    officer = person.reader is Reader.OFFICER
    handled_by = case.officer
    is_so = {
        Standing.ANYONE: True,
        Standing.OFFICER: officer,
        Standing.NEUTRAL_OFFICER: officer and person.political_group is None,
        Standing.MONITORING_OFFICER: Standing.MONITORING_OFFICER.value in person.roles,
        Standing.DEMOCRATIC_SERVICES: Standing.DEMOCRATIC_SERVICES.value in person.roles,
        Standing.ASKED: case.asked_by == person.id,
        Standing.LOGGED: case.logged_by == person.id,
        Standing.COMPLAINANT: case.complainant == person.id,
        Standing.HANDLER: case.handler == person.id,
        Standing.HANDLES: handled_by is not None and handled_by.id == person.id,
        Standing.COVERS: handled_by is not None and handled_by.cover_id == person.id and _away(handled_by, case.today),
        Standing.MANAGES: handled_by is not None and person.id in {handled_by.manager_id, handled_by.chief_officer_id},
    }
    return {standing for standing, so in is_so.items() if so}


def _away(officer: Person, day: date | None) -> bool:
    """Tell whether somebody stands in for an officer: they are away or out of reach, and have not left (then it is their manager's)."""
    return day is not None and officer.active and officer.out_of_reach(day)
