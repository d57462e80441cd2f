"""What becomes of workspaces, people and channels: each change is written down, so that nothing is sent into the void and it is known why."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import update

from bot.casework.reaching import reached_again
from bot.channels.slack.workspaces import State
from bot.store.platform import AddressRow, TeamChannelRow

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from bot.channels.slack.call import Call
    from bot.channels.slack.office import Office
    from bot.channels.slack.workspace import Workspace

GONE = ("app_uninstalled", "tokens_revoked")
CLOSED = {"channel_archive": "is_archived", "channel_deleted": "channel_not_found", "channel_left": "not_in_channel"}
CLOSED_PRIVATE = {"group_archive": "is_archived", "group_deleted": "channel_not_found", "group_left": "not_in_channel"}
OPENED = ("channel_unarchive", "group_unarchive")
USER = "user_change"
EVENTS = (*GONE, *CLOSED, *CLOSED_PRIVATE, *OPENED, USER)
_SLACK = "slack"
_DEACTIVATED = "Slack says that this account was deactivated. Link another, or have it reactivated."


def register(app: AsyncApp, office: Office) -> None:
    """Listen for what becomes of workspaces, people and channels."""
    app.event("app_uninstalled")(office.listener(partial(_uninstalled, office)))
    app.event("tokens_revoked")(office.listener(partial(_revoked, office)))
    app.event(USER)(office.listener(partial(_user, office)))
    for event, why in (CLOSED | CLOSED_PRIVATE).items():
        app.event(event)(office.listener(partial(_closed, office, why)))
    for event in OPENED:
        app.event(event)(office.listener(partial(_opened, office)))


async def _uninstalled(office: Office, call: Call) -> None:
    """Write down that the app was taken out of the workspace; its token is forgotten."""
    workspace = await _meant(office, call)
    if workspace is not None:
        await office.workspaces.mark(workspace, State.REMOVED, "app_uninstalled")


async def _revoked(office: Office, call: Call) -> None:
    """Write down that the bot's token is no longer good. Tokens of people are none of ours."""
    workspace = await _meant(office, call)
    revoked = (call.event.get("tokens") or {}).get("bot") or ()
    if workspace is not None and workspace.state is State.OK and workspace.bot_user in revoked:
        await office.workspaces.mark(workspace, State.REVOKED, "tokens_revoked")


async def _meant(office: Office, call: Call) -> Workspace | None:
    """Find the workspace as it is by now; nothing where what came is late, and the bot was installed anew since it happened."""
    found = await office.workspaces.find(call.enterprise, call.team)
    if found is None:
        return None
    workspace = await office.workspaces.fresh(found)
    happened = call.body.get("event_time")
    late = isinstance(happened, int) and happened < int(workspace.installed_at)  # Slack gives whole seconds
    return None if late else workspace


async def _user(office: Office, call: Call) -> None:
    """Write down that nobody is reached at an account that was deactivated, or that somebody is again, and hears what failed meanwhile."""
    user = call.event.get("user") or {}
    if not isinstance(user, dict) or not user.get("id"):
        return
    gone = bool(user.get("deleted"))
    teams = {call.team, call.enterprise, user.get("team_id")} - {None}
    which = (AddressRow.channel == _SLACK, AddressRow.team.in_(teams), AddressRow.user == str(user["id"]))
    was = AddressRow.state != "stale" if gone else AddressRow.why == _DEACTIVATED
    new = {"state": "stale", "why": _DEACTIVATED} if gone else {"state": "ok", "why": None}
    async with office.desk.store.write() as session:
        changed = update(AddressRow).where(*which, was).values(**new, changed_at=office.desk.now())
        people = list(await session.scalars(changed.returning(AddressRow.person_id)))
        if people and not gone:
            await reached_again(session, people, office.desk.now())


async def _closed(office: Office, why: str, call: Call) -> None:
    """Write down that a team's channel takes nothing any more."""
    await _mark(office, call, "stale", why)


async def _opened(office: Office, call: Call) -> None:
    await _mark(office, call, "ok", None)


async def _mark(office: Office, call: Call, state: str, why: str | None) -> None:
    which = (TeamChannelRow.workspace.in_({call.team, call.enterprise} - {None}), TeamChannelRow.channel_id == call.channel)
    async with office.desk.store.write() as session:
        await session.execute(update(TeamChannelRow).where(*which).values(state=state, why=why, changed_at=office.desk.now()))
