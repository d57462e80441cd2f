"""One sweep in a process of its own: `one_sweep.py URL FOLDER NUMBER OF`; it begins when all of them are ready.

Its courier writes down whom it delivered to, each line forced to the disk first.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from bot.casework.desk import Desk
from bot.casework.person import Person
from bot.reminders.courier import Copy
from bot.reminders.sweeper import sweep
from bot.reply import Reply
from bot.store.database import open_store
from protocol_data.library import Library

START = datetime(2027, 1, 11, 9, tzinfo=UTC)
"""A Monday with no bank holiday on the Mondays that follow, in winter time."""


class Diary:
    """A courier that writes down each delivery."""

    def __init__(self, path: Path, *, seconds: float = 0) -> None:
        self._seconds = seconds
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    async def deliver(self, recipient: Person, reply: Reply, for_team: Reply | None = None) -> tuple[Copy, ...]:  # noqa: ARG002 - a courier's signature
        os.write(self._file, f"{recipient.key}\n".encode())
        os.fsync(self._file)
        await asyncio.sleep(self._seconds)
        return ()


def clock_of(number: int) -> datetime:
    """Sweeps run a quarter of an hour apart, beyond the lease of the one before, in the working hours of one week after another."""
    weeks, quarter = divmod(number, 32)
    return START + timedelta(weeks=weeks, minutes=15 * quarter)


def wait_for_all(folder: Path, number: int, of: int) -> None:
    """Wait until every process has come this far: however slow the machine, they sweep side by side."""
    (folder / f"ready-{number}").touch()
    while len(list(folder.glob("ready-*"))) < of:
        time.sleep(0.005)


async def run(  # noqa: PLR0913 - what one process is told
    url: str, folder: Path, number: int, library: Library, now: datetime, *, slowly: float = 0, of: int = 1
) -> None:
    store = open_store(url)
    desk = Desk(store, library, lambda: now)
    if of > 1:
        async with store.read() as session:  # a connection is there
            await session.execute(text("SELECT 1"))
        wait_for_all(folder, number, of)
    await sweep(desk, Diary(folder / f"{number:04}", seconds=slowly), f"sweep-{number}")
    await store.close()


if __name__ == "__main__":
    into, mine = Path(sys.argv[2]), int(sys.argv[3])
    asyncio.run(run(sys.argv[1], into, mine, Library(), START, slowly=0.01, of=int(sys.argv[4])))
