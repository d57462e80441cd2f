"""Whether the service is ready, where Slack takes the bot's token no more: one workspace of many takes nobody else down, and one that is alone is not ready."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
import slack_installed
from slack_installed import NORTH, OAUTH
from slack_running import QUESTION, finished
from slack_server import BOT_TOKEN, BOT_USER
from slack_service import COUNCIL, Running, serving
from sqlalchemy import update

from bot.store.database import Store
from bot.store.platform import SlackWorkspaceRow
from bot.store.sealing import new_key
from intents.interpreter import Interpreter
from protocol_data.library import Library

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # Slack's library on a new aiohttp
REVOKED = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT_USER]}}


@pytest.fixture
async def open_to_all(sqlite_store: Store, library: Library, interpreter: Interpreter) -> AsyncIterator[Running]:
    async with serving(sqlite_store, library, interpreter, **OAUTH) as its:
        yield its


async def readiness(running: Running) -> tuple[int, dict[str, Any]]:
    async with aiohttp.ClientSession() as browser, browser.get(f"{running.url}/readyz") as answer:
        return answer.status, json.loads(await answer.text())


@pytest.mark.parametrize(
    ("event", "says"),
    [(REVOKED, "revoked in its workspace (tokens_revoked)"), ({"type": "app_uninstalled"}, "removed in its workspace (app_uninstalled)")],
    ids=["tokens_revoked", "app_uninstalled"],
)
async def test_a_service_whose_only_workspace_is_lost_is_not_ready_and_says_why(
    running: Running, sqlite_store: Store, event: dict[str, Any], says: str
) -> None:
    before, _ = await readiness(running)
    await running.sender.event(event)
    await finished(running, sqlite_store)
    after, told = await readiness(running)

    assert (200, 503, False) == (before, after, told["ready"])
    assert says in told["checks"]["slack"]
    assert BOT_TOKEN not in json.dumps(told)


async def test_a_token_that_slack_refuses_when_it_is_used_leaves_the_service_not_ready(running: Running, sqlite_store: Store) -> None:
    running.slack.fault("chat.postMessage", times=9, error="invalid_auth")
    await running.sender.say(QUESTION)
    await finished(running, sqlite_store)
    status, told = await readiness(running)

    assert (503, "ok") == (status, told["checks"]["database"])
    assert "revoked" in told["checks"]["slack"]


async def test_a_refusal_of_a_token_that_slack_calls_good_when_asked_costs_nobody_their_answer(
    running: Running, sqlite_store: Store
) -> None:
    running.slack.fault("chat.postMessage", error="token_revoked")
    await running.sender.say(QUESTION)
    await finished(running, sqlite_store)

    assert 2 == len(running.slack.called("chat.postMessage"))
    assert running.slack.called("chat.postMessage")[-1].answer["ok"]
    assert 200 == (await readiness(running))[0]


async def test_a_service_that_can_open_the_token_of_none_of_its_workspaces_is_not_ready_and_says_what_to_do(
    sqlite_store: Store, library: Library, interpreter: Interpreter
) -> None:
    async with serving(sqlite_store, library, interpreter, **OAUTH) as its, aiohttp.ClientSession() as browser:
        await slack_installed.install(its, browser, NORTH, COUNCIL)
        before, _ = await readiness(its)
    async with serving(sqlite_store, library, interpreter, **OAUTH | {"secret_key": new_key()}) as its:
        after, told = await readiness(its)
        async with aiohttp.ClientSession() as browser:
            await slack_installed.install(its, browser, NORTH, COUNCIL)
        anew, well = await readiness(its)

    assert (200, 503, 200) == (before, after, anew)
    assert "CLERK_SECRET_KEY" in told["checks"]["slack"]
    assert "1 of 1 workspaces can't be opened" in told["degraded"]["slack"]
    assert "degraded" not in well


async def test_what_another_process_heard_of_the_only_workspace_is_told_here_too(running: Running, sqlite_store: Store) -> None:
    async with sqlite_store.write() as session:
        await session.execute(update(SlackWorkspaceRow).values(state="revoked", why="tokens_revoked"))

    assert 503 == (await readiness(running))[0]


async def test_a_token_that_is_good_again_makes_the_service_ready_again(running: Running, sqlite_store: Store) -> None:
    await running.sender.event(REVOKED)
    await finished(running, sqlite_store)
    before, _ = await readiness(running)
    good = await running.channel.workspaces.learn() if running.service.slack is not None else None

    assert (503, True, 200) == (before, good, (await readiness(running))[0])


async def test_one_workspace_of_many_that_lost_its_token_is_told_and_the_service_stays_ready(
    open_to_all: Running, sqlite_store: Store
) -> None:
    async with aiohttp.ClientSession() as browser:
        await slack_installed.install(open_to_all, browser, NORTH, COUNCIL)
        await slack_installed.install(open_to_all, browser, replace(NORTH, team="T0SOUTH", token="xoxb-south"), COUNCIL)  # noqa: S106 - a test's
    open_to_all.sender.team = NORTH.team
    _, before = await readiness(open_to_all)
    await open_to_all.sender.event({**REVOKED, "tokens": {"oauth": [], "bot": [NORTH.bot_user]}})
    await finished(open_to_all, sqlite_store)
    status, told = await readiness(open_to_all)

    assert (200, True) == (status, told["ready"])
    assert "degraded" not in before
    assert {"slack": "1 of 2 workspaces refuse the bot's token: install it there again; the log names them"} == told["degraded"]
    assert "xoxb" not in json.dumps(told)
