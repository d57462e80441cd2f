"""What Slack writes into a text, read as the person meant it: mentions, channels, links and escapes become plain words.

How Slack writes them: docs.slack.dev, "Formatting message text", under retrieved messages.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|([^>]*))?>")
_MARKUP = re.compile(r"<([#!]?)([^|>]*)(?:\|([^>]*))?>")


def mentioned(text: str) -> frozenset[str]:
    """Give the ids of the people whom a text mentions."""
    return frozenset(found[1] for found in _MENTION.finditer(text))


def plain_text(text: str, bot: str | None = None, names: Mapping[str, str] | None = None) -> str:
    """Read a text of Slack's.

    Args:
        text: as Slack sends it.
        bot: the bot's own user id; a mention of it is left out.
        names: the names of people who are mentioned, by id; another is left as an @ with what Slack says of it.

    Returns:
        The text without Slack's markup and without blank ends.

    """

    def person(found: re.Match[str]) -> str:
        return " " if found[1] == bot else (names or {}).get(found[1]) or f"@{found[2] or found[1]}"

    def other(found: re.Match[str]) -> str:
        sign, what, label = found[1], found[2], found[3]
        if sign == "#":
            return f"#{label or what}"
        if sign == "!":
            return label or f"@{what.partition('^')[0]}"
        return label or what.removeprefix("mailto:").removeprefix("tel:")

    return unescaped(_MARKUP.sub(other, _MENTION.sub(person, text))).strip()


def unescaped(text: str) -> str:
    """Take back Slack's three escapes."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def permalink(domain: str, channel: str, ts: str, thread: str | None = None) -> str:
    """Write the address of a message, as Slack makes it of the workspace's domain, the channel and the message's time."""
    address = f"https://{domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}"
    return f"{address}?thread_ts={thread}&cid={channel}" if thread and thread != ts else address
