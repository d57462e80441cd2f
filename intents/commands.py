"""Commands: messages that say plainly what is to be done with what ("reassign ENQ-12 to Priya"), read word for word from `catalogue/commands.yml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from intents.catalogue import FOLDER
from protocol_data.yaml_source import PackError, read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

_PATH = FOLDER / "commands.yml"
_PLACES = {
    "{enq}": r"(?P<ref>(?:ENQ|enquiry|case)[- #]?\d{1,9})",
    "{enq2}": r"(?P<ref2>(?:ENQ|enquiry|case)[- #]?\d{1,9})",
    "{case}": r"(?P<ref>(?:ENQ|enquiry|case|CMP|REP|ELE|REM)[- #]?\d{1,9})",
}
_REFERENCE = re.compile(r"(?P<kind>[A-Za-z]+)[- #]?(?P<number>\d+)")
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
            found.append(_Pattern(str(name), compiled, str(entry["example"])))
    return tuple(found)


def command(text: str) -> Command | None:
    """Read a message as a command; nothing where it is none.

    A case number comes out in its usual form (`ENQ-12`).
    """
    said = " ".join(text.split())
    for pattern in _patterns():
        match = pattern.expression.fullmatch(said)
        if match:
            return Command(pattern.name, _values(match.groupdict()))
    return None


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
