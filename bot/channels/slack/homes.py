"""Home pages, brought up to date behind the answers: where Slack wants a pause, that is waited for aside, and one page is published for all that changed meanwhile."""

from __future__ import annotations

import logging
import time
from functools import partial
from typing import TYPE_CHECKING

from slack_sdk.errors import SlackApiError

from bot.channels.later import LONGEST_PAUSE, PAUSES, PauseError
from bot.channels.slack import homepage
from bot.channels.slack.web import asked_for, without_patience
from bot.store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.casework.desk import Desk
    from bot.channels.slack.call import Call
    from bot.channels.slack.who import Caller
    from bot.channels.works import Works

log = logging.getLogger(__name__)


class Homes:
    """Publishes home pages."""

    def __init__(self, desk: Desk, works: Works, seconds: Callable[[], float] = time.monotonic) -> None:
        """Publish what stands in a register.

        Args:
            desk: the register.
            works: where it is done.
            seconds: a clock that only goes forward.

        """
        self._desk, self._works, self._seconds = desk, works, seconds
        self._held: dict[str, float] = {}
        """Until when Slack wants no page, by workspace."""
        self._waits: dict[tuple[str, str], tuple[Call, int, Caller]] = {}
        """Whose page waits for that, for which call, how often it has, and as who they were last. It is made when it is published: no later call waits beside it."""

    def refresh(self, call: Call, caller: Caller) -> None:
        """Bring somebody's page up to date after a change, and return at once; it is not worth failing for."""
        self._works.start(None, call.home_lane, partial(self._quietly, call, caller))

    async def _quietly(self, call: Call, caller: Caller) -> None:
        try:
            await self.publish(call, caller)
        except (SlackApiError, StoreError) as error:
            log.warning("a home page could not be brought up to date: %s", type(error).__name__)

    async def publish(self, call: Call, caller: Caller) -> None:
        """Publish somebody's page as things stand now; nothing while another call of theirs waits out Slack's pause to do so.

        Args:
            call: what it is published for.
            caller: whose page.

        Raises:
            PauseError: Slack wants a pause first.
            SlackApiError: Slack does not take it, or wants too long a pause.
            StoreError: the register can't be read.

        """
        whose = (caller.team, caller.user)
        pause = self._held.get(caller.team, 0.0) - self._seconds()
        waits, times, last = self._waits.get(whose, (call, 0, caller))
        if waits is not call:
            if pause > 0:
                self._waits[whose] = (waits, times, caller)
                return
            times, last = 0, caller  # the pause is over, and whoever waited may have come to nothing: they are not relied on
        if pause > 0 and times < PAUSES:
            self._waits[whose] = (call, times + 1, last)
            raise PauseError(pause)
        self._waits.pop(whose, None)
        self._held.pop(caller.team, None)
        try:
            await without_patience(call.client).views_publish(user_id=caller.user, view=await homepage.page(self._desk, last))
        except SlackApiError as error:
            asked = asked_for(error)
            if asked is None or asked > LONGEST_PAUSE or times >= PAUSES:
                raise
            self._held[caller.team] = self._seconds() + asked
            self._waits[whose] = (call, times + 1, last)
            raise PauseError(asked) from error
