"""What the tests share: the real packs, the real models, a clock that stands still."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.assistant import Assistant
from bot.message import Message
from bot.reply import Reply
from intents.interpreter import Interpreter, load_embedder
from protocol_data.library import Library
from protocol_data.pack import Reader

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


@pytest.fixture(scope="session")
def words_alone(library: Library) -> Interpreter:
    return Interpreter(library, None)


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
