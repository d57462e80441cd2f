"""A task within one message's turn: begun, offered, sent in as a form, gone on with. Nothing is recorded before all that is required is known."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from bot import telling
from bot.casework.errors import CaseError, RefusedError
from bot.dialog.asking import addressed, question, question_id, says
from bot.dialog.filled import read_form
from bot.dialog.pending import Pending, take_slots, task_of, work_out
from bot.dialog.tasks import Setting, check, task_named
from bot.dialog.turn import MovedOnError, Turn
from bot.logs import where
from bot.reply import Button, Form, Reply
from bot.store.errors import StoreError
from intents.understanding import Outcome

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from datetime import date

    from bot.dialog.fields import Field
    from intents.slot_parts import Slots

log = logging.getLogger(__name__)


class Dialog:
    """One message's turn with the task that waits, or with the one that it begins."""

    def __init__(self, turn: Turn) -> None:
        """Go on from where the conversation stands. Whatever changes that raises `MovedOnError` where another message came first, before anything is done."""
        self.turn = turn
        self._in_form = False
        """What is asked for is asked in the form that was sent: nothing waits for it in the conversation."""
        self._other_is_open = False
        """Something else waits in the conversation in which a form was sent, and goes on waiting."""

    @property
    def pending(self) -> Pending | None:
        """What waits for an answer."""
        return self.turn.pending

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
        return await self.go_on(setting, pending)

    async def offer(self, setting: Setting, name: str, values: dict[str, str]) -> str:
        """Offer a task behind the reply that is being given: the next message may answer its first question, and anything else lets it drop.

        Args:
            setting: who, where, with what.
            name: the task; the reply asks for its first field.
            values: what is known.

        Returns:
            What names the question, for `Reply.asks`; empty where its answer would not be understood, so that the reply must not ask. Nothing is raised, for
            what the reply tells of is done already.

        """
        pending = Pending(name, setting.pack.council.key, dict(values), offered=True)
        try:
            asked = next((its for its in await work_out(setting, pending) if its.name not in values), None)
            if asked is None or self._other_is_open:
                return ""
            pending.ask(asked)
            await self.turn.keep(pending)
        except (CaseError, StoreError, MovedOnError) as error:
            log.warning("what was offered could not be kept: %s", where(error))
            return ""
        return question_id(pending)

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
        before = self.pending
        if before is not None and before.task == name and self.turn.being_done:
            return says(task, telling.being_done(task.title))
        self._in_form = setting.context.message.answers is not None
        self._other_is_open = self._in_form and before is not None and before.task != name
        pending = Pending(name, setting.pack.council.key, dict(values))
        try:
            pending, unread = await read_form(setting, task, values, today)
            if unread is not None:
                await check(task, setting, pending.values)
        except CaseError as error:
            return await self._unfit(setting, pending, error, whole=True)
        except StoreError as error:
            return await self._later(pending, error)
        answers = before is not None and (before.task, before.council) == (name, pending.council)
        if answers:
            self.turn.pending = pending
        if unread is not None:
            reply = await self.ask(pending, unread.field, unread.parsed.problem)
        else:
            reply = await self.go_on(setting, pending, whole=True)
        if before is not None and answers and self._in_form and reply.form is not None:
            await self._tried(self.turn.keep(before))  # it stays open where the form was not taken
        return reply

    async def go_on(self, setting: Setting, pending: Pending, *, whole: bool = False) -> Reply:
        """Ask for what is missing, or carry the task out: one that was waited for by no more than one message, whatever comes at once.

        Args:
            setting: who, where, with what.
            pending: the task, with what is known.
            whole: it was sent as a form, which stays as it was filled in where it can't be taken.

        """
        task, waited_for = task_of(pending), self.pending is pending
        try:
            for its in await work_out(setting, pending):
                in_doubt = pending.doubts.get(its.name, ())
                if its.default and its.name not in pending.refused:
                    pending.values.setdefault(its.name, its.default)
                if its.name not in pending.values and (its.asked or in_doubt):
                    pending.options = in_doubt
                    await check(task, setting, pending.values)
                    return await self.ask(pending, its, telling.which_day() if in_doubt else None)
            if waited_for:
                pending.ask_nothing(doing=True)
                await self.turn.keep(pending)
            reply = addressed(task, await task.perform(setting, pending.values))
        except CaseError as error:
            return await self._unfit(setting, pending, error, whole=whole)
        except StoreError as error:
            return await self._later(pending, error)
        if self.pending is pending:  # else something was offered in its place
            await self._tried(self.turn.end())
        return reply

    async def _later(self, pending: Pending, error: StoreError) -> Reply:
        """Say that the register can't be used now; the task waits to be tried again, where that can be kept."""
        pending.ask_nothing()
        if not self._other_is_open and await self._tried(self.turn.keep(pending)):
            reply = says(task_of(pending), f"{error} {telling.say_again()}", Button("Try again", "again"))
            return replace(reply, asks=question_id(pending))
        return says(task_of(pending), f"{error} {telling.not_kept()}")

    async def _unfit(self, setting: Setting, pending: Pending, error: CaseError, *, whole: bool) -> Reply:
        """Say why it can't be done: asking for the value that is wrong, where it is one; a form that was sent whole stays as it was filled in."""
        task = task_of(pending)
        wrong = await self._refused(setting, pending, error)
        if wrong is not None:
            return await self.ask(pending, wrong, str(error))
        if self.pending is pending:
            await self._tried(self.turn.end())
        reply = says(task, str(error))
        if not whole or not pending.fields or isinstance(error, RefusedError):
            return reply
        return replace(reply, form=Form(task.name, task.title, pending.fields, dict(pending.values)))

    async def _tried(self, changing: Awaitable[None]) -> bool:
        """Change where the conversation stands after something was done; what can't be changed then is not done again for it."""
        try:
            await changing
        except (StoreError, MovedOnError) as error:
            log.warning("where a conversation stands could not be kept: %s", where(error))
            return False
        return True

    async def _refused(self, setting: Setting, pending: Pending, error: CaseError) -> Field | None:
        """Drop the value that was refused; give its field, to be asked for again, or nothing where the error is about none."""
        if error.field is None:
            return None
        name = task_of(pending).names.get(error.field, error.field)
        pending.values.pop(name, None)
        pending.refused.add(name)
        pending.options = ()
        try:
            fields = await work_out(setting, pending)
        except CaseError:  # what is left can't be gone on with either
            return None
        return next((its for its in fields if its.name == name), None)

    async def ask(self, pending: Pending, asked: Field, problem: str | None = None) -> Reply:
        """Ask for a field, and let the task wait for it.

        Args:
            pending: the task.
            asked: the field.
            problem: what was wrong with the answer before.

        """
        pending.ask(asked)
        if not self._in_form:
            await self.turn.keep(pending)
        return question(pending, asked, problem)
