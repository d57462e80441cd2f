"""Where something was said or pressed: the conversation that it belongs to, and where an answer to it can go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Place:
    """A place in Slack, with the one who speaks there."""

    team: str
    user: str
    channel: str
    thread: str | None = None
    """The time of the message that heads the thread; nothing outside one."""
    alone: bool = False
    """Nobody else is to see the answer, as with a slash command, whose words nobody else sees either."""
    response_url: str | None = None
    """An address that takes answers for half an hour, even where the bot is no member of the channel."""
    message: str | None = None
    """The time of the message whose button was pressed."""

    @property
    def direct(self) -> bool:
        """Tell whether only this person and the bot are here."""
        return self.channel.startswith("D") or not self.channel

    @property
    def conversation(self) -> str:
        """Name the conversation: each person has their own in every thread, for one's open question is not another's to answer."""
        return f"slack:{self.team}:{self.user}:{'direct' if self.direct else self.channel}:{self.thread or ''}"

    def at(self, ts: str | None) -> str:
        """Name a message or thread of this channel by its time."""
        return f"slack:{self.team}:{self.channel}:{ts or ''}"

    @property
    def in_private(self) -> str:
        """Name the conversation in which this person and the bot are alone."""
        return Place(self.team, self.user, "").conversation


def of_event(event: Mapping[str, Any], team: str) -> Place:
    """Say where a message stands. In a channel it heads the thread of its answer; a direct message is answered beside it, or in its thread."""
    channel = str(event.get("channel", ""))
    thread = event.get("thread_ts") or (None if channel.startswith("D") else event.get("ts"))
    return Place(team, str(event.get("user", "")), channel, str(thread) if thread else None)


def of_command(body: Mapping[str, Any], team: str) -> Place:
    """Say where a slash command was typed."""
    return Place(team, str(body["user_id"]), str(body.get("channel_id", "")), None, alone=True, response_url=body.get("response_url"))


def of_payload(body: Mapping[str, Any], team: str) -> Place:
    """Say where a button was pressed or a shortcut used; for a view that is with the bot alone."""
    container, message = body.get("container") or {}, body.get("message") or {}
    channel = str((body.get("channel") or {}).get("id") or container.get("channel_id") or "")
    thread = container.get("thread_ts") or message.get("thread_ts")
    alone = bool(container.get("is_ephemeral")) or body.get("type") == "message_action"
    return Place(
        team,
        str(body["user"]["id"]),
        channel,
        str(thread) if thread else None,
        alone=alone,
        response_url=body.get("response_url"),
        message=message.get("ts") or container.get("message_ts"),
    )
