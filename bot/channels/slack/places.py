"""Where something was said or pressed: the conversation that it belongs to, and where an answer to it can go."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_KEPT = 2000
"""So many things are remembered of each kind."""


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

    @property
    def direct(self) -> bool:
        """Tell whether only this person and the bot are here."""
        return self.channel.startswith("D") or not self.channel

    @property
    def conversation(self) -> str:
        """Name the conversation: each person has their own in every thread, for one's open question is not another's to answer."""
        return f"slack:{self.team}:{self.user}:{'direct' if self.direct else self.channel}:{self.thread or ''}"


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
        team, str(body["user"]["id"]), channel, str(thread) if thread else None, alone=alone, response_url=body.get("response_url")
    )


class Remembered(OrderedDict[str, Any]):
    """What is remembered for a while: of so many things, those that came up last. It is lost with the process, and nothing depends on it."""

    def __setitem__(self, key: str, value: Any) -> None:  # noqa: ANN401 - whatever it is
        """Remember something; the oldest is forgotten where there are too many."""
        super().__setitem__(key, value)
        self.move_to_end(key)
        while len(self) > _KEPT:
            self.popitem(last=False)


class Conversations:
    """Which conversation the assistant is to go on with: one that was led into a direct message goes on there, and begins anew where it came from."""

    def __init__(self) -> None:
        """Begin with none that moved."""
        self._moved = Remembered()
        self._count = 0

    def of(self, place: Place) -> str:
        """Give the conversation of a place."""
        return str(self._moved.get(place.conversation, place.conversation))

    def went_direct(self, place: Place) -> None:
        """Note that what was begun at a place goes on in the direct message."""
        goes_on = self.of(place)
        self._count += 1
        self._moved[Place(place.team, place.user, "").conversation] = goes_on
        self._moved[place.conversation] = f"{place.conversation}#{self._count}"
