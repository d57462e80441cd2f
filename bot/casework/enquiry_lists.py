"""Lists of enquiries: mine, my team's, overdue, due today, due this week, found by words. They read columns and indexes, a page at a time; never every event."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, and_, case, cast, func, literal, or_, select, true
from sqlalchemy.orm import aliased

from bot.casework.enquiry_case import ref_of
from bot.casework.enquiry_events import handed_back
from bot.casework.enquiry_kinds import Bucket, bucket_of, end_of_week
from bot.casework.visible import officers_covered_by, visible
from bot.store.cases import EnquiryRow
from bot.store.people import PersonRow
from protocol_data.basics import Reader

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import InstrumentedAttribute

    from bot.casework.desk import Desk
    from bot.casework.person import Person

_MOST_WORDS = 8


class Whose(StrEnum):
    """Whose enquiries a list is of; all are narrowed to what the person may see."""

    MINE = "mine"
    """A member's: asked by them. An officer's: theirs to handle, and those of whom they stand in for today."""
    TEAM = "team"
    """Handled by officers of the person's team, or by those whom the person manages."""
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Which:
    """Which enquiries are listed."""

    whose: Whose = Whose.ALL
    bucket: Bucket | None = None
    service: str | None = None
    """A service as it was logged, or the team of the officer."""
    words: str | None = None
    """Words that all stand in the subject, the member's name, the ward or the number."""
    ended: bool | None = None
    """Cases at their end too; where it is left out, they are found by words and not listed otherwise."""


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of a list."""

    size: int = 20
    start: int = 0


@dataclass(frozen=True, slots=True)
class ListItem:
    """One line of a list."""

    number: int
    subject: str
    asked_by: str
    ward: str | None
    service: str | None
    officer_name: str | None
    received: date
    state: str
    """`open`, `answered`, `closed`, `complaint`."""
    significant: bool
    due: date | None
    due_from: str | None
    bucket: Bucket | None
    """Nothing for a case that is at its end."""
    handed_back: bool = False
    """Its officer says that it is somebody else's."""

    @property
    def ref(self) -> str:
        """Give the number as people write it."""
        return ref_of(self.number)


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list, soonest due first; what has no date comes last."""

    items: tuple[ListItem, ...]
    total: int
    """How many there are in all."""
    start: int
    today: date

    @property
    def more(self) -> int:
        """How many follow this page."""
        return max(0, self.total - self.start - len(self.items))


async def listed(desk: Desk, actor: Person, which: Which, paging: Paging | None = None) -> Page:
    """List enquiries that the actor may see.

    Args:
        desk: the database, packs and clock.
        actor: who asks.
        which: which of them.
        paging: which part of the list; the first twenty where it is left out.

    Returns:
        The page. An open case is in exactly one bucket.

    """
    paging, today = paging or Paging(), desk.today(actor.council)
    wanted = _wanted(actor, which, today)
    officer = aliased(PersonRow)
    query = (
        select(
            EnquiryRow.id,
            EnquiryRow.subject,
            EnquiryRow.asked_by,
            EnquiryRow.ward,
            EnquiryRow.service,
            func.coalesce(officer.name, EnquiryRow.officer_name),
            EnquiryRow.received,
            EnquiryRow.state,
            EnquiryRow.significant,
            EnquiryRow.due,
            EnquiryRow.due_from,
        )
        .outerjoin(officer, officer.id == EnquiryRow.officer_id)
        .where(wanted)
        .order_by(EnquiryRow.state != "open", EnquiryRow.due.is_(None), EnquiryRow.due, EnquiryRow.id)
        .limit(paging.size)
        .offset(paging.start)
    )
    async with desk.store.read() as session:
        total = await session.scalar(select(func.count()).select_from(EnquiryRow).where(wanted)) or 0
        rows = (await session.execute(query)).all()
        back = await handed_back(session, [row.id for row in rows if row.state == "open"]) if rows else set()
    items = tuple(ListItem(*row, bucket_of(row.due, today) if row.state == "open" else None, row.id in back) for row in rows)
    return Page(items, total, paging.start, today)


async def counted(desk: Desk, actor: Person, whose: Whose = Whose.ALL) -> dict[Bucket, int]:
    """Count the open enquiries that the actor may see, by bucket; every bucket is named."""
    today = desk.today(actor.council)
    bucket = case(*((_in_bucket(name, today), name.value) for name in Bucket))
    query = select(bucket, func.count()).where(_wanted(actor, Which(whose), today)).group_by(bucket)
    async with desk.store.read() as session:
        found = {Bucket(name): count for name, count in (await session.execute(query)).all()}
    return {name: found.get(name, 0) for name in Bucket}


def _wanted(actor: Person, which: Which, today: date) -> ColumnElement[bool]:
    parts = [visible(actor, today)]
    if not (which.words is not None if which.ended is None else which.ended):
        parts.append(EnquiryRow.state == "open")
    if which.words is not None:
        parts.append(_matching(which.words))
    if which.whose is Whose.MINE:
        parts.append(_mine(actor, today))
    elif which.whose is Whose.TEAM:
        parts.append(EnquiryRow.officer_id.in_(_team(actor)))
    if which.bucket is not None:
        parts.append(_in_bucket(which.bucket, today))
    if which.service is not None:
        of_team = select(PersonRow.id).where(PersonRow.council == actor.council, _like(PersonRow.team, which.service))
        parts.append(or_(_like(EnquiryRow.service, which.service), EnquiryRow.officer_id.in_(of_team)))
    return and_(*parts)


def _mine(actor: Person, today: date) -> ColumnElement[bool]:
    if actor.reader is Reader.MEMBER:
        return EnquiryRow.asked_by_id == actor.id
    return or_(EnquiryRow.officer_id == actor.id, EnquiryRow.officer_id.in_(officers_covered_by(actor, today)))


def _team(actor: Person) -> Select[Any]:
    managed = or_(PersonRow.id == actor.id, PersonRow.manager_id == actor.id, PersonRow.chief_officer_id == actor.id)
    same = and_(PersonRow.team == actor.team, PersonRow.council == actor.council) if actor.team else managed
    return select(PersonRow.id).where(or_(managed, same))


def _in_bucket(bucket: Bucket, today: date) -> ColumnElement[bool]:
    """Say in the database's words what `bucket_of` says; a test holds the two together."""
    due, sunday = EnquiryRow.due, end_of_week(today)
    return {
        Bucket.NO_DATE: due.is_(None),
        Bucket.OVERDUE: due < today,
        Bucket.DUE_TODAY: due == today,
        Bucket.DUE_THIS_WEEK: and_(due > today, due <= sunday),
        Bucket.LATER: due > sunday,
    }[bucket]


def _matching(words: str) -> ColumnElement[bool]:
    said = words.split()[:_MOST_WORDS]
    ref = literal("ENQ-") + cast(EnquiryRow.id, String)
    columns = (EnquiryRow.subject, EnquiryRow.asked_by, EnquiryRow.ward, ref)
    return and_(true(), *(or_(*(_like(column, word) for column in columns)) for word in said))


def _like(column: ColumnElement[Any] | InstrumentedAttribute[Any], words: str) -> ColumnElement[bool]:
    """Find words in whatever case, by the database's `lower`: of every alphabet in SQLite as the store sets it up, by the database's locale in PostgreSQL."""
    return column.icontains(words.strip(), autoescape=True)
