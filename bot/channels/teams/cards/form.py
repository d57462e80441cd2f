"""A form as a card: what is known, its inputs, what was wrong with the last attempt, and the button that sends it in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.channels.filling import word_to_send
from bot.channels.teams.cards.inputs import input_elements
from bot.channels.teams.cards.parts import card, container, execute, heading, line, lines, rows, run, submit
from bot.channels.teams.cards.pressed import Do, Pressed
from bot.dialog.fields import shown_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.channels.teams.cards.parts import Element
    from bot.reply import Form


@dataclass(frozen=True, slots=True)
class Shown:
    """How a form is shown."""

    dialog: bool = True
    """In a dialog: there a card can't change itself, and the dialog is what closes."""
    problem: str = ""
    """What was wrong with the last attempt and is about no field that is shown."""
    problems: Mapping[str, str] = field(default_factory=dict)
    """What was wrong with a field's value, by its name."""
    given: Mapping[str, str] = field(default_factory=dict)
    """What was filled in, by name, right or wrong: nothing of it is lost."""
    above: Sequence[Element] = ()
    """What stands above the inputs: the result of the step before."""
    back: Pressed | None = None
    """What leaves the form, where it stands in the place of something else."""
    titled: bool = True
    """Whether the title stands in the card; a dialog shows it above."""


def form_card(form: Form, metadata: Mapping[str, str], shown: Shown | None = None) -> Element:
    """Make the card.

    Args:
        form: its fields, and what is known already.
        metadata: what the channel wants back with what is sent in.
        shown: how it is shown.

    Returns:
        The card. What chat does not ask for is optional here.

    """
    its = shown or Shown()
    fields = list({one.name: one for one in form.fields}.values())
    names = {one.name for one in fields}
    hidden = {name: value for name, value in form.values.items() if name not in names}
    sends = Pressed(Do.SEND, task=form.task, values=hidden, metadata=metadata)
    button = (
        submit(word_to_send(form.task), sends, style="positive")
        if its.dialog
        else execute(word_to_send(form.task), sends, style="positive")
    )
    body = [*_above(form, its)]
    for one in fields:
        value = its.given.get(one.name) or form.values.get(one.name) or one.default
        body.append(container(input_elements(one, value, its.problems.get(one.name)), spacing="Medium"))
    leaves = [execute("Cancel", its.back, associatedInputs="none")] if its.back is not None else []
    return card([*body, *rows([button, *leaves])], _text(form, its))


def _above(form: Form, its: Shown) -> Iterator[Element]:
    yield from its.above
    if its.titled and form.title.strip():
        yield heading(form.title)
    if its.problem.strip():
        yield from lines(its.problem, color="Attention")
    if its.problems:
        yield line(run("Something has to be put right below before it can be sent.", color="Attention"))


def _text(form: Form, its: Shown) -> str:
    """Say what the form asks for; a client that shows no cards can be answered in the chat."""
    known = [f"{one.label}: {shown_value(one, form.values[one.name])}" for one in form.fields if form.values.get(one.name)]
    asked = [one.label for one in form.fields if not form.values.get(one.name)]
    says = [form.title, its.problem, *its.problems.values(), *known, *([f"Still to fill in: {', '.join(asked)}."] if asked else [])]
    return "\n".join(filter(None, says))
