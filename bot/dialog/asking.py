"""How a task speaks: the question for a field, with what is known already, and the word at its end."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.dialog.fields import Field, Kind, shown_value
from bot.dialog.pending import SAID, WAY, Pending, task_of
from bot.reply import Action, Audience, Button, Fact, Form, Reply
from intents.understanding import Outcome

if TYPE_CHECKING:
    from bot.dialog.tasks import Task


def question_id(pending: Pending) -> str:
    """Name the question that a task waits with: the same task, on the same case, for the same field. It shows nothing of them."""
    values = pending.values
    what = (pending.task, pending.waits_for or "", values.get("ref", ""), values.get(WAY, ""))
    return hashlib.blake2s("\n".join(what).encode(), digest_size=8).hexdigest()


def question(pending: Pending, asked: Field, problem: str | None) -> Reply:
    """Ask for a field; what is known is shown, so that a slip is seen.

    Args:
        pending: the task that asks.
        asked: what is asked for.
        problem: what was wrong with the answer before, said first.

    """
    task = task_of(pending)
    options = pending.options or asked.options
    facts = tuple(Fact(its.label, shown_value(its, pending.values[its.name])) for its in pending.fields if pending.values.get(its.name))
    choices = tuple(Button(option.label, str(number) if pending.options else option.label) for number, option in enumerate(options, 1))
    if asked.kind is Kind.YES_NO:
        choices = (Button("Yes", "yes"), Button("No", "no"))
    skip = () if asked.required else (Button("Skip", "skip"),)
    return Reply(
        Outcome.ACTION,
        task.name,
        f"{problem} {asked.question}" if problem and not options else problem or asked.question,
        points=tuple(f"{number}. {option.label}" for number, option in enumerate(options, 1)),
        facts=facts,
        buttons=(*choices, *skip, Button("Cancel", "cancel")),
        form=Form(task.name, task.title, pending.fields, dict(pending.values), asked.name),
        action=Action(task.name, {name: value for name, value in pending.values.items() if value and name != SAID}),
        audience=Audience.DIRECT if task.private else Audience.EPHEMERAL,
        asks=question_id(pending),
    )


def says(task: Task, text: str, *buttons: Button) -> Reply:
    """Say something of a task that asks for nothing."""
    audience = Audience.DIRECT if task.private else Audience.EPHEMERAL
    return Reply(Outcome.ACTION, task.name, text, buttons=buttons, action=Action(task.name, {}), audience=audience)


def addressed(task: Task, reply: Reply) -> Reply:
    """See to it that nothing of a private task appears in a channel, and that what was done goes by the task's name, however many messages it took."""
    action = reply.action
    if action is not None and action.slots.get("ref"):
        reply = replace(reply, action=Action(task.name, action.slots))
    return replace(reply, audience=Audience.DIRECT) if task.private else reply
