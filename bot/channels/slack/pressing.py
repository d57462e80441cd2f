"""What a button does: it says something. In a message it answers there, or opens a form; the message then shows what was done and by whom."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError

from bot.channels.buttons import problem_of, stands_alone
from bot.channels.filling import STEP, TALK
from bot.channels.slack import forms, modal
from bot.channels.slack.blocks import ASKS
from bot.channels.slack.carried import Carried, unpacked
from bot.channels.slack.done import Answered, after, keep, message_of
from bot.channels.slack.lines import Line
from bot.channels.slack.places import of_payload
from bot.channels.slack.web import code
from bot.reply import Reply
from intents.understanding import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.channels.slack.call import Call
    from bot.channels.slack.office import Office
    from bot.channels.slack.who import Caller

log = logging.getLogger(__name__)
_TOO_LATE = frozenset(
    {"expired_trigger_id", "trigger_expired", "exchanged_trigger_id", "trigger_exchanged", "invalid_trigger_id", "push_limit_reached"}
)


async def open_form(office: Office, call: Call, line: Line, its: Carried) -> None:
    """Open the form of a task; where that can't be, say why, or hand over a button that opens it.

    Args:
        office: what listeners work with.
        call: what came, with the trigger that opens a view.
        line: who, and where a refusal is said.
        its: the task, what is known, and the metadata.

    """
    made = await office.forms.view(line.caller, its)
    if isinstance(made, Reply):
        await office.talk.send(line, made)
    elif not await opened(call, made):
        form = await office.assistant.form(office.talk.hearing.message(line.caller, "", ""), its.task, dict(its.values))
        await office.talk.send(line, Reply(Outcome.ACTION, its.task, "Here is the form: press the button when you are ready.", form=form))


async def opened(call: Call, view: Mapping[str, Any]) -> bool:
    """Open a view; false where that is too late: Slack allows three seconds after what the person did, and the acknowledgement came out of the same."""
    if call.again or call.trigger is None or call.budget is None or not call.budget.left:
        return False
    push = (call.body.get("view") or {}).get("type") == "modal"
    try:
        async with call.budget.within():
            await (call.client.views_push if push else call.client.views_open)(trigger_id=call.trigger, view=dict(view))
    except TimeoutError:
        return False
    except SlackApiError as error:
        if code(error) not in _TOO_LATE:
            raise
        return False
    return True


async def fill(office: Office, call: Call, caller: Caller, value: str) -> None:
    """Open the form that a button carries."""
    line = Line(call.client, caller, of_payload(call.body, caller.team))
    its = unpacked(value)
    view = call.body.get("view")
    talk = unpacked(view["private_metadata"]).metadata.get(TALK, "") if view and view.get("private_metadata") else ""
    metadata = {TALK: talk or line.place.conversation, STEP: "2", **message_of(call)}
    keep(office, call)
    await open_form(office, call, line, Carried(its.task, its.values, metadata, its.left_out))


async def say(office: Office, call: Call, caller: Caller, says: str) -> None:
    """Do what a button says."""
    view = call.body.get("view")
    if view is not None:
        await _in_view(office, call, caller, says, view)
        return
    line = Line(call.client, caller, of_payload(call.body, caller.team))
    if not stands_alone(says):
        await after(office, call, caller, Answered(await office.talk.say(line, says, call.origin, answers_of(call))))
        return
    conversation = f"{line.place.conversation}!{call.trigger}"
    reply = await office.talk.hearing.press(line.caller, says, conversation)
    if reply.form is not None and reply.form.fields:
        metadata = {TALK: conversation, STEP: "2", **message_of(call)}
        if await opened(call, modal.view(reply.form, metadata, problem_of(reply))):
            keep(office, call)
            return
        if reply.asks:  # it is asked in the chat instead, where what is typed next has to reach it
            reply = await office.talk.hearing.press(line.caller, says, line.place.conversation)
    marked = await after(office, call, caller, Answered(reply, None, call.body.get("message"), message_of(call)))
    if not marked or line.place.alone or not line.place.direct:
        await office.talk.send(line, reply)


def answers_of(call: Call) -> str:
    """Tell which question a button stands under: what its block carries; empty for none."""
    block = str(call.body["actions"][0].get("block_id") or "")
    return block.removeprefix(ASKS).partition(":")[0] if block.startswith(ASKS) else ""


async def _in_view(office: Office, call: Call, caller: Caller, says: str, view: Mapping[str, Any]) -> None:
    """Answer in a view: on the home page by opening one over it, in a modal by changing it."""
    at_home = view.get("type") == "home"
    held = "" if at_home else unpacked(str(view.get("private_metadata"))).metadata.get(TALK, "")
    conversation = held or f"slack:{caller.team}:{caller.user}:view!{call.trigger}"
    line = Line(call.client, caller, of_payload(call.body, caller.team))
    reply = await office.talk.hearing.press(line.caller, says, conversation, answers_of(call))
    metadata = {TALK: conversation, STEP: "2"}
    has_form = reply.form is not None and bool(reply.form.fields)
    made = modal.view(reply.form, metadata) if has_form and reply.form is not None else forms.result(reply, metadata)
    if at_home:
        if not await opened(call, made):
            await office.talk.send(line, reply)
    else:
        await call.client.views_update(view_id=str(view["id"]), view=made)
    await after(office, call, caller, Answered(reply))
