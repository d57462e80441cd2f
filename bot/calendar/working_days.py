"""The enquiry clock: within how many working days, counted how.

The day of receipt is day 0, whatever day it is; only working days after it count; due by the end of working day N. So what is received on a
Friday, Saturday or Sunday is due on one day. Not working days: Saturday, Sunday, the nation's bank holidays, the council's own closure days.
Christmas Eve is a working day here, though not in an election timetable.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from bot.calendar.counting import DayCalendar, NotAWorkingDayError, Skipped, weekend
from bot.calendar.holidays import Holiday, OutOfRangeError, bank_holiday, caution, version
from protocol_data.basics import Nation

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

__all__ = [
    "Closure",
    "FreedomOfInformationCalendar",
    "Holiday",
    "NotAWorkingDayError",
    "OutOfRangeError",
    "Skipped",
    "Worked",
    "WorkingCalendar",
    "calendar_days_before",
    "local_day",
]


@dataclass(frozen=True, slots=True, order=True)
class Closure:
    """A day on which the council itself is closed, and why."""

    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Worked:
    """How a due date was reached."""

    received: date
    working_days: int
    day_one: date
    """The first working day that counts."""
    due: date
    """Due by the end of this day."""
    skipped: tuple[Skipped, ...]
    """The days after receipt and before the due date that did not count."""
    calendar: str
    """Which bank holidays were used."""
    caution: str | None
    """What is uncertain, where the date lies past the holidays announced so far."""


@dataclass(frozen=True)
class WorkingCalendar(DayCalendar):
    """A council's working days. A plain value: two with the same closures are equal, and one can be a key.

    `extra_holidays` are bank holidays of the nation that the package does not know yet. Days that stand twice, or fall on a weekend, are harmless.
    """

    nation: Nation
    closures: frozenset[Closure] = frozenset()
    extra_holidays: frozenset[Holiday] = frozenset()

    @cached_property
    def _own(self) -> dict[date, str]:
        """The reasons of our own by day; a holiday is named before a closure."""
        closed = {closure.day: closure.reason for closure in sorted(self.closures, reverse=True)}
        return closed | {holiday.day: holiday.name for holiday in sorted(self.extra_holidays, reverse=True)}

    def why_not(self, day: date) -> str | None:
        """Say why a day is no working day: the weekday's, holiday's or closure's name; nothing for a working day."""
        if day not in self._looked_up:
            self._looked_up[day] = weekend(day) or bank_holiday(day, self.nation) or self._own.get(day)
        return self._looked_up[day]

    @cached_property
    def _looked_up(self) -> dict[date, str | None]:
        """What is known of days that were asked about: thousands of cases are counted over the same few weeks."""
        return {}

    def due(self, received: date, n: int) -> date:
        """Give the day by whose end something is due.

        Args:
            received: the day of receipt in the council's time zone, any day of the week; it is day 0.
            n: how many working days there are to answer, 1 or more.

        Returns:
            Working day `n` after receipt. Due on that day is not overdue; overdue begins on the day after.

        Raises:
            ValueError: `n` is less than 1; `OutOfRangeError` (a ValueError) for a year without known holidays.
            TypeError: `received` is a moment and no day.

        """
        return self.working_days_after(received, n)

    def received_earliest(self, due: date, n: int) -> date:
        """Give the earliest day of receipt that is due on a day within `n` working days; raises as `received_latest` does."""
        self._check(due)
        return self.working_days_before(due, n)

    def received_latest(self, due: date, n: int) -> date:
        """Give the latest day of receipt that is due on a day within `n` working days: the inverse of `due`.

        Raises:
            NotAWorkingDayError: nothing falls due on that day.
            ValueError, TypeError: as `due`.

        """
        self._check(due)
        day_one = due if n == 1 else self.working_days_before(due, n - 1)
        return day_one - timedelta(days=1)

    def explain(self, received: date, n: int) -> Worked:
        """Show how a due date is reached: day one, the due day, the days skipped. Arguments and errors as of `due`."""
        due = self.due(received, n)
        return Worked(received, n, self.next_working(received), due, self.skipped(received, due), version(), caution(due))

    def _check(self, due: date) -> None:
        if reason := self.why_not(due):
            raise NotAWorkingDayError(due, reason)


@dataclass(frozen=True)
class FreedomOfInformationCalendar(DayCalendar):
    """Working days for a request for information: bank holidays anywhere in the United Kingdom (Freedom of Information Act 2000, section 10(6))."""

    extra_holidays: frozenset[Holiday] = frozenset()

    def why_not(self, day: date) -> str | None:
        """Say why a day does not count; closure days of the council do."""
        named = (bank_holiday(day, nation) for nation in Nation)
        own = next((holiday.name for holiday in sorted(self.extra_holidays) if holiday.day == day), None)
        return weekend(day) or next(filter(None, named), None) or own


def calendar_days_before(day: date, n: int) -> date:
    """Give the day `n` calendar days before a day, every day counted, weekends and holidays too (a draft report "14 days" before a meeting).

    Literal: the result may be a Sunday. A caller that wants a day on which somebody is at work steps back with `previous_working`.
    """
    if n < 0:
        raise ValueError(f"a number of days is 0 or more, not {n}")
    return day - timedelta(days=n)


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """Give the day that a moment falls on in the council's time zone; `ValueError` for a moment without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone falls on no certain day")
    return moment.astimezone(zone).date()
