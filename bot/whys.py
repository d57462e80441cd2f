"""What “Why this answer?” carries: what its own answer went by, so that it is explained wherever and whenever the button is pressed. Not a word of what was asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.citing import cite
from bot.reply import Button, Reply
from intents.understanding import Found, Outcome, Understanding
from protocol_data.library import UnknownCouncilError, common_topics
from protocol_data.yaml_source import PackError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from protocol_data.library import Library

WHY = "why?"
_LOOKED_UP = "number"
_MOST = 8
"""An answer rests on no more clauses, and a button carries no more of its topics."""
_SAYS = re.compile(
    r"why\? in (?P<council>[\w-]{1,80}): (?P<clauses>[\w.]{1,20} \d{1,3}%(?:, [\w.]{1,20} \d{1,3}%)*)"
    r"(?:; about (?P<topics>\w{1,80} \d{1,3}%(?:, \w{1,80} \d{1,3}%)*))?; (?:(?P<number>number)|(?P<sure>\d{1,3})% of (?P<scope>\d{1,3})%)"
)
_SHARE = re.compile(r"([\w.]+) (\d{1,3})%")


def why_button(council: str, understood: Understanding) -> Button:
    """Make the button under an answer that asks why it was given.

    Args:
        council: the key of the council whose protocol was asked.
        understood: what the answer went by.

    Returns:
        The button; what it says can be read again by `recalled`.

    """
    clauses = ", ".join(_shares((its.clause.ref, its.share) for its in understood.found[:_MOST]))
    topics = ", ".join(_shares(understood.topics[:_MOST]))
    sure = _LOOKED_UP if understood.looked_up else f"{understood.confidence:.0%} of {understood.in_scope:.0%}"
    return Button("Why this answer?", f"{WHY} in {council}: {clauses}{f'; about {topics}' if topics else ''}; {sure}")


def recalled(says: str, library: Library) -> Reply | None:
    """Read which answer a button asks the reasons of.

    Args:
        says: what was said.
        library: the packs.

    Returns:
        The answer, as far as its reasons go, without a clause where its protocol has none of these any more; nothing where no such button says that.

    """
    match = _SAYS.fullmatch(says.strip())
    if match is None:
        return None
    try:
        pack = library.pack(match["council"])
    except (UnknownCouncilError, PackError):
        return Reply(Outcome.ANSWER, WHY, "")
    named = ((pack.clause(ref), share) for ref, share in _read(match["clauses"]))
    found = [Found(clause, share, "") for clause, share in named if clause is not None]
    topics = [its for its in _read(match["topics"]) if its[0] in common_topics()]
    understood = Understanding(
        Outcome.ANSWER,
        topics[0][0] if topics else "clause_lookup",
        int(match["sure"] or 100) / 100,
        found,
        in_scope=int(match["scope"] or 100) / 100,
        topics=topics,
        looked_up=found[0].clause.ref if match["number"] and found else None,
    )
    return Reply(Outcome.ANSWER, WHY, "", citations=tuple(cite(pack, its.clause) for its in found[:1]), understanding=understood)


def of_this(says: str, last: Reply) -> bool:
    """Tell whether a button stands under the very answer that was given last: then more is known of it than the button carries."""
    return any(button.says == says.strip() for button in last.buttons)


def _shares(these: Iterable[tuple[str, float]]) -> Iterator[str]:
    return (f"{name} {share:.0%}" for name, share in these)


def _read(text: str | None) -> list[tuple[str, float]]:
    return [(name, int(share) / 100) for name, share in _SHARE.findall(text or "")]
