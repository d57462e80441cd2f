"""Teams as a channel of the service: its way in, and what goes on behind it while it runs."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from aiohttp import web

from bot.casework.identities import Channel
from bot.channels.once import Once
from bot.channels.teams import dialogs, lifecycle, messages, pressing
from bot.channels.teams.conversations import Conversations
from bot.channels.teams.courier import TeamsCourier
from bot.channels.teams.framework.adapter import PATH, Framework
from bot.channels.teams.office import Office
from bot.channels.teams.ports import Kind
from bot.channels.works import Works
from bot.logs import where
from bot.reminders.scheduler import worker_name
from bot.store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from bot.assistant import Assistant
    from bot.casework.desk import Desk
    from bot.channels.teams.framework.adapter import Edge
    from bot.channels.teams.ports import Answer, Arrival
    from bot.config import Settings
    from bot.metrics import Metrics
    from bot.reminders.courier import Courier

log = logging.getLogger(__name__)
_LOOK_SECONDS = 5.0
"""How often it is looked at whether something was left unfinished."""
_FORGET_SECONDS = 3600.0
_RECOVER = "recovery"
ENTRANCES = {
    Kind.MESSAGE: messages.message,
    Kind.SUBMIT: pressing.submitted,
    Kind.INSTALLED: lifecycle.installed,
    Kind.REMOVED: lifecycle.removed,
}
WINDOWS = {
    Kind.EXECUTE: pressing.executed,
    Kind.TASK_FETCH: dialogs.fetched,
    Kind.TASK_SUBMIT: dialogs.sent,
    Kind.ACTION_FETCH: dialogs.acted,
    Kind.ACTION_SUBMIT: dialogs.sent,
}


class TeamsChannel:
    """Everything of Teams in one process."""

    channel = Channel.TEAMS

    def __init__(self, desk: Desk, assistant: Assistant, settings: Settings, metrics: Metrics, edge: Edge | None = None) -> None:
        """Make it, inside a running loop; nothing is asked or opened yet.

        Raises:
            NotSetUpError: Teams is set up wrongly.

        """
        self._metrics = metrics
        once = Once(desk.store, desk.clock, self.channel.value, worker_name())
        self.works = Works(once)
        self.framework = Framework(settings, self._receive, clock=desk.clock, edge=edge)
        conversations = Conversations(desk)
        self.office = Office(
            desk,
            assistant,
            settings.council or "",
            once,
            self.works,
            self.framework.wire,
            conversations,
            entrances=ENTRANCES,
            windows=WINDOWS,
        )
        self.courier = TeamsCourier(desk, conversations, self.framework.wire)
        self._tasks: list[asyncio.Task[None]] = []

    def settle_through(self, courier: Courier) -> None:
        """Show what was done on one copy of a nudge on its others, through all channels' couriers."""
        self.office.courier = courier

    def routes(self) -> list[web.RouteDef]:
        """Give the address that Teams calls."""
        return [web.route("*", PATH, self._messages)]

    async def _messages(self, request: web.Request) -> web.Response:
        began = time.monotonic()
        response = await self.framework.handle(request)
        self._metrics.requests.labels(self.channel.value, str(response.status)).inc()
        self._metrics.seconds.labels(self.channel.value).observe(time.monotonic() - began)
        return response

    async def _receive(self, arrival: Arrival) -> Answer:
        return await self.office.receive(arrival)

    async def start(self) -> None:
        """Begin what goes on behind."""
        await self.framework.start()
        loops = {"claims": self._keep_up(), _RECOVER: self._recover(), "forgetting": self._forget()}
        self._tasks = [asyncio.create_task(loop, name=f"teams {name}") for name, loop in loops.items()]

    async def ready(self) -> str | None:
        """Tell what is missing for work to be taken on; nothing where nothing is."""
        ended = [task.get_name() for task in self._tasks if task.done()]
        if ended:
            return f"what goes on behind Teams has ended ({', '.join(ended)}); start the service anew"
        return await self.framework.ready()

    async def close(self) -> None:
        """Take on nothing more of what was left unfinished; the address is closed by the service."""
        for task in self._tasks:
            if task.get_name().endswith(_RECOVER):
                task.cancel()

    async def finish(self, seconds: float) -> None:
        """Finish what was acknowledged, for so many seconds, and leave the rest to whoever runs next."""
        left = await self.works.finish(seconds)
        if left:
            log.warning("left for the next start: %d that were acknowledged", left)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.framework.close()

    # --- what goes on behind

    async def _keep_up(self) -> None:
        while True:
            await _tried(self.works.keep_up())
            await asyncio.sleep(_LOOK_SECONDS)

    async def _recover(self) -> None:
        while True:
            await _tried(self.office.recover())
            await asyncio.sleep(_LOOK_SECONDS)

    async def _forget(self) -> None:
        while True:
            await _tried(self.office.once.forget())
            await asyncio.sleep(_FORGET_SECONDS)


async def _tried(work: Awaitable[object]) -> None:
    """Do something that is tried again later where it fails."""
    try:
        await work
    except StoreError as error:
        log.warning("%s", error)
    except Exception as error:  # noqa: BLE001 - what goes on behind must go on
        log.error("what goes on behind Teams failed: %s", where(error))  # noqa: TRY400 - by its kind
