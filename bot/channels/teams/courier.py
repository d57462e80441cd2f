"""Nudges by Teams: to a person's chat, as a message that nobody asked for, and to their team's channel where the council linked one."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

from sqlalchemy import select

from bot.casework.identities import Channel, is_account
from bot.channels.couriers import OutOfServiceError
from bot.channels.knowing import OK
from bot.channels.previews import NOTICE, previewed
from bot.channels.teams.addresses import addresses_of, keep
from bot.channels.teams.cards.message import message
from bot.channels.teams.conversations import STALE
from bot.channels.teams.ports import BusyError, GoneError, Outgoing, RefusedError, WireError
from bot.channels.teams.team_posts import TeamPosts
from bot.reminders.courier import Copy, NoWayError, TryLaterError
from bot.store.teams import TeamsChannelRow

if TYPE_CHECKING:
    from bot.casework.desk import Desk
    from bot.casework.person import Person
    from bot.channels.teams.addresses import Address
    from bot.channels.teams.conversations import Conversations
    from bot.channels.teams.ports import Reference, Wire
    from bot.reply import Reply

_SECONDS = 40
"""So long a delivery to a person may take, and so long the word to a team after it: together less than `sweeper.DELIVERY_SECONDS`."""
_TEAM_SECONDS = 15
_REVISE_SECONDS = 10
_NO_ID = "No Teams ID is linked to this person. Link one: clerk people link KEY --channel teams --id OBJECT_ID."
_ELSEWHERE = "Teams is set up here for another council. Link another channel."
_NO_CHAT = "The bot is in no chat or team in Teams yet. Have the person add the app, or write to it once."
_GONE = "Teams says that nobody is reached in this chat any more ({says}) Have the person add the app again, or write to it."
_CLOSED = "Teams opens no chat with this person ({says}) Have them add the app, or write to it once."
_REFUSED = "Teams did not take the message ({says}) It is tried again; clerk doctor tells what may be wrong."
_SLOW = "Teams did not answer in time. It is tried again."
_NOT_THEIRS = "The message stands where nobody is linked any more to whom it was sent."
_NOT_THERE = "The bot can't speak any more where that message stands."


class TeamsCourier:
    """Delivers through the chats that the bot knows, or opens."""

    def __init__(self, desk: Desk, council: str, conversations: Conversations, wire: Wire) -> None:
        """Deliver for a register.

        Args:
            desk: the database and the clock.
            council: whose tenant it is; people of others have no way here.
            conversations: where the bot can speak.
            wire: sends.

        """
        self._desk, self._council, self._conversations, self._wire = desk, council, conversations, wire
        self._teams = TeamPosts(desk, conversations, wire)

    async def deliver(self, recipient: Person, reply: Reply, for_team: Reply | None = None) -> tuple[Copy, ...]:
        """Deliver a nudge to a person's chat, at the first of their accounts that takes it; then tell their team's channel what it may hear.

        Returns:
            The messages, as they can be changed later.

        Raises:
            NoWayError: no chat takes it; what was learned is written down.
            TryLaterError: Teams is busy or can't be reached.
            StoreError: the database can't be used.

        """
        if recipient.council != self._council:
            raise NoWayError(_ELSEWHERE)
        async with self._desk.store.read() as session:
            known = await addresses_of(session, [recipient])
        missing: list[NoWayError] = []
        for address in known.get(recipient.id, ()):
            try:
                async with asyncio.timeout(_SECONDS):
                    direct = await self._direct(recipient, address, reply)
            except NoWayError as error:
                missing.append(error)
            except TimeoutError:
                raise TryLaterError(_SLOW) from None
            else:
                told = await self._teams.tell(recipient, for_team, _TEAM_SECONDS)
                return tuple(copy for copy in (direct, told) if copy is not None and copy.message)
        kind = OutOfServiceError if any(isinstance(error, OutOfServiceError) for error in missing) else NoWayError
        raise kind(" ".join(dict.fromkeys(map(str, missing))) or _NO_ID)

    @property
    def revises(self) -> frozenset[str]:
        """Name the one channel whose messages it can change."""
        return frozenset({Channel.TEAMS.value})

    async def revise(self, copy: Copy, reply: Reply, recipient: Person) -> None:
        """Show a message anew; Teams notifies nobody of that. In a team's channel each person's own view follows.

        Raises:
            NoWayError: it is not there any more, or stands where no linked ID, or no linked team, of the council is.
            TryLaterError: Teams is busy or can't be reached, or does not take the change now.

        """
        where = await self._conversations.find(copy.team, copy.place)
        if where is None:
            raise NoWayError(_NOT_THERE)
        if not await self._still_theirs(copy, recipient):
            raise NoWayError(_NOT_THEIRS)
        try:
            async with asyncio.timeout(_REVISE_SECONDS):
                made = await self._teams.made(where, self._council, reply) if copy.shared else _made(reply)
                await self._wire.update(where, copy.message, made)
        except TimeoutError:
            raise TryLaterError(_SLOW) from None
        except GoneError as error:
            raise NoWayError(f"Teams does not change that message any more ({error})") from None
        except WireError as error:
            raise TryLaterError(str(error)) from None

    async def _still_theirs(self, copy: Copy, recipient: Person) -> bool:
        """Read again whose the chat is: an account that is linked no longer is written nothing to, nor a channel that is no team's any more."""
        async with self._desk.store.read() as session:
            if not copy.shared:
                known = (await addresses_of(session, [recipient])).get(recipient.id, ())
                chats = [its.chat for its in known if its.chat is not None]
                return any((its.tenant, its.conversation) == (copy.team, copy.place) for its in chats)
            at = (TeamsChannelRow.tenant == copy.team, TeamsChannelRow.conversation == copy.place)
            linked = select(TeamsChannelRow.id).where(TeamsChannelRow.council == recipient.council, *at)
            return await session.scalar(linked) is not None

    async def _direct(self, recipient: Person, address: Address, reply: Reply) -> Copy:
        if address.state != OK:
            raise NoWayError(address.why or _GONE.format(says=address.state))
        chat = address.chat or await self._open(recipient, address)
        try:
            sent = await self._wire.send(chat, _made(reply))
        except GoneError as error:
            why = _GONE.format(says=error)
            await self._conversations.mark(chat, STALE, why)
            await keep(self._desk, recipient, replace(address, tenant=chat.tenant), chat.conversation, why)
            raise NoWayError(why) from None
        except WireError as error:
            self._not_now(error)
        return Copy(Channel.TEAMS.value, chat.tenant, chat.conversation, sent)

    async def _open(self, recipient: Person, address: Address) -> Reference:
        """Open the chat with somebody from whom nothing came yet: the app may have been added for them, or be in a team of theirs."""
        near = await self._conversations.near()
        if near is None:
            raise NoWayError(_NO_CHAT)
        at = replace(address, tenant=near.tenant)
        try:
            opened = await self._wire.open_personal(near, address.user)
        except GoneError as error:
            why = _CLOSED.format(says=error)
            await keep(self._desk, recipient, at, None, why)
            raise NoWayError(why) from None
        except WireError as error:
            self._not_now(error)
        by_account = is_account(address.user)
        await self._conversations.note(opened, "" if by_account else address.user, address.user if by_account else "")
        await keep(self._desk, recipient, at, opened.conversation)
        return opened

    def _not_now(self, error: WireError) -> NoReturn:
        """Say that it did not work this time; whatever it is, it is nobody's address that is at fault."""
        if isinstance(error, BusyError):
            raise TryLaterError(str(error)) from None
        if isinstance(error, RefusedError):
            raise OutOfServiceError(_REFUSED.format(says=error)) from None
        raise error


def _made(reply: Reply) -> Outgoing:
    """Make the message of a nudge; a notification shows no more of it than may stand on a locked screen."""
    return Outgoing(reply.text, message(reply), reply.headline if previewed(reply) else NOTICE)
