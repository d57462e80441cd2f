"""The service as Slack sees it: signed requests over HTTP, acknowledged at once, done once, refused where they are not Slack's or not ours."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from slack_sender import Sender, direct_message, event_body
from slack_server import BOT_TOKEN, FakeSlack
from slack_service import COUNCIL, Running, ready, serving
from sqlalchemy import select, update

from bot.channels.slack.workspaces import State
from bot.store.database import Store
from bot.store.errors import StoreError
from bot.store.people import IdentityRow, PersonRow
from bot.store.platform import AddressRow, PlatformEventRow, SlackWorkspaceRow
from intents.interpreter import Interpreter
from protocol_data.library import Library

QUESTION = "what does 1.1 say?"


@pytest.fixture
async def running(sqlite_store: Store, library: Library, interpreter: Interpreter) -> AsyncIterator[Running]:
    async with serving(sqlite_store, library, interpreter) as its:
        await ready(its)
        yield its
        assert [] == its.slack.problems


async def states(store: Store) -> list[str]:
    async with store.read() as session:
        return list(await session.scalars(select(PlatformEventRow.state).order_by(PlatformEventRow.id)))


async def finished(running: Running, store: Store, seconds: float = 10) -> list[str]:
    """Wait until nothing is being worked on; give the states of what came."""
    async with asyncio.timeout(seconds):
        while running.service.slack.works.open:  # noqa: ASYNC110 - there is no event for it
            await asyncio.sleep(0.02)
    return await states(store)


# --- acknowledged at once, done once


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


async def test_a_retry_of_what_is_finished_is_acknowledged_and_not_answered_again(running: Running, sqlite_store: Store) -> None:
    said = direct_message(QUESTION)
    await running.sender.event(said, event_id="Ev1")
    await finished(running, sqlite_store)
    again = await running.sender.event(said, event_id="Ev1", retry=1)

    assert 200 == again.status
    assert 1 == len(await running.slack.settled())


async def test_the_same_event_five_times_at_once_over_two_processes_is_answered_once(
    store: Store, library: Library, interpreter: Interpreter
) -> None:
    async with (
        FakeSlack() as slack,
        serving(store, library, interpreter, slack=slack) as one,
        serving(store, library, interpreter, slack=slack) as two,
    ):
        await asyncio.gather(ready(one), ready(two))
        said, senders = direct_message(QUESTION), (one.sender, two.sender, one.sender, two.sender, one.sender)
        acks = await asyncio.gather(*(sender.event(said, event_id="Ev1") for sender in senders))
        calls = await slack.settled()

    assert [200] * 5 == [ack.status for ack in acks]
    assert ["chat.postMessage"] == [call.method for call in calls]
    assert ["done"] == await states(store)


async def test_a_command_sent_twice_is_done_once(running: Running) -> None:
    fields = running.sender.command_fields("/protocol", QUESTION)
    acks = await asyncio.gather(running.sender.form(fields), running.sender.form(fields))

    assert [200, 200] == [ack.status for ack in acks]
    assert 1 == len(await running.slack.settled())


async def test_what_was_acknowledged_by_a_process_that_died_is_answered_after_the_next_start(
    sqlite_store: Store, library: Library, interpreter: Interpreter
) -> None:
    past = datetime.now(UTC) - timedelta(minutes=1)
    async with sqlite_store.write() as session:
        session.add(
            PlatformEventRow(
                channel="slack",
                event_id="Ev1",
                body=event_body(direct_message(QUESTION), event_id="Ev1"),
                claimed_by="gone",
                claimed_until=past,
                received_at=past,
            )
        )
    async with serving(sqlite_store, library, interpreter) as running:
        await running.slack.wait("chat.postMessage")
        retried = await running.sender.event(direct_message(QUESTION), event_id="Ev1", retry=1)
        calls = await running.slack.settled()

    assert 200 == retried.status
    assert 1 == len(calls)
    assert ["done"] == await states(sqlite_store)


async def test_two_messages_of_one_person_are_answered_in_their_order(running: Running) -> None:
    running.slack.fault("chat.postMessage", latency=0.5)
    for text in ("help", "what does 1.1 say?"):
        await running.sender.say(text)
    first, second = await running.slack.wait("chat.postMessage", count=2)

    assert first.args["text"] != second.args["text"]
    assert first.at < second.at
    assert "Ask" in first.args["text"]


async def test_when_the_service_stops_it_finishes_what_it_acknowledged(
    sqlite_store: Store, library: Library, interpreter: Interpreter
) -> None:
    async with FakeSlack() as slack:
        async with serving(sqlite_store, library, interpreter, slack=slack) as running:
            await ready(running)
            slack.fault("chat.postMessage", latency=1)
            await running.sender.say(QUESTION)
        calls = slack.called()

    assert ["chat.postMessage"] == [call.method for call in calls]
    assert ["done"] == await states(sqlite_store)


async def test_what_cannot_be_kept_is_not_acknowledged(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    async def busy(*_: object) -> None:
        raise StoreError("The database is busy.")

    monkeypatch.setattr(running.service.slack.office.once, "claim", busy)
    ack = await running.sender.say(QUESTION)

    assert 503 == ack.status
    assert [] == await running.slack.settled()


async def test_what_was_finished_while_the_database_was_away_is_not_done_again(
    running: Running, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = running.service.slack.office.once
    said = direct_message("help")

    async def away(*_: object) -> None:
        raise StoreError("The database can't be reached.")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(once, "done", away)
        await running.sender.event(said, event_id="Ev1")
        await finished(running, sqlite_store)
    async with sqlite_store.write() as session:
        await session.execute(update(PlatformEventRow).values(claimed_until=datetime.now(UTC) - timedelta(minutes=1)))
    retried = await running.sender.event(said, event_id="Ev1", retry=1)
    taken = await running.service.slack.gateway.recover()

    assert (200, 0) == (retried.status, taken)
    assert ["done"] == await finished(running, sqlite_store)
    assert 1 == len(running.slack.called("chat.postMessage"))


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


# --- Slack in trouble


async def test_where_slack_asks_for_a_pause_the_answer_is_sent_after_it(running: Running, sqlite_store: Store) -> None:
    running.slack.fault("chat.postMessage", status=429, retry_after=1)
    await running.sender.say(QUESTION)
    refused, taken = await running.slack.wait("chat.postMessage", count=2)

    assert 1 <= taken.at - refused.at
    assert ["done"] == await finished(running, sqlite_store)


async def test_a_slack_that_stays_broken_is_tried_a_few_times_and_then_the_answer_is_put_off(running: Running, sqlite_store: Store) -> None:
    running.slack.fault("chat.postMessage", times=100, status=500)
    await running.sender.say(QUESTION)
    seen = await finished(running, sqlite_store, 20)

    answer, *more = [call.args["text"] for call in running.slack.called("chat.postMessage")]
    assert 2 == more.count(answer)
    assert ["received"] == seen


async def test_a_line_that_breaks_is_tried_again(running: Running, sqlite_store: Store) -> None:
    running.slack.fault("chat.postMessage", drop=True)
    await running.sender.say(QUESTION)
    await running.slack.wait("chat.postMessage", count=2)

    assert ["done"] == await finished(running, sqlite_store)


async def test_a_token_that_is_revoked_leaves_the_workspace_in_that_state(running: Running, sqlite_store: Store) -> None:
    running.slack.fault("chat.postMessage", times=9, error="token_revoked")
    await running.sender.say(QUESTION)
    await finished(running, sqlite_store)
    async with sqlite_store.read() as session:
        row = (await session.scalars(select(SlackWorkspaceRow))).one()

    assert ("T0COUNCIL", COUNCIL, "revoked") == (row.team_id, row.council, row.state)
    assert running.service.slack.workspaces.of_team("T0COUNCIL") is None


async def test_until_slack_says_whose_the_token_is_nothing_is_taken_on_and_the_service_is_not_ready(
    sqlite_store: Store, library: Library, interpreter: Interpreter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.slack.channel._ASK_SECONDS", 0.3)
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
    before = await running.service.slack.ready()
    forgetting = next(task for task in running.service.slack._tasks if "forget" in str(task))
    forgetting.cancel()
    await asyncio.wait([forgetting])
    after = await running.service.slack.ready()

    assert before is None
    assert after == "what goes on behind Slack has ended (forgetting); start the service anew"


async def test_what_fails_in_keeping_up_claims_does_not_end_it(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = 0

    async def broken() -> None:
        nonlocal tries
        tries += 1
        raise RuntimeError

    monkeypatch.setattr("bot.channels.slack.channel._ASK_SECONDS", 0)
    monkeypatch.setattr(running.service.slack.works, "keep_up", broken)
    task = asyncio.create_task(running.service.slack._keep_up())
    while tries < 3:  # noqa: ASYNC110 - there is no event for it
        await asyncio.sleep(0)
    task.cancel()

    assert not task.done()


async def test_a_fault_of_ours_is_told_to_the_person_alone_and_logged_without_what_they_wrote(
    running: Running, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("about the pier lights")

    monkeypatch.setattr(running.service.slack.office.assistant, "reply", broken)
    with caplog.at_level(logging.DEBUG, logger="bot"):
        await running.sender.mention("what about the pier lights?")
        seen = await finished(running, sqlite_store)
    (said,) = await running.slack.settled()

    assert ["failed"] == seen
    assert ("chat.postEphemeral", "U0MEMBER") == (said.method, said.args["user"])
    assert "something went wrong" in said.args["text"]
    assert "RuntimeError" in caplog.text
    assert "pier" not in caplog.text


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
