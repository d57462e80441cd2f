"""Home pages that Slack wants to hear of later: they hold up no answer, and one is published for all that changed meanwhile."""

from __future__ import annotations

import pytest
from slack_running import QUESTION, finished
from slack_sender import direct_message
from slack_service import Running

from bot.channels.slack.office import Office
from bot.store.database import Store
from bot.store.errors import StoreError


async def test_a_home_page_that_waits_for_slack_holds_up_no_answer(running: Running, sqlite_store: Store) -> None:
    running.slack.fault("views.publish", status=429, retry_after=3)
    await running.sender.open_home()
    await running.slack.wait("views.publish")
    await running.sender.say(QUESTION)
    (answer,) = await running.slack.wait("chat.postMessage")
    refused, published = await running.slack.wait("views.publish", count=2)

    assert answer.at < published.at
    assert 3 <= published.at - refused.at
    assert ["done", "done"] == await finished(running, sqlite_store)


async def test_of_home_pages_that_wait_together_one_is_published(running: Running, sqlite_store: Store) -> None:
    running.slack.fault("views.publish", status=429, retry_after=1)
    for _ in range(4):
        await running.sender.open_home()
    seen = await finished(running, sqlite_store)

    assert ["done"] * 4 == seen
    assert 2 == len(running.slack.called("views.publish"))


async def test_one_page_that_waits_holds_up_nobody_elses(running: Running, sqlite_store: Store) -> None:
    running.slack.fault("views.publish", status=429, retry_after=1)
    await running.sender.open_home()
    await running.slack.wait("views.publish")
    running.sender.user = "U0OTHER"
    await running.sender.open_home()
    await finished(running, sqlite_store)

    assert ["U0MEMBER", "U0MEMBER", "U0OTHER"] == sorted(call.args["user_id"] for call in running.slack.called("views.publish"))


async def test_a_page_that_slack_wants_to_hear_of_in_an_hour_is_given_up_and_the_next_is_not_held_up_by_it(
    running: Running, sqlite_store: Store
) -> None:
    running.slack.fault("views.publish", status=429, retry_after=3600)
    await running.sender.open_home()
    await finished(running, sqlite_store)
    await running.sender.open_home()
    await finished(running, sqlite_store)

    assert 2 == len(running.slack.called("views.publish"))


async def test_a_page_whose_wait_came_to_nothing_does_not_keep_the_next_from_being_published(
    running: Running, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unknown(*_: object) -> None:
        raise StoreError("the register can't be read")

    running.slack.fault("views.publish", status=429, retry_after=1)
    await running.sender.open_home()
    await running.slack.wait("views.publish")
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Office, "who", unknown)
        seen = await finished(running, sqlite_store)
    await running.sender.open_home()
    then = await finished(running, sqlite_store)

    assert (["failed"], ["failed", "done"]) == (seen, then)
    assert 2 == len(running.slack.called("views.publish"))


@pytest.mark.parametrize("method", ["assistant.threads.setStatus"])
async def test_what_is_no_part_of_an_answer_does_not_hold_it_up(running: Running, method: str) -> None:
    running.slack.fault(method, status=429, retry_after=20)
    await running.sender.event(direct_message(QUESTION, thread="1.1"))
    (answer,) = await running.slack.wait("chat.postMessage", seconds=10)

    assert "1.1" == answer.args["thread_ts"]
