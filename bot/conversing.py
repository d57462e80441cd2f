"""A message while a question is open: its answer, or something else, which is done and the question kept open."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from bot import telling
from bot.dialog.answering import again, asked_for, carry_on, repeat
from bot.dialog.fields import is_number
from bot.dialog.pending import task_of
from bot.dialog.turn import MovedOnError
from bot.logs import where
from bot.reply import Audience, Reply
from bot.store.errors import StoreError
from intents.commands import Command, command
from intents.understanding import Outcome, Understanding

if TYPE_CHECKING:
    from datetime import date

    from bot.dialog.dialogs import Dialog
    from bot.dialog.pending import Pending
    from bot.dialog.tasks import Setting

log = logging.getLogger(__name__)
NOTHING_OPEN = "nothing_open"
"""The command for "cancel", "back" and the like, which answer the question that is open."""
Fresh = Callable[[Command | None, Understanding | None], Awaitable[Reply]]
"""Answers the message as one that answers no question of ours: as a command where it is one, by what it was understood as where it was."""


@dataclass(frozen=True, slots=True)
class Ways:
    """What else can become of a message."""

    understand: Callable[[], Understanding]
    fresh: Fresh


async def converse(dialog: Dialog, setting: Setting, today: date, ways: Ways) -> Reply:
    """Take a message as the answer to the open question; where it is none, and says something else, do that and keep the question open.

    Args:
        dialog: this message's turn; something waits in it, or this message ended what did and is delivered again.
        setting: who, where, with what.
        today: the day it was typed.
        ways: what else can become of it.

    Raises:
        MovedOnError: another message came first; nothing was done.

    """
    message = setting.context.message
    text, begins_anew = message.text, message.answers == ""
    replayed = await again(dialog, setting, text, today) if dialog.turn.again else None
    if replayed is not None:
        return replayed
    asked, pending = await asked_for(dialog, setting), dialog.pending
    said = None if asked is not None and is_number(asked, text) else command(text)
    reply, understood = None, None
    if said.name == NOTHING_OPEN if said is not None else not begins_anew:
        reading = cache(ways.understand)
        reply = await carry_on(dialog, setting, text, today, lambda share: _asks_for(reading(), share))
        understood = reading() if reading.cache_info().currsize else None
    if reply is not None:
        return reply
    other = await ways.fresh(said, understood)
    return other if pending is None else await _between(dialog, setting, pending, other, today)


async def _between(dialog: Dialog, setting: Setting, before: Pending, other: Reply, today: date) -> Reply:
    """Say what has become of the question that was open when something else was done."""
    now_open, task, message = dialog.pending, task_of(before), setting.context.message
    if now_open is not None and now_open is not before:
        dropped = telling.dropped_unnamed() if task.private else telling.dropped(task.title)
        return other if before.doing else replace(other, points=(*other.points, dropped))
    if other.outcome is Outcome.DECLINE and message.answers != "":
        return await repeat(dialog, setting, message.text, today) or other
    if before.offered and message.answers != "":
        await _tried(dialog.turn.end())
    asked = await asked_for(dialog, setting) if now_open is not None and not before.offered else None
    if asked is None:
        return other
    await _tried(dialog.turn.renew())
    return other if task.private else replace(other, points=(*other.points, telling.still_open(asked.question)))


async def _tried(changing: Awaitable[None]) -> None:
    """Change where the conversation stands behind something that was done: where another message changed it meanwhile, that stands."""
    try:
        await changing
    except (MovedOnError, StoreError) as error:
        log.warning("where a conversation stands could not be kept: %s", where(error))


async def renewed(dialog: Dialog, other: Reply) -> Reply:
    """Answer somebody whose open question can't be read any more: what they said, where it stands on its own, and that the question is gone."""
    await _tried(dialog.turn.end())
    if other.outcome is Outcome.DECLINE:
        return Reply(Outcome.DECLINE, "renewed", telling.say_anew(), audience=Audience.EPHEMERAL)
    return replace(other, points=(*other.points, telling.say_anew()))


def _asks_for(understood: Understanding, share: float) -> bool:
    return understood.outcome is Outcome.ACTION and understood.confidence >= share
