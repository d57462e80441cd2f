"""What a button carries: what it does when it is pressed. It comes back with the inputs' values beside it, from somebody who could have changed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

_KEY = "clerk"
"""Ours in what comes back; everything beside it are inputs' values by their names."""
_FRAMEWORK = frozenset({"msteams", _KEY})


class Do(StrEnum):
    """What a button does."""

    SAY = "say"
    """Says something, as if the person had typed it."""
    OPEN = "open"
    """Opens the form of a task."""
    SEND = "send"
    """Sends a form in."""
    REFRESH = "refresh"
    """Nobody pressed it: the client asks for the card as this person may see it."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """What was pressed."""

    do: Do
    says: str = ""
    task: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    """What is known of the task's fields and not shown as an input."""
    metadata: Mapping[str, str] = field(default_factory=dict)
    """What the channel wants back."""
    given: Mapping[str, str] = field(default_factory=dict)
    """What was filled in, by the fields' names; never written into a card."""


def pressed(its: Pressed) -> dict[str, Any]:
    """Write it as a button's data."""
    known = {"do": its.do.value, "says": its.says, "task": its.task, "values": dict(its.values), "metadata": dict(its.metadata)}
    return {_KEY: {name: value for name, value in known.items() if value}}


def read(value: Mapping[str, Any]) -> Pressed | None:
    """Read what came back.

    Args:
        value: the data of the button with the values of the inputs, as the channel sends them.

    Returns:
        What was pressed; nothing where it is none of ours.

    """
    its = value.get(_KEY)
    if not isinstance(its, Mapping):
        return None
    try:
        do = Do(str(its["do"]))
    except (KeyError, ValueError):
        return None
    given = {name: _plain(one) for name, one in value.items() if name not in _FRAMEWORK and (one is None or isinstance(one, str))}
    return Pressed(do, _plain(its.get("says")), _plain(its.get("task")), _texts(its.get("values")), _texts(its.get("metadata")), given)


def _texts(its: object) -> dict[str, str]:
    return {str(name): one for name, one in its.items() if isinstance(one, str)} if isinstance(its, Mapping) else {}


def _plain(its: object) -> str:
    return its.strip() if isinstance(its, str) else ""
