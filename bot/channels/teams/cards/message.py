"""A reply as a card. Nothing is added to what the reply says, and all of it goes along as text too, for screen readers and clients without cards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot import wording
from bot.channels.buttons import stands_alone
from bot.channels.teams.cards.parts import (
    BYTES,
    card,
    closely,
    container,
    execute,
    fitting,
    heading,
    line,
    lines,
    opening,
    rows,
    run,
    submit,
    weight,
)
from bot.channels.teams.cards.pressed import Do, Pressed
from bot.reply import Button

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.channels.teams.cards.parts import Element
    from bot.reply import Attachment, Citation, Fact, Form, Reply

_BUTTONS = 20
_WHOLE = 2
"""So many clauses are shown with what they say, the others by their headings, as on the terminal."""
_NUMBERED = re.compile(r"\d+\. ")
_SAYS = 2_000
"""What a button says has no more characters than this."""
_VALUES = 6_000
"""So many bytes of what is known a button takes along; the conversation knows the rest."""


def message(
    reply: Reply,
    metadata: Mapping[str, str] | None = None,
    *,
    closing: Sequence[Element] = (),
    dialogs: bool = True,
    more: Mapping[str, object] | None = None,
) -> Element:
    """Make the card of a reply.

    Args:
        reply: what the bot says. Who may see it is decided by whoever sends it.
        metadata: what the channel wants back with each button.
        closing: what stands below all that the reply says, above its buttons.
        dialogs: whether the client has dialogs; without them a form is handed over in the chat.
        more: further properties of the card (`refresh`), for which room is kept.

    Returns:
        The card, within what Teams takes. What is too long is left out, and the card says so.

    """
    ends = [*closing, *rows(_buttons(reply, metadata or {}, dialogs=dialogs))]
    made = card([], reply.text, **(more or {}))
    room = BYTES - weight(made) - sum(map(weight, ends))
    return {**made, "body": [*fitting(_body(reply), room), *ends]}


def _body(reply: Reply) -> Iterator[Element]:
    yield heading(reply.headline)
    for point in reply.points:
        yield from _point(point)
    facts = [_fact(fact) for fact in reply.facts]
    yield from (*facts[:1], *closely(facts[1:]))
    for attachment in reply.attachments:
        yield _attachment(attachment)
    if reply.choices:
        for number, choice in enumerate(reply.choices, 1):
            yield line(run(f"{number}. {choice.label} (clause {choice.citation.clause})"))
        yield from _sources([choice.citation for choice in reply.choices])
        return
    for number, citation in enumerate(reply.citations):
        repeated = number == 0 and citation.summary == reply.headline
        yield _citation(citation, says=number < _WHOLE and not repeated)
    yield from _sources(reply.citations)


def _point(point: str) -> Iterator[Element]:
    """Write a point: a numbered one as it is, one that heads others in bold, any other with a bullet."""
    if point.rstrip().endswith(":"):
        return lines(point, weight="Bolder")
    return lines(point, None if _NUMBERED.match(point) else run("• "))


def _fact(fact: Fact) -> Element:
    value = list(lines(fact.value, run(f"{fact.label}: ", weight="Bolder")))
    return value[0] if len(value) == 1 else container(value) if value else line(run(f"{fact.label}: ", weight="Bolder"), run("–"))


def _attachment(attachment: Attachment) -> Element:
    """Show a text to keep under its name, set off so that it can be copied as it is."""
    return container([line(run(attachment.name, weight="Bolder")), *lines(attachment.text)], style="emphasis")


def _citation(citation: Citation, *, says: bool) -> Element:
    head = line(
        run(f"{citation.clause} {citation.heading}", weight="Bolder", size="Small"),
        run(f" ({wording.force(citation.force)})", isSubtle=True, size="Small"),
    )
    below = [*([citation.summary] if says else []), *(f"Note: {note}" for note in citation.notes)]
    return container([head, *closely(its for text in below for its in lines(text, isSubtle=True, size="Small"))], spacing="Medium")


def _sources(citations: Sequence[Citation]) -> Iterator[Element]:
    """Name each document once, with its edition and the clauses that are cited from it."""
    clauses: dict[str, list[str]] = {}
    for citation in citations:
        source = f"{citation.protocol}, {citation.council_name} ({citation.edition})"
        clauses.setdefault(source, []).append(citation.clause)
    for source, refs in clauses.items():
        named = f"Clause{'s' if refs[1:] else ''} {', '.join(dict.fromkeys(refs))}"
        yield line(run(f"{named}: {source}.", isSubtle=True, size="Small"))


def _buttons(reply: Reply, metadata: Mapping[str, str], *, dialogs: bool) -> list[Element]:
    offered: Sequence[Button] = reply.buttons
    if reply.choices:
        numbers = {str(number) for number in range(1, len(reply.choices) + 1)}
        chosen = (Button(f"{number}. {choice.label}", str(number)) for number, choice in enumerate(reply.choices, 1))
        offered = (*chosen, *(its for its in reply.buttons if its.says not in numbers))
    made = [form_button(reply.form, metadata, dialogs=dialogs)] if reply.form is not None and reply.form.fields else []
    room = BYTES // 2 - sum(map(weight, made))
    for its in offered:
        if not its.label.strip() or not its.says.strip():
            continue
        made.append(_button(its, metadata))
        room -= weight(made[-1])
        if room < 0 or len(made) > _BUTTONS:
            return made[:-1]
    return made


def _button(its: Button, metadata: Mapping[str, str]) -> Element:
    """Make a button: what can be carried out on its own changes the card it stands on, what may answer the question above it is said."""
    does = Pressed(Do.SAY, its.says[:_SAYS], metadata=metadata)
    return execute(its.label, does) if stands_alone(its.says) else submit(its.label, does)


def form_button(form: Form, metadata: Mapping[str, str], *, dialogs: bool = True) -> Element:
    """Make the button that opens a form: as a dialog, or in the chat where there are none."""
    values = dict(form.values)
    while weight(values) > _VALUES:
        del values[max(values, key=lambda name: len(values[name]))]
    opens = Pressed(Do.OPEN, task=form.task, values=values, metadata=metadata)
    return (opening if dialogs else execute)("Fill in the form", opens, style="positive")
