"""What is said in Teams is answered where it may be read: in the personal chat, in a channel's thread, or alone with the one who asked."""

from __future__ import annotations

import asyncio

import pytest
from conftest import SetClock
from teams_activities import CHANNEL, GROUP, THREAD
from teams_council import MEMBER, OFFICER, STRANGER, TeamsCouncil, buttons_of, text_of
from teams_schema import faults
from teams_town import OPEN, PRIVATE

from bot.channels.teams.talk import CONFIDENTIAL, NO_CHAT, WENT_DIRECT


async def test_a_question_in_the_personal_chat_is_answered_there_with_its_clause(teams: TeamsCouncil) -> None:
    status = await teams.say(MEMBER, OPEN)

    sent = await teams.last()

    assert status < 300
    assert MEMBER.personal == sent.conversation
    assert "Source: Clause" in text_of(sent)
    assert sent.card is not None
    assert [] == faults(sent.card)


async def test_a_mention_in_a_channel_is_answered_in_its_thread(teams: TeamsCouncil) -> None:
    await teams.mention(MEMBER, OPEN)

    sent = await teams.last()

    assert THREAD == sent.conversation
    assert "Source: Clause" in text_of(sent)


async def test_the_same_question_gets_the_same_answer_in_a_group_chat(teams: TeamsCouncil) -> None:
    await teams.say(MEMBER, OPEN)
    await teams.mention(MEMBER, OPEN, group=True)

    personal, group = await teams.shown()

    assert GROUP == group.conversation
    assert text_of(personal) == text_of(group)


async def test_what_is_for_the_asker_alone_goes_to_the_personal_chat_and_the_channel_hears_only_that(teams: TeamsCouncil) -> None:
    await teams.mention(MEMBER, PRIVATE)

    alone, channel = await teams.shown()

    assert "a:personal-29:member" == alone.conversation
    assert (THREAD, WENT_DIRECT) == (channel.conversation, text_of(channel))


async def test_where_no_personal_chat_can_be_opened_the_channel_hears_how_to_open_one_and_no_more(teams: TeamsCouncil) -> None:
    teams.connector.fail("open", status=403)

    await teams.mention(MEMBER, PRIVATE)

    assert [(THREAD, NO_CHAT)] == [(sent.conversation, text_of(sent)) for sent in await teams.shown()]


async def test_a_question_back_that_went_to_the_personal_chat_is_answered_there(teams: TeamsCouncil) -> None:
    await teams.mention(OFFICER, "log an enquiry about the pier lights")
    await teams.shown()

    await teams.say(OFFICER, "Dana Reed")

    assert "Logged as ENQ-1" in text_of(await teams.last())


async def test_a_notification_shows_the_answer_on_an_open_topic_and_nothing_of_a_complaint(teams: TeamsCouncil) -> None:
    await teams.say(MEMBER, OPEN)
    await teams.say(MEMBER, PRIVATE)

    first, second = await teams.shown()

    assert text_of(first).startswith(first.activity["summary"].removesuffix("…"))
    assert CONFIDENTIAL == second.activity["summary"]


async def test_what_teams_sends_five_times_is_answered_once(teams: TeamsCouncil) -> None:
    body = teams.activity(MEMBER, text=OPEN, textFormat="plain")

    statuses = [status for status, _ in await asyncio.gather(*(teams.post(body) for _ in range(5)))]

    assert {True} == {status < 300 for status in statuses}
    assert 1 == len(await teams.shown())


async def test_a_stranger_may_ask_and_is_told_why_they_can_not_log_an_enquiry(teams: TeamsCouncil) -> None:
    await teams.say(STRANGER, OPEN)
    await teams.say(STRANGER, "log an enquiry about the pier lights")

    answer, refusal = await teams.shown()

    assert "Source: Clause" in text_of(answer)
    assert "ENQ-" not in text_of(refusal)


async def test_whoever_reads_an_answer_in_a_channel_may_ask_why_and_is_told_alone_without_the_askers_words(teams: TeamsCouncil) -> None:
    await teams.mention(MEMBER, "my cousin Zebedee asks: how soon must a letter from a councillor be answered?")
    await teams.shown()

    await teams.mention(OFFICER, "why?")
    alone, channel = (await teams.shown())[-2:]

    assert "a:personal-29:officer" == alone.conversation
    assert "9." in text_of(alone)
    assert "Zebedee" not in text_of(alone)
    assert WENT_DIRECT == text_of(channel)


async def test_the_button_of_an_earlier_answer_explains_that_one(teams: TeamsCouncil) -> None:
    await teams.say(MEMBER, OPEN)
    first = (await teams.last()).card
    assert first is not None
    await teams.say(MEMBER, "what does 9.1.7 say?")
    await teams.submit(MEMBER, buttons_of(first)["Why this answer?"])

    assert "Clause 9.1.5" in text_of(await teams.last())
    assert "9.1.7" not in text_of(await teams.last())


async def test_a_mention_alone_asks_for_help(teams: TeamsCouncil) -> None:
    await teams.mention(MEMBER, "")

    assert "how councillors and officers work together" in text_of((await teams.shown())[0])


@pytest.mark.parametrize("text", ["complaint help", "/complaint help", "Complaint: help"])
async def test_a_command_with_help_behind_it_shows_how_it_is_used(teams: TeamsCouncil, text: str) -> None:
    await teams.say(MEMBER, text)

    assert "type complaint, alone or with what happened" in text_of(await teams.last())


async def test_who_is_not_in_the_directory_may_say_as_whom_they_ask(teams: TeamsCouncil) -> None:
    await teams.say(STRANGER, "protocol role officer")

    assert "It gives no rights." in text_of(await teams.last())


async def test_the_bot_says_once_in_each_place_what_it_is_for(teams: TeamsCouncil) -> None:
    await teams.install(MEMBER)
    await teams.install(MEMBER)
    await teams.install(MEMBER, in_team=True)

    personal, team = await teams.shown()

    assert (MEMBER.personal, CHANNEL) == (personal.conversation, team.conversation)
    assert personal.card is not None
    assert "Is there an election period now?" in buttons_of(personal.card)
    assert "personal data I answer in our personal chat" in text_of(team)


async def test_a_long_thought_is_shown_as_typing_first(teams: TeamsCouncil, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.teams.office._TYPING_AFTER", 0.0)

    await teams.say(MEMBER, OPEN)
    await teams.shown()

    assert ["typing", "reply"] == [its.what for its in teams.connector.sent]


async def test_what_teams_does_not_take_for_being_busy_is_sent_later_in_the_same_words(teams: TeamsCouncil, clock: SetClock) -> None:
    assert teams.channel is not None
    await teams.say(OFFICER, "log an enquiry about the pier lights")
    before = len(await teams.shown())
    teams.connector.fail("reply", status=503, times=8)

    await teams.say(OFFICER, "Dana Reed")
    await teams.shown()
    put_off = teams.channel.works.outcomes["put_off"]
    clock.go(minutes=1)
    await teams.channel.office.recover()
    sent = (await teams.shown())[before:]

    assert 1 == put_off
    assert ["Logged as ENQ-1. An answer is due by the end of Monday 7 December 2026."] == [text_of(its).splitlines()[0] for its in sent]


async def test_the_council_whose_protocol_is_asked_is_kept_and_cases_stay_at_ones_own(teams: TeamsCouncil) -> None:
    await teams.say(OFFICER, "switch to Leeds")
    await teams.say(OFFICER, "how soon must a letter from a councillor be answered?")
    asked = await teams.last()
    await teams.say(OFFICER, "protocol council Southend")
    await teams.say(OFFICER, "how soon must a letter from a councillor be answered?")

    own = await teams.last()

    assert "Leeds" in text_of(asked)
    assert "Southend-on-Sea" in text_of(own)


async def test_the_word_council_alone_offers_the_councils_whose_protocol_can_be_asked(teams: TeamsCouncil) -> None:
    await teams.say(OFFICER, "protocol council")

    card = (await teams.last()).card

    assert card is not None
    assert any("Leeds" in label for label in buttons_of(card))
