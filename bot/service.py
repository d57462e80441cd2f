"""The service: the channels that are set up, the scheduler and what tells how it is, in one process behind one port."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from aiohttp import web
from sqlalchemy import text

from bot.channels import chosen
from bot.channels.couriers import Couriers
from bot.channels.slack import setup as slack_setup
from bot.channels.slack.channel import SlackChannel
from bot.channels.slack.health import shortfall
from bot.channels.teams import setup as teams_setup
from bot.channels.teams.channel import TeamsChannel
from bot.message import Message
from bot.metrics import Metrics
from bot.reminders.scheduler import make_scheduler
from bot.reminders.scheduler import stop as stop_sweeping
from bot.store.errors import StoreError
from protocol_data.basics import Reader

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.casework.desk import Desk
    from bot.channels.served import Served
    from bot.channels.teams.framework.adapter import Edge
    from bot.config import Settings

log = logging.getLogger(__name__)
FINISH_SECONDS = 25.0
"""So long the service goes on with what it acknowledged once it is told to stop: less than what containers are usually given."""
_LARGEST = 4 << 20
"""Bytes: far more than Slack or Teams ever sends."""


class NothingSetUpError(Exception):
    """There is no channel to serve, or one is set up so that it can't run."""


class Service:
    """Everything that runs in one process."""

    def __init__(self, settings: Settings, desk: Desk, assistant: Assistant, *, sweep_seconds: int = 120, edge: Edge | None = None) -> None:
        """Make the service, inside a running loop.

        Args:
            settings: the deployment's.
            desk: the register, brought up to date.
            assistant: what answers.
            sweep_seconds: between two sweeps for nudges.
            edge: where Microsoft is, for tests.

        Raises:
            NothingSetUpError: no channel is set up, or one wrongly.

        """
        wrong = chosen.wrong(settings, desk.library.keys)
        if wrong:
            raise NothingSetUpError("; ".join(f"{its.what} {its.says}. {its.mend}" for its in wrong) + " `clerk doctor` tells more.")
        if not chosen.any_on(settings):
            raise NothingSetUpError(
                "no channel is set up: set SLACK_BOT_TOKEN or MicrosoftAppId and the others, or talk here with `clerk chat`. See `clerk doctor`."
            )
        self._settings, self._desk, self._assistant = settings, desk, assistant
        self.metrics = Metrics()
        self.slack = SlackChannel(desk, assistant, settings, self.metrics) if slack_setup.is_on(settings) else None
        self.teams = TeamsChannel(desk, assistant, settings, self.metrics, edge) if teams_setup.is_on(settings) else None
        self._channels: list[Served] = [its for its in (self.slack, self.teams) if its is not None]
        self._courier = Couriers(desk.store, {its.channel: its.courier for its in self._channels})
        for its in self._channels:
            its.settle_through(self._courier)
        self._scheduler = make_scheduler(desk, self._courier, every_seconds=sweep_seconds)
        self._runner: web.AppRunner | None = None
        self._ready = False
        for its in self._channels:
            self.metrics.watch(its.channel.value, its.works, lambda: self._ready)

    @property
    def port(self) -> int:
        """The port on which it listens: the one of the settings, or whichever was free where that is 0."""
        if self._runner is None or not self._runner.addresses:
            raise RuntimeError("the service is not started")
        port: int = self._runner.addresses[0][1]
        return port

    async def start(self) -> None:
        """Begin to listen.

        Raises:
            StoreError: the register can't be used.
            OSError: the port is taken, or may not be used.

        """
        await self._warm_up()
        app = web.Application(client_max_size=_LARGEST)
        own = [web.get("/healthz", self._healthz), web.get("/readyz", self._readyz), web.get("/metrics", self._metrics)]
        app.add_routes([*(route for its in self._channels for route in its.routes()), *own])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=5.0)
        await self._runner.setup()
        try:
            for its in self._channels:
                await its.start()
            await web.TCPSite(self._runner, self._settings.host, self._settings.port).start()
        except BaseException:
            await self.stop(0)
            raise
        self._scheduler.start()
        log.info("listening on %s:%d", self._settings.host, self.port)

    async def stop(self, seconds: float = FINISH_SECONDS) -> None:
        """Stop: take on nothing more, finish what was acknowledged and the nudge in flight, leave the rest to the next start.

        Args:
            seconds: how long to go on, all in all; requests that are open have five of them to be answered.

        """
        until = asyncio.get_running_loop().time() + seconds
        for its in self._channels:
            await its.close()
        if self._runner is not None:
            await self._runner.cleanup()
        await stop_sweeping(self._scheduler, _left(until))  # first, for what it sends goes over the connections that a channel's end closes
        left = _left(until)
        await asyncio.gather(*(its.finish(left) for its in self._channels))

    async def _warm_up(self) -> None:
        """Ask once what everybody asks, so that nobody's first question waits for the models."""
        councils = [self._settings.council] if self._settings.council else list(self._desk.library.keys)
        for council in councils:
            await self._assistant.reply(Message("help", council, Reader.MEMBER, self._desk.now(), "warm-up"))

    # --- what tells how it is

    async def _healthz(self, _: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def _readyz(self, _: web.Request) -> web.Response:
        missing = {"database": await self._database(), **{its.channel.value: await its.ready() for its in self._channels}}
        self._ready = not any(missing.values())
        told: dict[str, object] = {"ready": self._ready, "checks": {name: says or "ok" for name, says in missing.items()}}
        if self.slack is not None and (short := shortfall(self.slack.workspaces)) is not None:
            told["degraded"] = {self.slack.channel.value: short}  # the others are served all the same
        return web.json_response(told, status=200 if self._ready else 503)

    async def _database(self) -> str | None:
        try:
            async with self._desk.store.read() as session:
                await session.execute(text("SELECT 1"))
        except StoreError as error:
            return str(error)
        return None

    async def _metrics(self, _: web.Request) -> web.Response:
        return web.Response(body=self.metrics.text(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})


def _left(until: float) -> float:
    """Give the seconds until then, by the loop's clock; none where it is past."""
    return max(0.0, until - asyncio.get_running_loop().time())
