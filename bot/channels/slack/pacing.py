"""Calls of Slack's Web API that nobody waits for: made no sooner than Slack wants to hear of them, and given up for now after a short while."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError

from bot.channels.slack.web import Trouble, asked_for, code, like, trouble
from bot.reminders.courier import TryLaterError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.message import Clock

_TRIES = 3
_SECONDS = 10
"""So long a call may take."""
_PAUSE = 1.0
"""Seconds before another try where Slack names none; twice that before the next."""
_BUSY = "Slack is busy and wants to be left alone for a while. It is tried again by itself."


class RefusedError(Exception):
    """Slack refused a call, and trying it again as it is won't help. Its text is Slack's own word for it."""

    def __init__(self, means: Trouble, word: str) -> None:
        """Keep what it means, and Slack's word (`is_archived`)."""
        super().__init__(word)
        self.means, self.word = means, word


class Pacing:
    """Makes calls; remembers for which of them Slack asked for a pause, so that a hundred messages don't each wait for the same."""

    def __init__(self, clock: Clock, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep) -> None:
        """Call by a clock; tests give it another way to wait."""
        self._clock, self._sleep = clock, sleep
        self._held: dict[tuple[str, str], datetime] = {}

    async def call(self, client: AsyncWebClient, method: str, args: Mapping[str, Any], patience: float) -> Mapping[str, Any]:
        """Make a call, with a few tries.

        Args:
            client: with the workspace's token; how often it would itself try again does not count here.
            method: Slack's name of it (`chat.postMessage`).
            args: what is sent.
            patience: so many seconds in all it may wait for its turn.

        Returns:
            Slack's answer.

        Raises:
            RefusedError: Slack refuses it for good.
            TryLaterError: Slack is busy for longer than that, or can't be reached.

        """
        single = like(client, [], _SECONDS)
        limited = (client.token or "", method)  # Slack counts by workspace and method
        for number in range(1, _TRIES + 1):
            patience -= await self._turn(limited, patience)
            try:
                async with asyncio.timeout(_SECONDS):
                    answer = await single.api_call(method, json=dict(args))
            except Exception as error:
                means = trouble(error)
                if means is None:
                    raise
                word = code(error) if isinstance(error, SlackApiError) else type(error).__name__
                if means is not Trouble.BUSY:
                    raise RefusedError(means, word) from None
                asked = asked_for(error)
                self._held[limited] = self._clock() + timedelta(seconds=asked or _PAUSE * number)
                if number == _TRIES:
                    raise TryLaterError(_BUSY if asked else f"Slack can't be reached ({word}). It is tried again.") from None
            else:
                data: Mapping[str, Any] = answer.data if isinstance(answer.data, dict) else {}
                return data
        raise AssertionError  # the last try returns or raises

    async def _turn(self, limited: tuple[str, str], patience: float) -> float:
        """Wait until a call may be made.

        Returns:
            How many seconds that took.

        Raises:
            TryLaterError: it takes too long.

        """
        until = self._held.get(limited)
        wait = (until - self._clock()).total_seconds() if until is not None else 0.0
        if wait <= 0:
            self._held.pop(limited, None)
            return 0.0
        if wait > patience:
            raise TryLaterError(_BUSY)
        await self._sleep(wait)
        return wait
