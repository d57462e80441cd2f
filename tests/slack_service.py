"""The real service on a free port, with a Slack of the tests' own behind it and a sender before it."""
# ruff: noqa: ANN401 - the settings are of several types

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from conftest import SetClock
from slack_sender import Sender
from slack_server import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, FakeSlack

from bot.assistant import Assistant
from bot.casework.desk import Desk
from bot.channels.slack.channel import SlackChannel
from bot.config import Settings
from bot.dialog.stored import InRegister
from bot.message import Clock, system_clock
from bot.service import Service
from bot.store.database import Store, open_store
from intents.interpreter import Interpreter
from protocol_data.library import Library

COUNCIL = "county"


@dataclass(slots=True)
class Running:
    """A service that runs, what it talks to, and who talks to it."""

    service: Service
    slack: FakeSlack
    sender: Sender
    desk: Desk

    @property
    def channel(self) -> SlackChannel:
        """Slack, as the service runs it."""
        assert self.service.slack is not None
        return self.service.slack

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.service.port}"


def settings_for(slack: FakeSlack, **changes: Any) -> Settings:
    """Give the settings of one workspace over HTTP; `changes` by the settings' names, None to leave one out."""
    given: dict[str, Any] = {
        "council": COUNCIL,
        "host": "127.0.0.1",
        "port": 0,
        "slack_base_url": slack.base_url,
        "slack_bot_token": BOT_TOKEN,
        "slack_signing_secret": SIGNING_SECRET,
        **changes,
    }
    kept = {name: value for name, value in given.items() if value is not None}
    return Settings(_env_file=None, **kept)  # type: ignore[call-arg] # pydantic's own


SOCKET: dict[str, Any] = {"slack_app_token": APP_TOKEN, "slack_signing_secret": None}
"""The changes for Socket Mode."""


@asynccontextmanager
async def serving(
    store: Store, library: Library, interpreter: Interpreter, *, slack: FakeSlack | None = None, clock: Clock | None = None, **changes: Any
) -> AsyncIterator[Running]:
    """Run the service, and wait until it is ready where Slack lets it be."""
    async with slack_of(slack) as its:
        desk = Desk(store, library, clock or system_clock)
        service = Service(settings_for(its, **changes), desk, Assistant(library, interpreter, desk, conversations=InRegister(store)))
        await service.start()
        try:
            async with Sender(its, f"http://127.0.0.1:{service.port}/slack/events") as sender:
                yield Running(service, its, sender, desk)
        finally:
            await service.stop(5)


@asynccontextmanager
async def slack_of(given: FakeSlack | None) -> AsyncIterator[FakeSlack]:
    """Give the Slack that is there, or a new one that ends with the test."""
    if given is not None:
        yield given
        return
    async with FakeSlack() as made:
        yield made


async def ready(running: Running) -> None:
    """Wait until the service knows whose token it has."""
    await running.channel.workspaces.until_learned()


__all__ = ["COUNCIL", "SOCKET", "Running", "SetClock", "open_store", "ready", "serving", "settings_for", "slack_of"]
