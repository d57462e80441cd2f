"""“Why this answer?” explains the answer that it stands under, wherever and whenever it is pressed, and carries not a word of what was asked."""

from __future__ import annotations

from conftest import Talk

from bot.assistant import Assistant
from bot.reply import Reply
from bot.whys import recalled, why_button
from intents.interpreter import Interpreter
from intents.understanding import Found, Outcome, Understanding
from protocol_data.library import Library

FIRST = "how long until officers have to answer my enquiry?"
SECOND = "can I use the council's photocopier for leaflets?"


def button_of(answer: Reply) -> str:
    return next(its.says for its in answer.buttons if its.label == "Why this answer?")


def labels(reply: Reply) -> list[str]:
    return [fact.label for fact in reply.facts]


async def test_a_button_explains_the_answer_that_it_stands_under_and_not_what_was_asked_since(assistant: Assistant) -> None:
    talk = Talk(assistant, "southend")
    first, second = await talk.say(FIRST), await talk.say(SECOND)
    ref, other = (f"Clause {its.citations[0].clause} (" for its in (first, second))
    why = labels(await talk.say(button_of(first)))

    assert any(label.startswith(ref) for label in why)
    assert not any(label.startswith(other) for label in why)
    assert {"Council", "Likeliest topics", "About the protocol", "First clause right"} <= {*why}


async def test_a_button_is_answered_by_another_process_too_with_the_same_clauses_and_shares(
    assistant: Assistant, library: Library, interpreter: Interpreter
) -> None:
    first = await Talk(assistant, "southend").say(FIRST)
    here = labels(await Talk(assistant, "southend").say(button_of(first)))
    there = labels(await Talk(Assistant(library, interpreter), "southend").say(button_of(first)))

    assert [label for label in here if label not in {"I read", "For"}] == there


async def test_under_the_last_answer_of_ones_own_a_button_tells_what_was_read_as_well(assistant: Assistant) -> None:
    talk = Talk(assistant, "southend")
    answer = await talk.say(FIRST)

    assert "I read" in labels(await talk.say(button_of(answer)))


async def test_pressed_by_somebody_else_it_tells_nothing_of_what_was_asked(assistant: Assistant) -> None:
    answer = await Talk(assistant, "southend", conversation="one").say(FIRST)
    why = await Talk(assistant, "southend", conversation="two").say(button_of(answer))

    assert "I read" not in labels(why)
    assert "enquiry" not in button_of(answer).partition(";")[0]
    assert FIRST.rstrip("?") not in why.text


async def test_an_answer_that_was_asked_for_by_number_says_so_when_its_button_is_pressed(assistant: Assistant) -> None:
    talk = Talk(assistant, "southend")
    answer = await talk.say("what does 9.1.7 say?")
    await talk.say(FIRST)
    why = await talk.say(button_of(answer))

    assert ["9.1.7"] == [its.clause for its in why.citations]
    assert "by its number" in why.headline


async def test_a_button_of_another_councils_answer_explains_that_one(assistant: Assistant) -> None:
    answer = await Talk(assistant, "leeds", conversation="one").say(FIRST)
    why = await Talk(assistant, "southend", conversation="two").say(button_of(answer))

    assert ["leeds"] == [its.council for its in why.citations]


async def test_a_button_whose_clauses_or_council_are_gone_says_so(assistant: Assistant) -> None:
    talk = Talk(assistant, "southend")
    gone = [await talk.say(f"why? in {council}: {ref} 80%; 90% of 99%") for council, ref in (("southend", "99.9"), ("nowhere", "9.1.5"))]

    assert [Outcome.DECLINE] * 2 == [reply.outcome for reply in gone]
    assert all("Ask the question again" in reply.headline for reply in gone)


async def test_a_question_that_begins_with_why_is_a_question(assistant: Assistant, library: Library) -> None:
    assert recalled("why? in Southend we wait for months", library) is None
    assert "why" != (await Talk(assistant, "southend").say("why must a letter from a councillor be answered soon?")).intent


def test_every_clause_of_every_council_can_be_carried_and_read_again(library: Library) -> None:
    for key in library.keys:
        pack = library.pack(key)
        for clause in pack.clauses:
            said = why_button(key, Understanding(Outcome.ANSWER, "x", 1.0, [Found(clause, 0.5, "…")]))
            answer = recalled(said.says, library)

            assert answer is not None
            assert [clause.ref] == [its.clause for its in answer.citations]
            assert len(said.says) <= 2000
