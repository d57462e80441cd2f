"""What a platform sends is claimed once, done once, and taken over when whoever began it is gone. On both databases."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import pytest
from conftest import SetClock
from nudging import Postbox
from sqlalchemy import delete, select, text

from bot.casework.desk import Desk
from bot.channels.once import ATTEMPTS, LEASE, Claim, Once
from bot.channels.works import Works
from bot.reminders.scheduler import sweep_once
from bot.store.database import AsyncSession, Store, open_store
from bot.store.errors import StoreError
from bot.store.platform import PlatformEventRow
from bot.store.received import KEPT, KEPT_UNFINISHED, forget_received
from protocol_data.library import Library

BODY = {"text": "What about the pier lights?"}


@pytest.fixture
def once(store: Store, clock: SetClock) -> Once:
    return Once(store, clock, "slack", "worker-1")


@pytest.fixture
def other(store: Store, clock: SetClock) -> Once:
    """Another process."""
    return Once(store, clock, "slack", "worker-2")


async def row(store: Store, event_id: str = "Ev1") -> PlatformEventRow:
    async with store.read() as session:
        return (await session.scalars(select(PlatformEventRow).where(PlatformEventRow.event_id == event_id))).one()


async def test_what_is_new_is_ours_and_what_comes_again_meanwhile_is_not(once: Once, other: Once) -> None:
    claims = [await once.claim("Ev1", BODY), await once.claim("Ev1", BODY), await other.claim("Ev1", BODY)]

    assert [Claim.FIRST, Claim.HELD, Claim.HELD] == claims


async def test_of_five_that_come_at_once_to_two_processes_one_is_done(once: Once, other: Once) -> None:
    claims = await asyncio.gather(*(its.claim("Ev1", BODY) for its in (once, other, once, other, once)))

    assert [Claim.FIRST] == [claim for claim in claims if claim.ours]


async def until_two_wait(session: AsyncSession) -> None:
    """Wait until two other units of work on PostgreSQL wait for rows."""
    async with asyncio.timeout(10):
        while await session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")) != 2:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.01)


async def test_two_processes_that_are_sent_the_same_in_another_order_do_not_wait_for_each_other(postgres_url: str, clock: SetClock) -> None:
    store = open_store(postgres_url)
    once, other, third = (Once(store, clock, "slack", f"worker-{number}") for number in range(3))
    await third.claim("Ev2", BODY)
    async with store.write() as session:
        await session.execute(delete(PlatformEventRow))
        forwards = [asyncio.create_task(once.claim(name, BODY)) for name in ("Ev1", "Ev2", "Ev3")]
        backwards = [asyncio.create_task(other.claim(name, BODY)) for name in ("Ev3", "Ev2", "Ev1")]
        await until_two_wait(session)  # both are at it; the one in the middle holds both up
    claims = await asyncio.gather(*forwards, *backwards, return_exceptions=True)
    await store.close()

    assert {Claim.FIRST: 3, Claim.HELD: 3} == Counter(claims)


async def test_two_processes_that_take_over_the_same_in_another_order_do_not_wait_for_each_other(
    store: Store, once: Once, other: Once, clock: SetClock
) -> None:
    names = [f"Ev{number}" for number in range(60)]
    await asyncio.gather(*(Once(store, clock, "slack", "gone").claim(name, BODY) for name in names))
    clock.now += LEASE
    claims, taken, _ = await asyncio.gather(
        asyncio.gather(*(once.claim(name, BODY) for name in names)), other.unfinished(), other.keep(list(reversed(names)))
    )

    assert sorted(names) == sorted([*(one.event_id for one in taken), *(n for n, its in zip(names, claims, strict=True) if its.ours)])


async def test_what_is_finished_is_never_done_again_and_nothing_is_kept_of_what_was_in_it(
    store: Store, once: Once, other: Once, clock: SetClock
) -> None:
    await once.claim("Ev1", BODY)
    before = (await row(store)).body
    await once.done("Ev1")
    clock.go(hours=1)
    claim = await other.claim("Ev1", BODY)
    its = await row(store)

    assert (BODY, None, "done") == (before, its.body, its.state)
    assert Claim.FINISHED is claim


async def test_what_was_begun_by_a_process_that_died_is_done_again_once_its_claim_has_run_out(
    once: Once, other: Once, clock: SetClock
) -> None:
    await once.claim("Ev1", BODY)
    clock.now += LEASE - timedelta(seconds=1)
    before = await other.unfinished()
    clock.go(seconds=1)
    after = await other.unfinished()
    then = await once.unfinished()

    assert [] == before
    assert [("Ev1", BODY)] == [(one.event_id, one.body) for one in after]
    assert [] == then


async def test_a_retry_takes_up_what_nobody_holds_any_more(once: Once, other: Once, clock: SetClock) -> None:
    await once.claim("Ev1", BODY)
    clock.now += LEASE

    assert Claim.AGAIN is await other.claim("Ev1", BODY)


async def test_a_claim_that_is_kept_up_is_not_taken_over_however_long_the_work_takes(once: Once, other: Once, clock: SetClock) -> None:
    await once.claim("Ev1", BODY)
    for _ in range(5):
        clock.now += LEASE - timedelta(seconds=5)
        await once.keep({"Ev1"})

    assert Claim.HELD is await other.claim("Ev1", BODY)
    assert [] == await other.unfinished()


async def test_whoever_lost_a_claim_can_neither_keep_it_up_nor_mark_it(store: Store, once: Once, other: Once, clock: SetClock) -> None:
    await once.claim("Ev1", BODY)
    clock.now += LEASE
    await other.claim("Ev1", BODY)
    await once.keep({"Ev1"})
    await once.done("Ev1")

    assert ("received", "worker-2") == ((await row(store)).state, (await row(store)).claimed_by)


async def test_what_is_let_go_is_taken_over_at_once(once: Once, other: Once) -> None:
    await once.claim("Ev1", BODY)
    await once.let_go({"Ev1"})

    assert ["Ev1"] == [one.event_id for one in await other.unfinished()]


async def test_what_is_let_go_in_good_order_is_not_given_up_however_often(once: Once, other: Once) -> None:
    await once.claim("Ev1", BODY)
    for _ in range(ATTEMPTS):
        await once.let_go({"Ev1"})
        once, other = other, once
        assert ["Ev1"] == [one.event_id for one in await once.unfinished()]


async def test_what_was_begun_three_times_and_never_finished_is_given_up_and_seen(store: Store, once: Once, clock: SetClock) -> None:
    await once.claim("Ev1", BODY)
    begun = 1
    while begun < 10:
        clock.now += LEASE
        if not await once.unfinished():
            break
        begun += 1
    its = await row(store)

    assert ATTEMPTS == begun
    assert ("failed", None) == (its.state, its.body)
    assert its.why == "begun 3 times and never finished"
    assert Claim.FINISHED is await once.claim("Ev1", BODY)


async def test_the_same_id_on_another_channel_is_another_thing(store: Store, once: Once, clock: SetClock) -> None:
    await once.claim("1", BODY)

    assert Claim.FIRST is await Once(store, clock, "teams", "worker-1").claim("1", BODY)


async def test_what_was_finished_a_week_ago_is_forgotten_and_what_is_open_is_not(store: Store, once: Once, clock: SetClock) -> None:
    for event_id in ("Ev1", "Ev2"):
        await once.claim(event_id, BODY)
    await once.done("Ev1")
    clock.now += KEPT
    early = await forget_received(store, clock())
    clock.go(seconds=1)

    assert (0, 1) == (early, await forget_received(store, clock()))
    assert Claim.FIRST is await once.claim("Ev1", BODY)
    assert Claim.AGAIN is await once.claim("Ev2", BODY)


async def test_what_nobody_finished_for_a_month_is_forgotten_with_every_word_of_it_unless_somebody_is_at_it(
    store: Store, once: Once, clock: SetClock
) -> None:
    for event_id in ("Ev1", "Ev2"):
        await once.claim(event_id, BODY)
    clock.now += KEPT_UNFINISHED
    await once.keep({"Ev2"})
    early = await forget_received(store, clock())
    clock.go(seconds=1)

    assert (0, 1) == (early, await forget_received(store, clock()))
    assert "Ev2" == (await row(store, "Ev2")).event_id


async def test_every_sweep_forgets_what_came_by_a_channel_that_is_not_served_any_more(
    store: Store, library: Library, once: Once, clock: SetClock
) -> None:
    await once.claim("Ev1", BODY)
    clock.now += KEPT_UNFINISHED + timedelta(seconds=1)
    await sweep_once(Desk(store, library, clock), Postbox(), "one")
    async with store.read() as session:
        kept = list(await session.scalars(select(PlatformEventRow.event_id)))

    assert [] == kept


# --- the work behind the claims


async def test_work_is_done_in_the_order_of_its_lane_and_lanes_beside_each_other(once: Once) -> None:
    works, seen, go = Works(once), [], asyncio.Event()

    async def note(name: str, *, wait: bool = False) -> None:
        if wait:
            await go.wait()
        seen.append(name)
        go.set()

    works.start(None, "a", lambda: note("a1", wait=True))
    works.start(None, "a", lambda: note("a2"))
    works.start(None, "b", lambda: note("b1"))
    await works.finish(5)

    assert ["b1", "a1", "a2"] == seen


async def test_no_more_goes_on_at_once_than_there_is_room_for(once: Once) -> None:
    works, now, most = Works(once, at_once=3), 0, 0

    async def work() -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0)
        now -= 1

    for number in range(20):
        works.start(None, str(number), work)
    await works.finish(5)

    assert (3, 20) == (most, works.outcomes["done"])


async def test_work_that_fails_leaves_its_kind_and_not_what_was_said(store: Store, once: Once, caplog: pytest.LogCaptureFixture) -> None:
    works = Works(once)
    await once.claim("Ev1", BODY)

    async def fail() -> None:
        raise RuntimeError(BODY["text"])

    works.start("Ev1", "a", fail)
    await works.finish(5)

    assert ("failed", "RuntimeError") == ((await row(store)).state, (await row(store)).why)
    assert "work failed: RuntimeError < tests/test_once.py:" in caplog.text
    assert "pier" not in caplog.text


async def test_work_that_takes_too_long_is_given_up(store: Store, once: Once) -> None:
    works = Works(once, seconds=0.01)
    await once.claim("Ev1", BODY)
    works.start("Ev1", "a", lambda: asyncio.sleep(60))
    await works.finish(5)

    assert ("failed", "it took too long") == ((await row(store)).state, (await row(store)).why)


async def test_what_goes_on_when_the_service_stops_is_finished_and_what_takes_too_long_is_left_to_the_next_start(
    store: Store, once: Once, other: Once
) -> None:
    works = Works(once)
    for event_id in ("Ev1", "Ev2"):
        await once.claim(event_id, BODY)
    works.start("Ev1", "a", lambda: asyncio.sleep(0.05))
    works.start("Ev2", "b", lambda: asyncio.sleep(60))
    left = await works.finish(0.5)

    assert 1 == left
    assert "done" == (await row(store, "Ev1")).state
    assert ["Ev2"] == [one.event_id for one in await other.unfinished()]


async def test_what_is_done_while_the_database_is_away_is_marked_once_it_is_back(
    store: Store, once: Once, monkeypatch: pytest.MonkeyPatch
) -> None:
    works, done = Works(once), once.done
    await once.claim("Ev1", BODY)

    async def away(_: str) -> None:
        raise StoreError("The database can't be reached.")

    monkeypatch.setattr(once, "done", away)
    works.start("Ev1", "a", lambda: asyncio.sleep(0))
    await asyncio.wait(list(works._running))
    monkeypatch.setattr(once, "done", done)
    monkeypatch.setattr("bot.channels.works.LEASE", timedelta(seconds=0.03))
    keeping = asyncio.create_task(works.keep_up())
    await asyncio.sleep(0.5)
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)

    assert ("done", None) == ((await row(store)).state, (await row(store)).body)


async def away(*_: object) -> None:
    raise StoreError("The database can't be reached.")


async def test_what_was_finished_while_the_database_was_away_for_long_is_marked_before_anything_is_taken_over(
    store: Store, once: Once, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    works = Works(once)
    await once.claim("Ev1", BODY)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(once, "done", away)
        works.start("Ev1", "a", lambda: asyncio.sleep(0))
        await asyncio.wait(list(works._running))
        clock.now += 2 * LEASE
        held = works.held
        again = await once.unfinished(but=held)
    await works.settle()

    assert {"Ev1"} == held
    assert [] == again
    assert "done" == (await row(store)).state
    assert set() == works.held


async def test_what_could_not_be_marked_is_marked_when_the_service_stops(
    store: Store, once: Once, other: Once, monkeypatch: pytest.MonkeyPatch
) -> None:
    works = Works(once)
    await once.claim("Ev1", BODY)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(once, "done", away)
        works.start("Ev1", "a", lambda: asyncio.sleep(0))
        await asyncio.wait(list(works._running))
    await works.finish(5)

    assert "done" == (await row(store)).state
    assert [] == await other.unfinished()


async def test_claims_that_come_together_are_written_together(once: Once, monkeypatch: pytest.MonkeyPatch) -> None:
    writes, write = 0, once._store.write

    def counted() -> AbstractAsyncContextManager[AsyncSession]:
        nonlocal writes
        writes += 1
        return write()

    monkeypatch.setattr(once._store, "write", counted)
    claims = await asyncio.gather(*(once.claim(f"Ev{number % 50}", BODY) for number in range(60)))

    assert (50, 10) == (claims.count(Claim.FIRST), claims.count(Claim.HELD))
    assert writes <= 2


async def test_a_lot_that_cannot_be_written_fails_for_all_of_it_and_the_next_does_not(once: Once, monkeypatch: pytest.MonkeyPatch) -> None:
    write = once._store.write

    def full() -> AbstractAsyncContextManager[AsyncSession]:
        monkeypatch.setattr(once._store, "write", write)
        raise StoreError("The disk is full.")

    monkeypatch.setattr(once._store, "write", full)
    lost = await asyncio.gather(*(once.claim(event_id, BODY) for event_id in ("Ev1", "Ev2")), return_exceptions=True)

    assert [StoreError, StoreError] == [type(its) for its in lost]
    assert Claim.FIRST is await once.claim("Ev1", BODY)


async def test_whoever_stops_waiting_for_a_claim_stops_nobody_elses(once: Once, other: Once, clock: SetClock) -> None:
    impatient, patient = asyncio.create_task(once.claim("Ev1", BODY)), asyncio.create_task(once.claim("Ev2", BODY))
    await asyncio.sleep(0)
    impatient.cancel()

    assert Claim.FIRST is await patient
    clock.now += LEASE
    assert ["Ev1", "Ev2"] == [one.event_id for one in await other.unfinished()]


async def test_work_lets_acknowledgements_go_first_but_does_not_wait_for_long(once: Once) -> None:
    works, seen = Works(once), []

    async def note(what: str) -> None:
        seen.append(what)

    with works.door.entering():
        works.start(None, "a", lambda: note("work"))
        await asyncio.sleep(0.05)
        seen.append("acknowledged")
    await works.finish(5)
    with works.door.entering():
        works.start(None, "a", lambda: note("work all the same"))
        await works.finish(5)

    assert ["acknowledged", "work", "work all the same"] == seen
