"""Forms in Slack: a modal is opened with what is known, checked field by field, and leads from step to step until something is done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.channels.filling import ORIGIN, TALK, Filled, Filling, Later, Next, Over, Wrong
from bot.channels.guarded import PROBLEM
from bot.channels.slack import modal
from bot.channels.slack.blocks import message as rendered
from bot.channels.slack.carried import Carried, packed
from bot.channels.slack.parts import plain, section
from bot.channels.slack.text import TITLE_TEXT
from bot.dialog.tasks import task_named
from bot.reply import Audience, Reply
from intents.understanding import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.assistant import Assistant
    from bot.casework.desk import Desk
    from bot.channels.filling import Step
    from bot.channels.hearing import Hearing
    from bot.channels.slack.who import Caller
    from bot.message import Message

RESULT = "result"
"""The callback id of a view that shows what came of something; it takes no submission."""
_METADATA = 3_000
_TOO_LONG = "This is too long for the next step of a form. Shorten it and send it again, or tell me in a direct message. Nothing was done."
_LOST = "What you wrote before was too long for a form, so nothing was done. Answer my questions in our direct message instead, or begin anew in fewer words."


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of a form that was sent in."""

    response: dict[str, Any]
    """What Slack is answered."""
    reply: Reply | None = None
    """The result, as a message can hold it; nothing while the form goes on."""
    its: Filled | None = None
    """What was sent in: the task, the values and the metadata."""


class Forms:
    """Opens forms and takes them in."""

    def __init__(self, assistant: Assistant, desk: Desk, hearing: Hearing) -> None:
        """Take forms in for an assistant, over a register."""
        self._filling, self._hearing = Filling(assistant, desk), hearing

    async def view(self, caller: Caller, its: Carried) -> dict[str, Any] | Reply:
        """Make the modal of a task.

        Args:
            caller: who fills it in.
            its: the task, what is known, and the metadata, with the conversation.

        Returns:
            The view; a reply where there is no form for this person, or what is known can't be gone on with.

        """
        made = await self._filling.begun(self._message(caller, its.metadata), _filled(its))
        if isinstance(made, Reply):
            return made
        view = modal.view(made, its.metadata)
        lost = {*its.left_out, *modal.carried(view).left_out} - {field.name for field in made.fields}
        return Reply(Outcome.DECLINE, PROBLEM, _LOST, audience=Audience.EPHEMERAL) if lost else view

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
        if not given.keys() >= set(its.left_out):
            return Sent(_stays(view, _LOST) or _updated(result(Reply(Outcome.DECLINE, PROBLEM, _LOST), its.metadata, its.task)))
        message = self._message(caller, {ORIGIN: origin} | dict(its.metadata))
        return _sent(view, its, await self._filling.submitted(message, _filled(its), given, _picked(view)))

    def _message(self, caller: Caller, metadata: Mapping[str, str]) -> Message:
        conversation = metadata.get(TALK) or f"slack:{caller.team}:{caller.user}:form"
        return self._hearing.message(caller, "", conversation, metadata.get(ORIGIN), answers="")


def _sent(view: Mapping[str, Any], its: Carried, step: Step) -> Sent:
    match step:
        case Wrong(problems):
            return Sent(modal.all_errors(problems))
        case Later(reply):
            return Sent(_stays(view, reply.headline) or _updated(result(reply, its.metadata, its.task)))
        case Next(form, metadata, problem):
            made = modal.view(form, metadata, problem)
            return Sent(_too_long(view, modal.carried(made).left_out) or _updated(made))
        case Over(reply, filled, follows):
            shown = result(reply, its.metadata, its.task)
            if follows is not None:
                made = modal.view(follows, its.metadata)
                blocks = [*rendered(replace(reply, buttons=()))["blocks"], {"type": "divider"}, *made["blocks"]]
                shown = {**made, "close": plain("No, thanks", TITLE_TEXT), "blocks": blocks}
            return Sent(_updated(shown), step.kept, filled)


def _too_long(view: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any] | None:
    """Leave the form as it was filled in where the next step can't carry all of that: a step without it would lead elsewhere. Nothing where it can."""
    beside = next((name for name in names if name in modal.values(view)), None)
    return modal.all_errors({beside: _TOO_LONG}) if beside is not None else _stays(view, _TOO_LONG) if names else None


def _filled(its: Carried) -> Filled:
    return Filled(its.task, its.values, its.metadata)


def _picked(view: Mapping[str, Any]) -> dict[str, bool]:
    """Give the fields that are picked from a list, and whether one has to be: Slack takes none but those that were listed."""
    inputs = (block for block in view.get("blocks", ()) if block.get("type") == "input")
    return {block["block_id"]: not block.get("optional", False) for block in inputs if "options" in block["element"]}


def _stays(view: Mapping[str, Any], problem: str) -> dict[str, Any] | None:
    """Leave the form as it was filled in, with a problem that is about no field of it beneath the first; nothing where it has none."""
    first = next((block["block_id"] for block in view.get("blocks", ()) if block.get("type") == "input"), None)
    return modal.all_errors({first: problem}) if first is not None else None


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
