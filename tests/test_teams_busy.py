"""When Teams is busy, slow, or takes a part of what is sent: what can be said is said once, and nobody waits for others."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from conftest import SetClock
from sqlalchemy import select
from teams_activities import THREAD
from teams_council import MEMBER, OFFICER, STRANGER, Account, TeamsCouncil, buttons_of, text_of
from teams_town import OPEN, PRIVATE

from bot.casework.desk import Desk
from bot.casework.enquiry_case import NewEnquiry
from bot.casework.enquiry_log import log
from bot.channels.teams import channel, office
from bot.channels.teams.talk import CONFIDENTIAL, WENT_DIRECT
from bot.store.database import Store
from bot.store.teams import TeamsConversationRow
from intents.interpreter import Interpreter
from protocol_data.library import Library


async def states(teams: TeamsCouncil) -> set[str]:
    async with teams.desk.store.read() as session:
        return set(await session.scalars(select(TeamsConversationRow.state)))


async def test_an_answer_to_a_message_that_was_deleted_meanwhile_is_said_all_the_same(teams: TeamsCouncil) -> None:
    teams.connector.fail("reply", status=404, code="MessageNotFound")

    await teams.say(MEMBER, OPEN)
    sent = await teams.last()

    assert ("create", MEMBER.personal) == (sent.what, sent.conversation)
    assert "Source: Clause" in text_of(sent)
    assert {"ok"} == await states(teams)


async def test_a_chat_that_takes_no_message_at_all_is_marked(teams: TeamsCouncil) -> None:
    for what in ("reply", "create"):
        teams.connector.fail(what, status=404, code="ConversationNotFound")

    await teams.say(MEMBER, OPEN)

    assert [] == await teams.shown()
    assert {"stale"} == await states(teams)


async def test_a_thread_that_was_deleted_says_nothing_of_its_channel(teams: TeamsCouncil) -> None:
    for what in ("reply", "create"):
        teams.connector.fail(what, conversation=THREAD, status=404, code="MessageNotFound")

    await teams.mention(MEMBER, OPEN)

    assert [] == await teams.shown()
    assert {"ok"} == await states(teams)


async def test_where_twenty_conversations_hang_the_next_is_answered(teams: TeamsCouncil) -> None:
    gate = asyncio.Event()
    people = [Account(f"29:p{number}", f"99999999-0000-0000-0000-0000000010{number:02d}") for number in range(20)]
    for one in people:
        teams.connector.fail("reply", conversation=one.personal, waits=gate)
        await teams.say(one, OPEN)

    await teams.say(MEMBER, OPEN)

    answer = await teams.connector.message()
    gate.set()
    await teams.shown()
    assert MEMBER.personal == answer.conversation


async def test_an_answer_for_somebody_alone_is_sent_once_though_the_channel_takes_no_word_of_it(
    teams: TeamsCouncil, clock: SetClock
) -> None:
    teams.connector.fail("reply", conversation=THREAD, status=429, times=4)
    await teams.mention(MEMBER, PRIVATE)
    await teams.shown()
    assert teams.channel is not None

    for _ in range(2):
        clock.go(seconds=31)
        await teams.channel.office.recover()
        await teams.shown()

    alone = [text_of(sent) for sent in await teams.shown()]
    assert 1 == len(alone)
    assert WENT_DIRECT not in alone


async def test_a_conversation_that_asks_to_be_left_alone_is_left_alone(teams: TeamsCouncil) -> None:
    teams.connector.fail("reply", status=429, retry_after="40")

    await teams.say(MEMBER, OPEN)

    assert [] == await teams.shown()


async def acknowledge(teams: TeamsCouncil) -> dict[str, Any]:
    """Log an enquiry; give the button that acknowledges it."""
    officer = teams.people[OFFICER.account]
    await log(teams.desk, officer, NewEnquiry("Pier lights", asked_by="Dana Reed", officer=officer.key))
    await teams.say(OFFICER, "show ENQ-1")
    card = (await teams.last()).card
    assert card is not None
    return buttons_of(card)["Acknowledge"]


async def history(teams: TeamsCouncil) -> str:
    await teams.say(OFFICER, "history of ENQ-1")
    return text_of(await teams.last())


async def test_a_press_that_takes_longer_than_teams_waits_is_answered_in_time_and_goes_on(
    teams: TeamsCouncil, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "_ANSWER_SECONDS", 0.1)
    button = await acknowledge(teams)
    with closing(sqlite3.connect(str(teams.desk.store.engine.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = await teams.execute(OFFICER, button, replyToId="m-1")
        other.execute("ROLLBACK")

    monkeypatch.undo()
    sent = await teams.shown()
    assert "longer than Teams waits" in answer["value"]
    assert "update" == sent[-1].what
    assert "cknowledged" in await history(teams)


async def test_where_so_much_waits_that_nothing_more_is_taken_a_press_is_told_so_and_does_nothing(
    sqlite_store: Store, library: Library, clock: SetClock, interpreter: Interpreter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "AT_ONCE", 1)
    monkeypatch.setattr(channel, "WAITING", 1)
    async with TeamsCouncil(Desk(sqlite_store, library, clock), interpreter) as teams:
        button, gate = await acknowledge(teams), asyncio.Event()
        teams.connector.fail("reply", waits=gate)
        await teams.say(MEMBER, OPEN)
        await teams.say(STRANGER, OPEN)

        full = await teams.execute(OFFICER, button, replyToId="m-1")
        gate.set()
        await teams.shown()

        assert "nothing was done" in full["value"]
        assert "cknowledged" not in await history(teams)
        assert "AdaptiveCard" in str(await teams.execute(OFFICER, button, replyToId="m-1"))


async def test_the_card_of_something_that_is_done_shows_no_more_in_a_notification_than_the_reminder_did(teams: TeamsCouncil) -> None:
    await teams.say(OFFICER, "remind me tomorrow about the hearing of Mrs Xu")
    await teams.shown()

    await teams.execute(OFFICER, {"verb": "say", "data": {"clerk": {"do": "say", "says": "done REM-1"}}}, replyToId="m-1")

    changed = await teams.last()
    assert ("update", CONFIDENTIAL) == (changed.what, changed.activity["summary"])


async def test_the_card_of_an_enquiry_about_which_something_is_done_tells_of_it_in_a_notification(teams: TeamsCouncil) -> None:
    await teams.execute(OFFICER, await acknowledge(teams), replyToId="m-1")

    changed = await teams.last()

    assert "update" == changed.what
    assert changed.activity["summary"].startswith("ENQ-1")
