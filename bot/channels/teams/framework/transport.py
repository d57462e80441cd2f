"""How the library's client speaks to the Bot Connector: over our own connections, with our token and our time limits, so that the loop never stands still.

The library's way blocks the loop to get a token, sends in threads, waits a hundred seconds and logs what is sent.
"""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Self

import yarl
from botframework.connector import BotFrameworkConnectorConfiguration
from botframework.connector.aio import ConnectorClient
from botframework.connector.auth import ConnectorFactory, MicrosoftAppCredentials
from msrest.pipeline import Response
from msrest.pipeline.async_abc import AsyncHTTPSender, AsyncPipeline
from msrest.pipeline.universal import RawDeserializer
from msrest.universal_http.async_abc import AsyncClientResponse

from bot.channels.teams.framework.http import as_json
from bot.channels.teams.ports import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

    import aiohttp
    from msrest.pipeline import Request
    from msrest.universal_http import ClientRequest

    from bot.channels.teams.framework.credentials import Tokens
    from bot.channels.teams.framework.http import Http

_CODE = re.compile(r'"code"\s*:\s*"([A-Za-z0-9_]{1,60})"')
_KEPT = 32


class StatusError(Exception):
    """The Bot Connector answered with something other than success."""

    def __init__(self, status: int, code: str = "", retry_after: float | None = None) -> None:
        """Keep its status, its own word for what is wrong (`BotNotInConversationRoster`), and the seconds after which it wants to be asked again."""
        super().__init__(f"{status} {code}".strip())
        self.status, self.code, self.retry_after = status, code, retry_after


class Connectors(ConnectorFactory):  # type: ignore[misc]  # the library is not typed
    """Makes clients, one for each address."""

    def __init__(self, http: Http, tokens: Tokens, trusts: Callable[[str], bool]) -> None:
        """Speak only to addresses that are trusted: our token goes there."""
        self._sender, self._trusts = _Sender(http, tokens), trusts
        self._made: dict[str, ConnectorClient] = {}

    async def create(self, service_url: str, audience: str = "") -> ConnectorClient:  # noqa: ARG002 - as the library has it
        """Give the client of an address, as the library asks for it."""
        return self.client(service_url)

    def client(self, service_url: str) -> ConnectorClient:
        """Give the client of an address.

        Raises:
            RefusedError: it is not one of Microsoft's.

        """
        if not self._trusts(service_url):
            raise RefusedError("The conversation's address is not one of Microsoft's: nothing is sent there.")
        if service_url not in self._made:
            if len(self._made) >= _KEPT:
                self._made.pop(next(iter(self._made)))
            self._made[service_url] = self._new(service_url)
        return self._made[service_url]

    def _new(self, service_url: str) -> ConnectorClient:
        def pipeline(config: BotFrameworkConnectorConfiguration) -> AsyncPipeline[Any, Any]:
            return AsyncPipeline([config.user_agent_policy, RawDeserializer()], self._sender)

        config = BotFrameworkConnectorConfiguration(MicrosoftAppCredentials.empty(), service_url, pipeline_type=pipeline)
        return ConnectorClient(None, custom_configuration=config)


class _Sender(AsyncHTTPSender[Any, Any]):
    """Sends one request of the library's."""

    def __init__(self, http: Http, tokens: Tokens) -> None:
        self._http, self._tokens = http, tokens

    async def send(self, request: Request[Any], **_: Any) -> Response[Any, Any]:  # noqa: ANN401 - as msrest has it
        try:
            return await self._once(request, await self._tokens.bearer())
        except StatusError as error:
            if error.status != HTTPStatus.UNAUTHORIZED:
                raise
        return await self._once(request, await self._tokens.bearer(fresh=True))

    async def _once(self, request: Request[Any], token: str) -> Response[Any, Any]:
        asked = request.http_request
        data = as_json(json.loads(asked.data)) if isinstance(asked.data, str) else asked.data  # the library escapes what is not ASCII
        headers = {name: its for name, its in asked.headers.items() if name.lower() != "content-length"}  # of the library's own writing
        if token:
            headers["Authorization"] = f"Bearer {token}"
        address = yarl.URL(asked.url, encoded=True)
        async with self._http.session.request(asked.method, address, data=data, headers=headers, allow_redirects=False) as answer:
            read = await answer.read()
            if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
                found = _CODE.search(read.decode(errors="replace"))
                raise StatusError(answer.status, found[1] if found else "", _seconds(answer.headers.get("Retry-After")))
            return Response(request, _Answer(asked, answer, read))

    def build_context(self) -> None:
        """Give the library nothing to carry along."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close nothing: the connections are others' as well."""


class _Answer(AsyncClientResponse):
    """An answer that was read, as the library wants it."""

    def __init__(self, request: ClientRequest, answer: aiohttp.ClientResponse, read: bytes) -> None:
        super().__init__(request, answer)
        self.status_code, self.reason, self._read = answer.status, answer.reason, read
        self.headers = {"content-type": "application/json"} if read.strip() else {}

    def body(self) -> bytes:
        return self._read.strip()

    def raise_for_status(self) -> None:
        """Do nothing: what failed never gets here."""


def _seconds(retry_after: str | None) -> float | None:
    """Read `Retry-After`; a date in it counts as not told."""
    try:
        seconds = float(retry_after or "")
    except ValueError:
        return None
    return seconds if 0 <= seconds < float("inf") else None
