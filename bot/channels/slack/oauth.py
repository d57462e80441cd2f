"""Installation by OAuth: several workspaces install the bot, and each is the one council's that was chosen when it was installed."""

from __future__ import annotations

import html
import logging
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from slack_sdk.oauth.state_utils import OAuthStateUtils

from bot.casework.desk import audit
from bot.channels.slack import installed
from bot.channels.slack.web import QUIET, make_client
from bot.channels.slack.workspaces import State, Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_bolt.request.async_request import AsyncBoltRequest
    from slack_sdk.oauth.installation_store.models.installation import Installation

    from bot.casework.desk import Desk
    from bot.channels.slack.workspaces import Workspaces
    from bot.config import Settings

log = logging.getLogger(__name__)
INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"
SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "channels:read",
    "chat:write",
    "commands",
    "groups:read",
    "im:history",
    "im:write",
    "users:read",
)
"""All that the bot asks for; the manifest asks for the same, and the README says what each is for."""
_SECONDS = OAuthStateUtils.default_expiration_seconds
_HTML: dict[str, str | Sequence[str]] = {"Content-Type": "text/html; charset=utf-8"}


_HOW_TO_MOVE = (
    "People and cases are that council's. To answer from another protocol, have a workspace administrator remove Protocol Clerk from Slack's list of apps "
    f'first; then <a href="{INSTALL}">install it again</a> and choose the council.'
)


class _OtherCouncilError(BoltError):
    """The workspace is installed for a council already, and it is not the one that was chosen."""


class _States(AsyncSQLAlchemyOAuthStateStore):
    """States that name the council: a state that was not given out here is refused, and so is one whose council was changed on the way."""

    async def issue_for(self, council: str) -> str:
        """Give out a state."""
        state = f"{uuid4()}.{council}"
        until = datetime.fromtimestamp(time.time() + self.expiration_seconds, tz=UTC).replace(tzinfo=None)
        async with self.engine.begin() as connection:
            await connection.execute(self.oauth_states.insert(), {"state": state, "expire_at": until})
        return state


class OAuth(AsyncOAuthFlow):
    """Leads through an installation."""

    def __init__(self, desk: Desk, settings: Settings, workspaces: Workspaces) -> None:
        """Install into the register's workspaces.

        Args:
            desk: the database and the packs.
            settings: the app's id and secret; the default council.
            workspaces: where what was installed is kept; they have an installation store where id and secret are set.

        """
        self._desk, self._council, self._workspaces = desk, settings.council, workspaces
        engine = desk.store.engine.execution_options(clerk_writes=True)
        self._states = _States(expiration_seconds=_SECONDS, engine=engine, logger=QUIET)
        secret = settings.slack_client_secret
        super().__init__(
            client=make_client(settings.slack_base_url),
            logger=QUIET,
            settings=AsyncOAuthSettings(
                client_id=settings.slack_client_id,
                client_secret=secret.get_secret_value() if secret else None,
                scopes=SCOPES,
                user_scopes=(),
                install_path=INSTALL,
                redirect_uri_path=REDIRECT,
                installation_store=workspaces.installations,
                installation_store_bot_only=True,
                install_page_rendering_enabled=False,
                state_store=self._states,
                state_expiration_seconds=_SECONDS,
                callback_options=AsyncCallbackOptions(success=_installed, failure=_failed),
                logger=QUIET,
            ),
        )

    async def handle_installation(self, request: AsyncBoltRequest) -> BoltResponse:
        """Ask which council's it is to be, where that is open; else go on to Slack."""
        council = self._chosen(request)
        if council in self._desk.library.keys:
            return await super().handle_installation(request)
        links = (
            f'<li><a href="{INSTALL}?council={key}">{html.escape(self._desk.library.council(key).name)}</a></li>'
            for key in self._desk.library.keys
        )
        says = "There is no pack for that council. " if council else ""
        return _page(f"{says}Whose protocol is this workspace to be answered from?", f"<ul>{''.join(links)}</ul>", 404 if council else 200)

    async def issue_new_state(self, request: AsyncBoltRequest) -> str:
        """Give out a state that names the council."""
        return await self._states.issue_for(self._chosen(request) or "")

    async def store_installation(self, request: AsyncBoltRequest, installation: Installation) -> None:
        """Keep the token and whose council it is.

        Raises:
            BoltError: nothing is kept: no council was chosen, or the workspace is another's already.
            StoreError: it can't be written.

        """
        council = str(request.query.get("state", [""])[0]).rpartition(".")[2]
        if council not in self._desk.library.keys or not installation.bot_token:
            raise BoltError("no council or no token for the bot")
        team = None if installation.is_enterprise_install else installation.team_id
        known = await installed.row_of(self._desk.store, (installation.enterprise_id or "", team or ""))
        if known is not None and known.state != State.REMOVED.value and known.council != council:
            log.warning(
                "refused: the workspace %s is installed for %s, not for %s", team or installation.enterprise_id, known.council, council
            )
            raise _OtherCouncilError("the workspace is another council's")
        await super().store_installation(request, installation)
        names: dict[str, Any] = {"bot_id": installation.bot_id or "", "name": installation.team_name or installation.enterprise_name or ""}
        names["installed_at"] = installation.installed_at
        kept = Workspace(installation.enterprise_id, team, council, installation.bot_token, installation.bot_user_id or "", **names)
        await self._workspaces.keep(kept)
        async with self._desk.store.write() as session:
            where, by = team or installation.enterprise_id, installation.user_id
            audit(session, self._desk, None, "installed", (council, "workspace", None), workspace=where, by=by)
        log.info("installed in the workspace %s for %s", team or installation.enterprise_id, council)

    def _chosen(self, request: AsyncBoltRequest) -> str | None:
        given: str | None = request.query.get("council", [None])[0]
        return given or self._council


async def _installed(_: AsyncSuccessArgs) -> BoltResponse:
    return _page("Protocol Clerk is installed.", "<p>Open Slack and write to Protocol Clerk, or type <code>/protocol help</code>.</p>", 200)


async def _failed(args: AsyncFailureArgs) -> BoltResponse:
    says = "The installation did not go through."
    if isinstance(args.error, _OtherCouncilError):
        return _page("This workspace is installed for another council, and stays so.", f"<p>{_HOW_TO_MOVE}</p>", 409)
    if args.reason == "access_denied":
        says = "The installation was cancelled."
    elif args.reason in {"invalid_browser", "invalid_state"}:
        says = "This link to install is too old, or was opened in another browser."
    return _page(says, f'<p><a href="{INSTALL}">Begin again</a></p>', args.suggested_status_code)


def _page(says: str, more: str, status: int) -> BoltResponse:
    page = f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Protocol Clerk</title></head><body><h1>{html.escape(says)}</h1>{more}</body></html>'
    return BoltResponse(status=status, body=page, headers={**_HTML})
