"""Where a person is reached in Slack: by the ids that are linked to them, and what is known of each way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.casework.desk import audit
from bot.casework.directory import AT_THIS_MACHINE
from bot.casework.errors import CaseError
from bot.casework.identities import Channel
from bot.casework.people import directory, may_keep, needed, searchable
from bot.casework.reaching import reached_again
from bot.channels.slack.workspaces import State, Workspace
from bot.store.people import IdentityRow, PersonRow
from bot.store.platform import AddressRow, SlackWorkspaceRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.casework.desk import Desk
    from bot.casework.person import Person
    from bot.store.database import AsyncSession, Store

SLACK = Channel.SLACK.value
OK, STALE = "ok", "stale"


@dataclass(frozen=True, slots=True)
class Address:
    """A way to a person."""

    team: str
    """The workspace, or the organisation; empty where an id was linked without one and it can't be told."""
    user: str
    place: str | None = None
    """The direct conversation, where one was opened before."""
    state: str = OK
    why: str | None = None


async def addresses_of(session: AsyncSession, person: Person, *, oauth: bool) -> list[Address]:
    """Give the ways to a person, that which was linked first at the beginning.

    Args:
        session: a session that reads.
        person: who is to be reached.
        oauth: whether workspaces install the bot by OAuth. Where they don't, an id that was linked without its workspace is of the council's only one;
            where they do, or where there are several, nobody can say whose it is.

    """
    linked = select(IdentityRow.external_id).where(IdentityRow.person_id == person.id, IdentityRow.channel == SLACK)
    ids = list(await session.scalars(linked.order_by(IdentityRow.id)))
    known = await session.scalars(select(AddressRow).where(AddressRow.person_id == person.id, AddressRow.channel == SLACK))
    return _addresses(ids, known, await installed(session, person.council), oauth=oauth)


def _addresses(ids: Sequence[str], known: Iterable[AddressRow], workspaces: Sequence[Workspace], *, oauth: bool) -> list[Address]:
    """Give the ways to one person: their linked ids, and what is known of each."""
    rows = {(row.team, row.user): row for row in known}
    found: dict[tuple[str, str], Address] = {}
    for one in ids:
        named, _, user = one.rpartition(":")
        teams = _through(named, workspaces, oauth=oauth)
        at = next(((team, user) for team in teams if (team, user) in rows), (teams[0], user))
        row = rows.get(at)
        found.setdefault(at, Address(*at, row.place, row.state, row.why) if row is not None else Address(*at))
    return list(found.values())


def _through(named: str, workspaces: Sequence[Workspace], *, oauth: bool) -> list[str]:
    """Give the workspaces, or the organisation, through which the bot speaks to somebody who was linked under an id; at least one.

    A workspace that has not the bot itself is taken for one of the organisation that has it, where the council has one such: Slack refuses who is not of it.
    """
    if not named:
        return [workspaces[0].speaks_for if len(workspaces) == 1 and not oauth else ""]
    meant = [its for its in workspaces if named in {its.team, its.enterprise}] or [its for its in workspaces if its.team is None]
    known = sorted({its.speaks_for for its in meant}, key=lambda team: team != named)
    return known if known and (len(known) == 1 or any(named in {its.team, its.enterprise} for its in meant)) else [named]


async def installed(session: AsyncSession, council: str) -> list[Workspace]:
    """Read the workspaces of a council from the register, for what sends nothing: without their tokens, and without those whose app was removed."""
    rows = select(SlackWorkspaceRow).where(SlackWorkspaceRow.council == council, SlackWorkspaceRow.state != State.REMOVED.value)
    return [
        Workspace(
            row.enterprise_id or None, row.team_id or None, council, "", row.bot_user_id, name=row.name, state=State(row.state), why=row.why
        )
        for row in await session.scalars(rows.order_by(SlackWorkspaceRow.id))
    ]


async def keep(store: Store, now: datetime, person: Person, address: Address) -> None:
    """Write down what is known of an address. Where one that was given up is good again, what failed for it is tried again.

    Raises:
        StoreError: it can't be written.

    """
    async with store.write() as session:
        which = (AddressRow.channel == SLACK, AddressRow.team == address.team, AddressRow.user == address.user)
        row = await session.scalar(select(AddressRow).where(*which).with_for_update())
        if row is None:
            row = AddressRow(channel=SLACK, team=address.team, user=address.user)
            session.add(row)
        if row.state == STALE and address.state == OK:
            await reached_again(session, [person.id], now)
        row.person_id, row.changed_at = person.id, now
        row.place, row.state, row.why = address.place, address.state, address.why


class Reached(StrEnum):
    """Whether somebody can be reached in Slack."""

    OK = "ok"
    STALE = "stale"
    """Slack took nothing for the address: it was given up until they write, or until it is tried again."""
    NO_BOT = "no bot"
    """The bot can't speak in the workspace."""
    NOT_LINKED = "not linked"
    """No id is linked."""


@dataclass(frozen=True, slots=True)
class Way:
    """A person, and one way to them; where there is none, why not."""

    person: Person
    team: str
    user: str
    state: Reached
    why: str | None
    """Nothing of what was to be sent."""


async def ways(desk: Desk, actor: Person, word: str = "", *, lost: bool = False, oauth: bool = False) -> list[Way]:
    """List who of a council can be reached in Slack and who can't, by name; somebody with two ids is there twice.

    Args:
        desk: what casework works with.
        actor: who asks.
        word: kept are those with it in what the directory shows of them, their ids, or how it stands, in any case; empty: all.
        lost: only where there is no way.
        oauth: whether workspaces install the bot by OAuth (`setup.by_oauth`).

    Raises:
        RefusedError: the actor may not keep the directory.

    """
    may_keep(actor)
    async with desk.store.read() as session:
        everybody = (await directory(session, actor.council)).active
        workspaces = await installed(session, actor.council)
        of_council = PersonRow.council == actor.council
        ids: dict[int, list[str]] = {}
        linked = select(IdentityRow).join(PersonRow, PersonRow.id == IdentityRow.person_id).where(of_council, IdentityRow.channel == SLACK)
        for row in await session.scalars(linked.order_by(IdentityRow.id)):
            ids.setdefault(row.person_id, []).append(row.external_id)
        rows: dict[int, list[AddressRow]] = {}
        known = select(AddressRow).join(PersonRow, PersonRow.id == AddressRow.person_id).where(of_council, AddressRow.channel == SLACK)
        for its in await session.scalars(known):
            rows.setdefault(its.person_id, []).append(its)
    found: list[Way] = []
    for person in everybody:
        if person.key not in AT_THIS_MACHINE:
            addresses = _addresses(ids.get(person.id, []), rows.get(person.id, []), workspaces, oauth=oauth)
            found += [_way(person, address, workspaces, oauth=oauth) for address in addresses] or [_not_linked(person)]
    wanted = word.strip().casefold()
    return [way for way in found if (not lost or way.state is not Reached.OK) and wanted in _searched(way)]


def _searched(way: Way) -> str:
    return "\n".join((searchable(way.person), way.team, way.user, way.state)).casefold()


def _not_linked(person: Person) -> Way:
    return Way(
        person, "", "", Reached.NOT_LINKED, f"No Slack ID is linked. Link one: clerk people link {person.key} --channel slack --id ID."
    )


def _way(person: Person, address: Address, workspaces: Sequence[Workspace], *, oauth: bool) -> Way:
    """Tell how it stands with an address; where the bot can't speak, that comes first, for it is to be mended first."""
    workspace = next((its for its in workspaces if address.team in {its.team, its.enterprise}), None) if address.team else None
    if workspace is None and not address.team and (oauth or len(workspaces) > 1):
        but = "any workspace may install the bot" if oauth else "the council has several"
        why = f"The ID was linked without its workspace, and {but}. Link it as T012ABCDEF:U012ABCDEF."
        return Way(person, "", address.user, Reached.NO_BOT, why)
    if workspace is None or workspace.state is not State.OK:
        told = f" ({workspace.why})" if workspace is not None and workspace.why else ""
        why = f"The bot can't speak in this workspace{told}. Install it there; clerk doctor tells more."
        return Way(person, address.team, address.user, Reached.NO_BOT, why)
    state = Reached.OK if address.state == OK else Reached.STALE
    return Way(person, address.team, address.user, state, address.why)


async def retry(desk: Desk, actor: Person, key: str, *, oauth: bool = False) -> tuple[Person, int]:
    """Have what was given up tried again, as if the person had written to the bot: their addresses are good until Slack refuses them once more.

    Args:
        desk: what casework works with.
        actor: who does it.
        key: the person's.
        oauth: whether workspaces install the bot by OAuth (`setup.by_oauth`).

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
        known = await addresses_of(session, person, oauth=oauth)
        if not known:
            raise CaseError(f"{person.name} can't be tried again. {_not_linked(person).why}")
        linked = {(its.team, its.user) for its in known}
        which = (AddressRow.person_id == person.id, AddressRow.channel == SLACK, AddressRow.state == STALE)
        rows = await session.scalars(select(AddressRow).where(*which).order_by(AddressRow.id).with_for_update())
        stale = [row for row in rows if (row.team, row.user) in linked]
        for row in stale:
            row.state, row.why, row.changed_at = OK, None, desk.now()
        if stale:
            await reached_again(session, [person.id], desk.now())
            audit(session, desk, actor, "retried", (person.council, "person", person.id), channel=SLACK)
        return person, len(stale)
