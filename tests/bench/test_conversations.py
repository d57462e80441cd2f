"""What it costs a message that no question is open: one row that is not there, looked for by its key among many."""

from __future__ import annotations

import asyncio
import time

import numpy as np
from conftest import SetClock
from folk import hire
from pytest_benchmark.fixture import BenchmarkFixture

from bot.casework.desk import Desk
from bot.dialog.stored import InRegister
from bot.store.conversations import ConversationRow
from bot.store.database import open_store
from protocol_data.library import Library

OPEN, ASKED = 10_000, 500


def test_a_message_without_an_open_question(benchmark: BenchmarkFixture, sqlite_url: str, library: Library, clock: SetClock) -> None:
    async def run() -> list[float]:
        store = open_store(sqlite_url)
        person = await hire(Desk(store, library, clock), "leeds", "ann")
        async with store.write() as session:
            body = {"form": 1, "values": {"said": "x" * 500}}
            session.add_all(
                ConversationRow(whose=f"slack:T1:U{number}:direct:#1", person_id=person.id, version=1, body=body, at=clock())
                for number in range(OPEN)
            )
        conversations = InRegister(store)
        spent = []
        for number in range(ASKED):
            start = time.perf_counter()
            found = await conversations.read(f"slack:T1:V{number}:direct:#1")
            spent.append((time.perf_counter() - start) * 1000)
            assert found is None
        await store.close()
        return spent

    spent = np.array(benchmark.pedantic(lambda: asyncio.run(run()), rounds=1))
    print(f"\nlooking for an open question among {OPEN:,}: median {np.median(spent):.2f} ms, p99 {np.percentile(spent, 99):.2f} ms")
