"""Talk in Teams: one way in for whatever is said, typed or pressed, and one way out, which sees to who may read it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.channels import discretion
from bot.channels.filling import TALK
from bot.channels.hearing import Hearing
from bot.channels.remembered import Remembered
from bot.channels.said_openly import SaidOpenly
from bot.channels.teams.cards.message import message as card_of
from bot.channels.teams.conversations import STALE
from bot.channels.teams.ports import GoneError, Outgoing, WireError
from bot.reply import Audience, Reply

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.assistant import Assistant
    from bot.casework.desk import Desk
    from bot.channels.teams.conversations import Conversations
    from bot.channels.teams.line import Line
    from bot.channels.teams.ports import Reference, Wire

log = logging.getLogger(__name__)
WENT_DIRECT = "I answered you in our personal chat: what you asked is for you alone."
NO_CHAT = "The answer is for you alone, and I can't reach you in a personal chat. Open one with me (Apps, then my name) and ask there."
CONFIDENTIAL = "There is an answer for you alone. Open this chat to read it."
"""All that a notification shows of what is nobody else's business."""
ASKS = "asks"
"""What a button carries along: the question that it stands under."""


class Talk:
    """Takes what people say to the assistant and shows its replies."""

    def __init__(self, assistant: Assistant, desk: Desk, wire: Wire, conversations: Conversations, *, dialogs: bool = True) -> None:
        """Talk for an assistant, over a register; to clients that have dialogs, or have none."""
        self._dialogs = dialogs
        self._desk, self._wire, self._conversations = desk, wire, conversations
        self.hearing = Hearing(assistant, desk)
        self._said_openly = SaidOpenly()
        self._unsent = Remembered()
        """Replies that Teams did not take, by what they answer: where that is tried again, it must not be taken as the answer to the next question."""

    async def say(self, line: Line, text: str, origin: str, metadata: Mapping[str, str] | None = None) -> Reply:
        """Take what somebody said, and answer where they are.

        Args:
            line: who and where.
            text: what was said, as plain text.
            origin: the platform's own id of it; what is recorded for one is recorded once.
            metadata: what the button carried that says it: its conversation, and the question that it stands under.

        Returns:
            The reply that was sent.

        Raises:
            WireError: Teams takes the answer nowhere.

        """
        button = metadata or {}
        said = self.hearing.message(line.caller, text, line.caller.talk(button, line.name), origin, button.get(ASKS))
        reply = self._unsent.pop(origin, None) or self._why(line, text) or await self.hearing.answer(line.caller, said)
        try:
            await self.send(line, reply)
        except Exception:
            self._unsent[origin] = reply
            raise
        return reply

    def _why(self, line: Line, text: str) -> Reply | None:
        """Explain an answer that stands in this thread and that somebody else had asked for."""
        if line.direct:
            return None
        return self._said_openly.why(text, line.caller.user, self._desk.library, line.reference.conversation)

    async def send(self, line: Line, reply: Reply) -> None:
        """Show a reply to those who may see it. Teams has no message that only one of a channel sees: what is for the asker alone goes to their personal chat.

        Raises:
            WireError: Teams takes it nowhere.

        """
        if line.direct:
            await self._wire.send(line.reference, self.made(reply, line.name), line.reply_to)
        elif discretion.audience(reply, self._desk.library) is Audience.CHANNEL:
            await self._wire.send(line.reference, self.made(reply, line.name), line.reply_to)
            self._said_openly.note(reply, line.caller.user, line.reference.conversation)
        else:
            await self._alone(line, reply)

    async def send_here(self, line: Line, reply: Reply) -> None:
        """Show a reply to everybody where the line is: one that says the same to all.

        Raises:
            WireError: Teams does not take it.

        """
        await self._wire.send(line.reference, self.made(reply, line.name))

    async def _alone(self, line: Line, reply: Reply) -> None:
        await self.hearing.goes_on_in(line.caller, line.name, line.direct_name)
        await self.alone(line, self.made(reply, line.direct_name))

    async def alone(self, line: Line, made: Outgoing) -> None:
        """Send something to somebody's personal chat, and say where they are no more than that.

        Raises:
            WireError: Teams does not take that either.

        """
        if line.direct:
            await self._wire.send(line.reference, made, line.reply_to)
            return
        try:
            await self._personally(line, made)
        except GoneError:
            await self._wire.send(line.reference, Outgoing(NO_CHAT), line.reply_to)
            return
        try:
            await self._wire.send(line.reference, Outgoing(WENT_DIRECT), line.reply_to)
        except WireError as error:  # what matters has arrived: tried again, it would be sent twice
            log.warning("nobody was told that their answer is in the personal chat (%s)", type(error).__name__)

    async def to_chat(self, line: Line, reply: Reply) -> None:
        """Send a reply to somebody's personal chat, and say nothing of it anywhere else.

        Raises:
            WireError: Teams takes it nowhere.

        """
        made = self.made(reply, line.direct_name)
        if line.direct:
            await self._wire.send(line.reference, made)
        else:
            await self._personally(line, made)

    async def _personally(self, line: Line, made: Outgoing) -> None:
        """Send something to the personal chat with somebody: of those that are known the first that takes it, else one that is opened."""
        tried: set[str] = set()
        while True:
            chat = await self.personal(line)
            try:
                await self._wire.send(chat, made)
            except GoneError as error:
                await self._conversations.mark(chat, STALE, str(error))
                if chat.conversation in tried:
                    raise
                tried.add(chat.conversation)
            else:
                return

    async def personal(self, line: Line) -> Reference:
        """Give the personal chat with somebody; one is opened where none is known.

        Raises:
            WireError: none can be opened.
            StoreError: the register can't be used.

        """
        known = await self._conversations.personal(line.caller.tenant, line.caller.user)
        if known is not None:
            return known
        opened = await self._wire.open_personal(line.reference, line.caller.account or line.caller.user)
        await self._conversations.note(opened, line.caller.user, line.caller.account)
        return opened

    def made(self, reply: Reply, conversation: str, metadata: Mapping[str, str] | None = None) -> Outgoing:
        """Make the message of a reply; what no notification may show is not in what one shows."""
        preview = discretion.may_preview(reply, self._desk.library)
        asks = {ASKS: reply.asks} if reply.asks else {}
        card = card_of(reply, {TALK: conversation, **asks, **(metadata or {})}, dialogs=self._dialogs)
        return Outgoing(reply.text, card, reply.headline if preview else CONFIDENTIAL)
