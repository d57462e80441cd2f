"""What somebody typed in Teams, as plain text: without the mention of the bot, without markup."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_BREAKS = re.compile(r"<br\s*/?>|</(?:p|div|li|blockquote|h[1-6]|tr)\s*>", re.IGNORECASE)
_TAGS = re.compile(
    r"</?(?:at|p|div|span|b|strong|i|em|u|s|strike|del|a|hr|codeblock|ul|ol|li|blockquote|pre|code|font|h[1-6]|img|table|tbody|tr|td|th|attachment|emoji)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
"""Only tags that Teams writes: what else stands between < and > was typed."""
_BLANKS = re.compile(r"[^\S\n]+")
_GAPS = re.compile(r"\s*\n\s*\n\s*")
_NUMBERED = re.compile(r"&#[0-9]{8,};?")
"""More digits than any character has; Python reads no endless ones."""
_LONGEST = 20_000
"""Characters of a message that somebody acts on: more than one can write in Teams."""
_ODD = re.compile(r"[\u200b\u200c\u200d\u2060\ufeff]")


def plain_text(activity: Mapping[str, Any]) -> str:
    """Give what was typed.

    The library's own way to take the mention out is not used: it takes the bot's name for a pattern, and takes the name out of the sentence as well.

    Args:
        activity: as it came.

    Returns:
        One line for each that was typed, at most one empty line between two; other people's mentions as their names.

    """
    text = activity.get("text")
    if not isinstance(text, str):
        return ""
    for mention in _own_mentions(activity):
        text = text.replace(mention, " ")
    return _plain(text)


def words_of(content: str) -> str:
    """Give the words of a message that somebody else wrote, on one line.

    Args:
        content: as Teams hands it over, with its markup.

    Returns:
        The words; of an endless message those at its beginning.

    """
    return " ".join(_plain(content[:_LONGEST]).split())


def _plain(text: str) -> str:
    text = html.unescape(_NUMBERED.sub("\ufffd", _TAGS.sub("", _BREAKS.sub("\n", text))))
    lines = _BLANKS.sub(" ", _ODD.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))).split("\n")
    return _GAPS.sub("\n\n", "\n".join(line.strip() for line in lines)).strip()


def _own_mentions(activity: Mapping[str, Any]) -> Iterator[str]:
    """Give the markup of each mention of the bot, as the activity's entities tell it."""
    bot = activity["recipient"]["id"]
    entities = activity.get("entities")
    for entity in entities if isinstance(entities, list) else []:
        if not isinstance(entity, dict) or str(entity.get("type", "")).lower() != "mention":
            continue
        mentioned, text = entity.get("mentioned"), entity.get("text")
        if not isinstance(mentioned, dict) or mentioned.get("id") != bot:
            continue
        if isinstance(text, str) and text.strip():
            yield text
        elif isinstance(mentioned.get("name"), str):
            yield f"<at>{mentioned['name']}</at>"
