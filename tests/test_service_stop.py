"""The service comes to its end: the nudge that is on its way is marked as sent, and one that takes too long holds nobody up and is not lost."""

from __future__ import annotations

import asyncio
import logging
from datetime import date

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from conftest import SetClock
from nudging import add, enquiry, ledger, usual_people
from slack_server import TEAM, FakeSlack
from slack_service import Running, ready, serving

from bot.store.database import Store
from bot.store.people import IdentityRow
from intents.interpreter import Interpreter
from protocol_data.library import Library

MONDAY = date(2026, 11, 23)


async def linked_officer(store: Store) -> None:
    """An officer who is known in Slack, with an enquiry that is due today."""
    ids = await usual_people(store)
    async with store.write() as session:
        session.add(IdentityRow(person_id=ids["officer"], channel="slack", external_id=f"{TEAM}:U0OFFICER"))
    await add(store, enquiry(ids, MONDAY, MONDAY))


async def until_on_its_way(running: Running) -> None:
    """Have a nudge to send, and sweep until it is being sent. The first sweep may come before it is known whose the token is: it would put it off for minutes."""
    await ready(running)
    await linked_officer(running.desk.store)
    running.service._scheduler.reschedule_job("sweep", trigger="interval", seconds=1)
    await running.slack.wait("conversations.open")


def warned(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Give the warnings. That a sweep each second is one too many while one runs is due to `until_on_its_way`, on a busy machine."""
    return [its.getMessage() for its in caplog.records if its.levelno >= logging.WARNING and its.name != "apscheduler.scheduler"]


async def test_the_nudge_that_is_on_its_way_is_sent_and_marked_before_the_service_ends(
    sqlite_store: Store, library: Library, interpreter: Interpreter, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    async with FakeSlack() as slack:
        slack.fault("chat.postMessage", latency=0.7)
        async with serving(sqlite_store, library, interpreter, slack=slack, clock=clock) as running:
            await until_on_its_way(running)
        posted = slack.called("chat.postMessage")

    assert [("today", "sent")] == await ledger(sqlite_store)
    assert 1 == len(posted)
    assert [] == warned(caplog)


async def test_the_seconds_for_stopping_are_counted_once_for_all_that_has_to_end(
    sqlite_store: Store, library: Library, interpreter: Interpreter, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[float] = []

    async def stop_sweeping(_: AsyncIOScheduler, seconds: float) -> None:
        given.append(seconds)

    async def slowly() -> None:
        await asyncio.sleep(0.05)

    async with serving(sqlite_store, library, interpreter) as running:
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr("bot.service.stop_sweeping", stop_sweeping)
            meanwhile.setattr(running.channel, "close", slowly)
            await running.service.stop(0.01)

    assert [0.0] == given


async def test_a_nudge_that_takes_too_long_is_put_down_and_waits_for_the_next_start(
    sqlite_store: Store, library: Library, interpreter: Interpreter, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    async with FakeSlack() as slack:
        slack.fault("chat.postMessage", latency=20, drop=True)
        async with serving(sqlite_store, library, interpreter, slack=slack, clock=clock) as running:
            await until_on_its_way(running)
            async with asyncio.timeout(10):
                await running.service.stop(0.2)
            told = warned(caplog)
            stopped = not running.service._scheduler.running
        kept = await ledger(sqlite_store)

    assert stopped
    assert ["a sweep was ended before it was through; the next one does the rest"] == told
    assert ["today"] == [kind for kind, _ in kept]
    assert "sent" not in {state for _, state in kept}
