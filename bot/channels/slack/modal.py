"""A form as a modal, what was filled in as values, and what is wrong with them as Slack shows it: beside the field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.channels.filling import word_to_send
from bot.channels.slack.carried import Carried, packed, unpacked
from bot.channels.slack.inputs import ACTION, input_block
from bot.channels.slack.parts import header, plain, section
from bot.channels.slack.text import LABEL_TEXT, SECTION_TEXT, TITLE_TEXT, cut, cut_escaped, size

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.channels.slack.parts import Block
    from bot.reply import Form

CALLBACK = "form"
"""The callback id of every form: which task it is for stands in what it carries."""
_METADATA = 3_000
_UNTITLED = "Protocol Clerk"
_INITIAL = {
    "value": "initial_value",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_option": "initial_option",
}
"""What an element in a view's state holds, to what it begins with when it is shown."""
_INPUTS = 96
"""Slack takes 100 blocks in a view; a few are for the title, a problem and what is known already."""


def view(form: Form, metadata: Mapping[str, str], problem: str | None = None) -> dict[str, Any]:
    """Make the modal.

    Args:
        form: its fields, and what is known already.
        metadata: what the channel wants back with the submission; `carried` gives it.
        problem: what was wrong with the last attempt and is about no field that is shown.

    Returns:
        The view. Fields are named by `block_id`; what chat does not ask for is optional here.

    Raises:
        ValueError: when the metadata leave no room for the task's name.

    """
    inputs = list({its.name: its for its in form.fields}.values())[:_INPUTS]
    names = {its.name for its in inputs}
    hidden = {name: value for name, value in form.values.items() if name not in names}
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": titled(form.title),
        "submit": plain(word_to_send(form.task), TITLE_TEXT),
        "close": plain("Cancel", TITLE_TEXT),
        "private_metadata": packed(Carried(form.task, hidden, metadata), _METADATA),
        "blocks": [*_above(form, problem), *(input_block(its, form.values.get(its.name) or its.default) for its in inputs)],
    }


def titled(title: str) -> Block:
    """Make the title of a view: what it is, or the bot's name where that has none; one that is too long is cut."""
    return plain(title.strip() or _UNTITLED, TITLE_TEXT)


def _above(form: Form, problem: str | None) -> Iterator[Block]:
    if size(form.title.strip()) > TITLE_TEXT:  # it is cut above
        yield header(form.title.strip())
    if problem and problem.strip():
        yield section(f":warning: {cut_escaped(problem, SECTION_TEXT - len(':warning: '))}")


def carried(submitted: Mapping[str, Any]) -> Carried:
    """Read the task, the values that were not shown and the metadata from a view that was submitted.

    Raises:
        ValueError: when it is no view made here.

    """
    return unpacked(str(submitted.get("private_metadata", "")))


def values(submitted: Mapping[str, Any]) -> dict[str, str]:
    """Read what was filled in.

    Args:
        submitted: the view of a `view_submission`, with its `state`.

    Returns:
        A value for each field that was shown: a day in ISO form, “yes” or “no”, a choice by its value; an empty one where nothing was given.

    """
    state: Mapping[str, Mapping[str, Any]] = submitted.get("state", {}).get("values", {})
    return {name: _value(block[ACTION]) for name, block in state.items() if ACTION in block}


def _value(element: Mapping[str, Any]) -> str:
    if "selected_option" in element:
        return str((element["selected_option"] or {}).get("value", ""))
    return str(element.get("selected_date") or element.get("selected_time") or element.get("value") or "").strip()


def refilled(submitted: Mapping[str, Any]) -> list[Block]:
    """Give the blocks of a view that was submitted, with what was filled in: where it has been taken away meanwhile, Slack remembers none of that."""
    state: Mapping[str, Mapping[str, Any]] = submitted.get("state", {}).get("values", {})
    return [
        {**block, "element": _refilled(block["element"], state[block["block_id"]][ACTION])}
        if block.get("type") == "input" and ACTION in state.get(block["block_id"], {})
        else block
        for block in submitted.get("blocks", ())
    ]


def _refilled(element: Block, given: Mapping[str, Any]) -> Block:
    filled = {initial: given[name] for name, initial in _INITIAL.items() if given.get(name)}
    return {key: its for key, its in element.items() if key not in _INITIAL.values()} | filled


def all_errors(problems: Mapping[str, str]) -> dict[str, Any]:
    """Answer a submission with what is wrong, by field; only for fields that the view shows."""
    return {"response_action": "errors", "errors": {field: cut(problem, LABEL_TEXT) for field, problem in problems.items()}}
