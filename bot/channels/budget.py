"""The seconds within which a platform waits for its answer: one budget, counted from a request's arrival and shared by all that has to come before."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

Seconds = Callable[[], float]
"""A clock that only goes forward, in seconds from whenever. Passed in, so that tests set it."""


class Budget:
    """What is left of the time."""

    def __init__(self, seconds: float, clock: Seconds = time.monotonic) -> None:
        """Begin now.

        Args:
            seconds: how long the platform waits, less a margin for the way.
            clock: counts the seconds.

        """
        self._clock, self._until = clock, clock() + seconds

    @property
    def left(self) -> float:
        """How many seconds are left; none where it is used up."""
        return max(0.0, self._until - self._clock())

    def within(self, most: float | None = None) -> asyncio.Timeout:
        """Give a step what is left.

        Args:
            most: no more seconds than that.

        Returns:
            `async with` it: what takes longer raises TimeoutError, and at once where nothing is left.

        """
        return asyncio.timeout(self.left if most is None else min(most, self.left))
