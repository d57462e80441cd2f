"""Slack's ways in, spoken to as Slack speaks: signed requests over HTTP to the running app, and what it then calls."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from conftest import SetClock
from slack_council import CHANNEL, DIRECT, MEMBER, OFFICER, STRANGER, SlackCouncil, answered, block_ids, button, everything, filled
from slack_sender import direct_message, event_body, mention
from slack_server import BOT_USER, TEAM
from sqlalchemy import select, update

from bot.casework.desk import Desk
from bot.casework.enquiry_case import NewEnquiry
from bot.casework.enquiry_lists import Which, listed
from bot.casework.enquiry_log import log
from bot.casework.enquiry_view import history
from bot.channels.once import ATTEMPTS, LEASE
from bot.channels.slack.arguments import COMMANDS
from bot.channels.slack.forms import Forms
from bot.channels.slack.listeners import lifecycle, views
from bot.channels.slack.talk import CONFIDENTIAL, NO_QUESTION, WENT_DIRECT
from bot.store.cases import ComplaintRow
from bot.store.database import Store
from bot.store.nudges import NudgeRow
from bot.store.platform import AddressRow, PlatformEventRow, TeamChannelRow
from intents.interpreter import Interpreter
from protocol_data.library import Library

OPEN = "how soon must a letter from a councillor be answered?"
PRIVATE = "how do I complain about an officer?"


@pytest.fixture
async def town(sqlite_store: Store, library: Library, clock: SetClock, interpreter: Interpreter) -> AsyncIterator[SlackCouncil]:
    async with SlackCouncil(Desk(sqlite_store, library, clock), interpreter) as council:
        yield council
        await council.shown()

        assert [] == council.slack.problems


async def enquiry(town: SlackCouncil, subject: str = "Street light out") -> str:
    made = await log(town.desk, town.people[OFFICER], NewEnquiry(subject, asked_by="Dana Reed"))
    return made.ref


async def subjects(town: SlackCouncil) -> list[str]:
    return [item.subject for item in (await listed(town.desk, town.people[OFFICER], Which())).items]


def said(text: str, *, at: str = DIRECT, says: str, label: str = "Press") -> dict[str, Any]:
    """Make a message of the bot's with one button."""
    pressed = {"type": "button", "action_id": "say:1", "text": {"type": "plain_text", "text": label}, "value": says}
    section = {"type": "section", "text": {"type": "mrkdwn", "text": text}}
    return {"ts": "1795329560.000100", "text": text, "channel": at, "blocks": [section, {"type": "actions", "elements": [pressed]}]}


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
    await someone.say("An officer")
    after = await town.last("chat.update")

    assert "What or whom is it about?" in before["text"]
    assert "What or whom is it about?" not in after["text"]
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


# --- commands


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("text", ["help", "HELP", "?", "“help”"])
async def test_every_command_tells_how_it_is_used(town: SlackCouncil, command: str, text: str) -> None:
    answer = await (await town.as_(MEMBER)).command(command, text)
    (sent,) = await town.shown()

    assert (answer.status, answer.text) == (200, "")
    assert (sent.method, sent.args["response_type"]) == ("response_url", "ephemeral")
    assert command in sent.args["text"]


async def test_a_question_typed_behind_a_command_is_answered_for_its_asker_alone(town: SlackCouncil) -> None:
    await (await town.as_(MEMBER)).command("/protocol", OPEN)
    (sent,) = await town.shown()

    assert (sent.method, sent.args["response_type"]) == ("response_url", "ephemeral")
    assert "9.1.5" in sent.args["text"]


async def test_a_stranger_chooses_as_whom_to_ask(town: SlackCouncil) -> None:
    stranger = await town.as_(STRANGER)
    await stranger.command("/protocol", "role officer")
    noted = await town.last("response_url")
    await stranger.say("why?")
    await stranger.open_home()
    page = await town.last("views.publish")

    assert "From now on" in noted["text"]
    assert "How soon must I answer a councillor?" in str(page["view"])


async def test_somebody_of_the_directory_stays_what_the_directory_says(town: SlackCouncil) -> None:
    await (await town.as_(MEMBER)).command("/protocol", "role officer")

    assert "The directory knows you" in (await town.last("response_url"))["text"]


async def test_an_enquiry_is_logged_by_command_and_form(town: SlackCouncil) -> None:
    officer = await town.as_(OFFICER)
    await officer.command("/enquiry", "bins missed in Mill Lane")
    view = (await town.last("views.open"))["view"]
    answer = answered(await officer.submit(view, filled(view, asked_by="Dana Reed")))
    await town.shown()

    assert ["bins missed in Mill Lane"] == await subjects(town)
    assert "update" == answer["response_action"]
    assert "Logged as ENQ-1" in str(answer["view"])
    assert "Logged as ENQ-1" in (await town.last("chat.postMessage"))["text"]
    assert "ENQ-1" in str((await town.last("views.publish"))["view"])


async def test_a_form_that_is_sent_twice_logs_one_enquiry(town: SlackCouncil) -> None:
    officer = await town.as_(OFFICER)
    await officer.command("/enquiry", "bins missed")
    view = {**(await town.last("views.open"))["view"], "id": "V0ONE"}
    for _ in range(2):
        answered(await officer.submit(view, filled(view, asked_by="Dana Reed")))
        await town.shown()

    assert ["bins missed"] == await subjects(town)


async def test_what_is_wrong_with_a_form_is_said_beside_the_field(town: SlackCouncil) -> None:
    officer = await town.as_(OFFICER)
    await officer.command("/enquiry", "new")
    view = (await town.last("views.open"))["view"]
    answer = answered(await officer.submit(view, filled(view, subject=" ", asked_by="Dana Reed", received="2027-01-04")))

    assert "errors" == answer["response_action"]
    assert ["subject"] == list(answer["errors"])


async def test_what_the_register_refuses_is_said_beside_the_field(town: SlackCouncil) -> None:
    officer = await town.as_(OFFICER)
    await officer.command("/enquiry", "bins")
    view = (await town.last("views.open"))["view"]
    answer = answered(await officer.submit(view, filled(view, asked_by="Dana Reed", received="2027-01-04")))

    assert "errors" == answer["response_action"]
    assert ["received"] == list(answer["errors"])
    assert [] == await subjects(town)


@pytest.mark.parametrize(
    ("typed", "says"), [("mine", "Street light out"), ("1", "Street light out"), ("overdew", "Nothing that you may see")]
)
async def test_enquiries_are_looked_up_by_command(town: SlackCouncil, typed: str, says: str) -> None:
    await enquiry(town)
    await (await town.as_(OFFICER)).command("/enquiry", typed)

    assert says in (await town.last("response_url"))["text"]


async def test_the_pre_election_period_is_told_by_command(town: SlackCouncil) -> None:
    await (await town.as_(MEMBER)).command("/election")

    assert "No poll" in (await town.last("response_url"))["text"]


async def test_the_elections_keeper_alone_enters_one(town: SlackCouncil) -> None:
    officer = await town.as_(OFFICER)
    await officer.command("/election", "add")
    view = (await town.last("views.open"))["view"]
    answer = answered(await officer.submit(view, filled(view, polling_day="2027-05-06", kind="principal")))

    assert "Democratic Services" in str(answer)


# --- a complaint, step by step


async def test_a_complaint_is_led_from_step_to_step_in_the_modal(town: SlackCouncil) -> None:
    someone = await town.as_(MEMBER)
    await someone.command("/complaint", "an officer ignored every message about the flooding")
    view = (await town.last("views.open"))["view"]
    answer: dict[str, Any] = {}
    for _ in range(6):
        choices = {
            name: next(iter(values))
            for name in block_ids(view)
            if name not in {"said", "keep", "person", "remind"} and (values := _values(view, name))
        }
        choices |= {"matter": "officer"} if "matter" in choices else {}
        answer = answered(await someone.submit(view, filled(view, **choices)))
        view = answer["view"]
        if "keep" in block_ids(view):
            break
    await town.shown()

    assert "update" == answer["response_action"]
    assert "Keep a record" == view["submit"]["text"]
    assert "1. " in str(view["blocks"])

    answer = answered(await someone.submit(view, filled(view)))
    await town.shown()

    assert "CMP-1" in str(answer["view"])
    async with town.desk.store.read() as session:
        assert 1 == len(list(await session.scalars(select(ComplaintRow.id))))
    assert CHANNEL not in {call.args.get("channel") for call in town.slack.called()}
    assert "flooding" not in everything(town.slack.called("chat.postMessage"))


def _values(view: dict[str, Any], name: str) -> list[str]:
    element = next(block["element"] for block in view["blocks"] if block.get("block_id") == name)
    return [option["value"] for option in element.get("options", [])]


async def test_a_complaint_of_which_nothing_was_told_is_asked_about(town: SlackCouncil) -> None:
    someone = await town.as_(MEMBER)
    await someone.command("/complaint")
    view = (await town.last("views.open"))["view"]
    answer = answered(await someone.submit(view, filled(view)))

    assert "errors" == answer["response_action"]
    assert ["said"] == list(answer["errors"])


# --- forms that take long, or fail


async def test_a_form_that_takes_long_shows_its_result_when_it_is_there(town: SlackCouncil, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "SECONDS", 0)
    officer = await town.as_(OFFICER)
    await officer.command("/enquiry", "bins missed")
    view = {**(await town.last("views.open"))["view"], "id": "V0SLOW"}
    answer = answered(await officer.submit(view, filled(view, asked_by="Dana Reed")))
    update = await town.last("views.update")

    assert "Still working on it" in str(answer["view"])
    assert "V0SLOW" == update["view_id"]
    assert "Logged as ENQ-1" in str(update["view"])


async def test_what_is_wrong_with_a_form_that_took_long_stands_above_it(town: SlackCouncil, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "SECONDS", 0)
    officer = await town.as_(OFFICER)
    await officer.command("/enquiry", "bins missed")
    view = {**(await town.last("views.open"))["view"], "id": "V0SLOW"}
    answered(await officer.submit(view, filled(view, asked_by="Dana Reed", received="2027-01-04")))
    update = await town.last("views.update")

    assert ":warning:" in str(update["view"]["blocks"][0])
    assert block_ids(view) == block_ids(update["view"])


async def test_a_form_that_fails_says_so_in_its_place(town: SlackCouncil, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(*_: object) -> None:
        raise RuntimeError

    officer = await town.as_(OFFICER)
    await officer.command("/enquiry", "bins missed")
    view = (await town.last("views.open"))["view"]
    monkeypatch.setattr(Forms, "submitted", fails)
    answer = await officer.submit(view, filled(view, asked_by="Dana Reed"))
    update = await town.last("views.update")

    assert answer.status == 200
    assert "did not work" in str(update["view"])


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


# --- shortcuts


async def test_a_message_is_logged_once_with_its_author_day_and_address(town: SlackCouncil) -> None:
    officer = await town.as_(OFFICER)
    payload = officer.interaction(
        "message_action",
        callback_id="log_message",
        message_ts="1795329560.000200",
        channel={"id": CHANNEL, "name": "general"},
        message={"type": "message", "user": MEMBER, "text": "Bins &amp; glass missed in <#C0MILL|mill-lane>", "ts": "1795329560.000200"},
        response_url=town.slack.response_url(),
    )
    for _ in range(2):
        await officer.payload({**payload, "trigger_id": town.slack.trigger()})
        view = (await town.last("views.open"))["view"]
        answered(await officer.submit(view, filled(view)))
        await town.shown()
    (item,) = (await listed(town.desk, town.people[OFFICER], Which())).items
    entries = await history(town.desk, town.people[OFFICER], item.number)

    assert ("Bins & glass missed in #mill-lane", "Dana Reed") == (item.subject, item.asked_by)
    assert "https://council.slack.com/archives/C0GENERAL/p1795329560000200" in str(entries)


async def test_what_the_protocol_says_on_a_message_is_told_to_whoever_asks_alone(town: SlackCouncil) -> None:
    await (await town.as_(OFFICER)).message_shortcut("ask_message", OPEN)
    (sent,) = await town.shown()

    assert (sent.method, sent.args["response_type"]) == ("response_url", "ephemeral")
    assert "9.1.5" in sent.args["text"]


async def test_to_ask_of_a_message_starts_nothing_that_it_says(town: SlackCouncil) -> None:
    await enquiry(town)
    await (await town.as_(OFFICER)).message_shortcut("ask_message", "close ENQ-1")

    assert NO_QUESTION == (await town.last("response_url"))["text"]
    assert ["Street light out"] == await subjects(town)


async def test_one_asks_from_anywhere_and_reads_the_answer_in_the_same_view(town: SlackCouncil) -> None:
    someone = await town.as_(MEMBER)
    await someone.shortcut("ask_protocol")
    view = (await town.last("views.open"))["view"]
    answer = answered(await someone.submit(view, filled(view, question=OPEN)))

    assert "9.1.5" in str(answer["view"])


# --- buttons


async def test_a_button_of_a_reminder_changes_its_message_in_place(town: SlackCouncil) -> None:
    ref = await enquiry(town)
    await (await town.as_(OFFICER)).press("say:1", f"{ref} has been answered", message=said("It is due.", says="x"))
    update = await town.last("chat.update")

    assert (DIRECT, "1795329560.000100") == (update["channel"], update["ts"])
    assert "Marked as answered by Omar Khan" in update["text"]
    assert "It is due." in str(update["blocks"])
    assert [] == town.slack.called("chat.postMessage")
    assert [] == await subjects(town)


async def test_a_button_in_a_teams_channel_shows_there_what_was_done_and_the_rest_to_its_presser(town: SlackCouncil) -> None:
    ref = await enquiry(town, "The Smith family's rent")
    await (await town.as_(OFFICER)).press("say:1", f"{ref} is answered", message=said("A reminder.", says="x", at=CHANNEL))
    sent = await town.shown()
    for_all = [call for call in sent if call.method in {"chat.update", "chat.postMessage"}]

    assert ["chat.update"] == [call.method for call in for_all]
    assert "Smith" not in everything(for_all)
    assert "Smith" in str((await town.last("response_url"))["blocks"])


async def test_a_button_that_needs_more_opens_its_form_and_then_changes_the_message(town: SlackCouncil) -> None:
    ref, officer = await enquiry(town), await town.as_(OFFICER)
    await officer.press("say:1", f"holding reply for {ref}", message=said("It is due.", says="x"))
    view = (await town.last("views.open"))["view"]
    assert [] == town.slack.called("chat.postMessage")

    values = {"reason": "Parts are late", "action": "Chased the supplier", "until": "2026-12-16"}
    answer = answered(
        await officer.submit(view, filled(view, **{name: value for name, value in values.items() if name in block_ids(view)}))
    )
    update = await town.last("chat.update")

    assert "update" == answer["response_action"], answer
    assert "Holding reply noted by Omar Khan" in update["text"]
    assert "It is due." in str(update["blocks"])


async def test_a_button_of_somebody_who_may_not_changes_nothing_and_says_why(town: SlackCouncil) -> None:
    ref = await enquiry(town)
    await (await town.as_(STRANGER)).press("say:1", f"{ref} is answered", message=said("A reminder.", says="x", at=CHANNEL))
    sent = await town.shown()

    assert ["response_url"] == [call.method for call in sent]
    assert ["Street light out"] == await subjects(town)


async def test_a_button_that_answers_a_question_is_taken_as_the_answer(town: SlackCouncil) -> None:
    someone = await town.as_(MEMBER)
    await someone.say("I want to complain about an officer")
    asked = await town.last("chat.update")
    pressed = button(asked["blocks"], "An officer")
    await someone.press(pressed["action_id"], pressed["value"], message={"ts": asked["ts"], "text": "", "blocks": [], "channel": DIRECT})
    await town.shown()

    assert "What or whom is it about?" not in (await town.last("chat.update"))["text"]


async def test_a_button_under_an_old_message_is_no_answer_to_an_open_question(town: SlackCouncil) -> None:
    ref, officer = await enquiry(town), await town.as_(OFFICER)
    await officer.say("log an enquiry")
    await town.shown()
    await officer.press("say:1", f"history of {ref}", message=said("An older one.", says="x"))
    await town.shown()

    assert ["Street light out"] == await subjects(town)
    assert f"What happened to {ref}" in (await town.last("chat.postMessage"))["text"]


async def test_a_forms_button_opens_it_with_what_was_said_so_far(town: SlackCouncil) -> None:
    officer = await town.as_(OFFICER)
    await officer.say("log an enquiry about broken swings")
    asked = await town.last("chat.postMessage")
    pressed = button(asked["blocks"], "Fill in the form")
    await officer.press(
        pressed["action_id"], pressed["value"], message={"ts": "1.2", "text": "", "blocks": asked["blocks"], "channel": DIRECT}
    )
    view = (await town.last("views.open"))["view"]
    answer = answered(
        await officer.submit(view, filled(view, asked_by="Dana Reed", **({} if "swings" in str(view) else {"subject": "swings"})))
    )
    await town.shown()

    assert "Logged as ENQ-1" in str(answer)
    await officer.say(OPEN)
    assert "9.1.5" in (await town.last("chat.postMessage"))["text"]  # nothing is asked any more


async def test_a_form_that_can_t_be_opened_in_time_is_handed_over_as_a_button(town: SlackCouncil) -> None:
    officer = await town.as_(OFFICER)
    fields = officer.command_fields("/enquiry", "broken swings")
    await officer.form({**fields, "trigger_id": "gone.1"})
    sent = await town.last("response_url")

    assert "Fill in the form" == button(sent["blocks"], "Fill in the form")["text"]["text"]


# --- the home page


async def test_the_home_page_lists_what_is_due_first_with_buttons(town: SlackCouncil, clock: SetClock) -> None:
    await enquiry(town, "Old one")
    clock.go(days=21)
    await enquiry(town, "New one")
    await (await town.as_(OFFICER)).open_home()
    page = str((await town.last("views.publish"))["view"])

    assert page.index("Overdue") < page.index("Old one") < page.index("New one")
    assert "Holding reply" in page


async def test_a_button_of_the_home_page_opens_the_result_and_brings_the_page_up_to_date(town: SlackCouncil) -> None:
    ref, officer = await enquiry(town), await town.as_(OFFICER)
    await officer.open_home()
    page = (await town.last("views.publish"))["view"]
    pressed = button(page["blocks"], "Answered")
    view = {"id": "V0HOME", "type": "home", "private_metadata": "", "blocks": []}
    await officer.press(pressed["action_id"], pressed["value"], view=view, container={"type": "view", "view_id": "V0HOME"})
    opened = await town.last("views.open")

    assert f"{ref} is answered" in str(opened["view"])
    assert ref not in str((await town.last("views.publish"))["view"])


async def test_a_button_of_the_home_page_that_needs_more_opens_the_form(town: SlackCouncil) -> None:
    ref, officer = await enquiry(town), await town.as_(OFFICER)
    view = {"id": "V0HOME", "type": "home", "private_metadata": "", "blocks": []}
    await officer.press("say:2", f"extend {ref}", view=view, container={"type": "view", "view_id": "V0HOME"})

    assert {"until", "reason"} <= set(block_ids((await town.last("views.open"))["view"]))


async def test_a_button_in_a_result_changes_that_view(town: SlackCouncil) -> None:
    ref, officer = await enquiry(town), await town.as_(OFFICER)
    home = {"id": "V0HOME", "type": "home", "private_metadata": "", "blocks": []}
    await officer.press("say:5", f"show {ref}", view=home, container={"type": "view", "view_id": "V0HOME"})
    shown = {**(await town.last("views.open"))["view"], "id": "V0RESULT"}
    await officer.press("say:1", f"history of {ref}", view=shown, container={"type": "view", "view_id": "V0RESULT"})
    update = await town.last("views.update")

    assert "V0RESULT" == update["view_id"]
    assert f"What happened to {ref}" in str(update["view"])


async def test_the_messages_tab_being_opened_calls_for_nothing(town: SlackCouncil) -> None:
    event = {"type": "app_home_opened", "user": MEMBER, "channel": DIRECT, "tab": "messages", "event_ts": "1.1"}
    await (await town.as_(MEMBER)).event(event)

    assert [] == await town.shown()


# --- the assistant's panel


async def test_the_panel_offers_what_can_be_asked(town: SlackCouncil) -> None:
    thread = {"user_id": MEMBER, "channel_id": DIRECT, "thread_ts": "1.2", "context": {}}
    await (await town.as_(MEMBER)).event({"type": "assistant_thread_started", "assistant_thread": thread, "event_ts": "1.3"})
    sent = await town.last("assistant.threads.setSuggestedPrompts")

    assert "How soon should I get a reply?" in [prompt["message"] for prompt in sent["prompts"]]
    assert (DIRECT, "1.2") == (sent["channel_id"], sent["thread_ts"])


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


# --- what Slack refuses


@pytest.mark.parametrize("word", ["invalid_blocks", "msg_blocks_too_long"])
@pytest.mark.parametrize("where", [DIRECT, CHANNEL])
async def test_an_answer_whose_blocks_slack_refuses_goes_as_text(town: SlackCouncil, word: str, where: str) -> None:
    town.slack.fault("chat.postMessage", error=word)
    someone = await town.as_(MEMBER)
    await (someone.say(OPEN) if where == DIRECT else someone.mention(OPEN))
    refused, sent = await town.shown("chat.postMessage")

    assert refused.args["text"] == sent.args["text"]
    assert (where, []) == (sent.args["channel"], sent.args["blocks"])


async def test_an_answer_to_the_asker_alone_whose_blocks_slack_refuses_goes_as_text(town: SlackCouncil) -> None:
    town.slack.fault("chat.postEphemeral", error="invalid_blocks")
    await (await town.as_(MEMBER)).mention(PRIVATE)
    refused, sent = await town.shown("chat.postEphemeral")

    assert (refused.args["text"], []) == (sent.args["text"], sent.args["blocks"])


@pytest.mark.parametrize(("word", "times"), [("restricted_action", 1), ("invalid_arguments", 2)])
async def test_somebody_whose_answer_slack_refuses_altogether_hears_that_it_did_not_work(town: SlackCouncil, word: str, times: int) -> None:
    town.slack.fault("chat.postMessage", error=word, times=times)
    await (await town.as_(MEMBER)).say(OPEN)

    assert "I couldn't do that" in (await town.last("chat.postMessage"))["text"]


async def test_what_takes_too_long_is_told_to_whoever_waits_for_it(town: SlackCouncil, monkeypatch: pytest.MonkeyPatch) -> None:
    assert town.channel is not None
    monkeypatch.setattr(town.channel.works, "_seconds", 0.01)
    town.slack.fault("chat.postMessage", latency=0.5)
    await (await town.as_(MEMBER)).say(OPEN)

    assert "I couldn't do that" in (await town.last("chat.postMessage"))["text"]


async def test_what_slack_was_too_busy_for_is_tried_again_and_not_taken_as_the_answer_to_what_was_asked(
    town: SlackCouncil, clock: SetClock
) -> None:
    assert town.channel is not None
    town.slack.fault("chat.postMessage", error="internal_error")
    await (await town.as_(OFFICER)).say("log an enquiry")
    refused, told = await town.shown("chat.postMessage")
    clock.now += LEASE
    await town.channel.gateway.recover()
    sent = await town.last("chat.postMessage")

    assert "I try again by myself" in told.args["text"]
    assert refused.args["text"] == sent["text"]


async def test_what_slack_stays_too_busy_for_is_given_up(town: SlackCouncil, clock: SetClock) -> None:
    assert town.channel is not None
    town.slack.fault("chat.postMessage", error="internal_error", times=20)
    await (await town.as_(MEMBER)).say(OPEN)
    await town.shown()
    for _ in range(ATTEMPTS + 1):
        clock.now += LEASE
        await town.channel.gateway.recover()
        await town.shown()
    async with town.desk.store.read() as session:
        states = list(await session.scalars(select(PlatformEventRow.state)))

    assert ["failed"] == states
    assert ATTEMPTS == town.channel.works.outcomes["put_off"]


# --- what becomes of workspaces, people and channels


async def test_an_app_that_was_taken_out_lets_nothing_more_in(town: SlackCouncil) -> None:
    someone = await town.as_(MEMBER)
    await someone.event({"type": "app_uninstalled"})
    await town.shown()
    answer = await someone.say(OPEN)

    assert answer.status == 403
    assert [] == await town.shown("chat.postMessage")


async def test_a_revoked_token_is_written_down(town: SlackCouncil) -> None:
    await (await town.as_(MEMBER)).event({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT_USER]}})
    await town.shown()

    assert town.channel is not None
    assert ["revoked"] == [its.state.value for its in town.channel.workspaces.all]


async def test_the_token_of_a_person_is_none_of_the_bots(town: SlackCouncil) -> None:
    await (await town.as_(MEMBER)).event({"type": "tokens_revoked", "tokens": {"oauth": [MEMBER], "bot": []}})
    await town.shown()

    assert town.channel is not None
    assert ["ok"] == [its.state.value for its in town.channel.workspaces.all]


async def _states(town: SlackCouncil) -> dict[str, str]:
    async with town.desk.store.read() as session:
        return {row.user: row.state for row in await session.scalars(select(AddressRow))}


async def test_a_deactivated_account_is_no_address_until_it_is_back(town: SlackCouncil) -> None:
    someone = await town.as_(MEMBER)
    await someone.say(OPEN)
    await town.shown()
    keeper = await town.as_(STRANGER)
    user = {"id": MEMBER, "team_id": TEAM, "deleted": True}
    await keeper.event({"type": "user_change", "user": user})
    await town.shown()
    gone = await _states(town)
    await keeper.event({"type": "user_change", "user": {**user, "deleted": False}})
    await town.shown()

    assert "stale" == gone[MEMBER]
    assert "ok" == (await _states(town))[MEMBER]


async def _nudge_that_failed(town: SlackCouncil) -> None:
    async with town.desk.store.write() as session:
        await session.execute(update(AddressRow).values(state="stale", why="user_not_found"))
        now = town.desk.now()
        case = NudgeRow(
            council=town.council, case_kind="enquiry", case_id=1, kind="today", about=now.date(), not_before=now, planned_at=now
        )
        case.recipient_id, case.state = town.people[MEMBER].id, "failed"
        session.add(case)


async def _nudges(town: SlackCouncil) -> list[str]:
    async with town.desk.store.read() as session:
        return list(await session.scalars(select(NudgeRow.state)))


async def test_who_writes_from_an_address_that_was_given_up_has_what_failed_tried_again(town: SlackCouncil) -> None:
    someone = await town.as_(MEMBER)
    await someone.say(OPEN)
    await town.shown()
    await _nudge_that_failed(town)
    await someone.say(OPEN)
    await town.shown()

    assert "ok" == (await _states(town))[MEMBER]
    assert ["planned"] == await _nudges(town)


@pytest.mark.parametrize(("deleted", "expected"), [(True, "failed"), (False, "planned")])
async def test_an_account_that_is_back_has_what_failed_tried_again(town: SlackCouncil, deleted: bool, expected: str) -> None:  # noqa: FBT001 - a case
    await (await town.as_(MEMBER)).say(OPEN)
    await town.shown()
    await _nudge_that_failed(town)
    keeper = await town.as_(STRANGER)
    async with town.desk.store.write() as session:
        await session.execute(update(AddressRow).values(why=lifecycle._DEACTIVATED))
    await keeper.event({"type": "user_change", "user": {"id": MEMBER, "team_id": TEAM, "deleted": deleted}})
    await town.shown()

    assert [expected] == await _nudges(town)


@pytest.mark.parametrize("event", ["channel_archive", "group_archive", "channel_deleted", "channel_left", "group_left"])
async def test_a_teams_channel_that_is_closed_is_written_down(town: SlackCouncil, event: str) -> None:
    async with town.desk.store.write() as session:
        session.add(
            TeamChannelRow(council=town.council, team="Housing", workspace=TEAM, channel_id=CHANNEL, state="ok", changed_at=town.desk.now())
        )
    await (await town.as_(MEMBER)).event({"type": event, "channel": CHANNEL, "event_ts": "1.1"})
    await town.shown()

    async with town.desk.store.read() as session:
        (row,) = list(await session.scalars(select(TeamChannelRow)))
    assert "stale" == row.state


async def test_a_newcomer_is_not_greeted_unasked(town: SlackCouncil) -> None:
    answer = await (await town.as_(MEMBER)).event({"type": "team_join", "user": {"id": "U0NEW", "team_id": TEAM}})

    assert answer.status == 200
    assert [] == await town.shown()
