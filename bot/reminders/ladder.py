"""Ladders: the days on which something is to be said of a case, and who is to hear it. Pure.

A sweep asks two things of a ladder: which rung has been reached (the newest only: what was missed in between is not said any more), and which day is next.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - a dataclass field
from itertools import chain, count, repeat
from typing import TYPE_CHECKING

from bot.reminders.nudge import Kind, Rung

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.calendar.counting import DayCalendar
    from bot.reminders.circle import Circle

SOON = 2
"""Working days before the day on which something is due."""
_DAILY = 5
"""So many working days overdue are told day by day; after them it is told weekly."""
_WEEK = 5
"""A week, in working days."""


@dataclass(frozen=True, slots=True)
class Series:
    """Rungs of one ladder, in the order of their days."""

    rungs: Iterable[Rung]
    about: date
    to: Callable[[Circle, date], Iterable[int]]
    """Who is to hear it, on a day."""
    not_to: int | None = None
    """Who did it just now, and needs no telling."""
    until: date | None = None
    """The last day on which it is still to be said."""

    def reached(self, today: date) -> tuple[Rung | None, date | None]:
        """Give the newest rung reached by a day, and the day of the next one."""
        if self.until is not None and today > self.until:
            return None, None
        last = None
        for rung in self.rungs:
            if self.until is not None and rung.day > self.until:
                break
            if rung.day > today:
                return last, rung.day
            last = rung
        return last, None


def deadline(calendar: DayCalendar, due: date, set_on: date, soon: int = SOON) -> Iterator[Rung]:
    """Climb towards a due date and past it: soon, today, each of the first five working days overdue, then weekly.

    Args:
        calendar: the council's working days.
        due: the day by whose end it is due; where it is no working day, "today" is said on the working day before.
        set_on: the day on which this due date was set; whoever was told then is not told "soon" on that day or before it.
        soon: working days before it.

    """
    day = calendar.working_days_before(due, soon)
    if day > set_on:
        yield Rung(day, Kind.SOON)
    yield Rung(last_working_day(calendar, due), Kind.TODAY)
    yield from daily_then_weekly(calendar, due, Kind.OVERDUE)


def last_working_day(calendar: DayCalendar, due: date) -> date:
    """Give the day on which it is last said in time that something is due: the due day, or the working day before where it is none."""
    return due if calendar.is_working(due) else calendar.previous_working(due)


def daily_then_weekly(calendar: DayCalendar, after: date, kind: Kind) -> Iterator[Rung]:
    """Climb on each of the first five working days after a day, then on every fifth."""
    day = after
    for occurrence in count(1):
        day = calendar.working_days_after(day, 1 if occurrence <= _DAILY else _WEEK)
        yield Rung(day, kind, occurrence)


def weekly(calendar: DayCalendar, first: date, kind: Kind) -> Iterator[Rung]:
    """Climb on a day, and every fifth working day after it."""
    return every(calendar, first, _WEEK, kind)


def every(calendar: DayCalendar, first: date, working_days: int, kind: Kind) -> Iterator[Rung]:
    """Climb on a day, and every so many working days after it."""
    day = first
    for occurrence in count(1):
        yield Rung(day, kind, occurrence)
        day = calendar.working_days_after(day, working_days)


def growing(calendar: DayCalendar, after: date, gaps: Sequence[int], kind: Kind, *, also: date | None = None) -> Iterator[Rung]:
    """Climb at growing distance after a day.

    Args:
        calendar: the council's working days.
        after: the day from which is counted; it is no rung itself.
        gaps: working days from each rung to the next; the last repeats.
        kind: what is said.
        also: a working day that is a rung too, where it comes after `after`.

    Returns:
        The rungs. The occurrence of each is the number of its working day, so that a rung keeps its number whatever stands below it.

    """
    day, nth = after, 0
    for gap in chain(gaps, repeat(gaps[-1])):
        below, day = day, calendar.working_days_after(day, gap)
        if also is not None and below < also < day:
            yield Rung(also, kind, nth + calendar.count(below, also))
        nth += gap
        yield Rung(day, kind, nth)


def once(day: date, kind: Kind, occurrence: int = 0) -> tuple[Rung]:
    """Say something once, from a day on."""
    return (Rung(day, kind, occurrence),)
