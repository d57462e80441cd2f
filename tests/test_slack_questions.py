"""An open question in Slack is answered by what is typed after it and by its own buttons and form, and by nothing that was meant for something else."""

from __future__ import annotations

from typing import Any

from folk import hire
from slack_council import DIRECT, OFFICER, SlackCouncil, answered, button, filled
from slack_sender import Sender
from slack_town import OPEN, enquiry
from sqlalchemy import select

from bot.store.cases import ComplaintRow, EnquiryRow

COMPLAINT = "start a complaint: a councillor shouted at me, I spoke to their group leader already and got nowhere, it is serious"


async def case(town: SlackCouncil) -> Sender:
    """Log an enquiry, with somebody to whom it can be handed over; give its officer."""
    await enquiry(town)
    await hire(town.desk, town.council, "ann.bell", name="Ann Bell")
    return await town.as_(OFFICER, DIRECT)


async def offer_of_a_record(town: SlackCouncil, someone: Sender) -> dict[str, Any]:
    """Ask for the way for a complaint; give the message that offers to keep a record."""
    await someone.say(COMPLAINT)
    await someone.say("yes")
    return await town.last("chat.update")


async def told(town: SlackCouncil) -> str:
    """Give what was told last; what is private comes into its message a moment later."""
    texts = [str(call.args["text"]) for call in await town.shown("chat.postMessage", "chat.update")]
    return next(text for text in reversed(texts) if "for you alone" not in text)


async def handler(town: SlackCouncil) -> str | None:
    async with town.desk.store.read() as session:
        return await session.scalar(select(EnquiryRow.officer_name))


async def press(someone: Sender, sent: dict[str, Any], label: str, channel: str = DIRECT) -> None:
    """Press a button of a message, as Slack sends it: with the block that it stands in."""
    row = next(block for block in sent["blocks"] if block["type"] == "actions" and label in str(block))
    pressed = button([row], label)
    message = {"ts": "1.1", "channel": channel, "text": sent["text"], "blocks": sent["blocks"]}
    action = {"type": "button", "action_id": pressed["action_id"], "block_id": row.get("block_id", "b"), "value": pressed["value"]}
    payload = someone.interaction(
        "block_actions",
        actions=[{**action, "action_ts": "1.2"}],
        channel={"id": channel, "name": "directmessage"},
        message={"type": "message", "user": "U0BOT", **message},
        container={"type": "message", "message_ts": "1.1", "channel_id": channel, "is_ephemeral": False},
        response_url=someone.slack.response_url(),
    )
    await someone.payload(payload)


async def test_what_is_typed_behind_a_command_is_no_answer_to_the_question_of_another(town: SlackCouncil) -> None:
    officer = await case(town)
    await officer.command("/enquiry", "reassign 1")
    asked = await town.last("chat.postMessage")
    await officer.command("/protocol", "office hours")
    await town.shown()

    assert "Which officer takes it over?" in asked["text"]
    assert "office hours" not in (await told(town)).partition("Still open")[0]
    assert "Omar Khan" == await handler(town)

    await officer.say("Ann Bell")
    await town.shown()

    assert "Ann Bell" == await handler(town)


async def test_a_question_behind_a_command_is_answered_and_the_open_one_stays_open(town: SlackCouncil) -> None:
    officer = await case(town)
    await officer.command("/enquiry", "reassign 1")
    await officer.command("/protocol", OPEN)
    said = await told(town)

    assert "9.1.5" in said
    assert "Still open: Which officer takes it over?" in said


async def test_a_command_that_asks_something_itself_says_that_the_earlier_question_was_dropped(town: SlackCouncil) -> None:
    officer = await case(town)
    await officer.command("/enquiry", "reassign 1")
    await officer.command("/enquiry", "extend 1")
    said = await told(town)

    assert "By when will the full answer come?" in said
    assert "hand an enquiry over) was dropped" in said


async def test_a_question_of_something_private_is_dropped_with_a_word_that_does_not_name_it(town: SlackCouncil) -> None:
    officer = await case(town)
    await officer.say("start a complaint")
    await officer.command("/enquiry", "extend 1")
    said = await told(town)

    assert "What was open before was dropped" in said
    assert "complaint" not in said.lower()


async def test_cancel_behind_a_command_ends_what_is_open(town: SlackCouncil) -> None:
    officer = await case(town)
    await officer.command("/enquiry", "reassign 1")
    await officer.command("/protocol", "cancel")

    assert "Cancelled: hand an enquiry over" in await told(town)


async def test_a_button_of_an_earlier_question_does_not_answer_a_later_one(town: SlackCouncil) -> None:
    officer = await case(town)
    offer = await offer_of_a_record(town, officer)
    await officer.say("reassign ENQ-1")
    await press(officer, offer, "Yes, keep a record")
    await town.shown()

    assert "not open any more" in await told(town)
    assert "Omar Khan" == await handler(town)


async def test_a_button_answers_its_own_question_after_a_command_came_between(town: SlackCouncil) -> None:
    officer = await town.as_(OFFICER, DIRECT)
    offer = await offer_of_a_record(town, officer)
    await officer.command("/protocol", OPEN)
    await press(officer, offer, "Yes, keep a record")

    assert "Who is it about?" in await told(town)


async def test_a_button_that_is_no_answer_is_never_taken_as_one(town: SlackCouncil) -> None:
    officer = await case(town)
    await officer.command("/protocol", "help")
    helped = await town.last("chat.postMessage")
    await officer.say("reassign ENQ-1")
    await press(officer, helped, "how soon should I get a reply?")
    await town.shown()

    assert "9.1.5" in await told(town)
    assert "Omar Khan" == await handler(town)


async def test_a_form_that_was_closed_leaves_the_question_open_that_the_chat_shows(town: SlackCouncil) -> None:
    officer = await case(town)
    await officer.say("extend ENQ-1")
    asked = await town.last("chat.postMessage")
    await press(officer, asked, "Fill in the form")
    view = {**(await town.last("views.open"))["view"], "id": "V0CLOSED"}
    answer = answered(await officer.submit(view, filled(view, until="2026-11-20", reason="more time")))
    await officer.say("3 December")
    said = await told(town)

    assert ["until"] == list(answer["errors"])
    assert "What is the reason?" in said
    assert "Thursday 3 December 2026" in said


async def test_a_form_that_is_sent_in_leaves_another_question_open(town: SlackCouncil) -> None:
    officer = await case(town)
    await officer.say("extend ENQ-1")
    asked = await town.last("chat.postMessage")
    await press(officer, asked, "Fill in the form")
    view = {**(await town.last("views.open"))["view"], "id": "V0FORM"}
    await officer.say("reassign ENQ-1")
    await officer.submit(view, filled(view, until="2026-12-10", reason="more time"))
    await town.shown()
    await officer.say("Ann Bell")
    await town.shown()

    assert "Ann Bell" == await handler(town)


async def test_a_form_that_is_sent_in_answers_its_own_question_in_the_chat(town: SlackCouncil) -> None:
    officer = await case(town)
    await officer.say("extend ENQ-1")
    asked = await town.last("chat.postMessage")
    await press(officer, asked, "Fill in the form")
    view = {**(await town.last("views.open"))["view"], "id": "V0FORM"}
    await officer.submit(view, filled(view, until="2026-12-10", reason="more time"))
    await town.shown()
    await officer.say("cancel")

    assert "Nothing is open between us" in await told(town)


async def test_no_record_is_kept_by_a_yes_that_answers_something_else(town: SlackCouncil) -> None:
    officer = await case(town)
    await offer_of_a_record(town, officer)
    await officer.command("/enquiry", "reassign 1")
    await officer.say("yes")
    await town.shown()
    async with town.desk.store.read() as session:
        kept = list(await session.scalars(select(ComplaintRow.id)))

    assert [] == kept


async def test_what_a_form_would_have_asked_is_answered_in_the_chat_where_the_form_came_too_late(town: SlackCouncil) -> None:
    ref, officer = await enquiry(town), await town.as_(OFFICER, DIRECT)
    message = {"ts": "1.1", "channel": DIRECT, "text": "A reminder", "blocks": []}
    action = {"type": "button", "action_id": "say:1", "block_id": "b", "value": f"extend {ref}", "action_ts": "1.2"}
    payload = officer.interaction(
        "block_actions",
        actions=[action],
        channel={"id": DIRECT, "name": "directmessage"},
        message={"type": "message", "user": "U0BOT", **message},
        container={"type": "message", "message_ts": "1.1", "channel_id": DIRECT, "is_ephemeral": False},
        response_url=officer.slack.response_url(),
    )
    await officer.payload({**payload, "trigger_id": "gone.1"})
    asked = await told(town)
    await officer.say("3 December")

    assert "By when will the full answer come?" in asked
    assert "What is the reason?" in await told(town)
