"""The word of a nudge in a team's channel: everybody there sees the neutral one, and those of the team, on asking again, what they may see."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.casework.identities import Channel
from bot.channels.buttons import CASE
from bot.channels.teams.cards.settled import for_each
from bot.channels.teams.conversations import STALE
from bot.channels.teams.ports import GoneError, Outgoing, WireError
from bot.reminders.courier import Copy
from bot.store.people import IdentityRow, PersonRow
from bot.store.teams import TeamsChannelRow

if TYPE_CHECKING:
    from bot.casework.desk import Desk
    from bot.casework.person import Person
    from bot.channels.teams.conversations import Conversations
    from bot.channels.teams.ports import Reference, Wire
    from bot.reply import Reply

log = logging.getLogger(__name__)
_ROSTER_SECONDS = 5
"""So long it may take to learn who is in a channel; without that nobody is shown more than the neutral word until they press a button."""


class TeamPosts:
    """Posts to the channels that are linked to teams of the directory."""

    def __init__(self, desk: Desk, conversations: Conversations, wire: Wire) -> None:
        """Post for a register."""
        self._desk, self._conversations, self._wire = desk, conversations, wire

    async def tell(self, recipient: Person, said: Reply | None, seconds: float) -> Copy | None:
        """Tell the channel of a person's team. The person has been told: whatever goes wrong here is written down, and sends nothing again.

        Args:
            recipient: who was told.
            said: what the channel may hear; nothing where it hears nothing.
            seconds: so long it may take.

        """
        if said is None or not recipient.team:
            return None
        try:
            async with asyncio.timeout(seconds):
                return await self._post(recipient.council, recipient.team, said)
        except Exception as error:  # noqa: BLE001 - see above
            log.warning("a team's channel was not told of a nudge (%s)", type(error).__name__)
            return None

    async def made(self, where: Reference, council: str, said: Reply) -> Outgoing:
        """Make the message: neutral, and with the accounts of those for whom it is asked again.

        Args:
            where: the channel.
            council: whose channel it is.
            said: the neutral word; its buttons name the cases.

        """
        refs = dict.fromkeys(CASE.findall(" ".join(button.says for button in said.buttons)))
        users = await self._accounts(where, council) if refs else []
        return Outgoing(said.text, for_each(said, " ".join(["show", *refs]), users, {}), said.headline)

    async def _post(self, council: str, team: str, said: Reply) -> Copy | None:
        linked = select(TeamsChannelRow).where(TeamsChannelRow.council == council, TeamsChannelRow.team == team)
        async with self._desk.store.read() as session:
            row = await session.scalar(linked)
        where = await self._conversations.find(row.tenant, row.conversation) if row is not None else None
        if where is None:
            return None
        try:
            sent = await self._wire.send(where, await self.made(where, council, said))
        except GoneError as error:
            await self._conversations.mark(where, STALE, str(error))
            log.warning("a team's channel can't be written to any more (%s) mention the bot there, or link another", error)
            return None
        return Copy(Channel.TEAMS.value, where.tenant, where.conversation, sent, shared=True)

    async def _accounts(self, where: Reference, council: str) -> list[str]:
        """Give the accounts of those in a channel who are of a team that is linked to it. What they may see is decided when they ask."""
        try:
            async with asyncio.timeout(_ROSTER_SECONDS):
                there = await self._wire.object_ids(where)
        except (WireError, TimeoutError) as error:
            log.warning("it is not known who is in a team's channel (%s)", type(error).__name__)
            return []
        at = (TeamsChannelRow.tenant == where.tenant, TeamsChannelRow.conversation == where.conversation)
        teams = select(TeamsChannelRow.team).where(TeamsChannelRow.council == council, *at)
        theirs = select(IdentityRow.external_id).join(PersonRow, PersonRow.id == IdentityRow.person_id)
        theirs = theirs.where(IdentityRow.channel == Channel.TEAMS.value, PersonRow.active, PersonRow.council == council)
        async with self._desk.store.read() as session:
            linked = set(await session.scalars(theirs.where(PersonRow.team.in_(teams))))
        return sorted(account for account, who in there.items() if linked & {who.user, account})
