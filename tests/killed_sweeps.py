"""A process that forks sweeps and kills them, run by the test of it: `killed_sweeps.py URL FOLDER KILLS SEED`.

The imports are done once, so that a kill falls into the sweep and not into Python's start. Each sweep's courier writes down whom it delivered to, in a file of its
own, each line forced to the disk before the delivery counts as done.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.casework.desk import Desk
from bot.casework.person import Person
from bot.reminders.sweeper import sweep
from bot.reply import Reply
from bot.store.database import open_store
from protocol_data.library import Library

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
_LONGEST = 0.16
"""Seconds that a sweep may live: enough to open the database and send a few."""


class Diary:
    """A courier that writes down each delivery."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    async def deliver(self, recipient: Person, reply: Reply) -> None:  # noqa: ARG002 - a courier's signature
        os.write(self._file, f"{recipient.key}\n".encode())
        os.fsync(self._file)


def clock_of(number: int) -> datetime:
    """Sweeps run a quarter of an hour apart, beyond the lease of the one before, in the working hours of one week after another."""
    weeks, quarter = divmod(number, 32)
    return START + timedelta(weeks=weeks, minutes=15 * quarter)


async def run(url: str, folder: Path, number: int, library: Library) -> None:
    store = open_store(url)
    desk = Desk(store, library, lambda: clock_of(number))
    await sweep(desk, Diary(folder / f"{number:04}"), f"sweep-{number}")
    await store.close()


def main() -> None:
    url, folder, kills, seed = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    library = Library()
    library.pack("southend")
    chance = random.Random(seed)  # noqa: S311 - when to kill
    killed = number = 0
    while True:
        child = os.fork()
        if child == 0:
            asyncio.run(run(url, folder, number, library))
            os._exit(0)
        number += 1
        if killed < kills:
            time.sleep(chance.uniform(0, _LONGEST))
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            killed += 1
        elif killed >= kills or os.waitstatus_to_exitcode(status) != 0:
            break
    sys.stdout.write(f"{killed}\n")


if __name__ == "__main__":
    main()
