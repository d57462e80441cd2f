"""Who can be reached on a platform, and who can't and why; and trying somebody again whose address was given up. The same for every platform."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import select

from bot.casework.desk import audit
from bot.casework.directory import AT_THIS_MACHINE
from bot.casework.errors import CaseError
from bot.casework.people import directory, may_keep, needed, searchable
from bot.casework.reaching import reached_again
from bot.channels.knowing import OK, STALE
from bot.store.platform import AddressRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.casework.desk import Desk
    from bot.casework.identities import Channel
    from bot.casework.person import Person
    from bot.store.database import AsyncSession


class Reached(StrEnum):
    """Whether somebody can be reached on a platform."""

    OK = "ok"
    STALE = "stale"
    """The platform took nothing for the address: it was given up until they write, or until it is tried again."""
    NO_BOT = "no bot"
    """The bot can't speak where they are."""
    NO_CHAT = "no chat"
    """The bot has no chat with them yet."""
    NOT_LINKED = "not linked"
    """No id is linked."""


@dataclass(frozen=True, slots=True)
class Way:
    """A person, and one way to them; where there is none, why not."""

    person: Person
    team: str
    """The workspace or tenant; empty where it can't be told."""
    user: str
    state: Reached
    why: str | None
    """Nothing of what was to be sent."""


class Platform(Protocol):
    """What a platform knows of ways to people."""

    @property
    def channel(self) -> Channel:
        """Which it is."""

    @property
    def name(self) -> str:
        """How it is called."""

    async def ways(self, session: AsyncSession, council: str, people: Sequence[Person]) -> list[Way]:
        """Give the ways to some people of a council, by each linked id one at least, in their order; none for whom no id is linked."""


async def ways(desk: Desk, actor: Person, platform: Platform, word: str = "", *, lost: bool = False) -> list[Way]:
    """List who of a council can be reached on a platform and who can't, by name; somebody with two ids is there twice.

    Args:
        desk: what casework works with.
        actor: who asks.
        platform: where.
        word: kept are those with it in what the directory shows of them, their ids, or how it stands, in any case; empty: all.
        lost: only where there is no way.

    Raises:
        RefusedError: the actor may not keep the directory.

    """
    may_keep(actor)
    async with desk.store.read() as session:
        people = [its for its in (await directory(session, actor.council)).active if its.key not in AT_THIS_MACHINE]
        known: dict[int, list[Way]] = {}
        for way in await platform.ways(session, actor.council, people):
            known.setdefault(way.person.id, []).append(way)
    found = [way for person in people for way in known.get(person.id, [_not_linked(person, platform)])]
    wanted = word.strip().casefold()
    return [way for way in found if (not lost or way.state is not Reached.OK) and wanted in _searched(way)]


def _searched(way: Way) -> str:
    return "\n".join((searchable(way.person), way.team, way.user, way.state)).casefold()


def _not_linked(person: Person, platform: Platform) -> Way:
    why = f"No {platform.name} ID is linked. Link one: clerk people link {person.key} --channel {platform.channel.value} --id ID."
    return Way(person, "", "", Reached.NOT_LINKED, why)


async def retry(desk: Desk, actor: Person, platform: Platform, key: str) -> tuple[Person, int]:
    """Have what was given up tried again, as if the person had written to the bot: their addresses are good until the platform refuses them once more.

    Args:
        desk: what casework works with.
        actor: who does it.
        platform: where.
        key: the person's.

    Returns:
        The person, and how many of their addresses had been given up.

    Raises:
        RefusedError: the actor may not keep the directory.
        CaseError: nobody has the key, they have left, or no id of theirs is linked.

    """
    may_keep(actor)
    async with desk.store.write() as session:
        person = await needed(session, actor.council, key)
        if not person.active:
            raise CaseError(f"{person.name} has left, so nothing is sent to them. clerk people rejoin {person.key} brings them back.")
        known = await platform.ways(session, actor.council, [person])
        if not known:
            raise CaseError(f"{person.name} can't be tried again. {_not_linked(person, platform).why}")
        linked = {(its.team, its.user) for its in known}
        which = (AddressRow.person_id == person.id, AddressRow.channel == platform.channel.value, AddressRow.state == STALE)
        rows = await session.scalars(select(AddressRow).where(*which).order_by(AddressRow.id).with_for_update())
        stale = [row for row in rows if (row.team, row.user) in linked]
        for row in stale:
            row.state, row.why, row.changed_at = OK, None, desk.now()
        if stale:
            await reached_again(session, [person.id], desk.now())
            audit(session, desk, actor, "retried", (person.council, "person", person.id), channel=platform.channel.value)
        return person, len(stale)
