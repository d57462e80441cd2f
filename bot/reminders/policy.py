"""Which nudges are due, and when a case has to be looked at next: a function of plain values. No I/O, no clock.

A nudge is due while its rung is the newest of its ladder that has been reached. Whether it has been sent already is the ledger's business, whose unique key holds each
nudge once; so what was missed while the program was down comes out once and as the newest, however long that was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from bot.casework.access import Concerned, Right, may
from bot.reminders import election_policy, enquiry_policy, ladder
from bot.reminders.election_policy import ElectionFacts
from bot.reminders.enquiry_policy import EnquiryFacts
from bot.reminders.ladder import Series
from bot.reminders.nudge import OPTIONAL, CaseKind, Kind, Nudge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from bot.calendar.counting import DayCalendar
    from bot.casework.person import Person
    from bot.reminders.circle import Circle

_REPORT_SOON = 5
"""Working days before the date by which a draft report has to be discussed."""


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What the policy needs to know of a report before a meeting."""

    id: int
    council: str
    title: str
    meeting: date
    due: date
    """The day by which the draft has to be discussed."""
    clause: str
    officer_id: int
    state: str
    made_on: date
    snoozes: Mapping[int, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ComplaintFacts:
    """What the policy needs to know of a confidential record: nothing of what it says."""

    id: int
    council: str
    handler_id: int | None
    complainant_id: int
    about_id: int | None
    """The person complained about, who is told nothing."""
    remind_on: date | None
    state: str
    snoozes: Mapping[int, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PersonalFacts:
    """A reminder that somebody set for themselves."""

    id: int
    council: str
    person_id: int
    text: str
    on: date
    state: str
    snoozes: Mapping[int, date] = field(default_factory=dict)


Case = EnquiryFacts | ElectionFacts | ReportFacts | ComplaintFacts | PersonalFacts


def case_kind(case: Case) -> CaseKind:
    """Tell of which kind a case is."""
    match case:
        case EnquiryFacts():
            return CaseKind.ENQUIRY
        case ElectionFacts():
            return CaseKind.ELECTION
        case ReportFacts():
            return CaseKind.REPORT
        case ComplaintFacts():
            return CaseKind.COMPLAINT
        case PersonalFacts():
            return CaseKind.PERSONAL


def nudges_due(case: Case, circle: Circle, calendar: DayCalendar, today: date) -> tuple[Nudge, ...]:
    """Give the nudges that are due for a case on a day, sent or not.

    Args:
        case: the case as it stands.
        circle: the people round it.
        calendar: the council's working days.
        today: the day it is at the council.

    Returns:
        The nudges, none twice. Who put the case off hears nothing until the day they chose; then they hear of it once, if there is still something to hear.

    """
    due: dict[Nudge, None] = {}
    for series in _series(case, calendar):
        rung, _ = series.reached(today)
        for person in series.to(circle, today) if rung else ():
            if rung and person != series.not_to and not _declined(circle.people.get(person), rung.kind):
                due[Nudge(case_kind(case), case.id, rung.kind, rung.occurrence, person, series.about)] = None
    for person, until in case.snoozes.items():
        theirs = [nudge for nudge in due if nudge.recipient_id == person]
        if until > today:
            for nudge in theirs:
                del due[nudge]
        elif theirs:
            due[Nudge(case_kind(case), case.id, Kind.SNOOZED, 0, person, until)] = None
    return tuple(due)


def next_look(case: Case, calendar: DayCalendar, today: date) -> date | None:
    """Give the first day after a day on which there may be something new to say of a case; nothing when there will be none unless it changes."""
    days = [day for series in _series(case, calendar) if (day := series.reached(today)[1]) is not None]
    days += [until for until in case.snoozes.values() if until > today] if days or case_is_open(case) else []
    return min(days, default=None)


def case_is_open(case: Case) -> bool:
    """Tell whether anything may still be said of a case that does not change any more."""
    return not case.cancelled if isinstance(case, ElectionFacts) else case.state == "open"


def may_hear(case: Case, person: Person, circle: Circle, today: date) -> bool:
    """Tell whether a person has the right to what a nudge says: by the one table of rights.

    Args:
        case: the case.
        person: who would hear it.
        circle: the people round the case.
        today: the day it is at the council: a stand-in hears of a case while its officer is away.

    """
    match case:
        case EnquiryFacts():
            officer = circle.people.get(case.officer_id) if case.officer_id is not None else None
            return may(person, Right.SEE_ENQUIRY, Concerned(case.council, case.asked_by_id, case.logged_by_id, officer, today=today))
        case ElectionFacts():
            return may(person, Right.SEE_ELECTIONS, Concerned(case.council))
        case ReportFacts():
            return may(person, Right.KEEP_REPORT, Concerned(case.council))
        case ComplaintFacts():
            return may(person, Right.SEE_COMPLAINT, _concerned(case))
        case PersonalFacts():
            return person.active and person.id == case.person_id


def _concerned(case: ComplaintFacts) -> Concerned:
    return Concerned(case.council, complainant=case.complainant_id, handler=case.handler_id, complained_about=case.about_id)


def _declined(person: Person | None, kind: Kind) -> bool:
    return person is None or (kind in OPTIONAL and kind.value in person.opted_out)


def _series(case: Case, calendar: DayCalendar) -> Iterator[Series]:
    match case:
        case EnquiryFacts():
            yield from enquiry_policy.series(case, calendar)
        case ElectionFacts():
            yield from election_policy.series(case, calendar)
        case ReportFacts() if case.state == "open":
            reach = partial(_reach, person_id=case.officer_id)
            yield Series(ladder.deadline(calendar, case.due, case.made_on, _REPORT_SOON), case.due, reach, until=case.meeting)
        case ComplaintFacts() if case.state == "open" and case.remind_on is not None:
            yield Series(ladder.once(case.remind_on, Kind.COMPLAINT), case.remind_on, partial(_handler, case=case))
        case PersonalFacts() if case.state == "open":
            yield Series(ladder.once(case.on, Kind.PERSONAL), case.on, partial(_oneself, person_id=case.person_id))
        case _:
            return


def _reach(circle: Circle, day: date, *, person_id: int) -> tuple[int, ...]:
    return circle.reach(person_id, day)


def _handler(circle: Circle, day: date, *, case: ComplaintFacts) -> tuple[int, ...]:
    """The handler of a confidential record and nobody in their stead, but for the monitoring officer when there is no handler any more or nothing reaches them."""
    handler = circle.active(case.handler_id)
    own = (handler.id,) if handler is not None else ()
    told = dict.fromkeys(own if handler is not None and not handler.unreached_on(day) else (*own, *circle.monitoring_officers))
    return tuple(person for person in told if person != case.about_id)


def _oneself(circle: Circle, _day: date, *, person_id: int) -> tuple[int, ...]:
    return (person_id,) if circle.active(person_id) else ()
