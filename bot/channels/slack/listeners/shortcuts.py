"""Shortcuts: on somebody's message, to log it as an enquiry or to ask what the protocol says; and from anywhere, to ask."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from bot.casework.texts import SUBJECT_LIMIT
from bot.channels.filling import ORIGIN, TALK
from bot.channels.slack import asking
from bot.channels.slack.carried import Carried
from bot.channels.slack.lines import Line
from bot.channels.slack.names import names_in, person_behind
from bot.channels.slack.places import of_payload
from bot.channels.slack.pressing import open_form, opened
from bot.channels.slack.reading import permalink, plain_text
from bot.channels.slack.text import cut
from bot.reply import Reply
from intents.understanding import Outcome
from protocol_data.basics import Reader

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from bot.channels.slack.call import Call
    from bot.channels.slack.office import Office
    from bot.channels.slack.who import Caller

LOG_MESSAGE, ASK_MESSAGE, ASK = "log_message", "ask_message", "ask_protocol"
LINK = "link"
"""What the form carries along of the message: its address."""


def register(app: AsyncApp, office: Office) -> None:
    """Listen to the shortcuts."""
    app.message_shortcut(LOG_MESSAGE)(office.listener(partial(_log_message, office)))
    app.message_shortcut(ASK_MESSAGE)(office.listener(partial(_ask_message, office)))
    app.global_shortcut(ASK)(office.listener(partial(_ask, office)))


async def _log_message(office: Office, call: Call) -> None:
    """Open the form of a new enquiry, filled in from the message."""
    caller = await office.who(call)
    if caller is None:
        return
    message, line = call.body["message"], Line(call.client, caller, of_payload(call.body, caller.team))
    ts = str(message.get("ts") or call.body.get("message_ts"))
    link = permalink(str((call.body.get("team") or {}).get("domain", "")), line.place.channel, ts, message.get("thread_ts"))
    metadata = {
        TALK: f"{line.place.conversation}!{call.trigger}",
        ORIGIN: f"slack:{caller.team}:{line.place.channel}:{ts}",
        LINK: link,
    }
    values = await _values(office, caller, str(message.get("text") or ""), message.get("user"))
    await open_form(office, call, line, Carried("log_enquiry", values | {"received": _day(office, caller, ts)}, metadata))


async def _values(office: Office, caller: Caller, text: str, author: str | None) -> dict[str, str]:
    said = " ".join(plain_text(text, caller.workspace.bot_user, await names_in(office.desk, caller, text)).split())
    found = {"subject": cut(said, SUBJECT_LIMIT), "how": "chat"}
    asked = await person_behind(office.desk, caller, author) if author and caller.person is not None else None
    if asked is not None and asked.reader is Reader.MEMBER:
        found["asked_by"] = asked.name
    return {name: value for name, value in found.items() if value}


def _day(office: Office, caller: Caller, ts: str) -> str:
    """Give the day of a message at the council: the day on which it came in."""
    written = datetime.fromtimestamp(float(ts), UTC).astimezone(office.desk.zone(caller.council)).date()
    return min(written, office.desk.today(caller.council)).isoformat()


async def _ask_message(office: Office, call: Call) -> None:
    """Ask what the protocol says on what somebody wrote; only the one who asks sees the answer."""
    caller = await office.who(call)
    if caller is None:
        return
    line = Line(call.client, caller, of_payload(call.body, caller.team))
    said = plain_text(str(call.body["message"].get("text") or ""), caller.workspace.bot_user)
    await office.talk.look_up(line, said)


async def _ask(office: Office, call: Call) -> None:
    """Open a view in which to ask."""
    caller = await office.who(call)
    if caller is not None and not await opened(call, asking.view(caller.reader)):
        line = Line(call.client, caller, of_payload(call.body, caller.team))
        await office.talk.send(line, Reply(Outcome.ACTION, "help", "Write your question here, in your own words."))
