"""The view in which a question is asked from anywhere in Slack, and its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.channels.prompts import PROMPTS
from bot.channels.slack.carried import Carried, packed
from bot.channels.slack.parts import plain
from bot.channels.slack.text import LABEL_TEXT, TITLE_TEXT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from protocol_data.basics import Reader

ASKING = "asking"
"""The callback id."""
_QUESTION, _VALUE = "question", "value"
NO_WORDS = {_QUESTION: "Write your question first."}
"""What is wrong with a view that was sent in with nothing but spaces."""
_LONGEST = 2000
_PLACEHOLDER = 150


def view(reader: Reader) -> dict[str, Any]:
    """Make the view."""
    return {
        "type": "modal",
        "callback_id": ASKING,
        "title": plain("Ask the protocol", TITLE_TEXT),
        "submit": plain("Ask", TITLE_TEXT),
        "close": plain("Cancel", TITLE_TEXT),
        "private_metadata": packed(Carried("", {}), _LONGEST),
        "blocks": [
            {
                "type": "input",
                "block_id": _QUESTION,
                "label": plain("Your question", LABEL_TEXT),
                "hint": plain("In your own words, or with the number of a clause.", LABEL_TEXT),
                "element": {
                    "type": "plain_text_input",
                    "action_id": _VALUE,
                    "multiline": True,
                    "max_length": _LONGEST,
                    "placeholder": plain(PROMPTS[reader][0], _PLACEHOLDER),
                },
            }
        ],
    }


def question(submitted: Mapping[str, Any]) -> str:
    """Read what was asked."""
    state: Mapping[str, Any] = submitted.get("state", {}).get("values", {})
    return str(state.get(_QUESTION, {}).get(_VALUE, {}).get("value") or "").strip()
