"""What is said of an enquiry, when, and to whom. Pure.

The handler hears of the day on which it is due, from two working days before; the chief officer of what is overdue; whoever keeps the register of what nobody
handles. The member who asked hears of a new date and of the answer, and is not nagged about what others owe.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from bot.reminders import ladder
from bot.reminders.ladder import Series
from bot.reminders.nudge import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from bot.calendar.counting import DayCalendar
    from bot.reminders.circle import Circle

_ESCALATED = 2
"""The working day overdue on which the chief officer hears of it first."""
_UNDATED = 10
"""Working days between two reminders of an enquiry without a due date."""
_UNASSIGNED = (1, 2, 5, 10)
"""Working days from one reminder that nobody handles an enquiry to the next; the last repeats."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done to a case."""

    kind: str
    day: date
    """In the council's timezone."""
    actor_id: int | None = None
    nth: int = 1
    """The first, second, ... of its kind."""
    why: str | None = None
    """Why a date moved, in the program's words."""


@dataclass(frozen=True, slots=True)
class EnquiryFacts:
    """What the policy needs to know of an enquiry."""

    id: int
    council: str
    subject: str
    state: str
    received: date
    due: date | None
    officer_id: int | None
    assigned: Deed
    """When it came to its handler, or came in where nobody handles it."""
    officer_name: str | None = None
    """The handler's name as given, also of one who is not in the directory and so can't be reminded."""
    asked_by_id: int | None = None
    logged_by_id: int | None = None
    due_set: Deed | None = None
    """What set the due date last: `holding_reply`, `extended`, `moved`; nothing where it follows from the receipt."""
    answered: Deed | None = None
    refused: Deed | None = None
    """The handler said that it is not theirs, and it has not been given to anybody since."""
    snoozes: Mapping[int, date] = field(default_factory=dict)


def series(facts: EnquiryFacts, calendar: DayCalendar) -> Iterator[Series]:
    """Give the ladders that an enquiry stands on; none once it is closed or has become a complaint.

    Args:
        facts: the enquiry.
        calendar: the council's working days.

    """
    if facts.state == "answered" and facts.answered is not None:
        yield _told_to_asker(facts, facts.answered, Kind.ANSWERED, facts.answered.day)
    if facts.state != "open":
        return
    yield from _new_dates(facts)
    if facts.due is not None and facts.officer_id is not None:
        overdue = ladder.weekly(calendar, calendar.working_days_after(facts.due, _ESCALATED), Kind.ESCALATION)
        yield Series(overdue, facts.due, partial(_above, person_id=facts.officer_id))
    if facts.officer_id is None or facts.refused is not None:
        yield from _unassigned(facts, calendar)
        return
    handler = partial(_reach, person_id=facts.officer_id)
    given = ladder.once(facts.assigned.day, Kind.NEW, facts.assigned.nth)
    yield Series(given, facts.assigned.day, partial(_given, facts=facts), not_to=facts.assigned.actor_id)
    if facts.due is None:
        first = calendar.working_days_after(facts.assigned.day, _UNDATED)
        yield Series(ladder.every(calendar, first, _UNDATED, Kind.UNDATED), facts.assigned.day, handler)
        return
    set_on = facts.due_set.day if facts.due_set else facts.received
    yield Series(ladder.deadline(calendar, facts.due, set_on), facts.due, handler)


def _new_dates(facts: EnquiryFacts) -> Iterator[Series]:
    """A date that a holiday moved is told to the handler and the member; one that the handler gave or agreed, to the member."""
    deed = facts.due_set
    if deed is None or facts.due is None:
        return
    moved = deed.kind == "moved"
    yield _told_to_asker(facts, deed, Kind.MOVED if moved else Kind.HELD, facts.due)
    if moved and facts.officer_id is not None and facts.assigned.day <= deed.day:  # a later handler learns the date with the case
        yield Series(ladder.once(deed.day, Kind.MOVED), facts.due, partial(_reach, person_id=facts.officer_id), not_to=deed.actor_id)


def _told_to_asker(facts: EnquiryFacts, deed: Deed, kind: Kind, about: date) -> Series:
    occurrence = deed.nth if kind is Kind.ANSWERED else 0
    return Series(ladder.once(deed.day, kind, occurrence), about, partial(_only, person_id=facts.asked_by_id), not_to=deed.actor_id)


def _unassigned(facts: EnquiryFacts, calendar: DayCalendar) -> Iterator[Series]:
    """Say at once that somebody has to be found, then at growing distance, and on the day by whose end an answer is due."""
    deed, kind = (facts.refused, Kind.NOT_MINE) if facts.refused else (facts.assigned, Kind.UNASSIGNED)
    about = facts.due or facts.received
    last_day = ladder.last_working_day(calendar, facts.due) if facts.due else None
    yield Series(ladder.once(deed.day, kind), about, _keepers, not_to=deed.actor_id)
    yield Series(ladder.growing(calendar, deed.day, _UNASSIGNED, kind, also=last_day), about, _keepers)


def _reach(circle: Circle, day: date, *, person_id: int | None) -> tuple[int, ...]:
    return circle.reach(person_id, day)


def _given(circle: Circle, day: date, *, facts: EnquiryFacts) -> tuple[int, ...]:
    """Whoever was there when it was given; one who leaves or goes away later has been told, and their stand-in hears of the due date.

    An officer who was away then and is back hears of it themselves: whoever stood in sees it no more.
    """
    handler = circle.active(facts.officer_id)
    if handler is None:
        return ()
    back = handler.absent_on(facts.assigned.day) and not handler.absent_on(day)
    return (handler.id,) if back else circle.reach(handler.id, facts.assigned.day)


def _above(circle: Circle, day: date, *, person_id: int | None) -> tuple[int, ...]:
    return circle.above(person_id, day)


def _only(circle: Circle, _day: date, *, person_id: int | None) -> tuple[int, ...]:
    return (person_id,) if person_id is not None and circle.active(person_id) else ()


def _keepers(circle: Circle, _day: date) -> tuple[int, ...]:
    return circle.keepers
