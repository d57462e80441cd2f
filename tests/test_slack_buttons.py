"""Buttons under messages, pressed as Slack tells it: signed requests to the running app, and what it then calls."""

from __future__ import annotations

from typing import Any

import pytest
from folk import hire
from slack_council import CHANNEL, DIRECT, MEMBER, OFFICER, STRANGER, SlackCouncil, answered, block_ids, button, everything, filled
from slack_sender import Sender
from slack_town import OPEN, enquiry, subjects
from sqlalchemy import select

from bot.casework.enquiry_case import NewEnquiry
from bot.casework.enquiry_log import log
from bot.store.nudges import SnoozeRow

OTHER = "U0OTHER"


def said(text: str, *, at: str = DIRECT, says: str, label: str = "Press") -> dict[str, Any]:
    """Make a message of the bot's with one button."""
    pressed = {"type": "button", "action_id": "say:1", "text": {"type": "plain_text", "text": label}, "value": says}
    section = {"type": "section", "text": {"type": "mrkdwn", "text": text}}
    return {"ts": "1795329560.000100", "text": text, "channel": at, "blocks": [section, {"type": "actions", "elements": [pressed]}]}


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
    pressed = button(asked["blocks"], "Settling a difference with an Officer, informally first")
    await someone.press(pressed["action_id"], pressed["value"], message={"ts": asked["ts"], "text": "", "blocks": [], "channel": DIRECT})
    await town.shown()

    assert "Which of these fits?" in asked["text"]
    assert "Which of these fits?" not in (await town.last("chat.update"))["text"]


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


async def nudged(town: SlackCouncil) -> tuple[str, dict[str, Any]]:
    """Log an enquiry that Omar Khan handles, and stand under a reminder of it in the team's channel."""
    ref = await enquiry(town)
    return ref, said(f"There is a reminder about {ref}.", says="x", at=CHANNEL)


@pytest.fixture
async def outsider(town: SlackCouncil) -> Sender:
    """An officer of the council who has nothing to do with the enquiry."""
    await town.meet(OTHER, await hire(town.desk, town.council, "zoe.hart", name="Zoe Hart"))
    return await town.as_(OTHER)


@pytest.mark.parametrize("says", ["{ref} has been answered", "holding reply for {ref}", "snooze {ref} until tomorrow", "{ref} is not mine"])
async def test_somebody_without_a_right_to_the_case_is_refused_alone_and_nothing_is_asked(
    town: SlackCouncil, outsider: Sender, says: str
) -> None:
    ref, message = await nudged(town)

    await outsider.press("say:1", says.format(ref=ref), message=message)
    [refusal] = await town.shown()

    assert "response_url" == refusal.method
    assert f"There is no {ref} among the enquiries that you can see." in refusal.args["text"].replace("cases", "enquiries")
    assert "?" not in refusal.args["text"]


async def test_somebody_without_a_right_to_the_case_gets_no_form_for_another_one(town: SlackCouncil, outsider: Sender) -> None:
    ref, message = await nudged(town)

    await outsider.press("say:1", f"{ref} is not mine", message=message)
    await outsider.say(OPEN)

    assert "9.1.5" in (await town.last("chat.postMessage"))["text"]
    assert [] == town.slack.called("views.open")


async def test_a_snooze_in_a_teams_channel_is_the_pressers_own_and_the_message_stays_for_the_others(town: SlackCouncil) -> None:
    ref, message = await nudged(town)

    await (await town.as_(OFFICER)).press("say:1", f"snooze {ref} until tomorrow", message=message)
    sent = await town.shown()
    async with town.desk.store.read() as session:
        snoozed = list(await session.scalars(select(SnoozeRow.person_id)))

    assert [] == [call.method for call in sent if call.method == "chat.update"]
    assert f"I say no more of {ref} to you until" in str((await town.last("response_url"))["blocks"])
    assert [town.people[OFFICER].id] == snoozed


async def test_a_member_who_closes_an_enquiry_in_a_teams_channel_is_not_named_there(town: SlackCouncil) -> None:
    ref = await log(town.desk, town.people[MEMBER], NewEnquiry("Street light out", officer="Omar Khan"))
    message = said(f"There is a reminder about {ref.ref}.", says="x", at=CHANNEL)

    await (await town.as_(MEMBER)).press("say:1", f"close {ref.ref}", message=message)
    for opened in await town.shown("views.open"):
        await (await town.as_(MEMBER)).submit(opened.args["view"], filled(opened.args["view"]))
    update = await town.last("chat.update")

    assert "Closed by a Councillor" in update["text"]
    assert "Dana" not in str(update)


async def test_a_snooze_in_a_direct_message_changes_that_message(town: SlackCouncil) -> None:
    ref = await enquiry(town)

    await (await town.as_(OFFICER)).press("say:1", f"snooze {ref} until tomorrow", message=said("It is due.", says="x"))

    assert "Put off by Omar Khan" in (await town.last("chat.update"))["text"]
