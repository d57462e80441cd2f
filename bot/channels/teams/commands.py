"""Commands in the compose box: Teams puts a command's words into a message, and people type more behind them. The same words as on Slack, with or without the /."""

from __future__ import annotations

import re

from bot.channels.arguments import COMMANDS, PROTOCOL, Fill, Say, Wanted, wanted

_WORDS = "|".join(name.removeprefix("/") for name in COMMANDS)
_COMMAND = re.compile(rf"^(?P<slash>/?)(?P<word>{_WORDS})\b[:,]?\s*(?P<rest>.*)$", re.IGNORECASE | re.DOTALL)
_BEGINS = re.compile(r"^(?:new|log|add|enter|start|record|notice)\b", re.IGNORECASE)


def asked(text: str) -> tuple[str, Wanted]:
    """Read what was typed.

    Args:
        text: as plain text, without the mention of the bot.

    Returns:
        The command (`/protocol` where there is none), and what is to be done. Only a command's word alone, one with a / before it, or one with a verb
        behind it is a command: "complaint about an officer" may well begin a question, and what is none is simply what the person wants to say.

    """
    found = _COMMAND.match(text.strip())
    if found is None:
        return PROTOCOL, Say(text)
    command, rest = f"/{found['word'].lower()}", found["rest"].strip()
    meant = wanted(command, rest)
    if found["slash"] or not rest:
        return command, meant
    match meant:
        case Say(said) if command != PROTOCOL and said == rest:
            return command, Say(text)
        case Fill() if not _BEGINS.match(rest):
            return command, Say(text)
        case _:
            return command, meant
