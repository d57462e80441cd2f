"""What `catalogue/standing.yml` holds: the words that tell where a person stands with a complaint."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from protocol_data.basics import Reader
from protocol_data.procedures import About, Stance


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Holder(_Strict):
    """What an office-holder is commonly called, and the roles that this may mean."""

    names: list[str]
    roles: list[str]
    otherwise: list[str] = []


class Said(_Strict):
    """Patterns that say something, those that only sound like it, and those that ask what comes once it is so."""

    says: list[str]
    unless: list[str] = []
    asked: list[str] = []


class Lodged(_Strict):
    """Patterns that say that a formal complaint has been made, and the words by which the step is known at which that is done."""

    says: list[str]
    step_words: list[str]


class Words(_Strict):
    """`catalogue/standing.yml`."""

    aliases: dict[str, About]
    usually: dict[Reader, dict[About, float]]
    mentions: dict[About, frozenset[str]]
    party_words: frozenset[str]
    points_to: dict[Reader, dict[About, list[str]]]
    points_away: dict[Reader, dict[About, list[str]]]
    colleague_words: frozenset[str]
    colleagues: dict[Reader, str]
    complained_about: dict[About, list[str]]
    holders: list[Holder]
    persons: list[str]
    went_to: list[str]
    acted: list[str]
    also: list[str]
    denials: list[str]
    displeased: list[str]
    complained_of: list[str]
    untried: list[str]
    alone: list[str]
    exhausted: list[str]
    lodged: Lodged
    stances: dict[Stance, Said]
