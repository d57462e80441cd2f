"""Where each conversation stands with a task: what is known, what was asked for last. Nothing is recorded before all that is required is known."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from bot import telling
from bot.casework.errors import CaseError, RefusedError
from bot.dialog.asking import addressed, question, question_id, says
from bot.dialog.fields import Field, Kind, Parsed, parse, says_more
from bot.dialog.filled import read_form
from bot.dialog.pending import LAPSES, Pending, take_slots, task_of
from bot.dialog.tasks import Setting, check, task_named
from bot.reply import Button, Form, Reply
from bot.store.errors import StoreError
from intents.understanding import Outcome

if TYPE_CHECKING:
    from datetime import date

    from bot.message import Message
    from intents.slot_parts import Slots

IsRequest = Callable[[float], bool]
"""Tells whether a message asks for something else, from a share of it being an action on."""
_LIKELY, _SURELY = 0.8, 0.95
"""From which share on a message is another request: where a date was asked for, and where words were. Set by hand."""
_KEPT = 2000
"""How many open conversations are remembered; the longest silent is forgotten first."""
_CANCEL = re.compile(r"^(?:cancel|stop|never ?mind|forget it|quit|abort|no thanks)\W*$", re.IGNORECASE)
_BACK = re.compile(r"^(?:back|go back|undo)\W*$", re.IGNORECASE)
_AGAIN = re.compile(r"^(?:again|try again|retry)\W*$", re.IGNORECASE)


def never(_share: float) -> bool:
    """Take every message as an answer."""
    return False


class Dialogs:
    """The open tasks of all conversations."""

    def __init__(self) -> None:
        """Start with none."""
        self._pending: OrderedDict[str, Pending] = OrderedDict()

    def open(self, message: Message) -> Pending | None:
        """Give what waits for this person's answer in this conversation; what has waited too long has lapsed."""
        pending = self._pending.get(message.whose)
        if pending is not None and message.now - pending.at > LAPSES:
            del self._pending[message.whose]
            return None
        return pending

    def keep(self, message: Message, pending: Pending) -> None:
        """Let a task wait for this person's next answer."""
        pending.at = message.now
        self._pending[message.whose] = pending
        self._pending.move_to_end(message.whose)
        while len(self._pending) > _KEPT:
            self._pending.popitem(last=False)

    def drop(self, message: Message) -> None:
        """Forget what waits for this person's answer."""
        self._pending.pop(message.whose, None)

    async def begin(self, setting: Setting, name: str, values: dict[str, str], slots: Slots | None = None) -> Reply:
        """Begin a task; it is carried out at once where all is known.

        Args:
            setting: who, where, with what.
            name: the task.
            values: what is known, as it is kept.
            slots: what was found in a message; an unclear date among it is asked about.

        Returns:
            The result, or the first question.

        """
        pending = Pending(name, setting.pack.council.key, dict(values))
        if slots is not None:
            take_slots(pending, slots)
        return await self._go_on(setting, pending)

    async def offer(self, setting: Setting, name: str, values: dict[str, str]) -> str:
        """Offer a task behind the reply that is being given: the next message may answer its first question, and anything else lets it drop.

        Args:
            setting: who, where, with what.
            name: the task; the reply asks for its first field.
            values: what is known.

        Returns:
            What names the question, for `Reply.asks`.

        """
        pending = Pending(name, setting.pack.council.key, dict(values), offered=True)
        pending.fields = tuple(await task_of(pending).fields(setting, values))
        pending.asked = next((its for its in pending.fields if its.name not in values), None)
        self.keep(setting.context.message, pending)
        return question_id(pending)

    async def carry_on(self, setting: Setting, text: str, today: date, is_request: IsRequest = never) -> Reply | None:
        """Take a message as the answer to the open question.

        Args:
            setting: who, where, with what.
            text: what was typed.
            today: the day it was typed.
            is_request: tells from a share on whether words ask for something else; asked only where they might.

        Returns:
            The next question or the result; nothing where the message is no answer (a date was asked for and there is none in it).

        """
        pending = self.open(setting.context.message)
        if pending is None or pending.council != setting.pack.council.key:
            self.drop(setting.context.message)
            return None
        task, said = task_of(pending), text.strip()
        if _CANCEL.match(said):
            self.drop(setting.context.message)
            return says(task, telling.cancelled(task.title))
        if pending.asked is None:
            return await self._go_on(setting, pending) if _AGAIN.match(said) else None
        if _BACK.match(said) and pending.order:
            pending.values.pop(pending.order.pop(), None)
            return await self._go_on(setting, pending)
        asked = replace(pending.asked, options=pending.options or pending.asked.options)
        parsed = parse(asked, text, today)
        if parsed.value is not None and says_more(asked, text, today) and is_request(_SURELY if asked.kind is Kind.TEXT else _LIKELY):
            return None
        return await self._answered(setting, pending, asked, parsed)

    async def _answered(self, setting: Setting, pending: Pending, asked: Field, parsed: Parsed) -> Reply | None:
        if parsed.value is None and pending.offered:
            self.drop(setting.context.message)
            return None
        pending.offered = False
        if parsed.value is None:
            if not parsed.options or parsed.options == asked.options:
                return None  # what was offered is not among it: it may be a question of another kind
            pending.options = parsed.options
            return self._ask(setting, pending, asked, parsed.problem)
        pending.values[asked.name] = parsed.value
        pending.doubts.pop(asked.name, None)
        pending.order.append(asked.name)
        return await self._go_on(setting, pending)

    def repeat(self, setting: Setting, text: str, today: date) -> Reply | None:
        """Say what was wrong with an answer, and ask again; nothing where no question is open."""
        pending = self.open(setting.context.message)
        if pending is None or pending.asked is None:
            return None
        asked = replace(pending.asked, options=pending.options or pending.asked.options)
        return self._ask(setting, pending, asked, parse(asked, text, today).problem)

    async def submit(self, setting: Setting, name: str, values: dict[str, str], today: date) -> Reply:
        """Take a whole form at once, as a channel with forms sends it; every value is read as if it had been typed.

        Args:
            setting: who, where, with what.
            name: the task.
            values: the fields' values.
            today: the day it is.

        Returns:
            The result; or what is still missing or can't be read.

        """
        task = task_named(name)
        if task is None:
            return Reply(Outcome.DECLINE, name, telling.no_such_task())
        pending = Pending(name, setting.pack.council.key, dict(values))
        try:
            pending, unread = await read_form(setting, task, values, today)
            if unread is not None:
                await check(task, setting, pending.values)
        except CaseError as error:
            return await self._unfit(setting, pending, error, whole=True)
        except StoreError as error:
            return self._later(setting, pending, error)
        if unread is not None:
            return self._ask(setting, pending, unread.field, unread.parsed.problem)
        return await self._go_on(setting, pending, whole=True)

    async def _go_on(self, setting: Setting, pending: Pending, *, whole: bool = False) -> Reply:
        task = task_of(pending)
        message = setting.context.message
        try:
            pending.fields = tuple(await task.fields(setting, pending.values))
            for its in pending.fields:
                in_doubt = pending.doubts.get(its.name, ())
                if its.default and its.name not in pending.refused:
                    pending.values.setdefault(its.name, its.default)
                if its.name not in pending.values and (its.asked or in_doubt):
                    pending.options = in_doubt
                    await check(task, setting, pending.values)
                    return self._ask(setting, pending, its, telling.which_day() if in_doubt else None)
            self.drop(message)
            return addressed(task, await task.perform(setting, pending.values))
        except CaseError as error:
            return await self._unfit(setting, pending, error, whole=whole)
        except StoreError as error:
            return self._later(setting, pending, error)

    def _later(self, setting: Setting, pending: Pending, error: StoreError) -> Reply:
        """Say that the register can't be used now; the task waits to be tried again."""
        pending.asked = None
        self.keep(setting.context.message, pending)
        return replace(says(task_of(pending), f"{error} {telling.say_again()}", Button("Try again", "again")), asks=question_id(pending))

    async def _unfit(self, setting: Setting, pending: Pending, error: CaseError, *, whole: bool) -> Reply:
        """Say why it can't be done: asking for the value that is wrong, where it is one; a form that was sent whole stays as it was filled in."""
        self.drop(setting.context.message)
        task = task_of(pending)
        wrong = await self._refused(setting, pending, error)
        if wrong is not None:
            return self._ask(setting, pending, wrong, str(error))
        reply = says(task, str(error))
        if not whole or not pending.fields or isinstance(error, RefusedError):
            return reply
        return replace(reply, form=Form(task.name, task.title, pending.fields, dict(pending.values)))

    async def _refused(self, setting: Setting, pending: Pending, error: CaseError) -> Field | None:
        """Drop the value that was refused; give its field, to be asked for again, or nothing where the error is about none."""
        if error.field is None:
            return None
        name = task_of(pending).names.get(error.field, error.field)
        pending.values.pop(name, None)
        pending.refused.add(name)
        pending.options = ()
        try:
            pending.fields = tuple(await task_of(pending).fields(setting, pending.values))
        except CaseError:  # what is left can't be gone on with either
            return None
        return next((its for its in pending.fields if its.name == name), None)

    def _ask(self, setting: Setting, pending: Pending, asked: Field, problem: str | None) -> Reply:
        pending.asked = asked
        self.keep(setting.context.message, pending)
        return question(pending, asked, problem)
