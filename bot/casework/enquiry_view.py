"""Seeing one enquiry: how it stands, and what happened to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.casework.enquiry_case import HistoryEntry
from bot.casework.enquiry_events import event_of
from bot.casework.enquiry_opening import read
from bot.store.cases import EnquiryEventRow
from bot.store.people import PersonRow

if TYPE_CHECKING:
    from bot.casework.desk import Desk
    from bot.casework.enquiry_case import Enquiry
    from bot.casework.person import Person


async def get(desk: Desk, actor: Person, number: int) -> Enquiry:
    """Give a case as it stands; `CaseError` where there is none that the actor can see."""
    async with read(desk, actor, number) as case:
        return case.seen()


async def history(desk: Desk, actor: Person, number: int) -> tuple[HistoryEntry, ...]:
    """Give all that happened to a case, in order, with who did it; `CaseError` where there is none that the actor can see."""
    async with read(desk, actor, number) as case:
        zone = desk.zone(case.row.council)
        rows = await case.session.execute(
            select(EnquiryEventRow, PersonRow.name)
            .outerjoin(PersonRow, PersonRow.id == EnquiryEventRow.actor_id)
            .where(EnquiryEventRow.enquiry_id == number)
            .order_by(EnquiryEventRow.id)
        )
        return tuple(
            HistoryEntry(event.kind, row.at, event.on, name, event.reason, event.due, event.received, event.fields)
            for row, name in rows
            for event in (event_of(row, zone),)
        )
