"""What is finished is marked so in the database: at once, or as soon as it can be written."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from bot.store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from bot.channels.once import Once

log = logging.getLogger(__name__)


class Marks:
    """Marks what has ended."""

    def __init__(self, once: Once) -> None:
        """Mark the claims of a worker."""
        self._once = once
        self._why: dict[str, str | None] = {}

    @property
    def missing(self) -> set[str]:
        """What is finished and could not be marked so yet."""
        return set(self._why)

    def note(self, event_id: str, why: str | None) -> None:
        """Note that something has ended; `one` or `all` marks it.

        Args:
            event_id: its claim.
            why: the kind of error with which it failed; nothing where it is done.

        """
        self._why[event_id] = why

    async def one(self, event_id: str) -> None:
        """Mark what was noted.

        Raises:
            StoreError: it can't be written yet.

        """
        if event_id not in self._why:
            return  # by the other way meanwhile
        why = self._why[event_id]
        await (self._once.done(event_id) if why is None else self._once.failed(event_id, why))
        self._why.pop(event_id, None)

    async def all(self) -> None:
        """Mark all that could not be marked before.

        Raises:
            StoreError: it can't be written yet.

        """
        outcomes = await asyncio.gather(*(self.one(event_id) for event_id in list(self._why)), return_exceptions=True)
        for error in outcomes:
            if isinstance(error, BaseException):
                raise error


async def tried(marking: Awaitable[object]) -> None:
    """Write something to the database that is tried again later where it can't be written."""
    try:
        await marking
    except StoreError as error:
        log.warning("what is finished can't be marked so yet, or claims can't be kept up: %s", error)
