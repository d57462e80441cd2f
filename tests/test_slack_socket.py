"""Socket Mode, which needs no address: each envelope is acknowledged and answered once, and a connection that is gone is opened anew."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sender import Sender, direct_message, event_body
from slack_server import FakeSlack
from slack_service import SOCKET, Running, ready, serving
from sqlalchemy import select

from bot.store.database import Store
from bot.store.platform import PlatformEventRow
from intents.interpreter import Interpreter
from protocol_data.library import Library

QUESTION = "what does 1.1 say?"


@pytest.fixture
async def by_socket(sqlite_store: Store, library: Library, interpreter: Interpreter) -> AsyncIterator[Running]:
    async with serving(sqlite_store, library, interpreter, **SOCKET) as its:
        await ready(its)
        await its.slack.connected()
        yield its
        assert [] == its.slack.problems


async def ask(running: Running, **retry: str | int) -> dict[str, Any]:
    return await running.slack.envelope("events_api", event_body(direct_message(QUESTION), event_id="Ev1"), 3, **retry)


async def test_an_envelope_is_acknowledged_and_answered_once(by_socket: Running, sqlite_store: Store) -> None:
    first = await ask(by_socket)
    await by_socket.slack.wait("chat.postMessage")
    again = await ask(by_socket, retry_attempt=1, retry_reason="timeout")
    calls = await by_socket.slack.settled()
    async with sqlite_store.read() as session:
        states = list(await session.scalars(select(PlatformEventRow.state)))

    assert {"envelope_id"} == set(first) - {"payload"} == set(again) - {"payload"}
    assert ["chat.postMessage"] == [call.method for call in calls if call.method != "apps.connections.open"]
    assert ["done"] == states


async def test_a_command_over_the_socket_is_acknowledged_and_answered(by_socket: Running) -> None:
    await by_socket.slack.envelope("slash_commands", by_socket.sender.command_fields("/protocol", QUESTION))

    assert 1 == len(await by_socket.slack.wait("response_url"))


async def test_over_the_socket_a_foreign_workspace_is_not_taken_on_either(by_socket: Running) -> None:
    with pytest.raises(TimeoutError):
        await by_socket.slack.envelope("events_api", event_body(direct_message(QUESTION), team="T0FOREIGN"), seconds=0.5)

    assert [] == by_socket.slack.called("chat.postMessage")


async def test_without_a_signing_secret_nothing_is_taken_over_http_whatever_its_signature(by_socket: Running) -> None:
    async with Sender(by_socket.slack, by_socket.sender.url, secret="") as stranger:
        assert 404 == (await stranger.say(QUESTION)).status


async def test_a_connection_that_slack_closes_is_opened_anew(by_socket: Running) -> None:
    await by_socket.slack.hang_up()
    await by_socket.slack.connected(seconds=30)
    await ask(by_socket)

    assert 1 == len(await by_socket.slack.wait("chat.postMessage"))


async def test_an_app_token_that_slack_refuses_is_told_in_plain_words(
    sqlite_store: Store, library: Library, interpreter: Interpreter, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(sqlite_store, library, interpreter, **(SOCKET | {"slack_app_token": "xapp-wrong"})) as running:
        await running.slack.wait("apps.connections.open")
        async with asyncio.timeout(5):
            while "Slack refuses" not in caplog.text:  # noqa: ASYNC110 - there is no event for it
                await asyncio.sleep(0.02)

    assert "Slack refuses SLACK_APP_TOKEN (invalid_auth). `clerk doctor` tells more." in caplog.text
    assert "xapp-wrong" not in caplog.text


async def test_the_service_is_ready_once_the_connection_is_open(
    sqlite_store: Store, library: Library, interpreter: Interpreter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.slack.socket._PING_SECONDS", 1)
    async with FakeSlack() as slack, aiohttp.ClientSession() as browser:
        slack.fault("apps.connections.open", times=1, latency=1, error="internal_error")
        async with serving(sqlite_store, library, interpreter, slack=slack, **SOCKET) as running:
            await ready(running)
            async with browser.get(f"{running.url}/readyz") as answer:
                before = answer.status
            await slack.connected()
            await asyncio.sleep(0.1)
            async with browser.get(f"{running.url}/readyz") as answer:
                after = answer.status

    assert (503, 200) == (before, after)
