"""Confidential records of complaints and concerns: who sees them, and how they go on. How they are made is in `complaint_making`.

Seen by whoever complains, the handler and the monitoring officer; by nobody else, and never by the person complained about, who is never told by us.
"There is no such record" and "it is not for you" are one answer. The audit says that something was done, and nothing of what.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select
from sqlalchemy.orm import defer

from bot.casework.access import Concerned, Right, may
from bot.casework.complaint_handling import ask_of, handling, named
from bot.casework.complaint_handover import give
from bot.casework.complaint_record import (
    Kept,
    Record,
    Status,
    check_reminder,
    concerned,
    noted,
    parties_of,
    read_row,
    record_of,
    ref_of,
)
from bot.casework.deed_words import Words
from bot.casework.errors import CaseError
from bot.casework.people import directory
from bot.casework.told_of import to_be_shown
from bot.store.cases import ComplaintRow
from intents.dates import shown

if TYPE_CHECKING:
    from datetime import date

    from bot.casework.desk import Desk
    from bot.casework.person import Person
    from bot.store.database import AsyncSession


async def status(desk: Desk, actor: Person) -> Status:
    """Give the records that a person may see: their own, those that they handle, and for the monitoring officer the council's others."""
    async with desk.store.read() as session:
        people = await directory(session, actor.council)
        wanted = select(ComplaintRow).where(ComplaintRow.council == actor.council).order_by(ComplaintRow.id.desc())
        wanted = wanted.options(defer(ComplaintRow.letter, raiseload=True))
        if not may(actor, Right.SEE_COMPLAINT, Concerned(actor.council)):  # all but the monitoring officer: no others are even read
            wanted = wanted.where(or_(ComplaintRow.complainant_id == actor.id, ComplaintRow.handler_id == actor.id))
        rows = [row for row in await session.scalars(wanted) if may(actor, Right.SEE_COMPLAINT, concerned(row))]
    parts: tuple[list[Record], list[Record], list[Record]] = ([], [], [])
    for row in rows:
        part = 0 if row.complainant_id == actor.id else 1 if row.handler_id == actor.id else 2
        parts[part].append(record_of(row, people, letter=False))
    return Status(*map(tuple, parts))


async def get(desk: Desk, actor: Person, ref: str) -> Record:
    """Give one record, by its number as people write it.

    Raises:
        RefusedError: there is none of that number that the actor may see; whether there is one is not told.

    """
    async with desk.store.read() as session:
        row = await read_row(session, desk, actor, ref, Right.SEE_COMPLAINT)
        return record_of(row, await directory(session, actor.council))


async def advance(desk: Desk, actor: Person, ref: str) -> Kept:
    """Take a record to the next step of its route, with whoever handles that.

    Raises:
        RefusedError: as `get`.
        CaseError: it is not open, or stands at the last step.

    """
    async with desk.store.write() as session:
        row = await _open_row(session, desk, actor, ref)
        people = await directory(session, actor.council)
        record, parties = record_of(row, people), parties_of(row, people)
        if row.step >= len(record.steps):
            ask = desk.library.council(row.council).monitoring_officer
            raise CaseError(f"{record.ref} stands at the last step that the protocol names. Settle or withdraw it, or ask the {ask}.")
        chosen = handling(people, record.steps, row.step + 1, parties, ask_of(desk.library.council(row.council), parties))
        row.step = chosen.step
        give(row, desk, chosen)
        noted(session, desk, actor, "advanced", row)
        return Kept(record_of(row, people), chosen)


async def set_handler(desk: Desk, actor: Person, ref: str, handler: int) -> Kept:
    """Name another handler by id; the step stays.

    Raises:
        RefusedError: as `get`.
        CaseError: it is not open, or that person can't handle it.

    """
    async with desk.store.write() as session:
        row = await _open_row(session, desk, actor, ref)
        people = await directory(session, actor.council)
        parties = parties_of(row, people)
        chosen = named(people, handler, row.step, parties, ask_of(desk.library.council(row.council), parties))
        give(row, desk, chosen)
        noted(session, desk, actor, "handler_changed", row)
        return Kept(record_of(row, people), chosen)


async def set_reminder(desk: Desk, actor: Person, ref: str, on: date | None) -> Record:
    """Set the day on which the handler is reminded, or none.

    Raises:
        RefusedError: as `get`.
        CaseError: it is not open, or the day is not in the future.

    """
    async with desk.store.write() as session:
        row = await _open_row(session, desk, actor, ref)
        check_reminder(desk, row.council, on)
        row.remind_on, row.next_look, row.changed_at = on, on, desk.now()
        noted(session, desk, actor, "reminder_set", row)
        if on is None:
            await to_be_shown(session, desk, actor, (row.council, "complaint", row.id), Words.DONE)
        return record_of(row, await directory(session, actor.council))


async def settle(desk: Desk, actor: Person, ref: str) -> Record:
    """Mark a record as settled; nobody is reminded any more. Raises as `advance`."""
    return await _end(desk, actor, ref, "settled", Right.WORK_COMPLAINT)


async def withdraw(desk: Desk, actor: Person, ref: str) -> Record:
    """Withdraw a record; only whoever complained may. Raises as `advance`."""
    return await _end(desk, actor, ref, "withdrawn", Right.WITHDRAW_COMPLAINT)


async def _end(desk: Desk, actor: Person, ref: str, state: str, right: Right) -> Record:
    async with desk.store.write() as session:
        row = await _open_row(session, desk, actor, ref, right)
        row.state, row.next_look, row.changed_at = state, None, desk.now()
        noted(session, desk, actor, state, row)
        return record_of(row, await directory(session, actor.council))


async def _open_row(session: AsyncSession, desk: Desk, actor: Person, ref: str, right: Right = Right.WORK_COMPLAINT) -> ComplaintRow:
    row = await read_row(session, desk, actor, ref, right)
    if row.state != "open":
        raise CaseError(
            f"{ref_of(row.id)} was {row.state} on {shown(row.changed_at.astimezone(desk.zone(row.council)).date())}. Make a new record."
        )
    return row
