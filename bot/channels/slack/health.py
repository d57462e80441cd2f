"""How it stands with the workspaces, for whoever decides whether the service is sent requests: in plain words, with nothing secret in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.slack.workspace import State

if TYPE_CHECKING:
    from bot.channels.slack.workspaces import Workspaces


async def lost(workspaces: Workspaces) -> str | None:
    """Tell that there is no workspace to speak in. Where many install the bot the service is needed for that too, whatever became of one of them.

    Args:
        workspaces: as they are known here.

    Returns:
        Why, in plain words and Slack's own; nothing where there is one, or could be.

    Raises:
        StoreError: it can't be read how it stands.

    """
    if workspaces.tokens is not None:
        return None
    for its in workspaces.all:
        now = await workspaces.fresh(its)  # another process may have heard of it
        if now.state is not State.OK:
            return f"the bot is {now.state.value} in its workspace ({now.why}): install it again, set SLACK_BOT_TOKEN and start the service anew"
    return None


def shortfall(workspaces: Workspaces) -> str | None:
    """Tell how many workspaces of many refuse the bot's token, and what to do; nothing where none does."""
    gone = sum(its.state is State.REVOKED for its in workspaces.all)
    there = sum(its.state is not State.REMOVED for its in workspaces.all)
    return f"{gone} of {there} workspaces refuse the bot's token: install it there again; the log names them" if gone else None
