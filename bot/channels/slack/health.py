"""How it stands with the workspaces, for whoever decides whether the service is sent requests: in plain words, with nothing secret in them."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from bot.channels.slack.workspace import State
from bot.store.sealing import SealedError

if TYPE_CHECKING:
    from bot.channels.slack.workspaces import Workspaces


async def lost(workspaces: Workspaces) -> str | None:
    """Tell that there is no workspace to speak in.

    Where many install the bot the service is needed for that too, whatever became of one of them; but one that can open the token of none of them has not
    the key under which they were sealed, and must not take the place of a service that has.

    Args:
        workspaces: as they are known here.

    Returns:
        Why, in plain words and Slack's own; nothing where there is one, or could be.

    Raises:
        StoreError: it can't be read how it stands.

    """
    if workspaces.tokens is not None:
        for enterprise, team in list(workspaces.sealed):
            with suppress(SealedError):  # another process may have installed it anew
                await workspaces.find(enterprise or None, team or None)
        served = any(its.state is State.OK for its in workspaces.all)
        return None if served else next(iter(workspaces.sealed.values()), None)
    for its in workspaces.all:
        now = await workspaces.fresh(its)  # another process may have heard of it
        if now.state is not State.OK:
            return f"the bot is {now.state.value} in its workspace ({now.why}): install it again, set SLACK_BOT_TOKEN and start the service anew"
    return None


def shortfall(workspaces: Workspaces) -> str | None:
    """Tell how many workspaces of many can't be served, and what to do; nothing where all can."""
    gone = sum(its.state is State.REVOKED for its in workspaces.all)
    there = sum(its.state is not State.REMOVED for its in workspaces.all)
    there += (shut := len(workspaces.sealed))
    told = [f"{gone} of {there} workspaces refuse the bot's token: install it there again; the log names them"] if gone else []
    told += (
        [f"the tokens of {shut} of {there} workspaces can't be opened: add the key that was used before to CLERK_SECRET_KEY"]
        if shut
        else []
    )
    return ". ".join(told) or None
