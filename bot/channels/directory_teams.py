"""The teams of the directory, as they are named when one is linked to a channel. The same on every platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.casework.errors import CaseError
from bot.casework.people import directory

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.store.database import AsyncSession

KIND = "team_channel"
"""What the audit calls a link."""
_NAMED = 12
"""So many teams are named in a message."""


async def team_named(session: AsyncSession, council: str, given: str) -> str:
    """Find a team of a council as the directory writes it, for nudges are matched by that.

    Args:
        session: a session that reads.
        council: whose directory.
        given: the team, in whatever case it is typed.

    Raises:
        CaseError: nobody is in that team, or several are written almost so.

    """
    teams = {person.team for person in (await directory(session, council)).active if person.team}
    named = _same(teams, given)
    if len(named) != 1:
        raise CaseError(f"Nobody in the directory is in {_quoted(given, named)}. {_listed('Its teams', teams)} Nothing was changed.")
    return named[0]


def linked_team(linked: Collection[str], given: str) -> str:
    """Find a team among those that have a channel; one that nobody is in any more too.

    Raises:
        CaseError: no channel is linked to it.

    """
    named = _same(linked, given)
    if len(named) != 1:
        raise CaseError(f"No channel is linked to {_quoted(given, named)}. {_listed('Teams with a channel', linked)}")
    return named[0]


def _same(teams: Collection[str], given: str) -> list[str]:
    """Give the team that is written so; else those that differ in case alone."""
    wanted = given.strip()
    return [wanted] if wanted in teams else sorted(team for team in teams if team.casefold() == wanted.casefold())


def _quoted(given: str, named: Sequence[str]) -> str:
    """Name what was typed, and, where several teams are written almost so, that it has to be typed as one of them."""
    return f"the team “{given.strip()[:60]}”, written exactly so" if len(named) > 1 else f"the team “{given.strip()[:60]}”"


def _listed(what: str, teams: Collection[str]) -> str:
    if not teams:
        return f"{what}: none."
    more = f" and {len(teams) - _NAMED} more" if len(teams) > _NAMED else ""
    return f"{what}: {', '.join(sorted(teams)[:_NAMED])}{more}."
