"""Elections, reports, offers to groups and walks in conversation."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from chatting import Chat, facts

from intents.understanding import Outcome
from protocol_data.basics import Reader


async def test_the_election_rule_follows_an_answer_on_publicity_only_while_a_period_runs(chat: Chat) -> None:
    keeper = await chat.person("southend", "Mo Field", roles=["monitoring_officer"])
    member = await chat.person("southend", "Amir Shah", Reader.MEMBER)
    question = "can I put a press release out about the new park"
    before = await chat.say(member, question)
    for text in ("enter an election", "6 May 2027", "1"):
        entered = await chat.say(keeper, text)
    coming = await chat.say(member, question)
    chat.clock.now = datetime(2027, 3, 31, 9, tzinfo=UTC)
    may_have_begun = await chat.say(member, question)
    for text in ("notice of election ELE-1 was published", "yesterday"):
        await chat.say(keeper, text)
    running = await chat.say(member, question)
    chat.clock.now = datetime(2027, 5, 6, 21, 1, tzinfo=UTC)  # 22:01 in London
    over = await chat.say(member, question)

    assert "no later than Wednesday 31 March 2027" in entered.points[0]
    assert [False, False, True, True, False] == [
        any("Mind the election" in point for point in reply.points) for reply in (before, coming, may_have_begun, running, over)
    ]
    assert any("may have begun" in point for point in may_have_begun.points)
    assert any("it began on Tuesday 30 March 2027" in point for point in running.points)


async def test_a_by_election_elsewhere_does_not_bind_a_member_of_another_ward(chat: Chat) -> None:
    keeper = await chat.person("leeds", "Mo Field", roles=["monitoring_officer"])
    inside = await chat.person("leeds", "Amir Shah", Reader.MEMBER, ward="Headingley")
    outside = await chat.person("leeds", "Bea Moss", Reader.MEMBER, ward="Otley")
    for text in ("enter a by-election", "10 December 2026", "2", "Headingley"):
        await chat.say(keeper, text)

    assert "may have begun" in (await chat.say(inside, "are we in purdah")).headline
    assert "No poll" in (await chat.say(outside, "are we in purdah")).headline


async def test_only_those_who_keep_elections_enter_them(chat: Chat) -> None:
    member = await chat.person("southend", "Amir Shah", Reader.MEMBER)
    reply = await chat.say(member, "enter an election")

    assert "by the Monitoring Officer and Democratic Services only" in reply.headline


async def test_a_report_gets_the_day_that_the_protocol_sets_and_no_day_where_it_sets_none(chat: Chat) -> None:
    officer = await chat.person("county", "Priya Nair")
    elsewhere = await chat.person("exeter", "Ann Poe")
    for text in ("note a report for a meeting", "Library closures", "18 December"):
        noted = await chat.say(officer, text)
    refused = await chat.say(elsewhere, "note a report for a meeting")

    assert "Noted as REP-1: the draft is to be discussed by Friday 4 December 2026." == noted.headline
    assert "sets no date" in refused.headline


async def test_the_other_groups_are_offered_the_same_without_naming_the_one_that_asked(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    for number, group in enumerate(("Red", "Blue", "Green")):
        await chat.person("southend", f"Member {number}", Reader.MEMBER, political_group=group)
    for text in ("record an offer to the other groups", "Red", "the pier", "skip", "no"):
        recorded = await chat.say(officer, text)
    offered = await chat.say(officer, "offered the same to the Blue group, for OFF-1")

    assert "Blue, Green" == facts(recorded)["Still to offer"]
    assert "The officer who advises on “the pier” is available" in recorded.points[0]
    assert "Red" not in recorded.points[0]
    assert "Green" == facts(offered)["Still to offer"]


async def test_the_other_groups_are_told_which_officer_advises_and_neither_who_asked_nor_when(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    for number, group in enumerate(("Red", "Blue")):
        await chat.person("southend", f"Member {number}", Reader.MEMBER, political_group=group)

    values = {"group": "Red", "topic": "the pier", "meeting": "6 May 2027", "non_members": "no", "officer": "Priya Nair"}
    recorded = await chat.submit(officer, "record_offer", values)

    assert "Red at its meeting on Thursday 6 May 2027" == facts(recorded)["Asked by"]
    assert "“Priya Nair, who advises on “the pier”, is available" in recorded.points[0]
    assert "Red" not in recorded.points[0]
    assert "May" not in recorded.points[0]


async def test_a_walk_shows_numbered_steps_with_clauses_and_a_draft(chat: Chat) -> None:
    member = await chat.person("southend", "Amir Shah", Reader.MEMBER)
    reply = await chat.say(member, "walk me through visiting a depot")

    assert reply.points[0].startswith("1. The relevant Chief Officer")
    assert reply.points[0].endswith("[9.4.1]")
    assert "clause 9.4.1" in reply.attachments[0].text


async def test_an_answer_offers_the_steps_of_its_procedure(chat: Chat) -> None:
    member = await chat.person("southend", "Amir Shah", Reader.MEMBER)
    answer = await chat.say(member, "can I visit the care home")
    steps = next(button.says for button in answer.buttons if button.label == "Show me the steps")

    assert "1. " == (await chat.say(member, steps)).points[0][:3]


@pytest.mark.parametrize("text", ["which of my enquiries are still open?", "I'd like to chase my enquiry ENQ-19", "zebra"])
async def test_a_choice_is_never_taken_from_words_that_only_sound_like_one(chat: Chat, text: str) -> None:
    member = await chat.person("southend", "Amir Shah", Reader.MEMBER)
    await chat.say(member, "walk me through something or other entirely")
    reply = await chat.say(member, text)

    assert reply.action is None or "procedure" not in reply.action.slots


@pytest.mark.parametrize(
    ("council", "reader", "what", "first"),
    [
        ("exeter", Reader.MEMBER, "seeing a file", None),
        ("leeds", Reader.MEMBER, "seeing a file", "[16.1]"),
        ("county", Reader.MEMBER, "a group meeting", "[5.1]"),
        ("leeds", Reader.OFFICER, "copying an e-mail", "[17.1]"),
        ("southend", Reader.MEMBER, "visiting a depot", "[9.4.1]"),
    ],
)
async def test_a_walk_is_found_by_what_people_call_it_or_offered_among_a_few(
    chat: Chat, council: str, reader: Reader, what: str, first: str | None
) -> None:
    person = await chat.person(council, "Amir Shah", reader)
    reply = await chat.say(person, f"walk me through {what}")

    assert reply.points[0].startswith("1. ")
    assert first is None or first in "".join(reply.points)


@pytest.mark.parametrize(
    ("council", "what"), [("exeter", "visiting a depot"), ("district", "seeing a file"), ("district", "a press enquiry")]
)
async def test_where_the_protocol_has_no_such_procedure_the_walk_says_so_and_offers_no_other(chat: Chat, council: str, what: str) -> None:
    member = await chat.person(council, "Amir Shah", Reader.MEMBER)
    reply = await chat.say(member, f"walk me through {what}")

    assert Outcome.DECLINE is reply.outcome
    assert "Monitoring Officer" in reply.headline


async def test_a_topic_that_may_name_a_group_is_asked_about(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    for number, group in enumerate(("Labour", "Green")):
        await chat.person("southend", f"Member {number}", Reader.MEMBER, political_group=group)
    for text in ("record an offer to the other groups", "Labour", "Green spaces strategy", "skip", "no"):
        asked = await chat.say(officer, text)
    recorded = await chat.say(officer, "yes")

    assert ["Yes", "No"] == [button.label for button in asked.buttons][:2]
    assert recorded.headline.startswith("Recorded as OFF-1")
