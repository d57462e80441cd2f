"""How the slash commands are used: what is shown for `help`."""

from __future__ import annotations

from bot.channels.arguments import COMPLAINT, ELECTION, ENQUIRY, PROTOCOL
from bot.reply import Action, Button, Reply
from intents.understanding import Outcome

_USAGE = {
    PROTOCOL: (
        "Ask the protocol: type /protocol and your question.",
        (
            "/protocol how soon should I get a reply?",
            "/protocol what does 4.2 say?",
            "/protocol role officer: I answer you as an officer from then on (or: role member).",
            "Only you see what you type here, and the answer.",
        ),
        ("how soon should I get a reply?", "may an officer come to our group meeting?", "help"),
    ),
    COMPLAINT: (
        "Find the right way for a complaint or concern: type /complaint, alone or with what happened.",
        (
            "/complaint opens a form that leads you step by step. Nothing is recorded unless you say so.",
            "/complaint status: the confidential records that you may see. /complaint CMP-3 shows one.",
            "What you type here is seen by you alone.",
        ),
        ("how do my complaints stand?",),
    ),
    ENQUIRY: (
        "Log and follow enquiries: type /enquiry, alone or with what it is about.",
        (
            "/enquiry street light out in Mill Lane: opens the form with that subject.",
            "/enquiry mine, overdue, today, week, team: lists.",
            "/enquiry 12 shows ENQ-12; /enquiry ack 12, hold 12, extend 12, answered 12, close 12, reassign 12, history 12.",
            "/enquiry find bins: looks for words.",
        ),
        ("my open enquiries", "what is overdue?"),
    ),
    ELECTION: (
        "The time before an election: type /election.",
        (
            "/election tells whether the pre-election period runs now.",
            "/election next: the next poll.",
            "/election add and /election notice ELE-3 open forms, for those who keep the elections.",
        ),
        ("is there an election period now?", "when is the next election?"),
    ),
}


def usage(command: str) -> Reply:
    """Show how a command is used, with examples that work by one tap."""
    headline, points, says = _USAGE[command]
    buttons = tuple(Button(text, text) for text in says)
    return Reply(Outcome.ACTION, "help", headline, points=points, buttons=buttons, action=Action("help", {}))
