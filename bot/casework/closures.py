"""Days on which a council does not work that no library knows: its own closure days, and one-off bank holidays of a nation.

What is due moves forward or not at all, and says why. Adding a day that is there already moves whatever was left unmoved, so that an interrupted addition is
finished by repeating it. How one that was added by mistake is taken off again is in `days_taken_off`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.calendar.counting import weekend
from bot.calendar.holidays import OutOfRangeError, bank_holiday
from bot.calendar.working_days import Closure
from bot.casework.access import Concerned, Right, may
from bot.casework.desk import audit
from bot.casework.directory import AT_THIS_MACHINE
from bot.casework.election_changes import recompute
from bot.casework.election_checks import nation_of
from bot.casework.enquiry_moves import councils_of, holiday_added
from bot.casework.errors import CaseError, RefusedError
from bot.casework.reports import look_again
from bot.casework.texts import line
from bot.store.calendars import ClosureRow
from bot.store.locks import hold_calendars
from intents.dates import shown
from protocol_data.basics import Nation

if TYPE_CHECKING:
    from datetime import date

    from bot.casework.desk import Desk
    from bot.casework.election import Election
    from bot.casework.enquiry_batches import Moved
    from bot.casework.person import Person
    from bot.store.database import AsyncSession

REASON_LIMIT = 120


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A day that was added: a nation's bank holiday, or a council's own closure day."""

    day: date
    reason: str
    nation: Nation | None = None
    """Set for a bank holiday; a closure day of the council has none."""


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding a day."""

    closed: ClosedDay
    new: bool
    """It was not there before."""
    moved: tuple[Moved, ...]
    """The open enquiries of the person's council whose due date moved forward."""
    elections: tuple[Election, ...]
    """The elections of the person's council whose latest day for the notice is another now; published notices never are."""


async def add(desk: Desk, actor: Person, day: date, reason: str, nation: str | None = None) -> Added:
    """Add a day on which nobody works; open enquiries move forward.

    Args:
        desk: the database, the packs, the clock.
        actor: who adds it; a closure day is their own council's. A bank holiday moves other councils' cases too, so that it is added at the machine that
            runs the bot, and by nobody's office at one council.
        day: the day.
        reason: what it is called: "Office closed", "Bank holiday for the coronation".
        nation: for a one-off bank holiday, whose; it then holds for every council there.

    Returns:
        What moved.

    Raises:
        RefusedError: the person may not keep the calendar, or may not add what binds other councils.
        CaseError: the day is no working day anyhow, or out of range; or there is no reason.

    """
    check_may_keep(desk, actor)
    why = line(reason, "reason", "the reason", REASON_LIMIT)
    where = whose(actor, nation)
    _check_day(day, where or desk.library.council(actor.council).nation)
    own = own_columns(actor, where)
    async with desk.store.write() as session:
        await hold_calendars(session, alone=True)
        there = await session.scalar(select(ClosureRow).filter_by(day=day, **own))
        if there is None:
            await _insert(session, ClosureRow(day=day, reason=why, **own))
            for council in sorted({actor.council, *(await councils_of(desk, session, where) if where else ())}):
                audit(session, desk, actor, "added", (council, "closure", None), day=day.isoformat(), nation=own["nation"])
        elections = await recompute(desk, session, actor, where) if where else []
        await look_again(session, desk, None if where else actor.council, where)
    closed = ClosedDay(day, there.reason if there else why, where)
    moved = await holiday_added(desk, actor, Closure(day, closed.reason), where)
    return Added(
        closed,
        there is None,
        tuple(case for case in moved if case.council == actor.council),
        tuple(election for election in elections if election.council == actor.council),
    )


async def find(desk: Desk, session: AsyncSession, council: str, word: str = "") -> list[ClosedDay]:
    """List the days that were added for a council or its nation, in order; `word` keeps those with it in the reason or the written date."""
    nation, wanted = desk.library.council(council).nation, word.strip().casefold()
    rows = await session.scalars(
        select(ClosureRow)
        .where((ClosureRow.nation == nation.value) | (ClosureRow.council == council))
        .order_by(ClosureRow.day, ClosureRow.id)
    )
    days = [ClosedDay(row.day, row.reason, Nation(row.nation) if row.nation else None) for row in rows]
    return [closed for closed in days if wanted in f"{closed.reason}\n{shown(closed.day)}\n{closed.day.isoformat()}".casefold()]


async def _insert(session: AsyncSession, row: ClosureRow) -> None:
    session.add(row)
    try:
        await session.flush()
    except IntegrityError:
        raise CaseError(f"Somebody else has just added {shown(row.day)}. Look at the list of closure days; nothing was changed.") from None


def whose(actor: Person, nation: str | None) -> Nation | None:
    """Give the nation whose day it is; `RefusedError` for one that binds others, to whoever keeps one council's calendar, and `CaseError` for none of the four."""
    where = nation_of(nation) if nation else None
    if where and actor.key not in AT_THIS_MACHINE:
        raise RefusedError(
            "A bank holiday binds every council of its nation, so it is kept at the machine that runs the bot. Ask whoever runs it, or keep to closure days of your own council."
        )
    return where


def own_columns(actor: Person, where: Nation | None) -> dict[str, str]:
    """Give the columns that tell whose a day is: a nation's, or the actor's council's."""
    return {"nation": where.value, "council": ""} if where else {"nation": "", "council": actor.council}


def check_may_keep(desk: Desk, actor: Person) -> None:
    """Refuse whoever may not keep their council's calendar; `RefusedError` says who does."""
    if not may(actor, Right.KEEP_CALENDAR, Concerned(actor.council)):
        officer = desk.library.council(actor.council).monitoring_officer
        raise RefusedError(
            f"Closure days and holidays are kept by the {officer} and Democratic Services only. Ask them; nothing was changed."
        )


def _check_day(day: date, nation: Nation) -> None:
    """Refuse a day on which nobody works anyhow."""
    try:
        known = weekend(day) or bank_holiday(day, nation)
    except OutOfRangeError as error:
        raise CaseError(f"{shown(day)} can't be added: {error}", field="day") from None
    if known:
        what = "" if weekend(day) else f" ({known})"
        raise CaseError(f"{shown(day)}{what} is no working day anyhow, so there is nothing to add. Check the date.", field="day")
