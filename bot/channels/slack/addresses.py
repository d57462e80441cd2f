"""Where a person is reached in Slack: by the ids that are linked to them, and what is known of each way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.casework.identities import Channel
from bot.casework.reaching import reached_again
from bot.channels.slack.workspaces import State, Workspace
from bot.store.people import IdentityRow
from bot.store.platform import AddressRow, SlackWorkspaceRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

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
    return addresses(ids, known, await installed(session, person.council), oauth=oauth)


def addresses(ids: Sequence[str], known: Iterable[AddressRow], workspaces: Sequence[Workspace], *, oauth: bool) -> list[Address]:
    """Give the ways to one person.

    Args:
        ids: what is linked to them, in the order in which it was.
        known: what is known of addresses of theirs.
        workspaces: the council's.
        oauth: as `addresses_of` has it.

    """
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
