"""Reading the dates that are given to commands: `2026-11-03`, `3 Nov 2026`, `3/11/2026` (day first)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from bot.cli.common import fail
from intents.dates import Toward, find_dates

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from bot.message import Clock


def date_given(text: str, option: str, today: date, toward: Toward) -> date:
    """Read the date given to an option; one that can't be read, or can be read in two ways, ends the command with status 2.

    Args:
        text: as it was typed.
        option: the option's name, for the message.
        today: for what is said relative to it ("yesterday").
        toward: the side of today on which a date without a year lies.

    """
    said = text.strip()
    try:
        return date.fromisoformat(said)
    except ValueError:
        pass
    found = find_dates(said, today, toward)
    if len(found) != 1 or found[0].text.strip() != said.rstrip(".") or found[0].day is None:
        fail(f"{option} “{text}” can't be read as a date. Write it like 2026-11-03 or 3 Nov 2026.")
    if found[0].others:
        options = " or ".join(day.isoformat() for day in (found[0].day, *found[0].others))
        fail(f"{option} “{text}” can be {options}. Write the one you mean.")
    return found[0].day


def today_in(zone: ZoneInfo, clock: Clock) -> date:
    """Give the day it is in a time zone."""
    now: datetime = clock()
    return (now if now.tzinfo else now.replace(tzinfo=UTC)).astimezone(zone).date()
