"""What `clerk doctor` tells of Teams beyond the settings: Microsoft's own word on the credentials, and the conversations that the bot knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from bot.channels.setup import Finding, State
from bot.channels.teams import setup
from bot.channels.teams.conversations import OK
from bot.channels.teams.framework.credentials import tokens
from bot.channels.teams.framework.http import Http
from bot.channels.teams.framework.keys import OPENID, Keys, NoKeysError
from bot.channels.teams.ports import BusyError, RefusedError, Scope
from bot.channels.teams.team_channels import channels_of
from bot.message import system_clock
from bot.store.teams import TeamsConversationRow

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.config import Settings
    from bot.store.database import Store

_CALLED = {Scope.PERSONAL: "personal chats", Scope.GROUP: "group chats", Scope.CHANNEL: "channels"}
_ASK_TO_ADD = "Upload the app (`clerk teams-package` writes it) and have people add it, or write to it once; see “Teams” in the README."

_LINK_AGAIN = "Add the app to that team again and mention it in the channel, or link another: “this channel is for TEAM”."


async def known(store: Store, settings: Settings) -> AsyncIterator[Finding]:  # noqa: ARG001 - as for every channel
    """Tell in how many conversations the bot can speak, and of teams' channels that it can't speak in.

    Raises:
        StoreError: the register can't be read.

    """
    counting = select(TeamsConversationRow.scope, TeamsConversationRow.state, func.count())
    async with store.read() as session:
        rows = await session.execute(counting.group_by(TeamsConversationRow.scope, TeamsConversationRow.state))
        counted = {(scope, state): count for scope, state, count in rows}
        teams = TeamsConversationRow.state == OK, TeamsConversationRow.team != ""
        in_teams = await session.scalar(select(func.count(TeamsConversationRow.team.distinct())).where(*teams)) or 0
        channels = await channels_of(session)
    yield _conversations(counted, in_teams)
    for its in channels:
        if its.state != OK:
            yield Finding(f"channel of {its.team}", State.WARNING, f"{its.state}: {its.why or ''}", _LINK_AGAIN)


def _conversations(counted: dict[tuple[str, str], int], in_teams: int) -> Finding:
    name = "conversations"
    if not counted:
        return Finding(name, State.WARNING, "none yet: nobody has added the app, and no reminder can be sent", _ASK_TO_ADD)
    told = [f"{called}: {counted.get((scope.value, OK), 0)}" for scope, called in _CALLED.items()]
    lost = {scope: sum(count for (of, state), count in counted.items() if of == scope.value and state != OK) for scope in _CALLED}
    gone = ", ".join(f"{_CALLED[scope]}: {count}" for scope, count in lost.items() if count)
    says = f"{', '.join(told)} (teams: {in_teams})" + (f"; where nothing arrives any more: {gone}" if gone else "")
    return Finding(name, State.OK, says)


async def live(settings: Settings, *, http_client: Any = None, openid: str = OPENID) -> AsyncIterator[Finding]:  # noqa: ANN401 - as msal takes
    """Ask Microsoft for the bot's token, and for the keys by which it knows what comes from Teams.

    Args:
        settings: of the deployment; with faults, or without checks, nothing is asked.
        http_client: how Microsoft is asked for the token; tests have their own.
        openid: where the keys are told; tests have their own.

    """
    if settings.teams_insecure or any(its.state is State.WRONG for its in setup.findings(settings, ())):
        return
    yield await _token(settings, http_client)
    yield await _keys(openid)


async def _token(settings: Settings, http_client: Any) -> Finding:  # noqa: ANN401 - as above
    name = "Microsoft on the bot's token"
    try:
        await tokens(settings, system_clock, http_client).bearer()
    except RefusedError as error:
        return Finding(name, State.WRONG, "refused", str(error))
    except BusyError as error:
        managed = settings.teams_app_type == "UserAssignedMSI"
        mend = (
            "A managed identity gives a token only where Azure runs the service and that identity is assigned to it."
            if managed
            else "Check that this machine reaches login.microsoftonline.com over https."
        )
        return Finding(name, State.WARNING, str(error), mend)
    return Finding(name, State.OK, "the bot gets its token")


async def _keys(openid: str) -> Finding:
    name = "Microsoft's keys"
    http = Http(proxies=openid == OPENID)
    try:
        await Keys(openid, http, system_clock).get("")
    except NoKeysError as error:
        return Finding(name, State.WARNING, "can't be fetched: nothing that Teams sends could be taken", str(error))
    finally:
        await http.close()
    return Finding(name, State.OK, "what Teams sends can be verified")
