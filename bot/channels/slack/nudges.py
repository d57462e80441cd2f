"""Nudges in Slack: what of one a notification may show, and how it looks once something was done about it. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.channels.previews import NOTICE, previewed
from bot.channels.slack.blocks import BLOCKS, BYTES
from bot.channels.slack.parts import context, weight
from bot.channels.slack.text import MESSAGE_TEXT, cut_escaped, escape, moment, size
from bot.reply import Reply
from intents.dates import shown
from intents.understanding import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.channels.slack.parts import Block

_NAME = 150
"""A name, and what was done, have no more characters than this, escaped."""
_HALF_AN_ESCAPE = re.compile(r"&[a-z]{0,3}$")


def first_shown(nudge: Reply) -> Reply | None:
    """Give what is shown of a nudge while its notification goes out.

    A notification on a phone shows the message's `text`, one on a desktop takes its words from the blocks (docs.slack.dev, changelog of 13 July 2026). So both
    have to be free of what is confidential, and the nudge itself comes into the message a moment later; a changed message notifies nobody.

    Args:
        nudge: the whole of it.

    Returns:
        A notice with the nudge's buttons; nothing where a notification may show the nudge as it is (`previews.previewed`).

    """
    if previewed(nudge):
        return None
    return Reply(Outcome.ANSWER, nudge.intent, NOTICE, buttons=nudge.buttons, audience=nudge.audience)


def done_message(sent: Mapping[str, Any], what: str, by: str, at: datetime) -> dict[str, Any]:
    """Make the message of a nudge about which something was done: as it was, with that in the place of its buttons.

    Args:
        sent: the message as Slack hands it back when one of its buttons is pressed: with `text` and `blocks`.
        what: what was done, in a few words; `bot.reminders.deeds` has them.
        by: the name of who did it.
        at: when, in the council's zone.

    Returns:
        `text` and `blocks`, within Slack's limits.

    """
    did = f"{cut_escaped(what, _NAME)} by {cut_escaped(by, _NAME)}"
    line = context(f"✓ *{did}*, {moment(at)}" if "*" not in did else f"✓ {did}, {moment(at)}")
    plain = f"{did}, {escape(f'{shown(at.date())} at {at:%H:%M}')}."
    kept = [_unnamed(block) for block in sent.get("blocks", ()) if block.get("type") != "actions"]
    return {"text": _cut(f"{plain}\n{sent.get('text', '')}".strip()), "blocks": [*_fitting(kept, line), line]}


def _unnamed(block: Mapping[str, Any]) -> Block:
    """Drop the id that Slack gives to each block: it only takes room."""
    return {key: value for key, value in block.items() if key != "block_id"}


def _fitting(kept: Sequence[Block], line: Block) -> list[Block]:
    """Leave out blocks before the last, which may say that something was left out, until the line fits below them."""
    fitting = list(kept)
    while fitting and (len(fitting) >= BLOCKS or sum(map(weight, fitting)) + weight(line) > BYTES):
        fitting.pop(max(len(fitting) - 2, 0))
    return fitting


def _cut(escaped: str) -> str:
    """Cut a text that is escaped already, and not within an escape."""
    while (over := size(escaped) - MESSAGE_TEXT) > 0:
        escaped = _HALF_AN_ESCAPE.sub("", escaped[: -((over + 1) // 2)])  # a character counts as two at most
    return escaped
