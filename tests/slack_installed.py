"""What the tests of installing share: a service that workspaces install by OAuth, invitations to it, and a browser that follows them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from slack_sender import Sender, event_body
from slack_server import Workspace
from slack_service import COUNCIL, Running, serving
from sqlalchemy import select

from bot.casework.operator import acting
from bot.channels.slack.invitations import invite
from bot.store.database import Store
from bot.store.platform import SlackWorkspaceRow
from bot.store.sealing import new_key
from intents.interpreter import Interpreter
from protocol_data.library import Library

QUESTION = "what does 1.1 say?"
KEY = new_key()
OAUTH: dict[str, Any] = {
    "slack_bot_token": None,
    "slack_client_id": "1.2",
    "slack_client_secret": "a-client-secret",
    "council": None,
    "secret_key": KEY,
}
NORTH, SOUTH = Workspace("T0NORTH", "xoxb-north", "U0NBOT", "B0N"), Workspace("T0SOUTH", "xoxb-south", "U0SBOT", "B0S")


@pytest.fixture
async def open_to_all(sqlite_store: Store, library: Library, interpreter: Interpreter) -> AsyncIterator[Running]:
    """A service that workspaces install by OAuth."""
    async with serving(sqlite_store, library, interpreter, **OAUTH) as its:
        yield its
        assert [] == its.slack.problems


@pytest.fixture
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as its:
        yield its


async def invitation(running: Running, council: str = COUNCIL, days: int = 7) -> str:
    """Have an invitation made by those who keep the council's directory; give what its link carries."""
    who = await acting(running.desk, council, None)
    assert who is not None
    token, _ = await invite(running.desk, who, days)
    return f"invite={token}"


async def begin(
    running: Running, browser: aiohttp.ClientSession, council: str = COUNCIL, by: str | None = None
) -> tuple[dict[str, list[str]], str]:
    """Follow a link to install; give what Slack is asked, and the cookie."""
    query = by or await invitation(running, council)
    async with browser.get(f"{running.url}/slack/install?{query}", allow_redirects=False) as answer:
        assert 302 == answer.status
        return parse_qs(urlsplit(answer.headers["Location"]).query), answer.headers["Set-Cookie"].split(";")[0]


async def come_back(running: Running, browser: aiohttp.ClientSession, cookie: str, **query: str) -> tuple[int, str]:
    async with browser.get(f"{running.url}/slack/oauth_redirect", params=query, headers={"Cookie": cookie}) as answer:
        return answer.status, await answer.text()


async def install(
    running: Running, browser: aiohttp.ClientSession, workspace: Workspace, council: str = COUNCIL, by: str | None = None
) -> tuple[int, str]:
    running.slack.codes["code"] = workspace
    asked, cookie = await begin(running, browser, council, by)
    return await come_back(running, browser, cookie, code="code", state=asked["state"][0])


async def rows(store: Store) -> list[tuple[str, str, str]]:
    async with store.read() as session:
        return [(row.team_id, row.council, row.state) for row in await session.scalars(select(SlackWorkspaceRow))]


async def taken_out(running: Running, sender: Sender, **changes: Any) -> None:  # noqa: ANN401 - any field of what Slack sends
    """Tell the service that the app was taken out, and wait until that is dealt with."""
    body = event_body({"type": "app_uninstalled"}, team="T0NORTH") | changes
    assert 200 == (await sender.post(json.dumps(body))).status
    async with asyncio.timeout(5):
        while running.channel.works.open:  # noqa: ASYNC110 - there is no event for it
            await asyncio.sleep(0.02)


@pytest.fixture
async def beside(open_to_all: Running, sqlite_store: Store, library: Library, interpreter: Interpreter) -> AsyncIterator[Running]:
    """The process beside."""
    async with serving(sqlite_store, library, interpreter, slack=open_to_all.slack, **OAUTH) as its:
        yield its


async def install_anew(running: Running, browser: aiohttp.ClientSession) -> None:
    running.slack.workspaces.pop("xoxb-north")
    await install(running, browser, replace(NORTH, token="xoxb-north-2"))  # noqa: S106 - of the tests
