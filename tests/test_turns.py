"""Whose turn it is where more waits than can go on at once; and what becomes of what there is no room for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import count

import pytest
from conftest import SetClock

from bot.channels.later import PauseError
from bot.channels.once import Claim, Once
from bot.channels.turns import Lane, Turns
from bot.channels.works import Works
from bot.store.database import Store


def begun(turns: Turns[str]) -> list[str]:
    """Begin all that may begin."""
    found = []
    while (turn := turns.next()) is not None:
        found.append(turn[1])
    return found


def test_one_tenant_that_fills_its_room_leaves_room_for_the_others() -> None:
    turns: Turns[str] = Turns(at_once=4, each=2)
    for number in range(100):
        turns.add(Lane("busy", str(number)), f"busy {number}")
    first = begun(turns)
    turns.add(Lane("quiet", "1"), "quiet 1")

    assert ["busy 0", "busy 1"] == first
    assert ["quiet 1"] == begun(turns)
    assert (98, 98, 0) == (len(turns), turns.waiting("busy"), turns.waiting("quiet"))


def test_tenants_have_their_turns_by_turns() -> None:
    turns: Turns[str] = Turns(at_once=1, each=1)
    for tenant, number in (("a", 1), ("a", 2), ("b", 1), ("c", 1)):
        turns.add(Lane(tenant, str(number)), f"{tenant}{number}")
    seen = []
    while (turn := turns.next()) is not None:
        seen.append(turn[1])
        turns.ended(turn[0])

    assert ["a1", "b1", "c1", "a2"] == seen


def test_a_lane_of_which_something_goes_on_waits_and_is_done_in_its_order() -> None:
    turns: Turns[str] = Turns(at_once=9, each=9)
    lane = Lane("a", "somebody")
    for one in ("first", "second", "third"):
        turns.add(lane, one)
    seen = [begun(turns)]
    for _ in range(2):
        turns.ended(lane)
        seen.append(begun(turns))

    assert [["first"], ["second"], ["third"]] == seen


def test_nothing_is_kept_of_what_has_ended() -> None:
    turns: Turns[str] = Turns(at_once=1, each=1)
    turns.add(Lane("a", "1"), "one")
    begun(turns)
    turns.ended(Lane("a", "1"))

    assert [{}, {}, {}, {}] == [dict(its) for its in (turns._lanes, turns._ready, turns._going, turns._waiting)]


@pytest.fixture
def once(store: Store, clock: SetClock) -> Once:
    return Once(store, clock, "slack", "worker-1")


class Gate:
    """Work that goes on until the gate is opened."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.seen: list[str] = []

    def work(self, name: str) -> Callable[[], Awaitable[None]]:
        async def work() -> None:
            self.seen.append(name)
            await self.open.wait()

        return work


async def test_a_workspace_that_waits_for_its_platform_does_not_hold_up_another(once: Once) -> None:
    works, gate, answered = Works(once, at_once=4, each=2), Gate(), asyncio.Event()
    for number in range(20):
        works.start(None, Lane("busy", str(number)), gate.work(f"busy {number}"))

    async def answer() -> None:
        answered.set()

    works.start(None, Lane("quiet", "1"), answer)
    async with asyncio.timeout(5):
        await answered.wait()
    waiting = works.waiting
    gate.open.set()
    await works.finish(5)

    assert (18, 21) == (waiting, works.outcomes["done"])


async def test_what_there_is_no_room_for_is_left_in_the_database_and_taken_when_there_is(store: Store, once: Once, clock: SetClock) -> None:
    works, gate, other = Works(once, each=1, waiting=1), Gate(), Once(store, clock, "slack", "worker-2")
    for name in ("Ev1", "Ev2", "Ev3"):
        await once.claim(name, {}, "busy")
        works.start(name, Lane("busy", name), gate.work(name))
    await works._leaving.left()
    held = works.held
    none = await once.unfinished(works.room, but=held, full=works.full)
    gate.open.set()
    await works.finish(5)
    left = await other.unfinished()

    assert ({"Ev1", "Ev2"}, []) == (held, none)
    assert ["Ev3"] == [one.event_id for one in left]
    assert (["Ev1", "Ev2"], 1) == (gate.seen, works.outcomes["left"])
    assert Claim.FINISHED is await other.claim("Ev1", {})


async def test_a_busy_tenant_does_not_keep_what_another_left_in_the_database_from_being_taken(
    store: Store, once: Once, clock: SetClock
) -> None:
    works, gate, gone = Works(once, at_once=1, each=1, waiting=4), Gate(), Once(store, clock, "slack", "gone")
    for number in range(60):
        await gone.claim(f"busy {number}", {}, "busy")
    await gone.claim("quiet", {}, "quiet")
    await gone.let_go({*(f"busy {number}" for number in range(60)), "quiet"})
    for number in range(3):
        works.start(None, Lane("busy", str(number)), gate.work(f"busy {number}"))
    taken = await once.unfinished(works.room, full=works.full)
    gate.open.set()
    await works.finish(5)

    assert ["quiet"] == [one.event_id for one in taken]


@pytest.mark.parametrize(("waiting", "room"), [(0, 800), (799, 1), (800, 0)])
async def test_what_was_left_in_the_database_leaves_room_for_what_comes_anew(once: Once, waiting: int, room: int) -> None:
    works, gate = Works(once, at_once=1, each=1), Gate()
    for number in range(waiting + 1 if waiting else 0):
        works.start(None, Lane(str(number), ""), gate.work(str(number)))
    left = works.room
    gate.open.set()
    await works.finish(5)

    assert room == left


async def test_what_was_left_for_want_of_room_often_is_not_given_up_for_it(once: Once) -> None:
    works, gate = Works(once, each=1, waiting=1), Gate()
    for name in ("Ev1", "Ev2", "Ev3"):
        await once.claim(name, {})
        works.start(name, Lane("busy", name), gate.work(name))
    for _ in range(5):
        await works._leaving.left()
        (again,) = await once.unfinished(but=works.held)
        works.start(again.event_id, Lane("busy", "Ev3"), gate.work("Ev3"))
    gate.open.set()
    await works.finish(5)

    assert 6 == works.outcomes["left"]
    assert ["Ev3"] == [one.event_id for one in await once.unfinished()]


async def test_what_has_begun_already_is_never_left(once: Once) -> None:
    works, gate = Works(once, each=1, waiting=1), Gate()
    for name in ("Ev1", "Ev2", "Ev3"):
        await once.claim(name, {})
        works.start(name, Lane("busy", name), gate.work(name), begun=True)
    gate.open.set()
    await works.finish(5)

    assert ["Ev1", "Ev2", "Ev3"] == gate.seen


async def test_what_pauses_takes_no_room_and_begins_anew(once: Once) -> None:
    works, seen, tries, again = Works(once, at_once=1, each=1), [], count(), asyncio.Event()
    await once.claim("Ev1", {})

    async def paused() -> None:
        seen.append("paused")
        if not next(tries):
            raise PauseError(0.05)
        again.set()

    async def other() -> None:
        seen.append(f"other, {works.paused} paused, held {sorted(works.held)}")

    works.start("Ev1", Lane("a", "1"), paused)
    works.start(None, Lane("a", "1"), other)
    async with asyncio.timeout(5):
        await again.wait()
    await works.finish(5)

    assert ["paused", "other, 1 paused, held ['Ev1']", "paused"] == seen
    assert Claim.FINISHED is await once.claim("Ev1", {})


@pytest.mark.parametrize(("seconds", "times"), [(0.001, 6), (61, 1)])
async def test_what_pauses_too_often_or_for_too_long_is_given_up(once: Once, seconds: float, times: int) -> None:
    works, tries = Works(once), count()
    await once.claim("Ev1", {})

    async def paused() -> None:
        next(tries)
        raise PauseError(seconds)

    works.start("Ev1", Lane("a", "1"), paused)
    while works.open:  # noqa: ASYNC110 - there is no event for it
        await asyncio.sleep(0.005)
    await works.finish(5)

    assert (times, 1) == (next(tries), works.outcomes["given_up"])
    assert Claim.FINISHED is await once.claim("Ev1", {})


async def test_what_pauses_when_the_service_stops_is_left_to_the_next_start(store: Store, once: Once, clock: SetClock) -> None:
    works, began = Works(once), asyncio.Event()
    await once.claim("Ev1", {})

    async def paused() -> None:
        began.set()
        raise PauseError(30)

    works.start("Ev1", Lane("a", "1"), paused)
    await began.wait()
    left = await works.finish(5)

    assert 1 == left
    assert ["Ev1"] == [one.event_id for one in await Once(store, clock, "slack", "worker-2").unfinished()]
