"""When nudges go out: in working hours of the council's working days, outside a person's quiet hours. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from bot.calendar.counting import DayCalendar

OPENS, CLOSES = time(9), time(17)
"""Local time. The only place that says between which hours nudges go out."""
Span = tuple[time, time]
"""From a local time up to another, which itself is outside."""


def next_sending(now: datetime, calendar: DayCalendar, zone: ZoneInfo, quiet: tuple[time | None, time | None] = (None, None)) -> datetime:
    """Give the first moment, now or later, at which a nudge may go out.

    Args:
        now: the time, with its timezone.
        calendar: the council's working days.
        zone: the council's timezone; across a clock change the local hours stay the same.
        quiet: from when until when, in local time, the person wants quiet; it may span midnight. Where it would leave no working time at all it
            is not kept, since a nudge must arrive some time.

    Returns:
        `now` itself within the hours, else the start of the next working span; in UTC.

    """
    local = now.astimezone(zone)
    spans = tuple(_spans(*quiet)) or ((OPENS, CLOSES),)
    day = local.date()
    if calendar.is_working(day):
        at = local.time()
        for start, end in spans:
            if at < start:
                return datetime.combine(day, start, zone).astimezone(UTC)
            if at < end:
                return now.astimezone(UTC)
    return datetime.combine(calendar.next_working(day), spans[0][0], zone).astimezone(UTC)


def leaves_nothing(quiet_from: time, quiet_until: time) -> bool:
    """Tell whether quiet hours would leave no time at all in which nudges go out."""
    return not list(_spans(quiet_from, quiet_until))


def _spans(quiet_from: time | None, quiet_until: time | None) -> Iterator[Span]:
    """Take the quiet hours out of the working ones."""
    if quiet_from is None or quiet_until is None or quiet_from == quiet_until:
        yield OPENS, CLOSES
        return
    spans_midnight = quiet_from > quiet_until
    free = [(quiet_until, quiet_from)] if spans_midnight else [(time.min, quiet_from), (quiet_until, time.max)]
    for start, end in free:
        if max(start, OPENS) < min(end, CLOSES):
            yield max(start, OPENS), min(end, CLOSES)
