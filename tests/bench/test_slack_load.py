"""Slack over HTTP under load: `pytest tests/bench/test_slack_load.py -o addopts= -s`. Not part of the tests: a machine's speed is no property of the code.

It starts `clerk serve` as a process of its own on a new SQLite file, sends it signed requests at a steady rate (direct messages and mentions by turns, from 200 people, each message
another of the tune set's questions), and prints how long the acknowledgements took, what was lost, and the process's resident memory every ten seconds. Aims: 50 a second for
60 s, every acknowledgement under a second, none lost, memory flat once what is remembered is full: 2,000 conversations with their last answer (`bot/assistant.py`), 2,000 things of each
kind that Slack does not hand back (`bot/channels/slack/places.py`), and 1,000 pieces of work that wait (`bot/channels/works.py`; what is beyond that waits in the database).
It wants two cores to itself: the senders and the Slack of the tests run on one of them. Lost is what was acknowledged and is not marked as done ten minutes after the last message was sent.

CLERK_BENCH_SECONDS and CLERK_BENCH_RATE change how long and how many a second; CLERK_BENCH_PYTHON runs the service by other words (`-X tracemalloc`, say).
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import re
import shlex
import sqlite3
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from http import HTTPStatus
from pathlib import Path

import aiohttp
import numpy as np
import pytest
from conftest import EVALUATION
from slack_sender import Answer, Sender, direct_message, mention
from slack_server import BOT_TOKEN, SIGNING_SECRET, FakeSlack

SECONDS, RATE = int(os.environ.get("CLERK_BENCH_SECONDS", "60")), int(os.environ.get("CLERK_BENCH_RATE", "50"))
WARM_UP_SECONDS, PEOPLE, LOOK_SECONDS, DRAIN_SECONDS = 10, 200, 10, 600
QUESTIONS = [json.loads(line)["text"] for line in (EVALUATION / "tune" / "questions.jsonl").read_text(encoding="utf-8").splitlines()]


class ForgetfulSlack(FakeSlack):
    """Notes who was answered instead of keeping every call: only the service's work is to be measured, not this one's."""

    answers = 0

    async def _record(self, method: str, args: dict[str, object], token: str, answer: dict[str, object]) -> None:
        del args, token, answer
        self.answers += method in {"chat.postMessage", "chat.postEphemeral"}


@asynccontextmanager
async def served(slack: FakeSlack, database: Path) -> AsyncIterator[tuple[int, int]]:
    """Run the service; give its process id and its port."""
    environment = os.environ | {
        "CLERK_COUNCIL": "southend",
        "CLERK_DATABASE_URL": f"sqlite:///{database}",
        "CLERK_SLACK_BASE_URL": slack.base_url,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
    }
    words = shlex.split(os.environ.get("CLERK_BENCH_PYTHON", ""))
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, "-m", "bot.cli", "serve", "--port", "0", env=environment, stderr=asyncio.subprocess.PIPE
    )
    try:
        assert process.stderr is not None
        async with asyncio.timeout(120):
            while (found := re.search(r"listening on http://[^:]+:(\d+)", (await process.stderr.readline()).decode())) is None:
                pass
        port = int(found[1])
        async with aiohttp.ClientSession() as browser, asyncio.timeout(60):
            while (await browser.get(f"http://127.0.0.1:{port}/readyz")).status != HTTPStatus.OK:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.1)
        yield process.pid, port
    finally:
        process.terminate()
        await process.wait()


def resident(pid: int) -> float:
    """Megabytes of a process that lie in memory."""
    line = next(its for its in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines() if its.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


async def send(sender: Sender, number: int) -> Answer:
    """Send one message."""
    user, text = f"U0PERSON{number % PEOPLE}", QUESTIONS[number % len(QUESTIONS)]
    said = mention(text, user=user) if number % 2 else direct_message(text, user=user, channel=f"D0PERSON{number % PEOPLE}")
    return await sender.event(said, event_id=f"Ev{number}")


async def steadily(sender: Sender, numbers: itertools.count[int], seconds: int) -> dict[str, Answer]:
    """Send so many a second, whatever becomes of those before; give the answers by the events' ids."""
    began, sending = time.monotonic(), {}
    for number in range(seconds * RATE):
        await asyncio.sleep(max(0.0, began + number / RATE - time.monotonic()))
        event = next(numbers)
        sending[f"Ev{event}"] = asyncio.create_task(send(sender, event))
    return {event_id: await task for event_id, task in sending.items()}


def taken(acks: dict[str, Answer]) -> set[str]:
    """Give the ids of what was acknowledged; what was not Slack sends again."""
    return {event_id for event_id, ack in acks.items() if ack.status == HTTPStatus.OK}


async def watched(pid: int, slack: ForgetfulSlack, seen: list[float]) -> None:
    """Tell the memory now and then."""
    began = time.monotonic()
    while True:
        seen.append(resident(pid))
        print(f"{time.monotonic() - began:6.0f} s  {seen[-1]:6.1f} MB  {slack.answers:7d} answered", flush=True)
        await asyncio.sleep(LOOK_SECONDS)


def done(database: Path) -> set[str]:
    """Give the ids of what is marked as done in the service's database."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=5)) as connection:
        return {event_id for (event_id,) in connection.execute("SELECT event_id FROM platform_events WHERE state = 'done'")}


async def drained(database: Path, acknowledged: set[str]) -> float:
    """Wait until all of it is done, but not for ever; give the seconds that took."""
    began = time.monotonic()
    while acknowledged - done(database) and time.monotonic() - began < DRAIN_SECONDS:  # noqa: ASYNC110 - another process
        await asyncio.sleep(0.5)
    return time.monotonic() - began


@pytest.mark.benchmark
async def test_messages_at_a_steady_rate_are_acknowledged_at_once_and_none_is_lost(tmp_path: Path) -> None:
    numbers, database = itertools.count(), tmp_path / "clerk.db"
    async with ForgetfulSlack() as slack, served(slack, database) as (pid, port):
        async with Sender(slack, f"http://127.0.0.1:{port}/slack/events") as sender:
            await drained(database, taken(await steadily(sender, numbers, WARM_UP_SECONDS)))
            seen: list[float] = []
            watching = asyncio.create_task(watched(pid, slack, seen))
            acks = await steadily(sender, numbers, SECONDS)
            behind = await drained(database, taken(acks))
            watching.cancel()
        lost, after = len(taken(acks) - done(database)), resident(pid)
    took = np.array([ack.seconds for ack in acks.values()])
    refused = len(acks) - len(taken(acks))
    print(
        f"{len(acks)} messages at {RATE} a second: acknowledged in {np.median(took):.3f} s median, {np.percentile(took, 99):.3f} s p99, "
        f"{took.max():.3f} s longest; {refused} refused, {lost} lost; the last was done {behind:.1f} s after it was sent; "
        f"memory {seen[0]:.0f} MB at the start, {after:.0f} MB at the end"
    )

    assert (0, 0) == (refused, lost)
    assert took.max() < 1
