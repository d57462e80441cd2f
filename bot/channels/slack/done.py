"""What follows an answer by which something was done: the home page, the message whose button it was, and every other that told of the case. One way for all ways in."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError

from bot.casework.identities import Channel
from bot.channels.buttons import changed
from bot.channels.slack.blocks import BLOCKS, BYTES
from bot.channels.slack.blocks import message as rendered
from bot.channels.slack.nudges import done_message
from bot.channels.slack.parts import button, rows, weight
from bot.channels.slack.web import code
from bot.reminders.courier import Copy
from bot.reminders.deeds import done_by
from bot.reminders.revised import named
from bot.reminders.revising import hurry
from bot.reply import Reply
from intents.understanding import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.channels.slack.call import Call
    from bot.channels.slack.office import Office
    from bot.channels.slack.parts import Block
    from bot.channels.slack.who import Caller
    from bot.reminders.deeds import Done

log = logging.getLogger(__name__)
CHANNEL, TS, THREAD = "channel", "ts", "thread"
"""What a form carries along of the message whose button opened it."""
_BUTTONS_IN_A_ROW = 5


@dataclass(frozen=True, slots=True)
class Answered:
    """What somebody said, pressed or filled in was answered."""

    reply: Reply
    task: str | None = None
    """Which form it was."""
    message: Mapping[str, Any] | None = None
    """The message whose button it was, as Slack hands it back."""
    where: Mapping[str, str] = field(default_factory=dict)
    """Where that stands; empty where it was no message's button, or the message can't be changed."""


async def after(office: Office, call: Call, caller: Caller, its: Answered) -> bool:
    """Show what was done, where something was: whatever way it came in.

    Args:
        office: what listeners work with.
        call: what came.
        caller: who did it.
        its: what it was answered.

    Returns:
        Whether the message whose button it was shows it.

    """
    message = office.talk.messages.pop(_key(its.where), None) if its.reply.form is None else None
    if changed(its.reply, its.task):
        office.homes.refresh(call, caller)
    done = done_by(its.reply, its.task)
    if done is None:
        return False
    here = Copy(Channel.SLACK.value, caller.team, its.where[CHANNEL], its.where[TS]) if its.where.get(TS) else None
    tried = await hurry(office.desk, office.courier, caller.council, done.ref, here)
    for one, shown in tried.items():
        if here is not None and (one.place, one.message) == (here.place, here.message):  # the team may be its organisation
            return shown
    return await _settle(office, call, caller, done, Answered(its.reply, its.task, its.message or message, its.where))


def keep(office: Office, call: Call) -> None:
    """Remember the message whose button opens a form, until that is done: Slack does not hand it back with the form."""
    where = message_of(call)
    if where:
        office.talk.messages[_key(where)] = call.body.get("message")


async def _settle(office: Office, call: Call, caller: Caller, done: Done, its: Answered) -> bool:
    """Show on the message whose button it was what was done, by whom and when, in the place of its buttons: on one that is no reminder.

    Returns:
        Whether the message was changed: one that only its reader sees can't be, and what somebody does for themselves leaves the others' as it is.

    """
    if not its.where.get(TS) or (done.own and not its.where[CHANNEL].startswith("D")):
        return False
    direct = its.where[CHANNEL].startswith("D")
    by = named(caller.person, office.desk.library.pack(caller.council), shared=not direct)
    at = office.desk.now().astimezone(office.desk.zone(caller.council))
    made = done_message(its.message or _stands_for(its), done.what, by, at)
    if direct:  # in a team's channel the next step is not everybody's
        made["blocks"] += _next(its.reply, made["blocks"])
    try:
        await call.client.chat_update(channel=its.where[CHANNEL], ts=its.where[TS], **made)
    except SlackApiError as error:
        log.warning("a message could not be marked as done: %s", code(error))
        return False
    return True


def _stands_for(its: Answered) -> dict[str, Any]:
    """Make a message in the place of one that is not at hand any more; in a channel it tells nothing but the number."""
    if its.where[CHANNEL].startswith("D"):
        return rendered(its.reply)
    ref = its.reply.action.slots.get("ref", "") if its.reply.action is not None else ""
    return rendered(Reply(Outcome.ANSWER, "reminder", f"There was a reminder about {ref}." if ref else "There was a reminder."))


def _key(where: Mapping[str, str]) -> str:
    """Name a message by where it stands."""
    return f"{where.get(CHANNEL)}:{where.get(TS)}"


def _next(reply: Reply, above: list[Block]) -> list[Block]:
    """Give what can be done next as buttons, where there is room for them."""
    made = list(rows([button(its, number) for number, its in enumerate(reply.buttons[:_BUTTONS_IN_A_ROW], 1)]))
    fits = len(above) + len(made) <= BLOCKS and sum(map(weight, [*above, *made])) <= BYTES
    return made if fits else []


def message_of(call: Call) -> dict[str, str]:
    """Name the message whose button was pressed, where it can be changed: not one that only its reader sees."""
    container, message = call.body.get("container") or {}, call.body.get("message") or {}
    ts = message.get("ts") or container.get("message_ts")
    if not ts or container.get("is_ephemeral") or not call.channel:
        return {}
    thread = message.get("thread_ts")
    return {CHANNEL: str(call.channel), TS: str(ts), **({THREAD: str(thread)} if thread else {})}
