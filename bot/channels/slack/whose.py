"""Whose the bot token of the settings is: Slack alone knows."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from slack_sdk.errors import SlackApiError

from bot.channels.slack.web import Trouble, make_client, trouble
from bot.channels.slack.workspace import Workspace

if TYPE_CHECKING:
    from bot.config import Settings

log = logging.getLogger(__name__)


async def whose(settings: Settings, token: str) -> Workspace | None:
    """Ask Slack of which workspace a token is.

    Args:
        settings: where Slack is, and whose council the workspace is.
        token: the bot's.

    Returns:
        The workspace; nothing where Slack refuses the token or can't be asked, and the log says so.

    """
    try:
        said = await make_client(settings.slack_base_url, token).auth_test()
    except Exception as error:
        if (what := trouble(error)) is None:
            raise
        known = error.response.get("error", "") if isinstance(error, SlackApiError) else type(error).__name__
        says = "Slack refuses SLACK_BOT_TOKEN" if what is Trouble.REVOKED else "Slack can't be asked whose SLACK_BOT_TOKEN is"
        log.error("%s (%s); tried again in a moment. `clerk doctor` tells more.", says, known)  # noqa: TRY400 - plain words
        return None
    team = None if said.get("is_enterprise_install") else said.get("team_id")
    bot = said.get("bot_id") or ""
    return Workspace(said.get("enterprise_id"), team, settings.council or "", token, said["user_id"], bot, said["team"])
