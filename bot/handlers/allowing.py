"""Who may do what a task does: asked of the register before anything is asked of the person, so that nobody answers questions for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.casework import offers, reports
from bot.casework.elections import check_may_keep
from bot.casework.enquiry_case import number_of
from bot.casework.enquiry_opening import check_may
from bot.casework.people_leaving import check_may_note_absence
from bot.reminders.answering import check_may_snooze

if TYPE_CHECKING:
    from bot.casework.enquiry_deeds import Deed
    from bot.dialog.tasks import May, Setting, Values


def on_enquiry(deed: Deed) -> May:
    """Give what refuses whoever may not do something to the enquiry, once its number is known."""

    async def may(setting: Setting, values: Values) -> None:
        if values.get("ref"):
            await check_may(setting.desk, setting.person, number_of(values["ref"]), deed, setting.context.message.origin)

    return may


async def hears_of(setting: Setting, values: Values) -> None:
    """Refuse a case of which the person hears nothing, once its number is known."""
    if values.get("ref"):
        await check_may_snooze(setting.desk, setting.person, values["ref"])


async def keeps_elections(setting: Setting, _values: Values) -> None:
    """Refuse whoever may not keep elections."""
    check_may_keep(setting.desk, setting.person)


async def adds_reports(setting: Setting, _values: Values) -> None:
    """Refuse whoever may not enter a report, and where the protocol sets no day for one."""
    reports.may_add(setting.desk, setting.person)


async def keeps_offers(setting: Setting, _values: Values) -> None:
    """Refuse whoever may not keep what is offered to groups."""
    offers.check_may_keep(setting.person)


async def notes_own_absence(setting: Setting, _values: Values) -> None:
    """Refuse whoever may not say that they are away."""
    check_may_note_absence(setting.desk, setting.person, setting.person)
