"""The door: who is on the way to an acknowledgement goes first."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE_SECONDS = 0.3
"""So long work that could begin waits for acknowledgements."""


class Door:
    """Knows how much is on its way to an acknowledgement, for which somebody waits; work lets it go first."""

    def __init__(self) -> None:
        """Begin with nobody at the door."""
        self._entering = 0
        self._nobody = asyncio.Event()
        self._nobody.set()

    @contextmanager
    def entering(self) -> Iterator[None]:
        """Be on the way to an acknowledgement."""
        self._entering += 1
        self._nobody.clear()
        try:
            yield
        finally:
            self._entering -= 1
            if not self._entering:
                self._nobody.set()

    async def quiet(self) -> None:
        """Wait until nobody is at the door, but not for long: it may never be so."""
        if self._nobody.is_set():
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._nobody.wait()
