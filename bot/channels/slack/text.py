"""Text as Slack takes it: escaped, within its limits, split where a sentence ends.

The limits and the three characters to escape: docs.slack.dev, "Formatting message text" and the references of Block Kit.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from intents.dates import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

MESSAGE_TEXT = 40_000
SECTION_TEXT = 3_000
FIELD_TEXT = 2_000
HEADER_TEXT = 150
BUTTON_TEXT = 75
BUTTON_VALUE = 2_000
LABEL_TEXT = 2_000
TITLE_TEXT = 24

_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_ESCAPING = str.maketrans(_ESCAPES)
_END = r"[.!?][”’\"')\]]*(?=\s|$)"
_SENTENCES = re.compile(rf"(?:(?!{_END})[^\n])*(?:{_END}|\n|$)\s*")
"""A sentence ends before white space: the points within a clause's number are none of its ends."""
_WORDS = re.compile(r"\S*\s*")
_MORE = "…"
_LEFT_OUT = "…\n(The rest is left out here: it is too long for one message in Slack.)"
_LAST_OF_BMP = 0xFFFF


def escape(text: str) -> str:
    """Make what somebody wrote safe in Slack's own markup: no mention, no link, no date comes of it."""
    return text.translate(_ESCAPING)


def size(text: str) -> int:
    """Count characters as Slack may count them: an emoji beyond the first plane as two, so that a limit holds either way."""
    return len(text) + sum(ord(character) > _LAST_OF_BMP for character in text)


def bold(text: str) -> str:
    """Escape a text and make it bold, line by line: bold reaches no further than a line, and one with an asterisk of its own is left plain."""
    return "\n".join(_bold_line(line) for line in escape(text).split("\n"))


def _bold_line(line: str) -> str:
    stripped = line.strip()
    return f"*{stripped}*" if stripped and "*" not in stripped else stripped


def first_sentence(text: str) -> tuple[str, str]:
    """Divide a text into its first sentence and what follows, both without blank ends."""
    stripped = text.strip()
    found = _SENTENCES.match(stripped)
    end = found.end() if found else len(stripped)
    return stripped[:end].rstrip(), stripped[end:].lstrip()


def pieces(text: str, limit: int) -> Iterator[str]:
    """Split a text, not yet escaped, into pieces that fit once they are.

    Args:
        text: as it was written.
        limit: so many characters a piece may have after escaping.

    Yields:
        The pieces in order, without blank ones: each ends with a sentence where it can, else with a word, else where the limit falls, and never
        within what becomes an escape.

    """
    held = ""
    for part in _small_parts(text, limit):
        if held and _escaped_size((held + part).strip()) > limit:
            if held.strip():
                yield held.strip()
            held = ""
        held += part
    if held.strip():
        yield held.strip()


def _small_parts(text: str, limit: int) -> Iterator[str]:
    for sentence in _SENTENCES.findall(text):
        if _escaped_size(sentence.strip()) <= limit:
            yield sentence
            continue
        for word in _WORDS.findall(sentence):
            yield from [word] if _escaped_size(word.strip()) <= limit else word


def _escaped_size(text: str) -> int:
    return size(escape(text))


def cut(text: str, limit: int, ending: str = _MORE) -> str:
    """Cut a text that is shown as it is (a button, a label, a title): at a word where that loses little.

    Args:
        text: as it was written; it is not escaped, as Slack takes plain text for what it is.
        limit: so many characters it may have.
        ending: what tells that there was more.

    Returns:
        The text without blank ends; one that is too long ends with `ending`.

    """
    stripped = text.strip()
    if size(stripped) <= limit:
        return stripped
    return _start(stripped, limit - size(ending), escaped=False).rstrip() + ending


def cut_escaped(text: str, limit: int, ending: str = _MORE) -> str:
    """Escape a text and cut it, as `cut` does; never within an escape."""
    stripped = text.strip()
    if _escaped_size(stripped) <= limit:
        return escape(stripped)
    return escape(_start(stripped, limit - size(ending), escaped=True).rstrip()) + ending


def whole(text: str) -> str:
    """Give the text that goes beside the blocks: what notifications show and screen readers read. All of it, as far as Slack takes it."""
    return cut_escaped(text, MESSAGE_TEXT, _LEFT_OUT) or _MORE


def _start(text: str, limit: int, *, escaped: bool) -> str:
    taken = 0
    for at, character in enumerate(text):
        taken += size(_ESCAPES.get(character, character) if escaped else character)
        if taken > limit:
            start = text[:at]
            word = start.rfind(" ")
            return start[:word] if word > at * 2 // 3 else start
    return text


def moment(at: datetime) -> str:
    """Write a moment so that Slack shows it in the reader's own zone.

    Args:
        at: the moment, in the council's zone: an old Slack client, and whoever reads the source, sees it in that zone.

    Returns:
        Slack's date markup, not to be escaped. Only for moments: a day by which something is due is the council's day wherever the reader is.

    """
    return f"<!date^{int(at.timestamp())}^{{date_long}} at {{time}}|{escape(f'{shown(at.date())} at {at:%H:%M}')}>"
