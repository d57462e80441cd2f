"""Words that tell where a person stands: which office-holders were gone to, and what is said of how far a matter has come. The words are data (`catalogue/standing.yml`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
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


class Words(_Strict):
    """`catalogue/standing.yml`."""

    aliases: dict[str, About]
    usually: dict[Reader, dict[About, float]]
    complained_about: dict[About, list[str]]
    holders: list[Holder]
    persons: list[str]
    went_to: list[str]
    acted: list[str]
    denials: list[str]
    complained_of: list[str]
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

    def __init__(self, holders: Mapping[str, frozenset[str]]) -> None:
        """Make a teller.

        Args:
            holders: for each name of an office-holder the role keys that it means at this council.

        """
        self._words, self._holders = standing_words(), holders
        self._slots = {"holder": one_of(holders), "person": one_of(self._words.persons), "not": one_of(self._words.denials)}
        self._visits = self._compiled([*self._words.went_to, *self._words.acted])
        self._accused = self._compiled(self._words.complained_of)
        self._denials = frozenset(self._words.denials)

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
        return cls(names)

    def visits(self, text: str) -> list[Visit]:
        """Find the office-holders who were gone to; a visit that is only thought of is none."""
        told = f"{plain(text)} "
        found: dict[int, Visit] = {}
        for pattern in self._visits:
            for match in pattern.finditer(told):
                start, end = match.span("holder")
                if start not in found and not self._denied(told, match.start()):
                    accused = any(after.match(told, end + 1) for after in self._accused)
                    found[start] = Visit(self._holders[match["holder"]], start, end, accused)
        return [found[start] for start in sorted(found)]

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
        return any(word in self._denials for word in before)


def _titles(title: str) -> list[str]:
    """Give the names in a council's title of an office: what stands outside brackets, and what within."""
    parts = re.split(r"[()]|,| and ", title.lower())
    return [name for part in parts if (name := " ".join(part.replace(" the ", " ").removeprefix("the ").split()))]
