"""A day that turns out to be no working day moves open cases forward, and one that turns out to be a working day moves none back; each case says why, once."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, insert, select, true, update

from bot.calendar.working_days import OutOfRangeError
from bot.casework.enquiry_case import ref_of
from bot.casework.enquiry_kinds import EventKind
from bot.casework.enquiry_record import cases_of
from bot.casework.enquiry_rules import DueFrom
from bot.store.cases import EnquiryEventRow, EnquiryRow
from bot.store.locks import hold_calendars
from bot.store.nudges import AuditRow
from intents.dates import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement

    from bot.calendar.working_days import Closure
    from bot.casework.desk import Desk
    from bot.casework.enquiry_record import Case
    from bot.casework.person import Person
    from bot.store.database import AsyncSession
    from protocol_data.basics import Nation

log = logging.getLogger(__name__)
_COUNTED = {DueFrom.PROTOCOL.value, DueFrom.LOCAL.value}
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


@dataclass(frozen=True, slots=True)
class Kept:
    """A case whose due date stays though a day that it was counted with is taken off the calendar."""

    number: int
    council: str
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
    why = _no_working_day(closure)
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


def _no_working_day(closure: Closure) -> str:
    return f"{shown(closure.day)} is no working day: {closure.reason}."


async def day_taken_off(
    desk: Desk, session: AsyncSession, actor: Person, closure: Closure, councils: Sequence[str], why: str
) -> tuple[Kept, ...]:
    """Note on the open cases that were counted with a day which is taken off the calendar again that their dates stay; in the caller's unit of work.

    Args:
        desk: what casework works with.
        session: the unit of work in which the day was taken off.
        actor: who took it off, and has been found to be allowed to.
        closure: the day, and the reason with which it had been added.
        councils: those whose calendar had it.
        why: why it was taken off, in the person's words.

    Returns:
        The cases that keep a date which would be earlier without that day.

    """
    kept: list[Kept] = []
    batch = _Batch(f"{shown(closure.day)} is a working day after all: {why}. The date that was told stays.")
    over_it = and_(EnquiryRow.received < closure.day, EnquiryRow.due >= closure.day)
    for council in councils:
        of_council = and_(EnquiryRow.council == council, EnquiryRow.state == "open")
        today = desk.today(council)  # the next sweep looks at every open case: "two working days before" may be another day now
        look = update(EnquiryRow).where(of_council, EnquiryRow.next_look > today).values(next_look=today)
        await session.execute(look.execution_options(synchronize_session=False))
        rows = list(await session.scalars(select(EnquiryRow).where(of_council, over_it).order_by(EnquiryRow.id).with_for_update()))
        for case in await cases_of(desk, session, actor, rows, None):
            if case.row.due is not None and _counted_with(case, case.row.due, _no_working_day(closure)):
                batch.note(case, EventKind.NOTED, case.row.due)
                kept.append(Kept(case.row.id, council, case.row.due))
    await batch.write(session)
    return tuple(kept)


def _counted_with(case: Case, due: date, moved_because: str) -> bool:
    """Tell whether a due date would be earlier by the calendar as it is now."""
    if any(event.kind is EventKind.MOVED and event.reason == moved_because for event in case.events):
        return True
    try:
        counted = case.counted_due(case.row.received) if case.row.due_from in _COUNTED else None
    except OutOfRangeError:
        return False
    return counted is not None and counted < due


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
            self.note(case, EventKind.MOVED, due, {"before": before.isoformat()})
            self.moved.append(Moved(case.row.id, case.row.council, before, due))
        case.keep(state)  # the event keeps the date that was counted just now: the case need not be worked out again

    def note(self, case: Case, kind: EventKind, due: date, fields: Mapping[str, str] | None = None) -> None:
        """Take down what happens to a case, with the reason."""
        event, audited = case.noted(kind, self._why, due=due, fields=fields)
        self._events.append(event)
        self._audit.append(audited)

    async def write(self, session: AsyncSession) -> None:
        """Write what was taken down; without their new numbers, which on SQLite would be asked for row by row."""
        if self._events:
            await session.execute(insert(EnquiryEventRow), self._events)
            await session.execute(insert(AuditRow), self._audit)


async def councils_of(desk: Desk, session: AsyncSession, nation: Nation) -> list[str]:
    """Give the councils of a nation that have open cases here."""
    keys = await session.scalars(select(EnquiryRow.council).where(EnquiryRow.state == "open").distinct())
    return [key for key in sorted(keys) if key in desk.library.keys and desk.library.council(key).nation is nation]
