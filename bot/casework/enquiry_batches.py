"""Open cases dealt with one by one after a calendar changed, a batch in each unit of work: others get their turn between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, insert, select, true

from bot.casework.enquiry_case import ref_of
from bot.casework.enquiry_kinds import EventKind
from bot.casework.enquiry_record import cases_of
from bot.store.cases import EnquiryEventRow, EnquiryRow
from bot.store.locks import hold_calendars
from bot.store.nudges import AuditRow
from intents.dates import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from sqlalchemy import ColumnElement

    from bot.calendar.working_days import Closure
    from bot.casework.desk import Desk
    from bot.casework.enquiry_record import Case
    from bot.casework.person import Person
    from bot.store.database import AsyncSession

_BATCH = 500
"""So many cases are dealt with in one unit of work."""


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


class Batch:
    """Cases that are counted anew in one unit of work: each is worked out once, and what happened is written with one statement to a table."""

    def __init__(self, why: str) -> None:
        """Begin with none; `why` is the reason that each gives."""
        self._why = why
        self._events: list[dict[str, Any]] = []
        self._audit: list[dict[str, Any]] = []

    def recount(self, case: Case) -> list[Moved]:
        """Bring a case's row in line with the calendar; where its date goes forward, take down the event that says why, and give it."""
        moved = []
        before, state = case.row.due, case.state
        due = state.due
        if before is not None and due is not None and due > before:
            self.note(case, EventKind.MOVED, due, {"before": before.isoformat()})
            moved.append(Moved(case.row.id, case.row.council, before, due))
        case.keep(state)  # the event keeps the date that was counted just now: the case need not be worked out again
        return moved

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


def open_cases(council: str, which: ColumnElement[bool] | None) -> ColumnElement[bool]:
    """Give what picks the open cases of a council; `which` narrows them."""
    return and_(EnquiryRow.council == council, EnquiryRow.state == "open", true() if which is None else which)


async def each(
    desk: Desk,
    actor: Person | None,
    which: ColumnElement[bool],
    why: str,
    take: Callable[[Batch, Case], None],
    *,
    progress: Callable[[int], None] = lambda _looked_at: None,
) -> None:
    """Take cases of one council one by one, a batch of them in each unit of work.

    Args:
        desk: the database, packs and clock.
        actor: who caused it; nothing for the program itself.
        which: picks the cases.
        why: the reason that goes with whatever is taken down of them.
        take: deals with one case.
        progress: is told after each batch how many cases were in it.

    """
    last = 0
    while True:
        query = select(EnquiryRow).where(which, EnquiryRow.id > last).order_by(EnquiryRow.id).limit(_BATCH).with_for_update()
        async with desk.store.write() as session:
            await hold_calendars(session)
            rows = list(await session.scalars(query))
            if not rows:
                return
            batch = Batch(why)
            for case in await cases_of(desk, session, actor, rows, None):
                take(batch, case)
            await batch.write(session)
            last = rows[-1].id
        progress(len(rows))


def no_working_day(closure: Closure) -> str:
    """Give the reason with which a case moves over a day that was added."""
    return f"{shown(closure.day)} is no working day: {closure.reason}."
