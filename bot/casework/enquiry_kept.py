"""A day that turns out to be a working day after all moves no open case back: each that was counted with it keeps its date and says so, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, update

from bot.calendar.working_days import OutOfRangeError
from bot.casework.enquiry_batches import each, no_working_day, open_cases
from bot.casework.enquiry_case import ref_of
from bot.casework.enquiry_kinds import EventKind
from bot.casework.enquiry_rules import DueFrom
from bot.store.cases import EnquiryRow
from intents.dates import shown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.calendar.working_days import Closure
    from bot.casework.desk import Desk
    from bot.casework.enquiry_batches import Batch
    from bot.casework.enquiry_record import Case
    from bot.casework.person import Person
    from bot.store.database import AsyncSession

_COUNTED = {DueFrom.PROTOCOL.value, DueFrom.LOCAL.value}


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


async def look_soon(session: AsyncSession, desk: Desk, councils: Sequence[str]) -> None:
    """Have the next sweep look at every open case of some councils: "two working days before" may be another day now."""
    for council in councils:
        today = desk.today(council)
        its = and_(EnquiryRow.council == council, EnquiryRow.state == "open", EnquiryRow.next_look > today)
        await session.execute(update(EnquiryRow).where(its).values(next_look=today).execution_options(synchronize_session=False))


async def day_taken_off(desk: Desk, actor: Person, closure: Closure, councils: Sequence[str], because: tuple[str, str]) -> tuple[Kept, ...]:
    """Note on the open cases that were counted with a day which was taken off the calendar again that their dates stay.

    Args:
        desk: what casework works with.
        actor: who took it off, and has been found to be allowed to.
        closure: the day, and the reason with which it had been added.
        councils: those whose calendar had it.
        because: why it was taken off, in the person's words, and what names that removal: a case notes it once, however often this is called.

    Returns:
        The cases that keep a date which would be earlier without that day, in whichever call they noted it.

    Raises:
        StoreError: the database can't be written; what was noted before stays noted.

    """
    kept: list[Kept] = []
    why, mark = because

    def take(batch: Batch, case: Case) -> None:
        due, noted = case.row.due, any(event.origin == mark for event in case.events)
        if due is None or not (noted or _counted_with(case, due, closure)):
            return
        if not noted:
            case.origin = mark
            batch.note(case, EventKind.NOTED, due)
        kept.append(Kept(case.row.id, case.row.council, due))

    says = f"{shown(closure.day)} is a working day after all: {why}. The date that was told stays."
    over_it = and_(EnquiryRow.received < closure.day, EnquiryRow.due >= closure.day)
    for council in councils:
        await each(desk, actor, open_cases(council, over_it), says, take)
    return tuple(kept)


def _counted_with(case: Case, due: date, closure: Closure) -> bool:
    """Tell whether a due date would be earlier by the calendar as it is now, without a day; by one that still has the day it would not."""
    if not case.calendar.is_working(closure.day):
        return False
    if any(event.kind is EventKind.MOVED and event.reason == no_working_day(closure) for event in case.events):
        return True
    try:
        counted = case.counted_due(case.row.received) if case.row.due_from in _COUNTED else None
    except OutOfRangeError:
        return False
    return counted is not None and counted < due
