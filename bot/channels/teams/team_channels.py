"""Which channel of Teams is a team's: there it hears that there is a reminder, without a name or a subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.casework.desk import audit
from bot.casework.errors import CaseError
from bot.casework.people import may_keep
from bot.channels.directory_teams import KIND, linked_team, team_named
from bot.channels.teams.conversations import OK, REMOVED
from bot.channels.teams.ports import Scope
from bot.store.teams import TeamsChannelRow, TeamsConversationRow

if TYPE_CHECKING:
    from bot.casework.desk import Desk
    from bot.casework.person import Person
    from bot.store.database import AsyncSession


@dataclass(frozen=True, slots=True)
class TeamChannel:
    """A team and its channel."""

    team: str
    """As the directory writes it."""
    tenant: str
    channel: str
    """The id of the channel, or of the group chat."""
    state: str
    """`ok`; `stale` (Teams takes nothing there), `removed` (the app was taken out), `deleted`: nothing is sent there until the bot is mentioned there again."""
    why: str | None


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
        found = await channels_of(session, actor.council)
    return [its for its in found if wanted in "\n".join((its.team, its.channel, its.state, its.why or "")).casefold()]


async def channels_of(session: AsyncSession, council: str | None = None) -> list[TeamChannel]:
    """Read the teams' channels of a council, or of all, with how it stands with each."""
    rows = select(TeamsChannelRow).order_by(TeamsChannelRow.team)
    rows = rows.where(TeamsChannelRow.council == council) if council is not None else rows
    return [_shown(row, await _there(session, row.conversation, row.tenant)) for row in await session.scalars(rows)]


async def link(desk: Desk, actor: Person, team: str, channel: str, tenant: str | None = None) -> TeamChannel:
    """Say in which channel a team hears of its reminders; linked already, nothing changes.

    Args:
        desk: what casework works with.
        actor: who does it.
        team: a team of the directory, in whatever case it is typed.
        channel: the id of a channel, or group chat, in which the bot was mentioned: a name could become another channel's.
        tenant: the tenant's id; left out where the channel's id says enough.

    Raises:
        RefusedError: the actor may not keep the directory.
        CaseError: nobody is in that team, or the bot can't speak in that channel.

    """
    may_keep(actor)
    try:
        async with desk.store.write() as session:
            named = await team_named(session, actor.council, team)
            there = await _there(session, channel.strip(), tenant)
            if there is None or there.scope == Scope.PERSONAL.value or there.state != OK:
                raise CaseError(_unknown(channel))
            which = (TeamsChannelRow.council == actor.council, TeamsChannelRow.team == named)
            row = await session.scalar(select(TeamsChannelRow).where(*which).with_for_update())
            if row is not None and (row.tenant, row.conversation) == (there.tenant, there.conversation):
                return _shown(row, there)
            if row is None:
                row = TeamsChannelRow(council=actor.council, team=named)
                session.add(row)
            row.tenant, row.conversation, row.changed_at = there.tenant, there.conversation, desk.now()
            await session.flush()
            audit(session, desk, actor, "linked", (actor.council, KIND, row.id), tenant=row.tenant, channel=row.conversation)
            return _shown(row, there)
    except IntegrityError:
        raise CaseError(f"Somebody else has just linked a channel to “{team.strip()[:60]}”. Look again; nothing was changed.") from None


async def unlink(desk: Desk, actor: Person, team: str, channel: str | None = None) -> TeamChannel:
    """Take a team's channel away; its people are reminded themselves, as before.

    Args:
        desk: what casework works with.
        actor: who does it.
        team: the team, in whatever case it is typed; one that nobody is in any more too.
        channel: only where it is this one; nothing for whichever it is.

    Returns:
        What was linked.

    Raises:
        RefusedError: the actor may not keep the directory.
        CaseError: no channel is linked to it, or another.

    """
    may_keep(actor)
    async with desk.store.write() as session:
        found = await session.scalars(select(TeamsChannelRow).where(TeamsChannelRow.council == actor.council))
        rows = {row.team: row for row in found}
        row = rows[linked_team(rows, team)]
        if channel not in {None, row.conversation}:
            raise CaseError(f"{row.team} is linked to another channel, not to this one. Nothing was changed.")
        audit(session, desk, actor, "unlinked", (actor.council, KIND, row.id), tenant=row.tenant, channel=row.conversation)
        await session.delete(row)
        return _shown(row, await _there(session, row.conversation, row.tenant))


async def _there(session: AsyncSession, channel: str, tenant: str | None) -> TeamsConversationRow | None:
    which = select(TeamsConversationRow).where(TeamsConversationRow.conversation == channel)
    which = which.where(TeamsConversationRow.tenant == tenant) if tenant is not None else which
    found = list(await session.scalars(which.limit(2)))
    return found[0] if len(found) == 1 else None


def _shown(row: TeamsChannelRow, there: TeamsConversationRow | None) -> TeamChannel:
    state, why = (there.state, there.why) if there is not None else (REMOVED, None)
    return TeamChannel(row.team, row.tenant, row.conversation, state, why)


def _unknown(channel: str) -> str:
    return (
        f"The bot knows no channel “{channel.strip()[:80]}” of Teams in which it can speak. Add the app to the team, mention it once in that channel, and link "
        "it there: @ the bot and “this channel is for TEAM”. Nothing was changed."
    )
