"""A reminder that stands in a direct message and in a team's channel: whatever is done about it is shown on both."""

from __future__ import annotations

from typing import Any

import pytest
from nudging import add
from nudging import enquiry as due_enquiry
from slack_council import MEMBER, OFFICER, SlackCouncil, block_ids, everything, filled
from slack_server import TEAM, Call
from slack_town import subjects
from sqlalchemy import delete
from test_slack_questions import press

from bot.casework.enquiry_ends import answer, correct
from bot.channels.slack.listeners.shortcuts import ASK
from bot.reminders.sweeper import sweep
from bot.store.people import IdentityRow, PersonRow
from bot.store.platform import TeamChannelRow

HOUSING, OWN = "C0HOUSING", "D0OFFICER"
DONE = "ENQ-1 has been answered"


@pytest.fixture
async def copies(town: SlackCouncil) -> tuple[dict[str, Any], dict[str, Any]]:
    """Remind the officer of what is due today: the message to him, and that in his team's channel, as Slack hands them back with a button."""
    ids, today = {"officer": town.people[OFFICER].id, "member": town.people[MEMBER].id}, town.desk.today(town.council)
    await add(town.desk.store, due_enquiry(ids, today, today, subject="The Smith family's rent"))
    async with town.desk.store.write() as session:
        (await session.get_one(PersonRow, ids["officer"])).team = "Housing"
        session.add(TeamChannelRow(council=town.council, team="Housing", workspace=TEAM, channel_id=HOUSING, changed_at=town.desk.now()))
    assert town.channel is not None
    await sweep(town.desk, town.channel.courier, "one")
    direct, team = (_message(call) for call in town.slack.called("chat.postMessage"))
    assert HOUSING == team["channel"]
    return direct, team


def _message(call: Call) -> dict[str, Any]:
    return {"ts": call.answer["ts"], "channel": call.args["channel"], "text": call.args["text"], "blocks": call.args["blocks"]}


def _at(call: Call) -> tuple[str, str]:
    return call.args["channel"], call.args["ts"]


async def test_a_button_in_the_teams_channel_changes_the_message_to_the_person_too(
    town: SlackCouncil, copies: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    direct, team = copies
    await (await town.as_(OFFICER)).press("say:1", DONE, message=team)
    in_channel, to_person = await town.shown("chat.update")

    assert ((HOUSING, team["ts"]), (direct["channel"], direct["ts"])) == (_at(in_channel), _at(to_person))
    assert "Marked as answered by Omar Khan" in to_person.args["text"]
    assert "The Smith family's rent" in to_person.args["text"]
    assert "Smith" not in str(in_channel.args)


async def test_a_button_under_the_message_to_the_person_changes_that_in_the_teams_channel_and_no_detail_goes_there(
    town: SlackCouncil, copies: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    direct, team = copies
    await (await town.as_(OFFICER)).press("say:1", DONE, message=direct)
    to_person, in_channel = await town.shown("chat.update")

    assert ((direct["channel"], direct["ts"]), (HOUSING, team["ts"])) == (_at(to_person), _at(in_channel))
    assert "Marked as answered by Omar Khan, Monday 23 November 2026 at 09:30" in in_channel.args["text"]
    assert "Smith" not in str(in_channel.args)
    assert ["show ENQ-1"] == [its["value"] for block in in_channel.args["blocks"] for its in block.get("elements", ()) if "value" in its]


async def test_a_form_that_a_button_opened_changes_both(town: SlackCouncil, copies: tuple[dict[str, Any], dict[str, Any]]) -> None:
    direct, team = copies
    officer = await town.as_(OFFICER)
    await officer.press("say:1", "holding reply for ENQ-1", message=direct)
    view = (await town.last("views.open"))["view"]
    values = {"reason": "Parts are late", "action": "Chased the supplier", "until": "2026-12-16"}
    await officer.submit(view, filled(view, **{name: value for name, value in values.items() if name in block_ids(view)}))
    updates = await town.shown("chat.update")

    assert {(direct["channel"], direct["ts"]), (HOUSING, team["ts"])} == {_at(call) for call in updates}
    assert all("Holding reply noted by Omar Khan" in call.args["text"] for call in updates)
    assert "Parts are late" not in everything([call for call in updates if call.args["channel"] == HOUSING])


async def test_what_is_written_to_the_bot_changes_both(town: SlackCouncil, copies: tuple[dict[str, Any], dict[str, Any]]) -> None:
    await (await town.as_(OFFICER)).say(DONE, channel=OWN)

    assert {_at(call) for call in await town.shown("chat.update")} >= {(copy["channel"], copy["ts"]) for copy in copies}


async def test_what_took_several_messages_to_tell_changes_both(town: SlackCouncil, copies: tuple[dict[str, Any], dict[str, Any]]) -> None:
    officer = await town.as_(OFFICER)
    for words in ("holding reply for ENQ-1", "Parts are late", "Chased the supplier", "16 December"):
        await officer.say(words, channel=OWN)
        await town.shown()
    updates = [call for call in await town.shown("chat.update") if "Holding reply noted by Omar Khan" in call.args["text"]]

    assert {(copy["channel"], copy["ts"]) for copy in copies} == {_at(call) for call in updates}


async def test_who_puts_it_off_in_the_teams_channel_finds_it_put_off_in_their_own_message_and_the_team_does_not(
    town: SlackCouncil, copies: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    direct, team = copies
    await (await town.as_(OFFICER)).press("say:1", "snooze ENQ-1 until tomorrow", message=team)
    updates = await town.shown("chat.update")

    assert [(direct["channel"], direct["ts"])] == [_at(call) for call in updates]
    assert "Put off by Omar Khan" in updates[0].args["text"]


@pytest.mark.parametrize("word", ["message_not_found", "cant_update_message", "edit_window_closed"])
async def test_a_copy_that_is_not_there_any_more_is_left_and_the_deed_stands(
    town: SlackCouncil, copies: tuple[dict[str, Any], dict[str, Any]], word: str
) -> None:
    town.slack.fault("chat.update", times=2, error=word)
    await (await town.as_(OFFICER)).press("say:1", DONE, message=copies[0])
    await town.shown()
    assert town.channel is not None
    await sweep(town.desk, town.channel.courier, "two")

    updates = [_at(call) for call in await town.shown("chat.update")]
    assert [(copy["channel"], copy["ts"]) for copy in copies] == updates
    assert "has been answered" in town.slack.called("chat.postMessage")[-1].args["text"]
    assert [] == await subjects(town)


async def updated(town: SlackCouncil, what: str) -> tuple[set[tuple[str, str]], int]:
    """Give which messages show that something was done, and how often a home page was published."""
    calls = await town.shown("chat.update", "views.publish")
    shown = {_at(call) for call in calls if call.method == "chat.update" and f"{what} by Omar Khan" in call.args["text"]}
    return shown, len([call for call in calls if call.method == "views.publish"])


async def test_a_slash_command_changes_both_and_the_home_page(town: SlackCouncil, copies: tuple[dict[str, Any], dict[str, Any]]) -> None:
    await (await town.as_(OFFICER)).command("/enquiry", "answered ENQ-1")

    assert ({(copy["channel"], copy["ts"]) for copy in copies}, 1) == await updated(town, "Marked as answered")


async def test_words_in_the_view_in_which_one_asks_change_both_and_the_home_page(
    town: SlackCouncil, copies: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    officer = await town.as_(OFFICER)
    await officer.shortcut(ASK)
    view = (await town.last("views.open"))["view"]
    await officer.submit(view, filled(view, question=DONE))

    assert ({(copy["channel"], copy["ts"]) for copy in copies}, 1) == await updated(town, "Marked as answered")


async def test_a_button_that_answers_the_open_question_changes_their_own_message_and_the_home_page(
    town: SlackCouncil, copies: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    officer = await town.as_(OFFICER)
    await officer.say("snooze ENQ-1", channel=OWN)
    await town.shown()
    await officer.say("next Friday", channel=OWN)
    asked = next(call.args for call in reversed(await town.shown("chat.update")) if "actions" in str(call.args["blocks"]))
    label = next(its["text"]["text"] for block in asked["blocks"] for its in block.get("elements", ()) if its.get("value") == "2")
    await press(officer, asked, label, OWN)

    assert ({(copies[0]["channel"], copies[0]["ts"])}, 1) == await updated(town, "Put off")


async def test_what_is_done_in_the_register_by_itself_changes_both_with_the_next_sweep(
    town: SlackCouncil, copies: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    await answer(town.desk, town.people[OFFICER], 1)
    assert town.channel is not None
    await sweep(town.desk, town.channel.courier, "two")

    assert {(copy["channel"], copy["ts"]) for copy in copies} == (await updated(town, "Marked as answered"))[0]


async def test_the_message_whose_button_it_was_looks_as_it_would_if_it_had_been_done_elsewhere(
    town: SlackCouncil, copies: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    await (await town.as_(OFFICER)).press("say:1", DONE, message=copies[1])
    in_channel = [call.args for call in await town.shown("chat.update") if _at(call) == (HOUSING, copies[1]["ts"])]

    assert ["show ENQ-1"] == [its["value"] for block in in_channel[-1]["blocks"] for its in block.get("elements", ()) if "value" in its]


async def test_an_account_that_is_linked_to_nobody_any_more_is_shown_nothing_more(
    town: SlackCouncil, copies: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    async with town.desk.store.write() as session:
        await session.execute(delete(IdentityRow).where(IdentityRow.person_id == town.people[OFFICER].id))
    await correct(town.desk, town.people[OFFICER], 1, "It was wrong", subject="The Okafor family's debts")
    await answer(town.desk, town.people[OFFICER], 1)
    assert town.channel is not None
    await sweep(town.desk, town.channel.courier, "two")

    assert {(HOUSING, copies[1]["ts"])} == {_at(call) for call in await town.shown("chat.update")}
    assert "Okafor" not in everything([call for call in town.slack.called() if call.args.get("channel") == OWN])


async def test_a_channel_that_is_no_teams_any_more_is_shown_nothing_more(
    town: SlackCouncil, copies: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    async with town.desk.store.write() as session:
        await session.execute(delete(TeamChannelRow))
    await answer(town.desk, town.people[OFFICER], 1)
    assert town.channel is not None
    await sweep(town.desk, town.channel.courier, "two")

    assert {(OWN, copies[0]["ts"])} == {_at(call) for call in await town.shown("chat.update")}


async def test_of_a_message_whose_form_is_done_nothing_is_remembered(
    town: SlackCouncil, copies: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    assert town.channel is not None
    values = {"reason": "Parts are late", "action": "Chased the supplier", "until": "2026-12-16"}
    remembered = town.channel.office.talk.messages
    officer = await town.as_(OFFICER)
    await officer.press("say:1", "holding reply for ENQ-1", message=copies[0])
    view = (await town.last("views.open"))["view"]
    before = len(remembered)
    await officer.submit(view, filled(view, **{name: value for name, value in values.items() if name in block_ids(view)}))
    await town.shown()

    assert (1, 0) == (before, len(remembered))
