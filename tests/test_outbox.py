"""The ledger: a nudge is planned once, held by one worker at a time, and marked."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

from conftest import SetClock
from nudging import SOUTHEND, add_people, ledger, person

from bot.reminders import outbox
from bot.reminders.nudge import CaseKind, Kind, Nudge
from bot.reminders.outbox import BACKOFF, LEASE, Planned
from bot.store.database import Store

FRIDAY = date(2026, 11, 27)


def nudge(recipient: int, case: int = 1, about: date = FRIDAY) -> Nudge:
    return Nudge(CaseKind.ENQUIRY, case, Kind.SOON, 0, recipient, about)


async def plan(store: Store, clock: SetClock, *nudges: Nudge) -> int:
    async with store.write() as session:
        return await outbox.plan(session, [Planned(one, SOUTHEND, clock()) for one in nudges], clock())


async def test_the_same_nudge_is_planned_once(store: Store, clock: SetClock) -> None:
    ids = await add_people(store, person("officer"))

    first = await plan(store, clock, nudge(ids["officer"]), nudge(ids["officer"], case=2))
    second = await plan(store, clock, nudge(ids["officer"]), nudge(ids["officer"], case=3))

    assert (2, 1) == (first, second)


async def test_another_due_date_earns_another_nudge(store: Store, clock: SetClock) -> None:
    ids = await add_people(store, person("officer"))
    await plan(store, clock, nudge(ids["officer"]))

    assert 1 == await plan(store, clock, nudge(ids["officer"], about=FRIDAY + timedelta(days=7)))


async def test_a_claim_takes_all_of_one_person_together(store: Store, clock: SetClock) -> None:
    ids = await add_people(store, person("officer"), person("chief"))
    await plan(store, clock, nudge(ids["officer"]), nudge(ids["chief"]), nudge(ids["officer"], case=2))

    groups = await outbox.claim(store, "one", clock(), most=1)

    assert [[1, 2]] == [[one.nudge.case_id for one in group] for group in groups]


async def test_what_one_worker_holds_another_does_not_get_until_the_lease_runs_out(store: Store, clock: SetClock) -> None:
    ids = await add_people(store, person("officer"))
    await plan(store, clock, nudge(ids["officer"]))
    held = await outbox.claim(store, "one", clock())

    at_once = await outbox.claim(store, "two", clock())
    clock.now += LEASE
    later = await outbox.claim(store, "two", clock())

    assert (1, 0, 1) == (len(held), len(at_once), len(later))


async def test_a_worker_whose_claim_was_taken_over_does_not_send(store: Store, clock: SetClock) -> None:
    ids = await add_people(store, person("officer"))
    await plan(store, clock, nudge(ids["officer"]))
    [mine] = await outbox.claim(store, "one", clock())
    clock.now += LEASE
    await outbox.claim(store, "two", clock())

    assert not await outbox.renew(store, "one", mine, clock())


async def test_a_worker_that_takes_long_renews_its_claim(store: Store, clock: SetClock) -> None:
    ids = await add_people(store, person("officer"))
    await plan(store, clock, nudge(ids["officer"]))
    [mine] = await outbox.claim(store, "one", clock())
    clock.now += LEASE - timedelta(minutes=1)

    assert await outbox.renew(store, "one", mine, clock())
    clock.now += timedelta(minutes=5)
    assert [] == await outbox.claim(store, "two", clock())


async def test_what_was_sent_is_not_claimed_again_however_late(store: Store, clock: SetClock) -> None:
    ids = await add_people(store, person("officer"))
    await plan(store, clock, nudge(ids["officer"]))
    [mine] = await outbox.claim(store, "one", clock())
    await outbox.mark_sent(store, "one", [one.id for one in mine], clock(), {}, 0)
    clock.go(days=30)

    assert [] == await outbox.claim(store, "two", clock())
    assert [("soon", "sent")] == await ledger(store)


async def test_nothing_goes_out_before_its_time(store: Store, clock: SetClock) -> None:
    ids = await add_people(store, person("officer"))
    async with store.write() as session:
        await outbox.plan(session, [Planned(nudge(ids["officer"]), SOUTHEND, clock() + timedelta(minutes=1))], clock())

    early = await outbox.claim(store, "one", clock())
    clock.go(minutes=1)

    assert (0, 1) == (len(early), len(await outbox.claim(store, "one", clock())))


async def test_a_delivery_that_does_not_work_is_tried_with_growing_waits_and_then_has_failed(store: Store, clock: SetClock) -> None:
    ids = await add_people(store, person("officer"))
    await plan(store, clock, nudge(ids["officer"]))
    tried = 0
    for wait in (*BACKOFF, timedelta(0)):
        [mine] = await outbox.claim(store, "one", clock())
        async with store.write() as session:
            await outbox.not_delivered(session, "one", mine, clock(), "the platform is busy")
        tried += 1
        clock.now += wait - timedelta(seconds=1)
        assert [] == await outbox.claim(store, "one", clock())
        clock.go(seconds=1)

    assert [("soon", "failed")] == await ledger(store)
    assert len(BACKOFF) + 1 == tried


async def test_workers_that_claim_at_once_get_each_person_once(store: Store, clock: SetClock) -> None:
    ids = await add_people(store, *(person(f"p{number}") for number in range(40)))
    await plan(store, clock, *(nudge(one, case) for one in ids.values() for case in (1, 2)))

    async def work(name: str) -> list[int]:
        got = []
        for _ in range(20):
            groups = await outbox.claim(store, name, clock(), most=10)
            got += [one.nudge.recipient_id for group in groups for one in group]
        return got

    got = await asyncio.gather(*(work(f"worker {number}") for number in range(4)))

    assert sorted([*ids.values(), *ids.values()]) == sorted(person for some in got for person in some)
