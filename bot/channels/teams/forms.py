"""Forms in Teams: as a dialog, or as a card that changes in its place; checked field by field, and led from step to step until something is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.filling import ORIGIN, STEP, Filled, Filling, Later, Next, Over, Wrong
from bot.channels.teams.cards.form import Shown, form_card
from bot.channels.teams.cards.message import message as card_of
from bot.channels.teams.cards.settled import without_buttons
from bot.dialog.fields import Kind
from bot.reply import Reply
from intents.understanding import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.assistant import Assistant
    from bot.casework.desk import Desk
    from bot.channels.filling import Step
    from bot.channels.hearing import Hearing
    from bot.channels.teams.cards.parts import Element
    from bot.channels.teams.cards.pressed import Pressed
    from bot.channels.teams.who import Caller
    from bot.message import Message
    from bot.reply import Form

MESSAGE = "message"
"""What a form carries along of the message whose button opened it: its id."""


class Forms:
    """Makes the cards of forms and takes them in."""

    def __init__(self, assistant: Assistant, desk: Desk, hearing: Hearing) -> None:
        """Take forms in for an assistant, over a register."""
        self._filling, self._hearing = Filling(assistant, desk), hearing

    async def begun(self, caller: Caller, its: Filled) -> Form | Reply:
        """Make the form of a task.

        Args:
            caller: who fills it in.
            its: the task, what is known, and the metadata, with the conversation.

        Returns:
            The form; a reply where there is none for this person, what is known can't be gone on with, or nothing more is needed.

        """
        return await self._filling.begun(self._message(caller, its.metadata), its)

    async def sent(self, caller: Caller, pressed: Pressed, origin: str) -> tuple[Step, Form | None]:
        """Take a form in.

        Args:
            caller: who sent it in.
            pressed: what came back: the task, what was known, what was filled in.
            origin: Teams' id of the submission; what is recorded for a form that knows where it came from goes by that.

        Returns:
            What came of it, and the form as it was shown, for where it has to be shown again.

        """
        its = Filled(pressed.task, pressed.values, pressed.metadata)
        message = self._message(caller, {ORIGIN: origin} | dict(its.metadata))
        form, _ = await self._filling.shown(message, its)
        listed = {one.name: one for one in (form.fields if form else ()) if one.options or one.kind is Kind.YES_NO}
        allowed = {name: {option.value for option in one.options} or {"yes", "no"} for name, one in listed.items()}
        given = {name: value if value in allowed.get(name, {value}) else "" for name, value in pressed.given.items()}
        names = {one.name for one in (form.fields if form else ())}
        needed = {name: one.required and one.asked for name, one in listed.items()}
        kept = {name: given.get(name, "") for name in names}
        return await self._filling.submitted(message, its, kept, needed), form

    def _message(self, caller: Caller, metadata: Mapping[str, str]) -> Message:
        conversation = caller.talk(metadata, f"{caller.talks}form")
        return self._hearing.message(caller, "", conversation, metadata.get(ORIGIN), answers="")


def shown_as(step: Step, form: Form | None, pressed: Pressed, *, dialog: bool) -> Element:
    """Make the card of what came of a form.

    Args:
        step: what came of it.
        form: as it was shown.
        pressed: what was sent in; nothing of it is lost where something is wrong.
        dialog: whether it is shown in a dialog.

    """
    if form is not None and form.fields and isinstance(step, (Wrong, Later)):
        problems = step.problems if isinstance(step, Wrong) else {}
        problem = step.reply.headline if isinstance(step, Later) else ""
        return form_card(form, pressed.metadata, Shown(dialog, problem, problems, pressed.given, titled=not dialog))
    match step:
        case Next(following, metadata, wrong):
            return form_card(following, metadata, Shown(dialog, wrong or "", titled=not dialog))
        case Over(reply, its, follows):
            if follows is not None:
                above = card_of(without_buttons(reply))["body"]
                return form_card(follows, its.metadata, Shown(dialog, above=above))
            return card_of(without_buttons(reply) if dialog else reply, its.metadata)
        case Later(reply):
            return card_of(reply)
        case Wrong(its_problems):  # the form is gone: the case was dealt with meanwhile
            return card_of(Reply(Outcome.DECLINE, pressed.task, " ".join(its_problems.values())))


def going_on(metadata: Mapping[str, str]) -> dict[str, str]:
    """Give what a form carries along that goes on with something: it is not asked again what one would tell at its beginning."""
    return {**metadata, STEP: "2"}
