"""A day that turns out to be no working day moves open cases forward, never back; each case says why, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, select, true

from bot.casework.access import Concerned, Right, may
from bot.casework.desk import audit
from bot.casework.enquiry_case import ref_of
from bot.casework.enquiry_kinds import EventKind
from bot.casework.enquiry_record import Case, events_of, plain_dates
from bot.casework.errors import CaseError, RefusedError
from bot.casework.texts import line
from bot.store.calendars import ClosureRow
from bot.store.cases import EnquiryRow
from intents.dates import shown

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement

    from bot.calendar.working_days import Closure
    from bot.casework.desk import Desk
    from bot.casework.person import Person
    from protocol_data.pack import Nation

_BATCH = 200
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


async def holiday_added(desk: Desk, actor: Person, closure: Closure, nation: Nation | None = None) -> tuple[Moved, ...]:
    """Add a day that is no working day, and move the open cases that it concerns. Stopped half-way, it can be called again: nothing moves twice.

    Args:
        desk: the database, packs and clock.
        actor: who adds it.
        closure: the day and why: a closure day of the actor's council.
        nation: for a bank holiday of a whole nation; then the cases of all its councils here are moved.

    Returns:
        The cases that moved.

    Raises:
        CaseError: it is no working day anyway, can't be counted, or has no reason.
        RefusedError: the actor may not keep the calendar.

    """
    if not may(actor, Right.KEEP_CALENDAR, Concerned(actor.council)):
        raise RefusedError("Days off are added by the monitoring officer and democratic services. Ask one of them; nothing was changed.")
    line(closure.reason, "reason", "the reason for the day off")
    await _add(desk, actor, closure, nation)
    why = f"{shown(closure.day)} is no working day: {closure.reason}."
    concerned = and_(EnquiryRow.received < closure.day, EnquiryRow.due >= closure.day)
    moved: list[Moved] = []
    for council in await _councils(desk, actor, nation):
        moved += await recounted(desk, actor, council, why, concerned)
    return tuple(moved)


async def recounted(desk: Desk, actor: Person | None, council: str, why: str, which: ColumnElement[bool] | None = None) -> list[Moved]:
    """Count a council's open cases anew by the calendar as it is now, a batch at a time.

    Args:
        desk: the database, packs and clock.
        actor: who caused it; nothing for the program itself (a newer list of holidays, another local target).
        council: whose cases.
        why: the reason that a case gives where its date goes forward.
        which: narrows the cases; all that are open where it is left out.

    Returns:
        The cases whose date went forward.

    """
    moved: list[Moved] = []
    last = 0
    while True:
        query = select(EnquiryRow).where(EnquiryRow.council == council, EnquiryRow.state == "open", EnquiryRow.id > last)
        query = query.where(true() if which is None else which).order_by(EnquiryRow.id).limit(_BATCH).with_for_update()
        async with desk.store.write() as session:
            rows = list(await session.scalars(query))
            if not rows:
                return moved
            events = await events_of(session, [row.id for row in rows], desk.zone(council))
            calendar = await desk.calendar(session, council)
            for row in rows:
                case = Case(desk, session, actor, row, None)
                case.calendar, case.events = calendar, events.get(row.id, [])
                moved += _recount(case, why)
            last = rows[-1].id


def _recount(case: Case, why: str) -> list[Moved]:
    before, due = case.row.due, case.state.due
    forward = before is not None and due is not None and due > before
    moved = []
    if before is not None and due is not None and forward:
        case.record(EventKind.MOVED, why, due=due, fields={"before": before.isoformat()})
        moved.append(Moved(case.row.id, case.row.council, before, due))
    case.settle()
    return moved


async def _add(desk: Desk, actor: Person, closure: Closure, nation: Nation | None) -> None:
    """Keep the day, unless it is kept already."""
    named = {"nation": nation.value, "council": ""} if nation else {"nation": "", "council": actor.council}
    async with desk.store.write() as session:
        same = [ClosureRow.day == closure.day, *(getattr(ClosureRow, name) == value for name, value in named.items())]
        if await session.scalar(select(ClosureRow.id).where(*same)):
            return
        with plain_dates():
            reason = (await desk.calendar(session, actor.council)).why_not(closure.day)
        if reason is not None:
            raise CaseError(f"{shown(closure.day)} is no working day already ({reason}). Nothing was changed.", field="day")
        session.add(ClosureRow(day=closure.day, reason=closure.reason, added_at=desk.now(), added_by_id=actor.id, **named))
        audit(session, desk, actor, "holiday_added", (actor.council, "calendar", None), day=closure.day.isoformat(), **named)


async def _councils(desk: Desk, actor: Person, nation: Nation | None) -> list[str]:
    if nation is None:
        return [actor.council]
    async with desk.store.read() as session:
        keys = list(await session.scalars(select(EnquiryRow.council).where(EnquiryRow.state == "open").distinct()))
    return [key for key in sorted(keys) if key in desk.library.keys and desk.library.council(key).nation is nation]
