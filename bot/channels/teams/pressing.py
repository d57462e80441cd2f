"""What a card's button does. One whose press is a message is answered like one; one that changes its card is answered with the card."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bot.channels.buttons import problem_of, stands_alone
from bot.channels.filling import TALK, Over
from bot.channels.teams import answers
from bot.channels.teams.cards.form import Shown, form_card
from bot.channels.teams.cards.message import message as card_of
from bot.channels.teams.cards.pressed import Do, Pressed, read
from bot.channels.teams.cards.settled import without_buttons
from bot.channels.teams.done import after, card_for, shown_there, spread
from bot.channels.teams.forms import MESSAGE, going_on, shown_as
from bot.channels.teams.line import origin_of
from bot.channels.teams.messages import message
from bot.channels.teams.offering import as_card, offer
from bot.channels.teams.ports import Outgoing
from bot.channels.teams.talk import CONFIDENTIAL
from bot.channels.teams.views import refreshed
from bot.reminders.deeds import done_by
from bot.reply import Reply
from intents.understanding import Outcome

if TYPE_CHECKING:
    from bot.channels.teams.line import Line
    from bot.channels.teams.office import Office
    from bot.channels.teams.ports import Answer, Arrival
    from bot.reply import Form

_OLD = "This card is of an earlier version of me, and its buttons do nothing any more. Ask me again."
_BELOW = "The answer stands below."
_FORM_BELOW = "The form stands below."


async def submitted(office: Office, arrival: Arrival) -> None:
    """Take a press that comes as a message: of a button that says something, or of a client that knows no buttons that change their card."""
    pressed = read(arrival.value)
    if pressed is None:
        if arrival.text.strip():
            await message(office, arrival)
        else:
            await office.talk.send(await office.line(arrival), Reply(Outcome.DECLINE, "old_card", _OLD))
        return
    line = await office.line(arrival)
    match pressed.do:
        case Do.SEND:
            await _sent_plainly(office, arrival, line, pressed)
        case Do.OPEN:
            await offer(office, line, pressed.task, pressed.values, origin_of(arrival))
        case Do.SAY | Do.REFRESH if stands_alone(pressed.says):
            await _deed_plainly(office, arrival, line, pressed)
        case _:
            await after(office, line, await office.talk.say(line, pressed.says, origin_of(arrival), pressed.metadata))


async def _deed_plainly(office: Office, arrival: Arrival, line: Line, pressed: Pressed) -> None:
    conversation = f"{line.name}!{arrival.id}"
    reply = await office.talk.hearing.press(line.caller, pressed.says, conversation)
    if reply.form is not None and reply.form.fields:
        metadata = going_on({TALK: conversation, MESSAGE: arrival.reply_to})
        await office.talk.alone(line, as_card(reply.form, metadata, problem_of(reply)))
        return
    await office.talk.send(line, reply)
    await after(office, line, reply, message_id=arrival.reply_to)


async def _sent_plainly(office: Office, arrival: Arrival, line: Line, pressed: Pressed) -> None:
    step, form = await office.forms.sent(line.caller, pressed, origin_of(arrival))
    card = shown_as(step, form, pressed, dialog=False)
    await office.talk.alone(line, Outgoing(str(card["fallbackText"]), card, CONFIDENTIAL))
    if isinstance(step, Over):
        await after(office, line, step.reply, pressed.task, pressed.metadata.get(MESSAGE, ""))


async def executed(office: Office, arrival: Arrival) -> Answer:
    """Take a press that changes its card, for who pressed it; what was done is then shown to everybody."""
    pressed = read(arrival.value)
    line = await office.line(arrival)
    if pressed is None:
        return answers.told(_OLD)
    match pressed.do:
        case Do.REFRESH:
            return await refreshed(office, arrival, line, pressed)
        case Do.SEND:
            return await _sent(office, arrival, line, pressed)
        case Do.OPEN:
            office.later(arrival, partial(offer, office, line, pressed.task, pressed.values, origin_of(arrival)))
            return answers.told(_FORM_BELOW)
        case _:
            return await _deed(office, arrival, line, pressed)


async def _deed(office: Office, arrival: Arrival, line: Line, pressed: Pressed) -> Answer:
    conversation = f"{line.name}!{arrival.id}"
    reply = await office.talk.hearing.press(line.caller, pressed.says, conversation)
    if reply.form is not None and reply.form.fields:
        metadata = going_on({TALK: conversation, MESSAGE: arrival.reply_to})
        if line.direct:
            office.later(arrival, partial(office.talk.alone, line, as_card(reply.form, metadata, problem_of(reply))))
            return answers.told(_FORM_BELOW)
        return answers.shown(form_card(reply.form, metadata, Shown(dialog=False, problem=problem_of(reply), back=_back(reply.form))))
    done = done_by(reply)
    if done is not None:
        office.later(arrival, partial(spread, office, line, done, reply, arrival.reply_to))
        return answers.shown(card_for(office, line, done, reply))
    if reply.outcome is Outcome.DECLINE or not (reply.facts or reply.points):
        return answers.told(reply.headline)  # refused, or nothing to show: the card stays for the others
    if not line.direct:
        return answers.shown(card_of(reply))
    office.later(arrival, partial(office.talk.send, line, reply))
    return answers.told(_BELOW)


def _back(form: Form) -> Pressed | None:
    """Give what leaves a form that stands in the place of a card of a channel: the card as this person may see it."""
    ref = form.values.get("ref")
    return Pressed(Do.REFRESH, f"show {ref}") if ref else None


async def _sent(office: Office, arrival: Arrival, line: Line, pressed: Pressed) -> Answer:
    step, form = await office.forms.sent(line.caller, pressed, origin_of(arrival))
    card = shown_as(step, form, pressed, dialog=False)
    if not isinstance(step, Over):
        return answers.shown(card)
    if (done := done_by(step.reply, pressed.task)) is not None:
        office.later(arrival, partial(spread, office, line, done, step.reply, pressed.metadata.get(MESSAGE, "")))
        card = card_for(office, line, done, step.reply if line.direct else without_buttons(step.reply))
    if line.direct and arrival.reply_to:  # on their other devices it is not to be filled in once more
        office.later(arrival, partial(shown_there, office, line, arrival.reply_to, card))
    return answers.shown(card)
