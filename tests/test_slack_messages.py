"""Messages, mentions and the assistant's panel, spoken to as Slack speaks: signed requests to the running app, and what it then calls."""

from __future__ import annotations

import json
from typing import Any

import pytest
from slack_council import CHANNEL, DIRECT, MEMBER, OFFICER, STRANGER, SlackCouncil
from slack_sender import direct_message, event_body, mention
from slack_server import BOT_USER, TEAM
from slack_town import OPEN, PRIVATE, enquiry, subjects

from bot.channels.slack.talk import CONFIDENTIAL, WENT_DIRECT

# --- messages


async def test_a_direct_message_is_answered_beside_it_with_the_clause(town: SlackCouncil) -> None:
    await (await town.as_(MEMBER)).say(OPEN)
    (sent,) = await town.shown()

    assert sent.method == "chat.postMessage"
    assert (sent.args["channel"], sent.args.get("thread_ts")) == (DIRECT, None)
    assert "Clause 9.1.5" in sent.args["text"]


@pytest.mark.parametrize("subtype", ["message_changed", "message_deleted", "bot_message", "channel_join"])
async def test_what_merely_happens_to_messages_is_acknowledged_and_not_answered(town: SlackCouncil, subtype: str) -> None:
    event = {"type": "message", "subtype": subtype, "channel": DIRECT, "channel_type": "im", "user": MEMBER, "text": OPEN, "ts": "1.1"}
    answer = await (await town.as_(MEMBER)).event(event)

    assert answer.status == 200
    assert [] == await town.shown()


@pytest.mark.parametrize("more", [{"bot_id": "B0OTHER"}, {"user": BOT_USER}])
async def test_what_a_bot_says_is_not_answered(town: SlackCouncil, more: dict[str, str]) -> None:
    event = {"type": "message", "channel": DIRECT, "channel_type": "im", "user": MEMBER, "text": OPEN, "ts": "1.1", **more}
    await (await town.as_(MEMBER)).event(event)

    assert [] == await town.shown()


async def test_a_message_in_a_channel_that_mentions_nobody_is_not_answered(town: SlackCouncil) -> None:
    event = {"type": "message", "channel": CHANNEL, "channel_type": "channel", "user": MEMBER, "text": OPEN, "ts": "1.1"}
    await (await town.as_(MEMBER)).event(event)

    assert [] == await town.shown()


async def test_a_mention_is_answered_in_a_thread_for_everybody(town: SlackCouncil) -> None:
    await (await town.as_(MEMBER)).mention(OPEN)
    (sent,) = await town.shown()

    assert (sent.method, sent.args["channel"]) == ("chat.postMessage", CHANNEL)
    assert sent.args["thread_ts"]


async def test_a_follow_up_in_the_thread_refers_to_what_was_said_there(town: SlackCouncil) -> None:
    someone = await town.as_(MEMBER)
    await someone.mention("may an officer speak to the press?", thread="1795329560.000001")
    await town.shown()
    await someone.mention("what about leeds?", thread="1795329560.000001")
    sent = await town.shown("chat.postMessage", "chat.postEphemeral")

    assert "Leeds" in sent[-1].args["text"]
    assert sent[-1].args["thread_ts"] == "1795329560.000001"


async def test_an_open_question_of_one_person_is_not_answered_by_what_another_says_in_the_thread(town: SlackCouncil) -> None:
    thread = "1795329560.000001"
    await (await town.as_(OFFICER)).mention("log an enquiry", thread=thread)
    await town.shown()
    await (await town.as_(MEMBER)).mention(OPEN, thread=thread)
    await town.shown()

    assert [] == await subjects(town)
    assert "9.1.5" in (await town.last("chat.postMessage"))["text"]


@pytest.mark.parametrize("text", [PRIVATE, "what's the weather like?", "my open enquiries"])
async def test_what_is_private_a_refusal_or_an_action_is_seen_by_its_asker_alone(town: SlackCouncil, text: str) -> None:
    await (await town.as_(MEMBER)).mention(text)
    (sent,) = await town.shown()

    assert (sent.method, sent.args["channel"], sent.args["user"]) == ("chat.postEphemeral", CHANNEL, MEMBER)


async def test_a_complaint_goes_on_in_a_direct_message_and_the_channel_learns_nothing(town: SlackCouncil) -> None:
    someone = await town.as_(MEMBER)
    await someone.mention("start a complaint: an officer shouted at me in the lobby")
    sent = await town.shown()
    in_channel = [call for call in sent if call.args.get("channel") == CHANNEL]
    direct = [call for call in sent if call.method in {"chat.postMessage", "chat.update"}]

    assert [WENT_DIRECT] == [call.args["text"] for call in in_channel]
    assert ["chat.postEphemeral"] == [call.method for call in in_channel]
    assert CONFIDENTIAL == direct[0].args["text"]  # what a notification shows
    assert "lobby" not in str(direct[0].args)
    assert len(direct[1].args["blocks"]) > 1


async def test_a_complaint_begun_in_a_channel_is_answered_in_the_direct_message(town: SlackCouncil) -> None:
    someone = await town.as_(MEMBER)
    await someone.mention("I want to complain about an officer")
    before = await town.last("chat.update")
    await someone.say("2")
    after = await town.last("chat.update")

    assert "Which of these fits?" in before["text"]
    assert "Which of these fits?" not in after["text"]
    assert DIRECT == after["channel"]


async def test_what_is_said_in_the_channel_later_is_no_answer_to_the_complaints_question(town: SlackCouncil) -> None:
    someone = await town.as_(MEMBER)
    await someone.mention("I want to complain about an officer", thread="1.5")
    await town.shown()
    await someone.mention(OPEN, thread="1.5")
    await town.shown()

    assert (await town.last("chat.postMessage"))["channel"] == CHANNEL


async def test_where_the_bot_is_in_no_channel_the_answer_comes_directly(town: SlackCouncil) -> None:
    town.slack.fault("chat.postEphemeral", error="not_in_channel")
    await (await town.as_(MEMBER)).mention("what's the weather like?")
    sent = await town.shown("chat.postMessage")

    assert [f"D{MEMBER[1:]}"] == [call.args["channel"] for call in sent]


async def test_a_mentioned_colleague_is_read_by_the_name_of_the_directory(town: SlackCouncil) -> None:
    ref = await enquiry(town)
    await (await town.as_(OFFICER)).say(f"reassign {ref} to <@{OFFICER}>")

    assert "Omar Khan" in (await town.last("chat.postMessage"))["text"]


async def test_somebody_who_is_not_in_the_directory_gets_answers_and_nothing_else(town: SlackCouncil) -> None:
    ref, stranger = await enquiry(town), await town.as_(STRANGER)
    await stranger.say(OPEN)
    await town.shown()
    await stranger.say(f"show {ref}")
    answers = [call.args["text"] for call in await town.shown("chat.postMessage")]

    assert "9.1.5" in answers[0]
    assert "I don't know who you are" in answers[1]
    assert "Street light" not in answers[1]


# --- where the reader is


async def test_somebody_in_another_zone_is_told_whose_dates_they_are(town: SlackCouncil) -> None:
    ref = await enquiry(town)
    town.slack.users[OFFICER] = {"tz": "America/New_York"}
    await (await town.as_(OFFICER)).say(f"show {ref}")

    assert "Dates and times are the council's own (Europe/London)." in str((await town.last("chat.postMessage"))["blocks"])


async def test_somebody_at_the_council_is_told_nothing_of_zones(town: SlackCouncil) -> None:
    ref = await enquiry(town)
    await (await town.as_(OFFICER)).say(f"show {ref}")

    assert "the council's own (" not in str((await town.last("chat.postMessage"))["blocks"])


# --- the assistant's panel


async def test_the_panel_offers_what_can_be_asked(town: SlackCouncil) -> None:
    thread = {"user_id": MEMBER, "channel_id": DIRECT, "thread_ts": "1.2", "context": {}}
    await (await town.as_(MEMBER)).event({"type": "assistant_thread_started", "assistant_thread": thread, "event_ts": "1.3"})
    sent = await town.last("assistant.threads.setSuggestedPrompts")

    assert "How soon should I get a reply?" in [prompt["message"] for prompt in sent["prompts"]]
    assert (DIRECT, "1.2") == (sent["channel_id"], sent["thread_ts"])


async def test_a_panel_whose_prompts_slack_refuses_tells_nothing_to_somebody_who_only_opened_it(town: SlackCouncil) -> None:
    town.slack.fault("assistant.threads.setSuggestedPrompts", error="invalid_arguments")
    thread = {"user_id": MEMBER, "channel_id": DIRECT, "thread_ts": "1.2", "context": {}}
    await (await town.as_(MEMBER)).event({"type": "assistant_thread_started", "assistant_thread": thread, "event_ts": "1.3"})

    assert ["assistant.threads.setSuggestedPrompts"] == [call.method for call in await town.slack.settled()]


async def test_what_is_asked_in_the_panel_shows_that_it_is_looked_up_and_is_answered_in_its_thread(town: SlackCouncil) -> None:
    await (await town.as_(MEMBER)).event(direct_message(OPEN, user=MEMBER, thread="1.2"))
    sent = await town.shown()

    assert ["assistant.threads.setStatus", "chat.postMessage"] == [call.method for call in sent]
    assert "1.2" == sent[1].args["thread_ts"]


# --- channels that several workspaces share


@pytest.mark.parametrize(
    ("outer", "within", "known"),
    [
        ({"is_ext_shared_channel": True}, {}, False),
        ({"is_ext_shared_channel": True}, {"user_team": "T0OTHER"}, False),
        ({"is_ext_shared_channel": True}, {"user_team": TEAM}, True),
        ({"is_ext_shared_channel": True}, {"source_team": TEAM}, True),
        ({}, {"team": "T0OTHER"}, False),
        ({"team_id": "T0OTHER"}, {"user_team": TEAM}, True),
        ({"team_id": "T0OTHER"}, {"user_team": "T0OTHER"}, False),
        ({}, {}, True),
    ],
)
async def test_in_a_shared_channel_only_who_is_told_to_be_of_the_bots_workspace_is_somebody_of_the_directory(
    town: SlackCouncil,
    outer: dict[str, Any],
    within: dict[str, str],
    known: bool,  # noqa: FBT001 - a case
) -> None:
    someone = await town.as_(OFFICER)
    body = {**event_body({**mention("log an enquiry about swings", user=OFFICER), **within}), **outer}
    await someone.post(json.dumps(body))
    sent = str([call.args for call in await town.shown()])

    assert known == ("directory" not in sent)
    assert sent != "[]"


async def test_a_stranger_in_a_shared_channel_may_ask(town: SlackCouncil) -> None:
    someone = await town.as_(OFFICER)
    await someone.post(json.dumps({**event_body(mention(OPEN, user=OFFICER)), "is_ext_shared_channel": True}))

    assert "Clause 9.1.5" in (await town.last("chat.postMessage"))["text"]
