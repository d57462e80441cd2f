"""What somebody says, types or presses on a platform, brought before the assistant. The same on every channel; how the reply is shown is the channel's."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from bot.channels import councils
from bot.channels.buttons import asks_for_another_case, problem_of
from bot.channels.guarded import guarded
from bot.channels.knowing import asks_of
from bot.message import Message
from bot.reply import Reply
from bot.store.errors import StoreError
from intents.understanding import Outcome

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.casework.desk import Desk
    from bot.casework.person import Person
    from bot.channels.knowing import Account
    from protocol_data.basics import Reader

log = logging.getLogger(__name__)
NO_QUESTION = "I find no question to the protocol in that message. Ask me in your own words what you want to know."

_A_NAME = 4
"""A council's name has no more words; more are a question."""


class Speaker(Protocol):
    """Somebody who speaks on a platform."""

    @property
    def council(self) -> str:
        """Whose workspace or tenant it is."""

    @property
    def reader(self) -> Reader:
        """As whom they are answered."""

    @property
    def person(self) -> Person | None:
        """Who it is in the directory; nothing for somebody who is not in it."""

    @property
    def asks_of(self) -> str | None:
        """The council whose protocol they chose to ask, where it is another than their own."""

    @property
    def known_as(self) -> Account:
        """Their account, as the register knows it."""


class Hearing:
    """Takes people's words to the assistant."""

    def __init__(self, assistant: Assistant, desk: Desk) -> None:
        """Hear people for an assistant, over a register."""
        self._assistant, self._desk = assistant, desk

    def message(self, speaker: Speaker, text: str, conversation: str, origin: str | None = None, answers: str | None = None) -> Message:
        """Make a message of somebody's words; which question it answers, as `Message.answers` has it."""
        its = Message(text, speaker.council, speaker.reader, self._desk.now(), conversation, speaker.person, origin, answers)
        return replace(its, asks_of=speaker.asks_of)

    async def answer(self, speaker: Speaker, said: Message) -> Reply:
        """Have something answered; where it chose whose protocol is asked, that is kept."""
        reply = await guarded(lambda: self._assistant.reply(said))
        chosen = councils.switched_to(reply)
        return reply if chosen is None else await self.choose(speaker, chosen)

    async def choose(self, speaker: Speaker, council: str) -> Reply:
        """Let somebody ask a council's protocol from now on; give what is said of it."""

        async def keep() -> Reply:
            await asks_of(self._desk, speaker.known_as, council)
            return councils.told(self._desk.library, speaker.council, council)

        return await guarded(keep)

    async def ask_of(self, speaker: Speaker, said: Message, name: str) -> Reply:
        """Answer what was typed behind “council” and names none: as a question; where it is none either, say which councils there are."""
        reply = await self.answer(speaker, said)
        if reply.outcome is not Outcome.DECLINE or len(name.split()) > _A_NAME:
            return reply
        there = councils.offered(self._desk.library, speaker.council, speaker.asks_of or speaker.council)
        return replace(there, headline=f"I know no council “{name}”. {there.headline}")

    async def press(self, speaker: Speaker, says: str, conversation: str, answers: str = "", origin: str | None = None) -> Reply:
        """Have a button's words carried out; where the case that it names is refused, that is all: another case is not what was pressed for.

        Args:
            speaker: who pressed it.
            says: what the button says.
            conversation: one of its own: an open question elsewhere is not to swallow it.
            answers: the question that the button stands under; empty for none.
            origin: the platform's own id of it, where what is recorded for one is recorded once.

        """
        message = self.message(speaker, says, conversation, origin, answers)
        reply = await self.answer(speaker, message)
        if not asks_for_another_case(says, reply):
            return reply
        await self._assistant.let_go(message)
        return Reply(reply.outcome, reply.intent, problem_of(reply) or reply.headline, audience=reply.audience)

    async def look_up(self, speaker: Speaker, text: str, conversation: str) -> Reply:
        """Answer what somebody else wrote, for the one who asks what the protocol says of it: it is a question, whatever it would start if they said it."""
        stranger = replace(self.message(speaker, text, conversation), person=None)
        reply = await guarded(lambda: self._assistant.reply(stranger))
        if reply.outcome is Outcome.ACTION:
            reply = Reply(Outcome.DECLINE, "look_up", NO_QUESTION)
        return replace(reply, buttons=(), form=None)

    async def goes_on_in(self, speaker: Speaker, conversation: str, private: str) -> None:
        """Let a conversation go on in the direct one, before anything is seen there that could be answered; it begins anew where it came from.

        Args:
            speaker: whose.
            conversation: where it was begun.
            private: the name of the direct one.

        """
        try:
            await self._assistant.goes_on(self.message(speaker, "", conversation), private)
        except StoreError as error:  # what is to be said is said all the same
            log.warning("a conversation could not be led into the direct one: %s", error)
