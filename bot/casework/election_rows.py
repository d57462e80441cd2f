"""The rows of elections: read one, hold a new one against those that are there, compute the latest day for its notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, text

from bot.calendar.elections import timetable
from bot.calendar.holidays import Holiday
from bot.casework.election import CANCELLED, ward_key
from bot.casework.errors import CaseError
from bot.casework.refs import number_of
from bot.store.calendars import ClosureRow, ElectionRow
from bot.store.people import PersonRow
from intents.dates import shown
from protocol_data.elections_law import elections_law

if TYPE_CHECKING:
    from datetime import date

    from bot.casework.desk import Desk
    from bot.store.database import AsyncSession
    from protocol_data.basics import Nation
    from protocol_data.elections_law import ElectionKind


async def row_of(desk: Desk, session: AsyncSession, council: str, ref: str, *, lock: bool = False) -> ElectionRow:
    """Read an election's row, held for a change where `lock` is set; `CaseError` where this council has none of that number."""
    number = number_of("ELE", ref)
    query = select(ElectionRow).where(ElectionRow.council == council, ElectionRow.id == (number or 0))
    row: ElectionRow | None = await session.scalar(query.with_for_update() if lock else query)
    if row is None:
        name = desk.library.council(council).name
        raise CaseError(f"{name} has no election “{ref.strip()}”. The list of elections shows those there are.", field="ref")
    return row


async def check_new(session: AsyncSession, council: str, kind: ElectionKind, day: date, ward: str | None, own: int | None = None) -> None:
    """Refuse a poll of the same kind, day and ward as one that is there and not cancelled; nobody can enter one meanwhile.

    `own` is the number of the election that is changed, which may stay as it is.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("LOCK TABLE elections IN SHARE ROW EXCLUSIVE MODE"))
    same = select(ElectionRow).where(
        ElectionRow.council == council, ElectionRow.kind == kind.value, ElectionRow.polling_day == day, ElectionRow.state != CANCELLED
    )
    for row in await session.scalars(same):
        if row.id != own and ward_key(row.ward or "") == ward_key(ward or ""):
            raise CaseError(
                f"It is there already: ELE-{row.id}, {row.name}, on {shown(day)}. Change that one instead; nothing was entered.",
                field="polling_day",
            )


async def latest_notice(session: AsyncSession, day: date, kind: ElectionKind, nation: Nation) -> date:
    """Compute the latest day for the notice, with the one-off holidays that were added here.

    Raises:
        CaseError: there is no timetable for this kind and nation on that day; it says why and what there is.

    """
    try:
        return timetable(day, kind, nation, appointed=await appointed(session, kind, nation)).notice_by
    except ValueError as error:
        raise CaseError(f"That poll can't be entered: {error}", field="kind") from None


async def appointed(session: AsyncSession, kind: ElectionKind, nation: Nation) -> frozenset[Holiday]:
    """Give the one-off holidays that were added here and bind such an election: those of every nation whose holidays its timetable leaves out."""
    law = elections_law()
    calendars = {rule.calendar for rule in law.timetables if kind in rule.kinds and nation in rule.nations}
    nations = {where.value for calendar in calendars for where in law.calendars[calendar].bank_holidays}
    rows = await session.scalars(select(ClosureRow).where(ClosureRow.nation.in_(nations)))
    return frozenset(Holiday(row.day, row.reason) for row in rows)


async def as_in_directory(session: AsyncSession, council: str, ward: str | None) -> str | None:
    """Spell a ward as the directory does, so that its members are found."""
    if ward is None:
        return None
    known = await session.scalars(select(PersonRow.ward).where(PersonRow.council == council, PersonRow.ward.is_not(None)).distinct())
    return next((name for name in sorted(filter(None, known)) if ward_key(name) == ward_key(ward)), ward)
