"""Whose nudges a sweep sends where its channel is a terminal: what may be shown to the one person before it, and what reaches nobody in another way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from bot.casework.access import Concerned, Right, may
from bot.casework.identities import Channel
from bot.casework.person import person_of
from bot.reminders.nudge import PRIVATE
from bot.reminders.policy import may_hear
from bot.store.nudges import NudgeRow
from bot.store.people import IdentityRow, PersonRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from bot.casework.person import Person
    from bot.reminders.circle import Circle
    from bot.reminders.simulation import Message
    from bot.reminders.wording import Item
    from bot.store.database import AsyncSession

_PRIVATE = tuple(kind.value for kind in PRIVATE)


def keeps(reader: Person) -> bool:
    """Tell whether somebody sees what goes to others of their council, but for what is private: whoever keeps the register."""
    return may(reader, Right.KEEP_PEOPLE, Concerned(reader.council))


def shown_to(reader: Person) -> ColumnElement[bool]:
    """Give the condition that a nudge may be shown, and so sent, at the terminal of somebody.

    It is their own; or, for those who keep the register, one of their council that is not private. Nudges of people whom another channel reaches go there.
    """
    own = NudgeRow.recipient_id == reader.id
    public = (NudgeRow.council == reader.council) & NudgeRow.case_kind.not_in(_PRIVATE)
    return _only_here(reader) & (own | public if keeps(reader) else own)


async def kept_back(session: AsyncSession, reader: Person, now: datetime) -> dict[int, Person]:
    """Name those for whom something private waits that is shown to nobody else, by the nudge's number; to whom keeps the register, and to nobody besides."""
    if not keeps(reader):
        return {}
    waiting = select(NudgeRow.id, PersonRow).join(PersonRow, PersonRow.id == NudgeRow.recipient_id)
    waiting = waiting.where(NudgeRow.state == "planned", NudgeRow.not_before <= now, NudgeRow.council == reader.council)
    waiting = waiting.where(NudgeRow.case_kind.in_(_PRIVATE), NudgeRow.recipient_id != reader.id, _only_here(reader))
    found = (await session.execute(waiting.order_by(NudgeRow.id))).all()
    return {number: person_of(row) for number, row in found}


def readable(reader: Person, message: Message, circle: Circle) -> tuple[Item, ...]:
    """Give what somebody may see of a simulated message: all of their own; of others', where they keep the register, what is not private."""
    if message.recipient_id == reader.id:
        return message.items
    if not keeps(reader):
        return ()
    open_ = (item for item in message.items if item.nudge.case_kind not in PRIVATE)
    return tuple(item for item in open_ if may_hear(item.case, reader, circle, message.day))


def _only_here(reader: Person) -> ColumnElement[bool]:
    people = aliased(PersonRow)
    elsewhere = exists().where(IdentityRow.person_id == people.id, IdentityRow.channel != Channel.TERMINAL.value)
    return NudgeRow.recipient_id.in_(select(people.id).where(people.council == reader.council, ~elsewhere))
