"""Teams as a channel of the service: its way in, and what goes on behind it while it runs."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from aiohttp import web

from bot.casework.identities import Channel
from bot.channels.behind import Behind
from bot.channels.once import Once
from bot.channels.teams import dialogs, lifecycle, messages, pressing
from bot.channels.teams.conversations import Conversations
from bot.channels.teams.courier import TeamsCourier
from bot.channels.teams.framework.adapter import PATH, Framework
from bot.channels.teams.office import Office
from bot.channels.teams.ports import Kind
from bot.channels.works import AT_ONCE, WAITING, Works
from bot.reminders.scheduler import worker_name

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.casework.desk import Desk
    from bot.channels.teams.framework.adapter import Edge
    from bot.channels.teams.ports import Answer, Arrival
    from bot.config import Settings
    from bot.metrics import Metrics
    from bot.reminders.courier import Courier

ENTRANCES = {
    Kind.MESSAGE: messages.message,
    Kind.SUBMIT: pressing.submitted,
    Kind.INSTALLED: lifecycle.installed,
    Kind.REMOVED: lifecycle.removed,
    Kind.JOINED: lifecycle.joined,
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
        once = Once(desk.store.urgent, desk.clock, self.channel.value, worker_name())
        self.works = Works(once, each=AT_ONCE, waiting=WAITING)  # there is one organisation: it need leave no room for others
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
            dialogs=not settings.teams_insecure,
        )
        self.courier = TeamsCourier(desk, self.office.council, conversations, self.framework.wire)
        self._behind = Behind("Teams", self.works)

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
        self._behind.start(self.office.recover)

    async def ready(self) -> str | None:
        """Tell what is missing for work to be taken on; nothing where nothing is."""
        if (ended := self._behind.ended()) is not None:
            return ended
        return await self.framework.ready()

    async def close(self) -> None:
        """Take on nothing more of what was left unfinished; the address is closed by the service."""
        self._behind.take_on_nothing_more()

    async def finish(self, seconds: float) -> None:
        """Finish what was acknowledged, for so many seconds, and leave the rest to whoever runs next."""
        await self._behind.finish(seconds)
        await self.framework.close()
