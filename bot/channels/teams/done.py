"""Something was done by a button or a form: its card shows what, by whom and when, for everybody; and so do the other messages that told of the case."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.casework.enquiry_case import number_of
from bot.casework.enquiry_ends import note
from bot.casework.errors import CaseError
from bot.casework.identities import Channel
from bot.channels.discretion import may_preview
from bot.channels.teams.cards.settled import settled as settled_card
from bot.channels.teams.conversations import threadless
from bot.channels.teams.ports import Outgoing, WireError
from bot.channels.teams.talk import CONFIDENTIAL
from bot.reminders.courier import Copy
from bot.reminders.deeds import done_by
from bot.reminders.revised import named
from bot.reminders.revising import hurry, rows_of
from bot.reply import Reply
from bot.store.errors import StoreError
from intents.understanding import Outcome

if TYPE_CHECKING:
    from bot.channels.teams.cards.parts import Element
    from bot.channels.teams.line import Line
    from bot.channels.teams.office import Office
    from bot.reminders.deeds import Done

log = logging.getLogger(__name__)
_TOLD = "There was a reminder about {}."
LINK = "link"
"""What the form of an enquiry carries along of the message that it was made of: its address."""


def card_for(office: Office, line: Line, done: Done, reply: Reply, *, shared: bool = False) -> Element:
    """Make the card that takes the place of one about which something was done.

    Args:
        office: what an entrance works with.
        line: who did it, and where.
        done: what was done.
        reply: what is shown of it.
        shared: whether others read it: in a channel no member is named.

    """
    council = line.caller.council
    by = named(line.caller.person, office.desk.library.pack(council), shared=shared)
    at = office.desk.now().astimezone(office.desk.zone(council))
    return settled_card(reply, done.what, by, at)


async def after(office: Office, line: Line, reply: Reply, task: str | None = None, message_id: str = "") -> None:
    """Show what was done, where something was: whatever way it came in. Arguments as of `spread`, and `task` the form that it was, if it was one."""
    if (done := done_by(reply, task)) is not None:
        await spread(office, line, done, reply, message_id)


async def shown_there(office: Office, line: Line, message_id: str, card: Element) -> None:
    """Show on a message, on all of the person's devices, what who pressed its button was answered with. Nothing depends on it."""
    try:
        await office.wire.update(line.reference, message_id, Outgoing(str(card["fallbackText"]), card, CONFIDENTIAL))
    except WireError as error:
        log.warning("a card could not be changed (%s)", type(error).__name__)


async def spread(office: Office, line: Line, done: Done, reply: Reply, message_id: str) -> None:
    """Show it on every message that told of the case, and on the card, where that is another, for everybody who sees it. Nothing depends on it.

    Args:
        office: what an entrance works with.
        line: who did it, and where.
        done: what was done; it is committed.
        reply: what the assistant said to it.
        message_id: the message with the card; empty where it is not told. Where others read along only that is taken whose button was pressed: what a form
            brings back could name any message of the bot.

    """
    if not line.direct and message_id != line.card:
        message_id = ""
    here = Copy(Channel.TEAMS.value, line.reference.tenant, threadless(line.reference).conversation, message_id)
    await hurry(office.desk, office.courier, line.caller.council, done.ref, here)
    if not message_id or (done.own and not line.direct) or await _is_written_anew(office, here):
        return
    its = reply if line.direct else Reply(Outcome.ANSWER, "reminder", _TOLD.format(done.ref))
    card = card_for(office, line, done, its, shared=not line.direct)
    summary = its.headline if not line.direct or may_preview(its, office.desk.library) else CONFIDENTIAL
    try:
        await office.wire.update(line.reference, message_id, Outgoing(str(card["fallbackText"]), card, summary))
    except WireError as error:
        log.warning("a card could not be marked as done (%s)", type(error).__name__)


async def _is_written_anew(office: Office, here: Copy) -> bool:
    """Tell whether a message is a reminder: all of these show in the same way what was done."""
    try:
        async with office.desk.store.read() as session:
            return bool(await rows_of(session, here))
    except StoreError:
        return False


async def note_link(office: Office, line: Line, reply: Reply, link: str) -> None:
    """Note on an enquiry which message it was made of; somebody who logs it without a right to work on it can't, and nothing depends on it."""
    ref = reply.action.slots.get("ref") if reply.action is not None else None
    if line.caller.person is None or not ref or not link:
        return
    try:
        await note(office.desk, line.caller.person, number_of(ref), f"Logged from {link}")
    except CaseError:
        return
