"""Who can be reached in Teams, and who can't and why: by the ids that are linked, the chats that are known, and what Teams said of each address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.casework.identities import Channel
from bot.channels.reach import Reached, Way
from bot.channels.teams.conversations import OK
from bot.channels.teams.ports import Scope
from bot.store.people import IdentityRow
from bot.store.platform import AddressRow
from bot.store.teams import TeamsConversationRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.casework.person import Person
    from bot.store.database import AsyncSession

_NO_CHAT = "The bot has no chat with them yet. Have them add the app in Teams, or write to it once."


class InTeams:
    """Teams, as `reach` looks at it."""

    channel, name = Channel.TEAMS, "Teams"

    async def ways(self, session: AsyncSession, council: str, people: Sequence[Person]) -> list[Way]:  # noqa: ARG002 - one tenant is one council's
        """Give the ways to some people: by each linked id those that are known, or that there is no chat yet."""
        theirs = [person.id for person in people]
        linked = select(IdentityRow).where(IdentityRow.person_id.in_(theirs), IdentityRow.channel == self.channel.value)
        ids: dict[int, list[str]] = {}
        for its in await session.scalars(linked.order_by(IdentityRow.id)):
            ids.setdefault(its.person_id, []).append(its.external_id)
        known = select(AddressRow).where(AddressRow.person_id.in_(theirs), AddressRow.channel == self.channel.value)
        rows = {(row.person_id, row.user): row for row in await session.scalars(known)}
        chats = select(TeamsConversationRow).where(
            TeamsConversationRow.scope == Scope.PERSONAL.value, TeamsConversationRow.user.in_(its for one in ids.values() for its in one)
        )
        places = {row.user: row for row in await session.scalars(chats.order_by(TeamsConversationRow.changed_at))}  # the newest stays
        return [_way(person, one, rows.get((person.id, one)), places.get(one)) for person in people for one in ids.get(person.id, [])]


def _way(person: Person, user: str, address: AddressRow | None, chat: TeamsConversationRow | None) -> Way:
    """Tell how it stands with a linked id."""
    tenant = address.team if address is not None else chat.tenant if chat is not None else ""
    if address is not None and address.state != OK:
        return Way(person, tenant, user, Reached.STALE, address.why)
    if chat is not None and chat.state != OK:
        return Way(person, tenant, user, Reached.STALE, chat.why)
    if chat is None:
        return Way(person, tenant, user, Reached.NO_CHAT, _NO_CHAT)
    return Way(person, tenant, user, Reached.OK, None)
