"""What is said of an election, when, and to whom. Pure.

Until the notice has been published its day is only computed, as the latest one; so on that day the bot says that the period begins no later than today, asks those who
keep the register to enter the notice, and says that the period has begun only when they have.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from bot.reminders import ladder
from bot.reminders.ladder import Series
from bot.reminders.nudge import Kind, Rung

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.calendar.counting import DayCalendar
    from bot.reminders.circle import Circle

_FOUR_WEEKS, _ONE_WEEK = timedelta(days=28), timedelta(days=7)
_STALE = timedelta(days=14)
"""After this long nobody needs to be told any more that a period has ended."""
EXPECTED, CONFIRMED = 0, 1
"""The occurrence of "starts": from a computed date, and from a notice that was published."""


@dataclass(frozen=True, slots=True)
class ElectionFacts:
    """What the policy needs to know of an election."""

    id: int
    council: str
    name: str
    kind: str
    polling_day: date
    ward: str | None
    latest_notice: date
    """The latest day for the notice, as computed."""
    start: date | None
    """The day on which the period begins, where that is known: the notice was published, or an officer set it."""
    end: date
    """The last day of the period."""
    made_on: date
    cancelled: bool = False
    snoozes: Mapping[int, date] = field(default_factory=dict)


def series(facts: ElectionFacts, calendar: DayCalendar) -> Iterator[Series]:
    """Give the ladders that an election stands on; none for one that was called off, or that was entered when it was over.

    Args:
        facts: the election.
        calendar: the council's working days, for reminding those who have to enter the notice.

    """
    if facts.cancelled or facts.made_on > facts.end:
        return
    start = facts.start or facts.latest_notice
    bound = partial(_bound, ward=facts.ward)
    before = (Rung(start - _FOUR_WEEKS, Kind.FOUR_WEEKS), Rung(start - _ONE_WEEK, Kind.ONE_WEEK))
    yield Series(before, start, bound, until=start - timedelta(days=1))
    begins = ladder.once(start, Kind.STARTS, CONFIRMED if facts.start else EXPECTED)
    yield Series(begins, start, bound, until=facts.end)
    yield Series(tuple(_weeks(start, facts.end)), start, bound, until=facts.end)
    over = facts.end + timedelta(days=1)
    yield Series(ladder.once(over, Kind.ENDS), facts.end, bound, until=over + _STALE)
    if facts.start is None:
        yield Series(ladder.once(start, Kind.ENTER_NOTICE), start, _keepers, until=facts.end)
        yield Series(ladder.daily_then_weekly(calendar, start, Kind.ENTER_NOTICE), start, _keepers, until=facts.end)


def _weeks(start: date, end: date) -> Iterator[Rung]:
    """Every seventh day while it lasts."""
    for week in range(1, (end - start).days // 7 + 1):
        yield Rung(start + week * _ONE_WEEK, Kind.WEEKLY, week)


def _bound(circle: Circle, _day: date, *, ward: str | None) -> tuple[int, ...]:
    return circle.everybody(ward)


def _keepers(circle: Circle, _day: date) -> tuple[int, ...]:
    """Those who keep the elections: democratic services and the monitoring officer."""
    return tuple(sorted({*circle.keepers, *circle.monitoring_officers}))
