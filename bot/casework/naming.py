"""Find the person that a name means: only where it can mean one. Pure; the names come in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

if TYPE_CHECKING:
    from collections.abc import Sequence

_TITLES = re.compile(r"\b(?:cllr|councillor|cllr\.|member|officer|mr|mrs|ms|miss|mx|dr|prof|sir|dame)\b\.?", re.IGNORECASE)
_ALIKE = 86
"""From this likeness on (rapidfuzz, 0 to 100) a name may be a slip for another: "Jonse" for "Jones"."""
_APART = 8
"""So much less alike the next name has to be; else it is in doubt who is meant."""
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Known:
    """A person as they can be named."""

    id: int
    name: str
    key: str
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """Who is meant; and where that is in doubt, who may be."""

    found: Known | None
    near: tuple[str, ...] = ()


def match(given: str, people: Sequence[Known]) -> Match:
    """Find who is meant.

    Args:
        given: a key, an e-mail address, or a name, with or without a title, a surname alone, an initial for a first name.
        people: those who can be meant.

    Returns:
        The one who is clearly meant; else nobody, and up to three names that come near.

    """
    said = given.strip().casefold()
    for person in people:
        if said in {person.key.casefold(), (person.email or person.key).casefold()}:
            return Match(person)
    words = _words(given)
    if not words:
        return Match(None)
    for fits in (_equal, _part_of):
        fitting = [person for person in people if fits(words, _words(person.name))]
        if fitting:
            return Match(fitting[0]) if len(fitting) == 1 else Match(None, _names(fitting))
    return _alike(" ".join(words), people)


def _alike(given: str, people: Sequence[Known]) -> Match:
    scored = [(fuzz.token_sort_ratio(given, " ".join(_words(person.name))), person) for person in people]
    scored.sort(key=lambda pair: (-pair[0], pair[1].name))
    if not scored:
        return Match(None)
    runner_up = scored[1][0] if len(scored) > 1 else 0
    best, person = scored[0]
    if best >= _ALIKE and best - runner_up >= _APART:
        return Match(person)
    return Match(None, _names([person for score, person in scored if score >= _ALIKE - 2 * _APART]))


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", _TITLES.sub(" ", name).casefold().replace("'", "").replace("’", ""))


def _equal(given: list[str], name: list[str]) -> bool:
    return given == name


def _part_of(given: list[str], name: list[str]) -> bool:
    """Tell whether every word given is a word of the name, or its initial; an initial alone is nobody's name."""
    whole = any(len(word) > 1 for word in given)
    return whole and all(word in name or (len(word) == 1 and any(part.startswith(word) for part in name)) for word in given)


def _names(people: Sequence[Known]) -> tuple[str, ...]:
    return tuple(person.name for person in people[:_SHOWN])
