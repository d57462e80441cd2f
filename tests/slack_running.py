"""What the tests of the running service share: the service, a question, and what became of what came."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from slack_service import Running, ready, serving
from sqlalchemy import select

from bot.store.database import Store
from bot.store.platform import PlatformEventRow
from intents.interpreter import Interpreter
from protocol_data.library import Library

QUESTION = "what does 1.1 say?"


@pytest.fixture
async def running(sqlite_store: Store, library: Library, interpreter: Interpreter) -> AsyncIterator[Running]:
    """The service, ready, at which Slack has found nothing wrong when the test is over."""
    async with serving(sqlite_store, library, interpreter) as its:
        await ready(its)
        yield its
        assert [] == its.slack.problems, its.slack.problems


async def states(store: Store) -> list[str]:
    async with store.read() as session:
        return list(await session.scalars(select(PlatformEventRow.state).order_by(PlatformEventRow.id)))


async def finished(running: Running, store: Store, seconds: float = 10) -> list[str]:
    """Wait until nothing is being worked on; give the states of what came."""
    async with asyncio.timeout(seconds):
        while running.channel.works.open:  # noqa: ASYNC110 - there is no event for it
            await asyncio.sleep(0.02)
    return await states(store)
