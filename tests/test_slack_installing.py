"""Several workspaces install the bot by OAuth, each by an invitation and for its council."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import aiohttp
import pytest
from conftest import NOON, SetClock
from pydantic import SecretStr
from slack_installed import KEY, NORTH, OAUTH, QUESTION, SOUTH, begin, come_back, install, install_anew, invitation, rows, taken_out
from slack_sender import Sender
from slack_service import COUNCIL, Running, serving
from sqlalchemy import select

from bot.channels.slack.invitations import digest_of
from bot.channels.slack.oauth import SCOPES
from bot.channels.slack.workspaces import State
from bot.channels.slack.workspaces import Workspace as Known
from bot.message import system_clock
from bot.store.database import Store
from bot.store.platform import BOTS, SlackWorkspaceRow
from bot.store.sealing import Seal, new_key
from intents.interpreter import Interpreter
from protocol_data.library import Library

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # Slack's library on a new aiohttp


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


async def page(running: Running, browser: aiohttp.ClientSession, query: str = "") -> tuple[int, str]:
    async with browser.get(f"{running.url}/slack/install?{query}", allow_redirects=False) as answer:
        return answer.status, await answer.text()


@pytest.mark.parametrize("query", ["", f"council={COUNCIL}", "invite=", "invite=guessed", f"invite=guessed&council={COUNCIL}"])
async def test_without_an_invitation_nothing_is_begun_and_it_is_said_whom_to_ask(
    open_to_all: Running, browser: aiohttp.ClientSession, query: str
) -> None:
    status, says = await page(open_to_all, browser, query)

    assert 403 == status
    assert "democratic services" in says
    assert "clerk slack invite" in says


async def test_an_invitation_is_good_for_one_workspace_and_is_not_used_up_by_a_look_at_its_link(
    open_to_all: Running, browser: aiohttp.ClientSession, sqlite_store: Store
) -> None:
    by = await invitation(open_to_all)
    looks = [(await page(open_to_all, browser, by))[0] for _ in range(2)]
    first = await install(open_to_all, browser, NORTH, by=by)
    status, says = await page(open_to_all, browser, by)

    assert ([302, 302], 200) == (looks, first[0])
    assert (403, True) == (status, "has installed a workspace already" in says)
    assert [("T0NORTH", COUNCIL, "ok")] == await rows(sqlite_store)


async def test_of_two_who_follow_one_invitation_at_once_one_installs_and_the_other_leaves_nothing_behind(
    open_to_all: Running, browser: aiohttp.ClientSession, sqlite_store: Store
) -> None:
    by = await invitation(open_to_all)
    ways = [await begin(open_to_all, browser, by=by) for _ in range(2)]
    open_to_all.slack.codes |= {"north": NORTH, "south": SOUTH}
    statuses = [
        (await come_back(open_to_all, browser, cookie, code=code, state=asked["state"][0]))[0]
        for code, (asked, cookie) in zip(("north", "south"), ways, strict=True)
    ]
    async with sqlite_store.read() as session:
        tokens = list(await session.scalars(select(BOTS.c.team_id)))

    assert [200, 403] == statuses
    assert [("T0NORTH", COUNCIL, "ok")] == await rows(sqlite_store)
    assert ["T0NORTH"] == tokens


@pytest.mark.parametrize(("hours", "status"), [(23, 302), (24, 403)])
async def test_an_invitation_runs_out(sqlite_store: Store, library: Library, interpreter: Interpreter, hours: int, status: int) -> None:
    clock = SetClock(NOON)
    async with serving(sqlite_store, library, interpreter, clock=clock, **OAUTH) as running, aiohttp.ClientSession() as browser:
        by = await invitation(running, days=1)
        clock.go(hours=hours)

        assert status == (await page(running, browser, by))[0]


@pytest.mark.parametrize("state", ["ok", "revoked", "removed"])
async def test_a_workspace_that_was_invited_once_is_installed_again_for_its_council_without_another_invitation(
    open_to_all: Running, browser: aiohttp.ClientSession, sqlite_store: Store, state: str
) -> None:
    await install(open_to_all, browser, NORTH)
    async with sqlite_store.write() as session:
        (await session.scalars(select(SlackWorkspaceRow))).one().state = state
    again = await install(open_to_all, browser, replace(NORTH, token="xoxb-north-2"), by="again=1")  # noqa: S106 - of the tests

    assert 200 == again[0]
    assert [("T0NORTH", COUNCIL, "ok")] == await rows(sqlite_store)


async def test_a_workspace_that_was_never_invited_is_not_installed_by_saying_that_it_is_again(
    open_to_all: Running, browser: aiohttp.ClientSession, sqlite_store: Store
) -> None:
    status, says = await install(open_to_all, browser, NORTH, by="again=1")
    async with sqlite_store.read() as session:
        tokens = list(await session.scalars(select(BOTS.c.bot_token)))

    assert (403, True) == (status, "democratic services" in says)
    assert ([], []) == (await rows(sqlite_store), tokens)


async def test_without_a_key_no_workspace_is_installed_and_the_page_says_what_is_missing(
    sqlite_store: Store, library: Library, interpreter: Interpreter, browser: aiohttp.ClientSession
) -> None:
    async with serving(sqlite_store, library, interpreter, **(OAUTH | {"secret_key": None})) as running:
        status, says = await page(running, browser, await invitation(running))

    assert 503 == status
    assert "clerk slack key" in says


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


def made_elsewhere(said: str, key: str = KEY) -> str:
    return Seal(SecretStr(key)).stamp(said, system_clock())


@pytest.mark.parametrize("change", ["state", "key", "what for", "cookie"])
async def test_a_way_back_that_was_not_begun_here_installs_nothing(
    open_to_all: Running, browser: aiohttp.ClientSession, sqlite_store: Store, change: str
) -> None:
    open_to_all.slack.codes |= {"code": NORTH}
    by = await invitation(open_to_all)
    asked, cookie = await begin(open_to_all, browser, by=by)
    state, digest = asked["state"][0], digest_of(by.removeprefix("invite="))
    changed = {
        "state": state[:60] + ("A" if state[60] != "A" else "B") + state[61:],
        "key": made_elsewhere(f"slack-state:{digest}", new_key()),
        "what for": made_elsewhere(digest),
        "cookie": state,
    }[change]
    cookie = f"{cookie.partition('=')[0]}={'another' if change == 'cookie' else changed}"
    status, says = await come_back(open_to_all, browser, cookie, code="code", state=changed)

    assert status in {400, 401}
    assert "open the link that you were given once more" in says
    assert [] == await rows(sqlite_store)


async def test_whoever_came_back_in_vain_may_come_back_again_and_installs_one_workspace_by_an_invitation(
    open_to_all: Running, browser: aiohttp.ClientSession, sqlite_store: Store
) -> None:
    open_to_all.slack.codes |= {"code": NORTH, "second": SOUTH}
    asked, cookie = await begin(open_to_all, browser)
    statuses = [
        (await come_back(open_to_all, browser, cookie, code=code, state=asked["state"][0]))[0] for code in ("nothing", "code", "second")
    ]

    assert [401, 200, 403] == statuses
    assert [("T0NORTH", COUNCIL, "ok")] == await rows(sqlite_store)


async def test_who_asks_to_install_again_writes_nothing(open_to_all: Running, browser: aiohttp.ClientSession, sqlite_store: Store) -> None:
    async with sqlite_store.write() as session:
        await session.execute(select(1))  # nobody else can write now
        async with asyncio.timeout(2):
            status, _ = await page(open_to_all, browser, "again=1")

    assert 302 == status


async def test_what_one_process_began_another_ends(
    open_to_all: Running, beside: Running, browser: aiohttp.ClientSession, sqlite_store: Store
) -> None:
    open_to_all.slack.codes["code"] = NORTH
    asked, cookie = await begin(open_to_all, browser)
    status, _ = await come_back(beside, browser, cookie, code="code", state=asked["state"][0])

    assert 200 == status
    assert [("T0NORTH", COUNCIL, "ok")] == await rows(sqlite_store)


@pytest.mark.parametrize(("seconds", "status"), [(600, 200), (601, 401)])
async def test_whoever_takes_more_than_ten_minutes_begins_again(
    sqlite_store: Store, library: Library, interpreter: Interpreter, seconds: int, status: int
) -> None:
    clock = SetClock(NOON)
    async with serving(sqlite_store, library, interpreter, clock=clock, **OAUTH) as running, aiohttp.ClientSession() as browser:
        running.slack.codes["code"] = NORTH
        asked, cookie = await begin(running, browser)
        clock.go(seconds=seconds)

        assert status == (await come_back(running, browser, cookie, code="code", state=asked["state"][0]))[0]


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
    ours, theirs = open_to_all.channel.workspaces, beside.channel.workspaces
    old = await theirs.find(None, "T0NORTH")
    await install_anew(open_to_all, browser)
    assert old is not None
    marked = await theirs.mark(old, State.REVOKED, "token_revoked")
    known = [its.token for its in (await ours.find(None, "T0NORTH"), await theirs.find(None, "T0NORTH")) if its is not None]

    assert not marked
    assert [("T0NORTH", COUNCIL, "ok")] == await rows(sqlite_store)
    assert ["xoxb-north-2", "xoxb-north-2"] == known


async def test_a_question_that_meets_a_dead_token_is_answered_with_the_one_that_the_process_beside_has_got(
    open_to_all: Running, beside: Running, browser: aiohttp.ClientSession, sqlite_store: Store
) -> None:
    await install(open_to_all, browser, NORTH)
    async with Sender(beside.slack, beside.sender.url, team="T0NORTH") as sender:
        await sender.say(QUESTION)
        await open_to_all.slack.wait("chat.postMessage")
        await install_anew(open_to_all, browser)
        await sender.say(QUESTION)
        said = await open_to_all.slack.wait("chat.postMessage", count=3)

    assert ["xoxb-north", "xoxb-north", "xoxb-north-2"] == [call.token for call in said]
    assert [True, False, True] == [call.answer["ok"] for call in said]
    assert [("T0NORTH", COUNCIL, "ok")] == await rows(sqlite_store)


async def test_what_was_installed_between_the_look_and_the_mark_is_not_marked(
    open_to_all: Running, beside: Running, browser: aiohttp.ClientSession, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await install(open_to_all, browser, NORTH)
    theirs = beside.channel.workspaces
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
        kept = list(await session.scalars(select(BOTS.c.bot_token)))

    assert not marked
    assert [("T0NORTH", COUNCIL, "ok")] == await rows(sqlite_store)
    assert "xoxb-north-2" in {Seal(SecretStr(KEY)).open(token) for token in kept}


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
