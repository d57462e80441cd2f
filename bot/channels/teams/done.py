"""Something was done by a button or a form: its card shows what, by whom and when, for everybody; and so do the other messages that told of the case."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.casework.enquiry_case import number_of
from bot.casework.enquiry_ends import note
from bot.casework.errors import CaseError
from bot.casework.identities import Channel
from bot.channels.teams.cards.settled import settled as settled_card
from bot.channels.teams.conversations import threadless
from bot.channels.teams.ports import Outgoing, WireError
from bot.reminders.courier import Copy
from bot.reminders.revising import settled
from bot.reply import Reply
from intents.understanding import Outcome

if TYPE_CHECKING:
    from bot.channels.teams.cards.parts import Element
    from bot.channels.teams.line import Line
    from bot.channels.teams.office import Office
    from bot.reminders.deeds import Done

log = logging.getLogger(__name__)
LINK = "link"
"""What the form of an enquiry carries along of the message that it was made of: its address."""


def card_for(office: Office, line: Line, done: Done, reply: Reply) -> Element:
    """Make the card that takes the place of one about which something was done, as who did it sees it."""
    by = line.caller.person.name if line.caller.person is not None else "somebody"
    at = office.desk.now().astimezone(office.desk.zone(line.caller.council))
    return settled_card(reply, done.what, by, at)


async def spread(office: Office, line: Line, done: Done, reply: Reply, message_id: str) -> None:
    """Show it on the card for everybody who sees that, and on the other messages that told of the case. Nothing depends on it.

    Args:
        office: what an entrance works with.
        line: who did it, and where.
        done: what was done; it is committed.
        reply: what the assistant said to it.
        message_id: the message with the card; empty where it is not told.

    """
    person = line.caller.person
    if person is None:
        return
    here: Copy | None = None
    if message_id and (line.direct or not done.own):
        shown = reply if line.direct else Reply(Outcome.ANSWER, "reminder", f"There was a reminder about {done.ref}.")
        card = card_for(office, line, done, shown)
        try:
            await office.wire.update(line.reference, message_id, Outgoing(str(card["fallbackText"]), card))
            here = Copy(Channel.TEAMS.value, line.caller.tenant, threadless(line.reference).conversation, message_id)
        except WireError as error:
            log.warning("a card could not be marked as done (%s)", type(error).__name__)
    await settled(office.desk, office.courier, person, done, here)


async def note_link(office: Office, line: Line, reply: Reply, link: str) -> None:
    """Note on an enquiry which message it was made of; somebody who logs it without a right to work on it can't, and nothing depends on it."""
    ref = reply.action.slots.get("ref") if reply.action is not None else None
    if line.caller.person is None or not ref or not link:
        return
    try:
        await note(office.desk, line.caller.person, number_of(ref), f"Logged from {link}")
    except CaseError:
        return
