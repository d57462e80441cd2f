"""Who carries a message to a person: a channel. The sweep knows no more of it than this."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.casework.person import Person
    from bot.reply import Reply


class NoWayError(Exception):
    """There is no way to this person: no address, or one that is gone. Trying again won't help; the text says what is missing."""


class TryLaterError(Exception):
    """It did not work this time: the platform is busy or can't be reached. Its text names no person and holds no message text."""


class Courier(Protocol):
    """Delivers a reply to one person, directly; and to their team's channel, where there is one, what that may hear."""

    async def deliver(self, recipient: Person, reply: Reply, for_team: Reply | None = None) -> None:
        """Deliver; returning means that the platform has taken it.

        Args:
            recipient: to whom.
            reply: for them alone.
            for_team: for the channel of their team; a courier that knows no such channels leaves it out.

        Raises:
            NoWayError: there is no way to the person.
            TryLaterError: not now.

        """


@runtime_checkable
class OverheardCourier(Courier, Protocol):
    """A courier that shows what it delivers to whoever sits there, as a terminal does: it is given only what that person may see (`scope.shown_to`)."""

    async def reader(self) -> Person:
        """Tell who sits there now."""

    async def keep_back(self, waiting: Mapping[int, Person]) -> None:
        """Hear for whom something private waits that is not shown here, by the nudge's number."""
