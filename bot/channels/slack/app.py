"""The Slack app: requests are verified, strangers' workspaces refused, each thing claimed once and acknowledged, and only then worked on."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.response import BoltResponse

from bot.channels.budget import Budget, Seconds
from bot.channels.once import Claim
from bot.channels.slack.call import Call, key_of, sent_again
from bot.channels.slack.genuine import STAMP, NotSlackError, check, seconds_of
from bot.channels.slack.listeners import register_all
from bot.channels.slack.office import AGAIN, BUDGET, CLAIM, STARTED
from bot.channels.slack.web import QUIET, make_client
from bot.logs import where
from bot.store.errors import StoreError

if TYPE_CHECKING:
    from slack_bolt.context.async_context import AsyncBoltContext
    from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
    from slack_bolt.request.async_request import AsyncBoltRequest

    from bot.channels.slack.office import Office
    from bot.channels.slack.workspaces import Workspaces

log = logging.getLogger(__name__)
ACK_SECONDS = 2.5
"""Slack waits for three from when it sends. Within these the workspace is looked up, the claim written and a modal answered; what can't be is sent again or follows."""
_FRESH_SECONDS = 10.0
"""A copy of something finished that was signed longer ago than this, and is no retry, is a replay. Slack signs each of its retries anew."""
_Next = Callable[[], Awaitable[BoltResponse]]
_OK, _BAD, _REFUSED, _FOREIGN, _UNHEARD, _FAULT, _LATER = 200, 400, 401, 403, 404, 500, 503


def make_app(office: Office, oauth: AsyncOAuthFlow | None = None) -> AsyncApp:
    """Make the app with all its listeners.

    Args:
        office: what the listeners work with.
        oauth: how workspaces install the bot; nothing where it has one workspace, by its token.

    Returns:
        Bolt's app. Give it requests by a `Gateway`, which sees to what no listener takes.

    """
    secret = office.settings.slack_signing_secret
    app = AsyncApp(
        name="clerk",
        logger=QUIET,
        signing_secret=secret.get_secret_value() if secret else "",
        client=make_client(office.settings.slack_base_url),
        before_authorize=_Door(office.workspaces),
        authorize=_Authorize(office.workspaces),  # type: ignore[arg-type] # an AsyncAuthorize is taken too
        oauth_flow=oauth,
    )
    app.use(_Claiming(office))
    app.error(_note_error)
    register_all(app, office)
    return app


class Gateway:
    """The one way into the app, for HTTP, for Socket Mode and for what was left unfinished."""

    def __init__(self, app: AsyncApp, office: Office, clock: Seconds = time.monotonic) -> None:
        """Lead to an app.

        Args:
            app: Bolt's.
            office: what its listeners work with.
            clock: counts the seconds until an acknowledgement.

        """
        self.app, self._office, self._clock = app, office, clock

    def budget(self) -> Budget:
        """Begin to count the seconds that there are for an acknowledgement: to be asked for when a request arrives."""
        return Budget(ACK_SECONDS, self._clock)

    async def take(self, request: AsyncBoltRequest, budget: Budget | None = None) -> BoltResponse:
        """Take a request on.

        Args:
            request: as it came; HTTP is verified by its signature, Socket Mode by its connection.
            budget: what is left of the time for the acknowledgement; begun now when not given.

        Returns:
            The answer: empty and 200 for what was taken on, done before or is of no interest; 400 for what is not of a form that Slack sends; 401 for a
            wrong signature, an old one and a replay; 403 for a foreign workspace; 503 where it could not be kept, and Slack has to send it again.

        """
        request.context[BUDGET] = budget or self.budget()
        try:
            check(request.body)
        except NotSlackError as error:
            return BoltResponse(status=error.status, body=str(error))
        with self._office.works.door.entering():
            response = await self._dispatched(request)
        if request.context.get(STARTED) or response.status not in {_UNHEARD, _FAULT}:
            return response
        claim, heard = request.context.get(CLAIM), response.status == _FAULT
        if claim is not None:  # of no interest: acknowledged all the same, or Slack would send it again
            self._office.works.start(claim, f"nobody:{claim}", _unreadable if heard else _nothing)
        if heard:
            return BoltResponse(status=_BAD, body="not what Slack sends")
        return response if claim is None else BoltResponse(status=_OK, body="")

    async def _dispatched(self, request: AsyncBoltRequest) -> BoltResponse:
        """Have Bolt lead it to its listener; what it stumbles over before one begins is no form that it knows."""
        try:
            return await self.app.async_dispatch(request)
        except Exception as error:
            if request.context.get(STARTED):
                raise
            await _note_error(error)
            return BoltResponse(status=_FAULT, body="")


class _Door(AsyncMiddleware):
    """Lets in what comes from a workspace in which the bot is installed."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def async_process(self, *, req: AsyncBoltRequest, resp: BoltResponse, next: _Next) -> BoltResponse:  # noqa: A002, ARG002 - Bolt's signature
        call = Call(req.body, req.context["client"])
        if key_of(req.body) is None and not call.team and not call.enterprise:
            return await next()  # a check of the address
        if not self._workspaces.learned:
            return BoltResponse(status=_LATER, body="not ready yet")
        try:
            async with req.context[BUDGET].within():
                found = await self._workspaces.find(call.enterprise, call.team)
        except (StoreError, TimeoutError) as error:
            log.warning("not acknowledged, for its workspace could not be looked up: %s", str(error) or "it took too long")
            return BoltResponse(status=_LATER, body="not now")
        if found is None:
            log.warning("refused: something from a workspace in which the bot is not installed")
            return BoltResponse(status=_FOREIGN, body="not installed in this workspace")
        return await next()


class _Authorize(AsyncAuthorize):
    """Gives the token of a request's workspace, from what is at hand: Slack is not asked."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        **_: Any,  # noqa: ANN401 - the rest is not looked at
    ) -> AuthorizeResult | None:
        found = await self._workspaces.find(enterprise_id, None if context.is_enterprise_install else team_id)
        if found is None:
            return None
        return AuthorizeResult(
            enterprise_id=found.enterprise,
            team_id=found.team,
            bot_user_id=found.bot_user,
            bot_id=found.bot_id,
            bot_token=found.token,
        )


class _Claiming(AsyncMiddleware):
    """Claims what came by its id: the one thing that precedes the acknowledgement."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def async_process(self, *, req: AsyncBoltRequest, resp: BoltResponse, next: _Next) -> BoltResponse:  # noqa: A002, ARG002 - Bolt's signature
        key = key_of(req.body)
        if key is None or req.context.get(CLAIM):  # only asks, or was claimed when it was taken on again
            return await next()
        if key in self._office.works.held:
            return BoltResponse(status=_OK, body="")
        try:
            left = req.context[BUDGET].left
            tenant = Call(req.body, req.context["client"]).lane.tenant
            claim = await self._office.works.claiming.claim(key, req.body, left, tenant=tenant, comes_again=sent_again(req.body))
        except (StoreError, TimeoutError) as error:
            log.warning("not acknowledged, for it could not be claimed (%s)", type(error).__name__)
            return BoltResponse(status=_LATER, body="not now")
        if claim is Claim.FINISHED and _is_replay(req):
            log.warning("refused: a copy of a request that was done before")
            return BoltResponse(status=_REFUSED, body="done before")
        if not claim.ours:
            return BoltResponse(status=_OK, body="")
        req.context[CLAIM] = key
        req.context[AGAIN] = claim is Claim.AGAIN
        return await next()


def _is_replay(req: AsyncBoltRequest) -> bool:
    if req.mode != "http" or "x-slack-retry-num" in req.headers:
        return False
    signed = seconds_of(req.headers.get(STAMP.lower(), [""])[0])
    return signed is not None and time.time() - signed > _FRESH_SECONDS


async def _note_error(error: Exception) -> None:
    """Note a fault in a listener or in Bolt by its kind: what it says may hold what somebody wrote."""
    log.error("a request from Slack failed: %s", where(error))


async def _unreadable() -> None:
    """Fail: no listener could be found for it."""
    raise NotSlackError(_BAD, "not what Slack sends")


async def _nothing() -> None:
    """Do nothing: it is of no interest."""
