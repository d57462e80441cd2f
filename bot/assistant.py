"""A message in, a reply out: the one way through the bot, the same for every channel."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import bot.handlers  # noqa: F401 - registers the handlers
from bot import wording
from bot.citing import cite
from bot.explaining import explain
from bot.followups import FollowUp, follow_up
from bot.handlers.registry import Context, handler_for
from bot.message import Message, Topic
from bot.reply import Reply
from intents.understanding import Outcome, references, understand

if TYPE_CHECKING:
    from intents.interpreter import Interpreter
    from protocol_data.library import Library

_CONVERSATIONS_KEPT = 2000
"""How many conversations are remembered for follow-ups; the longest silent is forgotten first."""


class Assistant:
    """Answers messages, and remembers of each conversation only what a follow-up needs."""

    def __init__(self, library: Library, interpreter: Interpreter) -> None:
        """Make an assistant over the packs and the fitted models."""
        self._library, self._interpreter = library, interpreter
        self._topics: dict[str, Topic] = {}
        self._last: dict[str, Reply] = {}

    async def reply(self, message: Message) -> Reply:
        """Answer one message.

        Args:
            message: what somebody typed, with who, where and when.

        Returns:
            The reply; a message that can't be answered gets one that says so.

        Raises:
            UnknownCouncilError: there is no pack for the message's council.
            PackError: the council's pack is broken.

        """
        before = self._topics.get(message.conversation)
        follows = follow_up(message.text, lambda: self._library.names, choices=len(before.choices) if before else 0)
        if follows is not None:
            return await self._follow(message, follows, before)
        if before is not None and before.council != message.council == before.own_council:
            return await self._answer(self._where_clause_stands(message, before), own=message)
        return await self._answer(message, own=message)

    async def _follow(self, message: Message, follows: FollowUp, before: Topic | None) -> Reply:
        """Answer what refers to something said before."""
        if before is None:
            return Reply(Outcome.DECLINE, "follow_up", wording.nothing_before())
        last = self._last[message.conversation]
        if follows.why:
            return explain(last, self._library, before)
        if follows.choice is not None:
            offered = 0 < follows.choice <= len(before.choices)
            return await self._chosen(message, before, follows.choice) if offered else last  # else the same choices again
        council = before.council if message.council == before.own_council else message.council
        reader = before.reader if message.reader == before.own_reader else message.reader
        asked = replace(message, text=before.text, council=follows.council or council, reader=follows.reader or reader)
        return await self._answer(asked, own=message)

    def _where_clause_stands(self, message: Message, before: Topic) -> Message:
        """Look for a clause that the reader's own protocol has not in the one that was talked of last ("what about Leeds?", then "what does 17.6 say?")."""
        named = references(message.text)
        own, other = self._library.pack(message.council), self._library.pack(before.council)
        if named and all(own.clause(ref) is None for ref in named) and any(other.clause(ref) for ref in named):
            return replace(message, council=before.council)
        return message

    async def _answer(self, message: Message, *, own: Message) -> Reply:
        """Answer a message; `own` is it as it was said, with the person's own council and role."""
        council = self._library.council(message.council)
        today = message.now.astimezone(ZoneInfo(council.timezone)).date()
        understood = understand(message.text, message.council, message.reader, today, self._interpreter, lambda: self._library.names)
        reply = await handler_for(understood)(Context(message, understood, self._library, self._interpreter))
        self._remember(message, reply, own=own)
        return reply

    async def _chosen(self, message: Message, before: Topic, number: int) -> Reply:
        """Answer with the clause that was picked among the choices."""
        pack = self._library.pack(before.council)
        clause = pack.clause(before.choices[number - 1])
        if clause is None:  # the pack changed meanwhile
            return await self._answer(message, own=message)
        citation = cite(pack, clause)
        reply = Reply(Outcome.ANSWER, clause.topics[0], citation.summary, citations=(citation,))
        self._remember(replace(message, text=before.text, council=before.council, reader=before.reader), reply, own=message)
        return reply

    def _remember(self, message: Message, reply: Reply, *, own: Message) -> None:
        if reply.outcome in {Outcome.ANSWER, Outcome.CLARIFY} or reply.understanding is not None:
            self._last.pop(message.conversation, None)
            self._last[message.conversation] = reply
            choices = tuple(choice.citation.clause for choice in reply.choices)
            self._topics[message.conversation] = Topic(message.text, message.council, message.reader, own.council, own.reader, choices)
        if len(self._last) > _CONVERSATIONS_KEPT:
            oldest = next(iter(self._last))
            del self._last[oldest], self._topics[oldest]
