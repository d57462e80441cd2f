"""Words that tell where a person stands: which office-holders were gone to, and what is said of how far a matter has come. The words are data (`catalogue/standing.yml`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from intents.catalogue import FOLDER
from intents.pattern import commas, compile_pattern, one_of, plain
from intents.standing_catalogue import Words
from protocol_data.procedures import About, Stance
from protocol_data.yaml_source import PackError, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from protocol_data.basics import Reader
    from protocol_data.pack import Pack

STANDING = FOLDER / "standing.yml"
_WORD = re.compile(r"[a-z]{3,}")
_LOOKED_BACK = 5
"""A denial counts so many words before a match."""


@lru_cache(maxsize=1)
def standing_words() -> Words:
    """Load the words; `PackError` where the file is not as it should be."""
    try:
        return TypeAdapter(Words).validate_python(read_yaml(STANDING))
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        raise PackError(STANDING, fault["msg"], field=".".join(map(str, fault["loc"]))) from None


@lru_cache(maxsize=1)
def standing_vocabulary() -> frozenset[str]:
    """Give the words that the patterns look for, so that none of them is taken for a misspelling of another word."""
    words, texts = standing_words(), []
    texts += [
        *words.went_to,
        *words.acted,
        *words.also,
        *words.complained_of,
        *words.lodged.says,
        *words.untried,
        *words.alone,
        *words.exhausted,
    ]
    texts += [pattern for its in words.stances.values() for pattern in (*its.says, *its.unless, *its.asked)]
    texts += [pattern for to in (words.points_to, words.points_away) for its in to.values() for some in its.values() for pattern in some]
    texts += [
        *words.persons,
        *(name for holder in words.holders for name in holder.names),
        *(word for some in words.mentions.values() for word in some),
    ]
    return frozenset(word for text in texts for word in _WORD.findall(text))


def about_named(name: str) -> About | None:
    """Give what a matter is about by its name or another name for it (`delegated_decision`, `late enquiry replies`); nothing where nobody calls it that."""
    key = "_".join(name.lower().replace("-", " ").split())
    return About(key) if key in set(About) else standing_words().aliases.get(key)


@dataclass(frozen=True, slots=True)
class Visit:
    """An office-holder who, a sentence says, was gone to without success."""

    roles: frozenset[str]
    """What the name may mean at this council; empty where none of its doors leads to such an office-holder."""
    start: int
    end: int
    """Where the name stands in the plain text."""
    accused: bool
    """The words after it say that it is the person complained about."""


class Teller:
    """Finds what a sentence tells of a standing, for one council and one kind of complainant."""

    def __init__(self, holders: Mapping[str, frozenset[str]], formal: frozenset[str] = frozenset()) -> None:
        """Make a teller.

        Args:
            holders: for each name of an office-holder the role keys that it means at this council.
            formal: the roles to whom a formal complaint is made.

        """
        self._words, self._holders, self._formal = standing_words(), holders, formal
        self._slots = {"holder": one_of(holders), "person": one_of(self._words.persons), "not": one_of(self._words.denials)}
        self._visits = self._compiled([*self._words.went_to, *self._words.acted])
        self._also = self._compiled(self._words.also)
        self._accused = self._compiled(self._words.complained_of)
        self._lodged = self._compiled(self._words.lodged.says)
        self._untried, self._alone = self._compiled(self._words.untried), self._compiled(self._words.alone)
        self._exhausted = self._compiled(self._words.exhausted)
        self._asked = {stance: self._compiled(its.asked) for stance, its in self._words.stances.items()}
        self._points = [
            {reader: {about: self._compiled(patterns) for about, patterns in its.items()} for reader, its in words.items()}
            for words in (self._words.points_to, self._words.points_away)
        ]
        said_of = (word for some in self._words.mentions.values() for word in some)
        named = one_of([*holders, *self._words.persons, *self._words.colleague_words, *self._words.party_words, *said_of])
        self._named = re.compile(rf"(?<!\S){named}(?:'?s|')?(?!\S)")
        self._denials, self._displeased = frozenset(self._words.denials), frozenset(self._words.displeased)

    @classmethod
    def of(cls, pack: Pack) -> Teller:
        """Make the teller of a council: the common names of office-holders, and its own titles."""
        doors = [procedure for procedure in pack.procedures.procedures if procedure.about]
        led_to = {role for procedure in doors for step in procedure.steps for role in step.roles}
        names: dict[str, frozenset[str]] = {}
        for holder in standing_words().holders:
            meant = led_to.intersection(holder.roles) or led_to.intersection(holder.otherwise)
            names |= {name: frozenset(meant) for name in holder.names}
        for role in led_to & set(pack.council.roles):
            for title in _titles(pack.council.roles[role].title):
                names[title] = names.get(title, frozenset()) | {role}
        made_at = standing_words().lodged.step_words
        formal = {role for door in doors for step in door.steps if any(words in step.how for words in made_at) for role in step.roles}
        return cls(names, frozenset(formal))

    def visits(self, text: str) -> list[Visit]:
        """Find the office-holders who were gone to; a visit that is only thought of is none."""
        told, breaks = f"{plain(text)} ", commas(text)
        found: dict[int, Visit] = {}
        for pattern in self._visits:
            for match in pattern.finditer(told):
                if not self._denied(told, match.start(), breaks):
                    self._note(told, match, found)
        return [found[start] for start in sorted(found)]

    def _note(self, told: str, match: re.Match[str], found: dict[int, Visit]) -> None:
        """Note the office-holder of a match, and those who are named right after ("the director, then the whip")."""
        start, end = match.span("holder")
        if start in found:
            return
        accused = any(after.match(told, end + 1) for after in self._accused)
        found[start] = Visit(self._holders[match["holder"]], start, end, accused)
        for pattern in self._also:
            if also := pattern.match(told, end + 1):
                self._note(told, also, found)

    def lodged_with(self, text: str) -> frozenset[str]:
        """Give the roles to whom a formal complaint has been made, where a text says that one has."""
        told, breaks = f"{plain(text)} ", commas(text)
        made = any(not self._denied(told, match.start(), breaks) for pattern in self._lodged for match in pattern.finditer(told))
        return self._formal if made else frozenset()

    def without(self, text: str, visits: Iterable[Visit]) -> str:
        """Give the text without the names of those who were gone to, so that they are not taken for the person complained about."""
        told = plain(text)
        for visit in sorted(visits, key=lambda visit: -visit.start):
            told = f"{told[: visit.start]}them{told[visit.end :]}"
        return told

    def says(self, stance: Stance, text: str) -> bool | None:
        """Tell whether the words say that a stance is so: yes, no, or nothing about it."""
        said, not_said = self._patterns[stance]
        told, breaks = f"{plain(text)} ", commas(text)
        for pattern in not_said:
            told = pattern.sub(lambda match: match[0] if _across(match, breaks) else ". " * match[0].count(" "), told)
        for pattern in said:
            if any(not self._denied(told, match.start(), breaks) for match in pattern.finditer(told)):
                return True
        return None if told == f"{plain(text)} " else False

    def asks_after(self, text: str) -> frozenset[Stance]:
        """Give the stances of which a text asks what comes once they are so."""
        told = f"{plain(text)} "
        return frozenset(stance for stance, patterns in self._asked.items() if any(pattern.search(told) for pattern in patterns))

    def points(self, complainant: Reader, text: str) -> tuple[frozenset[About], frozenset[About]]:
        """Give what a text says in so many words that a complainant's matter is about, and what it is not about."""
        to, away = (
            frozenset(about for about, patterns in its.get(complainant, {}).items() if self._any(patterns, text)) for its in self._points
        )
        return to, away

    def touches(self, text: str) -> bool:
        """Tell whether a text names a party, an office-holder, or anything that a matter can be about."""
        return self._named.search(plain(text)) is not None

    def untried(self, text: str) -> bool:
        """Tell whether a text says that nothing has been tried yet."""
        return self._any(self._untried, text)

    def alone(self, text: str) -> bool:
        """Tell whether a text says that something was done between the two only."""
        return self._any(self._alone, text)

    def exhausted(self, text: str) -> bool:
        """Tell whether a text says that everything informal has been tried, or is out of the question."""
        return self._any(self._exhausted, text)

    @staticmethod
    def _any(patterns: Sequence[re.Pattern[str]], text: str) -> bool:
        told, breaks = f"{plain(text)} ", commas(text)
        return any(not _across(match, breaks) for pattern in patterns for match in pattern.finditer(told))

    @cached_property
    def _patterns(self) -> dict[Stance, tuple[Sequence[re.Pattern[str]], Sequence[re.Pattern[str]]]]:
        return {stance: (self._compiled(its.says), self._compiled(its.unless)) for stance, its in self._words.stances.items()}

    def _compiled(self, patterns: Iterable[str]) -> list[re.Pattern[str]]:
        return [compile_pattern(pattern, self._slots) for pattern in patterns]

    def _denied(self, told: str, start: int, breaks: frozenset[int]) -> bool:
        """Tell whether a denial stands shortly before a match, in the same sentence and behind the last comma."""
        at = told.count(" ", 0, start)
        since = max((place for place in breaks if place <= at), default=0)
        before = told[:start].split()[max(since, at - _LOOKED_BACK) :]
        before = before[len(before) - before[::-1].index(".") :] if "." in before else before
        return any(word in self._denials and after not in self._displeased for word, after in zip_longest(before, before[1:]))


def _across(match: re.Match[str], breaks: frozenset[int]) -> bool:
    """Tell whether a comma stands within a match."""
    first = match.string.count(" ", 0, match.start())
    return any(first < place < first + match[0].count(" ") for place in breaks)


def _titles(title: str) -> list[str]:
    """Give the names in a council's title of an office: what stands outside brackets, and what within."""
    parts = re.split(r"[()]|,| and ", title.lower())
    return [name for part in parts if (name := " ".join(part.replace(" the ", " ").removeprefix("the ").split()))]
