"""Who carries a message to a person: a channel. The sweep knows no more of it than this."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.casework.person import Person
    from bot.reply import Reply


class NoWayError(Exception):
    """There is no way to this person: no address, or one that is gone. Trying again won't help; the text says what is missing."""


class TryLaterError(Exception):
    """It did not work this time: the platform is busy or can't be reached. Its text names no person and holds no message text."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A message in which a nudge was shown: where it stands, as its courier finds it again. Nothing of what it says."""

    channel: str
    """The channel's name: `slack`, `teams`."""
    team: str
    """The workspace or tenant."""
    place: str
    """The conversation."""
    message: str
    """The platform's id of the message within it."""
    shared: bool = field(default=False, compare=False)
    """Others than the recipient read it: a team's channel."""


class Courier(Protocol):
    """Delivers a reply to one person, directly; and to their team's channel, where there is one, what that may hear."""

    async def deliver(self, recipient: Person, reply: Reply, for_team: Reply | None = None) -> Sequence[Copy]:
        """Deliver; returning means that the platform has taken it.

        Args:
            recipient: to whom.
            reply: for them alone.
            for_team: for the channel of their team; a courier that knows no such channels leaves it out.

        Returns:
            The messages that were made of it and can be changed later; nothing where there is no such thing.

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


@runtime_checkable
class RevisingCourier(Courier, Protocol):
    """A courier that can change a message after it was delivered."""

    @property
    def revises(self) -> frozenset[str]:
        """Name the channels whose messages it can change."""

    async def revise(self, copy: Copy, reply: Reply, recipient: Person) -> None:
        """Show a message anew, in the place of what it showed; nobody is notified of it.

        Whose the place is, is read again: one that is not the recipient's any more, or of no team of theirs, is written nothing to.

        Args:
            copy: which message.
            reply: all that it is to show.
            recipient: to whom it was sent, or of whose reminder it told their team.

        Raises:
            NoWayError: it is not there, can't be changed any more, or stands where the recipient is not reached any more.
            TryLaterError: not now.

        """
