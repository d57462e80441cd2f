"""Somebody who asks another council's protocol in Slack: by a command, in their own words or on the home page. What they do is done at their own."""

from __future__ import annotations

import pytest
from slack_council import DIRECT, MEMBER, OFFICER, STRANGER, SlackCouncil, button
from slack_sender import Sender
from slack_server import TEAM
from slack_town import OPEN, enquiry
from test_slack_questions import told

from bot.casework.identities import Channel
from bot.channels.arguments import PROTOCOL
from bot.channels.knowing import Account, council_asked
from bot.channels.usage import usage

OWN, OTHER = "Southend-on-Sea Borough Council", "Leeds City Council"


async def choose_at_home(town: SlackCouncil, someone: Sender, key: str) -> None:
    """Pick a council on the home page."""
    action = {"type": "static_select", "action_id": "council", "block_id": "b", "selected_option": {"value": key}, "action_ts": "1.1"}
    view = {"id": "V0HOME", "type": "home", "private_metadata": "", "blocks": []}
    await someone.payload(
        someone.interaction("block_actions", actions=[action], view=view, container={"type": "view", "view_id": "V0HOME"})
    )
    await town.shown()


@pytest.mark.parametrize("typed", ["council leeds", "council Leeds City Council", "Council to leed", "council: Leeds", "COUNCIL LEEDS"])
async def test_another_council_is_chosen_by_command_and_answers_from_then_on(town: SlackCouncil, typed: str) -> None:
    someone = await town.as_(MEMBER, DIRECT)
    await someone.command("/protocol", typed)
    chosen = await told(town)
    await someone.command("/protocol", OPEN)
    by_command = await told(town)
    await someone.say(OPEN)

    assert OTHER in chosen
    assert OWN in chosen
    assert OTHER in by_command
    assert OTHER in await told(town)


@pytest.mark.parametrize("typed", ["council tax in leeds, who decides?", "council officers: may they come to our group meeting?"])
async def test_a_question_that_begins_with_the_word_chooses_no_council(town: SlackCouncil, typed: str) -> None:
    someone = await town.as_(MEMBER, DIRECT)
    await someone.command("/protocol", typed)
    await town.shown()
    await someone.command("/protocol", OPEN)

    assert OWN in await told(town)


async def test_the_command_alone_offers_the_councils_and_a_button_chooses(town: SlackCouncil) -> None:
    someone = await town.as_(MEMBER, DIRECT)
    await someone.command("/protocol", "council")
    sent = await town.last("chat.postMessage")
    pressed = button(sent["blocks"], OTHER)
    await someone.press(pressed["action_id"], pressed["value"], message={"ts": "1.1", "channel": DIRECT, "text": "", "blocks": []})
    chosen = await told(town)

    assert f"You are asking the protocol of {OWN}." in sent["text"]
    assert f"of {OTHER}" in chosen


async def test_another_council_is_chosen_in_one_s_own_words(town: SlackCouncil) -> None:
    someone = await town.as_(MEMBER, DIRECT)
    await someone.say("switch to leeds")
    await someone.say(OPEN)

    assert OTHER in await told(town)


async def test_one_s_own_council_is_gone_back_to(town: SlackCouncil) -> None:
    someone = await town.as_(MEMBER, DIRECT)
    await someone.command("/protocol", "council leeds")
    sent = await town.last("chat.postMessage")
    pressed = button(sent["blocks"], f"Back to {OWN}")
    await someone.press(pressed["action_id"], pressed["value"], message={"ts": "1.1", "channel": DIRECT, "text": "", "blocks": []})
    await town.shown()
    await someone.say(OPEN)

    assert OWN in await told(town)


async def test_what_is_done_is_done_at_one_s_own_council(town: SlackCouncil) -> None:
    ref, officer = await enquiry(town), await town.as_(OFFICER, DIRECT)
    await officer.command("/protocol", "council leeds")
    await officer.say("my open enquiries")
    listed = await told(town)
    await officer.say(f"{ref} is answered")

    assert ref in listed
    assert f"{ref} is answered" in await told(town)


async def test_another_council_is_chosen_on_the_home_page_which_goes_on_showing_one_s_own_cases(town: SlackCouncil) -> None:
    ref, officer = await enquiry(town), await town.as_(OFFICER, DIRECT)
    await choose_at_home(town, officer, "leeds")
    page = (await town.last("views.publish"))["view"]
    await officer.say(OPEN)
    picked = next(block["accessory"] for block in page["blocks"] if block.get("accessory", {}).get("action_id") == "council")

    assert OTHER in await told(town)
    assert ref in str(page)
    assert "leeds" == picked["initial_option"]["value"]


async def test_somebody_who_is_not_in_the_directory_chooses_too_and_another_person_is_not_touched_by_it(town: SlackCouncil) -> None:
    stranger, member = await town.as_(STRANGER, DIRECT), await town.as_(MEMBER, DIRECT)
    await stranger.command("/protocol", "role officer")
    await stranger.command("/protocol", "council leeds")
    await stranger.say(OPEN)
    theirs = await told(town)
    await member.say(OPEN)

    assert OTHER in theirs
    assert OWN in await told(town)


async def test_a_choice_is_kept_in_the_register(town: SlackCouncil) -> None:
    await (await town.as_(STRANGER, DIRECT)).command("/protocol", "council leeds")
    await town.shown()
    async with town.desk.store.read() as session:
        kept = await council_asked(session, Account(Channel.SLACK, TEAM, STRANGER))

    assert "leeds" == kept


async def test_every_council_that_there_is_a_pack_of_can_be_chosen(town: SlackCouncil) -> None:
    someone = await town.as_(MEMBER, DIRECT)
    await someone.open_home()
    page = (await town.last("views.publish"))["view"]
    picked = next(block["accessory"] for block in page["blocks"] if block.get("accessory", {}).get("action_id") == "council")

    assert set(town.desk.library.keys) == {option["value"] for option in picked["options"]}


@pytest.mark.parametrize("alone", [True, False])
def test_help_tells_that_another_council_can_be_asked(*, alone: bool) -> None:
    assert "protocol council NAME" in usage(PROTOCOL, alone=alone).text
