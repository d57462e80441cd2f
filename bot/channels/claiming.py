"""Claiming within the time that a platform waits: what it was told is not taken is not carried out later as if it had been."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.channels.marks import tried
from bot.store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.channels.leaving import Leaving
    from bot.channels.marks import Marks
    from bot.channels.once import Claim, Once

TOO_LATE = "claimed too late"
"""Why something failed of which the platform was told that it is not taken, and which it does not send again."""


class Claiming:
    """Claims what comes, and gives back what was claimed too late."""

    def __init__(self, once: Once, marks: Marks, leaving: Leaving) -> None:
        """Claim for a worker, whose ends are marked and whose claims are let go by these."""
        self._once, self._marks, self._leaving = once, marks, leaving
        self._late: set[asyncio.Task[None]] = set()

    async def claim(self, event_id: str, body: Mapping[str, Any], seconds: float, *, tenant: str = "", comes_again: bool) -> Claim:
        """Claim something.

        A claim that is not written in time may still be written: it stands in a lot with others' and waits for the database. Then it is let go, so that
        whoever is free takes it at once; but what the platform does not send again is marked as failed, for somebody was told that it was not taken.

        Args:
            event_id: the platform's own id of it.
            body: what was sent.
            seconds: how long the platform waits.
            tenant: the workspace or organisation that it came from.
            comes_again: the platform sends again what was not acknowledged.

        Returns:
            Whether it is to be done now.

        Raises:
            StoreError: the claim can't be written; then it must not be acknowledged.
            TimeoutError: it was not written in time; then neither.

        """
        if seconds <= 0:
            raise TimeoutError
        claiming = asyncio.create_task(self._once.claim(event_id, body, tenant))
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.shield(claiming)
        except (TimeoutError, asyncio.CancelledError):
            task = asyncio.create_task(tried(self._give_back(claiming, event_id, comes_again=comes_again)))
            self._late.add(task)
            task.add_done_callback(self._late.discard)
            raise

    async def _give_back(self, claiming: asyncio.Task[Claim], event_id: str, *, comes_again: bool) -> None:
        try:
            claim = await claiming
        except StoreError:
            return  # it was not written: there is nothing to give back
        if not claim.ours:
            return
        if comes_again:
            self._leaving.leave(event_id)
            return
        self._marks.note(event_id, TOO_LATE)
        await self._marks.one(event_id)

    async def settled(self) -> None:
        """Wait until what was claimed too late is given back."""
        while self._late:
            await asyncio.wait(list(self._late))
        await self._leaving.left()
