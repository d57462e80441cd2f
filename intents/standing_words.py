"""Words that tell where a person stands: which office-holders were gone to, and what is said of how far a matter has come. The words are data (`catalogue/standing.yml`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from intents.catalogue import FOLDER
from intents.pattern import compile_pattern, one_of, plain
from protocol_data.pack import About, Reader, Stance
from protocol_data.yaml_source import PackError, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from protocol_data.pack import Pack

STANDING = FOLDER / "standing.yml"
_LOOKED_BACK = 5
"""A denial counts so many words before a match."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Holder(_Strict):
    """What an office-holder is commonly called, and the roles that this may mean."""

    names: list[str]
    roles: list[str]
    otherwise: list[str] = []


class Said(_Strict):
    """Patterns that say something, and those that only sound like it."""

    says: list[str]
    unless: list[str] = []


class Lodged(_Strict):
    """Patterns that say that a formal complaint has been made, and the words by which the step is known at which that is done."""

    says: list[str]
    step_words: list[str]


class Words(_Strict):
    """`catalogue/standing.yml`."""

    aliases: dict[str, About]
    usually: dict[Reader, dict[About, float]]
    complained_about: dict[About, list[str]]
    holders: list[Holder]
    persons: list[str]
    went_to: list[str]
    acted: list[str]
    also: list[str]
    denials: list[str]
    displeased: list[str]
    complained_of: list[str]
    lodged: Lodged
    stances: dict[Stance, Said]


@lru_cache(maxsize=1)
def standing_words() -> Words:
    """Load the words; `PackError` where the file is not as it should be."""
    try:
        return TypeAdapter(Words).validate_python(read_yaml(STANDING))
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        raise PackError(STANDING, fault["msg"], field=".".join(map(str, fault["loc"]))) from None


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
        told = f"{plain(text)} "
        found: dict[int, Visit] = {}
        for pattern in self._visits:
            for match in pattern.finditer(told):
                if not self._denied(told, match.start()):
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
        told = f"{plain(text)} "
        made = any(not self._denied(told, match.start()) for pattern in self._lodged for match in pattern.finditer(told))
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
        told = f"{plain(text)} "
        for pattern in not_said:
            told = pattern.sub(". ", told)
        for pattern in said:
            if any(not self._denied(told, match.start()) for match in pattern.finditer(told)):
                return True
        return None if told == f"{plain(text)} " else False

    @cached_property
    def _patterns(self) -> dict[Stance, tuple[Sequence[re.Pattern[str]], Sequence[re.Pattern[str]]]]:
        return {stance: (self._compiled(its.says), self._compiled(its.unless)) for stance, its in self._words.stances.items()}

    def _compiled(self, patterns: Iterable[str]) -> list[re.Pattern[str]]:
        return [compile_pattern(pattern, self._slots) for pattern in patterns]

    def _denied(self, told: str, start: int) -> bool:
        """Tell whether a denial stands shortly before a match, in the same sentence."""
        before = told[:start].rsplit(". ", maxsplit=1)[-1].split()[-_LOOKED_BACK:]
        return any(word in self._denials and after not in self._displeased for word, after in zip_longest(before, before[1:]))


def _titles(title: str) -> list[str]:
    """Give the names in a council's title of an office: what stands outside brackets, and what within."""
    parts = re.split(r"[()]|,| and ", title.lower())
    return [name for part in parts if (name := " ".join(part.replace(" the ", " ").removeprefix("the ").split()))]
