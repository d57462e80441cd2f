"""The dates that people give for an enquiry: what makes one wrong, and the message that says so. Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.calendar.working_days import OutOfRangeError
from bot.casework.errors import CaseError
from intents.dates import shown

if TYPE_CHECKING:
    from datetime import date

    from bot.calendar.working_days import WorkingCalendar

_FURTHEST = timedelta(days=366)


def received_day(day: date, today: date) -> date:
    """Check a day of receipt.

    Args:
        day: as given, in the council's timezone.
        today: the day it is there.

    Returns:
        The day.

    Raises:
        CaseError: it is in the future.

    """
    if day > today:
        raise CaseError(
            f"{shown(day)} is in the future (today is {shown(today)}): an enquiry can't have been received on it yet. Check the date; nothing was changed.",
            field="received",
        )
    return day


def promised_day(day: date, received: date, today: date, calendar: WorkingCalendar) -> date:
    """Check the date of an answer that is promised or agreed.

    Args:
        day: as given.
        received: the day of receipt.
        today: the day it is at the council.
        calendar: the council's working days.

    Returns:
        The day.

    Raises:
        CaseError: it is before receipt, not after today, more than a year ahead, or no working day; the next one is offered.

    """
    if day < received:
        raise CaseError(
            f"{shown(day)} is before the enquiry was received ({shown(received)}). Give a working day after today, {shown(today)}; nothing was changed.",
            field="until",
        )
    if day <= today:
        when = "today" if day == today else "in the past"
        raise CaseError(
            f"{shown(day)} is {when}: a new date has to be after today, {shown(today)}. Give a later working day; nothing was changed.",
            field="until",
        )
    if day - today > _FURTHEST:
        raise CaseError(f"{shown(day)} is more than a year ahead. Check the year; nothing was changed.", field="until")
    if reason := calendar.why_not(day):
        named = "" if reason == f"{day:%A}" else f" ({reason})"
        raise CaseError(
            f"{shown(day)} is no working day{named}. The next one is {shown(calendar.next_working(day))}: give that or another; nothing was changed.",
            field="until",
        )
    return day


class plain_dates:  # noqa: N801 - used like a function
    """Turn a date that can't be counted into a message for the person."""

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: object) -> None:
        """Translate."""
        if isinstance(error, OutOfRangeError):
            raise CaseError(f"{error} Nothing was changed.", field="received") from error
