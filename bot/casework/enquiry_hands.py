"""Who handles an enquiry: handing it to another officer, and standing in for one who is away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.casework.absences import note_absence
from bot.casework.access import Concerned, Right, may
from bot.casework.enquiry_changes import hand_over
from bot.casework.enquiry_deeds import COVER, REASSIGN
from bot.casework.enquiry_opening import opened
from bot.casework.enquiry_people import officer_named
from bot.casework.errors import CaseError, RefusedError
from bot.casework.texts import optional
from intents.dates import shown

if TYPE_CHECKING:
    from datetime import date

    from bot.casework.desk import Desk
    from bot.casework.enquiry_case import Enquiry
    from bot.casework.person import Person


async def reassign(desk: Desk, actor: Person, number: int, to: str, reason: str | None = None, origin: str | None = None) -> Enquiry:
    """Hand a case to another officer; its date stays.

    Args:
        desk: the database, packs and clock.
        actor: who hands it over.
        number: the case's number.
        to: the officer's name, key or e-mail address.
        reason: why.
        origin: the platform's id of the message; the same one again changes nothing.

    Returns:
        The case with its new officer; `officer.absent_on` tells whether they are away.

    Raises:
        CaseError: it is at its end, the officer is not in the directory or not clear, or has it already.
        RefusedError: the actor may not hand it over.

    """
    async with opened(desk, actor, number, REASSIGN, origin) as case:
        if case.was_told:
            return case.seen()
        case.must_wait_for_answer()
        officer = await officer_named(case.session, actor.council, to, "to")
        if officer.id == case.row.officer_id:
            raise CaseError(f"{officer.name} handles {case.ref} already. Nothing was changed.", field="to")
        hand_over(case, officer, optional(reason, "reason", "the reason"))
        return case.settle()


async def cover(desk: Desk, actor: Person, number: int, by: str, *, first: date | None = None, last: date | None = None) -> Enquiry:
    """Have somebody stand in for a case's officer while they are away: for all that the officer handles, this case and the others.

    Args:
        desk: the database, packs and clock.
        actor: who arranges it: whoever may say that the officer is away. Whoever stands in may not, for they would prolong what they may do.
        number: the number of one of the officer's cases.
        by: who stands in, by name, key or e-mail address.
        first: the first day of the absence; where it is left out, that of the absence that runs, else today.
        last: the last day of the absence; where it is left out, that of the absence that runs, else until further notice.

    Returns:
        The case; `rule.clause_on(EnquiryMatter.ABSENCE)` is the clause, where the protocol has one.

    Raises:
        CaseError: nobody handles it, the stand-in is not in the directory, is the officer or covered by them in turn, or the last day is before the first or over.
        RefusedError: the actor may not arrange it.

    """
    async with opened(desk, actor, number, COVER) as case:
        case.must_wait_for_answer()
        if case.officer is None:
            raise CaseError(
                f"Nobody in the directory handles {case.ref}, so there is nobody to cover for. Reassign it; nothing was changed.",
                field="by",
            )
        officer = case.officer
        if not may(actor, Right.NOTE_ABSENCE, Concerned(actor.council, officer=officer, today=case.today)):
            raise RefusedError(
                f"Who stands in for {officer.name} is said by {officer.name}, their manager and democratic services. Ask one of them; nothing was changed."
            )
        stand_in = await officer_named(case.session, actor.council, by, "by")
        if stand_in.id == officer.id:
            raise CaseError(f"{officer.name} can't stand in for themselves. Name a colleague; nothing was changed.", field="by")
        if officer.absent_on(case.today):
            first, last = first or officer.absent_from, last or officer.absent_until
        first = first or case.today
        _in_order(first, last, case.today)
        try:
            case.officer, _ = await note_absence(case.session, desk, actor, officer, (first, last), stand_in.key)
        except CaseError as error:
            raise CaseError(str(error), field="by") from None
        await case.load()
        return case.seen()


def _in_order(first: date, last: date | None, today: date) -> None:
    if last is None:
        return
    if last < first:
        raise CaseError(
            f"The last day of the absence, {shown(last)}, is before the first, {shown(first)}. Check the dates; nothing was changed.",
            field="last",
        )
    if last < today:
        raise CaseError(f"The absence was over on {shown(last)}. Check the dates; nothing was changed.", field="last")
