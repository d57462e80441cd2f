"""One courier over several channels: a person is reached where they are linked, and elsewhere where that way is gone."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.reminders.courier import NoWayError, RevisingCourier, TryLaterError
from bot.store.people import IdentityRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.casework.identities import Channel
    from bot.casework.person import Person
    from bot.reminders.courier import Copy, Courier
    from bot.reply import Reply
    from bot.store.database import Store

log = logging.getLogger(__name__)
_NOT_LINKED = "No chat account is linked to this person. Link one: clerk people link KEY --channel slack --id ID."


class OutOfServiceError(NoWayError):
    """There is no way through this channel for anybody, until somebody mends that: the nudge is offered elsewhere, and else kept."""


class Couriers:
    """Delivers through the first of a person's channels that has a way to them."""

    def __init__(self, store: Store, by_channel: Mapping[Channel, Courier]) -> None:
        """Deliver through several.

        Args:
            store: the database: where people are linked is read again at every delivery.
            by_channel: the couriers of the channels that run here.

        """
        self._store = store
        self._by_channel = {channel.value: courier for channel, courier in by_channel.items()}

    async def deliver(self, recipient: Person, reply: Reply, for_team: Reply | None = None) -> Sequence[Copy]:
        """Deliver to one person, through one channel: the one linked first, unless there is no way through it any more.

        A channel that is only busy is waited for: the message may have arrived there.

        Returns:
            The messages that were made of it.

        Raises:
            NoWayError: there is no way through any of them; the text says why, for each.
            TryLaterError: a channel that has a way to the person can't be reached now, or all that is missing is that a channel works again.

        """
        linked = await self._linked(recipient)
        if not linked:
            raise NoWayError(_NOT_LINKED)
        missing: list[str] = []
        mendable = False
        for channel in linked:
            courier = self._by_channel.get(channel)
            if courier is None:
                missing.append(f"{channel}: does not run here; set it up, or link another channel.")
                continue
            try:
                copies = await courier.deliver(recipient, reply, for_team)
            except NoWayError as error:
                missing.append(f"{channel}: {error}")
                mendable = mendable or isinstance(error, OutOfServiceError)
            else:
                if missing:
                    log.warning("a nudge went by %s, as there is no way by %s", channel, ", ".join(linked[: len(missing)]))
                return copies
        raise (TryLaterError if mendable else NoWayError)(" ".join(missing))

    @property
    def revises(self) -> frozenset[str]:
        """Name the channels whose messages can be changed."""
        return frozenset().union(*(its.revises for its in self._by_channel.values() if isinstance(its, RevisingCourier)))

    async def revise(self, copy: Copy, reply: Reply, recipient: Person) -> None:
        """Show a message anew, by the courier of its channel.

        Raises:
            NoWayError: it is not there, or can't be changed any more.
            TryLaterError: not now.

        """
        courier = self._by_channel.get(copy.channel)
        if not isinstance(courier, RevisingCourier):
            raise TryLaterError(f"{copy.channel} does not run here, or changes no messages.")
        await courier.revise(copy, reply, recipient)

    async def _linked(self, recipient: Person) -> list[str]:
        """Give the channels on which a person is known, that which was linked first at the beginning."""
        async with self._store.read() as session:
            rows = select(IdentityRow.channel).where(IdentityRow.person_id == recipient.id).order_by(IdentityRow.id)
            return list(dict.fromkeys(await session.scalars(rows)))
