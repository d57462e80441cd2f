"""Installation by OAuth: several workspaces install the bot, each by an invitation, and each is the council's that invited it."""

from __future__ import annotations

import html
import logging
from typing import TYPE_CHECKING, Any

from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse

from bot.casework.desk import audit
from bot.channels.slack import installed
from bot.channels.slack.invitations import Standing, digest_of, invited, use
from bot.channels.slack.states import SECONDS, States
from bot.channels.slack.web import QUIET, make_client
from bot.channels.slack.workspaces import State, Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_bolt.request.async_request import AsyncBoltRequest
    from slack_sdk.oauth.installation_store.models.installation import Installation

    from bot.casework.desk import Desk
    from bot.channels.slack.tokens import Tokens
    from bot.channels.slack.workspaces import Workspaces
    from bot.config import Settings
    from bot.store.database import AsyncSession
    from bot.store.platform import SlackWorkspaceRow

log = logging.getLogger(__name__)
INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"
INVITE = "invite"
"""What the token of an invitation is called in a link."""
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
_HTML: dict[str, str | Sequence[str]] = {"Content-Type": "text/html; charset=utf-8"}


_HOW_TO_MOVE = (
    "People and cases are that council's. To answer from another protocol, have a workspace administrator remove Protocol Clerk from Slack's list of apps "
    "first; then open the link that you were given once more."
)
_WHOM_TO_ASK = (
    "<p>Protocol Clerk is installed by invitation, so that nobody ties a workspace to a council that is not theirs. Ask your council's democratic services or "
    "monitoring officer, or whoever runs Protocol Clerk for them: they make a link with <code>clerk slack invite</code>.</p>"
)
_AGAIN = f'<p>Is it in your workspace already, or was it? <a href="{INSTALL}?again=1">Install it again</a>, for the same council.</p>'
_NO_KEY = (
    "<p>Whoever runs Protocol Clerk has to set <code>CLERK_SECRET_KEY</code> first, so that no token lies open in the database: "
    "<code>clerk slack key</code> makes a key, and <code>clerk doctor</code> tells more.</p>"
)
_NO_GOOD = {
    Standing.USED: "This link has installed a workspace already, and is good for one.",
    Standing.TOO_OLD: "This link is too old.",
    Standing.UNKNOWN: "This link is not known here. Was it copied whole?",
}


class _OtherCouncilError(BoltError):
    """The workspace is installed for a council already, and it is not the one that invites."""


class _NotInvitedError(BoltError):
    """The workspace was never installed, and nobody invited it; or the invitation was used up meanwhile."""


class OAuth(AsyncOAuthFlow):
    """Leads through an installation."""

    def __init__(self, desk: Desk, settings: Settings, workspaces: Workspaces, tokens: Tokens) -> None:
        """Install into the register's workspaces.

        Args:
            desk: the database and the packs.
            settings: the app's id and secret.
            workspaces: where what was installed is kept.
            tokens: where their tokens are kept.

        """
        self._desk, self._workspaces, self._tokens = desk, workspaces, tokens
        self._states = States(tokens.seal, desk.now)
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
                installation_store=tokens,
                installation_store_bot_only=True,
                install_page_rendering_enabled=False,
                state_store=self._states,
                state_expiration_seconds=SECONDS,
                callback_options=AsyncCallbackOptions(success=_installed, failure=_failed),
                logger=QUIET,
            ),
        )

    async def handle_installation(self, request: AsyncBoltRequest) -> BoltResponse:
        """Go on to Slack where there is an invitation, or where somebody installs again; else say whom to ask. To look at a link doesn't use it up."""
        if not self._tokens.seal.has_key:
            return _page("Protocol Clerk can't be installed yet.", _NO_KEY, 503)
        digest = _invitation(request)
        if digest is None:
            if request.query.get("again"):
                return await super().handle_installation(request)
            return _page("An invitation is needed.", _WHOM_TO_ASK + _AGAIN, 403)
        async with self._desk.store.read() as session:
            standing, _ = await invited(session, digest, self._desk.now())
        if standing is Standing.GOOD:
            return await super().handle_installation(request)
        return _page(_NO_GOOD[standing], _WHOM_TO_ASK + _AGAIN, 403)

    async def issue_new_state(self, request: AsyncBoltRequest) -> str:
        """Give out a state that names the invitation."""
        return self._states.issue_for(_invitation(request) or "")

    async def store_installation(self, request: AsyncBoltRequest, installation: Installation) -> None:
        """Keep the token and whose council it is, and use the invitation up: all of it or nothing.

        Raises:
            BoltError: nothing is kept: it was not invited, or the workspace is another's already.
            StoreError: it can't be written.

        """
        if not installation.bot_token:
            raise BoltError("no token for the bot")
        if not self._tokens.seal.has_key:
            raise BoltError("no key to seal the token with")
        digest = self._states.invitation(str(request.query.get("state", [""])[0]))
        if digest is None:
            raise BoltError("the state ran out meanwhile")
        team = None if installation.is_enterprise_install else installation.team_id
        installation.team_id = team
        where = team or installation.enterprise_id or ""
        names: dict[str, Any] = {"bot_id": installation.bot_id or "", "name": installation.team_name or installation.enterprise_name or ""}
        names["installed_at"] = installation.installed_at
        async with self._desk.store.write() as session:
            known = await installed.row_in(session, (installation.enterprise_id or "", team or ""), lock=True)
            council = await self._council(session, digest, known, where)
            kept = Workspace(installation.enterprise_id, team, council, installation.bot_token, installation.bot_user_id or "", **names)
            await self._tokens.keep(session, installation)
            await self._workspaces.kept.write(session, kept)
            audit(session, self._desk, None, "installed", (council, "workspace", None), workspace=where, by=installation.user_id)
        self._workspaces.have(kept)
        log.info("installed in the workspace %s for %s", where, council)

    async def _council(self, session: AsyncSession, digest: str, known: SlackWorkspaceRow | None, where: str) -> str:
        """Find out whose workspace it is to be: the one's who invited it, or, installed again, the one's whose it was."""
        if not digest:
            if known is None or known.council not in self._desk.library.keys:
                log.warning("refused: the workspace %s was not invited", where)
                raise _NotInvitedError("not invited")
            return known.council
        now = self._desk.now()
        _, council = await invited(session, digest, now)
        if council is not None and known is not None and known.state != State.REMOVED.value and known.council != council:
            log.warning("refused: the workspace %s is installed for %s, not for %s", where, known.council, council)
            raise _OtherCouncilError("the workspace is another council's")
        if council not in self._desk.library.keys or not await use(session, digest, where, now):
            log.warning("refused: the invitation of the workspace %s is not good any more", where)
            raise _NotInvitedError("not invited any more")
        return council


def _invitation(request: AsyncBoltRequest) -> str | None:
    """Give the digest of the token that a link carries, where it carries one."""
    token: str = request.query.get(INVITE, [""])[0]
    return digest_of(token) if token else None


async def _installed(_: AsyncSuccessArgs) -> BoltResponse:
    return _page("Protocol Clerk is installed.", "<p>Open Slack and write to Protocol Clerk, or type <code>/protocol help</code>.</p>", 200)


async def _failed(args: AsyncFailureArgs) -> BoltResponse:
    if isinstance(args.error, _OtherCouncilError):
        return _page("This workspace is installed for another council, and stays so.", f"<p>{_HOW_TO_MOVE}</p>", 409)
    if isinstance(args.error, _NotInvitedError):
        return _page("Nothing was installed: this workspace has no invitation, or it is used up.", _WHOM_TO_ASK, 403)
    says = "The installation did not go through."
    if args.reason == "access_denied":
        says = "The installation was cancelled."
    elif args.reason in {"invalid_browser", "invalid_state"}:
        says = "This installation was begun too long ago, or in another browser."
    return _page(says, f"<p>To begin again, open the link that you were given once more.</p>{_AGAIN}", args.suggested_status_code)


def _page(says: str, more: str, status: int) -> BoltResponse:
    page = f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Protocol Clerk</title></head><body><h1>{html.escape(says)}</h1>{more}</body></html>'
    return BoltResponse(status=status, body=page, headers={**_HTML})
