"""The channels that a deployment has set up: looked at together, made together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.setup import State
from bot.channels.slack import setup as slack
from bot.channels.slack import troubles as slack_troubles
from bot.channels.teams import setup as teams
from bot.channels.teams import troubles as teams_troubles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.channels.setup import Finding
    from bot.channels.troubles import Trouble
    from bot.config import Settings


def findings(settings: Settings, councils: Sequence[str]) -> list[Finding]:
    """Look at the settings for every channel.

    Args:
        settings: as they were read.
        councils: the keys of the packs there are.

    """
    return [*slack.findings(settings, councils), *teams.findings(settings, councils)]


def any_on(settings: Settings) -> bool:
    """Tell whether a channel is set up at all, well or badly."""
    return slack.is_on(settings) or teams.is_on(settings)


def wrong(settings: Settings, councils: Sequence[str]) -> list[Finding]:
    """Give what keeps the service from running."""
    return [its for its in findings(settings, councils) if its.state is State.WRONG]


def troubles(settings: Settings) -> dict[str, Sequence[Trouble]]:
    """Give what goes wrong, as people see it, by the name of each channel that is set up."""
    told = {"Slack": (slack, slack_troubles.TROUBLES), "Teams": (teams, teams_troubles.TROUBLES)}
    return {name: its for name, (setup, its) in told.items() if setup.is_on(settings)}
