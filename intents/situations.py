"""Read a sentence that tells of a complaint or concern: what it is about, which of the council's doors it fits, and how far the matter has come.

No storage and no clock: the same sentence gives the same reading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from math import exp, log
from typing import TYPE_CHECKING

from intents.pattern import plain
from intents.sentence_parts import told_parts
from intents.situation_lessons import SO, doors, not_for
from intents.standing_words import standing_words
from intents.text import clean
from protocol_data.procedures import About, Stance

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from intents.interpreter import Interpreter, SituationModels
    from intents.standing_words import Teller, Visit
    from protocol_data.basics import Reader
    from protocol_data.pack import Pack

# Tuned on tests/evaluation/routes/tune.jsonl.
_ABOUT_WEIGHT, _DOOR_WEIGHT = 1.5, 0.5
_NO_DOOR = -1.0
"""Stands in for the fit of a door where there is none."""
_STANCE_SHARE = 0.5
"""A stance that no pattern tells of is taken as said from this share on ..."""
_MEANT_SHARE = {Stance.SERIOUS: 0.8}
"""... but from this one where a tone alone sounds like it."""
_ACCUSED_SHARE = 0.5
"""From this share on, what a matter is about says who is complained about."""
_SURE = 0.5
_AHEAD = 0.1
"""And by so much better than the next."""
_LEAST = 1e-4
_UNMENTIONED = 0.25
"""So much less counts what has words of its own and none of them is in the text."""
_POINTED = 8.0
"""So much more counts what a text points to in so many words, and so much less what it points away from."""
_PROGRESS = frozenset({Stance.INFORMAL_TRIED, Stance.UNRESOLVED, Stance.UPHELD})
"""What has happened since: not to be taken from what is only asked or supposed."""
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
    asked: frozenset[Stance] = frozenset()
    """What the sentence asks about: what comes once it is so."""
    begins: bool | None = None
    """True: nothing was tried yet, or only between the two, so all help is still ahead. False: everything informal was tried."""
    no_door: float = 0.0
    """How likely it is about something for which the council has no door for this reader, or only looks like a matter for one."""
    not_for: float = 0.0
    """The part of `no_door` for what only looks like a matter for one of its doors; it also holds where the person has said what it is about."""
    recognised: bool = True
    """False where the sentence names nobody and nothing that a matter can be about, and fits no door clearly, or has no word that people use: what it is about is a guess."""

    @property
    def sure(self) -> bool:
        """Tell whether the best procedure, or that there is none, is clear enough not to ask back."""
        best, *others = sorted([self.no_door, *(share for _, share in self.procedures)], reverse=True)
        return best >= _SURE and best - max(others, default=0.0) >= _AHEAD


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
    lodged = models.teller.lodged_with(mended)
    untried = models.teller.untried(mended) and not gone_to and not lodged
    stances = _stances(mended, interpreter, models, _PROGRESS if untried else frozenset())
    if len(gone_to) < len(visits):  # to have talked to the one complained about is to have tried it informally
        stances |= {Stance.INFORMAL_TRIED}
    procedures, no_door, looks_like = _procedures(mended, pack, complainant, shares, interpreter)
    reading = SituationReading(
        about=sorted(shares.items(), key=lambda item: -item[1]),
        procedures=procedures,
        stances=stances,
        been_to=frozenset(role for visit in gone_to for role in visit.roles) | lodged,
        asked=models.teller.asks_after(mended),
        begins=_begins(models.teller, mended, stances, untried=untried),
        no_door=no_door,
        not_for=looks_like,
    )
    told = models.speller.knows_any(mended) and (reading.sure or models.teller.touches(mended))
    return reading if told or about else replace(reading, recognised=False)


def _about(
    text: str, complainant: Reader, visits: Sequence[Visit], interpreter: Interpreter, models: SituationModels
) -> dict[About, float]:
    """Share out what a text is about; those who were gone to are left out, and each party's usual concerns count for more."""
    words = standing_words()
    told = models.teller.without(text, [visit for visit in visits if not visit.accused]) if visits else text
    said = set(plain(told).split())
    to, away = models.teller.points(complainant, told)
    if said & words.colleague_words:
        told = " ".join(words.colleagues[complainant] if word in words.colleague_words else word for word in plain(told).split())
    probability = models.about.scores(interpreter.message(told)).probability
    usual = words.usually.get(complainant, {})
    weighed = {
        about: float(share)
        * usual.get(about, 1.0)
        * (1.0 if said & words.mentions.get(about, said) else _UNMENTIONED)
        * (_POINTED if about in to else 1.0)
        / (_POINTED if about in away else 1.0)
        for label, share in zip(models.about.labels, probability, strict=True)
        for about in [About(label)]
    }
    total = sum(weighed.values())
    return {about: share / total for about, share in weighed.items()}


def _stances(text: str, interpreter: Interpreter, models: SituationModels, by_words: frozenset[Stance]) -> frozenset[Stance]:
    """Find what a text says is so: by its words where they tell, else by what its likeliest part means, but for those that words alone may tell."""
    every = [interpreter.message(part) for part in {text, *_long_enough(_PART.split(text))}]
    told = told_parts(text)
    happened = [interpreter.message(part) for part in {" ".join(told), *_long_enough(told)}]
    found = set()
    for stance, classifier in models.stances.items():
        said = models.teller.says(stance, text)
        parts = happened if stance in _PROGRESS else every
        column = classifier.labels.index(SO)
        meant = said is None and stance not in by_words
        if said or (
            meant and max(float(classifier.scores(part).probability[column]) for part in parts) >= _MEANT_SHARE.get(stance, _STANCE_SHARE)
        ):
            found.add(stance)
    return frozenset(found - {Stance.UNRESOLVED} if Stance.UNRESOLVED in by_words else found)


def _long_enough(parts: Iterable[str]) -> list[str]:
    return [part for part in parts if len(part.split()) >= _SHORTEST_PART]


def _begins(teller: Teller, text: str, stances: frozenset[Stance], *, untried: bool) -> bool | None:
    """Tell whether all help is still ahead, or all that is informal lies behind."""
    if untried and Stance.INFORMAL_TRIED not in stances:
        return True
    if Stance.INFORMAL_TRIED in stances and teller.exhausted(text):
        return False
    return True if Stance.INFORMAL_TRIED in stances and teller.alone(text) else None


def _procedures(
    text: str, pack: Pack, complainant: Reader, shares: Mapping[About, float], interpreter: Interpreter
) -> tuple[list[tuple[str, float]], float, float]:
    """Rank the council's doors for this reader, and tell how likely there is none; and how much of that is for what only looks like a matter for one."""
    open_to = [door for door in doors(pack) if door.reader in {None, complainant} and shares.keys() & set(door.about)]
    reached = {about for door in open_to for about in door.about}
    named = {door.key: door for door in open_to}
    named |= {not_for(door): door for door in open_to if door.not_for}
    fits = _fits(text, list(named), interpreter, interpreter.situations(pack.council.key))
    weights = {
        label: exp(_ABOUT_WEIGHT * log(_LEAST + sum(shares.get(about, 0.0) for about in door.about)) + fits[label])
        for label, door in named.items()
    }
    missing = max((share for about, share in shares.items() if about not in reached), default=0.0)
    none = exp(_ABOUT_WEIGHT * log(_LEAST + missing) + _NO_DOOR) if missing else 0.0
    total = sum(weights.values()) + none or 1.0
    ranked = sorted(((door.key, weights[door.key] / total) for door in open_to), key=lambda item: -item[1])
    looks_like = sum(weight for label, weight in weights.items() if label != named[label].key) / total
    return ranked, none / total + looks_like, looks_like


def _fits(text: str, labels: Sequence[str], interpreter: Interpreter, models: SituationModels) -> dict[str, float]:
    """Tell how well a text fits what the pack says brings people to each door, and what looks like it."""
    if models.doors is None:
        return dict.fromkeys(labels, 0.0)
    probability = models.doors.scores(interpreter.message(text)).probability
    column = {label: n for n, label in enumerate(models.doors.labels)}
    return {label: _DOOR_WEIGHT * log(_LEAST + float(probability[column[label]])) for label in labels}
