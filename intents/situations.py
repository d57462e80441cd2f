"""Read a sentence that tells of a complaint or concern: what it is about, which of the council's doors it fits, and how far the matter has come.

No storage and no clock: the same sentence gives the same reading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import exp, log
from typing import TYPE_CHECKING

from intents.situation_lessons import SO, doors
from intents.standing_words import standing_words
from intents.text import clean
from protocol_data.pack import About, Stance

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from intents.interpreter import Interpreter, SituationModels
    from intents.standing_words import Visit
    from protocol_data.pack import Pack, Procedure, Reader

# Tuned on tests/evaluation/routes/tune.jsonl.
_ABOUT_WEIGHT, _DOOR_WEIGHT = 1.5, 0.5
_NO_DOOR = -1.0
"""Stands in for the fit of a door where there is none."""
_STANCE_SHARE = 0.5
"""A stance that no pattern tells of is taken as said from this share on."""
_ACCUSED_SHARE = 0.5
"""From this share on, what a matter is about says who is complained about."""
_SURE = 0.5
_LEAST = 1e-4
_PART = re.compile(r"(?<=[.!?;:,])\s+|\s+-+\s+|\s+(?:and|but|so|then|yet)\s+", re.IGNORECASE)
_SHORTEST_PART = 4
"""Words that a part of a sentence has at least, to be read by itself."""


@dataclass(frozen=True, slots=True)
class SituationReading:
    """What a sentence says of a situation."""

    about: Sequence[tuple[About, float]]
    """What it may be about, the likeliest first, with shares that add up to one."""
    procedures: Sequence[tuple[str, float]]
    """Keys of the council's procedures that this reader may use, the likeliest first. The shares and that of `no_door` add up to one."""
    stances: frozenset[Stance]
    """What the sentence says is so."""
    been_to: frozenset[str]
    """Role keys of the office-holders that it says were gone to without success."""
    no_door: float = 0.0
    """How likely it is about something for which the council has no door for this reader."""

    @property
    def sure(self) -> bool:
        """Tell whether the best procedure, or that there is none, is clear enough not to ask back."""
        return max([self.no_door, *(share for _, share in self.procedures)]) >= _SURE


def read_situation(text: str, pack: Pack, complainant: Reader, interpreter: Interpreter, about: About | None = None) -> SituationReading:
    """Read a sentence into a standing.

    Args:
        text: the sentence as it was typed.
        pack: the council's pack; only its procedures are looked at.
        complainant: who complains.
        interpreter: the fitted models and the sentence model; its library holds the pack.
        about: what it is about, where the person has said so: it beats the reading.

    Returns:
        The reading; of a text without words, one that knows nothing.

    Raises:
        UnknownCouncilError: the interpreter's library does not hold the pack.
        PackError: a file of the pack or the catalogue is broken.

    """
    models = interpreter.situations(pack.council.key)
    mended = models.speller.mend(clean(text))
    visits = models.teller.visits(mended)
    shares = {about: 1.0} if about else _about(mended, complainant, visits, interpreter, models)
    likeliest, its_share = max(shares.items(), key=lambda item: item[1])
    accused = frozenset(standing_words().complained_about.get(likeliest, ())) if its_share >= _ACCUSED_SHARE else frozenset()
    gone_to = [visit for visit in visits if not visit.accused and not visit.roles & accused]
    stances = _stances(mended, interpreter, models)
    if len(gone_to) < len(visits):  # to have talked to the one complained about is to have tried it informally
        stances |= {Stance.INFORMAL_TRIED}
    procedures, no_door = _procedures(mended, pack, complainant, shares, interpreter)
    return SituationReading(
        about=sorted(shares.items(), key=lambda item: -item[1]),
        procedures=procedures,
        stances=stances,
        been_to=frozenset(role for visit in gone_to for role in visit.roles) | models.teller.lodged_with(mended),
        no_door=no_door,
    )


def _about(
    text: str, complainant: Reader, visits: Sequence[Visit], interpreter: Interpreter, models: SituationModels
) -> dict[About, float]:
    """Share out what a text is about; those who were gone to are left out, and each party's usual concerns count for more."""
    told = models.teller.without(text, [visit for visit in visits if not visit.accused]) if visits else text
    probability = models.about.scores(interpreter.message(told)).probability
    usual = standing_words().usually.get(complainant, {})
    weighed = {
        about: float(share) * usual.get(about, 1.0)
        for label, share in zip(models.about.labels, probability, strict=True)
        for about in [About(label)]
    }
    total = sum(weighed.values())
    return {about: share / total for about, share in weighed.items()}


def _stances(text: str, interpreter: Interpreter, models: SituationModels) -> frozenset[Stance]:
    """Find what a text says is so: by its words where they tell, else by what its likeliest part means."""
    parts = [interpreter.message(part) for part in {text, *(p for p in _PART.split(text) if len(p.split()) >= _SHORTEST_PART)}]
    found = set()
    for stance, classifier in models.stances.items():
        told = models.teller.says(stance, text)
        column = classifier.labels.index(SO)
        if told or (told is None and max(float(classifier.scores(part).probability[column]) for part in parts) >= _STANCE_SHARE):
            found.add(stance)
    return frozenset(found)


def _procedures(
    text: str, pack: Pack, complainant: Reader, shares: Mapping[About, float], interpreter: Interpreter
) -> tuple[list[tuple[str, float]], float]:
    """Rank the council's doors for this reader, and tell how likely there is none."""
    open_to = [door for door in doors(pack) if door.reader in {None, complainant} and shares.keys() & set(door.about)]
    reached = {about for door in open_to for about in door.about}
    fits = _fits(text, open_to, interpreter, interpreter.situations(pack.council.key))
    scores = [
        _ABOUT_WEIGHT * log(_LEAST + sum(shares.get(about, 0.0) for about in door.about)) + fit
        for door, fit in zip(open_to, fits, strict=True)
    ]
    missing = max((share for about, share in shares.items() if about not in reached), default=0.0)
    weights = [exp(score) for score in scores]
    none = exp(_ABOUT_WEIGHT * log(_LEAST + missing) + _NO_DOOR) if missing else 0.0
    total = sum(weights) + none or 1.0
    ranked = sorted(((door.key, weight / total) for door, weight in zip(open_to, weights, strict=True)), key=lambda item: -item[1])
    return ranked, none / total


def _fits(text: str, open_to: Sequence[Procedure], interpreter: Interpreter, models: SituationModels) -> list[float]:
    """Tell how well a text fits what the pack says brings people to each door."""
    if models.doors is None:
        return [0.0] * len(open_to)
    probability = models.doors.scores(interpreter.message(text)).probability
    column = {label: n for n, label in enumerate(models.doors.labels)}
    return [_DOOR_WEIGHT * log(_LEAST + float(probability[column[door.key]])) for door in open_to]
