"""The service as Slack sees it: signed requests over HTTP, acknowledged at once, refused where they are not Slack's or not ours."""

from __future__ import annotations

import asyncio
import json
import time
from datetime import UTC, datetime

import aiohttp
import pytest
from slack_running import QUESTION, finished, states
from slack_sender import Sender, direct_message
from slack_server import BOT_TOKEN, FakeSlack
from slack_service import COUNCIL, Running, ready, serving
from sqlalchemy import select

from bot.channels.slack.workspaces import State
from bot.store.database import Store
from bot.store.errors import StoreError
from bot.store.people import IdentityRow, PersonRow
from bot.store.platform import AddressRow
from intents.interpreter import Interpreter
from protocol_data.library import Library

# --- acknowledged at once


async def test_a_question_is_acknowledged_and_then_answered(running: Running, sqlite_store: Store) -> None:
    ack = await running.sender.say(QUESTION)
    (answer,) = await running.slack.wait("chat.postMessage")

    assert (200, "") == (ack.status, ack.text)
    assert BOT_TOKEN == answer.token
    assert ["done"] == await finished(running, sqlite_store)


async def test_the_acknowledgement_waits_for_no_call(running: Running) -> None:
    running.slack.fault("*", times=5, latency=2)
    acks = [
        await running.sender.say(QUESTION),
        await running.sender.command("/protocol", QUESTION),
        await running.sender.mention(QUESTION),
        await running.sender.open_home(),
    ]
    called_meanwhile = running.slack.called()

    assert [200] * 4 == [ack.status for ack in acks]
    assert 1 > max(ack.seconds for ack in acks)
    assert [] == called_meanwhile


async def test_what_cannot_be_kept_is_not_acknowledged(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    async def busy(*_: object) -> None:
        raise StoreError("The database is busy.")

    monkeypatch.setattr(running.channel.office.once, "claim", busy)
    ack = await running.sender.say(QUESTION)

    assert 503 == ack.status
    assert [] == await running.slack.settled()


async def test_an_event_that_nobody_listens_to_is_acknowledged(running: Running, sqlite_store: Store) -> None:
    ack = await running.sender.event({"type": "emoji_changed", "event_ts": "1.0"})

    assert 200 == ack.status
    assert ["done"] == await finished(running, sqlite_store)


async def test_slack_may_check_the_address(running: Running) -> None:
    answer = await running.sender.post(json.dumps({"type": "url_verification", "challenge": "abc", "token": "legacy"}))

    assert (200, "abc") == (answer.status, answer.json.get("challenge", answer.text) if answer.text.startswith("{") else answer.text)


# --- refused


async def test_a_wrong_signature_is_refused_and_so_is_none(running: Running, sqlite_store: Store) -> None:
    wrong = await running.sender.say(QUESTION, signature="v0=" + "0" * 64)
    none = await running.sender.say(QUESTION, signature="")

    assert [401, 401] == [wrong.status, none.status]
    assert ([], []) == (await running.slack.settled(), await states(sqlite_store))


async def test_a_request_signed_with_another_secret_is_refused(running: Running) -> None:
    async with Sender(running.slack, running.sender.url, secret="another") as stranger:  # noqa: S106 - no secret
        assert 401 == (await stranger.say(QUESTION)).status


async def test_a_request_signed_six_minutes_ago_is_refused_and_one_of_four_is_not(running: Running) -> None:
    old = await running.sender.say(QUESTION, at=int(time.time()) - 360)
    recent = await running.sender.say(QUESTION, at=int(time.time()) - 240)

    assert [401, 200] == [old.status, recent.status]


async def test_a_copy_of_a_request_that_was_done_is_refused_and_a_retry_of_slacks_own_is_not(running: Running, sqlite_store: Store) -> None:
    fields = running.sender.command_fields("/protocol", QUESTION)
    await running.sender.form(fields, at=int(time.time()) - 60)
    await finished(running, sqlite_store)
    copy = await running.sender.form(fields, at=int(time.time()) - 60)
    retry = await running.sender.form(fields, retry=1)

    assert [401, 200] == [copy.status, retry.status]
    assert 1 == len(await running.slack.settled())


async def test_a_workspace_in_which_the_bot_is_not_installed_is_refused(running: Running, sqlite_store: Store) -> None:
    async with Sender(running.slack, running.sender.url, team="T0FOREIGN") as foreign:
        answers = [await foreign.say(QUESTION), await foreign.command("/protocol", QUESTION), await foreign.shortcut("ask")]

    assert [403] * 3 == [answer.status for answer in answers]
    assert ([], []) == (await running.slack.settled(), await states(sqlite_store))


@pytest.mark.parametrize("raw", ["", "{", "[1]", '"text"', "null", "\x00", "payload=%7B", "payload=%5B%5D"])
async def test_what_slack_never_sends_is_refused_without_a_fault(running: Running, raw: str) -> None:
    for kind in ("application/json", "application/x-www-form-urlencoded", "text/plain"):
        answer = await running.sender.post(raw, kind)

        assert answer.status in {400, 403, 404}, kind


# --- who


async def person(store: Store, external_id: str, council: str = COUNCIL) -> None:
    async with store.write() as session:
        row = PersonRow(
            council=council, key="p.nair", name="Priya Nair", reader="officer", roles=[], opted_out=[], changed_at=datetime.now(UTC)
        )
        session.add(row)
        await session.flush()
        session.add(IdentityRow(person_id=row.id, channel="slack", external_id=external_id))


async def address(store: Store) -> AddressRow | None:
    async with store.read() as session:
        return await session.scalar(select(AddressRow))


@pytest.mark.parametrize("external_id", ["T0COUNCIL:U0MEMBER", "U0MEMBER"])
async def test_a_person_of_the_directory_is_noted_to_be_reached_where_they_wrote(
    running: Running, sqlite_store: Store, external_id: str
) -> None:
    await person(sqlite_store, external_id)
    await running.sender.say(QUESTION)
    await finished(running, sqlite_store)
    its = await address(sqlite_store)

    assert its is not None
    assert ("T0COUNCIL", "U0MEMBER", "D0DIRECT", "ok") == (its.team, its.user, its.place, its.state)


@pytest.mark.parametrize(
    ("external_id", "council", "more"),
    [
        ("T0OTHER:U0MEMBER", COUNCIL, {}),
        ("T0COUNCIL:U0MEMBER", "district", {}),
        ("T0COUNCIL:U0MEMBER", COUNCIL, {"user_team": "T0FOREIGN"}),
    ],
    ids=["linked in another workspace", "of another council", "a guest from another workspace"],
)
async def test_whoever_is_not_this_councils_person_in_this_workspace_is_nobody_of_the_directory(
    running: Running, sqlite_store: Store, external_id: str, council: str, more: dict[str, str]
) -> None:
    await person(sqlite_store, external_id, council)
    await running.sender.event({**direct_message("my open enquiries"), **more})
    (answer,) = await running.slack.wait("chat.postMessage")
    await finished(running, sqlite_store)

    assert "directory" in answer.args["text"]
    assert await address(sqlite_store) is None


# --- how it is


async def test_until_slack_says_whose_the_token_is_nothing_is_taken_on_and_the_service_is_not_ready(
    sqlite_store: Store, library: Library, interpreter: Interpreter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.slack.channel.AGAIN_SECONDS", 0.3)
    async with FakeSlack() as slack:
        slack.fault("auth.test", times=2, error="invalid_auth")
        async with serving(sqlite_store, library, interpreter, slack=slack) as running, aiohttp.ClientSession() as browser:
            early = await running.sender.say(QUESTION)
            async with browser.get(f"{running.url}/readyz") as answer:
                before = (answer.status, (await answer.json())["checks"]["slack"])
            await ready(running)
            late = await running.sender.say(QUESTION)
            async with browser.get(f"{running.url}/readyz") as answer:
                after = answer.status

    assert (503, 200) == (early.status, late.status)
    assert (503, "Slack has not said yet whose SLACK_BOT_TOKEN is") == before
    assert 200 == after


async def test_where_something_behind_has_ended_the_service_is_not_ready(running: Running) -> None:
    before = await running.channel.ready()
    recovery = next(task for task in running.channel._behind._tasks if task.get_name() == "recovery")
    recovery.cancel()
    await asyncio.wait([recovery])
    after = await running.channel.ready()

    assert before is None
    assert after == "what goes on behind Slack has ended (recovery); start the service anew"


async def test_it_tells_that_it_lives_that_it_is_ready_and_what_it_did(running: Running, sqlite_store: Store) -> None:
    await running.sender.say(QUESTION)
    await running.sender.say(QUESTION, signature="v0=0")
    await finished(running, sqlite_store)
    async with aiohttp.ClientSession() as browser:
        answers = {}
        for path in ("healthz", "readyz", "metrics"):
            async with browser.get(f"{running.url}/{path}") as answer:
                answers[path] = (answer.status, await answer.text())

    assert [200, 200, 200] == [status for status, _ in answers.values()]
    assert {"ready": True, "checks": {"database": "ok", "slack": "ok"}} == json.loads(answers["readyz"][1])
    for line in (
        'clerk_requests_total{channel="slack",status="200"} 1.0',
        'clerk_requests_total{channel="slack",status="401"} 1.0',
        'clerk_work_total{channel="slack",outcome="done"} 1.0',
        "clerk_ready 1.0",
    ):
        assert line in answers["metrics"][1]


def test_a_workspaces_states_are_three() -> None:
    assert ["ok", "revoked", "removed"] == [state.value for state in State]
