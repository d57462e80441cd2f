"""A day that turns out to be no working day moves open cases forward; each case says why, once."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from sqlalchemy import and_, select

from bot.calendar.working_days import OutOfRangeError
from bot.casework.enquiry_batches import each, no_working_day, open_cases
from bot.store.cases import EnquiryRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import ColumnElement

    from bot.calendar.working_days import Closure
    from bot.casework.desk import Desk
    from bot.casework.enquiry_batches import Batch, Moved
    from bot.casework.enquiry_record import Case
    from bot.casework.person import Person
    from bot.store.database import AsyncSession
    from protocol_data.basics import Nation

log = logging.getLogger(__name__)


async def holiday_added(desk: Desk, actor: Person | None, closure: Closure, nation: Nation | None = None) -> tuple[Moved, ...]:
    """Move the open cases that a day concerns which has been added to the calendar. Stopped half-way, it can be called again: nothing moves twice.

    Args:
        desk: the database, packs and clock.
        actor: who added the day, and has been found to be allowed to; nothing for the program itself.
        closure: the day and why.
        nation: for a bank holiday of a nation: the cases of all its councils here; a closure day concerns the actor's council alone.

    Returns:
        The cases that moved.

    Raises:
        StoreError: the database can't be written; what was moved before stays moved.

    """
    why = no_working_day(closure)
    concerned = and_(EnquiryRow.received < closure.day, EnquiryRow.due >= closure.day)
    moved: list[Moved] = []
    if nation is None:
        councils = [actor.council] if actor else []
    else:
        async with desk.store.read() as session:
            councils = await councils_of(desk, session, nation)
    for council in councils:
        moved += await recounted(desk, actor, council, why, concerned)
    return tuple(moved)


async def recounted(
    desk: Desk,
    actor: Person | None,
    council: str,
    why: str,
    which: ColumnElement[bool] | None = None,
    *,
    progress: Callable[[int], None] = lambda _looked_at: None,
) -> list[Moved]:
    """Count a council's open cases anew by the calendar as it is now, a batch at a time.

    Args:
        desk: the database, packs and clock.
        actor: who caused it; nothing for the program itself (a newer list of holidays, another local target).
        council: whose cases.
        why: the reason that a case gives where its date goes forward.
        which: narrows the cases; all that are open where it is left out.
        progress: is told after each batch how many cases were in it.

    Returns:
        The cases whose date went forward. One that can't be counted stays as it is, is logged, and holds up no other.

    """
    moved: list[Moved] = []

    def take(batch: Batch, case: Case) -> None:
        try:
            gone_on = batch.recount(case)
        except OutOfRangeError:
            log.warning("%s can't be counted anew: its dates lie where no holidays are known", case.ref)
        else:
            moved.extend(gone_on)

    await each(desk, actor, open_cases(council, which), why, take, progress=progress)
    return moved


async def councils_of(desk: Desk, session: AsyncSession, nation: Nation) -> list[str]:
    """Give the councils of a nation that have open cases here."""
    keys = await session.scalars(select(EnquiryRow.council).where(EnquiryRow.state == "open").distinct())
    return [key for key in sorted(keys) if key in desk.library.keys and desk.library.council(key).nation is nation]
