"""Several workspaces install the bot by OAuth, each for its council; and Socket Mode, which needs no address."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from slack_sender import Sender, direct_message, event_body
from slack_server import FakeSlack, Workspace
from slack_service import COUNCIL, SOCKET, Running, ready, serving
from sqlalchemy import select

from bot.channels.slack.oauth import SCOPES
from bot.channels.slack.workspaces import State
from bot.channels.slack.workspaces import Workspace as Known
from bot.store.database import Store
from bot.store.platform import BOTS, PlatformEventRow, SlackWorkspaceRow
from intents.interpreter import Interpreter
from protocol_data.library import Library

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # Slack's library on a new aiohttp
QUESTION = "what does 1.1 say?"
OAUTH: dict[str, Any] = {"slack_bot_token": None, "slack_client_id": "1.2", "slack_client_secret": "a-client-secret", "council": None}
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


async def begin(running: Running, browser: aiohttp.ClientSession, council: str = COUNCIL) -> tuple[dict[str, list[str]], str]:
    """Follow the link to install; give what Slack is asked, and the cookie."""
    async with browser.get(f"{running.url}/slack/install?council={council}", allow_redirects=False) as answer:
        assert 302 == answer.status
        return parse_qs(urlsplit(answer.headers["Location"]).query), answer.headers["Set-Cookie"].split(";")[0]


async def come_back(running: Running, browser: aiohttp.ClientSession, cookie: str, **query: str) -> tuple[int, str]:
    async with browser.get(f"{running.url}/slack/oauth_redirect", params=query, headers={"Cookie": cookie}) as answer:
        return answer.status, await answer.text()


async def install(running: Running, browser: aiohttp.ClientSession, workspace: Workspace, council: str = COUNCIL) -> tuple[int, str]:
    running.slack.codes["code"] = workspace
    asked, cookie = await begin(running, browser, council)
    return await come_back(running, browser, cookie, code="code", state=asked["state"][0])


async def rows(store: Store) -> list[tuple[str, str, str]]:
    async with store.read() as session:
        return [(row.team_id, row.council, row.state) for row in await session.scalars(select(SlackWorkspaceRow))]


async def test_two_workspaces_are_answered_each_with_its_own_token_for_its_own_council(
    open_to_all: Running, browser: aiohttp.ClientSession, sqlite_store: Store
) -> None:
    answers = [await install(open_to_all, browser, NORTH), await install(open_to_all, browser, SOUTH, "district")]
    for team in ("T0NORTH", "T0SOUTH"):
        async with Sender(open_to_all.slack, open_to_all.sender.url, team=team) as sender:
            await sender.say("help")
    said = await open_to_all.slack.wait("chat.postMessage", count=2)

    assert [200, 200] == [status for status, _ in answers]
    assert [("T0NORTH", COUNCIL, "ok"), ("T0SOUTH", "district", "ok")] == await rows(sqlite_store)
    assert {"xoxb-north", "xoxb-south"} == {call.token for call in said}


async def test_slack_is_asked_for_the_scopes_of_the_manifest_and_no_more(open_to_all: Running, browser: aiohttp.ClientSession) -> None:
    asked, _ = await begin(open_to_all, browser)

    assert ",".join(SCOPES) == asked["scope"][0]
    assert "user_scope" not in asked or asked["user_scope"] == [""]


async def test_whose_workspace_it_is_has_to_be_chosen(open_to_all: Running, browser: aiohttp.ClientSession) -> None:
    async with browser.get(f"{open_to_all.url}/slack/install") as answer:
        page = await answer.text()
    async with browser.get(f"{open_to_all.url}/slack/install?council=nowhere") as unknown:
        status = unknown.status

    assert f"/slack/install?council={COUNCIL}" in re.findall(r'href="([^"]+)"', page)
    assert 404 == status


async def test_what_was_installed_is_known_after_a_new_start_and_in_the_process_beside(
    open_to_all: Running, browser: aiohttp.ClientSession, sqlite_store: Store, library: Library, interpreter: Interpreter
) -> None:
    async with serving(sqlite_store, library, interpreter, slack=open_to_all.slack, **OAUTH) as beside:
        await install(open_to_all, browser, NORTH)
        async with Sender(beside.slack, beside.sender.url, team="T0NORTH") as sender:
            there = await sender.say(QUESTION)
    async with serving(sqlite_store, library, interpreter, slack=open_to_all.slack, **OAUTH) as later:
        async with Sender(later.slack, later.sender.url, team="T0NORTH") as sender:
            then = await sender.say(QUESTION)
        await later.slack.wait("chat.postMessage", count=2)

    assert [200, 200] == [there.status, then.status]


@pytest.mark.parametrize("change", ["state", "council", "cookie", "used"])
async def test_a_way_back_that_was_not_begun_here_installs_nothing(
    open_to_all: Running, browser: aiohttp.ClientSession, sqlite_store: Store, change: str
) -> None:
    open_to_all.slack.codes |= {"code": NORTH, "second": NORTH}
    asked, cookie = await begin(open_to_all, browser)
    state = asked["state"][0]
    name, _, value = cookie.partition("=")
    if change == "state":
        state, cookie = "made-up.county", f"{name}=made-up.county"
    elif change == "council":
        state = state.replace(COUNCIL, "district")
        cookie = f"{name}={value.replace(COUNCIL, 'district')}"
    elif change == "cookie":
        cookie = f"{name}=another"
    else:
        await come_back(open_to_all, browser, cookie, code="nothing", state=state)
    status, page = await come_back(open_to_all, browser, cookie, code="second", state=state)

    assert status in {400, 401}
    assert "Begin again" in page
    assert [] == await rows(sqlite_store)


async def test_an_installation_that_was_cancelled_says_so(open_to_all: Running, browser: aiohttp.ClientSession) -> None:
    _, cookie = await begin(open_to_all, browser)

    assert "was cancelled" in (await come_back(open_to_all, browser, cookie, error="access_denied"))[1]


async def test_an_app_that_was_taken_out_is_forgotten_with_its_token_and_its_workspace_refused_until_it_is_installed_again(
    open_to_all: Running, browser: aiohttp.ClientSession, sqlite_store: Store
) -> None:
    await install(open_to_all, browser, NORTH)
    async with Sender(open_to_all.slack, open_to_all.sender.url, team="T0NORTH") as sender:
        await sender.event({"type": "app_uninstalled"})
        async with asyncio.timeout(5):
            while (await rows(sqlite_store))[0][2] == "ok":  # noqa: ASYNC110 - there is no event for it
                await asyncio.sleep(0.02)
        refused = await sender.say(QUESTION)
        async with sqlite_store.read() as session:
            tokens = list(await session.scalars(select(BOTS.c.bot_token)))
        open_to_all.slack.workspaces.pop("xoxb-north")
        await install(open_to_all, browser, replace(NORTH, token="xoxb-north-2"))  # noqa: S106 - of the tests
        again = await sender.say(QUESTION)
        (said,) = await open_to_all.slack.wait("chat.postMessage")

    assert [403, 200] == [refused.status, again.status]
    assert [] == tokens
    assert "xoxb-north-2" == said.token


async def taken_out(running: Running, sender: Sender, **changes: Any) -> None:  # noqa: ANN401 - any field of what Slack sends
    """Tell the service that the app was taken out, and wait until that is dealt with."""
    body = event_body({"type": "app_uninstalled"}, team="T0NORTH") | changes
    assert 200 == (await sender.post(json.dumps(body))).status
    async with asyncio.timeout(5):
        while running.service.slack.works.open:  # noqa: ASYNC110 - there is no event for it
            await asyncio.sleep(0.02)


@pytest.fixture
async def beside(open_to_all: Running, sqlite_store: Store, library: Library, interpreter: Interpreter) -> AsyncIterator[Running]:
    """The process beside."""
    async with serving(sqlite_store, library, interpreter, slack=open_to_all.slack, **OAUTH) as its:
        yield its


async def install_anew(running: Running, browser: aiohttp.ClientSession) -> None:
    running.slack.workspaces.pop("xoxb-north")
    await install(running, browser, replace(NORTH, token="xoxb-north-2"))  # noqa: S106 - of the tests


async def test_what_one_process_saw_taken_out_and_another_installed_anew_is_answered_by_both(
    open_to_all: Running, beside: Running, browser: aiohttp.ClientSession
) -> None:
    await install(open_to_all, browser, NORTH)
    async with Sender(beside.slack, beside.sender.url, team="T0NORTH") as sender:
        await taken_out(beside, sender)
        refused = await sender.say(QUESTION)
        await install_anew(open_to_all, browser)
        again = await sender.say(QUESTION)
        (said,) = await open_to_all.slack.wait("chat.postMessage")

    assert [403, 200] == [refused.status, again.status]
    assert "xoxb-north-2" == said.token


async def test_a_token_that_is_refused_to_one_process_is_not_marked_where_another_has_a_new_one_by_now(
    open_to_all: Running, beside: Running, browser: aiohttp.ClientSession, sqlite_store: Store
) -> None:
    await install(open_to_all, browser, NORTH)
    ours, theirs = open_to_all.service.slack.workspaces, beside.service.slack.workspaces
    old = await theirs.find(None, "T0NORTH")
    await install_anew(open_to_all, browser)
    assert old is not None
    marked = await theirs.mark(old, State.REVOKED, "token_revoked")
    known = [its.token for its in (await ours.find(None, "T0NORTH"), await theirs.find(None, "T0NORTH")) if its is not None]

    assert not marked
    assert [("T0NORTH", COUNCIL, "ok")] == await rows(sqlite_store)
    assert ["xoxb-north-2", "xoxb-north-2"] == known


async def test_what_was_installed_between_the_look_and_the_mark_is_not_marked(
    open_to_all: Running, beside: Running, browser: aiohttp.ClientSession, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await install(open_to_all, browser, NORTH)
    theirs = beside.service.slack.workspaces
    old = await theirs.find(None, "T0NORTH")
    look = theirs.fresh
    looks = 0

    async def look_and_then_it_is_installed(workspace: Known) -> Known:
        nonlocal looks
        looks += 1
        seen = await look(workspace)
        if looks == 1:
            await install_anew(open_to_all, browser)
        return seen

    monkeypatch.setattr(theirs, "fresh", look_and_then_it_is_installed)
    assert old is not None
    marked = await theirs.mark(old, State.REMOVED, "app_uninstalled")
    async with sqlite_store.read() as session:
        tokens = set(await session.scalars(select(BOTS.c.bot_token)))

    assert not marked
    assert [("T0NORTH", COUNCIL, "ok")] == await rows(sqlite_store)
    assert "xoxb-north-2" in tokens


async def test_that_an_app_was_taken_out_before_it_was_installed_changes_nothing_however_late_it_comes(
    open_to_all: Running, browser: aiohttp.ClientSession, sqlite_store: Store
) -> None:
    await install(open_to_all, browser, NORTH)
    async with Sender(open_to_all.slack, open_to_all.sender.url, team="T0NORTH") as sender:
        await taken_out(open_to_all, sender, event_time=int(time.time()) - 60)
        late = await rows(sqlite_store)
        await taken_out(open_to_all, sender, event_time=int(time.time()))

    assert [("T0NORTH", COUNCIL, "ok")] == late
    assert [("T0NORTH", COUNCIL, "removed")] == await rows(sqlite_store)


# --- Socket Mode


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


async def test_the_service_is_ready_once_the_connection_is_open(
    sqlite_store: Store, library: Library, interpreter: Interpreter, browser: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.slack.socket._PING_SECONDS", 1)
    async with FakeSlack() as slack:
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
