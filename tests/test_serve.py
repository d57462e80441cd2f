"""`clerk serve` as a process: it listens, stops when it is told to, and goes on where it was killed."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from slack_sender import Sender, direct_message
from slack_server import BOT_TOKEN, SIGNING_SECRET, FakeSlack
from slack_service import COUNCIL
from sqlalchemy import select, update

from bot.cli.main import main
from bot.store.database import Store, open_store
from bot.store.platform import PlatformEventRow

QUESTION = "can I see a confidential file?"


@dataclass(slots=True)
class Process:
    """A `clerk serve` that runs."""

    process: asyncio.subprocess.Process
    port: int
    said: list[str]

    async def end(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        async with asyncio.timeout(40):
            return await self.process.wait()


@asynccontextmanager
async def served(slack: FakeSlack, database: str) -> AsyncIterator[Process]:
    environment = os.environ | {
        "CLERK_COUNCIL": COUNCIL,
        "CLERK_DATABASE_URL": database,
        "CLERK_SLACK_BASE_URL": slack.base_url,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "CLERK_LOG_LEVEL": "DEBUG",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.cli", "serve", "--port", "0", env=environment, stderr=asyncio.subprocess.PIPE
    )
    said: list[str] = []
    reading = asyncio.create_task(_read(process, said))
    try:
        async with asyncio.timeout(60):
            while not (found := [match for line in said if (match := re.search(r"listening on http://[\d.]+:(\d+)", line))]):
                assert process.returncode is None, said
                await asyncio.sleep(0.05)
        yield Process(process, int(found[0][1]), said)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        await reading


async def _read(process: asyncio.subprocess.Process, said: list[str]) -> None:
    assert process.stderr is not None
    async for line in process.stderr:
        said.append(line.decode())  # noqa: PERF401 - seen while it goes on


@asynccontextmanager
async def sender_for(slack: FakeSlack, process: Process) -> AsyncIterator[Sender]:
    """Give a sender once the process takes things on."""
    async with Sender(slack, f"http://127.0.0.1:{process.port}/slack/events") as sender:
        await slack.wait("auth.test")
        async with asyncio.timeout(10):
            while (await sender.event({"type": "emoji_changed"})).status != 200:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.05)
        yield sender


async def states(store: Store) -> list[str]:
    async with store.read() as session:
        return list(await session.scalars(select(PlatformEventRow.state).order_by(PlatformEventRow.id)))


async def test_told_to_stop_it_finishes_what_it_acknowledged_and_its_log_tells_nothing_of_it(sqlite_url: str) -> None:
    async with FakeSlack() as slack, served(slack, sqlite_url) as process, sender_for(slack, process) as sender:
        slack.fault("chat.postMessage", latency=1.5)
        ack = await sender.say(QUESTION)
        status = await process.end(signal.SIGTERM)
        calls = slack.called("chat.postMessage")
    store = open_store(sqlite_url)
    seen = await states(store)
    await store.close()
    log = "".join(process.said)

    assert (200, 0) == (ack.status, status)
    assert 1 == len(calls)
    assert ["done", "done"] == seen
    assert not re.search(rf"confidential|{BOT_TOKEN}|{SIGNING_SECRET}", log)


async def test_killed_after_it_acknowledged_it_answers_after_the_next_start_and_once(sqlite_url: str) -> None:
    said = direct_message(QUESTION)
    async with FakeSlack() as slack:
        async with served(slack, sqlite_url) as process, sender_for(slack, process) as sender:
            slack.fault("chat.postMessage", latency=30, drop=True)
            ack = await sender.event(said, event_id="Ev1")
            await process.end(signal.SIGKILL)
        slack._faults.clear()
        slack.calls.clear()
        store = open_store(sqlite_url)
        async with store.write() as session:  # half a minute goes by
            await session.execute(update(PlatformEventRow).values(claimed_until=datetime.now(UTC) - timedelta(seconds=1)))
        async with served(slack, sqlite_url) as process, sender_for(slack, process) as sender:
            await slack.wait("chat.postMessage")
            retry = await sender.event(said, event_id="Ev1", retry=2)
            calls = [call for call in await slack.settled() if call.method == "chat.postMessage"]
            await process.end(signal.SIGTERM)
        seen = await states(store)
        await store.close()

    assert (200, 200) == (ack.status, retry.status)
    assert 1 == len(calls)
    assert {"done"} == set(seen)


@pytest.fixture
def bare(runner: CliRunner, monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> CliRunner:
    """A runner without any platform's settings."""
    for name in (
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
        "SLACK_APP_TOKEN",
        "SLACK_CLIENT_ID",
        "SLACK_CLIENT_SECRET",
        "CLERK_HOST",
        "CLERK_PORT",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CLERK_DATABASE_URL", sqlite_url)
    return runner


def test_with_nothing_set_up_it_says_what_to_set(bare: CliRunner) -> None:
    result = bare.invoke(main, ["serve"])

    assert 2 == result.exit_code
    assert "set SLACK_BOT_TOKEN" in result.stderr


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"SLACK_BOT_TOKEN": "xoxp-1", "SLACK_SIGNING_SECRET": "s", "CLERK_COUNCIL": COUNCIL}, "has to begin with xoxb-"),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "CLERK_COUNCIL": COUNCIL}, "Slack has no way in"),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}, "CLERK_COUNCIL not set"),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s", "CLERK_COUNCIL": "nowhere"}, "there is no pack “nowhere”"),
        ({"SLACK_CLIENT_ID": "1.2", "SLACK_SIGNING_SECRET": "s"}, "Set both or neither"),
    ],
)
def test_what_is_set_up_wrongly_is_told_with_how_to_mend_it(
    bare: CliRunner, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], says: str
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    result = bare.invoke(main, ["serve"])

    assert 2 == result.exit_code
    assert says in result.stderr


def test_a_port_that_is_taken_is_told(bare: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", BOT_TOKEN)
    monkeypatch.setenv("SLACK_SIGNING_SECRET", SIGNING_SECRET)
    monkeypatch.setenv("CLERK_COUNCIL", COUNCIL)
    monkeypatch.setenv("CLERK_SLACK_BASE_URL", "http://127.0.0.1:1/api/")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = bare.invoke(main, ["serve", "--port", str(port)])

    assert 2 == result.exit_code
    assert f"127.0.0.1:{port} can't be listened on" in result.stderr
