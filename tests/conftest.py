"""What the tests share: the real packs, the real models, a clock that stands still."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from chatting import Chat
from click.testing import CliRunner
from postgres import Postgres, find_binaries, new_folder

from bot.assistant import Assistant
from bot.casework.desk import Desk
from bot.cli import common
from bot.message import Message
from bot.reply import Reply
from bot.store.database import Store, open_store
from bot.store.migrations import migrate
from intents.interpreter import Interpreter, load_embedder
from protocol_data.basics import Reader
from protocol_data.library import Library

pytest_plugins = ["caseload", "polls", "slack_installed", "slack_running", "slack_town", "teams_town"]
"""Helper modules with fixtures that several test modules ask for: by the name alone, nobody imports a fixture."""

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT.parent / "shared" / "sources"
EVALUATION = ROOT / "tests" / "evaluation"
SUNDAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Nothing learned before, by whatever version, is used."""
    os.environ["CLERK_CACHE"] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def library() -> Library:
    return Library()


@pytest.fixture(scope="session")
def interpreter(library: Library) -> Interpreter:
    return Interpreter(library, load_embedder())


@pytest.fixture
def assistant(library: Library, interpreter: Interpreter) -> Assistant:
    return Assistant(library, interpreter)


class Talk:
    """A conversation in which the tests play the person."""

    def __init__(self, assistant: Assistant, council: str, reader: Reader = Reader.MEMBER, *, conversation: str = "test") -> None:
        self._assistant, self._conversation = assistant, conversation
        self.council, self.reader = council, reader

    async def say(self, text: str) -> Reply:
        return await self._assistant.reply(Message(text, self.council, self.reader, NOON, self._conversation))


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    for name in ("CLERK_COUNCIL", "CLERK_PACKS", "CLERK_LOG_LEVEL"):
        monkeypatch.delenv(name, raising=False)
    return CliRunner()


class SetClock:
    """A clock that the test sets."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def go(self, **ahead: int) -> None:
        self.now += timedelta(**ahead)


@pytest.fixture
def clock() -> SetClock:
    """Monday 23 November 2026, 09:30 in London: a working morning."""
    return SetClock(datetime(2026, 11, 23, 9, 30, tzinfo=UTC))


def _migrated(url: str) -> None:
    """Bring a database up to date, in a thread: the test that asks for it may have a loop running."""

    async def work() -> None:
        store = open_store(url)
        await migrate(store)
        await store.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work()).result()


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file at the newest version, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "clerk.db"
    _migrated(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of the tests' own, with a database `empty` at the newest version."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("this machine has no PostgreSQL to start")
    server = Postgres(new_folder(), binaries)
    try:
        server.start()
        _migrated(server.create("empty"))
        yield server
    finally:
        server.stop()


@pytest.fixture
def sqlite_url(empty_sqlite: Path, tmp_path: Path) -> str:
    """A new database file at the newest version."""
    return f"sqlite:///{shutil.copy(empty_sqlite, tmp_path / 'clerk.db')}"


@pytest.fixture
def own_runner(runner: CliRunner, sqlite_url: str, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Runs the command on a database of its own, by the tests' clock; the council is for the test to name."""
    monkeypatch.setenv("CLERK_DATABASE_URL", sqlite_url)
    monkeypatch.setattr(common, "system_clock", clock)
    return runner


@pytest.fixture
def postgres_url(postgres: Postgres, request: pytest.FixtureRequest) -> Iterator[str]:
    """A new PostgreSQL database at the newest version."""
    name = f"t{abs(hash(request.node.nodeid))}"
    yield postgres.create(name, like="empty")
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
async def store(request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    """A store at the newest version; every test that asks for it runs on both databases."""
    made = open_store(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))
    yield made
    await made.close()


@pytest.fixture
async def sqlite_store(sqlite_url: str) -> AsyncIterator[Store]:
    """A store in a file, for what does not turn on the database."""
    made = open_store(sqlite_url)
    yield made
    await made.close()


@pytest.fixture
def desk(store: Store, library: Library, clock: SetClock) -> Desk:
    return Desk(store, library, clock)


@pytest.fixture
def chat(library: Library, interpreter: Interpreter, sqlite_store: Store, clock: SetClock) -> Chat:
    return Chat(Assistant(library, interpreter, Desk(sqlite_store, library, clock)), sqlite_store, clock)


_LONGEST = {"test_sweep_killed.py", "test_learning.py"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest: where the tests run side by side (`pytest -n auto`), none is left over for one process at the end."""
    items.sort(key=lambda item: item.path.name not in _LONGEST)
