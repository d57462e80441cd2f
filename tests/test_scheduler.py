"""The scheduler comes to its end quietly: a sweep that runs is waited for, and one that takes too long is put down without loss."""

from __future__ import annotations

import asyncio
import logging
from datetime import date

import pytest
from conftest import SetClock
from nudging import Postbox, add, enquiry, ledger, usual_people

from bot.casework.desk import Desk
from bot.casework.person import Person
from bot.reminders import scheduler as scheduling
from bot.reminders.courier import Copy
from bot.reminders.scheduler import make_scheduler, stop, sweep_once
from bot.reminders.sweeper import sweep
from bot.reply import Reply

MONDAY = date(2026, 11, 23)


class SlowPost(Postbox):
    """A courier that waits with each delivery until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.began, self.go_on = asyncio.Event(), asyncio.Event()

    async def deliver(self, recipient: Person, reply: Reply, for_team: Reply | None = None) -> tuple[Copy, ...]:
        self.began.set()
        await self.go_on.wait()
        return await super().deliver(recipient, reply, for_team)


@pytest.fixture
async def box(desk: Desk) -> SlowPost:
    ids = await usual_people(desk.store)
    await add(desk.store, enquiry(ids, MONDAY, MONDAY))
    return SlowPost()


async def test_a_sweep_that_runs_comes_to_its_end_before_the_scheduler_is_shut_down(
    desk: Desk, box: SlowPost, caplog: pytest.LogCaptureFixture
) -> None:
    scheduler = make_scheduler(desk, box)
    scheduler.start()
    await box.began.wait()
    stopping = asyncio.create_task(stop(scheduler))
    await asyncio.sleep(0.05)
    waited = not stopping.done()
    box.go_on.set()
    await stopping

    assert waited
    assert not scheduler.running
    assert [("today", "sent")] == await ledger(desk.store)
    assert [] == [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_a_sweep_that_takes_too_long_is_put_down_without_a_trace_and_its_nudge_is_sent_later(
    desk: Desk, clock: SetClock, box: SlowPost, caplog: pytest.LogCaptureFixture
) -> None:
    scheduler = make_scheduler(desk, box)
    scheduler.start()
    await box.began.wait()
    await stop(scheduler, seconds=0.05)
    box.go_on.set()
    clock.go(minutes=11)
    await sweep(desk, box, "after the restart")

    assert not scheduler.running
    assert ["a sweep was ended before it was through; the next one does the rest"] == [
        record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING
    ]
    assert all(record.exc_info is None for record in caplog.records)
    assert ["officer"] == box.recipients
    assert {} == scheduling._running
    assert set() == scheduling._ended


async def test_a_sweep_that_was_begun_in_this_moment_is_waited_for_too(desk: Desk, box: SlowPost, caplog: pytest.LogCaptureFixture) -> None:
    box.go_on.set()
    scheduler = make_scheduler(desk, box)
    scheduler.start()
    scheduler.wakeup()
    for _ in range(1000):
        if scheduler._lookup_executor("default")._pending_futures:
            break
        await asyncio.sleep(0)
    begun = dict(scheduling._running)
    await stop(scheduler)

    assert {} == begun
    assert ["officer"] == box.recipients
    assert [] == [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_between_two_sweeps_it_stops_at_once_and_stopping_twice_or_before_the_start_is_harmless(desk: Desk) -> None:
    scheduler = make_scheduler(desk, Postbox())
    await stop(scheduler)
    scheduler.start()
    for _ in range(10):
        await asyncio.sleep(0.02)  # nothing is due here: the first sweep is soon over
    await stop(scheduler)
    await stop(scheduler)

    assert not scheduler.running


async def test_a_sweep_that_somebody_else_cancels_is_cancelled(desk: Desk, box: SlowPost) -> None:
    task = asyncio.create_task(sweep_once(desk, box, "one"))
    await box.began.wait()
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
