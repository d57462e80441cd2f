"""What was left unfinished is taken on again, one after the other: what waits meanwhile stays with whoever took it."""

from __future__ import annotations

import asyncio
from typing import Any

from conftest import SetClock
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_council import SlackCouncil

from bot.channels.once import LEASE, Once, Unfinished
from bot.channels.slack.office import CLAIM, Office
from bot.channels.slack.recovery import recover


class SlowWay:
    """A way into the app that stands open for one thing at a time."""

    def __init__(self) -> None:
        self.came: list[Any] = []
        self.reached, self.go = asyncio.Event(), asyncio.Event()

    async def take(self, request: AsyncBoltRequest) -> BoltResponse:
        self.came.append(request.context[CLAIM])
        self.reached.set()
        await self.go.wait()
        return BoltResponse(status=200)


async def two_left(office: Office, clock: SetClock) -> Once:
    """Leave two things unfinished; give the claims of another process."""
    gone, other = (Once(office.desk.store, clock, "slack", name) for name in ("gone", "other"))
    for name in ("Ev1", "Ev2"):
        await gone.claim(name, {"type": "event_callback"})
    clock.now += LEASE
    return other


async def test_what_waits_to_be_taken_on_again_is_kept_up(town: SlackCouncil, clock: SetClock) -> None:
    assert town.channel is not None
    office, way = town.channel.office, SlowWay()
    other = await two_left(office, clock)
    recovering = asyncio.create_task(recover(way.take, office))
    await way.reached.wait()
    clock.go(seconds=20)
    await office.works.settle()  # as every ten seconds
    clock.go(seconds=20)
    taken: list[Unfinished] = await other.unfinished()
    way.go.set()

    assert [] == taken
    assert 2 == await recovering
    assert ["Ev1", "Ev2"] == way.came
    assert set() == office.works.held


async def test_what_waits_when_the_service_stops_is_taken_by_another_at_once(town: SlackCouncil, clock: SetClock) -> None:
    assert town.channel is not None
    office, way = town.channel.office, SlowWay()
    other = await two_left(office, clock)
    recovering = asyncio.create_task(recover(way.take, office))
    await way.reached.wait()
    recovering.cancel()
    await asyncio.gather(recovering, return_exceptions=True)

    assert ["Ev1", "Ev2"] == [one.event_id for one in await other.unfinished()]
