"""What goes wrong with Slack, as people see it, and what to do."""

from __future__ import annotations

from bot.channels.troubles import Trouble

TROUBLES = (
    Trouble("No answer at all", "is `clerk serve` running, and does `clerk doctor` find the token good?"),
    Trouble(
        "“dispatch_failed” on a command",
        "the process was down, or the database did not take it within the 2.5 seconds for which Slack waits. Nothing was done: send it again.",
    ),
    Trouble("A link to install is refused", "`clerk slack invite` makes another; each is good for one workspace and some days."),
    Trouble("The bot says that it doesn't know you", "your Slack ID is not in the directory."),
    Trouble("Reminders don't come", "`clerk reminders list --everybody --state failed` says why."),
    Trouble("One person gets none", "`clerk slack addresses KEY` says whether Slack reaches them, `clerk slack retry KEY` tries again."),
    Trouble(
        "A team's channel hears nothing", "`clerk slack channels` says why; invite the bot to it, then `clerk slack link-team` once more."
    ),
)
