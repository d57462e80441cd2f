"""What the tests of reminders share: people and cases put into the register, and couriers that keep what they are given."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlalchemy import select, update

from bot.casework.person import Person
from bot.reminders.courier import Copy, NoWayError
from bot.reply import Reply
from bot.store.cases import EnquiryEventRow, EnquiryRow, PersonalRow
from bot.store.database import Store
from bot.store.nudges import NudgeRow
from bot.store.people import PersonRow

SOUTHEND = "southend"
LONG_AGO = datetime(2026, 1, 5, 12, tzinfo=UTC)


@dataclass
class Postbox:
    """A courier that keeps what it is given; to some people it has no way."""

    got: list[tuple[str, Reply]] = field(default_factory=list)
    teams: list[Reply | None] = field(default_factory=list)
    """What the team's channel was to hear with each."""
    unreachable: dict[str, Exception] = field(default_factory=dict)

    async def deliver(self, recipient: Person, reply: Reply, for_team: Reply | None = None) -> tuple[Copy, ...]:
        if recipient.key in self.unreachable:
            raise self.unreachable[recipient.key]
        self.got.append((recipient.key, reply))
        self.teams.append(for_team)
        return ()

    def without(self, key: str) -> None:
        self.unreachable[key] = NoWayError("no address is known")

    def of(self, key: str) -> list[Reply]:
        return [reply for to, reply in self.got if to == key]

    @property
    def recipients(self) -> list[str]:
        return [key for key, _ in self.got]


def person(key: str, reader: str = "officer", **values: object) -> PersonRow:
    given: dict[str, object] = {"council": SOUTHEND, "roles": [], "opted_out": [], "changed_at": LONG_AGO, "name": key.title()}
    return PersonRow(key=key, reader=reader, **(given | values))


async def add_people(store: Store, *people: PersonRow) -> dict[str, int]:
    async with store.write() as session:
        session.add_all(people)
        await session.flush()
        return {one.key: one.id for one in people}


async def usual_people(store: Store) -> dict[str, int]:
    """An officer with a manager, a chief officer and a colleague; a member; democratic services; the monitoring officer."""
    above = await add_people(
        store,
        person("manager"),
        person("chief", roles=["chief_officer"]),
        person("colleague"),
        person("services", roles=["democratic_services"]),
        person("monitor", roles=["monitoring_officer"]),
        person("member", "member", ward="Leigh"),
    )
    officer = person("officer", manager_id=above["manager"], chief_officer_id=above["chief"], cover_id=above["colleague"])
    return above | await add_people(store, officer)


def enquiry(ids: dict[str, int], due: date | None, today: date | None, *, officer: str | None = "officer", **values: object) -> EnquiryRow:
    """An enquiry of long ago, so that its handler has heard of it."""
    given: dict[str, object] = {
        "council": SOUTHEND,
        "subject": "Street lamp",
        "asked_by_id": ids["member"],
        "asked_by": "Member",
        "officer_id": ids[officer] if officer else None,
        "received": date(2026, 1, 5),
        "how": "email",
        "due": due,
        "due_from": "protocol",
        "next_look": today,
        "logged_at": LONG_AGO,
        "logged_by_id": ids[officer] if officer else ids["member"],
    }
    return EnquiryRow(**(given | values))


def event(enquiry_id: int, kind: str, at: datetime, actor_id: int | None, **details: object) -> EnquiryEventRow:
    return EnquiryEventRow(enquiry_id=enquiry_id, kind=kind, at=at, actor_id=actor_id, details=details)


async def add(store: Store, *rows: EnquiryRow | PersonalRow | EnquiryEventRow) -> list[int]:
    async with store.write() as session:
        session.add_all(rows)
        await session.flush()
        return [row.id for row in rows]


async def change(store: Store, number: int, **values: object) -> None:
    async with store.write() as session:
        await session.execute(update(EnquiryRow).where(EnquiryRow.id == number).values(**values))


async def ledger(store: Store) -> list[tuple[str, str]]:
    """The kind and state of every nudge, in order."""
    async with store.read() as session:
        rows = await session.scalars(select(NudgeRow).order_by(NudgeRow.id))
        return [(row.kind, row.state) for row in rows]
