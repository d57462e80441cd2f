"""Forms in Slack: a modal is opened with what is known, checked field by field, and leads from step to step until something is done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.channels.guarded import PROBLEM, guarded
from bot.channels.slack import modal
from bot.channels.slack.blocks import message as rendered
from bot.channels.slack.carried import Carried, packed
from bot.channels.slack.parts import plain, section
from bot.channels.slack.text import TITLE_TEXT
from bot.dialog.fields import Field
from bot.dialog.pending import WAY
from bot.dialog.tasks import task_named
from bot.handlers.complaining import RECORD
from bot.reply import Reply
from intents.understanding import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.assistant import Assistant
    from bot.casework.desk import Desk
    from bot.channels.slack.talk import Talk
    from bot.channels.slack.who import Caller
    from bot.message import Message
    from bot.reply import Form

RESULT = "result"
"""The callback id of a view that shows what came of something; it takes no submission."""
TALK, ORIGIN, STEP = "talk", "origin", "step"
"""What a form carries along: its conversation, the platform's id of what it was made of, and, from the second step on, that it goes on."""
_METADATA = 3_000
_SAID = Field("said", "In your own words", "What happened? What you write here is seen by you alone.", required=False, asked=False)
_COMPLAINT = "route_complaint"
_BEFORE = {_COMPLAINT: (_SAID,)}
"""Fields that a form has before any question is open: chat knows these from the sentence that began it."""
_LEADS_TO = {_COMPLAINT: RECORD}
"""What is offered once a task is done."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of a form that was sent in."""

    response: dict[str, Any]
    """What Slack is answered."""
    reply: Reply | None = None
    """The result, as a message can hold it; nothing while the form goes on."""
    its: Carried | None = None
    """What was sent in: the task, the values and the metadata."""


class Forms:
    """Opens forms and takes them in."""

    def __init__(self, assistant: Assistant, desk: Desk, talk: Talk) -> None:
        """Take forms in for an assistant, over a register."""
        self._assistant, self._desk, self._talk = assistant, desk, talk

    async def view(self, caller: Caller, its: Carried) -> dict[str, Any] | Reply:
        """Make the modal of a task.

        Args:
            caller: who fills it in.
            its: the task, what is known, and the metadata, with the conversation.

        Returns:
            The view; a reply where there is no form for this person, or what is known can't be gone on with.

        """
        return await self._view(self._message(caller, its.metadata), its)

    async def _view(self, message: Message, its: Carried) -> dict[str, Any] | Reply:
        form, problem = await self._shown(message, its)
        if form is not None and form.fields:
            return modal.view(form, its.metadata)
        # It says why somebody unknown can't; what needs nothing more is carried out.
        return problem or await guarded(lambda: self._assistant.submit(message, its.task, dict(its.values)))

    async def _form(self, message: Message, its: Carried) -> Form | None:
        form = await self._assistant.form(message, its.task, dict(its.values))
        if form is None or its.task not in _BEFORE or STEP in its.metadata:
            return form
        # At the first step of a complaint one may tell it in one's own words, or pick what it is about, or both.
        return replace(form, fields=(*_BEFORE[its.task], *(replace(one, asked=False) for one in form.fields)))

    async def submitted(self, caller: Caller, view: Mapping[str, Any], origin: str) -> Sent:
        """Take a form in.

        Args:
            caller: who sent it in.
            view: the view of the submission, with its state.
            origin: the platform's id of the submission, for what is recorded once.

        Returns:
            What Slack is answered: what is wrong, beside each field; the next step; or the result.

        Raises:
            ValueError: it is no form that was made here.

        """
        its, given = modal.carried(view), modal.values(view)
        message = self._message(caller, {ORIGIN: origin} | dict(its.metadata))
        picked = _picked(view)
        chosen = {name: given[name] for name in picked if given.get(name)}
        form, problem = await self._shown(message, replace(its, values=dict(its.values) | chosen))
        if problem is not None:
            return Sent(_stays(view, problem.headline) or _updated(result(problem, its.metadata, its.task)))
        typed = [one for one in (form.fields if form else ()) if one.name not in picked]
        kept, problems = modal.checked(typed, given, self._desk.today(message.council))
        problems |= {name: "Pick one of these." for name, needed in picked.items() if needed and not given.get(name)}
        if its.task in _BEFORE and "said" in given and not any(kept.values()):
            problems["said"] = "Tell it in your own words, or pick below what it is about."
        if problems:
            return Sent(modal.all_errors(problems))
        left_empty = {one.name for one in typed if one.asked and not one.required}
        values = dict(its.values) | {name: value for name, value in kept.items() if value or name in left_empty or name in its.values}
        reply = await guarded(lambda: self._assistant.submit(message, its.task, values))
        if reply.form is None:
            later = reply.intent == PROBLEM or any(button.says == "again" for button in reply.buttons)  # the register can't be used now
            stays = _stays(view, reply.headline) if later else None
            return Sent(stays) if stays is not None else await self._done(message, replace(its, values=values), reply)
        return Sent(_again(reply, reply.form, given, its.metadata))

    async def _shown(self, message: Message, its: Carried) -> tuple[Form | None, Reply | None]:
        """Give the form as it was shown, or why it can't be gone on with."""
        found: list[Form | None] = []

        async def look() -> Reply:
            found.append(await self._form(message, its))
            return Reply(Outcome.ACTION, its.task, "")

        problem = await guarded(look)
        return (found[0], None) if found else (None, problem)

    async def _done(self, message: Message, its: Carried, reply: Reply) -> Sent:
        shown, kept = result(reply, its.metadata, its.task), reply
        follows = _LEADS_TO.get(its.task) if reply.attachments else None
        known = dict(its.values) | ({WAY: message.origin} if message.origin else {})
        form = await self._assistant.form(message, follows, known) if follows is not None else None
        if form is not None:
            made = modal.view(form, its.metadata)
            blocks = [*rendered(replace(reply, buttons=()))["blocks"], {"type": "divider"}, *made["blocks"]]
            shown = {**made, "close": plain("No, thanks", TITLE_TEXT), "blocks": blocks}
            kept = replace(reply, buttons=(), form=form)  # in a message it can still be opened later
        return Sent(_updated(shown), kept, its)

    def _message(self, caller: Caller, metadata: Mapping[str, str]) -> Message:
        conversation = metadata.get(TALK) or f"slack:{caller.team}:{caller.user}:form"
        return self._talk.message(caller, "", conversation, metadata.get(ORIGIN), answers="")


def _picked(view: Mapping[str, Any]) -> dict[str, bool]:
    """Give the fields that are picked from a list, and whether one has to be: Slack takes none but those that were listed."""
    inputs = (block for block in view.get("blocks", ()) if block.get("type") == "input")
    return {block["block_id"]: not block.get("optional", False) for block in inputs if "options" in block["element"]}


def _again(reply: Reply, form: Form, given: Mapping[str, str], metadata: Mapping[str, str]) -> dict[str, Any]:
    """Say what was refused beside its field, or go on to the next step."""
    problem = None if reply.headline in {one.question for one in form.fields} else reply.headline
    if problem is not None and form.asked in given:
        return modal.errors(problem, form.asked)
    return _updated(modal.view(form, {**metadata, STEP: "2"}, problem))


def _stays(view: Mapping[str, Any], problem: str) -> dict[str, Any] | None:
    """Leave the form as it was filled in, with a problem that is about no field of it beneath the first; nothing where it has none."""
    first = next((block["block_id"] for block in view.get("blocks", ()) if block.get("type") == "input"), None)
    return modal.errors(problem, first) if first is not None else None


def result(reply: Reply, metadata: Mapping[str, str], task: str | None = None) -> dict[str, Any]:
    """Show what came of something as a view, under the title of its task."""
    its = task_named(task or (reply.action.name if reply.action is not None else reply.intent))
    return {
        "type": "modal",
        "callback_id": RESULT,
        "title": modal.titled(its.title if its is not None else ""),
        "close": plain("Close", TITLE_TEXT),
        "private_metadata": packed(Carried("", {}, metadata), _METADATA),
        "blocks": rendered(reply)["blocks"],
    }


def waiting(metadata: str, title: str = "") -> dict[str, Any]:
    """Show that something still goes on, under the title of the view that was sent in."""
    return {
        "type": "modal",
        "callback_id": RESULT,
        "title": modal.titled(title),
        "close": plain("Close", TITLE_TEXT),
        "private_metadata": metadata,
        "blocks": [section("Still working on it. The result will appear here.")],
    }


def _updated(view: dict[str, Any]) -> dict[str, Any]:
    return {"response_action": "update", "view": view}
