"""Who carries a message to a person: a channel. The sweep knows no more of it than this."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.casework.person import Person
    from bot.reply import Reply


class NoWayError(Exception):
    """There is no way to this person: no address, or one that is gone. Trying again won't help; the text says what is missing."""


class TryLaterError(Exception):
    """It did not work this time: the platform is busy or can't be reached. Its text names no person and holds no message text."""


class Courier(Protocol):
    """Delivers a reply to one person, directly and to nobody else."""

    async def deliver(self, recipient: Person, reply: Reply) -> None:
        """Deliver; returning means that the platform has taken it.

        Raises:
            NoWayError: there is no way to the person.
            TryLaterError: not now.

        """
