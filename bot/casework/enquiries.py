"""Enquiries: the one address for everything that can be done with them. Every function takes the desk and the person who acts, and asks `access.may`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.casework.enquiry_case import Enquiry, HistoryEntry, HoldingReply, How, NewEnquiry, number_of, ref_of
from bot.casework.enquiry_changes import acknowledge, extend, mark_complaint, mark_significant
from bot.casework.enquiry_ends import answer, close, correct, note, reopen
from bot.casework.enquiry_hands import cover, reassign
from bot.casework.enquiry_holding import hold
from bot.casework.enquiry_kinds import Bucket, EnquiryState, EventKind, Status
from bot.casework.enquiry_lists import ListItem, Page, Paging, Which, Whose, counted, listed
from bot.casework.enquiry_log import log
from bot.casework.enquiry_moves import Moved, holiday_added, recounted
from bot.casework.enquiry_record import council_rule, event_of, read
from bot.store.cases import EnquiryEventRow
from bot.store.people import PersonRow

if TYPE_CHECKING:
    from bot.casework.desk import Desk
    from bot.casework.person import Person

__all__ = [
    "Bucket",
    "Enquiry",
    "EnquiryState",
    "EventKind",
    "HistoryEntry",
    "HoldingReply",
    "How",
    "ListItem",
    "Moved",
    "NewEnquiry",
    "Page",
    "Paging",
    "Status",
    "Which",
    "Whose",
    "acknowledge",
    "answer",
    "close",
    "correct",
    "council_rule",
    "counted",
    "cover",
    "due_this_week",
    "due_today",
    "extend",
    "find",
    "get",
    "history",
    "hold",
    "holiday_added",
    "listed",
    "log",
    "mark_complaint",
    "mark_significant",
    "mine",
    "note",
    "number_of",
    "overdue",
    "reassign",
    "recounted",
    "ref_of",
    "reopen",
    "team",
]


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


async def mine(desk: Desk, actor: Person, paging: Paging | None = None) -> Page:
    """List a member's open enquiries, or those that an officer handles, with those of whom they stand in for."""
    return await listed(desk, actor, Which(Whose.MINE), paging)


async def team(desk: Desk, actor: Person, paging: Paging | None = None) -> Page:
    """List the open enquiries of the actor's team, as far as the actor may see them."""
    return await listed(desk, actor, Which(Whose.TEAM), paging)


async def overdue(desk: Desk, actor: Person, service: str | None = None, paging: Paging | None = None) -> Page:
    """List what is overdue, of one service or of all, as far as the actor may see it."""
    return await listed(desk, actor, Which(bucket=Bucket.OVERDUE, service=service), paging)


async def due_today(desk: Desk, actor: Person, paging: Paging | None = None) -> Page:
    """List what is due today, as far as the actor may see it."""
    return await listed(desk, actor, Which(bucket=Bucket.DUE_TODAY), paging)


async def due_this_week(desk: Desk, actor: Person, paging: Paging | None = None) -> Page:
    """List what is due after today and up to Sunday, as far as the actor may see it."""
    return await listed(desk, actor, Which(bucket=Bucket.DUE_THIS_WEEK), paging)


async def find(desk: Desk, actor: Person, words: str, paging: Paging | None = None) -> Page:
    """Find cases, open or at their end, by words of the subject, the member's name, the ward or the number, as far as the actor may see them."""
    return await listed(desk, actor, Which(words=words), paging)
