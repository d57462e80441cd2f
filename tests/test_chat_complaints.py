"""Complaints and concerns in conversation: led privately, recorded only on request, seen by three."""

from __future__ import annotations

from chatting import Chat, facts

from bot.reply import Audience
from intents.understanding import Outcome
from protocol_data.basics import Reader


async def test_a_complaint_is_led_to_the_door_privately_and_recorded_only_on_yes(chat: Chat) -> None:
    member = await chat.person("county", "Amir Shah", Reader.MEMBER)
    route = await chat.say(member, "start a complaint: I've spoken to the officer about how he treated me and got nowhere")
    refused = await chat.say(member, "no")
    none = await chat.say(member, "any update on my complaint about the officer")

    assert Audience.DIRECT is route.audience
    assert route.points[0].startswith("1. The respective Director")
    assert "Nothing was recorded." == refused.headline
    assert "no confidential record" in none.headline


async def test_a_record_is_seen_by_its_three_and_is_not_there_for_anybody_else(chat: Chat) -> None:
    member = await chat.person("county", "Amir Shah", Reader.MEMBER)
    director = await chat.person("county", "Dora Lane", roles=["director"])
    keeper = await chat.person("county", "Mo Field", roles=["monitoring_officer"])
    clerk = await chat.person("county", "Cy Dent", roles=["democratic_services"])
    await chat.say(member, "start a complaint: I've spoken to the officer about how he treated me and got nowhere")
    for text in ("yes", "skip", "27 November"):
        kept = await chat.say(member, text)

    assert "Kept as CMP-1." == kept.headline
    for person in (member, director, keeper):
        assert "CMP-1: open." == (await chat.say(person, "show CMP-1")).headline
    assert "CMP-1: open." != (await chat.say(clerk, "show CMP-1")).headline


async def test_a_record_that_was_kept_in_the_conversation_is_not_kept_again_by_its_form(chat: Chat) -> None:
    member = await chat.person("county", "Amir Shah", Reader.MEMBER)
    await chat.say(member, "start a complaint: I've spoken to the officer about how he treated me and got nowhere", origin="m1")
    asked = await chat.say(member, "yes", origin="m2")
    for origin in ("m3", "m4"):
        kept = await chat.say(member, "skip", origin=origin)
    form = asked.form
    assert form is not None
    again = await chat.submit(member, form.task, form.values | {"person": "", "remind": ""})

    assert "Kept as CMP-1." == kept.headline
    assert again.headline.startswith("Kept already as CMP-1.")


async def test_a_message_that_is_no_answer_lets_an_offer_drop(chat: Chat) -> None:
    member = await chat.person("county", "Amir Shah", Reader.MEMBER)
    await chat.say(member, "start a complaint: I've spoken to the officer about how he treated me and got nowhere")
    question = await chat.say(member, "may an officer come to our group meeting?")
    later = await chat.say(member, "yes")

    assert Outcome.ANSWER is question.outcome
    assert "Kept" not in later.headline


async def test_an_answer_about_complaints_offers_to_find_where_the_person_stands(chat: Chat) -> None:
    member = await chat.person("county", "Amir Shah", Reader.MEMBER)
    answer = await chat.say(member, "how do I complain about an officer I already spoke to?")
    await chat.say(member, next(button.says for button in answer.buttons if button.label == "Where do I stand?"))

    assert (await chat.say(member, "yes")).points[0].startswith("1. The respective Director")


async def test_a_name_that_is_not_found_never_lifts_the_bar_on_the_person_complained_about(chat: Chat) -> None:
    member = await chat.person("county", "Amir Shah", Reader.MEMBER)
    await chat.person("county", "Elizabeth Brown", roles=["monitoring_officer"])
    await chat.say(member, "start a complaint: I've spoken to the officer about how he treated me and got nowhere")
    for text in ("yes", "Liz Brwn", "skip"):
        refused = await chat.say(member, text)
    again = await chat.say(member, "Elizabeth Brown")

    assert "I find no one person “Liz Brwn” in the directory" in refused.headline
    assert again.headline.startswith("Kept as CMP-1")


async def test_the_handler_sees_who_complains_about_what_and_the_letter(chat: Chat) -> None:
    member = await chat.person("county", "Amir Shah", Reader.MEMBER)
    director = await chat.person("county", "Dora Lane", roles=["director"])
    await chat.say(member, "start a complaint: I've spoken to the officer about how he treated me and got nowhere")
    for text in ("yes", "skip", "skip"):
        await chat.say(member, text)
    seen = await chat.say(director, "show CMP-1")

    assert ("Amir Shah", "an officer") == (facts(seen)["Complainant"], facts(seen)["About"])
    assert "clause 12.1" in seen.attachments[0].text


async def test_of_whom_it_is_said_to_be_is_not_asked_again(chat: Chat) -> None:
    member = await chat.person("southend", "Amir Shah", Reader.MEMBER)
    asked = await chat.say(member, "I want to complain about an officer")

    assert "What or whom is it about?" not in asked.headline
    assert 4 > len(asked.points)
