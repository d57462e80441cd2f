"""What a button does: it says something. In a message it answers there, or opens a form; the message then shows what was done and by whom."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError

from bot.casework.identities import Channel
from bot.channels.buttons import problem_of, stands_alone
from bot.channels.filling import STEP, TALK
from bot.channels.slack import forms, modal
from bot.channels.slack.blocks import ASKS, BLOCKS, BYTES
from bot.channels.slack.blocks import message as rendered
from bot.channels.slack.carried import Carried, unpacked
from bot.channels.slack.lines import Line
from bot.channels.slack.nudges import done_message
from bot.channels.slack.parts import button, rows, weight
from bot.channels.slack.places import of_payload
from bot.channels.slack.web import code
from bot.reminders.courier import Copy
from bot.reminders.deeds import Done, done_by
from bot.reminders.revised import named
from bot.reminders.revising import settled
from bot.reply import Reply
from intents.understanding import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.channels.slack.call import Call
    from bot.channels.slack.office import Office
    from bot.channels.slack.parts import Block
    from bot.channels.slack.who import Caller

log = logging.getLogger(__name__)
CHANNEL, TS, THREAD = "channel", "ts", "thread"
"""What a form carries along of the message whose button opened it."""
_BUTTONS_IN_A_ROW = 5
_TOO_LATE = frozenset(
    {"expired_trigger_id", "trigger_expired", "exchanged_trigger_id", "trigger_exchanged", "invalid_trigger_id", "push_limit_reached"}
)


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done by a button of a message."""

    done: Done
    reply: Reply
    message: Mapping[str, Any] | None
    """The message, as Slack hands it back with the button."""
    where: Mapping[str, str]


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
    office.talk.messages[key(metadata)] = call.body.get("message")
    await open_form(office, call, line, Carried(its.task, its.values, metadata, its.left_out))


async def say(office: Office, call: Call, caller: Caller, says: str) -> None:
    """Do what a button says."""
    view = call.body.get("view")
    if view is not None:
        await _in_view(office, call, caller, says, view)
        return
    line = Line(call.client, caller, of_payload(call.body, caller.team))
    if not stands_alone(says):
        await office.talk.say(line, says, call.origin, answers_of(call))
        return
    conversation = f"{line.place.conversation}!{call.trigger}"
    reply = await office.talk.hearing.press(line.caller, says, conversation)
    if reply.form is not None and reply.form.fields:
        metadata = {TALK: conversation, STEP: "2", **message_of(call)}
        if await opened(call, modal.view(reply.form, metadata, problem_of(reply))):
            office.talk.messages[key(metadata)] = call.body.get("message")
            return
        if reply.asks:  # it is asked in the chat instead, where what is typed next has to reach it
            reply = await office.talk.hearing.press(line.caller, says, line.place.conversation)
    done = done_by(reply)
    marked = done is not None and await settle(office, call, caller, Deed(done, reply, call.body.get("message"), message_of(call)))
    if not marked or line.place.alone or not line.place.direct:
        await office.talk.send(line, reply)
    if done is not None:
        office.homes.refresh(call, caller)
        await spread(office, caller, done, message_of(call) if marked else {})


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
    if (done := done_by(reply)) is not None:
        office.homes.refresh(call, caller)
        await spread(office, caller, done, {})


async def settle(office: Office, call: Call, caller: Caller, deed: Deed) -> bool:
    """Show on the message whose button it was what was done, by whom and when, in the place of its buttons.

    Returns:
        Whether the message was changed: one that only its reader sees can't be, and what somebody does for themselves leaves the others' as it is.

    """
    if not deed.where.get(TS) or (deed.done.own and not deed.where[CHANNEL].startswith("D")):
        return False
    message = deed.message or office.talk.messages.get(key(deed.where)) or _stands_for(deed)
    direct = deed.where[CHANNEL].startswith("D")
    by = named(caller.person, office.desk.library.pack(caller.council), shared=not direct)
    at = office.desk.now().astimezone(office.desk.zone(caller.council))
    made = done_message(message, deed.done.what, by, at)
    if direct:  # in a team's channel the next step is not everybody's
        made["blocks"] += _next(deed.reply, made["blocks"])
    try:
        await call.client.chat_update(channel=deed.where[CHANNEL], ts=deed.where[TS], **made)
    except SlackApiError as error:
        log.warning("a message could not be marked as done: %s", code(error))
        return False
    return True


def _stands_for(deed: Deed) -> dict[str, Any]:
    """Make a message in the place of one that is not at hand any more; in a channel it tells nothing but the number."""
    if deed.where[CHANNEL].startswith("D"):
        return rendered(deed.reply)
    ref = deed.reply.action.slots.get("ref", "") if deed.reply.action is not None else ""
    return rendered(Reply(Outcome.ANSWER, "reminder", f"There was a reminder about {ref}." if ref else "There was a reminder."))


def key(where: Mapping[str, str]) -> str:
    """Name a message by where it stands."""
    return f"{where.get(CHANNEL)}:{where.get(TS)}"


def _next(reply: Reply, above: list[Block]) -> list[Block]:
    """Give what can be done next as buttons, where there is room for them."""
    made = list(rows([button(its, number) for number, its in enumerate(reply.buttons[:_BUTTONS_IN_A_ROW], 1)]))
    fits = len(above) + len(made) <= BLOCKS and sum(map(weight, [*above, *made])) <= BYTES
    return made if fits else []


async def spread(office: Office, caller: Caller, done: Done, where: Mapping[str, str]) -> None:
    """Show on the other messages that told of the case, on whatever channel, what was done.

    Args:
        office: what listeners work with.
        caller: who did it.
        done: what was done.
        where: the message that shows it already; empty where none does.

    """
    if caller.person is None:
        return
    at = Copy(Channel.SLACK.value, caller.team, where[CHANNEL], where[TS]) if where else None
    await settled(office.desk, office.courier, caller.person, done, at)


def message_of(call: Call) -> dict[str, str]:
    """Name the message whose button was pressed, where it can be changed: not one that only its reader sees."""
    container, message = call.body.get("container") or {}, call.body.get("message") or {}
    ts = message.get("ts") or container.get("message_ts")
    if not ts or container.get("is_ephemeral") or not call.channel:
        return {}
    thread = message.get("thread_ts")
    return {CHANNEL: str(call.channel), TS: str(ts), **({THREAD: str(thread)} if thread else {})}
