"""The published schema of Adaptive Cards, and what Teams asks beyond it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema

LARGEST = 28_000
"""Bytes: what Teams takes of a message."""


@cache
def _validator() -> jsonschema.Draft6Validator:
    schema = json.loads((files("adaptive_cards") / "schemas" / "schema-1.5.json").read_text(encoding="utf-8"))
    return jsonschema.Draft6Validator(schema)


def parts(node: object) -> Iterator[dict[str, Any]]:
    """Give every object of a card."""
    if isinstance(node, dict):
        yield node
        for its in node.values():
            yield from parts(its)
    elif isinstance(node, list):
        for its in node:
            yield from parts(its)


def faults(card: dict[str, Any]) -> list[str]:
    """Say what is wrong with a card: by the schema, and by what Teams asks beyond it."""
    found = [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in _validator().iter_errors(card)]
    if len(json.dumps(card, ensure_ascii=False).encode()) > LARGEST:
        found.append("the card is too large")
    if not card.get("fallbackText"):
        found.append("there is no text for clients without cards")
    for its in parts(card):
        kind = str(its.get("type", ""))
        if kind == "ActionSet" and len(its["actions"]) > 6:
            found.append("Teams shows six buttons of a set")
        if kind.startswith("Input.") and not its.get("label"):
            found.append(f"the input {its.get('id')} has no label")
        if kind.startswith("Input.") and its.get("isRequired") and not its.get("errorMessage"):
            found.append(f"the input {its.get('id')} does not say what is wrong")
        if kind == "TextBlock" and not its.get("wrap"):
            found.append("phones cut a text that does not wrap")
        if kind == "Image" and not its.get("altText"):
            found.append("an image has no alternative text")
        if kind == "Action.Execute" and "title" in its and "fallback" not in its and its.get("verb") != "refresh":
            found.append("a button does nothing in a client without universal actions")
    return found
