"""Shortcuts, global and on a message, sent as Slack sends them: signed requests to the running app, and what it then calls."""

from __future__ import annotations

import json

from slack_council import CHANNEL, MEMBER, OFFICER, SlackCouncil, answered, filled
from slack_town import OPEN, enquiry, subjects
from sqlalchemy import select

from bot.casework.enquiry_lists import Which, listed
from bot.casework.enquiry_view import history
from bot.channels.hearing import NO_QUESTION
from bot.store.cases import EnquiryRow


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


async def test_a_second_enquiry_of_one_message_is_asked_about_and_logged_once(town: SlackCouncil) -> None:
    officer = await town.as_(OFFICER)
    said = {"message": {"type": "message", "user": MEMBER, "text": "Bins missed, and the light is out", "ts": "1795329560.000200"}}
    payload = officer.interaction(
        "message_action",
        callback_id="log_message",
        channel={"id": CHANNEL, "name": "general"},
        response_url=town.slack.response_url(),
        **said,
    )
    told = []
    for subject in ("Bins missed", "Light out", "Light out"):
        await officer.payload({**payload, "trigger_id": town.slack.trigger()})
        view = (await town.last("views.open"))["view"]
        asked = answered(await officer.submit(view, filled(view, subject=subject)))["view"]
        told.append(json.dumps(asked["blocks"]))
        if asked["callback_id"] == view["callback_id"]:
            for _ in range(2):
                answered(await officer.submit(asked, filled(asked)))
        await town.shown()
    items = (await listed(town.desk, town.people[OFFICER], Which())).items
    histories = [str(await history(town.desk, town.people[OFFICER], item.number)) for item in items]

    assert ["Bins missed", "Light out"] == sorted(item.subject for item in items)
    assert ["This message was logged already, as ENQ-1 (Bins missed)" in one for one in told] == [False, True, True]
    assert [True, True] == ["Logged from https://" in one for one in histories]


async def test_whoever_can_not_see_the_enquiry_of_a_message_logs_another_and_learns_nothing_of_it(town: SlackCouncil) -> None:
    others = {"message": {"type": "message", "user": MEMBER, "text": "Bins missed, and the light is out", "ts": "1795329560.000200"}}
    told = []
    for account, subject in ((OFFICER, "Bins missed"), (MEMBER, "Light out")):
        someone = await town.as_(account)
        payload = someone.interaction(
            "message_action",
            callback_id="log_message",
            channel={"id": CHANNEL, "name": "general"},
            response_url=town.slack.response_url(),
            **others,
        )
        await someone.payload({**payload, "trigger_id": town.slack.trigger()})
        view = (await town.last("views.open"))["view"]
        asked = answered(await someone.submit(view, filled(view, subject=subject, asked_by="Cllr Shah")))["view"]
        told.append(json.dumps(asked["blocks"]))
    answered(await someone.submit(asked, filled(asked)))
    await town.shown()

    assert "This message was logged already, by somebody else." in told[1]
    assert "Bins" not in told[1]
    async with town.desk.store.read() as session:
        assert ["Bins missed", "Light out"] == sorted(await session.scalars(select(EnquiryRow.subject)))


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


async def test_a_question_of_nothing_but_a_space_is_told_at_its_field(town: SlackCouncil) -> None:
    someone = await town.as_(MEMBER)
    await someone.shortcut("ask_protocol")
    view = (await town.last("views.open"))["view"]
    answer = answered(await someone.submit(view, filled(view, question=" ")))

    assert {"response_action": "errors", "errors": {"question": "Write your question first."}} == answer
