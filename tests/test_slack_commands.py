"""Slash commands, sent as Slack sends them: signed requests to the running app, and what it then calls."""

from __future__ import annotations

import pytest
from slack_council import MEMBER, OFFICER, STRANGER, SlackCouncil, answered, filled
from slack_town import OPEN, enquiry, subjects

from bot.channels.arguments import COMMANDS


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
    await (await town.as_(OFFICER)).command("/election", "add")

    assert "Democratic Services" in (await town.last("response_url"))["text"]
    assert [] == await town.shown("views.open")


async def test_a_command_whose_answer_goes_nowhere_is_apologised_for_at_its_own_address(town: SlackCouncil) -> None:
    town.slack.fault("conversations.open", times=9, error="messages_tab_disabled")
    town.slack.fault("chat.postEphemeral", times=9, error="user_not_in_channel")
    await (await town.as_(MEMBER)).command("/complaint", "status")

    assert "couldn't do that" in (await town.last("response_url"))["text"]


async def test_a_command_on_a_case_leaves_the_question_that_is_open_and_asks_none_of_its_own(town: SlackCouncil) -> None:
    ref = await enquiry(town)
    officer = await town.as_(OFFICER)
    await officer.command("/enquiry", "99")
    refused = await town.last("response_url")
    await officer.command("/enquiry", ref)
    shown = await town.last("response_url")

    assert "There is no ENQ-99" in refused["text"]
    assert "Which enquiry?" not in refused["text"]
    assert "Street light out" in shown["text"]
    assert not [says for says in ("Still open", "dropped") if says in shown["text"]]
