"""Teams takes some 28 KB of a message: whatever it is written in, and whatever stands beside it, it is sent as small as it was measured."""

from __future__ import annotations

import json

import pytest
from teams_activities import BOT, PERSONAL, TENANT, said
from teams_connector import FakeConnector
from teams_endpoint import Endpoint, insecure, served
from teams_schema import LARGEST

from bot.channels.teams.cards.form import Shown, form_card
from bot.channels.teams.cards.message import message
from bot.channels.teams.cards.parts import BYTES, line, run, weight
from bot.channels.teams.cards.settled import for_each
from bot.channels.teams.framework.adapter import Framework
from bot.channels.teams.ports import Answer, Arrival, Outgoing, Reference, Scope
from bot.dialog.fields import LONGEST, Field
from bot.reply import Button, Form, Reply
from intents.understanding import Outcome

LETTERS = ["a", "é", "“", "💡"]
FIELDS = tuple(Field(name, name, "What was it?") for name in ("said", "reason", "action", "note", "text"))


def long_reply(letter: str) -> Reply:
    return Reply(Outcome.ANSWER, "any", "Much to say", points=tuple(letter * 200 for _ in range(200)))


async def nobody(_: Arrival) -> Answer:
    return Answer()


@pytest.mark.parametrize("letter", LETTERS)
async def test_a_long_message_in_any_letters_is_within_what_teams_takes(letter: str) -> None:
    framework, reply = Framework(insecure(), nobody), long_reply(letter)
    async with FakeConnector() as teams:
        chat = Reference(TENANT, teams.url, PERSONAL, Scope.PERSONAL, BOT)
        await framework.wire.send(chat, Outgoing(reply.text, message(reply)))
        await framework.close()

    assert [] == teams.problems
    assert message(reply) == teams.sent[0].card


async def test_half_of_a_pair_that_stands_alone_is_sent_as_a_question_mark() -> None:
    framework = Framework(insecure(), nobody)
    async with FakeConnector() as teams:
        await framework.wire.send(Reference(TENANT, teams.url, PERSONAL, Scope.PERSONAL, BOT), Outgoing("a \ud83d b"))
        await framework.close()

    assert "a ? b" == teams.sent[0].activity["text"]


@pytest.mark.parametrize("letter", LETTERS)
async def test_a_long_answer_where_teams_waits_is_within_it_too(letter: str) -> None:
    card = message(long_reply(letter))
    async with served(insecure()) as endpoint:
        endpoint.receiver.answer = Answer(200, {"statusCode": 200, "value": card})
        answer = await _asked(endpoint)

    assert len(answer.encode()) < LARGEST
    assert card == json.loads(answer)["value"]


async def _asked(endpoint: Endpoint) -> str:
    action = {"action": {"type": "Action.Execute", "verb": "say", "data": {}}}
    body = said("http://127.0.0.1:1/", "", type="invoke", name="adaptiveCard/action", value=action)
    return (await endpoint.post(body)).text


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("dialog", [True, False])
def test_a_form_that_comes_back_full_is_within_it_and_says_where_something_was_cut(letter: str, *, dialog: bool) -> None:
    given = {one.name: letter * LONGEST for one in FIELDS}

    card = form_card(Form("route_complaint", "A record", FIELDS, {}), {}, Shown(dialog, given=given))

    whole = json.dumps(card, ensure_ascii=False).count(letter * LONGEST) == len(FIELDS)
    assert weight(card) <= BYTES
    assert whole != ("only its beginning is left" in json.dumps(card))
    assert whole == (weight(given) < BYTES)


def test_a_result_above_a_form_is_left_out_before_anything_that_was_filled_in() -> None:
    given = {one.name: "x" * LONGEST for one in FIELDS}
    above = [line(run("y" * 1_000)) for _ in range(23)]

    card = form_card(Form("route_complaint", "A record", FIELDS, {}), {}, Shown(given=given, above=above))

    assert weight(card) <= BYTES
    assert len(FIELDS) == json.dumps(card).count("x" * LONGEST)
    assert "the rest is left out" in json.dumps(card)


def test_a_card_of_a_channel_keeps_room_for_those_who_see_their_own() -> None:
    buttons = tuple(Button(f"Show ENQ-{number}", f"show ENQ-{number}") for number in range(30))
    reply = Reply(Outcome.ANSWER, "reminder", "Much", points=tuple("a" * 200 for _ in range(200)), buttons=buttons)

    card = for_each(reply, "show ENQ-1", [f"29:{number:0>90}" for number in range(60)], {})

    assert weight(card) <= BYTES
    assert 60 == len(card["refresh"]["userIds"])
