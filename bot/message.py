"""A message as the bot sees it: who said what, where and when. It knows nothing of the channel that it came through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.casework.person import Person
    from protocol_data.basics import Reader

Clock = Callable[[], datetime]
"""Gives the time, with its timezone. Passed in, so that tests set it."""


def system_clock() -> datetime:
    """Give the time of this machine, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody typed."""

    text: str
    council: str
    reader: Reader
    now: datetime
    """When it was typed, with its timezone."""
    conversation: str = "default"
    """Whatever the channel calls the conversation; follow-ups refer to what was said in it."""
    person: Person | None = None
    """Who it is, where the channel's identity is known to the directory."""
    origin: str | None = None
    """The platform's own id of the message; what is recorded for one is recorded once."""
    answers: str | None = None
    """The question that it answers, as the reply that asked it names it (`Reply.asks`): a button belongs to its question. Empty for what answers none, as a
    slash command, which always begins something new. Nothing where nobody can tell: what is typed answers whatever is open."""

    asks_of: str | None = None
    """The council whose protocol the person chose to ask; nothing where it is their own. What is done is done at their own all the same."""

    @property
    def whose(self) -> str:
        """What is remembered of a conversation is one person's: two who talk in one channel never answer each other's questions."""
        return f"{self.conversation}#{self.person.id if self.person else ''}"


@dataclass(frozen=True, slots=True)
class Topic:
    """What a conversation is about, for follow-ups ("and for officers?")."""

    text: str
    council: str
    reader: Reader
    own_council: str
    """The person's own council when that was said; a follow-up leaves it, a later choice of council ends the follow-up's."""
    own_reader: Reader
    choices: tuple[str, ...] = field(default=())
    """The clauses that were offered when the bot asked back."""
