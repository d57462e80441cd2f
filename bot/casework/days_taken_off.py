"""Days that were added to a calendar by mistake and taken off again: who did it and why, and what keeps the date that was told with it.

The day is off after one short unit of work; the open cases note it in batches, as they move when one is added. Stopped half-way, it is finished by repeating it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from bot.calendar.working_days import Closure
from bot.casework.closures import REASON_LIMIT, ClosedDay, check_may_keep, find, own_columns, whose
from bot.casework.desk import audit
from bot.casework.election_changes import recompute
from bot.casework.enquiry_kept import day_taken_off, look_soon
from bot.casework.enquiry_moves import councils_of
from bot.casework.errors import CaseError
from bot.casework.people import by_id
from bot.casework.reports import look_again
from bot.casework.texts import line
from bot.store.calendars import ClosureRow, FactRow
from bot.store.locks import hold_calendars
from intents.dates import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.casework.desk import Desk
    from bot.casework.election import Election
    from bot.casework.enquiry_kept import Kept
    from bot.casework.person import Person
    from bot.store.database import AsyncSession
    from protocol_data.basics import Nation

_FACT = "removed_day"
_NOBODY = "somebody who is not in the directory any more"


@dataclass(frozen=True, slots=True)
class Removed:
    """What came of taking a day off again."""

    closed: ClosedDay
    still: str | None
    """Why nobody works on it all the same: it is a weekend or holiday that is known without it."""
    kept: tuple[Kept, ...]
    """The open enquiries of the person's council that keep a date which would be earlier now."""
    elections: tuple[Election, ...]
    """The elections of the person's council whose latest day for the notice is another now; published notices never are."""


@dataclass(frozen=True, slots=True)
class TakenOff:
    """A day that was taken off again."""

    closed: ClosedDay
    """What it was called while it was there, and whose it was."""
    on: date
    """The day on which it was taken off."""
    by: str
    """The name of who did it."""
    why: str
    finished: bool
    """Every open case has noted it; else somebody has to take the day off once more."""


async def remove(desk: Desk, actor: Person, day: date, reason: str, nation: str | None = None) -> Removed:
    """Take a day off again that was added by mistake. No date of an open enquiry comes earlier by it.

    Args:
        desk: the database, the packs, the clock.
        actor: who takes it off; whose it is and who may is as for `closures.add`.
        day: the day.
        reason: why: "entered by mistake". One that was stopped half-way and is finished keeps the reason that was given first.
        nation: for a one-off bank holiday, whose.

    Returns:
        What stays and what changed.

    Raises:
        RefusedError: the person may not keep the calendar, or may not change what binds other councils.
        CaseError: no such day was added, or there is no reason; nothing is changed.
        StoreError: the database can't be written; what was done before stays, and is gone on with by taking the day off once more.

    """
    check_may_keep(desk, actor)
    why = line(reason, "reason", "the reason", REASON_LIMIT)
    where = whose(actor, nation)
    own = own_columns(actor, where)
    elections: Sequence[Election] = ()
    async with desk.store.write() as session:
        await hold_calendars(session, alone=True)
        councils = await councils_of(desk, session, where) if where else [actor.council]
        row = await session.scalar(select(ClosureRow).filter_by(day=day, **own))
        if row is not None:
            fact = _remembered(desk, actor, row, why)
            session.add(fact)
            await session.delete(row)
            await session.flush()
            for council in sorted({actor.council, *councils}):
                audit(session, desk, actor, "removed", (council, "closure", None), day=day.isoformat(), nation=own["nation"])
            elections = await recompute(desk, session, actor, where) if where else ()
            await look_again(session, desk, None if where else actor.council, where)
            await look_soon(session, desk, councils)
        else:
            fact = await _unfinished(session, day, own) or await _refuse(desk, session, actor, day, where)
        key, told = fact.key, json.loads(fact.value)
        still = (await desk.calendar(session, actor.council)).why_not(day)
    kept = await day_taken_off(desk, actor, Closure(day, told["reason"]), councils, (told["removed_because"], key))
    async with desk.store.write() as session:
        (await session.get_one(FactRow, key)).value = json.dumps(told | {"finished": True})
    return Removed(
        ClosedDay(day, told["reason"], where),
        still,
        tuple(case for case in kept if case.council == actor.council),
        tuple(election for election in elections if election.council == actor.council),
    )


async def find_taken_off(desk: Desk, session: AsyncSession, council: str, word: str = "") -> list[TakenOff]:
    """List the days that were taken off again for a council or its nation, in order of day and time.

    Args:
        desk: the packs and the clock.
        session: where to read.
        council: whose calendar.
        word: kept are those with it in what the day was called, why it was taken off, or the written date; empty: all.

    """
    nation, wanted = desk.library.council(council).nation, word.strip().casefold()
    of_these = or_(*(FactRow.key.startswith(f"{_FACT} {its} ", autoescape=True) for its in (nation.value, council)))
    found = []
    for row in await session.scalars(select(FactRow).where(of_these)):
        _, its, day, at = row.key.split(" ")
        told, on = json.loads(row.value), datetime.fromisoformat(at)
        person = await by_id(session, told["actor_id"])
        closed = ClosedDay(date.fromisoformat(day), told["reason"], nation if its == nation.value else None)
        by, done = person.name if person else _NOBODY, told.get("finished", True)
        found.append((closed.day, on, TakenOff(closed, on.astimezone(desk.zone(council)).date(), by, told["removed_because"], done)))
    days = [taken for _, _, taken in sorted(found, key=lambda its: its[:2])]
    return [
        its for its in days if wanted in f"{its.closed.reason}\n{its.why}\n{shown(its.closed.day)}\n{its.closed.day.isoformat()}".casefold()
    ]


def _remembered(desk: Desk, actor: Person, row: ClosureRow, why: str) -> FactRow:
    """Keep what the day was called and why it was taken off: the row is gone, and the audit holds nothing that people wrote."""
    told = {"reason": row.reason, "removed_because": why, "actor_id": actor.id, "finished": False}
    return FactRow(key=f"{_key(row.day, row.nation or row.council)}{desk.now().isoformat()}", value=json.dumps(told))


def _key(day: date, its: str) -> str:
    return f"{_FACT} {its} {day.isoformat()} "


async def _unfinished(session: AsyncSession, day: date, own: Mapping[str, str]) -> FactRow | None:
    """Give what is remembered of the last time that a day was taken off, where that was stopped half-way."""
    of_day = FactRow.key.startswith(_key(day, own["nation"] or own["council"]), autoescape=True)
    last = await session.scalar(select(FactRow).where(of_day).order_by(FactRow.key.desc()).limit(1))
    return last if last is not None and not json.loads(last.value).get("finished", True) else None


async def _refuse(desk: Desk, session: AsyncSession, actor: Person, day: date, where: Nation | None) -> FactRow:
    """Say that no such day was added; where it stands for the other, the nation or the council, say that."""
    others = [its.nation for its in await find(desk, session, actor.council) if its.day == day and its.nation is not where]
    if not others:
        says = f"{shown(day)} is not among the days that were added. Look at the list of closure days; nothing was changed."
        raise CaseError(says, field="day")
    other = others[0]
    whose_it_is = f"a bank holiday of {other.value}: name the nation" if other else "a closure day of this council: leave the nation out"
    raise CaseError(f"{shown(day)} was added as {whose_it_is} to take it off. Nothing was changed.", field="day")
