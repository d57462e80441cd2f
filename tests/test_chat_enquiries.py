"""Enquiries in conversation: what an officer or a member types, and what comes of it."""

from __future__ import annotations

import pytest
from chatting import Chat, facts
from conftest import SetClock

from bot.assistant import Assistant
from bot.casework.desk import Desk
from bot.reply import Audience
from bot.store.database import Store
from intents.interpreter import Interpreter
from protocol_data.basics import Reader
from protocol_data.library import Library


async def test_an_enquiry_is_logged_from_one_sentence_with_its_due_date_and_clause(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    reply = await chat.say(officer, "log an enquiry from Cllr Shah about flooding on the seafront, came in yesterday")

    assert "Logged as ENQ-1. An answer is due by the end of Friday 4 December 2026." == reply.headline
    assert "Sunday 22 November 2026" in facts(reply)["Received"]
    assert "9.1.5" == reply.citations[0].clause
    assert Audience.EPHEMERAL is reply.audience


async def test_what_is_missing_is_asked_for_before_anything_is_logged(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    asked = await chat.say(officer, "log an enquiry about the pier lights")
    logged = await chat.say(officer, "Cllr Shah")

    assert "Which councillor asked?" == asked.headline
    assert logged.headline.startswith("Logged as ENQ-1")


async def test_the_same_message_delivered_twice_is_one_enquiry(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    text = "log an enquiry from Cllr Shah about bins"
    first = await chat.say(officer, text, origin="slack:1")
    again = await chat.say(officer, text, origin="slack:1")

    assert first.headline.startswith("Logged as ENQ-1. An answer is due")
    assert (first.headline, first.points) == (again.headline, again.points)


@pytest.mark.parametrize(("minutes", "already"), [(59, False), (61, True)])
async def test_a_message_that_comes_again_later_or_from_somebody_else_is_told_what_was_logged(
    chat: Chat, *, minutes: int, already: bool
) -> None:
    officer = await chat.person("southend", "Priya Nair")
    keeper = await chat.person("southend", "Sal Vice", roles=["democratic_services"])
    text = "log an enquiry from Cllr Shah about bins"
    await chat.say(officer, text, origin="slack:1")
    chat.clock.go(minutes=minutes)
    own, other = [(await chat.say(person, text, origin="slack:1")).headline for person in (officer, keeper)]

    assert already == ("That was logged already, as ENQ-1." == own)
    assert "That was logged already, as ENQ-1." == other


@pytest.mark.parametrize("council", ["county", "district", "leeds"])
async def test_where_the_protocol_sets_no_number_none_is_invented(chat: Chat, council: str) -> None:
    officer = await chat.person(council, "Priya Nair")
    reply = await chat.say(officer, "log an enquiry from Cllr Shah about bins")

    assert "sets no number of days" in reply.headline
    assert "none was agreed" in facts(reply)["Due"]


async def test_a_local_target_is_shown_as_local(library: Library, interpreter: Interpreter, sqlite_store: Store, clock: SetClock) -> None:
    chat = Chat(Assistant(library, interpreter, Desk(sqlite_store, library, clock, local_target=8)), sqlite_store, clock)
    officer = await chat.person("leeds", "Priya Nair")
    reply = await chat.say(officer, "log an enquiry from Cllr Shah about bins")

    assert "Thursday 3 December 2026 (this council's local target; the protocol sets no number), day 0 of 8" == facts(reply)["Due"]


async def test_a_holding_reply_asks_for_what_this_council_requires(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    await chat.say(officer, "log an enquiry from Cllr Shah about bins")
    asked = [
        (await chat.say(officer, text)).headline
        for text in ("holding reply for ENQ-1", "the surveyor is ill", "a colleague goes on Friday")
    ]
    held = await chat.say(officer, "11 December")

    assert ["What is the reason for the delay?", "What is being done about it?", "By when will the answer come?"] == asked
    assert "Friday 11 December 2026 (promised in the holding reply)" == facts(held)["Due"]
    assert "9.1.7" == held.citations[0].clause


async def test_a_holding_reply_takes_name_and_phone_from_the_directory(chat: Chat) -> None:
    officer = await chat.person("exeter", "Priya Nair", phone="01632 960001")
    await chat.say(officer, "log an enquiry from Cllr Shah about bins")
    asked = await chat.say(officer, "holding reply for ENQ-1")

    assert "By when will the full reply come?" == asked.headline
    assert ("Priya Nair", "01632 960001") == (facts(asked)["Officer"], facts(asked)["Phone"])


async def test_a_promised_day_that_is_no_working_day_is_refused_and_asked_for_again(chat: Chat) -> None:
    officer = await chat.person("exeter", "Priya Nair", phone="01632 960001")
    await chat.say(officer, "log an enquiry from Cllr Shah about bins")
    await chat.say(officer, "holding reply for ENQ-1")
    refused = await chat.say(officer, "25 December")
    held = await chat.say(officer, "29 December")

    assert "is no working day (Christmas Day). The next one is Tuesday 29 December 2026" in refused.headline
    assert "Tuesday 29 December 2026" in facts(held)["Due"]


async def test_an_enquiry_of_others_is_not_there(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    stranger = await chat.person("southend", "Tom Reed")
    elsewhere = await chat.person("leeds", "Ann Poe", roles=["monitoring_officer"])
    await chat.say(officer, "log an enquiry from Cllr Shah about bins")

    for person in (stranger, elsewhere):
        assert "There is no ENQ-1 among the enquiries that you can see" in (await chat.say(person, "show ENQ-1")).headline


async def test_a_member_sees_their_own_and_closes_it_without_a_reason(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    member = await chat.person("southend", "Amir Shah", Reader.MEMBER)
    await chat.say(officer, "log an enquiry from Cllr Shah about bins")
    mine = await chat.say(member, "which of my enquiries are still outstanding?")
    closed = await chat.say(member, "close ENQ-1")

    assert "Your open enquiries: 1." == mine.headline
    assert "ENQ-1 is closed." == closed.headline


async def test_closing_twice_says_when_it_was_closed(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    await chat.say(officer, "log an enquiry from Cllr Shah about bins")
    asked = await chat.say(officer, "close ENQ-1")
    await chat.say(officer, "the member withdrew it")
    again = await chat.say(officer, "close ENQ-1")

    assert "Why is it closed all the same?" in asked.headline
    assert "ENQ-1 was closed on Monday 23 November 2026 already" in again.headline


async def test_an_enquiry_is_found_by_words_of_its_subject(chat: Chat) -> None:
    officer = await chat.person("district", "Priya Nair")
    member = await chat.person("district", "Amir Shah", Reader.MEMBER)
    await chat.say(officer, "log an enquiry from Cllr Shah about noise at the pub")
    reply = await chat.say(member, "what's happening with the noise one I raised last week about the pub")

    assert reply.headline.startswith("ENQ-1: due")


async def test_the_history_tells_who_did_what_when(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    await chat.say(officer, "log an enquiry from Cllr Shah about bins")
    chat.clock.go(days=1)
    await chat.say(officer, "mark 1 as acknowledged please, I rang the councillor at lunchtime")
    reply = await chat.say(officer, "history of ENQ-1")

    assert 2 == len(reply.points)
    assert "Tuesday 24 November 2026: Acknowledged, by Priya Nair" in reply.points[1]


async def test_a_constituents_complaint_leaves_the_clock_and_names_the_clause(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    await chat.say(officer, "log an enquiry from Cllr Shah about bins")
    reply = await chat.say(officer, "ENQ-1 is a constituent's complaint")

    assert "its clock here has stopped" in reply.headline
    assert "[9.1.8]" in reply.points[0]


async def test_a_message_that_is_delivered_twice_changes_an_enquiry_once(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    await chat.say(officer, "log an enquiry from Cllr Shah about bins")
    for _ in range(2):
        await chat.say(officer, "note on ENQ-1: rang the contractor", origin="slack:7")

    assert 2 == len((await chat.say(officer, "history of ENQ-1")).points)


@pytest.mark.parametrize("number", ["ENQ-1", "enq 1", "#1", "1"])
async def test_a_number_said_alone_answers_the_question_for_it(chat: Chat, number: str) -> None:
    officer = await chat.person("southend", "Priya Nair")
    await chat.say(officer, "log an enquiry from Cllr Shah about bins")
    asked = await chat.submit(officer, "acknowledge_enquiry", {})
    reply = await chat.say(officer, number)

    assert ("Which enquiry? Give its number, for example ENQ-12.", "ENQ-1 is acknowledged.") == (asked.headline, reply.headline)


async def test_a_number_said_alone_where_a_day_is_asked_for_shows_the_enquiry(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    await chat.say(officer, "log an enquiry from Cllr Shah about bins")
    await chat.say(officer, "extend ENQ-1")

    assert (await chat.say(officer, "ENQ-1")).headline.startswith("ENQ-1: due Monday 7 December 2026")
