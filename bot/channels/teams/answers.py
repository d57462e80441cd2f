"""What Teams is answered where somebody waits: words, a card in the place of another, a dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.teams.ports import Answer

if TYPE_CHECKING:
    from bot.channels.teams.cards.parts import Element

_MESSAGE = "application/vnd.microsoft.activity.message"
_CARD = "application/vnd.microsoft.card.adaptive"


def told(text: str) -> Answer:
    """Answer a button with words that are shown to who pressed it; the card stays as it is."""
    return Answer(200, {"statusCode": 200, "type": _MESSAGE, "value": text})


def shown(card: Element) -> Answer:
    """Answer a button with the card that takes the place of its own, for who pressed it."""
    return Answer(200, {"statusCode": 200, "type": _CARD, "value": card})


def dialog(title: str, card: Element) -> Answer:
    """Open a dialog, or show the next step in the one that is open."""
    value = {"title": title, "height": "large", "width": "medium"}
    content = {"contentType": _CARD, "content": card}
    return Answer(200, {"task": {"type": "continue", "value": {**value, "card": content}}})


def closed() -> Answer:
    """Close the dialog."""
    return Answer(200, None)
