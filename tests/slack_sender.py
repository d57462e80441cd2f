"""What Slack sends to a bot: signed events, commands, shortcuts, buttons and modals, over real HTTP."""
# ruff: noqa: ANN401 - what Slack sends and takes is JSON

from __future__ import annotations

import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode
from uuid import uuid4

import aiohttp
from slack_server import BOT_USER, SIGNING_SECRET, TEAM, FakeSlack

_CHANNEL, _DIRECT, _USER = "C0GENERAL", "D0DIRECT", "U0MEMBER"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot answered."""

    status: int
    text: str
    seconds: float

    @property
    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.text)) if self.text else {}


def event_body(inner: dict[str, Any], *, team: str = TEAM, event_id: str | None = None, enterprise: str | None = None) -> dict[str, Any]:
    """Wrap an event as the Events API does; with an organisation, to a bot that is installed for the whole of it."""
    its = {"enterprise_id": enterprise, "team_id": None if enterprise else team, "is_enterprise_install": enterprise is not None}
    return {
        **({"enterprise_id": enterprise} if enterprise else {}),
        "token": "legacy",
        "team_id": team,
        "api_app_id": "A0CLERK",
        "event": inner,
        "type": "event_callback",
        "event_id": event_id or f"Ev{uuid4().hex[:10].upper()}",
        "event_time": int(time.time()),
        "is_ext_shared_channel": False,
        "authorizations": [{**its, "user_id": BOT_USER, "is_bot": True}],
    }


def direct_message(text: str, *, user: str = _USER, channel: str = _DIRECT, team: str = TEAM, thread: str | None = None) -> dict[str, Any]:
    """Make what happens when somebody writes to the bot directly."""
    ts = f"{time.time():.6f}"
    said = {"type": "message", "channel_type": "im", "user": user, "text": text, "ts": ts, "event_ts": ts, "channel": channel, "team": team}
    return {**said, "client_msg_id": str(uuid4()), **({"thread_ts": thread} if thread else {})}


def mention(text: str, *, user: str = _USER, channel: str = _CHANNEL, team: str = TEAM, thread: str | None = None) -> dict[str, Any]:
    """Make what happens when somebody mentions the bot in a channel."""
    ts = f"{time.time():.6f}"
    said = {
        "type": "app_mention",
        "user": user,
        "text": f"<@{BOT_USER}> {text}",
        "ts": ts,
        "event_ts": ts,
        "channel": channel,
        "team": team,
    }
    return {**said, **({"thread_ts": thread} if thread else {})}


@dataclass(slots=True)
class Sender:
    """Posts to the bot as Slack does. `async with Sender(slack, url) as sender:`."""

    slack: FakeSlack
    url: str
    """The bot's address for everything from Slack, `http://127.0.0.1:PORT/slack/events`."""
    secret: str = SIGNING_SECRET
    team: str = TEAM
    user: str = _USER
    channel: str = _CHANNEL
    enterprise: str | None = None
    """The organisation for the whole of which the bot is installed; the team is then one of its workspaces."""
    _session: aiohttp.ClientSession | None = field(default=None)

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def post(
        self, raw: str, kind: str = "application/json", *, at: int | None = None, signature: str | None = None, retry: int = 0
    ) -> Answer:
        """Post a body, signed unless a signature is given (an empty one leaves it out).

        Args:
            raw: the body.
            kind: its content type.
            at: when it claims to be sent, in seconds; now when not given.
            signature: instead of the right one.
            retry: which retry it is.

        """
        stamp = str(at if at is not None else int(time.time()))
        right = "v0=" + hmac.new(self.secret.encode(), f"v0:{stamp}:{raw}".encode(), hashlib.sha256).hexdigest()
        headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": right if signature is None else signature}
        if signature == "":
            del headers["X-Slack-Signature"]
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"}
        if self._session is None:
            raise RuntimeError("async with Sender(...) first")
        began = time.monotonic()
        async with self._session.post(self.url, data=raw.encode(), headers=headers) as response:
            return Answer(response.status, await response.text(), time.monotonic() - began)

    async def event(self, inner: dict[str, Any], *, event_id: str | None = None, **how: Any) -> Answer:
        """Send an event; `event_id` to send the same again, `retry`, `at` and `signature` as in `post`."""
        return await self.post(json.dumps(event_body(inner, team=self.team, event_id=event_id, enterprise=self.enterprise)), **how)

    async def say(self, text: str, *, channel: str = _DIRECT, **how: Any) -> Answer:
        """Write to the bot in a direct message."""
        return await self.event(direct_message(text, user=self.user, team=self.team, channel=channel), **how)

    async def mention(self, text: str, *, thread: str | None = None, **how: Any) -> Answer:
        """Mention the bot in the channel."""
        return await self.event(mention(text, user=self.user, channel=self.channel, team=self.team, thread=thread), **how)

    async def open_home(self) -> Answer:
        """Open the app's home page."""
        stamp = f"{time.time():.6f}"
        return await self.event({"type": "app_home_opened", "user": self.user, "channel": _DIRECT, "tab": "home", "event_ts": stamp})

    def command_fields(self, command: str, text: str = "") -> dict[str, str]:
        """Give what a slash command sends; send the same fields twice with `form` for a repeat."""
        return {
            "token": "legacy",
            "team_id": self.team,
            "team_domain": "council",
            "channel_id": self.channel,
            "channel_name": "general",
            "user_id": self.user,
            "user_name": "somebody",
            "command": command,
            "text": text,
            "api_app_id": "A0CLERK",
            **({"enterprise_id": self.enterprise} if self.enterprise else {}),
            "is_enterprise_install": "true" if self.enterprise else "false",
            "response_url": self.slack.response_url(),
            "trigger_id": self.slack.trigger(),
        }

    async def command(self, command: str, text: str = "", **how: Any) -> Answer:
        """Type a slash command, `/protocol how soon ...`."""
        return await self.form(self.command_fields(command, text), **how)

    async def form(self, fields: dict[str, str], **how: Any) -> Answer:
        return await self.post(urlencode(fields), "application/x-www-form-urlencoded", **how)

    def interaction(self, kind: str, **more: Any) -> dict[str, Any]:
        """Give what every button, shortcut and modal sends; `payload` sends it."""
        return {
            "type": kind,
            "team": {"id": self.team, "domain": "council"},
            "enterprise": {"id": self.enterprise, "name": "County"} if self.enterprise else None,
            "is_enterprise_install": self.enterprise is not None,
            "user": {"id": self.user, "username": "somebody", "name": "somebody", "team_id": self.team},
            "api_app_id": "A0CLERK",
            "token": "legacy",
            **({"trigger_id": self.slack.trigger()} if kind != "block_suggestion" else {}),
            **more,
        }

    async def payload(self, payload: dict[str, Any], **how: Any) -> Answer:
        return await self.form({"payload": json.dumps(payload)}, **how)

    async def press(self, action_id: str, value: str = "", *, message: dict[str, Any] | None = None, **more: Any) -> Answer:
        """Press a button: of a message (with `ts`, `text`, `blocks`, and where wanted `channel`), or with `view=...` of a view."""
        stamp = f"{time.time():.6f}"
        action = {"type": "button", "action_id": action_id, "block_id": "b", "value": value, "action_ts": stamp}
        place: dict[str, Any] = {}
        if message is not None:
            channel = message.get("channel", self.channel)
            place = {
                "channel": {"id": channel, "name": "directmessage" if channel.startswith("D") else "general"},
                "message": {"type": "message", "user": BOT_USER, **message},
                "container": {"type": "message", "message_ts": message["ts"], "channel_id": channel, "is_ephemeral": False},
                "response_url": self.slack.response_url(),
            }
        return await self.payload(self.interaction("block_actions", actions=[{**action, "text": {}}], **place, **more))

    async def submit(self, view: dict[str, Any], values: dict[str, Any] | None = None, **how: Any) -> Answer:
        """Submit a modal that the bot opened (the `view` of its call), with `{block: {action: element}}` filled in."""
        filled = {**view, "id": view.get("id", f"V{uuid4().hex[:9].upper()}"), "hash": "1.1", "state": {"values": values or {}}}
        return await self.payload(self.interaction("view_submission", view=filled, response_urls=[]), **how)

    async def shortcut(self, callback_id: str) -> Answer:
        """Use a global shortcut."""
        return await self.payload(self.interaction("shortcut", callback_id=callback_id, action_ts=f"{time.time():.6f}"))

    async def message_shortcut(self, callback_id: str, text: str, *, author: str = "U0AUTHOR") -> Answer:
        """Use a shortcut on somebody's message in the channel."""
        stamp = f"{time.time():.6f}"
        return await self.payload(
            self.interaction(
                "message_action",
                callback_id=callback_id,
                action_ts=stamp,
                message_ts=stamp,
                channel={"id": self.channel, "name": "general"},
                message={"type": "message", "user": author, "text": text, "ts": stamp},
                response_url=self.slack.response_url(),
            )
        )
