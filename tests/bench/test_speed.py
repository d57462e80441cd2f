"""Benchmarks: `pytest tests/bench --benchmark-enable -s`. Not part of the tests: a machine's speed is no property of the code.

Aims, on one core: a cold `clerk ask` under 2.5 s the first time and under 1.5 s after; a warm message under 10 ms median and 20 ms at the 99th percentile; under 400 MB
resident; with the packs repeated to 400 councils still under 20 ms median.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from conftest import EVALUATION, NOON
from numpy.typing import NDArray
from pytest_benchmark.fixture import BenchmarkFixture

from bot.assistant import Assistant
from bot.message import Message
from intents.interpreter import Interpreter, load_embedder
from protocol_data.basics import Reader
from protocol_data.library import BUILT_IN, Library

MESSAGES = [json.loads(line) for line in (EVALUATION / "tune" / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
pytestmark = pytest.mark.benchmark(disable_gc=True)


@pytest.fixture(autouse=True)
def one_core() -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def timed(assistant: Assistant, rows: list[dict[str, str]], councils: list[str] | None = None) -> NDArray[np.float64]:
    """Milliseconds for each message, after one of each council to warm up."""
    keys = itertools.cycle(councils) if councils else None
    messages = [
        Message(row["text"], next(keys) if keys else row["council"], Reader(row["role"]), NOON, str(n)) for n, row in enumerate(rows)
    ]

    async def run() -> list[float]:
        for message in {message.council: message for message in messages}.values():
            await assistant.reply(message)
        spent = []
        for message in messages:
            start = time.perf_counter()
            await assistant.reply(message)
            spent.append((time.perf_counter() - start) * 1000)
        return spent

    return np.array(asyncio.run(run()))


def tell(what: str, spent: NDArray[np.float64]) -> None:
    print(
        f"\n{what}: median {np.median(spent):.1f} ms, p99 {np.percentile(spent, 99):.1f} ms, longest {spent.max():.1f} ms, n {len(spent)}"
    )


def test_a_warm_message(benchmark: BenchmarkFixture) -> None:
    library = Library()
    assistant = Assistant(library, Interpreter(library, load_embedder()))
    spent = benchmark.pedantic(timed, args=(assistant, MESSAGES), rounds=1)
    tell("warm message", spent)


def test_four_hundred_councils(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    originals = sorted(path.name for path in BUILT_IN.iterdir())
    keys = []
    for number, original in zip(range(400), itertools.cycle(originals), strict=False):
        key = f"{original}_{number}"
        shutil.copytree(BUILT_IN / original, tmp_path / key)
        council = tmp_path / key / "council.yml"
        council.write_text(council.read_text(encoding="utf-8").replace(f"key: {original}\n", f"key: {key}\n"), encoding="utf-8")
        keys.append(key)
    library = Library(tmp_path)
    assistant = Assistant(library, Interpreter(library, load_embedder()))
    spent = benchmark.pedantic(timed, args=(assistant, [*MESSAGES, *MESSAGES], keys), rounds=1)
    tell("400 councils talking in turn", spent)


def test_a_cold_start(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    environment = {**os.environ, "CLERK_CACHE": str(tmp_path)}
    command = [sys.executable, "-m", "bot.cli", "ask", "--council", "leeds", "how soon must an officer answer?"]

    def run() -> float:
        start = time.perf_counter()
        subprocess.run(command, env=environment, check=True, capture_output=True)
        return time.perf_counter() - start

    first = run()
    again = [benchmark.pedantic(run, rounds=1), run(), run()]
    print(f"\ncold start: first {first:.2f} s, then {min(again):.2f} to {max(again):.2f} s")


def test_resident_memory_of_a_conversation(benchmark: BenchmarkFixture) -> None:
    said = "\n".join(row["text"].replace("\n", " ") for row in MESSAGES[:100])
    script = """
import sys
from bot.cli.main import main
try:
    main(["chat", "--council", "leeds"])
except SystemExit:
    pass
highest = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(int(highest.split()[1]) // 1024, file=sys.stderr)
"""

    def run() -> str:
        return subprocess.run([sys.executable, "-c", script], input=said, text=True, check=True, capture_output=True).stderr

    print(f"\nresident at most {benchmark.pedantic(run, rounds=1).strip()} MB over 100 messages")
