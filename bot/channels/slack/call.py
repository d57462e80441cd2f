"""One thing that came from Slack: an event, a command, a shortcut, a button, a modal; and the id by which it is done once."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.channels.turns import Lane

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.channels.budget import Budget


@dataclass(frozen=True, slots=True)
class Call:
    """What came, and the way back."""

    body: Mapping[str, Any]
    client: AsyncWebClient
    """With the token of the workspace that it came from."""
    event_id: str | None = None
    """The claim under which it is worked on; nothing for what is not claimed (suggestions for a list)."""
    again: bool = False
    """It was begun before and left unfinished: trigger ids are gone, and what was recorded may be recorded already."""

    budget: Budget | None = None
    """What is left of the seconds within which it has to be acknowledged, and a view opened; nothing for what was begun before."""

    @property
    def event(self) -> Mapping[str, Any]:
        """The event within it; empty for what is none."""
        event: Mapping[str, Any] = self.body.get("event") or {}
        return event

    @property
    def enterprise(self) -> str | None:
        """The organisation of the workspace, where it has one."""
        its = _authorization(self.body)
        return its.get("enterprise_id") if its else _id(self.body, "enterprise")

    @property
    def org_wide(self) -> bool:
        """Tell whether the bot that it came to is installed for a whole organisation: then its members are known by the organisation's id."""
        its = _authorization(self.body) or self.body
        return its.get("is_enterprise_install") in {True, "true"}  # commands are forms, in which all is text

    @property
    def team(self) -> str | None:
        """The workspace; nothing where the bot is installed for a whole organisation.

        An event in a channel that several workspaces share tells by its authorisation for whose bot it is, and by its `team_id` where it came from:
        the first decides, as it does in Bolt (docs.slack.dev, Events API, "Authorizations").
        """
        return None if self.org_wide else _authorization(self.body).get("team_id") or _id(self.body, "team")

    @property
    def came_from(self) -> str | None:
        """The workspace of the organisation in which it happened, where that is told and nobody of another organisation can be there."""
        return None if self.body.get("is_ext_shared_channel") else _id(self.body, "team")

    @property
    def user(self) -> str | None:
        """Who did it."""
        event_user = self.event.get("user") or self.event.get("assistant_thread", {}).get("user_id")
        if isinstance(event_user, dict):
            event_user = event_user.get("id")
        return event_user or _id(self.body, "user")

    @property
    def user_team(self) -> str | None:
        """The workspace that the person belongs to: in a shared channel it may be another than the bot's. Nothing where it is not told and has to be."""
        user = self.body.get("user")
        own = user.get("team_id") if isinstance(user, dict) else None
        told: str | None = own or self.event.get("user_team") or self.event.get("source_team")
        if told or self._shared:
            return told
        return self.team or self.enterprise

    @property
    def _shared(self) -> bool:
        """Tell whether people of other workspaces may speak where it happened."""
        its = self.event.get("team")
        known = {self.team, self.enterprise, self.came_from if self.org_wide else None}
        return bool(self.body.get("is_ext_shared_channel")) or (isinstance(its, str) and its not in known)

    @property
    def channel(self) -> str | None:
        """The conversation that it happened in; nothing on the home page."""
        event_channel = self.event.get("channel") or self.event.get("assistant_thread", {}).get("channel_id")
        return event_channel or _id(self.body, "channel") or self.body.get("container", {}).get("channel_id")

    @property
    def direct(self) -> bool:
        """Tell whether it happened in a direct message with the bot."""
        return self.event.get("channel_type") == "im" or (self.channel or "").startswith("D")

    @property
    def thread(self) -> str | None:
        """The thread in which to answer: the one it was said in, else the one that the message begins."""
        message = self.body.get("message") or {}
        return self.event.get("thread_ts") or self.event.get("ts") or message.get("thread_ts") or message.get("ts")

    @property
    def trigger(self) -> str | None:
        """What opens a modal, within three seconds."""
        return self.body.get("trigger_id")

    @property
    def response_url(self) -> str | None:
        """Where to answer without a token: five times within half an hour."""
        return self.body.get("response_url")

    @property
    def origin(self) -> str:
        """The platform's own id of what was said: what is recorded for it is recorded once. A modal's is its view's, however often it is sent."""
        view = self.body.get("view") or {}
        if self.body.get("type") == "view_submission" and view.get("id"):
            return f"slack:{self.team or self.enterprise}:{view['id']}"
        said = self.event.get("client_msg_id") or self.event.get("ts")
        if said:
            return f"slack:{self.team or self.enterprise}:{self.channel}:{self.event.get('ts') or said}"
        return f"slack:{self.event_id or key_of(self.body)}"

    @property
    def lane(self) -> Lane:
        """What is done in order: one person's, of a workspace."""
        return Lane(f"{self.enterprise or ''}:{self.team or ''}", self.user or "")

    @property
    def home_lane(self) -> Lane:
        """The lane of the person's home page: what it waits for holds up no answer."""
        return Lane(self.lane.tenant, f"{self.lane.name}:home")


def key_of(body: Mapping[str, Any]) -> str | None:
    """Give the id by which something from Slack is done once.

    Args:
        body: what was sent.

    Returns:
        Slack's event id; for what has none its trigger id, which is new each time; for what has neither a digest of it. Nothing for what asks
        only (suggestions for a list, checks of the address) and may be answered as often as it comes.

    """
    if body.get("type") in {"block_suggestion", "url_verification", "ssl_check"} or body.get("ssl_check"):
        return None
    if body.get("event_id"):
        return str(body["event_id"])
    kind = body.get("type") or ("command" if body.get("command") else "other")
    if body.get("trigger_id"):
        return f"{kind}:{body['trigger_id']}"
    return f"{kind}:{hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()}"


def sent_again(body: Mapping[str, Any]) -> bool:
    """Tell whether Slack sends something again that was not acknowledged: events it does; of commands, buttons and modals it tells the person that they failed."""
    return body.get("type") == "event_callback"


def _id(body: Mapping[str, Any], name: str) -> str | None:
    """Read an id that interactions hold in an object and commands and events beside it."""
    its = body.get(name)
    found = its.get("id") if isinstance(its, dict) else None
    return found or body.get(f"{name}_id") or None


def _authorization(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the authorisation under which an event came; empty for what has none: commands, buttons, modals."""
    its = body.get("authorizations") or ()
    first: Mapping[str, Any] = its[0] if its else {}
    return first
