"""Whose protocol somebody asks: their own council's, or another's that they chose. What is done (enquiries, records, reminders) is done at their own. On every channel."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process, utils

from bot import telling, wording
from bot.reply import Action, Button, Reply
from intents.understanding import Outcome

if TYPE_CHECKING:
    from protocol_data.library import Library

SWITCH = "switch_council"
"""The action by which somebody chooses, in whatever words."""
_ALIKE = 85
"""So alike has the whole of what was typed to be to a council's name, of 100."""
_TO = re.compile(r"^(?:to|is|=|:)\s*", re.IGNORECASE)
_OFFERED = 20
"""So many councils are offered as buttons."""


def meant(said: str, library: Library) -> str | None:
    """Find the council that words name and nothing else.

    Args:
        said: what was typed behind the word “council”.
        library: the packs, with the names that each council goes by.

    Returns:
        The council's key; nothing where the words say anything beyond a council's name: then they belong to a question.

    """
    names = {name: key for key, known in library.names.items() for name in (key.replace("_", " "), *known)}
    found = process.extractOne(
        _TO.sub("", said.strip()), list(names), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=_ALIKE
    )
    return names[found[0]] if found else None


def switched_to(reply: Reply) -> str | None:
    """Give the council that a reply confirms as chosen; nothing where it confirms none."""
    action = reply.action
    return action.slots.get("council") if action is not None and action.name == SWITCH else None


def told(library: Library, own: str, chosen: str) -> Reply:
    """Say whose protocol answers from now on, and where the person's own cases stay."""
    council = library.council(own)
    elsewhere = chosen != own
    return Reply(
        Outcome.ACTION,
        SWITCH,
        wording.switched(library.council(chosen)),
        points=(telling.cases_stay(council.name),) if elsewhere else (),
        buttons=(Button(f"Back to {council.name}", f"change council to {council.name}"),) if elsewhere else (),
        action=Action(SWITCH, {"council": chosen}),
    )


def offered(library: Library, own: str, asked: str) -> Reply:
    """Offer the councils whose protocol can be asked; the one that is asked now is named."""
    names = {key: library.council(key).name for key in library.names}
    first = [own, *(key for key in names if key != own)][:_OFFERED]
    return Reply(
        Outcome.ACTION,
        SWITCH,
        telling.council_asked(names[asked], [name for key, name in names.items() if key != asked]),
        buttons=tuple(Button(names[key], f"change council to {names[key]}") for key in first if key != asked),
        action=Action(SWITCH, {}),
    )
