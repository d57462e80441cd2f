"""What the rest of the channel knows of Teams: what arrives, what is answered at once, and the wire on which something is sent. No framework's types."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol


class Scope(StrEnum):
    """What kind of conversation it is, in the manifest's words."""

    PERSONAL = "personal"
    GROUP = "groupChat"
    CHANNEL = "team"


@dataclass(frozen=True, slots=True)
class Reference:
    """A conversation, with all that it takes to speak there later, even after a restart."""

    tenant: str
    service_url: str
    conversation: str
    """Its id; in a channel that of the thread: `19:...;messageid=...`."""
    scope: Scope
    bot: str
    """The bot's account in it: `28:...`."""
    team: str = ""
    """In a channel: the team's id."""

    def as_json(self) -> dict[str, str]:
        """Give it as it is stored."""
        return {**asdict(self), "scope": self.scope.value}

    @classmethod
    def from_json(cls, its: Mapping[str, str]) -> Reference:
        """Read it back.

        Raises:
            KeyError, ValueError, TypeError: when it is not what `as_json` gives.

        """
        return cls(**{**its, "scope": Scope(its["scope"])})  # type: ignore[arg-type]  # checked by the constructor's names


@dataclass(frozen=True, slots=True)
class Who:
    """Who did something: by immutable ids alone: no name is needed, and none is kept."""

    tenant: str
    user: str
    """The object id in the tenant's directory; empty where Teams does not tell it."""
    account: str
    """The account in the conversation: `29:...`; with it one is mentioned."""


class Kind(StrEnum):
    """What arrives."""

    MESSAGE = "message"
    """Something was typed."""
    SUBMIT = "submit"
    """An `Action.Submit` of a card, as a message with a value."""
    EXECUTE = "execute"
    """An `Action.Execute` of a card, or its refresh: answered with a card."""
    TASK_FETCH = "task_fetch"
    """A dialog is to be opened."""
    TASK_SUBMIT = "task_submit"
    """A dialog was sent in."""
    ACTION_FETCH = "action_fetch"
    """An action on a message: its dialog is to be opened."""
    ACTION_SUBMIT = "action_submit"
    """That dialog was sent in."""
    INSTALLED = "installed"
    """The app came into a conversation."""
    REMOVED = "removed"
    """The app was taken out of one."""
    JOINED = "joined"
    """People came into a conversation (`others` holds them)."""
    OTHER = "other"
    """Anything else: it is taken note of and needs nothing."""

    @property
    def waits(self) -> bool:
        """Tell whether Teams waits for an answer in the same request."""
        return self in {Kind.EXECUTE, Kind.TASK_FETCH, Kind.TASK_SUBMIT, Kind.ACTION_FETCH, Kind.ACTION_SUBMIT}

    @property
    def anywhere(self) -> bool:
        """Tell whether it comes from conversations too in which the bot is not: whoever has the app can act on any message, between any people."""
        return self in {Kind.ACTION_FETCH, Kind.ACTION_SUBMIT}


RESTORED = frozenset({"channelRestored", "teamRestored", "teamUnarchived"})
"""Teams' words for what was deleted or put away and is there again: as an installation it arrives, and needs no welcome."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A message that somebody acts on; each part is empty where it is not told."""

    id: str = ""
    said: str = ""
    """Its words, on one line."""
    author: str = ""
    """The object id of who wrote it."""
    created: str = ""
    """When it was written, in ISO form."""
    link: str = ""
    """Its address."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something that arrived, verified."""

    kind: Kind
    id: str
    """The activity's own id; for what has none a digest of it. Ids of messages are times: they are unique only in their conversation."""
    reference: Reference
    who: Who
    text: str = ""
    """What was typed, as plain text, without the mention of the bot."""
    value: Mapping[str, Any] = field(default_factory=dict)
    """What a card or dialog carries: its data with the inputs' values by their names."""
    reply_to: str = ""
    """The id of the message with the card, where it is told."""
    quoted: Quoted = Quoted()
    """With an action on a message: that message."""
    others: tuple[Who, ...] = ()
    at: datetime | None = None
    """When it happened, by Teams' clock, where that is told: what is worked on later may have happened earlier."""
    command: str = ""
    """With an action on a message: the command's id in the manifest."""
    verb: str = ""
    """With `EXECUTE` the action's verb; with `INSTALLED`, `REMOVED` and `JOINED` Teams' own word for the event: `add`, `add-upgrade` (a new version of
    the app), `remove`, `membersAdded`, `membersRemoved`, `teamDeleted`, `channelDeleted`, ..."""
    automatic: bool = False
    """With `EXECUTE`: the client refreshes the card by itself; nobody pressed anything."""

    def as_json(self) -> dict[str, Any]:
        """Give it as it is stored with its claim."""
        return {
            **asdict(self),
            "kind": self.kind.value,
            "reference": self.reference.as_json(),
            "value": dict(self.value),
            "others": [asdict(one) for one in self.others],
            "at": None if self.at is None else self.at.isoformat(),
        }

    @classmethod
    def from_json(cls, its: Mapping[str, Any]) -> Arrival:
        """Read it back.

        Raises:
            KeyError, ValueError, TypeError: when it is not what `as_json` gives.

        """
        made = {
            "kind": Kind(its["kind"]),
            "reference": Reference.from_json(its["reference"]),
            "who": Who(**its["who"]),
            "quoted": Quoted(**its["quoted"]),
            "others": tuple(Who(**one) for one in its["others"]),
            "at": None if its["at"] is None else datetime.fromisoformat(its["at"]),
        }
        return cls(**{**its, **made})


@dataclass(frozen=True, slots=True)
class Answer:
    """What Teams is answered in the same request."""

    status: int = 200
    body: Mapping[str, Any] | None = None
    """For `EXECUTE` `{"statusCode", "type", "value"}`, for dialogs `{"task": ...}`."""


Receive = Callable[[Arrival], Awaitable[Answer]]
"""Takes what arrived; what it returns is what Teams is answered. An exception becomes a 503 where it is `NotNowError`, and else a plain error."""


class NotNowError(Exception):
    """It can't be taken on now (it could not be claimed): Teams is to send it again."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to be sent: a card with the text that says the same."""

    text: str
    """What is shown where there is no card; with one (Teams would show both) it is what notifications show where there is no `summary`."""
    card: Mapping[str, Any] | None = None
    summary: str = ""
    """What a notification shows; the text when empty."""


class WireError(Exception):
    """Teams did not take something. The message names no person and holds no text of a message."""


class GoneError(WireError):
    """403, 404: blocked, uninstalled, or no such conversation: trying again won't help."""


class BusyError(WireError):
    """429, 412, 500 and above, no answer in time, no connection: it can be tried again. What was not answered in time may have arrived."""

    def __init__(self, says: str, retry_after: float | None = None) -> None:
        """Say what happened.

        Args:
            says: what happened.
            retry_after: seconds after which Teams wants to be asked again, where it says so.

        """
        super().__init__(says)
        self.retry_after = retry_after


class RefusedError(WireError):
    """400, 401, 413 and others: the message, or what is set up, is at fault."""


class Wire(Protocol):
    """Sends on a connector. Every call is bounded in time and tried a bounded number of times where Teams is busy."""

    async def send(self, to: Reference, outgoing: Outgoing, reply_to: str = "") -> str:
        """Send a message; gives its id."""

    async def update(self, to: Reference, message_id: str, outgoing: Outgoing) -> None:
        """Put another message in the place of one that was sent."""

    async def typing(self, to: Reference) -> None:
        """Show that an answer is being written."""

    async def open_personal(self, near: Reference, user: str) -> Reference:
        """Open the personal chat with somebody who is in a conversation, by their object id or account."""

    async def object_ids(self, of: Reference) -> Mapping[str, Who]:
        """Give the people of a conversation by their account ids."""
