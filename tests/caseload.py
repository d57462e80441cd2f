"""A council's people and an enquiry of theirs, for the tests of the register of enquiries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from folk import elect, hire
from sqlalchemy import func, select

from bot.casework.desk import Desk
from bot.casework.enquiry_case import Enquiry, NewEnquiry
from bot.casework.enquiry_kinds import EventKind
from bot.casework.enquiry_log import log
from bot.casework.enquiry_view import history
from bot.casework.person import Person
from bot.store.calendars import ClosureRow
from bot.store.cases import EnquiryEventRow, EnquiryRow
from bot.store.nudges import AuditRow

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 11, day) for day in (23, 24, 25, 26, 27))
SATURDAY = date(2026, 11, 28)
NEXT_MONDAY = date(2026, 11, 30)
MONDAY_7 = date(2026, 12, 7)
TEN = "southend"
FIVE = "exeter"
NONE = "leeds"


@dataclass(frozen=True)
class Folk:
    """One council's people."""

    shah: Person
    jones: Person
    """Two members."""
    okafor: Person
    """Handles enquiries."""
    lane: Person
    """A colleague."""
    reid: Person
    """Okafor's manager."""
    marsh: Person
    """Okafor's chief officer."""
    clerk: Person
    """Democratic services."""


async def folk_of(desk: Desk, council: str) -> Folk:
    shah = await elect(desk, council, "a.shah", name="Councillor Anita Shah", ward="Milton")
    jones = await elect(desk, council, "b.jones", name="Councillor Ben Jones")
    reid = await hire(desk, council, "m.reid", name="Moira Reid")
    marsh = await hire(desk, council, "c.marsh", name="Colin Marsh", roles=["chief_officer"])
    okafor = await hire(desk, council, "n.okafor", name="Ngozi Okafor", manager_id=reid.id, chief_officer_id=marsh.id, phone="01632 960111")
    lane = await hire(desk, council, "t.lane", name="Tom Lane")
    clerk = await hire(desk, council, "d.clerk", name="Dee Clerk", roles=["democratic_services"])
    return Folk(shah, jones, okafor, lane, reid, marsh, clerk)


@pytest.fixture
async def folk(desk: Desk) -> Folk:
    return await folk_of(desk, TEN)


@pytest.fixture
async def case(desk: Desk, folk: Folk) -> Enquiry:
    """Logged on Monday by the member; due in ten working days."""
    return await log(desk, folk.shah, NewEnquiry("Street light out in Mill Lane", officer="Okafor"))


async def kinds(desk: Desk, actor: Person, number: int) -> list[EventKind]:
    return [entry.kind for entry in await history(desk, actor, number)]


async def rows(desk: Desk) -> tuple[int | None, int | None, int | None]:
    """How many enquiries, events and audit rows there are."""
    async with desk.store.read() as session:
        found = [await session.scalar(select(func.count()).select_from(table)) for table in (EnquiryRow, EnquiryEventRow, AuditRow)]
        return found[0], found[1], found[2]


async def add_closure(desk: Desk, day: date, **where: str) -> None:
    async with desk.store.write() as session:
        session.add(ClosureRow(day=day, reason="Day of mourning", **where))
