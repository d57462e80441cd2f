"""Messages: what is said to the bot directly, and where it is mentioned. Everything else that happens to messages is of no interest."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from slack_sdk.errors import SlackApiError

from bot.channels.slack.done import Answered, after
from bot.channels.slack.lines import Line
from bot.channels.slack.names import names_in
from bot.channels.slack.places import of_event
from bot.channels.slack.reading import plain_text
from bot.channels.slack.web import without_patience

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from bot.channels.slack.call import Call
    from bot.channels.slack.office import Office

EVENTS = ("app_mention", "message.im")
_SAYING = frozenset({None, "file_share", "thread_broadcast"})
"""The kinds of message that somebody says: not that one was changed, deleted, or that somebody joined."""
_LOOKING = "is looking it up…"


def register(app: AsyncApp, office: Office) -> None:
    """Listen to messages and mentions."""
    app.event("message")(office.listener(partial(_message, office)))
    app.event("app_mention")(office.listener(partial(_mention, office)))


async def _message(office: Office, call: Call) -> None:
    """Answer a direct message; in channels only a mention is an invitation to speak."""
    if call.direct and call.event.get("subtype") in _SAYING:
        await _answer(office, call)


async def _mention(office: Office, call: Call) -> None:
    """Answer a mention; in a direct message the message itself is answered."""
    if not call.direct:
        await _answer(office, call)


async def _answer(office: Office, call: Call) -> None:
    event = call.event
    if event.get("bot_id") or event.get("bot_profile") or not event.get("user"):
        return
    caller = await office.who(call)
    if caller is None or caller.user == caller.workspace.bot_user:
        return
    text = str(event.get("text") or "")
    line = Line(call.client, caller, of_event(event, caller.team))
    if line.place.direct and line.place.thread is not None:
        await _status(call)
    said = plain_text(text, caller.workspace.bot_user, await names_in(office.desk, caller, text))
    reply = await office.talk.say(line, said, call.origin)
    await after(office, call, caller, Answered(reply))


async def _status(call: Call) -> None:
    """Show in the assistant's panel that the answer is being looked up; a thread that is none of the panel's takes no status."""
    event = call.event
    try:
        await without_patience(call.client).assistant_threads_setStatus(
            channel_id=event["channel"], thread_ts=event["thread_ts"], status=_LOOKING
        )
    except SlackApiError:
        return
