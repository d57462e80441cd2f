"""What could not be claimed in time: a command of which Slack said that it failed is not carried out later, and an event is, once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from conftest import SetClock
from slack_council import MEMBER, OFFICER, SlackCouncil
from slack_sender import direct_message
from slack_town import OPEN, enquiry
from sqlalchemy import select

from bot.casework.enquiry_lists import Which, listed
from bot.channels.claiming import TOO_LATE
from bot.channels.once import LEASE
from bot.channels.slack import app
from bot.channels.slack.recovery import recover
from bot.store.platform import PlatformEventRow


@asynccontextmanager
async def busy(town: SlackCouncil, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """Have somebody else write to the database for longer than there is time for a claim; after that the claim is written too late."""
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(app, "ACK_SECONDS", 0.2)
        async with town.desk.store.write() as session:
            await session.execute(select(1))
            yield
    assert town.channel is not None
    await town.channel.works.claiming.settled()


async def rows(town: SlackCouncil) -> list[tuple[str, str | None, bool]]:
    async with town.desk.store.read() as session:
        return [(row.state, row.why, row.body is None) for row in await session.scalars(select(PlatformEventRow))]


async def recovered(town: SlackCouncil, clock: SetClock) -> None:
    """Take on what was left unfinished, once every claim has run out."""
    assert town.channel is not None
    clock.now += LEASE
    await recover(town.channel.gateway.take, town.channel.office)
    await town.shown()


async def test_a_command_that_slack_said_has_failed_is_not_carried_out_later(
    town: SlackCouncil, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = await enquiry(town)
    officer = await town.as_(OFFICER)
    async with busy(town, monkeypatch):
        answer = await officer.command("/enquiry", f"answered {ref}")
    await recovered(town, clock)
    still_open = [item.ref for item in (await listed(town.desk, town.people[OFFICER], Which())).items]

    assert 503 == answer.status
    assert [ref] == still_open
    assert [("failed", TOO_LATE, True)] == await rows(town)


async def test_an_event_that_was_claimed_too_late_is_taken_on_at_once_and_answered_once(
    town: SlackCouncil, monkeypatch: pytest.MonkeyPatch
) -> None:
    said, member = direct_message(OPEN, user=MEMBER), await town.as_(MEMBER)
    async with busy(town, monkeypatch):
        first = await member.event(said, event_id="Ev1")
    assert town.channel is not None
    await recover(town.channel.gateway.take, town.channel.office)
    retry = await member.event(said, event_id="Ev1", retry=1)
    calls = await town.shown("chat.postMessage")

    assert (503, 200) == (first.status, retry.status)
    assert 1 == len(calls)
    assert [("done", None, True)] == await rows(town)


async def test_however_much_work_holds_connections_what_comes_is_acknowledged(town: SlackCouncil) -> None:
    member = await town.as_(MEMBER)
    async with AsyncExitStack() as work:
        for _ in range(15):
            session = await work.enter_async_context(town.desk.store.read())
            await session.execute(select(1))
        answer = await member.command("/protocol", OPEN)
    await town.shown()

    assert 200 == answer.status
    assert [("done", None, True)] == await rows(town)


async def test_what_there_is_no_time_for_at_all_is_not_claimed(town: SlackCouncil, monkeypatch: pytest.MonkeyPatch) -> None:
    member = await town.as_(MEMBER)
    monkeypatch.setattr(app, "ACK_SECONDS", 0)
    answer = await member.command("/protocol", OPEN)

    assert 503 == answer.status
    assert [] == await rows(town)
