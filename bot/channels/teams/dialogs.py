"""Dialogs: opened by a button or by an action on a message, sent in, led from step to step."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from bot.casework.identities import Channel, identify
from bot.casework.texts import SUBJECT_LIMIT
from bot.channels.filling import ORIGIN, TALK, Filled, Over
from bot.channels.teams import answers
from bot.channels.teams.cards.form import Shown, form_card
from bot.channels.teams.cards.message import message as card_of
from bot.channels.teams.cards.parts import cut
from bot.channels.teams.cards.pressed import Do, read
from bot.channels.teams.done import LINK, after, note_link
from bot.channels.teams.forms import MESSAGE, going_on, shown_as
from bot.channels.teams.line import origin_of
from bot.reminders.deeds import done_by
from bot.reply import Reply
from intents.understanding import Outcome
from protocol_data.basics import Reader

if TYPE_CHECKING:
    from bot.channels.teams.line import Line
    from bot.channels.teams.office import Office
    from bot.channels.teams.ports import Answer, Arrival, Quoted

LOG_MESSAGE, ASK_MESSAGE = "logEnquiry", "askProtocol"
"""The commands of the manifest that act on a message."""
_TITLE = "Protocol Clerk"
_NOTHING = "There is nothing to open here any more: this card is of an earlier version of me. Ask me again."


async def fetched(office: Office, arrival: Arrival) -> Answer:
    """Open the form that a button carries."""
    pressed, line = read(arrival.value), await office.line(arrival)
    if pressed is None or pressed.do is not Do.OPEN:
        return answers.dialog(_TITLE, card_of(Reply(Outcome.DECLINE, "old_card", _NOTHING)))
    talk = line.caller.talk(pressed.metadata, line.name)
    metadata = going_on({TALK: talk, ORIGIN: origin_of(arrival), MESSAGE: arrival.reply_to})
    return await _opened(office, line, Filled(pressed.task, pressed.values, metadata))


async def sent(office: Office, arrival: Arrival) -> Answer:
    """Take a dialog in: what is wrong is said below its field, the next step follows, or the result is shown there and stands in the chat too."""
    pressed, line = read(arrival.value), await office.line(arrival)
    if pressed is None or pressed.do is not Do.SEND:
        return answers.closed()
    step, form = await office.forms.sent(line.caller, pressed, origin_of(arrival))
    if isinstance(step, Over):
        office.later(arrival, partial(_told, office, line, step))
    title = form.title if form is not None else _TITLE
    return answers.dialog(title, shown_as(step, form, pressed, dialog=True))


async def _told(office: Office, line: Line, step: Over) -> None:
    """Tell the result beyond the dialog, where something came of it."""
    reply, metadata = step.reply, step.its.metadata
    await note_link(office, line, reply, metadata.get(LINK, ""))
    await after(office, line, reply, step.its.task, metadata.get(MESSAGE, ""))
    if metadata.get(MESSAGE) and done_by(reply, step.its.task) is not None:
        return
    ref = reply.action.slots.get("ref") if reply.action is not None else None
    if ref or reply.attachments or reply.facts:
        await office.talk.to_chat(line, step.kept)


async def _opened(office: Office, line: Line, its: Filled) -> Answer:
    made = await office.forms.begun(line.caller, its)
    if isinstance(made, Reply):
        return answers.dialog(_TITLE, card_of(made))
    return answers.dialog(made.title, form_card(made, its.metadata, Shown(titled=False)))


# --- actions on a message


async def acted(office: Office, arrival: Arrival) -> Answer:
    """Act on somebody's message: log it as an enquiry, or ask what the protocol says on it. Only the one who asks sees what comes of it."""
    line = await office.line(arrival)
    its = arrival.quoted
    if arrival.command == ASK_MESSAGE:
        reply = await office.talk.hearing.look_up(line.caller, its.said, f"{line.name}!look-up")
        return answers.dialog("What the protocol says", card_of(reply))
    metadata = {
        TALK: f"{line.name}!{arrival.id}",
        ORIGIN: f"teams:{line.caller.tenant}:{arrival.reference.conversation}:{its.id or arrival.id}",
        LINK: its.link,
    }
    values = await _values(office, line, its)
    return await _opened(office, line, Filled("log_enquiry", values, metadata))


async def _values(office: Office, line: Line, its: Quoted) -> dict[str, str]:
    """Give what a message tells of the enquiry that it may be."""
    found = {
        "subject": cut(its.said, SUBJECT_LIMIT),
        "how": "chat",
        "received": _day(office, line, its.created),
    }
    if its.author and line.caller.person is not None:
        async with office.desk.store.read() as session:
            asked = await identify(session, Channel.TEAMS, its.author)
        if asked is not None and asked.council == line.caller.council and asked.reader is Reader.MEMBER:
            found["asked_by"] = asked.name
    return {name: value for name, value in found.items() if value}


def _day(office: Office, line: Line, created: str) -> str:
    """Give the day of a message at the council: the day on which it came in."""
    today = office.desk.today(line.caller.council)
    try:
        written = datetime.fromisoformat(created)
        moment = written if written.tzinfo is not None else written.replace(tzinfo=UTC)
        day = moment.astimezone(office.desk.zone(line.caller.council)).date()
    except (ValueError, OverflowError):  # none that is, or none there is at the council
        return today.isoformat()
    return min(day, today).isoformat()
