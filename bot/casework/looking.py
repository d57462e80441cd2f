"""When a sweep has to look at a case again. A placeholder: every change is looked at on the same day."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from bot.calendar.working_days import WorkingCalendar
    from bot.casework.enquiry_kinds import EnquiryState


def first_look(state: EnquiryState, calendar: WorkingCalendar, today: date) -> date | None:  # noqa: ARG001 - the signature that is to stay
    """Give the first day on which there may be something to say of a case; nothing while there is none."""
    return today
