"""Slack's documented limits, as the tests hold payloads to them (docs.slack.dev, Block Kit reference)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from slack_sdk.models.blocks import Block as SdkBlock

_PLAIN = {
    "button": {"text": 75},
    "header": {"text": 150},
    "input": {"label": 2000, "hint": 2000},
    "modal": {"title": 24, "submit": 24, "close": 24},
}
_COUNTS = {"actions": ("elements", 25), "context": ("elements", 10), "static_select": ("options", 100), "radio_buttons": ("options", 10)}
_ESCAPE = re.compile(r"&(?:amp|lt|gt);")
_MOMENT = re.compile(r"<!date\^\d+\^[^<>|]*\|[^<>]*>")
"""The one markup that the bot writes on purpose: a moment, shown in the reader's own zone."""


def units(text: str) -> int:
    """Count UTF-16 units, the strictest way in which Slack may count."""
    return len(text.encode("utf-16-le")) // 2


def parts(of: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - JSON
    """Give every object within a payload."""
    if isinstance(of, dict):
        yield of
        of = list(of.values())
    if isinstance(of, list):
        for its in of:
            yield from parts(its)


def unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def faults(payload: dict[str, Any]) -> list[str]:
    """Tell what Slack would refuse in a message or a view."""
    blocks: list[dict[str, Any]] = payload["blocks"]
    view = "type" in payload
    found = [f"{len(blocks)} blocks"] if len(blocks) > (100 if view else 50) else []
    size = sum(len(json.dumps(block, ensure_ascii=False).encode()) for block in blocks)
    found += [f"{size} bytes"] if size > (250_000 if view else 13_200) else []
    if not view and not 0 < units(payload["text"]) <= 40_000:
        found.append(f"text of {units(payload['text'])}")
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    found += ["a block_id twice"] if len(ids) != len(set(ids)) else []
    for block in blocks:
        parsed = SdkBlock.parse(dict(block))
        found += [f"unknown block {block['type']}"] if parsed is None else []
        if parsed is not None:
            parsed.to_dict()  # raises where a limit that slack_sdk knows is passed
        actions = [its["action_id"] for its in block.get("elements", []) if "action_id" in its]
        found += ["an action_id twice"] if len(actions) != len(set(actions)) else []
    return [*found, *(fault for its in parts(payload) for fault in _faults_of(its))]


def _faults_of(its: dict[str, Any]) -> Iterator[str]:
    kind = its.get("type", "")
    if kind in {"mrkdwn", "plain_text"}:
        yield from _text_faults(kind, its["text"])
    for key, limit in _PLAIN.get(kind, {}).items():
        if key in its and units(its[key]["text"]) > limit:
            yield f"{kind}.{key} of {units(its[key]['text'])}"
    if kind in _COUNTS:
        key, limit = _COUNTS[kind]
        if not 0 < len(its[key]) <= limit:
            yield f"{kind} with {len(its[key])} {key}"
    if kind == "button" and not 0 < units(its["value"]) <= 2000:
        yield f"button value of {units(its['value'])}"
    if len(its.get("fields", [])) > 10 or any(units(field["text"]) > 2000 for field in its.get("fields", [])):
        yield "too many or too long fields"
    if units(its.get("private_metadata", "")) > 3000:
        yield "too much private_metadata"
    yield from (f"an option: {option}" for option in its.get("options", []) if not _takes(option))


def _takes(option: dict[str, Any]) -> bool:
    return 0 < units(option["text"]["text"]) <= 75 and 0 < units(option["value"]) <= 150


def _text_faults(kind: str, text: str) -> Iterator[str]:
    if not 0 < units(text) <= 3000:
        yield f"{kind} of {units(text)}"
    if kind == "mrkdwn" and re.search(r"[<>&]", _ESCAPE.sub("", _MOMENT.sub("", text))):
        yield f"not escaped: {text[:80]}"
