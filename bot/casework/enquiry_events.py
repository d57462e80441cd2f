"""What has happened to enquiries, as it is kept: read from the rows of their events."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from bot.casework.enquiry_kinds import GIVES, NOT_MINE, Event, EventKind
from bot.store.cases import EnquiryEventRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from zoneinfo import ZoneInfo

    from bot.casework.person import Person
    from bot.store.database import AsyncSession

_AT_ONCE = 5000
"""So many cases are named in one query; databases take no more than some tens of thousands of values."""


async def events_of(session: AsyncSession, numbers: Sequence[int], zone: ZoneInfo) -> dict[int, list[Event]]:
    """Read the events of cases, by case, in order; in one query for some thousands of cases."""
    found: dict[int, list[Event]] = {}
    for start in range(0, len(numbers), _AT_ONCE):
        of_these = EnquiryEventRow.enquiry_id.in_(numbers[start : start + _AT_ONCE])
        for row in await session.scalars(select(EnquiryEventRow).where(of_these).order_by(EnquiryEventRow.id)):
            found.setdefault(row.enquiry_id, []).append(event_of(row, zone))
    return found


def event_of(row: EnquiryEventRow, zone: ZoneInfo) -> Event:
    """Make the plain value of an event's row."""
    details: Mapping[str, Any] = row.details
    due, received = (date.fromisoformat(details[name]) if details.get(name) else None for name in ("due", "received"))
    on, fields = row.at.astimezone(zone).date(), details.get("fields", {})
    return Event(EventKind(row.kind), on, row.actor_id, row.reason, due, received, fields, row.origin)


async def handed_back(session: AsyncSession, numbers: Sequence[int]) -> set[int]:
    """Tell which of these open cases, of one page of a list, their officers have handed back and nobody was given since."""
    gives = [kind.value for kind in GIVES]
    query = select(EnquiryEventRow.enquiry_id, EnquiryEventRow.kind, EnquiryEventRow.details).where(
        EnquiryEventRow.enquiry_id.in_(numbers), EnquiryEventRow.kind.in_([EventKind.NOTED.value, *gives])
    )
    back: set[int] = set()
    for number, kind, details in await session.execute(query.order_by(EnquiryEventRow.id)):
        if kind in gives:
            back.discard(number)
        elif details.get("fields", {}).get(NOT_MINE):
            back.add(number)
    return back


async def was_done_by(session: AsyncSession, actor: Person, number: int, origin: str) -> bool:
    """Tell whether a person's message has done something to a case: handed over, it may have left their sight since."""
    found = select(EnquiryEventRow.id).where(EnquiryEventRow.enquiry_id == number, EnquiryEventRow.origin == origin)
    return await session.scalar(found.where(EnquiryEventRow.actor_id == actor.id).limit(1)) is not None
