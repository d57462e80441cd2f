"""Commands: messages that say plainly what is to be done with what ("reassign ENQ-12 to Priya"), read word for word from `catalogue/commands.yml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from intents.catalogue import FOLDER
from intents.dates import WHEN
from intents.spelling import general_words
from intents.text import abbreviations
from intents.times import TIME
from protocol_data.yaml_source import PackError, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PATH = FOLDER / "commands.yml"
_PLACES = {
    "{enq}": r"(?P<ref>(?:ENQ|enquiry|case)[- #]?\d{1,9})",
    "{enq2}": r"(?P<ref2>(?:ENQ|enquiry|case)[- #]?\d{1,9})",
    "{case}": r"(?P<ref>(?:ENQ|enquiry|case|CMP|REP|ELE|REM)[- #]?\d{1,9})",
    "{when}": WHEN,
    "{time}": TIME,
}
_REFERENCE = re.compile(r"(?P<kind>[A-Za-z]+)[- #]?(?P<number>\d+)")
_NO_WORDS = re.compile(r"\?P<\w+>|\{\w+\}|\\[a-z]")
_WORD = re.compile(r"[a-z]+")
_FIRST_WORDS = 4
"""What is to be done stands among so many words; what comes after is free text."""
_SHORTEST, _LONG = 4, 6
"""Letters of a word that is mended, and of one in which two may be missing."""
_SHORT = {"enquiry": "ENQ", "case": "ENQ"}


@dataclass(frozen=True, slots=True)
class Command:
    """What is to be done, and with what."""

    name: str
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Pattern:
    name: str
    expression: re.Pattern[str]
    written: str
    example: str


@lru_cache(maxsize=1)
def _patterns() -> tuple[_Pattern, ...]:
    content = read_yaml(_PATH)
    if not isinstance(content, dict):
        raise PackError(_PATH, "the file has to map commands to patterns", line=1)
    found = []
    for name, entries in content.items():
        for entry in entries:
            pattern = str(entry["pattern"])
            for place, expression in _PLACES.items():
                pattern = pattern.replace(place, expression)
            try:
                compiled = re.compile(rf"(?:please )?(?:{pattern})[.!?]?", re.IGNORECASE)
            except re.error as error:
                raise PackError(_PATH, f"the pattern can't be read: {error}", field=str(name)) from None
            found.append(_Pattern(str(name), compiled, str(entry["pattern"]), str(entry["example"])))
    return tuple(found)


def command(text: str) -> Command | None:
    """Read a message as a command; nothing where it is none.

    One word that is misspelt is forgiven where the rest fits the command. A case number comes out in its usual form (`ENQ-12`).
    """
    said = " ".join(text.split())
    return _fitting(said) or next((found for mended in _mended(said) if (found := _fitting(mended))), None)


def _fitting(said: str) -> Command | None:
    for pattern in _patterns():
        match = pattern.expression.fullmatch(said)
        if match:
            return Command(pattern.name, _values(match.groupdict()))
    return None


def _mended(said: str) -> Iterator[str]:
    """Give a message with one of its first words mended; a word that people use is none to mend ("dose" is not "done")."""
    words = said.split()
    for place, word in enumerate(words[:_FIRST_WORDS]):
        typed = word.lower()
        if len(typed) < _SHORTEST or not typed.isalpha():
            continue
        for meant in _command_words():
            if _slipped(typed, meant) and typed not in general_words() and typed not in abbreviations():
                yield " ".join([*words[:place], meant, *words[place + 1 :]])


def _slipped(typed: str, meant: str) -> bool:
    """Tell whether a word is another but for one slip: a letter wrong, missing, too many or two swapped; or, in a long word, two left out ("snoz")."""
    if typed == meant or typed[0] != meant[0]:
        return False
    if len(meant) == _SHORTEST:  # so short, another letter makes another word or name
        return sorted(typed) == sorted(meant) and OSA.distance(typed, meant) == 1
    if OSA.distance(typed, meant) == 1:
        return True
    letters = iter(meant)
    return len(meant) >= _LONG and len(typed) == len(meant) - 2 and all(letter in letters for letter in typed)


@lru_cache(maxsize=1)
def _command_words() -> tuple[str, ...]:
    """Give the words of the patterns that are long enough to be mended toward, without the names of groups and places."""
    patterns = (_NO_WORDS.sub(" ", pattern.written) for pattern in _patterns())
    return tuple(sorted({word for pattern in patterns for word in _WORD.findall(pattern) if len(word) >= _SHORTEST}))


def examples() -> list[tuple[str, str]]:
    """Give each command's example with its name, for help and for the tests."""
    return [(pattern.example, pattern.name) for pattern in _patterns()]


def _values(groups: Mapping[str, str | None]) -> dict[str, str]:
    values = {name.removesuffix("2"): value.strip() for name, value in groups.items() if value}
    reference = _REFERENCE.fullmatch(values.get("ref", ""))
    if reference:
        kind = _SHORT.get(reference["kind"].lower(), reference["kind"].upper())
        values["ref"] = f"{kind}-{int(reference['number'])}"
    return values
