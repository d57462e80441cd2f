"""The typed fields of a form, and how what a person types becomes a value. A channel with forms shows them all; in chat they are asked for one by one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from intents.dates import Toward, find_dates, shown
from intents.times import read_time

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LONGEST = 2000
"""So many characters a text may have."""
_ALIKE = 85
_WHOLE = 4
_FEWEST, _SHORT = 3, 9
"""Of how many words a request is at least; and up to how many words an answer in words is looked at for being one."""
_AROUND_A_DATE = frozenset(
    re.split(" ", "on by the until till before for of at it will be please pls thanks next this coming a day or so about")
)
"""Words that say nothing of their own beside a date."""
_YES = re.compile(r"^(?:y|yes|yep|yeah|yup|aye|correct|true|sure|i have|it (?:is|was|has)|they (?:were|have)|it's true)\b", re.IGNORECASE)
_NO = re.compile(r"^(?:n|no|nope|nah|not|never|false|it (?:isn't|wasn't|hasn't)|i haven't|haven't)\b", re.IGNORECASE)
_SKIP = re.compile(r"^(?:skip|none|nothing|leave (?:it|that)(?: out)?|don'?t know|dunno|not sure|-)\W*$", re.IGNORECASE)
_PHONE = re.compile(r"^(?:(?:ext(?:ension)?\.?|x)\s*)?[+()\d][\d\s()+./x-]{2,24}$", re.IGNORECASE)
_REFERENCE = re.compile(r"(?:#?\d{1,9}(?=\.?$)|[a-z]{3,10}[- #]?\d{1,9}\b)", re.IGNORECASE)
"""A number alone, or one behind its letters, whatever follows it ("ENQ 3, the pier one")."""
_LEAST_DIGITS = 3
"""An extension within the council is a phone number too."""
YES, NO = "yes", "no"


class Kind(StrEnum):
    """What kind of value a field takes."""

    TEXT = "text"
    DATE = "date"
    TIME = "time"
    """A time of day, kept as 19:00."""
    CHOICE = "choice"
    YES_NO = "yes_no"
    PHONE = "phone"
    REFERENCE = "reference"
    """The number of a case."""


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a choice, and what people see of it."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """Something that has to be known before an action can be carried out."""

    name: str
    label: str
    question: str
    kind: Kind = Kind.TEXT
    options: tuple[Option, ...] = ()
    toward: Toward = Toward.FUTURE
    """For a date: the side of today on which a bare weekday is looked for."""
    required: bool = True
    """One that is not required may be skipped."""
    asked: bool = True
    """Whether chat asks for it; what is not asked is taken when it was said, and shown in forms."""
    default: str | None = None
    """A value that is known: taken without asking, and shown."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A value as it is kept (a date in ISO form), or what is wrong and what to type instead."""

    value: str | None = None
    problem: str | None = None
    options: tuple[Option, ...] = ()
    """Where it could mean several things: which."""


def parse(field: Field, text: str, today: date) -> Parsed:
    """Read what somebody typed as the value of a field.

    Args:
        field: what was asked for.
        text: the answer as typed.
        today: the day it was typed, in the council's timezone.

    Returns:
        The value, or the problem in words for the person.

    """
    said = text.strip()
    if _SKIP.match(said) and not field.required:
        return Parsed("")
    if field.kind is Kind.DATE:
        return _date(field, said, today)
    if field.kind is Kind.CHOICE:
        return _choice(field.options, said)
    return _PARSERS[field.kind](field, said)


def says_more(field: Field, text: str, today: date) -> bool:
    """Tell whether an answer that can be read may yet be another request: a short one where words were asked for, or a date with more around it.

    What an enquiry is about may well sound like a request: a longer text is always taken as the answer. So is a yes, a choice, a number.
    """
    if field.kind is Kind.TEXT:
        return _FEWEST <= len(text.split()) <= _SHORT
    if field.kind is not Kind.DATE or field.options:
        return False
    rest = text
    for reading in find_dates(text, today, field.toward):
        rest = rest.replace(reading.text, " ")
    return len([word for word in rest.lower().split() if word.strip(".,!?") not in _AROUND_A_DATE]) >= _FEWEST


def shown_value(field: Field, value: str) -> str:
    """Show a value to a person: a date with its weekday, a choice by its label. A day that was said in words and not read yet is shown as it was said."""
    if field.kind is Kind.DATE and value:
        try:
            return shown(date.fromisoformat(value))
        except ValueError:
            return value
    return next((option.label for option in field.options if option.value == value), value)


def days(candidates: Sequence[date]) -> tuple[Option, ...]:
    """Make options of days."""
    return tuple(Option(day.isoformat(), shown(day)) for day in candidates)


def _date(field: Field, said: str, today: date) -> Parsed:
    if field.options and (chosen := _choice(field.options, said)).value:
        return chosen
    readings = find_dates(said, today, field.toward)
    example = today + timedelta(days=10 if field.toward is Toward.FUTURE else -1)
    if not readings:
        return Parsed(problem=f"I can't read a date in “{_short(said)}”. Type it like this: {example.day} {example:%B}.")
    reading = readings[0]
    if not reading.ambiguous and reading.day is not None:
        return Parsed(reading.day.isoformat())
    candidates = sorted(day for day in (reading.day, *reading.others) if day is not None)
    if not candidates:
        return Parsed(problem=f"“{reading.text}” is no day that I know. Type it like this: {example.day} {example:%B}.")
    return Parsed(problem=f"“{reading.text}” can mean two days. Which one?", options=days(candidates))


def _choice(options: Sequence[Option], said: str) -> Parsed:
    number = re.fullmatch(r"#?(\d{1,2})\W*", said)
    if number and 0 < int(number[1]) <= len(options):
        return Parsed(options[int(number[1]) - 1].value)
    lowered = said.lower()
    for option in options:
        if lowered in {option.value.lower(), option.label.lower()}:
            return Parsed(option.value)
    likely = [option for option in options if _means(lowered, option.label.lower())]
    if len(likely) == 1:
        return Parsed(likely[0].value)
    return Parsed(problem="Pick one of these, by its number or its words, or say “cancel”.", options=tuple(options))


def _means(said: str, label: str) -> bool:
    """Tell whether words mean an option: they are nearly its label, or the one stands whole in the other. A few letters in common are not enough."""
    whole = len(said) >= _WHOLE and re.search(rf"\b{re.escape(said)}\b", label) is not None
    return whole or re.search(rf"\b{re.escape(label)}\b", said) is not None or fuzz.ratio(said, label) >= _ALIKE


def _yes_no(_field: Field, said: str) -> Parsed:
    if _YES.match(said):
        return Parsed(YES)
    if _NO.match(said):
        return Parsed(NO)
    return Parsed(problem="Please answer yes or no.")


def _time(_field: Field, said: str) -> Parsed:
    read = read_time(said)
    if read is None:
        return Parsed(problem=f"“{_short(said)}” is no time of day. Write it like 18:00 or 6pm.")
    return Parsed(f"{read:%H:%M}")


def _phone(_field: Field, said: str) -> Parsed:
    if _PHONE.match(said) and sum(character.isdigit() for character in said) >= _LEAST_DIGITS:
        return Parsed(" ".join(said.split()))
    return Parsed(problem=f"“{_short(said)}” is no phone number that I can read. Type digits, for example 01632 960001.")


def _reference(field: Field, said: str) -> Parsed:
    if field.options and (chosen := _choice(field.options, said)).value:
        return chosen
    found = _REFERENCE.match(said)
    if found:
        return Parsed(found[0].strip())
    return Parsed(problem=f"“{_short(said)}” is no number that I can read.", options=field.options)


def is_number(field: Field, text: str) -> bool:
    """Tell whether a message is the number that a field asks for and nothing else: said by itself, "ENQ-12" would be a wish to see it."""
    return field.kind is Kind.REFERENCE and _REFERENCE.fullmatch(text.strip()) is not None


def _text(field: Field, said: str) -> Parsed:
    if not said:
        return Parsed(problem=f"{field.label} can't be empty.")
    if len(said) > LONGEST:
        return Parsed(problem=f"That has {len(said):,} characters; up to {LONGEST:,} are kept. Say it in fewer words.")
    return Parsed(said)


def _short(said: str) -> str:
    most = 60
    return said if len(said) <= most else said[: most - 1] + "…"


_PARSERS: dict[Kind, Callable[[Field, str], Parsed]] = {
    Kind.YES_NO: _yes_no,
    Kind.TIME: _time,
    Kind.PHONE: _phone,
    Kind.REFERENCE: _reference,
    Kind.TEXT: _text,
}
