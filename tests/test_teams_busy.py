"""When Teams is busy, slow, or takes a part of what is sent: what can be said is said once, and nobody waits for others."""

from __future__ import annotations

import asyncio

from conftest import SetClock
from sqlalchemy import select
from teams_activities import THREAD
from teams_council import MEMBER, Account, TeamsCouncil, text_of
from teams_town import OPEN, PRIVATE

from bot.channels.teams.talk import WENT_DIRECT
from bot.store.teams import TeamsConversationRow


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


async def test_where_twenty_conversations_hang_the_next_is_answered(teams: TeamsCouncil) -> None:
    gate = asyncio.Event()
    teams.connector.fail("reply", times=20, waits=gate)
    people = [Account(f"29:p{number}", f"99999999-0000-0000-0000-0000000010{number:02d}") for number in range(20)]
    for one in people:
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
