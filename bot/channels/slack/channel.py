"""Slack as a channel of the service: its ways in, its courier, and what goes on behind them while it runs."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request

from bot.casework.identities import Channel
from bot.channels.behind import AGAIN_SECONDS, Behind, tried
from bot.channels.once import Once
from bot.channels.slack.app import Gateway, make_app
from bot.channels.slack.courier import SlackCourier
from bot.channels.slack.genuine import Genuine, NotSlackError
from bot.channels.slack.health import lost
from bot.channels.slack.oauth import INSTALL, REDIRECT, OAuth
from bot.channels.slack.office import Office
from bot.channels.slack.recovery import recover
from bot.channels.slack.socket import Socket
from bot.channels.slack.workspaces import Workspaces
from bot.channels.works import Works
from bot.logs import where
from bot.reminders.scheduler import worker_name
from bot.store.errors import StoreError

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.casework.desk import Desk
    from bot.config import Settings
    from bot.metrics import Metrics
    from bot.reminders.courier import Courier

log = logging.getLogger(__name__)
EVENTS = "/slack/events"


class SlackChannel:
    """Everything of Slack in one process."""

    name = "slack"
    channel = Channel.SLACK

    def __init__(self, desk: Desk, assistant: Assistant, settings: Settings, metrics: Metrics) -> None:
        """Make it, inside a running loop; nothing is asked or opened yet."""
        self._settings, self._metrics = settings, metrics
        self.workspaces = Workspaces(replace(desk, store=desk.store.urgent), settings)
        once = Once(desk.store.urgent, desk.clock, self.name, worker_name())
        self.works = Works(once)
        self.office = Office(desk, assistant, settings, once, self.works, self.workspaces)
        self._oauth = OAuth(desk, settings, self.workspaces, tokens) if (tokens := self.workspaces.tokens) is not None else None
        self.gateway = Gateway(make_app(self.office, self._oauth), self.office)
        self.courier = self.office.courier = SlackCourier(desk, self.workspaces)
        secret = settings.slack_signing_secret
        self._genuine = Genuine(secret.get_secret_value()) if secret else None
        token = settings.slack_app_token
        self._socket = Socket(self.gateway, token.get_secret_value(), settings.slack_base_url) if token else None
        self._behind = Behind("Slack", self.works)
        self._session: aiohttp.ClientSession | None = None

    def settle_through(self, courier: Courier) -> None:
        """Show what was done on one copy of a nudge on its others, through all channels' couriers."""
        self.office.courier = courier

    def routes(self) -> list[web.RouteDef]:
        """Give the addresses that Slack and those who install the bot call. Without a signing secret nobody could tell who calls: then it is closed."""
        made: list[web.RouteDef] = []
        if self._genuine is not None:
            made.append(web.post(EVENTS, partial(self._events, self._genuine)))
        if self._oauth is not None:
            made += [web.get(INSTALL, self._install), web.get(REDIRECT, self._redirect)]
        return made

    async def start(self) -> None:
        """Begin: read what is installed, and start what goes on behind.

        Raises:
            StoreError: the register can't be read.

        """
        self._session = aiohttp.ClientSession()
        self.workspaces.session = self.gateway.app.client.session = self._session
        await self.workspaces.load()
        more = {"socket": self._listen(self._socket)} if self._socket is not None else {}
        self._behind.start(self._recover, token=self._learn(), **more)

    async def ready(self) -> str | None:
        """Tell what is missing for work to be taken on; nothing where nothing is."""
        if not self.workspaces.learned:
            return "Slack has not said yet whose SLACK_BOT_TOKEN is"
        if (ended := self._behind.ended()) is not None:
            return ended
        if self._socket is not None and not await self._socket.connected():
            return "the connection of Socket Mode is not open"
        with suppress(StoreError):  # that is told of the database
            return await lost(self.workspaces)
        return None

    async def close(self) -> None:
        """Take on nothing more over the socket, nor of what was left unfinished; the addresses are closed by the service."""
        self._behind.take_on_nothing_more()
        if self._socket is not None:
            await self._socket.close()

    async def finish(self, seconds: float) -> None:
        """Finish what was acknowledged, for so many seconds, and leave the rest to whoever runs next."""
        await self._behind.finish(seconds)
        if self._session is not None:
            await self._session.close()

    # --- the addresses

    async def _events(self, genuine: Genuine, request: web.Request) -> web.StreamResponse:
        began, budget = time.monotonic(), self.gateway.budget()
        try:
            taken = await genuine.opened(request)
        except NotSlackError as error:
            return self._counted(web.Response(status=error.status, text=str(error)), began)
        return self._counted(await to_aiohttp_response(await self.gateway.take(taken, budget)), began)

    def _counted(self, response: web.Response, began: float) -> web.Response:
        self._metrics.requests.labels(self.name, str(response.status)).inc()
        self._metrics.seconds.labels(self.name).observe(time.monotonic() - began)
        return response

    async def _install(self, request: web.Request) -> web.StreamResponse:
        return await self._through_oauth(request, redirected=False)

    async def _redirect(self, request: web.Request) -> web.StreamResponse:
        return await self._through_oauth(request, redirected=True)

    async def _through_oauth(self, request: web.Request, *, redirected: bool) -> web.StreamResponse:
        if self._oauth is None:
            raise web.HTTPNotFound
        asked = await to_bolt_request(request)
        try:
            return await to_aiohttp_response(
                await (self._oauth.handle_callback(asked) if redirected else self._oauth.handle_installation(asked))
            )
        except StoreError as error:
            return web.Response(status=503, text=f"{error} Then open the link again.")

    # --- what goes on behind

    async def _learn(self) -> None:
        """Ask whose the token is until Slack says so; nothing is taken on before. Where Slack refuses it later, ask now and then whether it is good again."""
        while True:
            await tried(self.workspaces.learn())  # while the token is good, nothing is asked
            await asyncio.sleep(AGAIN_SECONDS)

    async def _recover(self) -> None:
        """Take on what was left unfinished, once it is known whose the token is."""
        await self.workspaces.until_learned()
        await recover(self.gateway.take, self.office)

    async def _listen(self, socket: Socket) -> None:
        await self.workspaces.until_learned()
        while True:
            try:
                await socket.keep_open()
            except Exception as error:  # noqa: BLE001 - whatever it was, it is tried again
                log.error("Slack can't be listened to: %s; tried again in a moment", where(error))  # noqa: TRY400 - by its kind
                await tried(socket.close())
            await asyncio.sleep(AGAIN_SECONDS)
