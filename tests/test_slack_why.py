"""“Why?” under an answer in a channel: whoever can read the answer may ask, and nobody learns what went to another alone."""

from __future__ import annotations

from typing import Any

import pytest
from slack_council import CHANNEL, MEMBER, OFFICER, STRANGER, SlackCouncil, everything
from slack_server import Call
from slack_town import OPEN, PRIVATE

THREAD = "1795329560.000100"


async def asked(town: SlackCouncil, question: str = OPEN, thread: str = THREAD) -> Call:
    """Ask as a member, in a thread of the channel; give what was answered."""
    await (await town.as_(MEMBER)).mention(question, thread=thread)
    return (await town.shown())[-1]


def message_of(answer: Call) -> dict[str, Any]:
    return {
        "ts": answer.answer["ts"],
        "thread_ts": answer.args["thread_ts"],
        "channel": CHANNEL,
        "text": answer.args["text"],
        "blocks": answer.args["blocks"],
    }


@pytest.mark.parametrize("who", [OFFICER, STRANGER])
async def test_whoever_asks_why_in_the_thread_is_told_the_reasons_alone_and_not_the_askers_words(town: SlackCouncil, who: str) -> None:
    await asked(town)

    await (await town.as_(who)).mention("why?", thread=THREAD)
    told = (await town.shown())[-1]

    assert ("chat.postEphemeral", who) == (told.method, told.args["user"])
    assert "This is what I went by" in told.args["text"]
    assert "Clause 9.1.5" in told.args["text"]
    assert "I read" not in told.args["text"]
    assert OPEN.rstrip("?") not in told.args["text"]


async def test_whoever_presses_why_under_an_answer_is_told_the_reasons_of_that_one(town: SlackCouncil) -> None:
    first = await asked(town)
    later = await asked(town, "what does 9.1.7 say?")
    assert ["chat.postMessage"] * 2 == [first.method, later.method]

    await (await town.as_(OFFICER)).press("say:1", "why?", message=message_of(first))
    told = (await town.shown())[-1]

    assert "response_url" == told.method
    assert "Clause 9.1.5" in told.args["text"]


async def test_the_button_of_an_earlier_answer_explains_that_one_to_who_asked_both(town: SlackCouncil) -> None:
    first = await asked(town)
    await asked(town, "what does 9.1.7 say?")
    button = next(its for block in first.args["blocks"] for its in block.get("elements", ()) if its.get("value", "").startswith("why?"))

    await (await town.as_(MEMBER)).press(button["action_id"], button["value"], message=message_of(first))
    told = (await town.shown())[-1]

    assert "Clause 9.1.5" in told.args["text"]
    assert "9.1.7" not in told.args["text"]


async def test_who_asked_is_told_what_was_read_of_their_words_as_before(town: SlackCouncil) -> None:
    await asked(town)

    await (await town.as_(MEMBER)).mention("why?", thread=THREAD)

    assert "I read" in (await town.last("chat.postEphemeral"))["text"]


async def test_of_several_answers_in_a_thread_the_newest_is_explained(town: SlackCouncil) -> None:
    await asked(town)
    await asked(town, "what does 9.1.7 say?")

    await (await town.as_(OFFICER)).mention("why?", thread=THREAD)

    assert "9.1.7" in (await town.last("chat.postEphemeral"))["text"]


async def test_what_went_to_the_asker_alone_is_explained_to_nobody_else(town: SlackCouncil) -> None:
    answer = await asked(town, PRIVATE)
    assert "chat.postEphemeral" == answer.method

    await (await town.as_(OFFICER)).mention("why?", thread=THREAD)
    told = (await town.shown())[-1]

    assert "chat.postEphemeral" == told.method
    assert "This is what I went by" not in told.args["text"]
    assert "complain" not in everything([told])


async def test_an_answer_in_another_thread_is_not_explained(town: SlackCouncil) -> None:
    await asked(town)

    await (await town.as_(OFFICER)).mention("why?", thread="1795329999.000100")

    assert "This is what I went by" not in (await town.shown())[-1].args["text"]


async def test_a_question_of_ones_own_in_the_thread_is_answered_as_one(town: SlackCouncil) -> None:
    await asked(town)

    await (await town.as_(OFFICER)).mention("why must a letter from a councillor be answered soon?", thread=THREAD)

    assert "This is what I went by" not in (await town.shown())[-1].args["text"]
