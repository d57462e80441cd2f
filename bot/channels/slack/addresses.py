"""Where a person is reached in Slack: by the ids that are linked to them, and what is known of each way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.casework.identities import Channel
from bot.casework.reaching import reached_again
from bot.store.people import IdentityRow
from bot.store.platform import AddressRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.casework.person import Person
    from bot.channels.slack.workspaces import Workspace
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


async def addresses_of(session: AsyncSession, person: Person, workspaces: Sequence[Workspace]) -> list[Address]:
    """Give the ways to a person, that which was linked first at the beginning.

    Args:
        session: a session that reads.
        person: who is to be reached.
        workspaces: those that have the bot. An id that was linked without its workspace is of the council's only one; where there are several nobody
            can say whose it is.

    """
    linked = select(IdentityRow.external_id).where(IdentityRow.person_id == person.id, IdentityRow.channel == SLACK)
    ids = list(await session.scalars(linked.order_by(IdentityRow.id)))
    known = await session.scalars(select(AddressRow).where(AddressRow.person_id == person.id, AddressRow.channel == SLACK))
    rows = {(row.team, row.user): row for row in known}
    own = [its.team or its.enterprise or "" for its in workspaces if its.council == person.council]
    found: dict[tuple[str, str], Address] = {}
    for one in ids:
        named, _, user = one.rpartition(":")
        at = (named or (own[0] if len(own) == 1 else ""), user)
        row = rows.get(at)
        found.setdefault(at, Address(*at, row.place, row.state, row.why) if row is not None else Address(*at))
    return list(found.values())


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
