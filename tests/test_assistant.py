"""Conversations with the whole bot."""

from __future__ import annotations

import importlib

import pytest
from conftest import NOON, Talk

from bot.assistant import Assistant
from bot.handlers.registry import handles, unhandled
from bot.message import Message
from intents.decision import calibration
from intents.interpreter import Interpreter
from intents.understanding import Outcome
from protocol_data.basics import Reader
from protocol_data.library import Library


async def test_an_answer_leads_with_what_is_needed_and_cites_clause_and_edition(assistant: Assistant) -> None:
    reply = await Talk(assistant, "southend").say("how long until officers have to answer my enquiry?")

    assert Outcome.ANSWER is reply.outcome
    assert "10 working days" in reply.headline
    assert reply.citations[0].clause == "9.1.5"
    assert "Clause 9.1.5, Protocol on Councillor / Officer Relations (Part 5(d))" in reply.text
    assert "revised after the review of 2020" in reply.text


async def test_every_clause_that_a_lead_rests_on_is_cited(assistant: Assistant) -> None:
    reply = await Talk(assistant, "southend").say("how long until officers have to answer my enquiry?")

    assert "writing" in reply.headline
    assert "9.1.7" in [citation.clause for citation in reply.citations]


async def test_a_protocol_without_a_number_of_days_is_said_to_have_none(assistant: Assistant) -> None:
    reply = await Talk(assistant, "leeds").say("how long must an officer take to answer me?")

    assert "no number of days" in reply.headline


async def test_a_clause_that_names_abolished_law_is_shown_with_a_note(assistant: Assistant) -> None:
    reply = await Talk(assistant, "leeds").say("clause 24.1")

    assert "abolished in 2012" in reply.text


async def test_a_refusal_says_why_and_whom_to_ask(assistant: Assistant) -> None:
    silent = await Talk(assistant, "district").say("should I cc the other ward members when I write back to one of them")
    bins = await Talk(assistant, "exeter").say("when is the tip open on sunday")

    assert Outcome.DECLINE is silent.outcome
    assert "Head of Legal and Democratic Services (Monitoring Officer)" in silent.text
    assert "customer services" in bins.text
    assert () == silent.citations == bins.citations


async def test_and_for_officers_asks_the_same_for_the_other_reader(assistant: Assistant) -> None:
    talk = Talk(assistant, "southend")
    first = await talk.say("how long until officers have to answer my enquiry?")
    second = await talk.say("and for officers?")

    assert first.citations[0] == second.citations[0]
    assert first.headline.startswith("You should be sent")
    assert second.headline.startswith("You should send")


async def test_what_about_another_council_asks_the_same_of_its_protocol(assistant: Assistant) -> None:
    talk = Talk(assistant, "southend")
    await talk.say("how long until officers have to answer my enquiry?")
    reply = await talk.say("what about Exeter?")

    assert reply.citations[0].council == "exeter"
    assert "five working days" in reply.text


async def test_a_clause_is_looked_up_in_the_protocol_that_was_talked_of_last(assistant: Assistant) -> None:
    talk = Talk(assistant, "southend")
    await talk.say("how long until officers have to answer my enquiry?")
    await talk.say("what about Leeds?")
    reply = await talk.say("what does 17.6 say?")

    assert (reply.citations[0].council, reply.citations[0].clause) == ("leeds", "17.6")


async def test_why_shows_what_matched_and_how_sure_the_bot_is(assistant: Assistant) -> None:
    talk = Talk(assistant, "southend")
    await talk.say("how long until officers have to answer my enquiry?")
    labels = [fact.label for fact in (await talk.say("why?")).facts]

    assert "I read" in labels
    assert any(label.startswith("Clause 9.1.5") for label in labels)
    assert "First clause right" in labels


async def test_a_follow_up_without_anything_before_it_says_so(assistant: Assistant) -> None:
    reply = await Talk(assistant, "southend").say("why?")

    assert Outcome.DECLINE is reply.outcome


async def test_one_conversation_does_not_hear_another(assistant: Assistant) -> None:
    await Talk(assistant, "southend", conversation="one").say("how long until officers have to answer my enquiry?")
    reply = await Talk(assistant, "southend", conversation="two").say("and for officers?")

    assert Outcome.DECLINE is reply.outcome
    assert "Nothing was asked before" in reply.text


async def test_a_question_that_names_a_council_is_a_question_of_its_own(assistant: Assistant) -> None:
    talk = Talk(assistant, "leeds")
    await talk.say("how long must an officer take to answer me?")
    reply = await talk.say("what does Leeds say about the press?")

    assert {citation.clause.split(".")[0] for citation in reply.citations[:1]} == {"18"}


async def test_a_council_or_role_chosen_since_wins_over_the_one_talked_of(assistant: Assistant) -> None:
    talk = Talk(assistant, "southend")
    await talk.say("how long until officers have to answer my enquiry?")
    talk.council = "leeds"
    reply = await talk.say("and for officers?")

    assert {"leeds"} == {citation.council for citation in reply.citations}


async def test_when_unsure_the_bot_offers_two_to_four_choices_and_a_number_picks_one(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    sure = calibration(words_alone=False)
    never_sure = sure.model_copy(update={"sure": sure.sure.model_copy(update={"threshold": 1.0})})
    monkeypatch.setattr("intents.understanding.calibration", lambda **_: never_sure)
    talk = Talk(assistant, "southend")
    reply = await talk.say("can an officer come to our group and advise us")
    again = await talk.say("9")
    picked = await talk.say("#2")

    assert Outcome.CLARIFY is reply.outcome
    assert again == reply
    assert 2 <= len(reply.choices) <= 4
    assert all(choice.label for choice in reply.choices)
    assert reply.choices[1].citation == picked.citations[0]


async def test_a_number_that_was_not_offered_picks_nothing(assistant: Assistant) -> None:
    talk = Talk(assistant, "southend")
    await talk.say("how long until officers have to answer my enquiry?")

    assert Outcome.ANSWER is not (await talk.say("4")).outcome


async def test_without_a_register_an_action_says_where_it_is_done_and_shows_what_was_understood(assistant: Assistant) -> None:
    reply = await Talk(assistant, "southend", Reader.OFFICER).say(
        "log an enquiry from Cllr Shah about the lights on Mill Lane, came in last Thursday"
    )

    assert "A single question records nothing" in reply.headline
    assert "Thursday 19 November 2026" in reply.text
    assert reply.action is not None
    assert reply.action.name == "log_enquiry"


async def test_an_ambiguous_date_is_asked_about(assistant: Assistant) -> None:
    reply = await Talk(assistant, "southend", Reader.OFFICER).say(
        "log an enquiry from Cllr Shah about the lights on Mill Lane, came in on 3/12"
    )

    assert "Which day do you mean by “3/12”: Wednesday 3 December 2025 or Thursday 3 December 2026?" in reply.text


async def test_switching_the_council_names_the_edition(assistant: Assistant) -> None:
    reply = await Talk(assistant, "southend").say("wrong council, switch me to leeds")

    assert reply.action is not None
    assert reply.action.slots == {"council": "leeds"}
    assert "Issue 1, May 2007" in reply.headline


async def test_help_gives_examples(assistant: Assistant) -> None:
    reply = await Talk(assistant, "exeter").say("what can you do?")

    assert reply.buttons
    assert "Ask in your own words" in reply.text


def test_every_action_of_the_catalogue_has_a_handler() -> None:
    importlib.import_module("bot.handlers.registered")  # registers the tasks

    assert set() == unhandled()


def test_an_intent_can_have_one_handler_only() -> None:
    with pytest.raises(ValueError, match="has a handler already"):
        handles("help")(lambda _: None)  # type: ignore[arg-type,return-value]


@pytest.mark.parametrize(("timezone", "day"), [(None, "Sunday 22 November 2026"), ("Pacific/Auckland", "Monday 23 November 2026")])
async def test_a_question_without_a_register_goes_by_the_timezone_that_the_deployment_set(
    library: Library, interpreter: Interpreter, timezone: str | None, day: str
) -> None:
    message = Message("remind me today about the grit bins", "southend", Reader.OFFICER, NOON)
    reply = await Assistant(library, interpreter, timezone=timezone).reply(message)

    assert any(day in fact.value for fact in reply.facts)
