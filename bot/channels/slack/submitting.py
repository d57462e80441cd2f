"""What follows when a modal was sent in: the result in a message too, the button's message brought up to date, the home page as well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError

from bot.casework.enquiry_case import number_of
from bot.casework.enquiry_ends import note
from bot.casework.errors import CaseError
from bot.channels.filling import STEP, TALK
from bot.channels.guarded import PROBLEM
from bot.channels.slack import asking, done, forms, modal
from bot.channels.slack.done import CHANNEL, THREAD, TS
from bot.channels.slack.lines import Line
from bot.channels.slack.parts import section
from bot.channels.slack.places import Place
from bot.channels.slack.text import SECTION_TEXT, cut_escaped
from bot.channels.slack.web import trouble
from bot.reply import Reply
from intents.understanding import Outcome

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Mapping

    from bot.channels.filling import Filled
    from bot.channels.slack.call import Call
    from bot.channels.slack.office import Office
    from bot.channels.slack.who import Caller

_LINK = "link"
_PROBLEM = "problem"
"""The block that says what is wrong: the next one takes its place."""
_GONE = "The bot is not installed in this workspace any more. Nothing was changed."
_FAILED = "That did not work: something went wrong on my side, and I may not have kept it. What you filled in is kept here: send it again in a moment."


@dataclass(frozen=True, slots=True)
class Submission:
    """A modal that was sent in, with what came of it."""

    response: dict[str, Any]
    caller: Caller | None = None
    sent: forms.Sent | None = None
    asked: Reply | None = None
    """The answer, where it was a question of somebody's own words."""


async def take(office: Office, call: Call) -> Submission:
    """Take a modal in.

    Args:
        office: what listeners work with.
        call: the submission.

    Returns:
        What Slack is answered, and what has to follow.

    """
    view = call.body["view"]
    caller = await office.who(call)
    if caller is None:
        return Submission({"response_action": "update", "view": forms.result(Reply(Outcome.DECLINE, PROBLEM, _GONE), {})})
    if view["callback_id"] == asking.ASKING:
        conversation = f"slack:{caller.team}:{caller.user}:view!{view['id']}"
        hearing, question = office.talk.hearing, asking.question(view)
        if not question:
            return Submission({"response_action": "errors", "errors": asking.NO_WORDS}, caller)
        reply = await hearing.answer(caller, hearing.message(caller, question, conversation, call.origin))
        return Submission({"response_action": "update", "view": _answer(reply, conversation)}, caller, asked=reply)
    sent = await office.forms.submitted(caller, view, call.origin)
    return Submission(sent.response, caller, sent)


def _answer(reply: Reply, conversation: str) -> dict[str, Any]:
    metadata = {TALK: conversation, STEP: "2"}
    return modal.view(reply.form, metadata) if reply.form is not None and reply.form.fields else forms.result(reply, metadata)


async def after(office: Office, call: Call, taken: asyncio.Future[Submission], *, late: bool) -> None:
    """Do what follows once Slack was answered.

    Args:
        office: what listeners work with.
        call: the submission.
        taken: what came of it; awaited where that takes long.
        late: whether the modal waits for the result.

    """
    try:
        came = await taken
    except Exception:
        await _show(call, _with_problem(call.body["view"], _FAILED))
        raise
    if late:
        await _show(call, _as_view(came.response, call.body["view"]))
    if came.caller is not None and came.asked is not None:
        await done.after(office, call, came.caller, done.Answered(came.asked))
    if came.caller is not None and came.sent is not None and came.sent.reply is not None and came.sent.its is not None:
        await _tell(office, call, came.caller, came.sent.reply, came.sent.its)


def _as_view(response: Mapping[str, Any], view: Mapping[str, Any]) -> dict[str, Any]:
    """Give what would have been answered as a view: the next one, or the same with what is wrong above it."""
    if response.get("response_action") != "errors":
        return dict(response["view"])
    return _with_problem(view, " ".join(response["errors"].values()))


def _with_problem(view: Mapping[str, Any], problem: str) -> dict[str, Any]:
    """Show a form again as it was filled in, with what is wrong above it."""
    kept = {name: view[name] for name in ("type", "callback_id", "title", "submit", "close", "private_metadata") if view.get(name)}
    shown = [block for block in modal.refilled(view) if block.get("block_id") != _PROBLEM]
    says = section(f":warning: {cut_escaped(problem, SECTION_TEXT - 20)}")
    return {**kept, "blocks": [{**says, "block_id": _PROBLEM}, *shown]}


async def _show(call: Call, view: Mapping[str, Any]) -> None:
    """Change the modal; one that was closed meanwhile is not there any more."""
    try:
        await call.client.views_update(view_id=str(call.body["view"]["id"]), view=dict(view))
    except SlackApiError as error:
        if trouble(error) is None:
            raise


async def _tell(office: Office, call: Call, caller: Caller, reply: Reply, its: Filled) -> None:
    """Tell the result beyond the modal, where something came of it."""
    ref = reply.action.slots.get("ref") if reply.action is not None else None
    link = its.metadata.get(_LINK)
    if link and ref:
        await _note(office, caller, ref, link)
    where = {name: its.metadata[name] for name in (CHANNEL, TS, THREAD) if name in its.metadata}
    marked = await done.after(office, call, caller, done.Answered(reply, its.task, None, where))
    if not marked and (ref or reply.attachments or reply.facts):
        place = Place(caller.team, caller.user, where.get(CHANNEL, "") if where.get(CHANNEL, "").startswith("D") else "", where.get(THREAD))
        await office.talk.send(Line(call.client, caller, place), reply)


async def _note(office: Office, caller: Caller, ref: str, link: str) -> None:
    """Note on the enquiry which message it was made of; somebody who logs it without a right to work on it can't, and nothing depends on it."""
    if caller.person is None:
        return
    try:
        await note(office.desk, caller.person, number_of(ref), f"Logged from {link}")
    except CaseError:
        return
