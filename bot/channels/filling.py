"""Forms, whatever the channel: made with what is known, checked field by field, led from step to step until something is done."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from bot.channels.guarded import PROBLEM, guarded
from bot.dialog.fields import Field, Kind, parse
from bot.handlers.complaining import RECORD
from bot.reply import Reply
from intents.understanding import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.assistant import Assistant
    from bot.casework.desk import Desk
    from bot.message import Message
    from bot.reply import Form

TALK, ORIGIN, STEP = "talk", "origin", "step"
"""What a form carries along: its conversation, the platform's id of what it was made of, and, from the second step on, that it goes on."""
_SAID = Field("said", "In your own words", "What happened? What you write here is seen by you alone.", required=False, asked=False)
_COMPLAINT = "route_complaint"
_BEFORE = {_COMPLAINT: (_SAID,)}
"""Fields that a form has before any question is open: chat knows these from the sentence that began it."""
_LEADS_TO = {_COMPLAINT: RECORD}
"""What is offered once a task is done."""
_PICK = "Pick one of these."
_SENDS = {_COMPLAINT: "Next"}
"""The word on the button of a form that leads on to a next step: nothing is sent to anybody by it."""


def word_to_send(task: str) -> str:
    """Give the word on the button that sends a form in."""
    return _SENDS.get(task, "Send")


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that is filled in: its task, what is known and not shown, and what the channel wants back."""

    task: str
    values: Mapping[str, str]
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something can't be taken: what, by field. The form stays as it was filled in."""

    problems: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Later:
    """Nothing could be done now; what is wrong is about no field. The form stays as it was filled in."""

    reply: Reply


@dataclass(frozen=True, slots=True)
class Next:
    """There is a next step."""

    form: Form
    metadata: Mapping[str, str]
    problem: str | None = None
    """What was wrong, where it is about no field of the step before."""


@dataclass(frozen=True, slots=True)
class Over:
    """Something came of it."""

    reply: Reply
    its: Filled
    follows: Form | None = None
    """What is offered next."""

    @property
    def kept(self) -> Reply:
        """Give the result as a message can hold it: what is offered next can still be opened there later."""
        return self.reply if self.follows is None else replace(self.reply, buttons=(), form=self.follows)


Step = Wrong | Later | Next | Over


class Filling:
    """Makes forms and takes them in."""

    def __init__(self, assistant: Assistant, desk: Desk) -> None:
        """Take forms in for an assistant, over a register."""
        self._assistant, self._desk = assistant, desk

    async def begun(self, message: Message, its: Filled) -> Form | Reply:
        """Make the form of a task.

        Args:
            message: who, where and when.
            its: the task, what is known, and the metadata.

        Returns:
            The form; a reply where there is none for this person, where what is known can't be gone on with, or where nothing more is needed.

        """
        form, problem = await self.shown(message, its)
        if form is not None and form.fields:
            return form
        # It says why somebody unknown can't; what needs nothing more is carried out.
        return problem or await guarded(lambda: self._assistant.submit(message, its.task, dict(its.values)))

    async def shown(self, message: Message, its: Filled) -> tuple[Form | None, Reply | None]:
        """Give the form as it was shown, or why it can't be gone on with."""
        found: list[Form | None] = []

        async def look() -> Reply:
            found.append(await self._form(message, its))
            return Reply(Outcome.ACTION, its.task, "")

        problem = await guarded(look)
        return (found[0], None) if found else (None, problem)

    async def _form(self, message: Message, its: Filled) -> Form | None:
        form = await self._assistant.form(message, its.task, dict(its.values))
        if form is None or its.task not in _BEFORE or STEP in its.metadata:
            return form
        # At the first step of a complaint one may tell it in one's own words, or pick what it is about, or both.
        return replace(form, fields=(*_BEFORE[its.task], *(replace(one, asked=False) for one in form.fields)))

    async def submitted(self, message: Message, its: Filled, given: Mapping[str, str], picked: Mapping[str, bool]) -> Step:
        """Take a form in.

        Args:
            message: who, where and when, with the platform's id of the submission for what is recorded once.
            its: what the form carried.
            given: what was filled in, by field; empty where nothing was.
            picked: the fields that were picked from a list that the channel holds them to, and whether one has to be.

        Returns:
            What is to be shown.

        """
        chosen = {name: given[name] for name in picked if given.get(name)}
        form, problem = await self.shown(message, replace(its, values=dict(its.values) | chosen))
        if problem is not None:
            return Later(problem)
        typed = [one for one in (form.fields if form else ()) if one.name not in picked]
        kept, problems = checked(typed, given, self._desk.today(message.council))
        problems |= {name: _PICK for name, needed in picked.items() if needed and not given.get(name)}
        if its.task in _BEFORE and "said" in given and not any(kept.values()):
            problems["said"] = "Tell it in your own words, or pick below what it is about."
        if problems:
            return Wrong(problems)
        left_empty = {one.name for one in typed if one.asked and not one.required}
        values = dict(its.values) | {name: value for name, value in kept.items() if value or name in left_empty or name in its.values}
        reply = await guarded(lambda: self._assistant.submit(message, its.task, values))
        if reply.form is not None:
            return _next(reply, reply.form, given, its.metadata)
        if reply.intent == PROBLEM or any(button.says == "again" for button in reply.buttons):  # the register can't be used now
            return Later(reply)
        return await self._over(message, replace(its, values=values), reply)

    async def _over(self, message: Message, its: Filled, reply: Reply) -> Over:
        follows = _LEADS_TO.get(its.task) if reply.attachments else None
        form = await self._assistant.form(message, follows, dict(reply.known)) if follows is not None else None
        return Over(reply, its, form)


def _next(reply: Reply, form: Form, given: Mapping[str, str], metadata: Mapping[str, str]) -> Wrong | Next:
    """Say what was refused beside its field, or go on to the next step."""
    problem = None if reply.headline in {one.question for one in form.fields} else reply.headline
    if problem is not None and form.asked in given:
        return Wrong({form.asked: problem})
    return Next(form, {**metadata, STEP: "2"}, problem)


def checked(fields: Sequence[Field], given: Mapping[str, str], today: date) -> tuple[dict[str, str], dict[str, str]]:
    """Check what was filled in field by field, as chat does with what is typed.

    Args:
        fields: the task's fields.
        given: what was filled in, by name; a field that is not in it was not shown.
        today: the day, in the council's timezone.

    Returns:
        The values as they are kept, and what is wrong, by field.

    """
    kept, problems = dict(given), {}
    for its in fields:
        said = given.get(its.name)
        if said is None:
            continue
        value, problem = _check(its, said, today)
        kept[its.name] = value
        if problem:
            problems[its.name] = problem
    return kept, problems


def _check(its: Field, said: str, today: date) -> tuple[str, str | None]:
    if not said:
        return "", f"{its.label} can't be empty." if its.required and its.asked else None
    if any(option.value == said for option in its.options) or (its.kind is Kind.DATE and is_day(said)):
        return said, None
    parsed = parse(replace(its, required=True), said, today)
    return (said, parsed.problem) if parsed.value is None else (parsed.value, None)


def is_day(text: str) -> bool:
    """Tell whether a text is a day in ISO form."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
