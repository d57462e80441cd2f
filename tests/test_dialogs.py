"""A task asks for what it lacks, one thing at a time, and does nothing before it has everything."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from conftest import SetClock

from bot.assistant import Assistant
from bot.casework.desk import Desk
from bot.casework.errors import CaseError
from bot.casework.person import Person
from bot.dialog.fields import Field, Kind
from bot.dialog.tasks import Setting, Values, task
from bot.message import Message
from bot.reply import Audience, Reply
from bot.store.database import Store, StoreError
from intents.interpreter import Interpreter
from intents.understanding import Outcome
from protocol_data.basics import Reader
from protocol_data.library import Library

DONE: list[dict[str, str]] = []
FAIL: list[Exception] = []


async def needs(_setting: Setting, _values: Values) -> Sequence[Field]:
    return (
        Field("subject", "Subject", "What is it about?"),
        Field("when", "When", "By when?", Kind.DATE),
        Field("urgent", "Urgent", "Is it urgent?", Kind.YES_NO, required=False, asked=False),
    )


@task("book_test_room", "Book a room", needs)
async def book(_setting: Setting, values: Values) -> Reply:
    if FAIL:
        raise FAIL.pop()
    DONE.append(dict(values))
    return Reply(Outcome.ACTION, "book_test_room", "Booked.")


@task("whisper_test", "Whisper", needs, private=True)
async def whisper(_setting: Setting, _values: Values) -> Reply:
    return Reply(Outcome.ACTION, "whisper_test", "Heard.")


class Desked:
    """A conversation with a desk behind it."""

    def __init__(self, assistant: Assistant, clock: SetClock, person: Person | None) -> None:
        self._assistant, self._clock, self._person = assistant, clock, person

    async def say(self, text: str) -> Reply:
        return await self._assistant.reply(Message(text, "southend", Reader.OFFICER, self._clock(), "test", self._person))

    async def begin(self, name: str, values: dict[str, str] | None = None) -> Reply:
        message = Message("", "southend", Reader.OFFICER, self._clock(), "test", self._person)
        return await self._assistant.submit(message, name, values or {})


@pytest.fixture
def talk(library: Library, interpreter: Interpreter, sqlite_store: Store, clock: SetClock) -> Desked:
    DONE.clear()
    FAIL.clear()
    person = Person(1, "southend", "p.nair", "Priya Nair", Reader.OFFICER)
    return Desked(Assistant(library, interpreter, Desk(sqlite_store, library, clock)), clock, person)


async def test_what_is_missing_is_asked_for_in_order_and_then_it_is_done(talk: Desked) -> None:
    first = await talk.begin("book_test_room")
    second = await talk.say("the pier works")
    last = await talk.say("Friday")

    assert ["What is it about?", "By when?", "Booked."] == [first.headline, second.headline, last.headline]
    assert [{"subject": "the pier works", "when": "2026-11-27"}] == DONE


async def test_what_is_known_is_shown_with_the_weekday_and_not_asked_again(talk: Desked) -> None:
    reply = await talk.begin("book_test_room", {"when": "2026-11-27"})

    assert "What is it about?" == reply.headline
    assert [("When", "Friday 27 November 2026")] == [(fact.label, fact.value) for fact in reply.facts]


async def test_cancelling_leaves_nothing(talk: Desked) -> None:
    await talk.begin("book_test_room")
    reply = await talk.say("never mind")

    assert "Nothing was recorded" in reply.headline
    assert [] == DONE


async def test_back_asks_for_the_last_answer_again(talk: Desked) -> None:
    await talk.begin("book_test_room")
    await talk.say("the peer works")
    reply = await talk.say("back")

    assert "What is it about?" == reply.headline


async def test_a_date_with_two_meanings_is_offered_and_picked_by_number(talk: Desked) -> None:
    await talk.begin("book_test_room", {"subject": "x"})
    asked = await talk.say("Monday")
    await talk.say("2")

    assert ("1. Monday 23 November 2026", "2. Monday 30 November 2026") == asked.points
    assert "2026-11-30" == DONE[0]["when"]


async def test_a_question_in_between_is_answered_and_the_open_one_kept(talk: Desked) -> None:
    await talk.begin("book_test_room", {"subject": "x"})
    between = await talk.say("how many working days do I have to answer a councillor's enquiry?")
    await talk.say("3 December")

    assert Outcome.ANSWER is between.outcome
    assert "9.1.5" == between.citations[0].clause
    assert "Still open: " in between.points[-1]
    assert "2026-12-03" == DONE[0]["when"]


async def test_an_answer_that_cannot_be_read_is_asked_for_again_with_an_example(talk: Desked) -> None:
    await talk.begin("book_test_room", {"subject": "x"})
    reply = await talk.say("sometime")

    assert "Type it like this" in reply.headline
    assert [] == DONE


async def test_a_value_that_is_refused_is_asked_for_again_and_the_rest_kept(talk: Desked) -> None:
    FAIL.append(CaseError("That day is a bank holiday.", field="when"))
    await talk.begin("book_test_room", {"subject": "x"})
    refused = await talk.say("Friday")
    await talk.say("3 December")

    assert "That day is a bank holiday. By when?" == refused.headline
    assert [{"subject": "x", "when": "2026-12-03"}] == DONE


async def test_when_the_database_fails_what_was_said_is_kept_for_another_try(talk: Desked) -> None:
    FAIL.append(StoreError("The disk is full. Nothing was changed; make room and try again."))
    await talk.begin("book_test_room", {"subject": "x"})
    failed = await talk.say("Friday")
    await talk.say("again")

    assert "again" in failed.headline
    assert [{"subject": "x", "when": "2026-11-27"}] == DONE


async def test_nothing_of_a_private_task_is_for_the_channel(talk: Desked) -> None:
    asked = await talk.begin("whisper_test")
    told = await talk.begin("whisper_test", {"subject": "x", "when": "2026-11-27"})

    assert [Audience.DIRECT, Audience.DIRECT] == [asked.audience, told.audience]


async def test_a_stranger_is_told_so_and_nothing_is_begun(
    library: Library, interpreter: Interpreter, sqlite_store: Store, clock: SetClock
) -> None:
    stranger = Desked(Assistant(library, interpreter, Desk(sqlite_store, library, clock)), clock, None)
    reply = await stranger.say("reopen ENQ-3, it leaks")
    answered = await stranger.say("how many working days do I have to answer a councillor's enquiry?")

    assert "don't know who you are" in reply.headline
    assert Outcome.ANSWER is answered.outcome
