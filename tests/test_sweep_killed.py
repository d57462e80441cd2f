"""A sweep killed at any instant: nothing is lost, and only what was in flight is sent again."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

from conftest import ROOT, SetClock
from nudging import add, add_people, ledger, person

from bot.store.cases import PersonalRow
from bot.store.database import open_store

NUDGES, KILLS, SEED = 1000, 200, 20261123


async def test_killed_at_200_instants_a_sweep_of_1000_loses_none_and_repeats_only_the_one_in_flight(
    sqlite_url: str, tmp_path: Path, clock: SetClock
) -> None:
    store, diaries = open_store(sqlite_url), tmp_path / "diaries"
    diaries.mkdir()
    ids = await add_people(store, *(person(f"p{number}") for number in range(NUDGES)))
    monday = date(2026, 11, 23)
    await add(store, *(PersonalRow(person_id=one, text="call", on=monday, next_look=monday, made_at=clock()) for one in ids.values()))

    command = [sys.executable, str(ROOT / "tests" / "killed_sweeps.py"), sqlite_url, str(diaries), str(KILLS), str(SEED)]
    killed = int(subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout)  # noqa: ASYNC221 - nothing else runs
    sweeps = [path.read_text().split() for path in sorted(diaries.iterdir())]
    finished: set[str] = set()
    repeated_though_finished: set[str] = set()
    for sent in sweeps:
        repeated_though_finished |= finished & set(sent)
        finished |= set(sent[:-1])  # the next one was begun, so these had been marked; the last may have been in flight
    states = Counter(state for _, state in await ledger(store))
    await store.close()

    assert KILLS == killed
    assert set(ids) == {key for sent in sweeps for key in sent}
    assert set() == repeated_though_finished
    assert {"sent": NUDGES} == dict(states)
    assert len([sent for sent in sweeps if sent]) > KILLS // 4, "most kills fell before the first message: let sweeps live longer"
