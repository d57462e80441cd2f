"""What goes wrong with Slack, as people see it, and what to do. `clerk doctor` tells it and the README holds it; a test compares the two."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that people see."""

    sign: str
    """As they would tell it."""
    do: str
    """What it comes from, or how to find out."""


TROUBLES = (
    Trouble("No answer at all", "is `clerk serve` running, and does `clerk doctor` find the token good?"),
    Trouble("“dispatch_failed” on a command", "the process was down."),
    Trouble("A link to install is refused", "`clerk slack invite` makes another; each is good for one workspace and some days."),
    Trouble("The bot says that it doesn't know you", "your Slack ID is not in the directory."),
    Trouble("Reminders don't come", "`clerk reminders list --everybody --state failed` says why."),
    Trouble("One person gets none", "`clerk slack addresses KEY` says whether Slack reaches them, `clerk slack retry KEY` tries again."),
    Trouble(
        "A team's channel hears nothing", "`clerk slack channels` says why; invite the bot to it, then `clerk slack link-team` once more."
    ),
)
