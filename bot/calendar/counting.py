"""Counting days that count, forward and back. What a day has to be to count differs by calendar; the counting does not."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.calendar.holidays import check_range

_ONE_DAY = timedelta(days=1)
_WEEKEND = {5: "Saturday", 6: "Sunday"}


@dataclass(frozen=True, slots=True, order=True)
class Skipped:
    """A day that was passed over, and why: `Saturday`, `Good Friday`, `Office closed`."""

    day: date
    reason: str

    @property
    def weekend(self) -> bool:
        """Tell whether it is a Saturday or Sunday, which nobody needs to be told one by one."""
        return self.day.weekday() in _WEEKEND


class NotAWorkingDayError(ValueError):
    """A due day was asked about that no count can end on."""

    def __init__(self, day: date, reason: str) -> None:
        """Make the error for the day and the reason for which it does not count."""
        super().__init__(f"{day.isoformat()} is no working day ({reason}), so nothing falls due on it.")


class DayCalendar(ABC):
    """Days that count and days that don't. Every method raises `OutOfRangeError` where no holidays are known."""

    @abstractmethod
    def why_not(self, day: date) -> str | None:
        """Say why a day does not count, in a few words; nothing when it counts."""

    def is_working(self, day: date) -> bool:
        """Tell whether a day counts."""
        return self.why_not(day) is None

    def next_working(self, day: date) -> date:
        """Give the first working day after a day."""
        return self.working_days_after(day, 1)

    def previous_working(self, day: date) -> date:
        """Give the last working day before a day."""
        return self.working_days_before(day, 1)

    def on_or_after(self, day: date) -> date:
        """Give the day itself where it is a working day, else the next one."""
        return day if self.is_working(day) else self.next_working(day)

    def working_days_after(self, day: date, n: int) -> date:
        """Give the nth working day after a day, which itself is not counted; `n` is 1 or more, else `ValueError`."""
        return self._step(day, n, _ONE_DAY)

    def working_days_before(self, day: date, n: int) -> date:
        """Give the nth working day before a day, which itself is not counted; `n` is 1 or more, else `ValueError`."""
        return self._step(day, n, -_ONE_DAY)

    def count(self, after: date, until: date) -> int:
        """Count the working days after one day, up to and including another: "day 7 of 10". 0 where `until` is not later."""
        _plain(after)
        _plain(until)
        return sum(self.is_working(after + timedelta(days=passed)) for passed in range(1, (until - after).days + 1))

    def skipped(self, after: date, until: date) -> tuple[Skipped, ...]:
        """List the days strictly between two days that don't count, in order, each with its reason."""
        between = (after + timedelta(days=passed) for passed in range(1, (until - after).days))
        return tuple(Skipped(day, reason) for day in between if (reason := self.why_not(day)) is not None)

    def _step(self, day: date, n: int, step: timedelta) -> date:
        _plain(day)
        check_range(day)
        if n < 1:
            raise ValueError(f"a number of working days is 1 or more, not {n}")
        while n:
            day += step
            n -= self.is_working(day)
        return day


def weekend(day: date) -> str | None:
    """Name the weekday of a Saturday or Sunday; nothing on other days."""
    return _WEEKEND.get(day.weekday())


def _plain(day: date) -> None:
    """Refuse a moment where a day is wanted: which day it is depends on the time zone, and a moment equals no holiday."""
    if isinstance(day, datetime):
        raise TypeError("a day is wanted, not a moment: take it in the council's time zone with local_day()")
