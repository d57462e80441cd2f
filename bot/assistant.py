"""A message in, a reply out: the one way through the bot, the same for every channel."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import bot.handlers  # noqa: F401 - registers the handlers
from bot import telling, wording
from bot.citing import cite
from bot.dialog.asking import question_id
from bot.dialog.dialogs import Dialogs
from bot.dialog.fields import is_number
from bot.dialog.pending import SAID, task_of
from bot.dialog.tasks import Setting, check, task_named
from bot.explaining import explain
from bot.followups import FollowUp, follow_up
from bot.handlers.registry import Context, handler_for
from bot.message import Message, Topic
from bot.reply import Audience, Form, Reply
from bot.zones import zone_of
from intents.commands import command
from intents.slot_parts import Slots
from intents.understanding import Outcome, Understanding, references, understand

if TYPE_CHECKING:
    from datetime import date

    from bot.casework.desk import Desk
    from bot.dialog.pending import Pending
    from intents.commands import Command
    from intents.interpreter import Interpreter
    from protocol_data.library import Library

_CONVERSATIONS_KEPT = 2000
"""How many conversations are remembered for follow-ups; the longest silent is forgotten first."""


_NOTHING_OPEN = "nothing_open"
"""The command for "cancel", "back" and the like, which answer the question that is open."""


def _asks_for(understood: Understanding, share: float) -> bool:
    return understood.outcome is Outcome.ACTION and understood.confidence >= share


class Assistant:
    """Answers messages, and remembers of each conversation only what a follow-up needs."""

    def __init__(self, library: Library, interpreter: Interpreter, desk: Desk | None = None, timezone: str | None = None) -> None:
        """Make an assistant over the packs and the fitted models; without a register it answers questions only."""
        self._library, self._interpreter, self._desk, self._timezone = library, interpreter, desk, timezone
        if desk is not None:
            import bot.handlers.registered  # noqa: F401, PLC0415 - registers; the database only where there is a register
        self._dialogs = Dialogs()
        self._topics: dict[str, Topic] = {}
        self._last: dict[str, Reply] = {}

    async def reply(self, message: Message) -> Reply:
        """Answer one message.

        Args:
            message: what somebody typed, with who, where and when.

        Returns:
            The reply; a message that can't be answered gets one that says so.

        Raises:
            UnknownCouncilError: there is no pack for the message's council.
            PackError: the council's pack is broken.

        """
        pending = self._dialogs.open(message)
        if message.answers and (pending is None or question_id(pending) != message.answers):
            return Reply(Outcome.DECLINE, _NOTHING_OPEN, telling.not_open(), audience=Audience.EPHEMERAL)
        if pending is not None and (setting := self._setting(message)) is not None:
            return await self._carry_on(setting, message, pending)
        return await self._fresh(message, command(message.text) if self._desk is not None else None)

    async def submit(self, message: Message, task: str, values: dict[str, str]) -> Reply:
        """Carry out a task from a form that a channel sent whole.

        Args:
            message: who, where and when; its text is not read.
            task: the task's name.
            values: the fields' values, as text.

        Returns:
            The result, or what is still missing.

        """
        setting, before = self._setting(message), self._dialogs.open(message)
        if setting is None:
            return Reply(Outcome.DECLINE, task, telling.stranger())
        reply = await self._dialogs.submit(setting, task, values, self._today(message))
        if message.answers is None:
            return reply
        if before is not None and (
            before.task != task or reply.form is not None
        ):  # it stays open: the form answers no question but its own
            self._dialogs.keep(message, before)
        elif reply.form is not None:  # what the form asks for is asked in the form
            self._dialogs.drop(message)
        return reply

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
        setting, its = self._setting(message), task_named(task)
        if setting is None or its is None:
            return None
        await check(its, setting, values)
        return Form(its.name, its.title, tuple(await its.fields(setting, values)), dict(values))

    async def let_go(self, message: Message) -> None:
        """Drop the question that is open in a conversation, if there is one: what comes next is no answer to it."""
        setting = self._setting(message) if self._dialogs.open(message) else None
        if setting is not None:
            await self._dialogs.carry_on(setting, "cancel", self._today(message))

    async def _carry_on(self, setting: Setting, message: Message, pending: Pending) -> Reply:
        """Take a message as the answer to the open question; where it is none, and says something else, do that and keep the question open."""
        today = self._today(message)
        said = None if pending.asked is not None and is_number(pending.asked, message.text) else command(message.text)
        reply, understood = None, None
        if (said is None and message.answers != "") or (said is not None and said.name == _NOTHING_OPEN):
            reading = cache(lambda: self._understand(message))
            reply = await self._dialogs.carry_on(setting, message.text, today, lambda share: _asks_for(reading(), share))
            understood = reading() if reading.cache_info().currsize else None
        if reply is not None:
            return reply
        other = await self._fresh(message, said, understood)
        now_open = self._dialogs.open(message)
        task = task_of(pending)
        if now_open is not None and now_open is not pending:
            return replace(other, points=(*other.points, telling.dropped_unnamed() if task.private else telling.dropped(task.title)))
        if other.outcome is Outcome.DECLINE and message.answers != "":
            return self._dialogs.repeat(setting, message.text, today) or other
        if pending.offered and message.answers != "":
            self._dialogs.drop(message)
        if pending.offered or pending.asked is None:
            return other
        self._dialogs.keep(message, pending)
        return other if task.private else replace(other, points=(*other.points, telling.still_open(pending.asked.question)))

    def _understand(self, message: Message) -> Understanding:
        """Understand a message as it stands."""
        return understand(
            message.text, message.council, message.reader, self._today(message), self._interpreter, lambda: self._library.names
        )

    def _setting(self, message: Message, context: Context | None = None) -> Setting | None:
        if self._desk is None or message.person is None:
            return None
        pack = self._library.pack(message.council)
        context = context or Context(
            message, Understanding(Outcome.ACTION, "", 1.0), self._library, self._interpreter, self._desk, self._dialogs
        )
        return Setting(self._desk, message.person, pack, context)

    def _today(self, message: Message) -> date:
        if self._desk is not None:
            return message.now.astimezone(self._desk.zone(message.council)).date()
        return message.now.astimezone(zone_of(self._library.council(message.council).timezone, self._timezone)).date()

    async def _fresh(self, message: Message, said: Command | None, understanding: Understanding | None = None) -> Reply:
        """Answer a message that answers no question of ours: a command, a follow-up, or whatever it is understood as."""
        if said is not None:
            understood = Understanding(Outcome.ACTION, said.name, 1.0, slots=Slots(said.values), read_as=message.text)
            return await self._handled(Context(message, understood, self._library, self._interpreter, self._desk, self._dialogs))
        before = self._topics.get(message.whose)
        follows = follow_up(message.text, lambda: self._library.names, choices=len(before.choices) if before else 0)
        if follows is not None:
            return await self._follow(message, follows, before)
        if message.asks_of is None and before is not None and before.council != message.council == before.own_council:
            return await self._answer(self._where_clause_stands(message, before), own=message)
        if message.asks_of is not None:
            return await self._answer(replace(message, council=message.asks_of), own=message)
        return await self._answer(message, own=message, understood=understanding)

    async def _follow(self, message: Message, follows: FollowUp, before: Topic | None) -> Reply:
        """Answer what refers to something said before."""
        if before is None:
            return Reply(Outcome.DECLINE, "follow_up", wording.nothing_before())
        last = self._last[message.whose]
        if follows.why:
            return explain(last, self._library, before)
        if follows.choice is not None:
            offered = 0 < follows.choice <= len(before.choices)
            return await self._chosen(message, before, follows.choice) if offered else last  # else the same choices again
        council = before.council if message.council == before.own_council else message.council
        reader = before.reader if message.reader == before.own_reader else message.reader
        asked = replace(message, text=before.text, council=follows.council or council, reader=follows.reader or reader)
        return await self._answer(asked, own=message)

    def _where_clause_stands(self, message: Message, before: Topic) -> Message:
        """Look for a clause that the reader's own protocol has not in the one that was talked of last ("what about Leeds?", then "what does 17.6 say?")."""
        named = references(message.text)
        own, other = self._library.pack(message.council), self._library.pack(before.council)
        if named and all(own.clause(ref) is None for ref in named) and any(other.clause(ref) for ref in named):
            return replace(message, council=before.council)
        return message

    async def _answer(self, message: Message, *, own: Message, understood: Understanding | None = None) -> Reply:
        """Answer a message; `own` is it as it was said, with the person's own council and role. What was understood already is not understood again."""
        understood = understood or self._understand(message)
        if understood.outcome is Outcome.ACTION:
            message = replace(message, council=own.council)  # what is done is done at one's own council, whosever protocol is asked
        reply = await self._handled(Context(message, understood, self._library, self._interpreter, self._desk, self._dialogs))
        self._remember(message, reply, own=own)
        return reply

    async def _handled(self, context: Context) -> Reply:
        """Give a message to its handler; an action with a task begins that."""
        understood = context.understanding
        if understood.outcome is Outcome.ACTION and task_named(understood.intent) is not None and context.desk is not None:
            setting = self._setting(context.message, context)
            if setting is None:
                return Reply(Outcome.ACTION, understood.intent, telling.stranger(), understanding=understood)
            begun = await self._dialogs.begin(
                setting, understood.intent, {SAID: understood.slots.values.get(SAID, context.message.text)}, understood.slots
            )
            return replace(begun, understanding=understood, confidence=understood.confidence)
        return await handler_for(understood)(context)

    async def _chosen(self, message: Message, before: Topic, number: int) -> Reply:
        """Answer with the clause that was picked among the choices."""
        pack = self._library.pack(before.council)
        clause = pack.clause(before.choices[number - 1])
        if clause is None:  # the pack changed meanwhile
            return await self._answer(message, own=message)
        citation = cite(pack, clause)
        reply = Reply(Outcome.ANSWER, clause.topics[0], citation.summary, citations=(citation,))
        self._remember(replace(message, text=before.text, council=before.council, reader=before.reader), reply, own=message)
        return reply

    def _remember(self, message: Message, reply: Reply, *, own: Message) -> None:
        if reply.outcome in {Outcome.ANSWER, Outcome.CLARIFY} or reply.understanding is not None:
            self._last.pop(message.whose, None)
            self._last[message.whose] = reply
            choices = tuple(choice.citation.clause for choice in reply.choices)
            self._topics[message.whose] = Topic(message.text, message.council, message.reader, own.council, own.reader, choices)
        if len(self._last) > _CONVERSATIONS_KEPT:
            oldest = next(iter(self._last))
            del self._last[oldest], self._topics[oldest]
