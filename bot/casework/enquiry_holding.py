"""A holding reply: what a council's protocol asks it to hold, and the date that it gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.casework.enquiry_dates import promised_day
from bot.casework.enquiry_deeds import HOLD
from bot.casework.enquiry_kinds import EventKind
from bot.casework.enquiry_opening import opened
from bot.casework.enquiry_rules import FIELD_NAMES
from bot.casework.errors import CaseError
from bot.casework.texts import optional
from protocol_data.procedures import Otherwise

if TYPE_CHECKING:
    from datetime import date

    from bot.casework.desk import Desk
    from bot.casework.enquiry_case import Enquiry, HoldingReply
    from bot.casework.enquiry_record import Case
    from bot.casework.person import Person


_DATES = {Otherwise.FULL_REPLY_DATE, Otherwise.DEADLINE}
_TEXTS = {
    Otherwise.OFFICER_NAME: "officer_name",
    Otherwise.OFFICER_PHONE: "officer_phone",
    Otherwise.REASON: "reason",
    Otherwise.ACTION: "action",
}
"""The field of a `HoldingReply` for each thing that a protocol may ask for."""
_FIGURES_OF_A_PHONE = 3


async def hold(desk: Desk, actor: Person, number: int, reply: HoldingReply, origin: str | None = None) -> Enquiry:
    """Write down a holding reply; the answer is then due on the date that it gives.

    Args:
        desk: the database, packs and clock.
        actor: who gave it.
        number: the case's number.
        reply: what it says: what the council's protocol asks for, and in any case the date of the full answer.
        origin: the platform's id of the message; the same one again changes nothing.

    Returns:
        The case with its new date.

    Raises:
        CaseError: something is missing (each thing is named, with the clause), the phone number is none, or the date is not a working day after today.
        RefusedError: the actor may not work on it.

    """
    async with opened(desk, actor, number, HOLD, origin) as case:
        if case.was_told:
            return case.seen()
        case.must_wait_for_answer()
        given = {name: optional(getattr(reply, name), name, "the text") for name in _TEXTS.values()}
        given["officer_phone"] = _phone(given["officer_phone"], needed=Otherwise.OFFICER_PHONE in case.rule.required)
        until = _complete(case, reply, given)
        promised_day(until, case.state.received, case.today, case.calendar)
        reason = given.pop("reason")
        case.record(EventKind.HOLDING_REPLY, reason, due=until, fields={name: text for name, text in given.items() if text})
        return case.settle()


def _phone(phone: str | None, *, needed: bool) -> str | None:
    """Give a phone number; one that is none is missing where it is needed, and is refused rather than left out where it is not."""
    if phone is None or sum(sign.isdigit() for sign in phone) >= _FIGURES_OF_A_PHONE:
        return phone
    if not needed:
        raise CaseError(
            f"“{phone[:40]}” is no phone number. Give the officer's number in figures, or leave it out; nothing was changed.",
            field="officer_phone",
        )
    return None


def _complete(case: Case, reply: HoldingReply, given: dict[str, str | None]) -> date:
    """Give the date; refuse a holding reply that lacks something, naming each thing."""
    missing = [field for field in case.rule.required if (reply.until is None if field in _DATES else given[_TEXTS[field]] is None)]
    if reply.until is not None and not missing:
        return reply.until
    if not missing:
        raise CaseError(
            f"A holding reply to {case.ref} needs the date by which the full answer will come; without one, acknowledge it. Nothing was changed.",
            field="until",
        )
    names = [FIELD_NAMES[field] for field in missing]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    first = "until" if missing[0] in _DATES else _TEXTS[missing[0]]
    raise CaseError(
        f"The holding reply to {case.ref} still lacks {listed} (clause {case.rule.holding_clause}). Give it and try again; nothing was changed.",
        field=first,
    )
