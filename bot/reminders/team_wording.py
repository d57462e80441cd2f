"""What a team's channel is told of the reminders to one of the team: numbers and dates, and nothing that anybody wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reminders.enquiry_policy import EnquiryFacts
from bot.reminders.enquiry_wording import ASKS_FOR_SOMETHING, enquiry_says
from bot.reminders.wording import INTENT, most_urgent, of_case, ref_of
from bot.reply import Button, Fact, Reply
from intents.understanding import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from bot.casework.person import Person
    from bot.reminders.said import Said
    from bot.reminders.wording import Item
    from protocol_data.pack import Pack

_MOST_BUTTONS = 10
_FEW = 4
"""Of so many cases all buttons have room, a row for each."""
_WHERE = "What it is about is shown to those who may see it."


def told(items: Iterable[Item]) -> list[Item]:
    """Give what of a message to a person is a matter for their team: the enquiries about which there is something to be done.

    That somebody is told of others' delays is none, and neither are records, reports, elections and what people wrote down for themselves.
    """
    return [item for item in items if isinstance(item.case, EnquiryFacts) and item.nudge.kind in ASKS_FOR_SOMETHING]


def for_team(pack: Pack, today: date, recipient: Person, items: Sequence[Item]) -> Reply | None:
    """Write what a team's channel is told, where a person of the team is sent a message; of several reminders in one message, as in the morning, all.

    Args:
        pack: the council's pack.
        today: the day on which it is read.
        recipient: to whom the message goes; their name is not told.
        items: what the message says.

    Returns:
        The numbers of the enquiries and their dates, with buttons: no name, no subject, nothing that anybody wrote. Nothing at all where none of it is a
        matter for the team.

    """
    said = {ref_of(item.case): _said(item, pack, today, recipient) for item in most_urgent(told(items))}
    if not said:
        return None
    citations = tuple(dict.fromkeys(citation for one in said.values() for citation in one.citations))
    if len(said) == 1:
        [(ref, one)] = said.items()
        buttons = tuple(dict.fromkeys((*one.buttons, _show(ref, "Show it"))))
        facts = tuple(Fact(*fact) for fact in one.facts)
        headline = f"There is a reminder about {ref}."
        return Reply(Outcome.ANSWER, INTENT, headline, points=(_WHERE,), facts=facts, citations=citations, buttons=buttons)
    return Reply(
        Outcome.ANSWER,
        INTENT,
        f"There are reminders about {len(said)} enquiries.",
        points=(*(f"{ref}: {_dates(one)}." for ref, one in said.items()), _WHERE.replace("it is", "they are")),
        citations=citations,
        buttons=_buttons(said),
    )


def _buttons(said: Mapping[str, Said]) -> tuple[Button, ...]:
    """Give of a few cases what can be done about each; of more, what shows each with what can be done."""
    shows = {ref: _show(ref, f"Show {ref}") for ref in said}
    if len(said) > _FEW:
        return tuple(shows.values())[:_MOST_BUTTONS]
    return tuple(dict.fromkeys(its for ref, one in said.items() for its in (*of_case(ref, _deeds(one)), shows[ref])))


def _deeds(one: Said) -> tuple[Button, ...]:
    return tuple(its for its in one.buttons if not its.says.startswith("show "))


def _said(item: Item, pack: Pack, today: date, recipient: Person) -> Said:
    if not isinstance(item.case, EnquiryFacts):
        raise TypeError(f"{ref_of(item.case)} is no enquiry: a team is told of nothing else")
    return enquiry_says(item.nudge, item.case, (pack, today), recipient, {})  # nobody is named: there is nobody to name


def _dates(one: Said) -> str:
    return ", ".join(f"{label.lower()} {value}" for label, value in one.facts)


def _show(ref: str, label: str) -> Button:
    return Button(label, f"show {ref}")
