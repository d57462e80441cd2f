"""A message as the answer to the question that is open: what it says to the field that was asked for, or that it says something else."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from bot import telling
from bot.casework.errors import CaseError
from bot.dialog.asking import question_id, says
from bot.dialog.fields import Field, Kind, Parsed, parse, says_more
from bot.dialog.pending import Pending, task_of, work_out
from bot.reply import Audience, Button, Reply
from intents.understanding import Outcome

if TYPE_CHECKING:
    from datetime import date

    from bot.dialog.dialogs import Dialog
    from bot.dialog.tasks import Setting

IsRequest = Callable[[float], bool]
"""Tells whether a message asks for something else, from a share of it being an action on."""
_LIKELY, _SURELY = 0.8, 0.95
"""From which share on a message is another request: where a date was asked for, and where words were. Set by hand."""
_CANCEL = re.compile(r"^(?:cancel|stop|never ?mind|forget it|quit|abort|no thanks)\W*$", re.IGNORECASE)
_BACK = re.compile(r"^(?:back|go back|undo)\W*$", re.IGNORECASE)
_AGAIN = re.compile(r"^(?:again|try again|retry)\W*$", re.IGNORECASE)
_NUMBER = re.compile(r"^#?\d{1,2}\W*$")


def never(_share: float) -> bool:
    """Take every message as an answer."""
    return False


async def carry_on(dialog: Dialog, setting: Setting, text: str, today: date, is_request: IsRequest = never) -> Reply | None:
    """Take a message as the answer to the open question.

    Args:
        dialog: this message's turn.
        setting: who, where, with what.
        text: what was typed.
        today: the day it was typed.
        is_request: tells from a share on whether words ask for something else; asked only where they might.

    Returns:
        The next question or the result; nothing where the message is no answer (a date was asked for and there is none in it).

    Raises:
        MovedOnError: another message came first; nothing was done.
        StoreError: where the conversation stands can't be read or kept; nothing was done.

    """
    pending, said = dialog.pending, text.strip()
    if pending is None or pending.council != setting.pack.council.key:
        await dialog.turn.end()
        return None
    if dialog.turn.being_done or pending.waits_for is None or _CANCEL.match(said) or (_BACK.match(said) and pending.order):
        return await _steered(dialog, setting, pending, said)
    asked = await asked_for(dialog, setting)
    if asked is None:
        return await _find_its_place(dialog, setting, pending)
    if _NUMBER.match(said) and not pending.options and pending.seen != tuple(option.value for option in asked.options):
        return await dialog.ask(pending, asked, telling.other_choices())
    parsed = parse(asked, text, today)
    if parsed.value is not None and says_more(asked, text, today) and is_request(_SURELY if asked.kind is Kind.TEXT else _LIKELY):
        return None
    return await _answered(dialog, setting, pending, asked, parsed)


async def _steered(dialog: Dialog, setting: Setting, pending: Pending, said: str) -> Reply | None:
    """Do what is said of the task itself: "cancel", "back", or "again" where no field is waited for."""
    task = task_of(pending)
    if dialog.turn.being_done:
        return says(task, telling.being_done(task.title)) if _AGAIN.match(said) or _CANCEL.match(said) else None
    if _CANCEL.match(said):
        await dialog.turn.end()
        return says(task, telling.cancelled(task.title))
    if pending.waits_for is not None:
        pending.values.pop(pending.order.pop(), None)
    elif not _AGAIN.match(said):
        return None
    return await dialog.go_on(setting, pending)


async def repeat(dialog: Dialog, setting: Setting, text: str, today: date) -> Reply | None:
    """Say what was wrong with an answer, and ask again; nothing where no question is open. Arguments and errors as of `carry_on`."""
    pending = dialog.pending
    if pending is not None and dialog.turn.being_done:
        return says(task_of(pending), telling.being_done(task_of(pending).title))
    asked = await asked_for(dialog, setting)
    return await dialog.ask(pending, asked, parse(asked, text, today).problem) if pending is not None and asked is not None else None


async def again(dialog: Dialog, setting: Setting, text: str, today: date) -> Reply | None:
    """Answer a message that was taken already and is delivered again: ask what it led to, or do what it said; it is no answer to what was asked since.

    Arguments and errors as of `carry_on`.

    Returns:
        The reply; nothing where it is best taken anew: what it led to was only offered.

    """
    pending = dialog.pending
    if pending is None:
        return Reply(Outcome.ACTION, "again", telling.taken_already(), audience=Audience.DIRECT)
    if pending.waits_for is None:
        return await dialog.go_on(setting, pending)
    asked = await asked_for(dialog, setting)
    if asked is None or (pending.offered and parse(asked, text, today).value is None):
        return None
    return await dialog.ask(pending, asked)


async def asked_for(dialog: Dialog, setting: Setting) -> Field | None:
    """Work out the field that is waited for; nothing where none is, where it has gone since, or where what is known can't be gone on with any more."""
    pending = dialog.pending
    if pending is None or pending.waits_for is None:
        return None
    if pending.asked is None:
        try:
            fields = await work_out(setting, pending)
        except CaseError:
            return None
        pending.asked = next((its for its in fields if its.name == pending.waits_for), None)
    return replace(pending.asked, options=pending.options or pending.asked.options) if pending.asked else None


async def _find_its_place(dialog: Dialog, setting: Setting, pending: Pending) -> Reply:
    """Go on where the field that was asked for has gone: ask for the next, and carry nothing out that the person did not say just now."""
    task = task_of(pending)
    try:
        fields = await work_out(setting, pending)
    except CaseError as error:
        await dialog.turn.end()
        return says(task, str(error))
    missing = next((its for its in fields if its.asked and its.name not in pending.values), None)
    if missing is not None:
        pending.options = ()
        return await dialog.ask(pending, missing, telling.changed_meanwhile())
    pending.ask_nothing()
    await dialog.turn.keep(pending)
    told = says(task, f"{telling.changed_meanwhile()} {telling.all_known()}", Button("Go on", "again"), Button("Cancel", "cancel"))
    return replace(told, asks=question_id(pending))


async def _answered(dialog: Dialog, setting: Setting, pending: Pending, asked: Field, parsed: Parsed) -> Reply | None:
    if parsed.value is None and pending.offered:
        await dialog.turn.end()
        return None
    pending.offered = False
    if parsed.value is None:
        if not parsed.options or parsed.options == asked.options:
            return None  # what was offered is not among it: it may be a question of another kind
        pending.options = parsed.options
        return await dialog.ask(pending, asked, parsed.problem)
    pending.values[asked.name] = parsed.value
    pending.doubts.pop(asked.name, None)
    pending.order.append(asked.name)
    return await dialog.go_on(setting, pending)
