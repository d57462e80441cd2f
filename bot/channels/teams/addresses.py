"""Where a person is reached in Teams: by the ids that are linked to them, and what is known of the chat behind each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import or_, select, update

from bot.casework.identities import Channel
from bot.casework.reaching import reached_again
from bot.channels.knowing import OK, STALE
from bot.channels.teams.conversations import as_reference
from bot.channels.teams.ports import Scope
from bot.store.people import IdentityRow, PersonRow
from bot.store.platform import AddressRow
from bot.store.teams import TeamsConversationRow
from bot.store.upsert import put

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from bot.casework.desk import Desk
    from bot.casework.person import Person
    from bot.channels.teams.ports import Reference
    from bot.store.database import AsyncSession

TEAMS = Channel.TEAMS.value


@dataclass(frozen=True, slots=True)
class Address:
    """A way to a person."""

    user: str
    """The object id, or the account where Teams did not tell that; else as it was linked."""
    tenant: str = ""
    """Empty where nothing came from them yet."""
    chat: Reference | None = None
    """The personal chat, where one is known in which the bot can speak."""
    gone: str | None = None
    """Where one is known in which it can't: why not."""
    state: str = OK
    why: str | None = None


async def addresses_of(session: AsyncSession, people: Sequence[Person]) -> dict[int, list[Address]]:
    """Give the ways to people, that which was linked first at the beginning. An object id and an account of the same chat are one way.

    Args:
        session: a session that reads.
        people: who is to be reached.

    Returns:
        By the person's id; nobody to whom no id is linked.

    """
    theirs = [person.id for person in people]
    ids: dict[int, list[str]] = {}
    linked = select(IdentityRow).where(IdentityRow.person_id.in_(theirs), IdentityRow.channel == TEAMS)
    for its in await session.scalars(linked.order_by(IdentityRow.id)):
        ids.setdefault(its.person_id, []).append(its.external_id)
    every = [one for some in ids.values() for one in some]
    which = or_(TeamsConversationRow.user.in_(every), TeamsConversationRow.account.in_(every))
    chats = select(TeamsConversationRow).where(TeamsConversationRow.scope == Scope.PERSONAL.value, which)
    known: dict[str, list[TeamsConversationRow]] = {}
    for row in await session.scalars(chats.order_by(TeamsConversationRow.changed_at.desc())):
        for one in {row.user, row.account}:
            known.setdefault(one, []).append(row)
    states: dict[int, dict[tuple[str, str], AddressRow]] = {}
    for address in await session.scalars(select(AddressRow).where(AddressRow.person_id.in_(theirs), AddressRow.channel == TEAMS)):
        states.setdefault(address.person_id, {})[(address.team, address.user)] = address
    return {person: _addresses(some, known, states.get(person, {})) for person, some in ids.items()}


def _addresses(
    ids: Sequence[str], known: Mapping[str, list[TeamsConversationRow]], states: Mapping[tuple[str, str], AddressRow]
) -> list[Address]:
    """Give the ways to one person: what their linked ids lead to, each place once; of two chats with the same person the one that is good, or newer."""
    found: dict[tuple[str, str], Address] = {}
    for one in ids:
        ways = (
            [_chat(row) for row in known.get(one, ())] or [Address(one, tenant) for tenant, user in states if user == one] or [Address(one)]
        )
        for way in ways:
            at = (way.tenant, way.user)
            if at not in found or (found[at].chat is None and way.chat is not None):
                row = states.get(at)
                found[at] = replace(way, state=row.state, why=row.why) if row is not None else way
    return list(found.values())


def _chat(row: TeamsConversationRow) -> Address:
    user = row.user or row.account
    return Address(user, row.tenant, as_reference(row)) if row.state == OK else Address(user, row.tenant, gone=row.why or row.state)


async def keep(desk: Desk, person: Person, address: Address, place: str | None, why: str | None = None) -> None:
    """Write down how it stands with an address.

    Args:
        desk: the register.
        person: whose it is.
        address: which, with its tenant.
        place: the id of the personal chat; nothing where none could be opened.
        why: why nothing arrives there; nothing where it does.

    Raises:
        StoreError: it can't be written.

    """
    state = OK if why is None else STALE
    values = {"person_id": person.id, "place": place, "state": state, "why": why, "changed_at": desk.now()}
    async with desk.store.write() as session:
        await put(session, AddressRow, {"channel": TEAMS, "team": address.tenant, "user": address.user}, values)


async def tried_anew(desk: Desk, council: str, tenant: str, ids: Collection[str] | None = None) -> None:
    """Have people tried again with whom no chat could be opened: the app came into a team or group chat, or they came into one that has it.

    Args:
        desk: the register.
        council: whose people.
        tenant: the council's.
        ids: their object ids and accounts; nothing for all.

    Raises:
        StoreError: it can't be written.

    """
    unopened = (AddressRow.channel == TEAMS, AddressRow.team.in_([tenant, ""]), AddressRow.state == STALE, AddressRow.place.is_(None))
    linked = select(IdentityRow.person_id).join(PersonRow, PersonRow.id == IdentityRow.person_id)
    people = linked.where(PersonRow.council == council, IdentityRow.channel == TEAMS)
    if ids is not None:
        people = people.where(IdentityRow.external_id.in_(ids))
    async with desk.store.write() as session:
        good = update(AddressRow).where(*unopened, AddressRow.person_id.in_(people)).values(state=OK, why=None, changed_at=desk.now())
        await session.execute(good.execution_options(synchronize_session=False))
        await reached_again(session, people, desk.now())
