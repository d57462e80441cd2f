"""Forms in Teams: opened as dialogs or in the chat, checked field by field, sent twice and recorded once."""

from __future__ import annotations

from typing import Any

import pytest
from slack_samples import HOLD_FORM
from teams_activities import CHANNEL, THREAD, place_in_channel
from teams_council import MEMBER, OFFICER, STRANGER, TeamsCouncil, buttons_of, text_of
from teams_schema import faults, parts

from bot.casework.enquiry_case import NewEnquiry
from bot.casework.enquiry_lists import Which, listed
from bot.casework.enquiry_log import log
from bot.channels.teams.cards.message import form_button
from bot.reply import Form

PRESSED = {"replyToId": "m-1"}


def opens(task: str, **values: str) -> dict[str, Any]:
    """Make the button of a card that opens a form."""
    return form_button(Form(task, "", HOLD_FORM.fields, values), {})


def dialog(body: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Give the card of a dialog, held to the schema."""
    assert "continue" == body["task"]["type"]
    card: dict[str, Any] = body["task"]["value"]["card"]["content"]
    assert [] == faults(card)
    return card


def inputs(card: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {its["id"]: its for its in parts(card) if str(its.get("type", "")).startswith("Input.")}


def says(card: dict[str, Any]) -> str:
    return "\n".join(str(its["text"]) for its in parts(card) if its.get("type") in {"TextRun", "TextBlock"})


async def subjects(teams: TeamsCouncil) -> list[str]:
    return [item.subject for item in (await listed(teams.desk, teams.people[OFFICER.account], Which())).items]


async def case(teams: TeamsCouncil) -> dict[str, Any]:
    """Log an enquiry that the officer handles; give the card that shows it."""
    officer = teams.people[OFFICER.account]
    await log(teams.desk, officer, NewEnquiry("Pier lights", asked_by="Dana Reed", officer=officer.key))
    await teams.say(OFFICER, "show ENQ-1")
    card = (await teams.last()).card
    assert card is not None
    return card


async def test_a_button_opens_its_form_as_a_dialog_under_the_forms_title(teams: TeamsCouncil) -> None:
    body = await teams.fetch(OFFICER, opens("log_enquiry", subject="Pier lights"), **PRESSED)

    assert "Log an enquiry" == body["task"]["value"]["title"]
    assert "Pier lights" == inputs(dialog(body))["subject"]["value"]


async def test_a_dialog_that_is_sent_in_records_and_shows_the_result_there_and_in_the_chat(teams: TeamsCouncil) -> None:
    form = dialog(await teams.fetch(OFFICER, opens("log_enquiry"), **PRESSED))

    result = dialog(await teams.send_in(OFFICER, buttons_of(form)["Send"], {"subject": "Pier lights", "asked_by": "Dana Reed"}))

    assert "Logged as ENQ-1" in says(result)
    assert {} == buttons_of(result)
    assert "Logged as ENQ-1" in text_of(await teams.last())


async def test_a_dialog_that_is_sent_in_twice_records_one_enquiry(teams: TeamsCouncil) -> None:
    form = dialog(await teams.fetch(OFFICER, opens("log_enquiry"), **PRESSED))
    filled = {"subject": "Pier lights", "asked_by": "Dana Reed"}

    first = dialog(await teams.send_in(OFFICER, buttons_of(form)["Send"], filled))
    second = dialog(await teams.send_in(OFFICER, buttons_of(form)["Send"], filled))

    assert ["Pier lights"] == await subjects(teams)
    assert "Logged as ENQ-1" in says(first)
    assert "Logged as ENQ-1" in says(second)


async def test_what_can_not_be_taken_is_said_below_its_field_and_the_rest_is_kept(teams: TeamsCouncil) -> None:
    form = dialog(await teams.fetch(OFFICER, opens("log_enquiry"), **PRESSED))

    again = dialog(await teams.send_in(OFFICER, buttons_of(form)["Send"], {"subject": "", "asked_by": "Dana Reed"}))

    assert "Dana Reed" == inputs(again)["asked_by"]["value"]
    assert "Subject can't be empty." in says(again)
    assert [] == await subjects(teams)


async def test_an_option_that_was_not_offered_is_as_if_nothing_was_picked(teams: TeamsCouncil) -> None:
    form = dialog(await teams.fetch(OFFICER, opens("log_enquiry"), **PRESSED))
    sly = {"subject": "Pier lights", "asked_by": "Dana Reed", "how": "telepathy"}

    result = dialog(await teams.send_in(OFFICER, buttons_of(form)["Send"], sly))

    assert "Logged as ENQ-1" in says(result)
    assert "telepathy" not in says(result)


async def test_a_stranger_opens_no_form_and_is_told_why(teams: TeamsCouncil) -> None:
    card = dialog(await teams.fetch(STRANGER, opens("log_enquiry"), **PRESSED))

    assert {} == inputs(card)
    assert "directory" in says(card).lower()


async def test_a_command_offers_its_form_in_the_personal_chat_and_the_card_becomes_the_result(teams: TeamsCouncil) -> None:
    await teams.say(OFFICER, "enquiry new Pier lights")
    card = (await teams.last()).card
    assert card is not None

    body = await teams.execute(OFFICER, buttons_of(card)["Send"], {"subject": "Pier lights", "asked_by": "Dana Reed"}, **PRESSED)

    assert "Logged as ENQ-1" in says(body["value"])
    assert "Acknowledge" in buttons_of(body["value"])


async def test_a_form_that_was_filled_in_in_the_chat_shows_its_result_on_every_device(teams: TeamsCouncil) -> None:
    await teams.say(OFFICER, "enquiry new Pier lights")
    card = (await teams.last()).card
    assert card is not None

    await teams.execute(OFFICER, buttons_of(card)["Send"], {"subject": "Pier lights", "asked_by": "Dana Reed"}, replyToId="m-1")
    update = await teams.last()

    assert ("update", "m-1") == (update.what, update.answers)
    assert "Logged as ENQ-1" in text_of(update)
    assert update.card is not None
    assert {} == inputs(update.card)


async def test_a_command_in_a_channel_offers_its_form_to_who_asked_alone(teams: TeamsCouncil) -> None:
    await teams.mention(OFFICER, "complaint")

    form, notice = await teams.shown()

    assert form.conversation.startswith("a:")
    assert form.card is not None
    assert "said" in inputs(form.card)
    assert THREAD == notice.conversation
    assert None is notice.card


async def test_a_complaint_is_walked_from_what_happened_to_a_record_that_is_kept_once(teams: TeamsCouncil) -> None:
    await teams.say(MEMBER, "complaint")
    card = (await teams.last()).card
    assert card is not None
    given = {"said": "An officer was rude to me in a meeting, twice, and I took it up with her manager."}

    for _ in range(12):
        body = await teams.execute(MEMBER, buttons_of(card)["Next"], given, **PRESSED)
        card = body["value"]
        assert [] == faults(card)
        shown = inputs(card)
        if "keep" in shown:
            break
        given = {name: its["choices"][0]["value"] for name, its in shown.items() if its["type"] == "Input.ChoiceSet"}

    assert "keep" in inputs(card)
    assert "value" not in inputs(card)["keep"]
    texts = {name: "Rude words" for name, its in inputs(card).items() if its["type"] == "Input.Text" and its["isRequired"]}
    first = await teams.execute(MEMBER, buttons_of(card)["Send"], {**texts, "keep": "yes"}, **PRESSED)
    second = await teams.execute(MEMBER, buttons_of(card)["Send"], {**texts, "keep": "yes"}, **PRESSED)

    assert "CMP-1" in says(first["value"])
    assert "CMP-2" not in says(second["value"])


async def test_a_button_that_names_its_case_opens_its_form_in_the_place_of_its_card_and_is_settled_for_everybody(
    teams: TeamsCouncil,
) -> None:
    logged = await case(teams)

    body = await teams.execute(OFFICER, buttons_of(logged)["Answered"], replyToId="m-1")
    card = body["value"]
    if inputs(card):
        card = (await teams.execute(OFFICER, buttons_of(card)["Send"], {}, replyToId="m-2"))["value"]

    assert "✓ Marked as answered by Omar Khan" in says(card)
    update = (await teams.shown())[-1]
    assert ("update", "m-1") == (update.what, update.answers)
    assert "✓ Marked as answered by Omar Khan" in text_of(update)


async def test_a_button_in_a_channel_pressed_by_somebody_without_the_right_tells_them_alone_and_leaves_the_card(
    teams: TeamsCouncil,
) -> None:
    logged = await case(teams)
    before = len(await teams.shown())

    body = await teams.execute(STRANGER, buttons_of(logged)["Answered"], replyToId="m-9", **place_in_channel())

    assert "application/vnd.microsoft.activity.message" == body["type"]
    assert before == len(await teams.shown())


async def test_on_asking_again_each_person_is_shown_what_they_may_see(teams: TeamsCouncil) -> None:
    await case(teams)
    refresh = {"verb": "refresh", "data": {"clerk": {"do": "refresh", "says": "show ENQ-1"}}}

    officer = await teams.execute(OFFICER, refresh, **place_in_channel())
    stranger = await teams.execute(STRANGER, refresh, **place_in_channel())

    assert "Pier lights" in says(officer["value"])
    assert "Pier lights" not in says(stranger["value"])
    assert "ENQ-1" in says(stranger["value"])


async def test_a_client_without_such_buttons_sends_them_as_messages_and_gets_the_same(teams: TeamsCouncil) -> None:
    await teams.say(OFFICER, "enquiry new Pier lights")
    card = (await teams.last()).card
    assert card is not None

    await teams.submit(OFFICER, buttons_of(card)["Send"]["fallback"], {"subject": "Pier lights", "asked_by": "Dana Reed"})

    assert "Logged as ENQ-1" in text_of(await teams.last())


async def test_a_choice_is_taken_once_and_the_button_of_an_old_question_answers_no_other(teams: TeamsCouncil) -> None:
    await teams.say(OFFICER, "log an enquiry about the pier lights")
    asks = (await teams.last()).card
    assert asks is not None
    await teams.say(OFFICER, "cancel")
    await case(teams)
    await teams.say(OFFICER, "extend ENQ-1")
    await teams.shown()

    await teams.submit(OFFICER, buttons_of(asks)["Cancel"])

    assert "Cancelled" not in text_of(await teams.last())


def message_of(author: str = MEMBER.user) -> dict[str, Any]:
    return {
        "id": "1700000000099",
        "createdDateTime": "2026-11-20T16:00:00Z",
        "linkToMessage": "https://teams.example/message/1",
        "body": {"contentType": "html", "content": "<p>The <b>pier lights</b> are&nbsp;out &amp; nobody answers</p>"},
        "from": {"user": {"id": author, "displayName": "Whoever"}},
    }


def action(command: str, **its: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {"commandId": command, "commandContext": "message", "messagePayload": message_of(), **its}


async def test_an_action_on_a_message_fills_the_form_of_an_enquiry_from_it(teams: TeamsCouncil) -> None:
    body = await teams.invoke(OFFICER, "composeExtension/fetchTask", action("logEnquiry"), **place_in_channel())
    shown = inputs(dialog(body))

    assert "The pier lights are out & nobody answers" == shown["subject"]["value"]
    assert "Dana Reed" == shown["asked_by"]["value"]
    assert "2026-11-20" == shown["received"]["value"]


@pytest.mark.parametrize("created", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z", "yesterday", None, {}])
async def test_a_message_of_no_day_that_there_is_came_in_today(
    teams: TeamsCouncil, caplog: pytest.LogCaptureFixture, created: object
) -> None:
    payload = {**message_of(), "createdDateTime": created}

    body = await teams.invoke(OFFICER, "composeExtension/fetchTask", action("logEnquiry", messagePayload=payload), **place_in_channel())

    assert teams.desk.today(teams.council).isoformat() == inputs(dialog(body))["received"]["value"]
    assert [] == [one for one in caplog.records if one.levelname == "ERROR"]


async def test_enquiries_are_found_by_their_number_where_no_words_come_back(teams: TeamsCouncil, caplog: pytest.LogCaptureFixture) -> None:
    await case(teams)
    sends = {"clerk": {"do": "send", "task": "find_enquiries"}, "ref": "ENQ-1"}

    body = await teams.invoke(OFFICER, "task/submit", {"data": sends})

    assert "Pier lights" in says(dialog(body))
    assert [] == [one for one in caplog.records if one.levelname == "ERROR"]


async def test_a_message_that_is_logged_by_two_people_is_one_enquiry(teams: TeamsCouncil) -> None:
    for _ in range(2):
        body = await teams.invoke(OFFICER, "composeExtension/fetchTask", action("logEnquiry"), **place_in_channel())
        form = dialog(body)
        given = {name: its.get("value", "") for name, its in inputs(form).items()}
        data = {**buttons_of(form)["Send"]["data"], **given}
        await teams.invoke(OFFICER, "composeExtension/submitAction", action("logEnquiry", data=data), **place_in_channel())
        await teams.shown()

    assert ["The pier lights are out & nobody answers"] == await subjects(teams)
    assert CHANNEL not in {sent.conversation for sent in await teams.shown()}


async def test_a_second_enquiry_of_one_message_is_asked_about_and_logged_once(teams: TeamsCouncil) -> None:
    told = []
    for subject in ("Pier lights", "Nobody answers", "Nobody answers"):
        body = await teams.invoke(OFFICER, "composeExtension/fetchTask", action("logEnquiry"), **place_in_channel())
        form, given = dialog(body), {"subject": subject}
        while (sends := buttons_of(form).get("Send")) is not None:
            data = {**sends["data"], **{name: its.get("value", "") for name, its in inputs(form).items()}, **given}
            form = dialog(
                await teams.invoke(OFFICER, "composeExtension/submitAction", action("logEnquiry", data=data), **place_in_channel())
            )
            told.append(says(form))
            given = {}
        await teams.shown()

    assert ["Nobody answers", "Pier lights"] == sorted(await subjects(teams))
    assert [False, True, False, True, False] == ["This message was logged already, as ENQ-1 (Pier lights)" in one for one in told]


async def test_to_ask_what_the_protocol_says_on_a_message_answers_who_asked_and_starts_nothing(teams: TeamsCouncil) -> None:
    payload = {**message_of(), "body": {"contentType": "text", "content": "how soon must a letter from a councillor be answered?"}}

    body = await teams.invoke(OFFICER, "composeExtension/fetchTask", action("askProtocol", messagePayload=payload), **place_in_channel())

    assert "Clause" in says(dialog(body))
    assert [] == await teams.shown()


@pytest.mark.parametrize("value", [{}, {"data": {}}, {"data": {"clerk": {"do": "open", "task": "no_such_task"}}}, {"data": "x"}])
async def test_a_dialog_of_an_unknown_button_says_so_and_never_fails(teams: TeamsCouncil, value: dict[str, Any]) -> None:
    body = await teams.invoke(OFFICER, "task/fetch", value)

    assert {} == inputs(dialog(body))
