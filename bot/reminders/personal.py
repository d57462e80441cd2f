"""Reminders that people set for themselves. Nobody else sees them, whatever their rank."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from bot.casework.deed_words import Words
from bot.casework.desk import audit
from bot.casework.errors import CaseError
from bot.casework.texts import line
from bot.casework.told_of import to_be_shown
from bot.reminders.nudge import CaseKind
from bot.reminders.refs import ref_of
from bot.store.cases import PersonalRow
from intents.dates import shown

if TYPE_CHECKING:
    from bot.casework.desk import Desk
    from bot.casework.person import Person
    from bot.store.database import AsyncSession

_MOST = 500
"""Open reminders of one person; more is a mistake of some program."""
FURTHEST = timedelta(days=3 * 366)
"""How far ahead a reminder may lie; a later year is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Personal:
    """A reminder that somebody set for themselves."""

    id: int
    text: str
    on: date
    state: str

    @property
    def ref(self) -> str:
        """Give its number as people see it: REM-9."""
        return ref_of(CaseKind.PERSONAL, self.id)


def check_day(day: date, today: date, field: str) -> None:
    """Refuse a day on which nobody can be reminded any more, or that is too far ahead.

    Raises:
        CaseError: it is past, or more than three years away.

    """
    if day < today:
        raise CaseError(f"{shown(day)} is past. Give today or a later day; nothing was changed.", field=field)
    if day > today + FURTHEST:
        raise CaseError(f"{shown(day)} is more than three years away. Check the year; nothing was changed.", field=field)


async def remind(desk: Desk, actor: Person, text: str, on: date, origin: str | None = None) -> Personal:
    """Set a reminder for oneself.

    Args:
        desk: the database, packs and clock.
        actor: who is to be reminded.
        text: of what.
        on: the day; what falls on a day that is no working day is said on the next one.
        origin: the platform's id of the message; the same one again makes no second reminder.

    Returns:
        The reminder.

    Raises:
        CaseError: the text is missing or too long, or the day is past or too far ahead.

    """
    words = line(text, "text", "what you want to be reminded of")
    check_day(on, desk.today(actor.council), "on")
    try:
        async with desk.store.write() as session:
            if (known := await _of_origin(session, actor, origin)) is not None:
                return known
            await _check_count(session, actor)
            row = PersonalRow(person_id=actor.id, text=words, on=on, next_look=on, made_at=desk.now(), origin=origin)
            session.add(row)
            await session.flush()
            audit(session, desk, actor, "set", (actor.council, "personal", row.id), on=on.isoformat())
            return _personal(row)
    except IntegrityError:  # the same message twice at once
        async with desk.store.read() as session:
            known = await _of_origin(session, actor, origin)
        if known is None:
            raise
        return known


async def mine(desk: Desk, actor: Person) -> list[Personal]:
    """List one's open reminders, the next one first."""
    open_ones = select(PersonalRow).where(PersonalRow.person_id == actor.id, PersonalRow.state == "open").order_by(PersonalRow.on)
    async with desk.store.read() as session:
        return [_personal(row) for row in await session.scalars(open_ones)]


async def finish(desk: Desk, actor: Person, number: int) -> Personal:
    """Mark one's reminder as done.

    Raises:
        CaseError: there is none of that number among one's own, or it is done already.

    """
    async with desk.store.write() as session:
        row = await session.get(PersonalRow, number, with_for_update=True)
        if row is None or row.person_id != actor.id:
            raise CaseError(
                f"You have no reminder {ref_of(CaseKind.PERSONAL, number)}. List your reminders to see their numbers.", field="ref"
            )
        if row.state != "open":
            raise CaseError(f"{ref_of(CaseKind.PERSONAL, number)} is done already. Nothing was changed.", field="ref")
        row.state, row.next_look = "done", None
        its = (actor.council, "personal", row.id)
        audit(session, desk, actor, "done", its)
        await to_be_shown(session, desk, actor, its, Words.DONE)
        return _personal(row)


async def _check_count(session: AsyncSession, actor: Person) -> None:
    count = await session.scalar(select(func.count()).where(PersonalRow.person_id == actor.id, PersonalRow.state == "open"))
    if count is not None and count >= _MOST:
        raise CaseError(f"You have {count} open reminders, which is as many as there may be. Mark some as done first; nothing was changed.")


async def _of_origin(session: AsyncSession, actor: Person, origin: str | None) -> Personal | None:
    if origin is None:
        return None
    row = await session.scalar(select(PersonalRow).where(PersonalRow.origin == origin, PersonalRow.person_id == actor.id))
    return _personal(row) if row is not None else None


def _personal(row: PersonalRow) -> Personal:
    return Personal(row.id, row.text, row.on, row.state)
