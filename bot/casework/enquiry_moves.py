"""A day that turns out to be no working day moves open cases forward, never back; each case says why, once."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, insert, select, true

from bot.calendar.working_days import OutOfRangeError
from bot.casework.enquiry_case import ref_of
from bot.casework.enquiry_kinds import EventKind
from bot.casework.enquiry_record import cases_of
from bot.store.cases import EnquiryEventRow, EnquiryRow
from bot.store.locks import hold_calendars
from bot.store.nudges import AuditRow
from intents.dates import shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sqlalchemy import ColumnElement

    from bot.calendar.working_days import Closure
    from bot.casework.desk import Desk
    from bot.casework.enquiry_record import Case
    from bot.casework.person import Person
    from bot.store.database import AsyncSession
    from protocol_data.basics import Nation

log = logging.getLogger(__name__)
_BATCH = 500
"""So many cases are moved in one unit of work: others get their turn between."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A case whose due date went forward."""

    number: int
    council: str
    before: date
    due: date

    @property
    def ref(self) -> str:
        """Give the number as people write it."""
        return ref_of(self.number)


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
    why = f"{shown(closure.day)} is no working day: {closure.reason}."
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
    last = 0
    while True:
        query = select(EnquiryRow).where(EnquiryRow.council == council, EnquiryRow.state == "open", EnquiryRow.id > last)
        query = query.where(true() if which is None else which).order_by(EnquiryRow.id).limit(_BATCH).with_for_update()
        async with desk.store.write() as session:
            await hold_calendars(session)
            rows = list(await session.scalars(query))
            if not rows:
                return moved
            batch = _Batch(why)
            for case in await cases_of(desk, session, actor, rows, None):
                try:
                    batch.recount(case)
                except OutOfRangeError:
                    log.warning("%s can't be counted anew: its dates lie where no holidays are known", case.ref)
            await batch.write(session)
            moved += batch.moved
            last = rows[-1].id
        progress(len(rows))


class _Batch:
    """Cases that are counted anew in one unit of work: each is worked out once, and what happened is written with one statement to a table."""

    def __init__(self, why: str) -> None:
        self.moved: list[Moved] = []
        self._why = why
        self._events: list[dict[str, Any]] = []
        self._audit: list[dict[str, Any]] = []

    def recount(self, case: Case) -> None:
        """Bring a case's row in line with the calendar; where its date goes forward, take down the event that says why."""
        before, state = case.row.due, case.state
        due = state.due
        if before is not None and due is not None and due > before:
            event, audited = case.noted(EventKind.MOVED, self._why, due=due, fields={"before": before.isoformat()})
            self._events.append(event)
            self._audit.append(audited)
            self.moved.append(Moved(case.row.id, case.row.council, before, due))
        case.keep(state)  # the event keeps the date that was counted just now: the case need not be worked out again

    async def write(self, session: AsyncSession) -> None:
        """Write what was taken down; without their new numbers, which on SQLite would be asked for row by row."""
        if self._events:
            await session.execute(insert(EnquiryEventRow), self._events)
            await session.execute(insert(AuditRow), self._audit)


async def councils_of(desk: Desk, session: AsyncSession, nation: Nation) -> list[str]:
    """Give the councils of a nation that have open cases here."""
    keys = await session.scalars(select(EnquiryRow.council).where(EnquiryRow.state == "open").distinct())
    return [key for key in sorted(keys) if key in desk.library.keys and desk.library.council(key).nation is nation]
