"""Which channel of Slack is a team's: there it hears that there is a reminder, without a name or a subject."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.casework.desk import audit
from bot.casework.errors import CaseError
from bot.casework.people import may_keep
from bot.channels.directory_teams import KIND, linked_team, team_named
from bot.channels.slack.addresses import OK, installed
from bot.store.platform import TeamChannelRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.casework.desk import Desk
    from bot.casework.person import Person
    from bot.channels.slack.workspaces import Workspace
    from bot.store.database import AsyncSession

_CHANNEL = re.compile(r"[CG][A-Z0-9]{5,30}")
_WORKSPACE = re.compile(r"[TE][A-Z0-9]{5,30}")


@dataclass(frozen=True, slots=True)
class TeamChannel:
    """A team and its channel."""

    team: str
    """As the directory writes it."""
    workspace: str
    channel: str
    state: str
    """`ok`, or `stale`: nothing is sent there until it is linked again."""
    why: str | None
    """Slack's own word: `is_archived`, `not_in_channel`, ..."""


async def linked(desk: Desk, actor: Person, word: str = "") -> list[TeamChannel]:
    """List the teams that have a channel, by name.

    Args:
        desk: what casework works with.
        actor: who asks.
        word: kept are those with it in anything that is shown of them, in any case; empty: all.

    Raises:
        RefusedError: the actor may not keep the directory.

    """
    may_keep(actor)
    wanted = word.strip().casefold()
    async with desk.store.read() as session:
        found = [_shown(row) for row in await _rows(session, actor.council)]
    return [its for its in found if wanted in "\n".join((its.team, its.workspace, its.channel, its.state, its.why or "")).casefold()]


async def link(desk: Desk, actor: Person, team: str, channel: str, workspace: str | None = None) -> TeamChannel:
    """Say in which channel a team hears of its reminders. One that could not be written to counts as good again; linked already and good, nothing changes.

    Args:
        desk: what casework works with.
        actor: who does it.
        team: a team of the directory, in whatever case it is typed.
        channel: its id (`C...` or `G...`); a name could become another channel's.
        workspace: the workspace's id; the council's only one where it is left out.

    Raises:
        RefusedError: the actor may not keep the directory.
        CaseError: nobody is in that team, an id has the wrong shape, or the bot is not in that workspace.

    """
    may_keep(actor)
    place = channel.strip()
    if not _CHANNEL.fullmatch(place):
        raise CaseError(
            f"“{place[:60]}” is no channel ID: it begins with C or G, such as C012ABCDEF. In Slack open the channel's details; it stands at the bottom."
        )
    try:
        async with desk.store.write() as session:
            named = await team_named(session, actor.council, team)
            where = _workspace(await installed(session, actor.council), workspace)
            which = (TeamChannelRow.council == actor.council, TeamChannelRow.team == named)
            row = await session.scalar(select(TeamChannelRow).where(*which).with_for_update())
            if row is not None and (row.workspace, row.channel_id, row.state) == (where, place, OK):
                return _shown(row)
            if row is None:
                row = TeamChannelRow(council=actor.council, team=named)
                session.add(row)
            row.workspace, row.channel_id, row.state, row.why, row.changed_at = where, place, OK, None, desk.now()
            await session.flush()
            audit(session, desk, actor, "linked", (actor.council, KIND, row.id), workspace=where, channel=place)
            return _shown(row)
    except IntegrityError:
        raise CaseError(
            f"Somebody else has just linked a channel to “{team.strip()}”. See clerk slack channels; nothing was changed."
        ) from None


async def unlink(desk: Desk, actor: Person, team: str) -> TeamChannel:
    """Take a team's channel away; its people are reminded themselves, as before.

    Args:
        desk: what casework works with.
        actor: who does it.
        team: the team, in whatever case it is typed; one that nobody is in any more too.

    Returns:
        What was linked.

    Raises:
        RefusedError: the actor may not keep the directory.
        CaseError: no channel is linked to it.

    """
    may_keep(actor)
    async with desk.store.write() as session:
        rows = {row.team: row for row in await _rows(session, actor.council)}
        row = rows[linked_team(rows, team)]
        audit(session, desk, actor, "unlinked", (actor.council, KIND, row.id), workspace=row.workspace, channel=row.channel_id)
        await session.delete(row)
        return _shown(row)


async def _rows(session: AsyncSession, council: str) -> list[TeamChannelRow]:
    return list(await session.scalars(select(TeamChannelRow).where(TeamChannelRow.council == council).order_by(TeamChannelRow.team)))


def _shown(row: TeamChannelRow) -> TeamChannel:
    return TeamChannel(row.team, row.workspace, row.channel_id, row.state, row.why)


def _workspace(workspaces: Sequence[Workspace], given: str | None) -> str:
    """Find the workspace of a council by its id, or the only one it has; give its id."""
    wanted = given.strip() if given is not None else None
    if wanted is not None and not _WORKSPACE.fullmatch(wanted):
        raise CaseError(
            f"“{wanted[:60]}” is no workspace ID: it begins with T, such as T012ABCDEF (E for an organisation). Nothing was changed."
        )
    found = [its for its in workspaces if wanted is None or wanted in {its.team, its.enterprise}]
    if len(found) == 1:
        return found[0].team or found[0].enterprise or ""
    if not workspaces:
        raise CaseError(
            "The bot is not in a workspace of this council yet. Set Slack up and start clerk serve once; then link. Nothing was changed."
        )
    known = ", ".join(f"{its.team or its.enterprise} ({its.name})" if its.name else f"{its.team or its.enterprise}" for its in workspaces)
    if wanted is None:
        raise CaseError(f"Which workspace? Say --workspace with one of {known}. Nothing was changed.")
    raise CaseError(f"{wanted} is none of the council's workspaces that have the bot, or several: {known}. Nothing was changed.")
