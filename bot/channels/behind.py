"""What goes on behind a channel while it runs: claims are kept up, what was left unfinished is taken on."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from bot.logs import where
from bot.store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from bot.channels.works import Works

log = logging.getLogger(__name__)
AGAIN_SECONDS = 5.0
"""So long after something failed it is tried again; and so often it is looked at whether something was left unfinished."""
_RECOVERY = "recovery"


class Behind:
    """The loops of one channel."""

    def __init__(self, name: str, works: Works) -> None:
        """Know what is to be kept up.

        Args:
            name: the channel's, as people know it.
            works: what is being worked on.

        """
        self._name, self._works = name, works
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, recover: Callable[[], Awaitable[object]], **more: Coroutine[Any, Any, None]) -> None:
        """Begin.

        Args:
            recover: takes on what others, or this program before it ended, left unfinished.
            more: what else goes on behind this channel, by name.

        """
        loops = {
            "claims": every(AGAIN_SECONDS, self._works.keep_up),
            _RECOVERY: every(AGAIN_SECONDS, recover),
        }
        self._tasks = [asyncio.create_task(loop, name=name) for name, loop in (loops | more).items()]

    def ended(self) -> str | None:
        """Tell what has ended that ought to go on; nothing where nothing has."""
        ended = [task.get_name() for task in self._tasks if task.done()]
        return f"what goes on behind {self._name} has ended ({', '.join(ended)}); start the service anew" if ended else None

    def take_on_nothing_more(self) -> None:
        """Leave what was left unfinished to whoever runs next."""
        for task in self._tasks:
            if task.get_name() == _RECOVERY:
                task.cancel()

    async def finish(self, seconds: float) -> None:
        """Finish what was acknowledged, for so many seconds, and leave the rest to whoever runs next."""
        left = await self._works.finish(seconds)
        if left:
            log.warning("left for the next start: %d that were acknowledged", left)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def every(seconds: float, work: Callable[[], Awaitable[object]]) -> None:
    """Do something again and again, whatever goes wrong with it."""
    while True:
        await tried(work())
        await asyncio.sleep(seconds)


async def tried(work: Awaitable[object]) -> bool:
    """Do something that is tried again later where it fails."""
    try:
        return bool(await work)
    except StoreError as error:
        log.warning("%s", error)
    except Exception as error:  # noqa: BLE001 - what goes on behind must go on
        log.error("what goes on behind a channel failed: %s", where(error))  # noqa: TRY400 - by its kind
    return False
