"""Elections to enter, and what the register says of them, for the tests of the register of elections."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest
from sqlalchemy import select

from bot.casework import elections
from bot.casework.desk import Desk
from bot.casework.election import Period
from bot.casework.election_checks import Sure
from bot.casework.elections import NewElection
from bot.casework.person import Person, person_of
from bot.store.nudges import AuditRow
from bot.store.people import PersonRow

COUNCIL = "southend"
MONDAY = date(2026, 11, 23)
"""Today, as the clock of the tests has it."""
THURSDAY_6_MAY = date(2027, 5, 6)
WEDNESDAY_31_MARCH = date(2027, 3, 31)
"""The latest day for the notice of a poll on 6 May 2027 in England."""
THURSDAY_21_JANUARY = date(2027, 1, 21)
FRIDAY_11_DECEMBER = date(2026, 12, 11)
UNUSUAL = Sure(unusual=True)


async def person(desk: Desk, key: str = "dem", *, council: str = COUNCIL, roles: Iterable[str] = (), ward: str | None = None) -> Person:
    async with desk.store.write() as session:
        row = PersonRow(
            council=council,
            key=key,
            name=key.title(),
            reader="member" if ward else "officer",
            roles=list(roles),
            ward=ward,
            opted_out=[],
            changed_at=desk.now(),
        )
        session.add(row)
        await session.flush()
        return person_of(row)


@pytest.fixture
async def keeper(desk: Desk) -> Person:
    return await person(desk, "keeper", roles=["democratic_services"])


def ordinary(day: date = THURSDAY_6_MAY, kind: str = "principal", ward: str | None = None) -> NewElection:
    return NewElection(day, kind, ward)


def by_election(ward: str = "Milton", day: date = THURSDAY_21_JANUARY) -> NewElection:
    return NewElection(day, "by_election", ward)


async def states(desk: Desk, day: date, ward: str | None = None) -> list[tuple[str, str]]:
    return [(period.state.value, period.election.ref) for period in await periods(desk, day, ward)]


async def periods(desk: Desk, day: date, ward: str | None = None, council: str = COUNCIL) -> list[Period]:
    async with desk.store.read() as session:
        return await elections.period_for(desk, session, council, ward, day)


async def audited(desk: Desk) -> list[tuple[str, str, int | None]]:
    async with desk.store.read() as session:
        rows = await session.scalars(select(AuditRow).order_by(AuditRow.id))
        return [(row.what, row.case_kind, row.actor_id) for row in rows]
