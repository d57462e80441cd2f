"""What `clerk doctor` tells of Slack beyond the settings: Slack's own word on the tokens, the workspaces, and the channels of teams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_sdk.errors import SlackApiError
from sqlalchemy import select

from bot.channels.setup import Finding, State
from bot.channels.slack.oauth import SCOPES
from bot.channels.slack.setup import by_oauth
from bot.channels.slack.tokens import Tokens
from bot.channels.slack.web import Trouble, code, make_client, trouble
from bot.store.platform import SlackWorkspaceRow, TeamChannelRow
from bot.store.sealing import Seal, SealedError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.config import Settings
    from bot.store.database import Store


async def known(store: Store, settings: Settings) -> AsyncIterator[Finding]:
    """Tell of the workspaces with the bot, and of teams' channels that it can't speak in.

    Raises:
        StoreError: the register can't be read.

    """
    async with store.read() as session:
        workspaces = list(await session.scalars(select(SlackWorkspaceRow).order_by(SlackWorkspaceRow.id)))
        channels = list(await session.scalars(select(TeamChannelRow).where(TeamChannelRow.state != "ok")))
    for row in workspaces:
        name = f"workspace {row.team_id or row.enterprise_id} ({row.council})"
        if row.state == "ok":
            yield await _installed(store, settings, row, name)
        else:
            yield Finding(
                name, State.WARNING, f"{row.state}: {row.why or ''}", "Install the app there again; nudges wait or go elsewhere until then."
            )
    for channel in channels:
        yield Finding(
            f"channel of {channel.team}",
            State.WARNING,
            f"{channel.state}: {channel.why or ''}",
            "Invite the bot to it, then link it once more or another: `clerk slack link-team TEAM CHANNEL_ID`.",
        )


async def _installed(store: Store, settings: Settings, row: SlackWorkspaceRow, name: str) -> Finding:
    """Tell of a workspace that has the bot whether its token, where the database has it, can be opened."""
    if by_oauth(settings) and settings.slack_client_id:
        try:
            await Tokens(store, settings.slack_client_id, Seal(settings.secret_key)).find(row.enterprise_id or None, row.team_id or None)
        except SealedError as error:
            return Finding(name, State.WRONG, "the bot is installed, and its token can't be opened", str(error))
    return Finding(name, State.OK, "the bot is installed")


async def live(settings: Settings) -> AsyncIterator[Finding]:
    """Ask Slack whether the tokens are good."""
    token, app_token = settings.slack_bot_token, settings.slack_app_token
    if token is not None and token.get_secret_value().startswith("xoxb-"):
        yield await _bot_token(make_client(settings.slack_base_url, token.get_secret_value()))
    if app_token is not None and app_token.get_secret_value().startswith("xapp-"):
        yield await _app_token(make_client(settings.slack_base_url), app_token.get_secret_value())


async def _bot_token(client: AsyncWebClient) -> Finding:
    name = "Slack on SLACK_BOT_TOKEN"
    try:
        said = await client.auth_test()
    except Exception as error:  # noqa: BLE001 - what is no refusal is raised again
        return _unsaid(name, error, "Install the app again in your workspace and copy the new token.")
    has = {scope.strip() for scope in str(said.headers.get("x-oauth-scopes", "")).split(",") if scope.strip()}
    lacking = sorted(set(SCOPES) - has) if has else []
    if lacking:
        mend = "Take the manifest over anew (App Manifest), then install the app again."
        return Finding(name, State.WRONG, f"it lacks the scopes {', '.join(lacking)}", mend)
    return Finding(name, State.OK, f"the bot of workspace {said.get('team_id')}")


async def _app_token(client: AsyncWebClient, token: str) -> Finding:
    name = "Slack on SLACK_APP_TOKEN"
    try:
        await client.apps_connections_open(app_token=token)
    except Exception as error:  # noqa: BLE001 - what is no refusal is raised again
        return _unsaid(name, error, "Switch Socket Mode on, and make an app-level token with connections:write.")
    return Finding(name, State.OK, "Socket Mode can be opened")


def _unsaid(name: str, error: Exception, mend: str) -> Finding:
    what = trouble(error)
    if what is None:
        raise error
    if what is Trouble.BUSY:
        return Finding(
            name, State.WARNING, f"could not be asked ({type(error).__name__})", "Check that this machine reaches slack.com over https."
        )
    return Finding(name, State.WRONG, f"refused ({code(error) if isinstance(error, SlackApiError) else type(error).__name__})", mend)
