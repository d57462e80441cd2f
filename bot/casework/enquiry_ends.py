"""How an enquiry ends, and what is put right afterwards: answered, closed, reopened, corrected, noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.casework.access import Right, may
from bot.casework.enquiry_dates import promised_day, received_day
from bot.casework.enquiry_deeds import ANSWER, CLOSE, CORRECT, NOTE, REOPEN
from bot.casework.enquiry_kinds import EventKind, Status
from bot.casework.enquiry_opening import opened
from bot.casework.enquiry_rules import DueFrom
from bot.casework.errors import CaseError, RefusedError
from bot.casework.texts import TEXT_LIMIT, line, optional
from intents.dates import shown
from protocol_data.basics import Reader

if TYPE_CHECKING:
    from datetime import date

    from bot.casework.desk import Desk
    from bot.casework.enquiry_case import Enquiry
    from bot.casework.enquiry_record import Case
    from bot.casework.person import Person


async def answer(desk: Desk, actor: Person, number: int, note: str | None = None, origin: str | None = None) -> Enquiry:
    """Write down that the full answer was given.

    Raises:
        CaseError: it is at its end already. RefusedError: the actor may not work on it.

    """
    async with opened(desk, actor, number, ANSWER, origin) as case:
        if case.was_told:
            return case.seen()
        case.must_wait_for_answer()
        case.record(EventKind.ANSWERED, optional(note, "reason", "the note"))
        return case.settle()


async def close(desk: Desk, actor: Person, number: int, reason: str | None = None, origin: str | None = None) -> Enquiry:
    """Close a case. An officer who closes one that was not answered says why; the member who asked need not.

    Raises:
        CaseError: it is closed already, or the reason is missing. RefusedError: the actor may not close it.

    """
    async with opened(desk, actor, number, CLOSE, origin) as case:
        if case.was_told:
            return case.seen()
        state = case.state
        if state.status is Status.CLOSED:
            raise CaseError(
                f"{case.ref} was closed on {shown(state.changed_on)} already. Nothing was changed; it can be reopened with a reason."
            )
        why = optional(reason, "reason", "the reason")
        if why is None and state.is_open and actor.reader is Reader.OFFICER:
            raise CaseError(
                f"{case.ref} has not been answered. Say why it is closed all the same, or mark it answered; nothing was changed.",
                field="reason",
            )
        case.record(EventKind.CLOSED, why)
        return case.settle()


async def reopen(desk: Desk, actor: Person, number: int, reason: str, until: date | None = None, origin: str | None = None) -> Enquiry:
    """Open a case again, with a date that was agreed or with none: no protocol sets a number for a second answer.

    Args:
        desk: the database, packs and clock.
        actor: who reopens it; the member who asked may, without a date.
        number: the case's number.
        reason: why.
        until: the new date, where one was agreed.
        origin: the platform's id of the message; the same one again changes nothing.

    Returns:
        The case.

    Raises:
        CaseError: it is open, there is no reason, or the date is not a working day after today.
        RefusedError: the actor may not reopen it, or may not set a date.

    """
    async with opened(desk, actor, number, REOPEN, origin) as case:
        if case.was_told:
            return case.seen()
        if case.state.is_open:
            raise CaseError(f"{case.ref} is open. Nothing was changed.")
        why = line(reason, "reason", "the reason for reopening it", TEXT_LIMIT)
        if until is not None:
            if not may(actor, Right.WORK_ENQUIRY, case.concerned):
                raise RefusedError(
                    f"A new date for {case.ref} is set by the officer who handles it. Reopen it without one, and ask them; nothing was changed."
                )
            promised_day(until, case.state.received, case.today, case.calendar)
        case.record(EventKind.REOPENED, why, due=until)
        return case.settle()


async def note(desk: Desk, actor: Person, number: int, text: str, origin: str | None = None) -> Enquiry:
    """Keep a note in a case's history; it moves nothing.

    Raises:
        CaseError: the note is empty or too long. RefusedError: the actor may not work on it.

    """
    async with opened(desk, actor, number, NOTE, origin) as case:
        if case.was_told:
            return case.seen()
        case.record(EventKind.NOTED, line(text, "text", "the note", TEXT_LIMIT))
        return case.settle()


async def correct(  # noqa: PLR0913 - what can be corrected is named
    desk: Desk,
    actor: Person,
    number: int,
    reason: str,
    *,
    received: date | None = None,
    subject: str | None = None,
    origin: str | None = None,
) -> Enquiry:
    """Put right the day of receipt or the subject. From another day of receipt the target is counted anew; a promised date stays.

    Raises:
        CaseError: nothing to correct is given, there is no reason, or the day is in the future, after the case was logged or after the date that was promised.
        RefusedError: the actor may not work on it.

    """
    async with opened(desk, actor, number, CORRECT, origin) as case:
        if case.was_told:
            return case.seen()
        if received is None and subject is None:
            raise CaseError(
                "What is to be corrected? Give the right day of receipt, or the right subject; nothing was changed.", field="received"
            )
        if received is not None:
            case.must_wait_for_answer()
        why = line(reason, "reason", "the reason for the correction", TEXT_LIMIT)
        fields: dict[str, str] = {}
        if subject is not None:
            fields["subject_before"] = case.row.subject
            case.row.subject = line(subject, "subject", "the subject of the enquiry")
        _record_correction(case, received, why, fields)
        return case.settle()


def _record_correction(case: Case, received: date | None, why: str, fields: dict[str, str]) -> None:
    if received is None:
        case.record(EventKind.CORRECTED, why, fields=fields)
        return
    received_day(received, case.today)
    logged = case.row.logged_at.astimezone(case.desk.zone(case.row.council)).date()
    if received > logged:
        raise CaseError(
            f"{case.ref} was logged on {shown(logged)}, so it can't have been received on {shown(received)}. Check the date; nothing was changed.",
            field="received",
        )
    state = case.state
    promised = state.due if state.due_from in {DueFrom.HOLDING, DueFrom.AGREED} else None
    counted = case.counted_due(received) if state.due_from in {DueFrom.PROTOCOL, DueFrom.LOCAL} else None
    if promised is not None and received > promised:
        raise CaseError(
            f"An answer to {case.ref} is promised for {shown(promised)}, so it can't have been received on {shown(received)}. Check the date; nothing was changed.",
            field="received",
        )
    case.record(EventKind.CORRECTED, why, received=received, due=promised or counted, fields=fields)
