"""The small parts of which cards are made, as plain dictionaries of version 1.5, the newest that Teams shows on phones as on desktops.

What people wrote is put into text runs, which are shown as they are: a text block would read markup in it, and make links or emphasis of it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from bot.channels.teams.cards.pressed import pressed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.channels.teams.cards.pressed import Pressed

Element = dict[str, Any]
"""An element of a card, or a part of one."""
VERSION = "1.5"
SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
BYTES = 24_000
"""So much a card may take: Teams takes some 28 KB of a whole message."""
FALLBACK = 4_000
"""So many bytes of text go along for a client that can't show the card."""
TITLE = 80
"""A button has no more characters than this."""
_MARKUP = re.compile(r"[\\`*_\[\]<>]|&#?\w+;")
"""What a text block might read as markup: emphasis, links, escapes, and characters by their names."""
_LISTED = ("- ", "+ ", "1.", ">")
_SHORT = 80
"""A headline of more characters than this is an answer in itself."""
_ROW = 5
"""So many buttons stand together; Teams shows six of one set at most."""
_MORE = "…"
_LEFT_OUT = "This is more than fits in one Teams message: the rest is left out here. Ask about a part of it."


def run(text: str, **looks: object) -> Element:
    """Make a piece of text that is shown as it is."""
    return {"type": "TextRun", "text": text, **looks}


def line(*runs: Element, **looks: object) -> Element:
    """Make a paragraph of pieces of text; it wraps by itself."""
    return {"type": "RichTextBlock", "inlines": list(runs), **looks}


def lines(text: str, first: Element | None = None, **looks: object) -> Iterator[Element]:
    """Make paragraphs of a text, one for each of its lines that says something.

    Args:
        text: as it was written.
        first: a piece that stands before the first line.
        looks: how the text looks (`isSubtle`, `weight`, `size`).

    """
    lead = [] if first is None else [first]
    for number, its in enumerate(filter(None, map(str.strip, text.splitlines()))):
        spacing = {"spacing": "Small"} if number else {}
        yield line(*(lead if not number else ()), run(its, **looks), **spacing)


def closely(elements: Iterable[Element]) -> Iterator[Element]:
    """Put elements close to the one above each, which they belong to."""
    for its in elements:
        yield {**its, "spacing": "Small"}


def heading(text: str) -> Element:
    """Make the headline: one that screen readers find, where no markup could be read into it; what is a whole answer is no larger than the rest."""
    looks: dict[str, Any] = {"weight": "Bolder", "size": "Medium" if len(text) <= _SHORT else "Default"}
    if _MARKUP.search(text) or text.lstrip().startswith(_LISTED) or "\n" in text:
        return {"type": "Container", "items": list(lines(text, **looks))}
    return {"type": "TextBlock", "text": text, "wrap": True, "style": "heading", **looks}


def container(items: Iterable[Element], **looks: object) -> Element:
    """Put elements together."""
    return {"type": "Container", "items": list(items), **looks}


def submit(title: str, its: Pressed, **looks: object) -> Element:
    """Make a button whose press comes as a message: nobody waits for its answer."""
    return {"type": "Action.Submit", "title": cut(title, TITLE), "data": pressed(its), **looks}


def execute(title: str, its: Pressed, **looks: object) -> Element:
    """Make a button that changes its card; a client that knows no such buttons sends it as a message."""
    return {
        "type": "Action.Execute",
        "title": cut(title, TITLE),
        "verb": its.do.value,
        "data": pressed(its),
        "fallback": submit(title, its, **looks),
        **looks,
    }


def opening(title: str, its: Pressed, **looks: object) -> Element:
    """Make a button that opens a dialog."""
    return {"type": "Action.Submit", "title": cut(title, TITLE), "data": {**pressed(its), "msteams": {"type": "task/fetch"}}, **looks}


def rows(actions: Sequence[Element]) -> Iterator[Element]:
    """Put buttons in sets of five at most, none of which has many more than another: one alone in the last row looks forgotten."""
    sets = -(-len(actions) // _ROW)
    for number in range(sets):
        first, after = (len(actions) * its // sets for its in (number, number + 1))
        yield {"type": "ActionSet", "actions": list(actions[first:after])}


def weight(part: object) -> int:
    """Measure a part in bytes, as it is sent."""
    return len(json.dumps(part, ensure_ascii=False).encode(errors="replace"))


def fitting(body: Iterable[Element], room: int) -> list[Element]:
    """Take as many elements as there is room for, in bytes; say where something is left out."""
    closing = line(run(_LEFT_OUT, isSubtle=True, size="Small"))
    room -= weight(closing)
    taken: list[Element] = []
    for element in body:
        room -= weight(element) + 2
        if room < 0:
            return [*taken, closing]
        taken.append(element)
    return taken


def cut(text: str, limit: int) -> str:
    """Cut a text that is too long, at a word where that loses little."""
    stripped = " ".join(text.split())
    if len(stripped) <= limit:
        return stripped
    start = stripped[: limit - len(_MORE)]
    word = start.rfind(" ")
    return (start[:word] if word > limit * 2 // 3 else start).rstrip() + _MORE


def fallback(text: str) -> str:
    """Give as much of a text as goes along for clients that show no card."""
    encoded = text.encode(errors="replace")
    return text if len(encoded) <= FALLBACK else encoded[:FALLBACK].decode(errors="ignore").rsplit(None, 1)[0] + _MORE


def card(body: Sequence[Element], text: str, **more: object) -> Element:
    """Make a card.

    Args:
        body: its elements.
        text: what it says as plain text, for clients that can't show it.
        more: further properties (`refresh`, `actions`).

    """
    return {"type": "AdaptiveCard", "$schema": SCHEMA, "version": VERSION, "fallbackText": fallback(text), "body": list(body), **more}
