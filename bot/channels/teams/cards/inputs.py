"""A field of a form as an input: of the kind that makes it hard to give a wrong value. Each has a label, and says what is wrong where it can't be sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.channels.filling import is_day
from bot.channels.teams.cards.parts import closely, cut, lines
from bot.dialog.fields import LONGEST, NO, YES, Kind, Option
from intents.times import read_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.channels.teams.cards.parts import Element
    from bot.dialog.fields import Field

_LABEL = 400
_BUTTONS = 5
"""With more options than this a list to pick from reads better than buttons."""
_LONG_LIST = 12
"""With more than this one searches the list by typing."""
_LONG_FIELDS = frozenset({"reason", "action", "note", "said", "text"})
"""What is told in sentences."""
_SKIP = re.compile(r"“skip” ")
_YES_NO = (Option(YES, "Yes"), Option(NO, "No"))


def input_elements(its: Field, value: str | None, problem: str | None = None) -> Iterator[Element]:
    """Make the input of a field, with what was wrong with its last value below it.

    Args:
        its: the field; the input's id is its name.
        value: what is known already, or was filled in.
        problem: what was wrong with that.

    """
    options = _YES_NO if its.kind is Kind.YES_NO else its.options
    element = _picked(options, value) if options else _typed(its, value)
    needed = its.required and its.asked
    label = (its.question if its.kind is Kind.YES_NO else its.label).strip() or its.name
    made: Element = {**element, "id": its.name, "label": cut(label if needed else f"{label} (optional)", _LABEL), "isRequired": needed}
    if needed:
        made["errorMessage"] = "Pick one of these." if options else _wanted(its)
    yield made
    if problem:
        yield from closely(lines(problem, color="Attention"))
    hint = "" if its.kind is Kind.YES_NO else _hint(its)
    if hint:
        yield from closely(lines(hint, isSubtle=True, size="Small"))


def _wanted(its: Field) -> str:
    pick = {Kind.DATE: "a day", Kind.TIME: "a time"}.get(its.kind)
    return f"{its.label} is needed: pick {pick}." if pick else f"{its.label} can't be empty."


def _hint(its: Field) -> str:
    """Give the question as a hint, in the words of a form; what says no more than the label is left out."""
    question = _SKIP.sub("Leave it empty ", its.question.strip())
    return "" if question.rstrip("?").lower() == its.label.lower() else question


def _typed(its: Field, value: str | None) -> Element:
    if its.kind is Kind.DATE:
        return {"type": "Input.Date", **({"value": value} if value and is_day(value) else {})}
    if its.kind is Kind.TIME:
        return {"type": "Input.Time", **({"value": f"{known:%H:%M}"} if value and (known := read_time(value)) else {})}
    element: Element = {"type": "Input.Text", "maxLength": LONGEST}
    if its.kind is Kind.PHONE:
        element["style"] = "Tel"
    if its.kind is Kind.TEXT and (its.name in _LONG_FIELDS or len(value or "") > _LABEL // 4):
        element["isMultiline"] = True
    return {**element, "value": value[:LONGEST]} if value and value.strip() else element


def _picked(options: Sequence[Option], value: str | None) -> Element:
    choices = [{"title": cut(option.label.strip() or option.value, _LABEL), "value": option.value} for option in options]
    style = "expanded" if len(options) <= _BUTTONS else "filtered" if len(options) > _LONG_LIST else "compact"
    element: Element = {"type": "Input.ChoiceSet", "choices": choices, "style": style, "wrap": True}
    return {**element, "value": value} if value and any(option.value == value for option in options) else element
