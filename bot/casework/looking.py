"""When a sweep has to look at a changed case: in the next one, which then works out the day after."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from bot.calendar.working_days import WorkingCalendar
    from bot.casework.enquiry_kinds import EnquiryState


def first_look(state: EnquiryState, calendar: WorkingCalendar, today: date) -> date | None:  # noqa: ARG001 - what a better answer would need
    """Give the first day on which there may be something to say of a case; nothing while there is none."""
    return today
