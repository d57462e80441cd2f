"""A question that is open stays open: after a restart, for another process, and for the first of several answers that come at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from conftest import SetClock
from folk import elect, hire
from nudging import Postbox
from sqlalchemy import delete, event, func, select, update

from bot.assistant import Assistant
from bot.casework.desk import Desk
from bot.casework.errors import CaseError
from bot.casework.people_leaving import leave
from bot.casework.person import Person
from bot.channels.piece import TELLING_SECONDS
from bot.channels.works import SECONDS
from bot.dialog.conversations import Conversations, InMemory, Kept
from bot.dialog.fields import Field, Kind, Option
from bot.dialog.stored import InRegister, forget_lapsed
from bot.dialog.tasks import Setting, Values, task
from bot.dialog.turn import BUSY
from bot.message import Message
from bot.reminders.scheduler import sweep_once
from bot.reply import Audience, Reply
from bot.store.cases import ComplaintRow, EnquiryRow
from bot.store.conversations import ConversationRow
from bot.store.database import Store, StoreError, open_store
from bot.store.nudges import AuditRow
from bot.store.people import PersonRow
from intents.interpreter import Interpreter
from intents.understanding import Outcome
from protocol_data.library import Library

HERE = "southend"
QUESTION = "how many working days do I have to answer a councillor's enquiry?"
DONE: list[dict[str, str]] = []
GONE: list[str] = []
"""What the choices of the test's own task have no more."""
TROUBLE: list[BaseException] = []
HELD: list[tuple[asyncio.Event, asyncio.Event]] = []
"""Told when somebody looks at the fields next, and what that waits for."""


async def _fields(_setting: Setting, _values: Values) -> Sequence[Field]:
    if HELD:
        reached, let_go = HELD.pop()
        reached.set()
        await let_go.wait()
    if "everything" in GONE:
        raise CaseError("There is no such room any more.")
    rooms = tuple(Option(value, label) for value, label in (("r1", "Mill"), ("r2", "Quay"), ("r3", "Tower")) if value not in GONE)
    room = (Field("room", "Room", "Which room?", Kind.CHOICE, rooms),) if "room" not in GONE else ()
    return (*room, Field("when", "When", "By when?", Kind.DATE))


@task("take_test_room", "Take a room", _fields)
async def take_room(_setting: Setting, values: Values) -> Reply:
    if TROUBLE:
        raise TROUBLE.pop()
    await asyncio.sleep(0)
    DONE.append(dict(values))
    return Reply(Outcome.ACTION, "take_test_room", "Taken.")


class Town:
    """Some processes that serve one register, and one person who talks with whichever a message reaches."""

    def __init__(self, store: Store, library: Library, interpreter: Interpreter, clock: SetClock) -> None:
        self.store, self.library, self.interpreter, self.clock = store, library, interpreter, clock
        self.desk = Desk(store, library, clock)
        self.who: Person | None = None
        self._others: list[Store] = []

    def process(self) -> Assistant:
        """Start another process: nothing of it is shared but the database."""
        store = open_store(self.store.engine.url.render_as_string(hide_password=False))
        self._others.append(store)
        desk = Desk(store, self.library, self.clock)
        return Assistant(self.library, self.interpreter, desk, conversations=InRegister(store))

    def message(self, text: str, origin: str | None = None) -> Message:
        assert self.who is not None
        return Message(text, HERE, self.who.reader, self.clock(), "talk", self.who, origin)

    async def say(self, process: Assistant, text: str, origin: str | None = None) -> Reply:
        return await process.reply(self.message(text, origin))

    async def begin(self, process: Assistant, **values: str) -> Reply:
        return await process.submit(self.message(""), "take_test_room", values)

    async def rows(self) -> list[ConversationRow]:
        async with self.store.read() as session:
            return list(await session.scalars(select(ConversationRow)))

    async def count(self, table: type[Any]) -> int:
        async with self.store.read() as session:
            return (await session.execute(select(func.count()).select_from(table))).scalar_one()

    async def spoil(self, **columns: object) -> None:
        async with self.store.write() as session:
            await session.execute(update(ConversationRow).values(columns))

    async def close(self) -> None:
        for store in self._others:
            await store.close()


@pytest.fixture
async def town(store: Store, library: Library, interpreter: Interpreter, clock: SetClock) -> AsyncIterator[Town]:
    for its in (DONE, GONE, TROUBLE, HELD):
        its.clear()
    made = Town(store, library, interpreter, clock)
    made.who = await hire(made.desk, HERE, "priya.nair", name="Priya Nair")
    yield made
    await made.close()


async def test_what_one_process_asked_another_takes_the_answer_to(town: Town) -> None:
    one, other = town.process(), town.process()
    says = [(await town.say(one, "log an enquiry")).headline, (await town.say(other, "The pier lights are out")).headline]
    last = await town.say(one, "Cllr Shah")
    async with town.store.read() as session:
        row = (await session.scalars(select(EnquiryRow))).one()

    assert ["What is the enquiry about?", "Which councillor asked?"] == says
    assert "ENQ-1" in last.headline
    assert ("The pier lights are out", "Cllr Shah") == (row.subject, row.asked_by)


async def test_a_restart_between_any_two_messages_loses_nothing(town: Town) -> None:
    await town.begin(town.process())
    unclear = [(await town.say(town.process(), text)).headline for text in ("Quay", "back", "Tower")]
    asked = await town.say(town.process(), "Monday")
    between = await town.say(town.process(), QUESTION)
    done = await town.say(town.process(), "2")

    assert ["By when?", "Which room?", "By when?"] == unclear
    assert ("1. Monday 23 November 2026", "2. Monday 30 November 2026") == asked.points
    assert (Outcome.ANSWER, "Still open: By when? Answer it, or say “cancel”.") == (between.outcome, between.points[-1])
    assert "Taken." == done.headline
    assert [{"room": "r3", "when": "2026-11-30"}] == DONE


async def test_five_answers_at_once_over_two_processes_are_one_enquiry(town: Town) -> None:
    two = town.process(), town.process()
    await town.say(two[0], "log an enquiry from Cllr Shah")
    replies = await asyncio.gather(*(town.say(two[number % 2], "The pier lights are out", f"m{number}") for number in range(5)))

    assert 1 == await town.count(EnquiryRow)
    assert 1 == sum("ENQ-1" in reply.headline for reply in replies)
    assert all(reply.headline for reply in replies)


async def test_two_answers_at_once_to_two_questions_are_each_taken(town: Town) -> None:
    one, other = town.process(), town.process()
    await town.begin(one)
    replies = await asyncio.gather(town.say(one, "Quay"), town.say(other, "Mill"))
    await town.say(one, "27 November")

    assert 1 == [reply.headline for reply in replies].count("By when?")
    assert 1 == len(DONE)


async def test_a_form_that_comes_too_late_for_the_question_that_an_answer_settled_records_nothing(town: Town) -> None:
    await town.begin(town.process(), room="r1")
    read, answered = asyncio.Event(), asyncio.Event()
    HELD.append((read, answered))
    form = asyncio.create_task(town.begin(town.process(), room="r1", when="2026-11-27"))
    await read.wait()
    said = await town.say(town.process(), "27 November")
    answered.set()
    told = await form

    assert "Taken." == said.headline
    assert "Nothing was recorded from this form." in told.headline
    assert 1 == len(DONE)


async def test_a_message_that_is_delivered_again_is_no_answer_to_the_question_that_it_led_to(town: Town) -> None:
    await town.begin(town.process())
    first = await town.say(town.process(), "Quay", "m1")
    again = await town.say(town.process(), "Quay", "m1")

    assert first.headline == again.headline
    assert ["Quay"] == [fact.value for fact in again.facts]


async def test_a_message_whose_process_ended_while_it_did_the_thing_does_it_when_it_is_delivered_again(town: Town) -> None:
    TROUBLE.append(asyncio.CancelledError())  # as where a process ends
    await town.begin(town.process(), room="r2")
    with pytest.raises(asyncio.CancelledError):
        await town.say(town.process(), "27 November", "m1")
    meanwhile = await town.say(town.process(), "again", "m2")
    done = await town.say(town.process(), "27 November", "m1")
    told = await town.say(town.process(), "27 November", "m1")

    assert "I am at it" in meanwhile.headline
    assert "Taken." == done.headline
    assert "I took that in before" in told.headline
    assert 1 == len(DONE)


@pytest.mark.parametrize(("later", "done"), [(180, False), (181, True)])
async def test_what_a_process_that_ended_had_begun_may_be_tried_again_after_three_minutes(town: Town, later: int, *, done: bool) -> None:
    TROUBLE.append(asyncio.CancelledError())  # as where a process ends
    await town.begin(town.process(), room="r2")
    with pytest.raises(asyncio.CancelledError):
        await town.say(town.process(), "27 November", "m1")
    town.clock.go(seconds=later)
    reply = await town.say(town.process(), "again", "m2")

    assert done == ("Taken." == reply.headline)
    assert done == bool(DONE)


def test_what_may_still_go_on_is_not_carried_out_beside_it() -> None:
    longest = timedelta(seconds=SECONDS + TELLING_SECONDS)

    assert longest < BUSY


async def test_where_the_register_fails_another_process_tries_again_with_what_was_said(town: Town) -> None:
    TROUBLE.append(StoreError("The disk is full. Nothing was changed; make room and try again."))
    await town.begin(town.process(), room="r2")
    failed = await town.say(town.process(), "27 November")
    done = await town.say(town.process(), "again")

    assert "“again”" in failed.headline
    assert "Taken." == done.headline


async def test_what_was_asked_for_is_told_to_have_gone_and_nothing_is_done_that_was_not_said(town: Town) -> None:
    await town.begin(town.process(), when="2026-11-27")
    GONE.append("room")
    told = await town.say(town.process(), "Quay")
    before = list(DONE)
    done = await town.say(town.process(), "again")

    assert "What I asked you for is no longer needed. I have all that I need: say “again” to go on, or “cancel”." == told.headline
    assert [] == before
    assert "Taken." == done.headline


@pytest.mark.parametrize(
    ("gone", "says", "headline"),
    [("r1", "2", "The choices have changed since I showed them. Pick again."), ("r1", "Quay", "By when?"), ("", "2", "By when?")],
)
async def test_a_number_means_what_it_meant_when_it_was_shown(town: Town, gone: str, says: str, headline: str) -> None:
    await town.begin(town.process())
    GONE.append(gone)
    reply = await town.say(town.process(), says)

    assert headline == reply.headline


async def test_what_can_not_be_gone_on_with_any_more_ends_with_the_reason(town: Town) -> None:
    await town.begin(town.process())
    GONE.append("everything")
    reply = await town.say(town.process(), "Quay")

    assert "There is no such room any more." == reply.headline
    assert [None] == [row.body for row in await town.rows()]


@pytest.mark.parametrize(
    "changes", [{"form": 2}, {"task": "of_another_release"}, {"colour": "red"}, {"values": {"room": 1}}, {"options": ["soon"]}]
)
async def test_what_another_release_wrote_is_let_go_with_a_kind_word(town: Town, changes: dict[str, object]) -> None:
    await town.begin(town.process())
    body = (await town.rows())[0].body or {}
    await town.spoil(body={**body, **changes})
    told = await town.say(town.process(), "Quay")
    await town.begin(town.process())
    body = (await town.rows())[0].body or {}
    await town.spoil(body={**body, **changes})
    answered = await town.say(town.process(), QUESTION)

    assert "say again what you wanted" in told.headline
    assert (Outcome.ANSWER, True) == (answered.outcome, "say again what you wanted" in answered.points[-1])
    assert [None] == [row.body for row in await town.rows()]


@pytest.mark.parametrize(("later", "open_still"), [(60, True), (61, False)])
async def test_a_question_lapses_after_an_hour_and_every_word_of_it_goes(town: Town, later: int, *, open_still: bool) -> None:
    await town.begin(town.process())
    town.clock.go(minutes=later)
    gone = await forget_lapsed(town.store, town.clock())
    reply = await town.say(town.process(), "Quay")

    assert (0 if open_still else 1) == gone
    assert open_still == ("By when?" == reply.headline)


async def test_every_sweep_removes_what_lapsed(town: Town) -> None:
    await town.begin(town.process())
    await sweep_once(town.desk, Postbox(), "one")
    before = await town.count(ConversationRow)
    town.clock.go(minutes=61)
    await sweep_once(town.desk, Postbox(), "one")

    assert (1, 0) == (before, await town.count(ConversationRow))


@pytest.mark.parametrize("ends", [("yes", "skip", "skip"), ("no",), ("cancel",)])
async def test_the_words_of_a_complaint_stay_no_longer_than_the_conversation(town: Town, ends: tuple[str, ...]) -> None:
    town.who = await elect(town.desk, HERE, "dana.reed", name="Dana Reed")
    said = "I want to complain that a planning officer shouted at me"
    reply = await town.say(town.process(), said)
    held = [row.body for row in await town.rows()]
    while not reply.attachments:  # until the letter is there
        answer = next(button.says for button in reply.buttons if button.says not in {"cancel", "skip"})
        reply = await town.say(town.process(), answer)
    last = [await town.say(town.process(), text) for text in ends][-1]
    async with town.store.read() as session:
        audited = [str(row.details) for row in await session.scalars(select(AuditRow))]

    assert "shouted" in str(held)
    assert [None] == [row.body for row in await town.rows()]
    assert Audience.DIRECT is last.audience
    assert int(ends[0] == "yes") == await town.count(ComplaintRow)
    assert "shouted" not in str(audited)


async def test_whoever_leaves_or_is_erased_leaves_no_conversation_behind(town: Town) -> None:
    clerk = await hire(town.desk, HERE, "clerk", roles=["democratic_services"])
    await town.begin(town.process())
    await leave(town.desk, clerk, "priya.nair")
    left = await town.count(ConversationRow)
    town.who = await hire(town.desk, HERE, "tom.reed")
    await town.begin(town.process())
    async with town.store.write() as session:
        await session.execute(delete(PersonRow).where(PersonRow.key == "tom.reed"))

    assert (0, 0) == (left, await town.count(ConversationRow))


async def test_a_button_belongs_to_its_question_whichever_process_it_reaches(town: Town) -> None:
    asked = await town.begin(town.process())
    elsewhere = await town.process().reply(replace(town.message("Quay"), answers="another"))
    pressed = await town.process().reply(replace(town.message("Quay"), answers=asked.asks))
    again = await town.process().reply(replace(town.message("Quay"), answers=asked.asks))

    assert ["nothing_open", "take_test_room", "nothing_open"] == [reply.intent for reply in (elsewhere, pressed, again)]
    assert "By when?" == pressed.headline


@pytest.mark.parametrize("trouble", [CaseError("That day is a bank holiday.", field="when"), CaseError("The house is shut.")])
async def test_a_form_that_can_not_be_taken_leaves_the_question_open_that_it_would_have_answered(town: Town, trouble: CaseError) -> None:
    await town.begin(town.process(), room="r1")
    TROUBLE.append(trouble)
    form = replace(town.message(""), answers="")
    refused = await town.process().submit(form, "take_test_room", {"room": "r1", "when": "2026-12-25"})
    done = await town.say(town.process(), "27 November")

    assert str(trouble) in refused.headline
    assert "Taken." == done.headline
    assert [{"room": "r1", "when": "2026-11-27"}] == DONE


async def test_what_a_form_asks_for_is_not_asked_in_the_conversation_too(town: Town) -> None:
    reply = await town.process().submit(replace(town.message(""), answers=""), "take_test_room", {"room": "r1"})

    assert "By when?" == reply.headline
    assert [] == await town.rows()


async def test_two_people_in_one_place_never_answer_each_others_questions(town: Town) -> None:
    await town.begin(town.process())
    town.who = await hire(town.desk, HERE, "tom.reed")
    reply = await town.say(town.process(), "Quay")

    assert "By when?" != reply.headline


async def test_a_conversation_goes_on_elsewhere_and_begins_anew_where_it_came_from(town: Town) -> None:
    here = town.message("Quay")
    there = replace(here, conversation="alone")
    await town.begin(town.process())
    await town.process().submit(there, "take_test_room", {"when": "2026-11-27"})
    await town.process().goes_on(here, "alone")
    anew, answered = await town.process().reply(here), await town.process().reply(there)

    assert "By when?" == answered.headline
    assert Outcome.DECLINE is anew.outcome
    assert ["alone"] == [row.whose.split("#")[0] for row in await town.rows()]


@pytest.mark.parametrize("kept_in", [InMemory, InRegister])
async def test_whoever_read_an_older_version_changes_nothing(town: Town, kept_in: type[InMemory | InRegister]) -> None:
    assert town.who is not None
    its: Conversations = InMemory() if kept_in is InMemory else InRegister(town.store)
    now, person = town.clock(), town.who.id
    told = [await its.write("a", person, Kept(version, now, {"n": n})) for n, version in enumerate((2, 1, 1, 2, 2, 3))]
    await its.move("a", "b")
    moved = await its.read("b")

    assert [False, True, False, True, False, True] == told
    assert (None, Kept(4, now, {"n": 5})) == (await its.read("a"), moved)
    assert not await its.write("b", person, Kept(4, now))


async def test_a_conversation_goes_on_elsewhere_though_another_process_begins_one_there_in_this_moment(town: Town) -> None:
    assert town.who is not None
    its, now = InRegister(town.store), town.clock()
    await its.write("a", town.who.id, Kept(1, now, {"n": 1}))
    async with town.store.write() as session:
        session.add(ConversationRow(whose="b", person_id=town.who.id, version=7, body={"n": 2}, at=now))
        await session.flush()
        moving = asyncio.ensure_future(its.move("a", "b"))
        await asyncio.wait([moving], timeout=0.4)  # as far as it comes before that is committed
    await moving

    assert (None, Kept(8, now, {"n": 1})) == (await its.read("a"), await its.read("b"))


async def test_where_nothing_is_open_a_conversation_stays_as_it_is(town: Town) -> None:
    there = replace(town.message("Quay"), conversation="alone")
    await town.process().submit(there, "take_test_room", {})
    await town.process().goes_on(town.message(""), "alone")

    assert "By when?" == (await town.process().reply(there)).headline


async def test_a_message_without_an_open_question_costs_one_row_by_its_key(town: Town) -> None:
    store = open_store(town.store.engine.url.render_as_string(hide_password=False))
    assistant = Assistant(town.library, town.interpreter, Desk(store, town.library, town.clock), conversations=InRegister(store))
    asked: list[str] = []
    event.listen(store.engine.sync_engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    await assistant.reply(town.message(QUESTION))
    own = [statement for statement in asked if "conversations" in statement]
    await store.close()

    assert 1 == len(own)
    assert own[0].startswith("SELECT")
    assert "WHERE conversations.whose = " in own[0]
    assert [] == await town.rows()


async def test_a_lapsed_question_of_another_release_costs_nothing_but_itself(town: Town) -> None:
    await town.begin(town.process())
    await town.spoil(body={"form": 0}, at=town.clock() - timedelta(hours=2))
    reply = await town.say(town.process(), QUESTION)

    assert "say again what you wanted" not in reply.text
