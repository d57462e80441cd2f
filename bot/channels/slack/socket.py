"""Socket Mode: Slack sends over a connection that the bot opens, so that it needs no public address. A connection that has gone deaf is opened anew."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient

from bot.channels.slack.web import QUIET, Trouble, code, make_client, trouble

if TYPE_CHECKING:
    from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
    from slack_sdk.socket_mode.request import SocketModeRequest

    from bot.channels.slack.app import Gateway

log = logging.getLogger(__name__)
_PING_SECONDS = 5
_LOOK_SECONDS = 20
"""How often it is looked at whether the connection is alive; Slack's library does so by itself, and has been seen to miss it."""


class _Client(SocketModeClient):
    """Slack's library, which asks for a new address by itself, again and again; a refusal is told in plain words."""

    async def issue_new_wss_url(self) -> str:
        """Ask for an address to connect to."""
        try:
            return await super().issue_new_wss_url()
        except SlackApiError as error:
            if trouble(error) is Trouble.REVOKED:
                log.error("Slack refuses SLACK_APP_TOKEN (%s). `clerk doctor` tells more.", code(error))  # noqa: TRY400 - plain words
            raise


class Socket:
    """The connection, kept open."""

    def __init__(self, gateway: Gateway, app_token: str, base_url: str) -> None:
        """Lead to a gateway.

        Args:
            gateway: the way into the app.
            app_token: the app's token, `xapp-...`.
            base_url: the address of the Web API.

        """
        self._gateway, self._token, self._base_url = gateway, app_token, base_url
        self._client: _Client | None = None

    async def connected(self) -> bool:
        """Tell whether the connection is open and answers."""
        return self._client is not None and await self._client.is_connected()

    async def keep_open(self) -> None:
        """Open the connection and keep it open, for as long as the task runs."""
        self._client = _Client(
            self._token, logger=QUIET, web_client=make_client(self._base_url), ping_interval=_PING_SECONDS, trace_enabled=False
        )
        self._client.socket_mode_request_listeners.append(self._take)
        await self._client.connect()  # type: ignore[no-untyped-call]
        log.info("connected to Slack")
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            if not await self._client.is_connected():
                log.warning("the connection to Slack is gone; opened anew")
                with contextlib.suppress(Exception):  # tried again at the next look
                    await self._client.connect_to_new_endpoint(force=True)

    async def close(self) -> None:
        """Take on nothing more."""
        if self._client is not None:
            await self._client.close()  # type: ignore[no-untyped-call]

    async def _take(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """Take on an envelope; it is acknowledged once it is claimed."""
        taken = AsyncBoltRequest(mode="socket_mode", body=request.payload, headers=build_headers(request))
        response = await self._gateway.take(taken, self._gateway.budget())
        await send_async_response(client, request, response, 0)
