"""What is done to an open enquiry. Each is one unit of work: an event with its actor, the row in line with it, the audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.casework.enquiry_dates import promised_day
from bot.casework.enquiry_deeds import ACKNOWLEDGE, EXTEND, MARK_COMPLAINT, MARK_SIGNIFICANT
from bot.casework.enquiry_kinds import EventKind, Status
from bot.casework.enquiry_opening import opened
from bot.casework.errors import CaseError
from bot.casework.people import by_id
from bot.casework.texts import TEXT_LIMIT, line, optional
from intents.dates import shown

if TYPE_CHECKING:
    from datetime import date

    from bot.casework.desk import Desk
    from bot.casework.enquiry_case import Enquiry
    from bot.casework.enquiry_record import Case
    from bot.casework.person import Person


async def acknowledge(desk: Desk, actor: Person, number: int, note: str | None = None, origin: str | None = None) -> Enquiry:
    """Write down that the member was told that the enquiry has arrived. It moves no date: only a holding reply does.

    Raises:
        CaseError: there is none that the actor can see, it is at its end, or it was acknowledged before.
        RefusedError: the actor may not work on it.

    """
    async with opened(desk, actor, number, ACKNOWLEDGE, origin) as case:
        if case.was_told:
            return case.seen()
        case.must_wait_for_answer()
        on = case.state.acknowledged_on
        if on is not None and case.state.status is not Status.OPEN:
            raise CaseError(
                f"{case.ref} was acknowledged on {shown(on)} already. Nothing was changed; a later word to the member can be noted."
            )
        case.record(EventKind.ACKNOWLEDGED, optional(note, "reason", "the note"))
        return case.settle()


async def extend(desk: Desk, actor: Person, number: int, until: date, reason: str, origin: str | None = None) -> Enquiry:
    """Write down a new date that was agreed with the member, and why.

    Raises:
        CaseError: the date is not a working day after today, or there is no reason.
        RefusedError: the actor may not work on it.

    """
    async with opened(desk, actor, number, EXTEND, origin) as case:
        if case.was_told:
            return case.seen()
        case.must_wait_for_answer()
        promised_day(until, case.state.received, case.today, case.calendar)
        why = line(reason, "reason", "the reason for the new date", TEXT_LIMIT)
        case.record(EventKind.EXTENDED, why, due=until)
        return case.settle()


async def mark_complaint(desk: Desk, actor: Person, number: int, reason: str | None = None, origin: str | None = None) -> Enquiry:
    """Write down that the enquiry is a constituent's complaint: the complaints procedure has it, and this clock stops.

    Returns:
        The case; `rule.clause_on(EnquiryMatter.COMPLAINT)` is the clause, where the protocol has one.

    Raises:
        CaseError: it is at its end, or marked already. RefusedError: the actor may not work on it.

    """
    async with opened(desk, actor, number, MARK_COMPLAINT, origin) as case:
        if case.was_told:
            return case.seen()
        case.must_wait_for_answer()
        case.record(EventKind.MARKED_COMPLAINT, optional(reason, "reason", "the reason"))
        return case.settle()


async def mark_significant(desk: Desk, actor: Person, number: int, reason: str | None = None, origin: str | None = None) -> Enquiry:
    """Write down that the matter is significant; where the directory knows the officer's chief officer, it is theirs from now on.

    Raises:
        CaseError: it is at its end, or marked already. RefusedError: the actor may not work on it.

    """
    async with opened(desk, actor, number, MARK_SIGNIFICANT, origin) as case:
        if case.was_told:
            return case.seen()
        case.must_wait_for_answer()
        if case.row.significant:
            raise CaseError(f"{case.ref} is marked as significant already. Nothing was changed.")
        await make_significant(case, optional(reason, "reason", "the reason"))
        return case.settle()


async def make_significant(case: Case, reason: str | None) -> None:
    """Mark a case in its unit of work, and give it to its officer's chief officer where there is one who has not left."""
    case.row.significant = True
    case.record(EventKind.MARKED_SIGNIFICANT, reason)
    chief = await by_id(case.session, case.officer.chief_officer_id if case.officer else None)
    if chief is not None and chief.active:
        hand_over(case, chief, None)


def hand_over(case: Case, to: Person, reason: str | None) -> None:
    """Give a case to another officer, in its unit of work."""
    before = case.officer.name if case.officer else case.row.officer_name
    case.row.officer_id, case.row.officer_name, case.officer = to.id, to.name, to
    case.record(EventKind.REASSIGNED, reason, fields={"to": to.name} | ({"before": before} if before else {}))
