"""The cases of the register, to be simulated: as they stand, read and never written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.reminders import casefile, circle
from bot.reminders.nudge import CaseKind, Kind, Nudge
from bot.reminders.policy import Case, case_is_open
from bot.reminders.simulation import Course
from bot.store.cases import PersonalRow
from bot.store.nudges import NudgeRow
from bot.store.people import PersonRow

if TYPE_CHECKING:
    from datetime import date

    from bot.calendar.working_days import WorkingCalendar
    from bot.casework.desk import Desk
    from bot.reminders.circle import Circle
    from bot.store.database import AsyncSession

_AT_ONCE = 1000


async def read_register(desk: Desk, council: str, start: date) -> tuple[list[Course], Circle, WorkingCalendar, set[Nudge]]:
    """Read a council's open cases, its people, its calendar, and what has been sent to them or dropped.

    Args:
        desk: the database, packs and clock.
        council: the council's key.
        start: the first day that is simulated.

    """
    async with desk.store.read() as session:
        courses = [
            Course(case, start)
            for kind in CaseKind
            for case in await _cases(desk, session, kind, council)
            if case_is_open(case) or kind is CaseKind.ENQUIRY
        ]
        everybody = await circle.load_everybody(session, council)
        calendar = await desk.calendar(session, council)
        ended = await session.scalars(
            select(NudgeRow).where(NudgeRow.council == council, NudgeRow.state.in_(("sent", "dropped", "failed")))
        )
        sent = {Nudge(CaseKind(row.case_kind), row.case_id, Kind(row.kind), row.occurrence, row.recipient_id, row.about) for row in ended}
    return courses, everybody, calendar, sent


async def _cases(desk: Desk, session: AsyncSession, kind: CaseKind, council: str) -> list[Case]:
    table = casefile.TABLES[kind]
    wanted = select(table.id).where(table.next_look.is_not(None)).order_by(table.id)
    if kind is CaseKind.PERSONAL:
        wanted = wanted.join(PersonRow, PersonRow.id == PersonalRow.person_id)
    ids = list(await session.scalars(wanted.where(casefile.COUNCIL[kind] == council)))
    found: list[Case] = []
    for first in range(0, len(ids), _AT_ONCE):
        found += await casefile.read_cases(session, kind, ids[first : first + _AT_ONCE], desk.zone(council), council)
    return found
