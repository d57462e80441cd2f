"""How the commands are used: what is shown for `help`."""

from __future__ import annotations

from bot.channels.arguments import COMPLAINT, ELECTION, ENQUIRY, PROTOCOL
from bot.reply import Action, Button, Reply
from intents.understanding import Outcome

_ALONE = "Only you see what you type here, and the answer."
"""So it is with Slack's commands."""
_USAGE = {
    PROTOCOL: (
        "Ask the protocol: type {sign}protocol and your question.",
        (
            "{sign}protocol how soon should I get a reply?",
            "{sign}protocol what does 4.2 say?",
            "{sign}protocol role officer: I answer you as an officer from then on (or: role member).",
            "{sign}protocol council NAME: I answer from that council's protocol from then on; without a name it says which there are.",
            _ALONE,
        ),
        ("how soon should I get a reply?", "may an officer come to our group meeting?", "help"),
    ),
    COMPLAINT: (
        "Find the right way for a complaint or concern: type {sign}complaint, alone or with what happened.",
        (
            "{sign}complaint opens a form that leads you step by step. Nothing is recorded unless you say so.",
            "{sign}complaint status: the confidential records that you may see. {sign}complaint CMP-3 shows one.",
            _ALONE,
        ),
        ("how do my complaints stand?",),
    ),
    ENQUIRY: (
        "Log and follow enquiries: type {sign}enquiry, alone or with what it is about.",
        (
            "{sign}enquiry street light out in Mill Lane: opens the form with that subject.",
            "{sign}enquiry mine, overdue, today, week, team: lists.",
            "{sign}enquiry 12 shows ENQ-12; {sign}enquiry ack 12, hold 12, extend 12, answered 12, close 12, reassign 12, history 12.",
            "{sign}enquiry find bins: looks for words.",
        ),
        ("my open enquiries", "what is overdue?"),
    ),
    ELECTION: (
        "The time before an election: type {sign}election.",
        (
            "{sign}election tells whether the pre-election period runs now.",
            "{sign}election next: the next poll.",
            "{sign}election add and {sign}election notice ELE-3 open forms, for those who keep the elections.",
        ),
        ("is there an election period now?", "when is the next election?"),
    ),
}


def usage(command: str, sign: str = "/", *, alone: bool = True) -> Reply:
    """Show how a command is used, with examples that work by one tap.

    Args:
        command: one of `arguments.COMMANDS`.
        sign: what stands before a command where it is typed.
        alone: whether nobody else sees what is typed.

    """
    headline, points, says = _USAGE[command]
    headline, points = (
        headline.format(sign=sign),
        tuple(point.format(sign=sign) for point in points if alone or point != _ALONE),
    )
    buttons = tuple(Button(text, text) for text in says)
    return Reply(Outcome.ACTION, "help", headline, points=points, buttons=buttons, action=Action("help", {}))
