"""What would be sent to whom and when: cases taken through the same policy, day by day. Pure; nothing is sent and nothing written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.reminders.enquiry_policy import Deed, EnquiryFacts
from bot.reminders.policy import Case, may_hear, next_look, nudges_due
from bot.reminders.wording import Item

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from datetime import date

    from bot.calendar.counting import DayCalendar
    from bot.reminders.circle import Circle
    from bot.reminders.nudge import Nudge

LONGEST = timedelta(days=10 * 366)
"""The longest span that is simulated."""


@dataclass(frozen=True, slots=True)
class Course:
    """A case and what becomes of it."""

    case: Case
    first: date
    """The day from which it is there."""
    answered: date | None = None
    """The day on which an enquiry is answered, by its handler."""

    def on(self, day: date) -> Case | None:
        """Give the case as it stands on a day; nothing before it is there."""
        if day < self.first:
            return None
        if self.answered is None or day < self.answered or not isinstance(self.case, EnquiryFacts):
            return self.case
        return replace(self.case, state="answered", answered=Deed("answered", self.answered, self.case.officer_id))


@dataclass(frozen=True, slots=True)
class Message:
    """What one person would get on a day."""

    day: date
    recipient_id: int
    items: tuple[Item, ...]


def simulate(
    courses: Sequence[Course],
    circle: Circle,
    calendar: DayCalendar,
    span: tuple[date, date],
    *,
    sent: Collection[Nudge] = (),
    tick: Callable[[date], None] = lambda _day: None,
) -> Iterator[Message]:
    """Take cases through the policy.

    Args:
        courses: the cases.
        circle: the people round them.
        calendar: the council's working days: on others nothing goes out.
        span: the first and the last day.
        sent: what has been sent before.
        tick: is told each day that is done.

    Yields:
        The messages, by day and recipient.

    """
    said = set(sent)
    looks: dict[int, date | None] = {number: max(course.first, span[0]) for number, course in enumerate(courses)}
    day = span[0]
    while day <= span[1]:
        if calendar.is_working(day):
            by_person: dict[int, list[Item]] = {}
            for number in [number for number, look in looks.items() if look is not None and look <= day]:
                for item in _new(courses[number], circle, calendar, day, said):
                    by_person.setdefault(item.nudge.recipient_id, []).append(item)
                looks[number] = _next(courses[number], calendar, day)
            for person in sorted(by_person):
                yield Message(day, person, tuple(by_person[person]))
        tick(day)
        day += timedelta(days=1)


def _new(course: Course, circle: Circle, calendar: DayCalendar, day: date, said: set[Nudge]) -> Iterator[Item]:
    case = course.on(day)
    for nudge in nudges_due(case, circle, calendar, day) if case is not None else ():
        person = circle.people.get(nudge.recipient_id)
        if case is not None and nudge not in said and person is not None and may_hear(case, person, circle, day):
            said.add(nudge)
            yield Item(nudge, case)


def _next(course: Course, calendar: DayCalendar, day: date) -> date | None:
    """Look again when the policy says so, or when something happens to the case."""
    case = course.on(day)
    days = [next_look(case, calendar, day) if case is not None else course.first, course.answered]
    return min((one for one in days if one is not None and one > day), default=None)
