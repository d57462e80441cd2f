"""The endpoint for Teams, served on loopback, with what arrived."""
# ruff: noqa: ANN401 - activities are JSON

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from teams_activities import APP, TENANT

from bot.channels.teams.framework.adapter import PATH, Framework
from bot.channels.teams.ports import Answer, Arrival
from bot.config import Settings


def settings(**its: Any) -> Settings:
    """Give settings, whatever a `.env` file says."""
    return Settings(_env_file=None, **its)  # type: ignore[call-arg] # pydantic's own


def insecure() -> Settings:
    """Give settings without tokens."""
    return settings(teams_insecure=True)


def secure(**its: Any) -> Settings:
    """Give settings as a council has them."""
    return settings(**{"teams_app_id": APP, "teams_app_password": "a-secret-of-the-tests", "teams_app_tenant": TENANT, **its})


@dataclass(slots=True)
class Receiver:
    """Takes what arrives, and answers as it was told."""

    arrivals: list[Arrival] = field(default_factory=list)
    answer: Answer = field(default_factory=Answer)
    does: Callable[[Arrival], Awaitable[None]] | None = None

    async def __call__(self, arrival: Arrival) -> Answer:
        self.arrivals.append(arrival)
        if self.does is not None:
            await self.does(arrival)
        return self.answer


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back."""

    status: int
    text: str
    headers: dict[str, str]


@dataclass(slots=True)
class Endpoint:
    """The endpoint while it is served."""

    framework: Framework
    receiver: Receiver
    url: str
    client: aiohttp.ClientSession

    async def post(self, body: Any, token: str | None = None, **how: Any) -> Answered:
        """Send an activity, with a token where one is given."""
        headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
        return await self.send(json=body, headers=headers, **how)

    async def send(self, method: str = "POST", **how: Any) -> Answered:
        """Send anything."""
        async with self.client.request(method, self.url, **how) as answer:
            return Answered(answer.status, await answer.text(), dict(answer.headers))


@asynccontextmanager
async def served(settings: Settings, **how: Any) -> AsyncIterator[Endpoint]:
    """Serve the endpoint; what is given goes to the framework."""
    receiver = Receiver()
    framework = Framework(settings, receiver, **how)
    app = web.Application(client_max_size=4 << 20)
    app.add_routes(framework.routes())
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with aiohttp.ClientSession() as client:
            yield Endpoint(framework, receiver, f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}", client)
    finally:
        await framework.close()
        await runner.cleanup()
