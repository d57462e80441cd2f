"""Nudges by Teams: to a person's chat, as a message that nobody asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.casework.identities import Channel
from bot.channels.couriers import OutOfServiceError
from bot.channels.teams.cards.message import message
from bot.channels.teams.conversations import STALE
from bot.channels.teams.ports import BusyError, GoneError, Outgoing, RefusedError
from bot.reminders.courier import Copy, NoWayError, TryLaterError
from bot.store.platform import AddressRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.casework.desk import Desk
    from bot.casework.person import Person
    from bot.channels.teams.conversations import Conversations
    from bot.channels.teams.ports import Reference, Wire
    from bot.reply import Reply

NOTICE = "You have a reminder. Open this chat to read it."
_NO_CHAT = "The bot knows no chat in Teams with this person. Have them add the app, or write to it once."
_GONE = "Teams says that nobody is reached in this chat any more ({says}). Have the person add the app again, or write to it."
_REFUSED = "Teams did not take the message ({says}). It is tried again; clerk doctor tells what may be wrong."


class TeamsCourier:
    """Delivers through the chats that the bot knows."""

    def __init__(self, desk: Desk, conversations: Conversations, wire: Wire) -> None:
        """Deliver for a register."""
        self._desk, self._conversations, self._wire = desk, conversations, wire

    async def deliver(self, recipient: Person, reply: Reply, for_team: Reply | None = None) -> Sequence[Copy]:  # noqa: ARG002 - no channels yet
        """Deliver a nudge to a person's chat, at the first of their accounts that takes it.

        Returns:
            The message, as it can be changed later.

        Raises:
            NoWayError: no chat takes it; what was learned is written down.
            TryLaterError: Teams is busy or can't be reached.
            StoreError: the database can't be used.

        """
        missing = _NO_CHAT
        for chat in await self._chats(recipient):
            try:
                sent = await self._wire.send(chat, Outgoing(reply.text, message(reply), NOTICE))
            except GoneError as error:
                missing = _GONE.format(says=error)
                await self._conversations.mark(chat, STALE, str(error))
            except BusyError as error:
                raise TryLaterError(str(error)) from None
            except RefusedError as error:
                raise OutOfServiceError(_REFUSED.format(says=error)) from None
            else:
                return [Copy(Channel.TEAMS.value, chat.tenant, chat.conversation, sent)]
        raise NoWayError(missing)

    async def _chats(self, recipient: Person) -> list[Reference]:
        """Give the chats with a person, the one they wrote in last at the beginning."""
        which = (AddressRow.person_id == recipient.id, AddressRow.channel == Channel.TEAMS.value, AddressRow.state == "ok")
        async with self._desk.store.read() as session:
            rows = list(await session.scalars(select(AddressRow).where(*which).order_by(AddressRow.changed_at.desc())))
        found = [await self._conversations.personal(row.team, row.user) for row in rows]
        return [its for its in found if its is not None]
