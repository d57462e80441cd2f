"""A message in, a reply out: the one way through the bot, the same for every channel."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import bot.handlers  # noqa: F401 - registers the handlers
from bot import telling, wording
from bot.choosing import chosen
from bot.conversing import NOTHING_OPEN, Ways, converse, renewed
from bot.dialog.asking import question_id, says
from bot.dialog.conversations import Conversations, InMemory
from bot.dialog.dialogs import Dialog
from bot.dialog.pending import SAID
from bot.dialog.tasks import check, task_named
from bot.dialog.turn import MovedOnError, Turn, open_turn
from bot.explaining import explain, explain_pressed
from bot.followups import FollowUp, follow_up
from bot.ground import Ground
from bot.handlers.registry import handler_for
from bot.reply import Audience, Form, Reply
from bot.topics import Topics, where_clause_stands
from bot.whys import recalled
from intents.commands import command
from intents.slot_parts import Slots
from intents.understanding import Outcome, Understanding

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.casework.desk import Desk
    from bot.message import Message, Topic
    from intents.commands import Command
    from intents.interpreter import Interpreter
    from protocol_data.library import Library

_TRIES = 10
"""So often a message is taken anew because others of the same person came first; each time one of those was through."""


class Assistant:
    """Answers messages. Where a question is open is kept for it; of all else it remembers only what a follow-up needs."""

    def __init__(
        self,
        library: Library,
        interpreter: Interpreter,
        desk: Desk | None = None,
        timezone: str | None = None,
        conversations: Conversations | None = None,
    ) -> None:
        """Make an assistant over the packs and the fitted models. Without a register it answers questions only; open ones are kept in memory, unless said where."""
        self._ground, self._library, self._desk = Ground(library, interpreter, desk, timezone), library, desk
        if desk is not None:
            import bot.handlers.registered  # noqa: F401, PLC0415 - registers; the database only where there is a register
        self._conversations = conversations or InMemory()
        self._remembered = Topics()

    async def reply(self, message: Message) -> Reply:
        """Answer one message.

        Args:
            message: what somebody typed, with who, where and when.

        Returns:
            The reply; a message that can't be answered gets one that says so.

        Raises:
            UnknownCouncilError: there is no pack for the message's council.
            PackError: the council's pack is broken.
            StoreError: where the conversation stands can't be read or kept; the message was not taken.

        """
        return await self._in_turn(message, self._take)

    async def submit(self, message: Message, task: str, values: dict[str, str]) -> Reply:
        """Carry out a task from a form that a channel sent whole.

        Args:
            message: who, where and when; its text is not read.
            task: the task's name.
            values: the fields' values, as text.

        Returns:
            The result, or what is still missing.

        Raises:
            StoreError: as of `reply`.

        """
        waited = False

        async def take(message: Message, dialog: Dialog) -> Reply:
            nonlocal waited
            setting, its = self._ground.setting_in(message, dialog), task_named(task)
            if setting is None:
                return Reply(Outcome.DECLINE, task, telling.stranger())
            waits = dialog.pending is not None and dialog.pending.task == task
            if waited and not waits and its is not None:
                return says(its, telling.done_meanwhile(its.title))
            waited = waits
            return await dialog.submit(setting, task, values, self._ground.today(message))

        return await self._in_turn(message, take)

    async def form(self, message: Message, task: str, values: dict[str, str]) -> Form | None:
        """Give the form of a task, for a channel that shows it whole; nothing is begun by it.

        Args:
            message: who, where and when; its text is not read.
            task: the task's name.
            values: what is known already.

        Returns:
            The form; nothing where there is no such task, or for somebody who is not in the directory.

        Raises:
            CaseError: what is known can't be gone on with: there is no such case, or it is not for this person to do.

        """
        setting, its = self._ground.setting_in(message, Dialog(Turn(self._conversations, message, None))), task_named(task)
        if setting is None or its is None:
            return None
        await check(its, setting, values)
        return Form(its.name, its.title, tuple(await its.fields(setting, values)), dict(values))

    async def let_go(self, message: Message) -> None:
        """Drop the question that is open in a conversation, if there is one: what comes next is no answer to it."""
        with suppress(MovedOnError):  # another message did something with it: that stands
            await (await open_turn(self._conversations, message)).end()

    async def goes_on(self, message: Message, conversation: str) -> None:
        """Let a conversation go on elsewhere, with the question that is open in it and what it was about.

        Args:
            message: who speaks, and where so far; its text is not read.
            conversation: where it goes on; what was open there is dropped.

        Raises:
            StoreError: it can't be written; it stays where it is.

        """
        to = replace(message, conversation=conversation).whose
        if message.person is not None:
            await self._conversations.move(message.whose, to)
        self._remembered.move(message.whose, to)

    async def _in_turn(self, message: Message, take: Callable[[Message, Dialog], Awaitable[Reply]]) -> Reply:
        """Take a message where the conversation stands; where another message changes that first, take it where it stands then."""
        for _ in range(_TRIES):
            try:
                return await take(message, Dialog(await open_turn(self._conversations, message)))
            except MovedOnError:
                continue
        return Reply(Outcome.DECLINE, "too_much", telling.all_at_once(), audience=Audience.EPHEMERAL)

    async def _take(self, message: Message, dialog: Dialog) -> Reply:
        if (answer := recalled(message.text, self._library)) is not None:
            return explain_pressed(message, answer, self._library, self._remembered)
        asked = question_id(dialog.pending) if dialog.pending is not None else ""
        if message.answers and message.answers != asked and not dialog.turn.again:
            return Reply(Outcome.DECLINE, NOTHING_OPEN, telling.not_open(), audience=Audience.EPHEMERAL)
        fresh = partial(self._fresh, message, dialog)
        open_here = dialog.pending is not None or dialog.turn.again
        if open_here and (setting := self._ground.setting_in(message, dialog)) is not None:
            return await converse(dialog, setting, self._ground.today(message), Ways(partial(self._ground.understand, message), fresh))
        other = await fresh(command(message.text) if self._desk is not None else None)
        return await renewed(dialog, other) if dialog.turn.unreadable else other

    async def _fresh(self, message: Message, dialog: Dialog, said: Command | None, understanding: Understanding | None = None) -> Reply:
        """Answer a message that answers no question of ours: a command, a follow-up, or whatever it is understood as."""
        if said is not None:
            understood = Understanding(Outcome.ACTION, said.name, 1.0, slots=Slots(said.values), read_as=message.text)
            return await self._handled(message, dialog, understood)
        before = self._remembered.topic(message)
        follows = follow_up(message.text, lambda: self._library.names, choices=len(before.choices) if before else 0)
        if follows is not None:
            return await self._follow(message, dialog, follows, before)
        if message.asks_of is not None:
            return await self._answer(replace(message, council=message.asks_of), dialog, own=message)
        if before is not None and before.council != message.council == before.own_council:
            return await self._answer(where_clause_stands(message, before, self._library), dialog, own=message)
        return await self._answer(message, dialog, own=message, understood=understanding)

    async def _follow(self, message: Message, dialog: Dialog, follows: FollowUp, before: Topic | None) -> Reply:
        """Answer what refers to something said before."""
        if before is None:
            return Reply(Outcome.DECLINE, "follow_up", wording.nothing_before())
        last = self._remembered.last(message)
        if follows.why:
            return explain(last, self._library, before)
        if follows.choice is not None:
            offered = 0 < follows.choice <= len(before.choices)
            return await self._chosen(message, dialog, before, follows.choice) if offered else last  # else the same choices again
        council = before.council if message.council == before.own_council else message.council
        reader = before.reader if message.reader == before.own_reader else message.reader
        asked = replace(message, text=before.text, council=follows.council or council, reader=follows.reader or reader)
        return await self._answer(asked, dialog, own=message)

    async def _answer(self, message: Message, dialog: Dialog, *, own: Message, understood: Understanding | None = None) -> Reply:
        """Answer a message; `own` is it as it was said, with the person's own council and role. What was understood already is not understood again."""
        understood = understood or self._ground.understand(message)
        if understood.outcome is Outcome.ACTION:
            message = replace(message, council=own.council)  # what is done is done at one's own council, whosever protocol is asked
        reply = await self._handled(message, dialog, understood)
        self._remembered.note(message, reply, own=own)
        return reply

    async def _handled(self, message: Message, dialog: Dialog, understood: Understanding) -> Reply:
        """Give a message to its handler; an action with a task begins that."""
        context = self._ground.context(message, understood, dialog)
        if understood.outcome is Outcome.ACTION and task_named(understood.intent) is not None and self._desk is not None:
            setting = self._ground.setting(context)
            if setting is None:
                return Reply(Outcome.ACTION, understood.intent, telling.stranger(), understanding=understood)
            known = {SAID: understood.slots.values.get(SAID, message.text)}
            begun = await dialog.begin(setting, understood.intent, known, understood.slots)
            return replace(begun, understanding=understood, confidence=understood.confidence)
        return await handler_for(understood)(context)

    async def _chosen(self, message: Message, dialog: Dialog, before: Topic, number: int) -> Reply:
        """Answer with the clause that was picked among the choices."""
        reply = chosen(self._library.pack(before.council), before.choices[number - 1])
        if reply is None:  # the pack changed meanwhile
            return await self._answer(message, dialog, own=message)
        self._remembered.note(replace(message, text=before.text, council=before.council, reader=before.reader), reply, own=message)
        return reply
