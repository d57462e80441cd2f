"""A process that forks sweeps and kills them, run by the test of it: `killed_sweeps.py URL FOLDER KILLS SEED`.

The imports are done once, so that a kill falls into the sweep and not into Python's start.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
import time
from pathlib import Path

from one_sweep import clock_of, run

from protocol_data.library import Library

_EARLY = 0.25
"""The share of kills that fall anywhere from the start on: opening, planning, claiming. The others fall somewhere after the first few deliveries."""
_STARTING = 0.1
"""Seconds within which an early kill falls."""
_MOST_SENT, _DELIVERY = 6, 0.02
"""Up to so many deliveries before a later kill, and then up to so many seconds."""


def wait(chance: random.Random, diary: Path) -> None:
    """Wait for the instant of the kill: by how much was sent rather than by time alone, so that it is the same on a slow machine."""
    if chance.random() < _EARLY:
        time.sleep(chance.uniform(0, _STARTING))
        return
    lines, patience = chance.randint(0, _MOST_SENT), time.monotonic() + 5
    while time.monotonic() < patience and (not diary.exists() or diary.read_text().count("\n") < lines):
        time.sleep(0.0005)
    time.sleep(chance.uniform(0, _DELIVERY))


def main() -> None:
    url, folder, kills, seed = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    library = Library()
    library.pack("southend")
    chance = random.Random(seed)  # noqa: S311 - when to kill
    killed = number = 0
    while True:
        child = os.fork()
        if child == 0:
            asyncio.run(run(url, folder, number, library, clock_of(number)))
            os._exit(0)
        if killed < kills:
            wait(chance, folder / f"{number:04}")
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        number += 1
        if os.WIFSIGNALED(status):
            killed += 1
        elif killed >= kills or os.waitstatus_to_exitcode(status) != 0:
            break
    sys.stdout.write(f"{killed}\n")


if __name__ == "__main__":
    main()
