"""Microsoft's CloudAdapter behind `/api/messages`: what it is given has been checked and verified by us, and what it is answered is written by us."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from aiohttp import web
from botbuilder.core import InvokeResponse
from botbuilder.integration.aiohttp import CloudAdapter
from botbuilder.schema import Activity, ActivityTypes
from botframework.connector.auth import AuthenticateRequestResult, BotFrameworkAuthentication, ClaimsIdentity
from msrest.exceptions import ClientException

from bot.channels.setup import State
from bot.channels.teams.framework import credentials, trusting
from bot.channels.teams.framework.checking import NotTakenError, check_head, check_shape, read_body
from bot.channels.teams.framework.connector import Connector
from bot.channels.teams.framework.http import Http, as_json
from bot.channels.teams.framework.keys import OPENID, Keys, NoKeysError
from bot.channels.teams.framework.translating import arrival
from bot.channels.teams.framework.transport import Connectors
from bot.channels.teams.framework.verifying import Verifier
from bot.channels.teams.ports import Answer, NotNowError, WireError
from bot.channels.teams.setup import findings, is_on
from bot.logs import where
from bot.message import system_clock

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from botbuilder.core import TurnContext
    from botframework.connector.auth import ConnectorFactory

    from bot.channels.teams.framework.credentials import Tokens
    from bot.channels.teams.ports import Arrival, Receive, Wire
    from bot.config import Settings
    from bot.message import Clock

log = logging.getLogger(__name__)
PATH = "/api/messages"
_MESSAGE_SECONDS = 12.0
"""Teams waits 15 for an answer to a message."""
_INVOKE_SECONDS = 9.0
"""Teams waits some ten for the answer to a card, fewer for a dialog."""
_AGAIN_SECONDS = "5"
_READY_SECONDS = 2.0
"""So long it is waited for a token where it is asked whether all is ready."""
_TEAMS = frozenset({"msteams"})
_PLAYGROUND = frozenset({"msteams", "emulator"})


class NotSetUpError(Exception):
    """The settings for Teams are at fault; its text says how to mend them."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Where Microsoft is; tests put servers of their own in its place."""

    openid: str = OPENID
    """The address of the OpenID metadata with the Bot Connector's keys."""
    trusts: Callable[[str], bool] | None = None
    """Tells whether an address may be spoken to; by the settings where it is not given."""
    tokens: Tokens | None = None
    """Gives the bot's own tokens; by the settings where it is not given."""
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep


class Framework:
    """The way in from Teams, and the wire back."""

    def __init__(self, settings: Settings, receive: Receive, *, clock: Clock = system_clock, edge: Edge | None = None) -> None:
        """Set it up; nothing is asked of Microsoft yet.

        Args:
            settings: of the deployment.
            receive: takes what arrives.
            clock: tells whether tokens and keys are valid.
            edge: where Microsoft is.

        Raises:
            NotSetUpError: Teams is not set up, or wrongly.

        """
        wrong = [its for its in findings(settings, ()) if its.state is State.WRONG]
        if wrong or not is_on(settings):
            raise NotSetUpError(
                "; ".join(f"{its.what} {its.says}. {its.mend}" for its in wrong) or "Teams is not set up: set MicrosoftAppId."
            )
        edge = edge or Edge()
        self._receive, self._insecure = receive, settings.teams_insecure
        self._trusts = edge.trusts or (trusting.loopback if self._insecure else trusting.microsoft)
        self._http = Http(proxies=not self._insecure and edge.trusts is None)
        self._tokens = edge.tokens or credentials.tokens(settings, clock)
        self._verifier = None if self._insecure else _verifier(settings, edge.openid, self._http, clock)
        connectors = Connectors(self._http, self._tokens, self._trusts)
        self._identity = _identity(settings, connectors)
        self._adapter = CloudAdapter(_Authentication(connectors))
        self.wire: Wire = Connector(connectors, edge.sleep)
        self._first: asyncio.Task[None] | None = None

    def routes(self) -> list[web.RouteDef]:
        """Give what belongs into the service's application."""
        return [web.route("*", PATH, self.handle)]

    async def start(self) -> None:
        """Begin to get the first token, so that nobody's first message waits for it; say loudly where there are no checks."""
        if self._insecure:
            log.warning("Teams: CLERK_TEAMS_INSECURE is set: whatever comes to %s is taken unchecked. Never so but for trying out.", PATH)
        self._first = asyncio.create_task(self._first_token())

    async def _first_token(self) -> None:
        try:
            await self._tokens.bearer()
        except WireError as error:
            log.warning("Teams: there is no token yet: %s", error)

    async def close(self) -> None:
        """Close the connections."""
        if self._first is not None:
            self._first.cancel()
            await asyncio.gather(self._first, return_exceptions=True)
        await self._http.close()

    async def ready(self) -> str | None:
        """Tell what keeps the bot from speaking in Teams, or nothing."""
        try:
            async with asyncio.timeout(_READY_SECONDS):
                await self._tokens.bearer()
        except WireError as error:
            return str(error)
        except TimeoutError:
            return "Microsoft has given no token yet."
        return None

    async def handle(self, request: web.Request) -> web.Response:
        """Answer a request from Teams.

        Returns:
            200 and 201 for what was taken, the body that an invoke wants; 501 for an invoke that we don't know (Teams' rule); 4xx with one word for what is
            wrong with the request; 503 where Teams is to send it again; 500 for a fault of ours.

        """
        try:
            return await self._handled(request)
        except NotTakenError as error:
            log.info("Teams: a request is refused: %d %s", error.status, error.word)
            return web.Response(status=error.status, text=error.word, headers=_hint(error.status))
        except (NoKeysError, NotNowError, TimeoutError) as error:
            log.warning("Teams: a request can't be taken now: %s", where(error))
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE, text="later", headers={"Retry-After": _AGAIN_SECONDS})
        except Exception as error:  # noqa: BLE001 - the web server would log the request's line and more
            log.error("Teams: a request failed: %s", where(error))  # noqa: TRY400 - a trace would hold what somebody wrote
            return web.Response(status=HTTPStatus.INTERNAL_SERVER_ERROR, text="error")

    async def _handled(self, request: web.Request) -> web.Response:
        check_head(request)
        token = None if self._verifier is None else await self._verifier.token(request.headers.get("Authorization"))
        body = await read_body(request)
        check_shape(body, _PLAYGROUND if self._insecure else _TEAMS)
        if not self._trusts(body["serviceUrl"]):
            raise NotTakenError(HTTPStatus.FORBIDDEN, "serviceUrl")
        if self._verifier is not None and token is not None:
            self._verifier.check_fits(token, body)
        came = arrival(body)
        if came is None:
            return web.Response(status=HTTPStatus.NOT_IMPLEMENTED)
        async with asyncio.timeout(_INVOKE_SECONDS if came.kind.waits else _MESSAGE_SECONDS):
            return _written(await self._turn(_activity(body), came))

    async def _turn(self, activity: Activity, came: Arrival) -> Answer:
        """Have the library make a turn of it."""
        answers: list[Answer] = []

        async def logic(context: TurnContext) -> None:
            answer = await self._receive(came)
            answers.append(answer)
            if came.kind.waits:
                told = InvokeResponse(status=answer.status, body=answer.body)
                await context.send_activity(Activity(type=ActivityTypes.invoke_response, value=told))

        await self._adapter.process_activity(self._identity, activity, logic)
        return answers[0] if answers else Answer()


class _Authentication(BotFrameworkAuthentication):  # type: ignore[misc]  # the library is not typed
    """What the library asks for on its way out. Requests are never verified here: that is done before."""

    def __init__(self, connectors: Connectors) -> None:
        self._connectors = connectors

    async def authenticate_request(self, activity: Activity, auth_header: str) -> AuthenticateRequestResult:  # noqa: ARG002 - the library's signature
        raise PermissionError("requests are verified before the library sees them")

    async def authenticate_streaming_request(self, auth_header: str, channel_id_header: str) -> AuthenticateRequestResult:  # noqa: ARG002
        raise PermissionError("there is no streaming")

    def create_connector_factory(self, claims_identity: ClaimsIdentity) -> ConnectorFactory:  # noqa: ARG002
        return self._connectors

    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> None:
        """Give none: nobody signs in through the bot."""


def _verifier(settings: Settings, openid: str, http: Http, clock: Clock) -> Verifier:
    return Verifier(settings.teams_app_id or "", settings.teams_app_tenant or "", Keys(openid, http, clock), clock)


def _identity(settings: Settings, connectors: Connectors) -> AuthenticateRequestResult:
    """Give the library what it would have found out about a request."""
    made = AuthenticateRequestResult()
    app_id = settings.teams_app_id or ""
    made.claims_identity = ClaimsIdentity({"aud": app_id, "appid": app_id}, True)
    made.audience, made.connector_factory = credentials.RESOURCE, connectors
    return made


def _activity(body: dict[str, Any]) -> Activity:
    try:
        made = Activity().deserialize(body)
    except (ClientException, ValueError, TypeError, AttributeError):  # what the library says of a wrong type somewhere
        raise NotTakenError(HTTPStatus.BAD_REQUEST, "activity") from None
    made.delivery_mode = None  # Teams knows but one; another would have the library collect answers
    return made


def _written(answer: Answer) -> web.Response:
    if answer.body is None:
        return web.Response(status=answer.status)
    return web.Response(body=as_json(dict(answer.body)), status=answer.status, content_type="application/json", charset="utf-8")


def _hint(status: HTTPStatus) -> dict[str, str]:
    """Give the header that goes with a refusal, where HTTP wants one."""
    return {HTTPStatus.UNAUTHORIZED: {"WWW-Authenticate": "Bearer"}, HTTPStatus.METHOD_NOT_ALLOWED: {"Allow": "POST"}}.get(status, {})
