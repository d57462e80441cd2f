"""Opening one enquiry, for reading or changing, by somebody who may; and refusing whoever may not."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.casework.access import Right, may
from bot.casework.enquiry_case import ref_of
from bot.casework.enquiry_dates import plain_dates
from bot.casework.enquiry_events import was_done_by
from bot.casework.enquiry_record import Case, concerned
from bot.casework.errors import CaseError, RefusedError
from bot.casework.people import by_id, hold
from bot.casework.refs import LARGEST
from bot.casework.told_of import to_be_shown
from bot.store.cases import EnquiryRow
from bot.store.locks import hold_calendars

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.casework.desk import Desk
    from bot.casework.enquiry_deeds import Deed
    from bot.casework.person import Person
    from bot.store.database import AsyncSession


_WHOSE = "An enquiry is seen by who asked or logged it, by its officer with their manager and stand-in, and by democratic services."
"""Said of one that somebody can't see, for a button of it may stand in a team's channel before everybody."""


@asynccontextmanager
async def opened(desk: Desk, actor: Person, number: int, deed: Deed, origin: str | None = None) -> AsyncIterator[Case]:
    """Open a case for changing: nobody else changes it, or the calendars, until this unit of work ends.

    Args:
        desk: the database, packs and clock.
        actor: who changes it.
        number: the case's number.
        deed: what the actor is about to do.
        origin: the platform's id of the message that asks for it.

    Yields:
        The case; what was recorded is committed at the end, or nothing is. With `was_told` there is nothing to do but to give it back as it stands.

    Raises:
        CaseError: there is no such case, or the actor may not see it: which of the two is not said.
        RefusedError: the actor sees it and may not do this.

    """
    async with desk.store.write() as session:
        with plain_dates():
            await hold_calendars(session)
            if deed.changes_people:
                await hold(session, actor.council)
            case = await _case(desk, session, actor, number, origin, lock=True)
            case.origin = origin
            _allow(case, deed)
            before = len(case.events)
            yield case
            if deed.words is not None and len(case.events) > before:
                await to_be_shown(session, desk, actor, (case.row.council, "enquiry", number), deed.words)


async def check_may(desk: Desk, actor: Person, number: int, deed: Deed, origin: str | None = None) -> None:
    """Refuse whoever may not do something to a case, before they are asked for more; arguments and errors as of `opened`."""
    async with desk.store.read() as session:
        with plain_dates():
            case = await _case(desk, session, actor, number, origin, lock=False)
            case.origin = origin
            _allow(case, deed)


def _allow(case: Case, deed: Deed) -> None:
    """Refuse an actor without the right; what the same message has done already is not refused, for it is only told again."""
    case.was_told = case.origin is not None and any((event.kind, event.origin) == (deed.kind, case.origin) for event in case.events)
    if not case.was_told and not may(case.actor, deed.right, case.concerned):
        raise RefusedError(
            f"You can see {case.ref} but not {deed.doing} it: that is for the officer who handles it, their manager or stand-in, and democratic services. Ask one of them."
        )


@asynccontextmanager
async def read(desk: Desk, actor: Person, number: int) -> AsyncIterator[Case]:
    """Open a case for reading; raises as `opened` does."""
    async with desk.store.read() as session:
        with plain_dates():
            yield await _case(desk, session, actor, number, lock=False)


async def _case(desk: Desk, session: AsyncSession, actor: Person, number: int, origin: str | None = None, *, lock: bool) -> Case:
    row = await session.get(EnquiryRow, number, with_for_update=lock) if 0 < number <= LARGEST else None
    officer = await by_id(session, row.officer_id) if row else None
    if row is None or not may(actor, Right.SEE_ENQUIRY, concerned(row, officer, desk.today(row.council))):
        if row is not None and origin is not None and await was_done_by(session, actor, number, origin):
            raise CaseError(f"That has been done. {ref_of(number)} is no longer among the enquiries that you can see.", field="ref")
        raise CaseError(
            f"There is no {ref_of(number)} among the enquiries that you can see. {_WHOSE} Check the number, or list your enquiries.",
            field="ref",
        )
    case = Case(desk, session, actor, row, officer)
    await case.load()
    return case
