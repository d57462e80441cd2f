"""The Bot Connector, as small as the tests need it: a server on loopback that checks tokens, paths and payloads, records what the bot sends, and can be told to fail.

`FakeConnector` is the server. `teams_activities` makes what Teams would send to the bot.
"""
# ruff: noqa: ANN401 - what it takes is JSON

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import unquote

from aiohttp import web

_CARD = "application/vnd.microsoft.card.adaptive"
_LARGEST = 28 << 10
"""Bytes: what Teams takes as a message, roughly."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What the bot did."""

    what: str
    """`create`, `reply`, `update`, `typing`, `open`, `members`."""
    conversation: str
    activity: dict[str, Any]
    answers: str = ""
    """The id of the message that it answers or changes."""

    @property
    def card(self) -> dict[str, Any] | None:
        """The first card, where there is one."""
        return next((one["content"] for one in self.activity.get("attachments", []) if one.get("contentType") == _CARD), None)


@dataclass(slots=True)
class Fault:
    """What a call of a kind meets instead of an answer, so many times."""

    what: str
    conversation: str = ""
    """In this one only."""
    times: int = 1
    status: int = 500
    code: str = ""
    retry_after: str | None = None
    drop: bool = False
    """Hang up instead of answering."""
    waits: asyncio.Event | None = None
    """Answer only once this is set."""


@dataclass(slots=True)
class FakeConnector:
    """The server. `async with FakeConnector() as connector:`, then `connector.url` is an activity's `serviceUrl`."""

    token: str = ""
    """What the bot has to send as its token; nothing where it is empty."""
    sent: list[Sent] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """What Teams would have refused; a test ends with `assert [] == connector.problems`."""
    people: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Who is in a conversation or team."""
    page: int = 2
    """So many people are told at once."""
    url: str = ""
    _faults: list[Fault] = field(default_factory=list)
    _runner: web.AppRunner | None = None
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=1 << 20)
        start = "/teams/v3/conversations"
        app.add_routes(
            [
                web.post(start, self._open),
                web.post(f"{start}/{{conversation}}/activities", self._create),
                web.post(f"{start}/{{conversation}}/activities/{{id}}", self._reply),
                web.put(f"{start}/{{conversation}}/activities/{{id}}", self._update),
                web.get(f"{start}/{{conversation}}/pagedmembers", self._members),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/teams/"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def fail(self, what: str, **how: Any) -> None:
        """Meet the next calls of a kind with a fault; the fields of `Fault`."""
        self._faults.append(Fault(what, **how))

    @property
    def messages(self) -> list[Sent]:
        """The messages that were sent, without typing and changes."""
        return [one for one in self.sent if one.what in {"create", "reply"}]

    async def message(self, number: int = 1) -> Sent:
        """Wait for the n-th message, at most five seconds."""
        async with asyncio.timeout(5), self._changed:
            await self._changed.wait_for(lambda: len(self.messages) >= number)
        return self.messages[number - 1]

    # --- the calls

    async def _open(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        members = asked.get("members") or [{}]
        if asked.get("isGroup") or len(members) != 1 or not members[0].get("id") or not (asked.get("channelData") or {}).get("tenant"):
            self.problems.append("a personal chat is opened with one member and a tenant")
        return await self._done(request, Sent("open", "", asked), {"id": f"a:personal-{members[0].get('id')}"}, 201)

    async def _create(self, request: web.Request) -> web.StreamResponse:
        activity = await request.json()
        what = "typing" if activity.get("type") == "typing" else "create"
        return await self._done(request, Sent(what, _conversation(request), activity), {"id": f"m-{len(self.sent) + 1}"}, 201)

    async def _reply(self, request: web.Request) -> web.StreamResponse:
        sent = Sent("reply", _conversation(request), await request.json(), request.match_info["id"])
        return await self._done(request, sent, {"id": f"m-{len(self.sent) + 1}"}, 201)

    async def _update(self, request: web.Request) -> web.StreamResponse:
        sent = Sent("update", _conversation(request), await request.json(), request.match_info["id"])
        return await self._done(request, sent, {"id": request.match_info["id"]}, 200)

    async def _members(self, request: web.Request) -> web.StreamResponse:
        where = _conversation(request)
        begin = int(request.query.get("continuationToken", "0"))
        listed = self.people.get(where, [])
        page: dict[str, Any] = {"members": listed[begin : begin + self.page]}
        if begin + self.page < len(listed):
            page["continuationToken"] = str(begin + self.page)
        return await self._done(request, Sent("members", where, {}), page, 200)

    async def _done(self, request: web.Request, sent: Sent, answer: dict[str, Any], status: int) -> web.StreamResponse:
        if self.token and request.headers.get("Authorization") != f"Bearer {self.token}":
            return _error(401, "Unauthorized")
        fault = next(
            (one for one in self._faults if one.what == sent.what and one.times > 0 and one.conversation in {"", sent.conversation}), None
        )
        if fault is not None:
            fault.times -= 1
            if fault.waits is not None:
                await fault.waits.wait()
            if fault.drop and request.transport is not None:
                request.transport.abort()
                return web.Response()
            if not fault.waits:
                headers = {"Retry-After": fault.retry_after} if fault.retry_after is not None else {}
                return _error(fault.status, fault.code, headers)
        self._check(sent, len(await request.read()))
        async with self._changed:
            self.sent.append(sent)
            self._changed.notify_all()
        return web.json_response(answer, status=status)

    def _check(self, sent: Sent, size: int) -> None:
        if sent.what not in {"create", "reply", "update"}:
            return
        activity = sent.activity
        if activity.get("type") != "message":
            self.problems.append(f"a message of type {activity.get('type')!r}")
        if not activity.get("text") and not activity.get("attachments"):
            self.problems.append("a message without text and card")
        if sent.card is not None and sent.card.get("type") != "AdaptiveCard":
            self.problems.append("an attachment that is no Adaptive Card")
        if size > _LARGEST:
            self.problems.append("a message of more than 28 KB")
        if not (activity.get("from") or {}).get("id"):
            self.problems.append("a message from nobody")


def _conversation(request: web.Request) -> str:
    return unquote(request.match_info["conversation"])


def _error(status: int, code: str, headers: dict[str, str] | None = None) -> web.Response:
    return web.json_response({"error": {"code": code or "Fault", "message": "as told"}}, status=status, headers=headers)
