"""A field of a form as an input block: of the kind that makes it hard to give a wrong value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.channels.filling import is_day
from bot.channels.slack.parts import plain
from bot.channels.slack.text import BUTTON_TEXT, LABEL_TEXT, cut, size
from bot.dialog.fields import LONGEST, NO, YES, Kind, Option
from intents.times import read_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.channels.slack.parts import Block
    from bot.dialog.fields import Field

ACTION = "value"
"""The action id of every input; the block id says which field it is."""
_OPTIONS = 100
_RADIOS = 5
"""With more options than this a list to pick from reads better than buttons; Slack would take ten."""
_OPTION_VALUE = 150
_SHORT = 100
_LONG_FIELDS = frozenset({"reason", "action", "note", "said", "text"})
"""What is told in sentences."""
_SKIP = re.compile(r"“skip” ")
_YES_NO = (Option(YES, "Yes"), Option(NO, "No"))


def input_block(its: Field, value: str | None) -> Block:
    """Make the input of a field.

    Args:
        its: the field.
        value: what is known already, as it is kept.

    Returns:
        An input block whose `block_id` is the field's name.

    """
    options = _YES_NO if its.kind is Kind.YES_NO else its.options
    element = _picked(options, value) if options else _typed(its, value)
    question = its.question if its.kind is Kind.YES_NO else ""
    block = {
        "type": "input",
        "block_id": its.name,
        "label": plain(question.strip() or its.label.strip() or its.name, LABEL_TEXT),
        "optional": not (its.required and its.asked),
        "element": {**element, "action_id": ACTION},
    }
    hint = "" if question else _hint(its, len(options))
    return {**block, "hint": plain(hint, LABEL_TEXT)} if hint else block


def _hint(its: Field, options: int) -> str:
    """Give the question as a hint, in the words of a form; what says no more than the label is left out."""
    question = _SKIP.sub("Leave it empty ", its.question.strip())
    hint = "" if question.rstrip("?").lower() == its.label.lower() else question
    if options <= _OPTIONS:
        return hint
    return f"{hint} Only the first {_OPTIONS} of {options} are listed: for another one close this form and type it in the chat.".strip()


def _typed(its: Field, value: str | None) -> Block:
    if its.kind is Kind.DATE:
        return {"type": "datepicker", **({"initial_date": value} if value and is_day(value) else {})}
    if its.kind is Kind.TIME:
        return {"type": "timepicker", **({"initial_time": f"{known:%H:%M}"} if value and (known := read_time(value)) else {})}
    element: Block = {"type": "plain_text_input", "max_length": LONGEST}
    if its.kind is Kind.TEXT and (its.name in _LONG_FIELDS or size(value or "") > _SHORT):
        element["multiline"] = True
    return {**element, "initial_value": cut(value, LONGEST)} if value and value.strip() else element


def _picked(options: Sequence[Option], value: str | None) -> Block:
    made = [_option(number, option) for number, option in enumerate(options[:_OPTIONS], 1)]
    chosen = next((made[at] for at, option in enumerate(options[:_OPTIONS]) if option.value == value), None)
    kind = "radio_buttons" if len(made) <= _RADIOS else "static_select"
    element: Block = {"type": kind, "options": made}
    return {**element, "initial_option": chosen} if chosen else element


def _option(number: int, option: Option) -> Block:
    """Make an option; a value that Slack does not take goes by its number, which is read as the option's."""
    fits = 0 < size(option.value) <= _OPTION_VALUE
    return {
        "text": plain(option.label.strip() or option.value.strip() or str(number), BUTTON_TEXT),
        "value": option.value if fits else f"#{number}",
    }
