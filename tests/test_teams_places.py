"""Where something in Teams comes from and may go: what does not say that it is a personal chat is none, and what a button brings back gives nobody another's place."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import SetClock
from sqlalchemy import select
from teams_activities import CHANNEL, TEAM, TENANT, THREAD, place_in_channel
from teams_council import MEMBER, OFFICER, STRANGER, Account, TeamsCouncil, text_of
from teams_town import OPEN, PRIVATE

from bot.casework.enquiry_case import NewEnquiry
from bot.casework.enquiry_log import log
from bot.channels.teams.talk import WENT_DIRECT
from bot.reply import Button, Reply
from bot.store.cases import EnquiryEventRow
from bot.store.platform import AddressRow
from bot.store.teams import TeamsConversationRow
from intents.understanding import Outcome

MEETING = {"id": "19:meeting_NTk4ZDY4@thread.v2", "tenantId": TENANT, "name": "Test meeting"}
"""As Microsoft's documentation shows it with an action on a message of a meeting: it tells neither its type nor that it is a group."""
OF_TWO = {"id": "19:aaa_bbb@unq.gbl.spaces", "conversationType": "personal", "tenantId": TENANT}
CONFIDENTIAL = Reply(Outcome.ANSWER, "reminder", "You asked to be reminded: ring the family", buttons=(Button("Done", "done REM-9"),))
GUEST = Account("29:guest", "99999999-0000-0000-0000-0000000000f1")


def on_a_message() -> dict[str, Any]:
    message = {
        "id": "1611060744833",
        "body": {"contentType": "html", "content": f"<div>{OPEN}</div>"},
        "from": {"user": {"id": MEMBER.user}},
    }
    return {"commandId": "askProtocol", "commandContext": "message", "messagePayload": message}


async def places(teams: TeamsCouncil) -> set[str]:
    async with teams.desk.store.read() as session:
        return {row.conversation for row in await session.scalars(select(TeamsConversationRow))}


@pytest.mark.parametrize("where", [MEETING, OF_TWO], ids=["a meeting", "two people"])
async def test_a_private_answer_is_not_given_in_a_meeting_and_not_in_the_chat_of_two_people(
    teams: TeamsCouncil, where: dict[str, Any]
) -> None:
    await teams.say(MEMBER, PRIVATE, conversation=where)

    alone, there = await teams.shown()

    assert "a:personal-29:member" == alone.conversation
    assert (where["id"], WENT_DIRECT) == (there.conversation, text_of(there))


@pytest.mark.parametrize("where", [MEETING, OF_TWO], ids=["a meeting", "two people"])
async def test_a_nudge_goes_to_the_persons_own_chat_after_they_acted_on_a_message_elsewhere(
    teams: TeamsCouncil, clock: SetClock, where: dict[str, Any]
) -> None:
    await teams.say(MEMBER, OPEN)
    await teams.shown()
    clock.go(minutes=5)
    await teams.invoke(MEMBER, "composeExtension/fetchTask", on_a_message(), conversation=where)
    assert teams.channel is not None

    [copy] = await teams.channel.courier.deliver(teams.people[MEMBER.account], CONFIDENTIAL)

    assert MEMBER.personal == copy.place


async def test_an_action_on_a_message_tells_of_no_place_where_the_bot_can_speak(teams: TeamsCouncil) -> None:
    channel = {"id": CHANNEL, "conversationType": "channel", "isGroup": True, "tenantId": TENANT}
    data = {"tenant": {"id": TENANT}, "team": {"id": TEAM}, "channel": {"id": CHANNEL}}

    await teams.invoke(OFFICER, "composeExtension/fetchTask", on_a_message(), conversation=channel, channelData=data)
    await teams.invoke(OFFICER, "composeExtension/fetchTask", on_a_message())

    assert set() == await places(teams)
    async with teams.desk.store.read() as session:
        assert [] == list(await session.scalars(select(AddressRow)))


async def test_where_one_chat_with_somebody_is_gone_the_answer_goes_to_another(teams: TeamsCouncil, clock: SetClock) -> None:
    await teams.say(MEMBER, OPEN)
    await teams.shown()
    clock.go(minutes=5)
    await teams.say(MEMBER, OPEN, conversation={"id": "a:newer", "conversationType": "personal", "tenantId": TENANT})
    await teams.shown()
    teams.connector.fail("create", conversation="a:newer", times=50, status=403)

    await teams.mention(MEMBER, PRIVATE)
    alone, there = (await teams.shown())[-2:]

    assert MEMBER.personal == alone.conversation
    assert (THREAD, WENT_DIRECT) == (there.conversation, text_of(there))


async def test_a_button_with_the_name_of_anothers_conversation_tells_nothing_of_it(teams: TeamsCouncil) -> None:
    await teams.say(GUEST, "can I complain that officer Zebedee Smith bullied me?")
    await teams.shown()
    theirs = {"clerk": {"do": "say", "says": "why?", "metadata": {"talk": f"teams:{TENANT}:{GUEST.user}:direct"}}}

    await teams.submit(STRANGER, {"data": theirs})
    told = await teams.last()

    assert STRANGER.personal == told.conversation
    assert "Zebedee" not in text_of(told)


@pytest.mark.parametrize("way", ["adaptiveCard/action", "task/submit", "message"])
async def test_a_form_changes_no_message_of_a_channel_but_the_one_whose_button_was_pressed(teams: TeamsCouncil, way: str) -> None:
    officer = teams.people[OFFICER.account]
    await log(teams.desk, officer, NewEnquiry("Pier lights", asked_by="Dana Reed", officer=officer.key))
    await teams.mention(MEMBER, OPEN)
    await teams.shown()
    data = {"ref": "ENQ-1", "clerk": {"do": "send", "task": "acknowledge_enquiry", "metadata": {"message": "m-1"}}}
    value = {"action": {"type": "Action.Execute", "verb": "send", "data": data}} if way == "adaptiveCard/action" else {"data": data}
    its = {"value": data} if way == "message" else {"type": "invoke", "name": way, "value": value}

    await teams.post(teams.activity(OFFICER, **place_in_channel(), **its, replyToId="m-77"))
    changed = [sent.answers for sent in await teams.shown() if sent.what == "update"]

    assert "m-1" not in changed
    async with teams.desk.store.read() as session:
        assert "acknowledged" in [row.kind for row in await session.scalars(select(EnquiryEventRow))]
