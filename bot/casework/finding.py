"""Find who is meant by a name as people write it: "Cllr Shah" is Councillor A. Shah. One clear person, or those it may be; never a guess."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.casework.person import Person

_TITLES = frozenset(
    {"councillor", "cllr", "clr", "mr", "mrs", "ms", "miss", "mx", "dr", "sir", "dame", "lord", "lady", "prof", "professor", "rev", "the"}
)
_ENOUGH = 80.0
"""How alike two words have to be, out of 100, for one to be a slip of the other; measured by rapidfuzz's ratio. A slip is only ever asked about."""
_LONG_ENOUGH = 4
"""Shorter words are too alike by chance to be taken for slips of each other."""
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Found:
    """Who is meant: one person where it is clear, else those whom it may be, the likeliest first."""

    person: Person | None = None
    candidates: tuple[Person, ...] = ()


def match(text: str, people: Iterable[Person]) -> Found:
    """Find who is meant.

    A key, an e-mail address, a whole name or a post that only one person has is clear, and so are words of a name ("Shah", "A. Shah") that
    fit one person only. A slip of the pen is never clear: it gives candidates, so that the person is asked.

    Args:
        text: as somebody typed it, title and all.
        people: among whom to look.

    Returns:
        One person, or up to five candidates, or neither.

    """
    listed, plain = list(people), text.strip().casefold()
    for exact in (
        [person for person in listed if plain and plain in {person.key, (person.email or "").casefold()}],
        [person for person in listed if _words(text) and _words(text) == _words(person.name)],
        [person for person in listed if plain and plain.removeprefix("the ") == (person.post or "").casefold()],
    ):
        if exact:
            return Found(exact[0]) if len(exact) == 1 else Found(candidates=_first(exact))
    wanted = _words(text)
    if all(len(word) == 1 for word in wanted):
        return Found()
    scored = [(score, person) for person in listed if (score := _fits(wanted, _words(person.name)))]
    scored.sort(key=lambda pair: (-pair[0], pair[1].name, pair[1].id))
    sure = [person for score, person in scored if score == 1]
    if len(sure) == 1:
        return Found(sure[0])
    return Found(candidates=_first(sure or [person for _, person in scored]))


def _first(people: Sequence[Person]) -> tuple[Person, ...]:
    return tuple(people[:_SHOWN])


def _words(name: str) -> list[str]:
    """Give the words of a name without leading titles, accents and signs: `Cllr. Zoë O'Brien` is zoe, obrien; Mr Lord stays lord."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(sign))
    words = re.findall(r"\w+", re.sub(r"['’]", "", bare))
    while len(words) > 1 and words[0] in _TITLES:
        del words[0]
    return words


def _fits(wanted: Sequence[str], name: Sequence[str]) -> float:
    """Tell how well words fit a name: 1 where each is a word of it or its initial, less for slips, 0 where one fits nothing."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - only where a name has to be searched for

    left, worst = list(name), 1.0
    for word in sorted(wanted, key=len, reverse=True):
        same = next((other for other in left if word == other), None) or next((other for other in left if _initial(word, other)), None)
        if same is None:
            close = max(left, key=lambda other: fuzz.ratio(word, other), default="")
            alike = fuzz.ratio(word, close)
            if alike < _ENOUGH or min(len(word), len(close)) < _LONG_ENOUGH:
                return 0
            same, worst = close, min(worst, alike / 101)
        left.remove(same)
    return worst


def _initial(word: str, other: str) -> bool:
    return 1 in {len(word), len(other)} and word[0] == other[0]
