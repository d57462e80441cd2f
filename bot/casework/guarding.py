"""By which ids those are known who are party to a confidential record: whoever could link an id of their own to one of them would read it.

So nobody else changes them but a monitoring officer who may see each of these records. The words say nothing of a record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.casework.access import Concerned, Right, may
from bot.casework.errors import RefusedError
from bot.casework.people import by_id
from bot.store.cases import ComplaintRow

if TYPE_CHECKING:
    from bot.casework.person import Person
    from bot.store.database import AsyncSession


async def guarded(session: AsyncSession, actor: Person) -> frozenset[int]:
    """Give the people whose ids this actor does not change, by their own ids.

    Args:
        session: where to read.
        actor: who would change them; their roles are read again, for they may have lost the office since.

    Returns:
        The complainants and handlers of the council's records that the actor does not see as its monitoring officer; settled ones too, for they can still
        be read. Never the actor, who sees by another id what they see already.

    """
    kept = select(ComplaintRow.complainant_id, ComplaintRow.handler_id, ComplaintRow.about_id).where(ComplaintRow.council == actor.council)
    asks = await by_id(session, actor.id)
    parties = {
        number
        for complainant, handler, about in await session.execute(kept.distinct())
        if not may(asks, Right.SEE_COMPLAINT, Concerned(actor.council, complained_about=about))
        for number in (complainant, handler)
    }
    return frozenset(number for number in parties - {actor.id} if number is not None)


async def allow_ids(session: AsyncSession, actor: Person, person: Person) -> None:
    """Let somebody say by which ids a person is known; `RefusedError` where that is a monitoring officer's to say."""
    if person.id in await guarded(session, actor):
        raise RefusedError(f"By which IDs {person.name} is known is said by a monitoring officer only. Ask one; nothing was changed.")
