"""What a button or a form carries along, so that nothing has to be remembered for it here: the task and what is known of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.channels.slack.text import size

if TYPE_CHECKING:
    from collections.abc import Mapping

_MARKUP = str.maketrans({"&": "\\u0026", "<": "\\u003c", ">": "\\u003e"})
"""Slack hands these back escaped in some places; in JSON they can be written so that it finds none."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A task with the values that are known, and whatever the channel wants back."""

    task: str
    values: Mapping[str, str]
    metadata: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    """The values that did not fit, by name; the conversation may still know them."""


def packed(carried: Carried, limit: int) -> str:
    """Write it as JSON.

    Args:
        carried: what is to come back.
        limit: so many characters there is room for.

    Returns:
        The JSON. Where it would be too long, the longest values are left out and named.

    Raises:
        ValueError: when it is too long even without values.

    """
    values, left_out = dict(carried.values), list(carried.left_out)
    while True:
        text = _json(carried, values, left_out)
        if size(text) <= limit:
            return text
        if not values:
            raise ValueError(f"{size(text)} characters are to be carried for the task {carried.task}, and {limit} fit: give fewer metadata")
        longest = max(values, key=lambda name: len(values[name]))
        del values[longest]
        left_out.append(longest)


def unpacked(text: str) -> Carried:
    """Read it back.

    Raises:
        ValueError: when it is not what `packed` writes.

    """
    try:
        its = json.loads(text)
        return Carried(str(its["task"]), dict(its["values"]), dict(its.get("metadata", {})), tuple(its.get("left_out", ())))
    except (KeyError, TypeError) as error:
        raise ValueError(f"what the form carries has no task and values: {error}") from None


def _json(carried: Carried, values: Mapping[str, str], left_out: list[str]) -> str:
    its: dict[str, object] = {"task": carried.task, "values": values}
    if carried.metadata:
        its["metadata"] = dict(carried.metadata)
    if left_out:
        its["left_out"] = left_out
    return json.dumps(its, ensure_ascii=False, separators=(",", ":")).translate(_MARKUP)
