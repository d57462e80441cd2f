"""Slack, as small as the tests need it: a Web API on loopback that checks tokens, methods and payloads, records every call, and can be told to fail.

`FakeSlack` is the server; `slack_sender.Sender` signs and posts what Slack would send to the bot.
"""
# ruff: noqa: ANN401 - what Slack sends and takes is JSON

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import uuid4

from aiohttp import WSMsgType, web
from slack_limits import faults

TEAM, BOT_TOKEN, BOT_USER, BOT_ID, APP_TOKEN = "T0COUNCIL", "xoxb-test-bot", "U0CLERK", "B0CLERK", "xapp-test"
SIGNING_SECRET = "a-secret-of-the-tests"  # noqa: S105 - no secret
_TEXT = 40_000
_VIEWS = {"views.open", "views.push", "views.update", "views.publish"}
_MESSAGES = {"chat.postMessage", "chat.postEphemeral", "chat.update"}
_PLAIN = {
    "chat.delete",
    "assistant.threads.setStatus",
    "assistant.threads.setSuggestedPrompts",
    "assistant.threads.setTitle",
    "reactions.add",
}
_NEEDS = {
    "chat.postMessage": ("channel",),
    "chat.postEphemeral": ("channel", "user"),
    "chat.update": ("channel", "ts"),
    "views.publish": ("user_id", "view"),
    "views.update": ("view",),
    "views.open": ("trigger_id", "view"),
    "views.push": ("trigger_id", "view"),
    "conversations.open": ("users",),
    "users.info": ("user",),
    "conversations.info": ("channel",),
    "response_url": (),
}


@dataclass(frozen=True, slots=True)
class Call:
    """A call that the bot made."""

    method: str
    args: dict[str, Any]
    token: str
    at: float
    """Seconds, by the machine's steady clock."""
    answer: dict[str, Any]


@dataclass(slots=True)
class Fault:
    """What a method does instead of answering, so many times."""

    method: str
    times: int = 1
    error: str | None = None
    """Slack's own word: `channel_not_found`, `token_revoked`, `is_archived`, ..."""
    status: int = 200
    """429 with `retry_after`, 500, ..."""
    retry_after: int = 1
    latency: float = 0
    """Seconds before the answer."""
    drop: bool = False
    """Hang up instead of answering."""


@dataclass(slots=True)
class Workspace:
    """A team in which the bot is installed."""

    team: str = TEAM
    """Empty where it is installed for a whole organisation."""
    token: str = BOT_TOKEN
    bot_user: str = BOT_USER
    bot_id: str = BOT_ID
    enterprise: str | None = None


@dataclass(slots=True)
class FakeSlack:
    """The server. `async with FakeSlack() as slack:`, then `slack.base_url`."""

    calls: list[Call] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """What Slack would have refused; a test ends with `assert [] == slack.problems`."""
    workspaces: dict[str, Workspace] = field(default_factory=lambda: {BOT_TOKEN: Workspace()})
    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What `users.info` says of somebody; others are plain members of the team, in London."""
    channels: dict[str, dict[str, Any]] = field(default_factory=dict)
    codes: dict[str, Workspace] = field(default_factory=dict)
    """OAuth: what a code is changed for."""
    base: str = ""
    scopes: str = ""
    """What Slack says in its headers that the token may do; nothing where it is empty."""
    triggers: set[str] = field(default_factory=set)
    """Trigger ids that were given out and not used yet."""
    _faults: list[Fault] = field(default_factory=list)
    _runner: web.AppRunner | None = None
    _sockets: list[web.WebSocketResponse] = field(default_factory=list)
    _acked: dict[str, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def base_url(self) -> str:
        """What CLERK_SLACK_BASE_URL is set to."""
        return f"{self.base}/api/"

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=1 << 22)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/response/{id}", self._response)
        app.router.add_get("/link", self._link)
        self._runner = web.AppRunner(app, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        for socket in self._sockets:
            await socket.close()
        if self._runner is not None:
            await self._runner.cleanup()

    # --- what tests ask and tell

    def called(self, *methods: str) -> list[Call]:
        """Give the calls of these methods, all of them where none is named; `auth.test` only where it is named."""
        return [call for call in self.calls if call.method in methods or (not methods and call.method != "auth.test")]

    def fault(self, method: str, **how: Any) -> None:
        """Have a method fail: `times`, `error`, `status`, `retry_after`, `latency`, `drop`."""
        self._faults.append(Fault(method, **how))

    def trigger(self) -> str:
        """Give out a trigger id, as every command, button and shortcut carries one; it opens one view."""
        made = f"{uuid4().int % 10**13}.{uuid4().hex[:12]}"
        self.triggers.add(made)
        return made

    def response_url(self) -> str:
        return f"{self.base}/response/{uuid4().hex[:10]}"

    async def wait(self, *methods: str, count: int = 1, seconds: float = 10) -> list[Call]:
        """Wait until these methods were called so many times; give the calls."""
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(lambda: len(self.called(*methods)) >= count)
        return self.called(*methods)

    async def settled(self, seconds: float = 0.3) -> list[Call]:
        """Wait until nothing was called for a while; give all calls."""
        while True:
            before = len(self.calls)
            await asyncio.sleep(seconds)
            if len(self.calls) == before:
                return self.called()

    # --- the Web API

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        args = await _arguments(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or str(args.pop("token", ""))
        return await self._answer(request, method, args, token)

    async def _response(self, request: web.Request) -> web.StreamResponse:
        return await self._answer(request, "response_url", await request.json(), "")

    async def _answer(self, request: web.Request, method: str, args: dict[str, Any], token: str) -> web.StreamResponse:
        fault = next((its for its in self._faults if its.method in {method, "*"} and its.times > 0), None)
        if fault is not None:
            fault.times -= 1
            await asyncio.sleep(fault.latency)
        if fault is not None and fault.drop:
            await self._record(method, args, token, {"ok": False, "error": "dropped"})
            if request.transport is not None:
                request.transport.close()
            return web.Response()
        if fault is not None and fault.status != 200:
            await self._record(method, args, token, {"ok": False, "error": f"status {fault.status}"})
            return web.json_response(
                {"ok": False, "error": "ratelimited" if fault.status == 429 else "internal_error"},
                status=fault.status,
                headers={"Retry-After": str(fault.retry_after)} if fault.status == 429 else {},
            )
        answer = {"ok": False, "error": fault.error} if fault is not None and fault.error else self._does(method, args, token)
        await self._record(method, args, token, answer)
        if method == "response_url":
            return web.Response(text=str(answer.get("error", "ok")), status=200 if answer["ok"] else 404)
        return web.json_response(answer, headers={"X-OAuth-Scopes": self.scopes} if self.scopes else {})

    async def _record(self, method: str, args: dict[str, Any], token: str, answer: dict[str, Any]) -> None:
        async with self._changed:
            self.calls.append(Call(method, args, token, time.monotonic(), answer))
            self._changed.notify_all()

    def _does(self, method: str, args: dict[str, Any], token: str) -> dict[str, Any]:
        if method == "oauth.v2.access":
            return self._installs(args)
        if method == "apps.connections.open":
            url = self.base.replace("http", "ws", 1) + "/link"
            return {"ok": True, "url": url} if token == APP_TOKEN else _error("invalid_auth")
        workspace = self.workspaces.get(token)
        if workspace is None and method != "response_url":
            return _error("invalid_auth" if token else "not_authed")
        problem = _problem(method, args)
        if problem is not None:
            self.problems.append(f"{method}: {problem}")
            return _error("invalid_arguments")
        if "trigger_id" in args:
            if args["trigger_id"] not in self.triggers:
                return _error("expired_trigger_id")
            self.triggers.discard(args["trigger_id"])
        return {"ok": True, **self._result(method, args, workspace or Workspace())}

    def _result(self, method: str, args: dict[str, Any], workspace: Workspace) -> dict[str, Any]:  # noqa: PLR0911 - one for each method
        made = f"{time.time():.6f}"
        if method == "auth.test":
            names = {"team_id": workspace.team, "team": "Council", "url": "https://council.slack.com/", "user": "clerk"}
            return {**names, "user_id": workspace.bot_user, "bot_id": workspace.bot_id, "enterprise_id": workspace.enterprise}
        if method in _MESSAGES:
            channel, ts = args["channel"], args.get("ts", made)
            return {
                "channel": channel,
                "ts": ts,
                "message_ts": ts,
                "message": {"ts": ts, "text": args["text"], "blocks": args.get("blocks")},
            }
        if method in _VIEWS:
            view = {"id": args.get("view_id", f"V{uuid4().hex[:9].upper()}"), "hash": made, "state": {"values": {}}, **args["view"]}
            return {"view": view}
        if method == "conversations.open":
            return {"channel": {"id": f"D{args['users'].removeprefix('U')}"}}
        if method == "users.info":
            plain = {"id": args["user"], "team_id": workspace.team, "deleted": False, "is_bot": False, "tz": "Europe/London"}
            return {"user": {**plain, **self.users.get(args["user"], {})}}
        if method == "conversations.info":
            return {"channel": {"id": args["channel"], "is_archived": False, "is_member": True, **self.channels.get(args["channel"], {})}}
        return {}

    def _installs(self, args: dict[str, Any]) -> dict[str, Any]:
        workspace = self.codes.pop(str(args.get("code")), None)
        if workspace is None:
            return _error("invalid_code")
        self.workspaces[workspace.token] = workspace
        return {
            "ok": True,
            "app_id": "A0CLERK",
            "access_token": workspace.token,
            "token_type": "bot",
            "bot_user_id": workspace.bot_user,
            "scope": "chat:write",
            "team": {"id": workspace.team, "name": "Council"} if workspace.team else None,
            "enterprise": {"id": workspace.enterprise, "name": "County"} if workspace.enterprise else None,
            "is_enterprise_install": not workspace.team,
            "authed_user": {"id": "U0INSTALLER"},
        }

    # --- Socket Mode

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=5)
        await socket.prepare(request)
        self._sockets.append(socket)
        await socket.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A0CLERK"}})
        async with self._changed:
            self._changed.notify_all()
        async for message in socket:
            if message.type is WSMsgType.TEXT and message.data.startswith("{"):
                said = json.loads(message.data)
                waiting = self._acked.get(said.get("envelope_id"))
                if waiting is not None and not waiting.done():
                    waiting.set_result(said)
        return socket

    async def connected(self, seconds: float = 10) -> None:
        """Wait until the bot has opened a socket."""
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(lambda: any(not socket.closed for socket in self._sockets))

    async def hang_up(self) -> None:
        """Close every socket, as Slack does from time to time."""
        for socket in self._sockets:
            await socket.close()

    async def envelope(self, kind: str, payload: dict[str, Any], seconds: float = 3, **more: Any) -> dict[str, Any]:
        """Send an envelope (`events_api`, `slash_commands`, `interactive`) over the socket; give the bot's acknowledgement."""
        name = str(uuid4())
        self._acked[name] = asyncio.get_running_loop().create_future()
        socket = next(its for its in reversed(self._sockets) if not its.closed)
        await socket.send_json({"type": kind, "envelope_id": name, "accepts_response_payload": True, "payload": payload, **more})
        async with asyncio.timeout(seconds):
            return await self._acked[name]


def _error(name: str) -> dict[str, Any]:
    return {"ok": False, "error": name}


async def _arguments(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return dict(await request.json())
    given: dict[str, Any] = {**request.query, **await request.post()}
    for name in ("blocks", "view", "attachments", "prompts", "metadata"):
        if isinstance(given.get(name), str):
            given[name] = json.loads(given[name])
    return given


def _problem(method: str, args: dict[str, Any]) -> str | None:
    """Tell what Slack would refuse in a call."""
    if method not in _NEEDS and method not in _PLAIN and method != "auth.test":
        return "there is no such method here"
    missing = [name for name in _NEEDS.get(method, ()) if not args.get(name)]
    if missing:
        return f"{', '.join(missing)} is missing"
    wrong: list[str] = []
    if "view" in args:
        wrong = faults(args["view"])
    elif method in _MESSAGES or (method == "response_url" and not args.get("delete_original")):
        if not args.get("text") or len(args["text"]) > _TEXT:
            return "no text, or too long a one"
        wrong = faults({"text": args["text"], "blocks": args["blocks"]}) if args.get("blocks") else []
    return "; ".join(wrong) or None
