"""A form is offered in the chat: as a card that can be filled in where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.filling import ORIGIN, TALK, Filled
from bot.channels.teams.cards.form import Shown, form_card
from bot.channels.teams.ports import Outgoing
from bot.channels.teams.talk import CONFIDENTIAL
from bot.reply import Reply

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.channels.teams.line import Line
    from bot.channels.teams.office import Office
    from bot.reply import Form


async def offer(office: Office, line: Line, task: str, values: Mapping[str, str], origin: str) -> None:
    """Offer the form of a task to who asked for it, in their personal chat; where there is none, say why.

    Args:
        office: what an entrance works with.
        line: who and where.
        task: the task.
        values: what is known.
        origin: Teams' own id of what was asked.

    Raises:
        WireError: Teams takes it nowhere.

    """
    its = Filled(task, values, {TALK: f"{line.name}!{line.reply_to}", ORIGIN: origin})
    made = await office.forms.begun(line.caller, its)
    if isinstance(made, Reply):
        await office.talk.send(line, made)
    else:
        await office.talk.alone(line, as_card(made, its.metadata))


def as_card(form: Form, metadata: Mapping[str, str], problem: str = "") -> Outgoing:
    """Make the message of a form that is filled in where it stands; no notification shows what is in it."""
    card = form_card(form, metadata, Shown(dialog=False, problem=problem))
    return Outgoing(str(card["fallbackText"]), card, CONFIDENTIAL)
