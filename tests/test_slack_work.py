"""What the service does with what it acknowledged: it is done once, in its order, also where Slack or we are in trouble."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import pytest
from slack_running import QUESTION, finished, states
from slack_sender import direct_message, event_body
from slack_server import FakeSlack
from slack_service import COUNCIL, Running, ready, serving
from sqlalchemy import select, update

from bot.channels.behind import every
from bot.channels.slack.recovery import recover
from bot.store.database import Store
from bot.store.errors import StoreError
from bot.store.platform import PlatformEventRow, SlackWorkspaceRow
from intents.interpreter import Interpreter
from protocol_data.library import Library

# --- done once


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


async def test_it_is_kept_of_which_workspace_something_came(running: Running, sqlite_store: Store) -> None:
    await running.sender.say(QUESTION)
    await finished(running, sqlite_store)
    async with sqlite_store.read() as session:
        tenants = list(await session.scalars(select(PlatformEventRow.tenant)))

    assert [":T0COUNCIL"] == tenants


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


async def test_what_was_finished_while_the_database_was_away_is_not_done_again(
    running: Running, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = running.channel.office.once
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
    taken = await recover(running.channel.gateway.take, running.channel.office)

    assert (200, 0) == (retried.status, taken)
    assert ["done"] == await finished(running, sqlite_store)
    assert 1 == len(running.slack.called("chat.postMessage"))


# --- in trouble


async def test_where_slack_asks_for_a_pause_the_answer_is_sent_after_it(running: Running, sqlite_store: Store) -> None:
    running.slack.fault("chat.postMessage", status=429, retry_after=1)
    await running.sender.say(QUESTION)
    refused, taken = await running.slack.wait("chat.postMessage", count=2)

    assert 1 <= taken.at - refused.at
    assert ["done"] == await finished(running, sqlite_store)


async def test_where_slack_asks_for_a_long_pause_nothing_is_sent_there_meanwhile_and_all_is_answered_after_it(
    running: Running, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.slack.web._LONGEST_WAIT", 0)  # what is a long pause: a second, not half a minute
    running.slack.fault("chat.postMessage", status=429, retry_after=2)
    await running.sender.say(QUESTION)
    await running.slack.wait("chat.postMessage")
    await running.sender.say("what does 1.2 say?")
    refused, *answers = await running.slack.wait("chat.postMessage", count=3)

    assert [True, True] == [its.at - refused.at >= 1.9 for its in answers]
    assert ["done", "done"] == await finished(running, sqlite_store)


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
    assert running.channel.workspaces.of_team("T0COUNCIL") is None


async def test_what_fails_behind_a_channel_does_not_end_it() -> None:
    tries = 0

    async def broken() -> None:
        nonlocal tries
        tries += 1
        raise RuntimeError

    task = asyncio.create_task(every(0, broken))
    while tries < 3:  # noqa: ASYNC110 - there is no event for it
        await asyncio.sleep(0)
    task.cancel()

    assert not task.done()


async def test_a_fault_of_ours_is_told_to_the_person_alone_and_logged_without_what_they_wrote(
    running: Running, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("about the pier lights")

    monkeypatch.setattr(running.channel.office.assistant, "reply", broken)
    with caplog.at_level(logging.DEBUG, logger="bot"):
        await running.sender.mention("what about the pier lights?")
        seen = await finished(running, sqlite_store)
    (said,) = await running.slack.settled()

    assert ["failed"] == seen
    assert ("chat.postEphemeral", "U0MEMBER") == (said.method, said.args["user"])
    assert "something went wrong" in said.args["text"]
    assert "RuntimeError" in caplog.text
    assert "pier" not in caplog.text
