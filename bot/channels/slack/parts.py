"""The small parts that Block Kit is made of, as plain dictionaries that keep its limits."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from bot.channels.slack.text import BUTTON_TEXT, BUTTON_VALUE, HEADER_TEXT, SECTION_TEXT, bold, cut, escape, first_sentence, pieces, size

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.reply import Button

Block = dict[str, Any]
"""A block or a part of one, as Slack's JSON has it."""
SAY = re.compile(r"say:\d+")
"""The action ids of buttons that say something; a number makes each its own within its block."""
_NAMES = re.compile("[@#]")
_IN_A_ROW = 5
_ALL_BOLD = 150
_BOLD_LINES = SECTION_TEXT // 2 - 1
"""So much text fits a section in bold, were each line one character: two asterisks a line come to it."""


def plain(text: str, limit: int) -> Block:
    """Make a plain text object: shown as it is, with no markup."""
    return {"type": "plain_text", "text": cut(text, limit), "emoji": False}


def mrkdwn(markup: str) -> Block:
    """Make a text object of markup, escaped before; Slack is to make no mention of an @ or # by itself."""
    return {"type": "mrkdwn", "text": markup, **({"verbatim": True} if _NAMES.search(markup) else {})}


def section(markup: str) -> Block:
    """Make a section of markup, escaped before; all of it is shown, with no “see more”."""
    return {"type": "section", "text": mrkdwn(markup), "expand": True}


def bold_sections(text: str) -> Iterator[Block]:
    """Make sections of a text in bold: several where it is too long for one."""
    room = _BOLD_LINES if "\n" in text.strip() else SECTION_TEXT - 2
    return (section(bold(piece)) for piece in pieces(text, room))


def headline_sections(text: str) -> Iterator[Block]:
    """Make sections of what matters most: in bold where it is short, else its first sentence in bold and the rest plain, which reads better."""
    first, rest = first_sentence(text)
    if size(text) <= _ALL_BOLD or not rest or size(escape(text)) > SECTION_TEXT - 2 - size(first) - 2:
        return bold_sections(text)
    return iter([section(f"{bold(first)} {escape(rest)}")])


def header(text: str) -> Block:
    """Make a header."""
    return {"type": "header", "text": plain(text, HEADER_TEXT)}


def context(*markups: str) -> Block:
    """Make a line in small print, of up to ten texts, escaped before."""
    return {"type": "context", "elements": [mrkdwn(markup) for markup in markups]}


def button(its: Button, number: int) -> Block:
    """Make a button that says something.

    Args:
        its: the label, and what is said. Only what a person wrote makes that long; then it is cut.
        number: the place among its neighbours: two in one block need action ids of their own.

    """
    return {
        "type": "button",
        "action_id": f"say:{number}",
        "text": plain(its.label, BUTTON_TEXT),
        "value": cut(its.says, BUTTON_VALUE),
    }


def rows(buttons: Sequence[Block]) -> Iterator[Block]:
    """Put buttons in rows of five."""
    for first in range(0, len(buttons), _IN_A_ROW):
        yield {"type": "actions", "elements": list(buttons[first : first + _IN_A_ROW])}


def weight(part: Block) -> int:
    """Measure a block in bytes, as it is sent."""
    return len(json.dumps(part, ensure_ascii=False).encode())
