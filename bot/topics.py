"""What each conversation was about last, for follow-ups. It ends with the process: then a follow-up is a question of its own."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.message import Message, Topic
from intents.understanding import Outcome, references

if TYPE_CHECKING:
    from bot.reply import Reply
    from protocol_data.library import Library

_MOST = 2000
"""How many conversations are remembered; the longest silent is forgotten first."""


class Topics:
    """What was said last in each conversation."""

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._said: OrderedDict[str, tuple[Topic, Reply]] = OrderedDict()

    def topic(self, message: Message) -> Topic | None:
        """Give what the conversation of a message was about last."""
        return self._said[message.whose][0] if message.whose in self._said else None

    def last(self, message: Message) -> Reply:
        """Give the reply that was about that; `KeyError` where there was none."""
        return self._said[message.whose][1]

    def note(self, message: Message, reply: Reply, *, own: Message) -> None:
        """Remember an answer.

        Args:
            message: what was answered.
            reply: the answer; one that a follow-up can't be about is not remembered.
            own: the message as it was said, with the person's own council and role.

        """
        if reply.outcome not in {Outcome.ANSWER, Outcome.CLARIFY} and reply.understanding is None:
            return
        choices = tuple(choice.citation.clause for choice in reply.choices)
        topic = Topic(message.text, message.council, message.reader, own.council, own.reader, choices)
        self._said[message.whose] = topic, reply
        self._said.move_to_end(message.whose)
        while len(self._said) > _MOST:
            self._said.popitem(last=False)

    def move(self, whose: str, to: str) -> None:
        """Let a conversation go on elsewhere."""
        if whose in self._said:
            self._said[to] = self._said.pop(whose)


def where_clause_stands(message: Message, before: Topic, library: Library) -> Message:
    """Look for a clause that the reader's own protocol has not in the one that was talked of last ("what about Leeds?", then "what does 17.6 say?").

    Args:
        message: what is asked.
        before: what was talked of last, at another council.
        library: the packs.

    Returns:
        The message, as asked of that council where the clause stands there alone.

    """
    named = references(message.text)
    own, other = library.pack(message.council), library.pack(before.council)
    if named and all(own.clause(ref) is None for ref in named) and any(other.clause(ref) for ref in named):
        return replace(message, council=before.council)
    return message
