"""One piece of work: carried out within its time, and how that ended."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from bot.channels.later import LONGEST_PAUSE, PAUSES, PauseError, PutOffError
from bot.logs import where

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.channels.door import Door
    from bot.channels.turns import Lane

log = logging.getLogger(__name__)
TELLING_SECONDS = 20
"""So long it may take to tell somebody that theirs took too long."""


class End(NamedTuple):
    """How a piece of work ended."""

    outcome: str
    """`done`, `failed`, or `given_up` (it took too long)."""
    why: str | None = None
    """The kind of error; nothing where it is done."""


@dataclass(slots=True, eq=False)
class Piece:
    """A piece of work."""

    event_id: str | None
    """The claim that it finishes; nothing for what was not claimed."""
    lane: Lane
    work: Callable[[], Awaitable[None]]
    late: Callable[[], Awaitable[None]] | None
    """What to do where it took too long."""
    pauses: int = 0

    async def carried_out(self, seconds: float, door: Door) -> End:
        """Carry it out, once those who are on the way to an acknowledgement have gone first.

        Args:
            seconds: how long it may take.
            door: knows who is on the way.

        Returns:
            How it ended; whatever it raised is logged by its kind.

        Raises:
            PutOffError: it is to be tried again.
            PauseError: it is to begin anew after a pause.

        """
        try:
            async with asyncio.timeout(seconds) as limit:
                await door.quiet()
                await self.work()
        except PutOffError:
            raise
        except PauseError as pause:
            if self.pauses < PAUSES and pause.seconds <= LONGEST_PAUSE:
                self.pauses += 1
                raise
            log.warning("work given up: the platform wants to be left alone for too long")
            return End("given_up", "the platform wanted to be left alone for too long")
        except Exception as error:  # noqa: BLE001 - one piece of work that fails must not end the others
            expired = limit.expired()
            log.error("work failed: %s", "it took too long" if expired else where(error))  # noqa: TRY400 - a trace may hold a message's text
            if expired and self.late is not None:
                await _told(self.late)
            return End("given_up", "it took too long") if expired else End("failed", type(error).__name__)
        return End("done")


async def _told(late: Callable[[], Awaitable[None]]) -> None:
    """Tell that it took too long; what took too long once is not waited for again."""
    try:
        async with asyncio.timeout(TELLING_SECONDS):
            await late()
    except Exception as error:  # noqa: BLE001 - the last word; there is nobody to tell any more
        log.warning("nobody was told that it took too long: %s", where(error))
