"""Making a confidential record of a complaint or concern: once from one message, with whoever handles its first step."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.casework.complaint_handling import Handling, Parties, Why, ask_of, handling, named
from bot.casework.complaint_record import Kept, check_reminder, noted, parties_of, record_of, refused, steps_of
from bot.casework.errors import CaseError
from bot.casework.people import directory
from bot.store.cases import ComplaintRow

if TYPE_CHECKING:
    from bot.casework.complaint_record import NewComplaint
    from bot.casework.desk import Desk
    from bot.casework.directory import Directory
    from bot.casework.person import Person

_LONGEST_LETTER = 20_000


async def make(desk: Desk, actor: Person, new: NewComplaint) -> Kept:
    """Keep a record of a complaint or concern.

    Args:
        desk: what casework works with.
        actor: who complains.
        new: what it is made of.

    Raises:
        RefusedError: the actor left.
        CaseError: it is about the actor, the handler can't be the one named, the reminder is not in the future, or the letter is too long.

    """
    try:
        return await _make(desk, actor, new)
    except IntegrityError:
        if new.origin is None:
            raise
        return await _make(desk, actor, new)  # the same message, kept by another process in this moment, is found now


async def _make(desk: Desk, actor: Person, new: NewComplaint) -> Kept:
    if not actor.active:
        raise refused(desk, actor)
    if new.about_person == actor.id:
        raise CaseError("A record can't be about whoever makes it. Say whom it is about.", field="about_person")
    check_reminder(desk, actor.council, new.remind_on)
    if new.letter is not None and len(new.letter) > _LONGEST_LETTER:
        raise CaseError(
            f"The letter is longer than {_LONGEST_LETTER:,} characters. Shorten it, or keep the record without it.", field="letter"
        )
    async with desk.store.write() as session:
        people = await directory(session, actor.council)
        if new.origin is not None and (row := await session.scalar(select(ComplaintRow).where(ComplaintRow.origin == new.origin))):
            if row.complainant_id != actor.id:
                raise refused(desk, actor)
            return Kept(record_of(row, people), _as_kept(desk, row, people), was_there=True)
        steps = steps_of(new.route)
        parties = Parties(actor, people.by_id(new.about_person))
        ask = ask_of(desk.library.council(actor.council), parties)
        chosen = named(people, new.handler, 1, parties, ask) if new.handler is not None else handling(people, steps, 1, parties, ask)
        row = ComplaintRow(
            council=actor.council,
            complainant_id=actor.id,
            handler_id=chosen.handler.id if chosen.handler else None,
            handler_role=chosen.role,
            about=new.about.value,
            about_id=new.about_person,
            procedure=new.route.procedure.key if new.route.procedure else None,
            step=chosen.step,
            steps=[asdict(step) for step in steps],
            letter=new.letter,
            state="open",
            remind_on=new.remind_on,
            next_look=new.remind_on,
            made_at=desk.now(),
            changed_at=desk.now(),
            origin=new.origin,
        )
        session.add(row)
        await session.flush()
        noted(session, desk, actor, "made", row)
        return Kept(record_of(row, people), chosen)


def _as_kept(desk: Desk, row: ComplaintRow, people: Directory) -> Handling:
    handler, parties = people.by_id(row.handler_id), parties_of(row, people)
    ask = ask_of(desk.library.council(row.council), parties)
    return Handling(handler, row.step, row.handler_role, Why.FOUND if handler else Why.NOBODY, ask=ask)
