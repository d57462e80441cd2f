"""Who can be reached in Teams, and who can't and why: by the ids that are linked, the chats that are known, and what Teams said of each address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.casework.identities import Channel
from bot.channels.knowing import OK
from bot.channels.reach import Reached, Way
from bot.channels.teams.addresses import addresses_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.casework.person import Person
    from bot.channels.teams.addresses import Address
    from bot.store.database import AsyncSession

_NO_CHAT = "The bot has no chat with them yet{gone}. It opens one with the next reminder where the app is there for them; else have them add the app in Teams, or write to it once."


class InTeams:
    """Teams, as `reach` looks at it."""

    channel, name = Channel.TEAMS, "Teams"

    async def ways(self, session: AsyncSession, council: str, people: Sequence[Person]) -> list[Way]:  # noqa: ARG002 - one tenant is one council's
        """Give the ways to some people: by each linked id those that are known, or that there is no chat yet."""
        known = await addresses_of(session, people)
        return [_way(person, address) for person in people for address in known.get(person.id, ())]


def _way(person: Person, address: Address) -> Way:
    """Tell how it stands with an address."""
    if address.state != OK:
        return Way(person, address.tenant, address.user, Reached.STALE, address.why)
    if address.chat is None:
        gone = f", or none any more ({address.gone.rstrip('.')})" if address.gone is not None else ""
        return Way(person, address.tenant, address.user, Reached.NO_CHAT, _NO_CHAT.format(gone=gone))
    return Way(person, address.tenant, address.user, Reached.OK, None)
