"""What there is no room for is left in the database: it is claimed there, and whoever has room takes it, the oldest first."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.channels.marks import tried

if TYPE_CHECKING:
    from bot.channels.once import Once


class Leaving:
    """Lets claims go, many with one write."""

    def __init__(self, once: Once) -> None:
        """Let the claims of a worker go."""
        self._once = once
        self._waiting: set[str] = set()
        self._going: asyncio.Task[None] | None = None

    def leave(self, event_id: str) -> None:
        """Have a claim let go, and return at once. Where that can't be written it runs out by itself."""
        self._waiting.add(event_id)
        if self._going is None or self._going.done():
            self._going = asyncio.create_task(tried(self._let_go()))

    def stay(self, event_id: str) -> None:
        """Keep a claim after all."""
        self._waiting.discard(event_id)

    async def _let_go(self) -> None:
        while self._waiting:
            some, self._waiting = self._waiting, set()
            await self._once.let_go(some)

    async def left(self) -> None:
        """Wait until all are let go."""
        if self._going is not None:
            await self._going
