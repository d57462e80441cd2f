"""A form as a card: what is known, its inputs, what was wrong with the last attempt, and the button that sends it in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.channels.filling import word_to_send
from bot.channels.teams.cards.inputs import input_elements
from bot.channels.teams.cards.parts import BYTES, card, container, execute, fitting, heading, line, lines, rows, run, submit, weight
from bot.channels.teams.cards.pressed import Do, Pressed
from bot.dialog.fields import Kind, shown_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.channels.teams.cards.parts import Element
    from bot.reply import Form

_SHORT = 100
"""A value of no more characters is never cut."""
_CUT = (
    "What you wrote here is more than fits in one Teams message together with the rest: only its beginning is left. Put it in fewer words."
)


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
        The card, within what Teams takes. What chat does not ask for is optional here.

    """
    its = shown or Shown()
    fields = list({one.name: one for one in form.fields}.values())
    values = {one.name: its.given.get(one.name) or form.values.get(one.name) or one.default or "" for one in fields}
    made = _made(form, metadata, its, values)
    if weight(made) <= BYTES:
        return made
    its, above = replace(its, above=()), its.above
    made = _made(form, metadata, its, values, short=True)
    typed = [one.name for one in fields if one.kind is not Kind.YES_NO and not one.options]
    while weight(made) > BYTES and typed and len(values[longest := max(typed, key=lambda name: len(values[name]))]) > _SHORT:
        values[longest] = values[longest][: len(values[longest]) // 2]
        its = replace(its, problems={**its.problems, longest: _CUT})
        made = _made(form, metadata, its, values, short=True)
    return {**made, "body": [*(fitting(above, BYTES - weight(made)) if above else ()), *made["body"]]}


def _made(form: Form, metadata: Mapping[str, str], its: Shown, values: Mapping[str, str], *, short: bool = False) -> Element:
    """Make the card; a short one goes without what only clients need that show no cards, or know no buttons that change theirs."""
    fields = list({one.name: one for one in form.fields}.values())
    hidden = {name: value for name, value in form.values.items() if name not in values}
    sends = Pressed(Do.SEND, task=form.task, values=hidden, metadata=metadata)
    button = (submit if its.dialog else execute)(word_to_send(form.task), sends, style="positive")
    if short:
        button.pop("fallback", None)
    inputs = (container(input_elements(one, values[one.name], its.problems.get(one.name)), spacing="Medium") for one in fields)
    leaves = [execute("Cancel", its.back, associatedInputs="none")] if its.back is not None else []
    return card([*_above(form, its), *inputs, *rows([button, *leaves])], form.title if short else _text(form, its))


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
