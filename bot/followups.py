"""What is said next in a conversation: "and for officers?", "what about Leeds?", "why?", "2"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from intents.slots import CouncilNames, council_named
from intents.text import clean, words
from protocol_data.basics import Reader

_TURN = re.compile(r"^(?:and|but|ok(?:ay)?|so|what|how|same|what if)\b", re.IGNORECASE)
_OFFICER = re.compile(r"\b(?:officers?|staff|employees?)\b", re.IGNORECASE)
_MEMBER = re.compile(r"\b(?:members?|councillors?|cllrs?)\b", re.IGNORECASE)
_WHY = re.compile(
    r"^(?:but\s+)?(?:why(?:\s+(?:is that|that|this(?: answer)?|do you say (?:that|so)|not))?|what matched|says who|explain(?: that)?"
    r"|how (?:come|do you know(?: that)?)|where does (?:that|it) (?:come from|say that))\W*$",
    re.IGNORECASE,
)
_CHOICE = re.compile(
    r"^(?:the\s+)?(?:(?:number|option|no\.?)\s*)?(#?\d{1,2}|first|second|third|fourth)(?:\s+(?:one|please|pls))?\W*$", re.IGNORECASE
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_FILLERS = frozenset(
    re.split(
        r"\s+", "and what about how for if i am i'm an a the to of is it with same ok so us me in do does as were was say says council then"
    )
)
"""Words that say nothing of their own in a follow-up."""
_MOST_WORDS = 7
"""A follow-up is short; a longer message is a question of its own."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """How a message refers to what was said before; exactly one field is set."""

    reader: Reader | None = None
    council: str | None = None
    why: bool = False
    choice: int | None = None
    """The number of a choice, which may be one that was not offered."""


def follow_up(text: str, councils: CouncilNames, *, choices: int) -> FollowUp | None:
    """Read a message as a follow-up.

    Args:
        text: the message as it was typed.
        councils: gives for each council's key the names it goes by.
        choices: how many choices were offered last.

    Returns:
        What it refers to, or nothing where it stands on its own.

    """
    said = clean(text)
    if _WHY.match(said):
        return FollowUp(why=True)
    chosen = _CHOICE.match(said)
    if chosen and choices:
        return FollowUp(choice=_ORDINALS.get(chosen[1].lower()) or int(chosen[1].lstrip("#")))
    if not _TURN.match(said) or len(words(said)) > _MOST_WORDS:
        return None
    asks_officer, asks_member = bool(_OFFICER.search(said)), bool(_MEMBER.search(said))
    if re.match(r"^(?:and|what about|how about|same|ok|so)\b", said, re.IGNORECASE) and asks_officer != asks_member:
        rest = [word for word in words(said) if word not in _FILLERS]
        if len(rest) <= 1:
            return FollowUp(reader=Reader.OFFICER if asks_officer else Reader.MEMBER)
    if re.match(r"^(?:and|what about|how about|same|so|what does|what do)\b", said, re.IGNORECASE):
        key = council_named(said, councils())
        if key is not None:
            own = {word for name in [key, *councils()[key]] for word in words(name)}
            if all(word in _FILLERS or word in own for word in words(said)):
                return FollowUp(council=key)
    return None
