"""A reply as a message of Block Kit. Nothing is added to what the reply says, and all of it stands in `text` too, for screen readers and notifications."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Any

from bot import wording
from bot.channels.slack.carried import Carried, packed
from bot.channels.slack.parts import bold_sections, button, context, headline_sections, mrkdwn, plain, rows, section, weight
from bot.channels.slack.text import BUTTON_TEXT, BUTTON_VALUE, FIELD_TEXT, SECTION_TEXT, bold, cut, cut_escaped, escape, pieces, size, whole
from bot.reply import Button

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.channels.slack.parts import Block
    from bot.reply import Attachment, Choice, Citation, Fact, Form, Reply

ASKS = "asks:"
"""What the block id of buttons begins with that answer a question; then comes which."""
FORM = "form"
"""The action id of the button that opens a form; its value is what `carried.unpacked` reads."""
BLOCKS = 50
"""So many blocks Slack takes in a message (docs.slack.dev, "Blocks")."""
BYTES = 13_200
"""So much of blocks in all; more was refused as `msg_blocks_too_long`, undocumented (slackapi/bolt-js issues 2509 and 2867). Counted here as sent, markup and all."""
_BUTTONS = 25
_FIELDS = 10
_HEADING = 200
"""A heading has no more characters than this."""
_SHORT = 120
"""A value that is longer gets a section of its own instead of half the width."""
_WHOLE = 2
"""So many clauses are shown with what they say, the others by their headings, as on the terminal."""
_NUMBERED = re.compile(r"\d+\. ")
_DATED = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \d{1,2} [A-Z][a-z]+ \d{4}\b")
_LEFT_OUT = "This is more than fits in one Slack message: the rest is left out here. Ask about a part of it."


def message(reply: Reply, zone: str | None = None) -> dict[str, Any]:
    """Make the message.

    Args:
        reply: what the bot says. Who may see it is decided by whoever sends it.
        zone: the council's timezone, where the reader's is another: then a reply with dates says whose they are. They are never moved: a day by which
            something is due is the council's day.

    Returns:
        `text`, the whole reply with its clauses, escaped; and `blocks`, within Slack's limits.

    """
    ends = [*rows(_buttons(reply))]
    if reply.asks:
        ends = [{**row, "block_id": f"{ASKS}{reply.asks}:{number}"} for number, row in enumerate(ends, 1)]
    if zone is not None and _DATED.search(reply.text):
        ends.insert(0, context(escape(f"Dates and times are the council's own ({zone}).")))
    return {"text": whole(reply.text), "blocks": [*_fitting(_body(reply), ends), *ends]}


def _body(reply: Reply) -> Iterator[Block]:
    yield from headline_sections(reply.headline)
    yield from _points(reply.points)
    yield from _facts(reply.facts)
    for attachment in reply.attachments:
        yield from _attachment(attachment)
    if reply.choices:
        yield from _sections(line for number, choice in enumerate(reply.choices, 1) for line in _choice(number, choice))
        yield from _sources([choice.citation for choice in reply.choices])
        return
    for number, citation in enumerate(reply.citations):
        repeated = number == 0 and citation.summary == reply.headline
        yield from _citation(citation, says=number < _WHOLE and not repeated)
    yield from _sources(reply.citations)


def _fitting(body: Iterable[Block], ends: Sequence[Block]) -> list[Block]:
    """Take as much of the body as fits beside what comes after it; say where something is left out."""
    closing = context(_LEFT_OUT)
    room = BYTES - sum(map(weight, ends)) - weight(closing)
    places = BLOCKS - len(ends) - 1
    taken: list[Block] = []
    for block in body:
        room -= weight(block)
        if room < 0 or len(taken) == places:
            return [*taken, closing]
        taken.append(block)
    return taken


def _points(points: Sequence[str]) -> Iterator[Block]:
    return _sections(line for point in points for line in _point(point))


def _point(point: str) -> list[str]:
    """Write a point: a numbered one as it is, one that heads others in bold, any other with a bullet; in several lines where it is too long for a section."""
    if point.rstrip().endswith(":") and size(escape(point)) < _HEADING:
        return [bold(point)]
    marked = point if _NUMBERED.match(point) else f"• {point}"
    return [escape(piece) for piece in pieces(marked, SECTION_TEXT)]


def _sections(lines: Iterable[str]) -> Iterator[Block]:
    """Put lines, escaped and none too long, together in as few sections as hold them."""
    held = ""
    for line in lines:
        if held and size(held) + 1 + size(line) > SECTION_TEXT:
            yield section(held)
            held = ""
        held = f"{held}\n{line}" if held else line
    if held:
        yield section(held)


def _facts(facts: Sequence[Fact]) -> Iterator[Block]:
    """Show facts in two columns; one with much to say over the whole width."""
    for short, run in groupby(facts, lambda fact: size(fact.value) <= _SHORT):
        its = list(run)
        for first in range(0, len(its) if short else 0, _FIELDS):
            yield {"type": "section", "fields": [mrkdwn(_fact(fact)) for fact in its[first : first + _FIELDS]]}
        for fact in () if short else its:
            yield from bold_sections(fact.label)
            yield from (section(escape(piece)) for piece in pieces(fact.value, SECTION_TEXT))


def _fact(fact: Fact) -> str:
    return f"{bold(cut(fact.label, BUTTON_TEXT)) or '–'}\n{cut_escaped(fact.value, FIELD_TEXT // 2) or '–'}"


def _attachment(attachment: Attachment) -> Iterator[Block]:
    """Show a text to keep with its name above it, so that it can be copied as it is."""
    yield from bold_sections(attachment.name)
    for piece in pieces(attachment.text, SECTION_TEXT):
        yield {
            "type": "rich_text",
            "elements": [{"type": "rich_text_preformatted", "elements": [{"type": "text", "text": piece}]}],
        }


def _choice(number: int, choice: Choice) -> list[str]:
    return [escape(piece) for piece in pieces(f"{number}. {choice.label} (clause {choice.citation.clause})", SECTION_TEXT)]


def _citation(citation: Citation, *, says: bool) -> Iterator[Block]:
    head = f"{bold(cut(f'{citation.clause} {citation.heading}', _HEADING))} ({escape(wording.force(citation.force))})"
    below = [*([citation.summary] if says else []), *(f"Note: {note}" for note in citation.notes)]
    lines = [head, *(escape(piece) for text in below for piece in pieces(text, SECTION_TEXT))]
    return (context(its["text"]["text"]) for its in _sections(lines))


def _sources(citations: Sequence[Citation]) -> Iterator[Block]:
    """Name each document once, with its edition and the clauses that are cited from it."""
    clauses: dict[str, list[str]] = {}
    for citation in citations:
        source = f"{citation.protocol}, {citation.council_name} ({citation.edition})"
        clauses.setdefault(source, []).append(citation.clause)
    for source, refs in clauses.items():
        named = f"Clause{'s' if refs[1:] else ''} {', '.join(dict.fromkeys(refs))}"
        yield from (context(escape(piece)) for piece in pieces(f"{named}: {source}.", SECTION_TEXT))


def _buttons(reply: Reply) -> list[Block]:
    offered = reply.buttons
    if reply.choices:
        numbers = {str(number) for number in range(1, len(reply.choices) + 1)}
        chosen = (Button(f"{number}. {choice.label}", str(number)) for number, choice in enumerate(reply.choices, 1))
        offered = (*chosen, *(its for its in reply.buttons if its.says not in numbers))
    made = [_form_button(reply.form)] if reply.form is not None and reply.form.fields else []
    room = BYTES // 2 - sum(map(weight, made))
    for its in offered:
        if not its.label.strip() or not its.says.strip():
            continue
        made.append(button(its, len(made) + 1))
        room -= weight(made[-1])
        if room < 0 or len(made) > _BUTTONS:
            return made[:-1]
    return made


def _form_button(form: Form) -> Block:
    return {
        "type": "button",
        "action_id": FORM,
        "style": "primary",
        "text": plain("Fill in the form", BUTTON_TEXT),
        "value": packed(Carried(form.task, form.values), BUTTON_VALUE),
    }
