"""A workspace in which the bot is installed, as it is known at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class State(StrEnum):
    """How it stands with a workspace."""

    OK = "ok"
    REVOKED = "revoked"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace, or a whole organisation, with what it takes to speak there."""

    enterprise: str | None
    team: str | None
    council: str
    token: str
    bot_user: str
    bot_id: str = ""
    name: str = ""
    state: State = State.OK
    why: str | None = None
    installed_at: float = 0.0
    """When it was installed by OAuth, in seconds since 1970; what Slack tells of the time before is of an earlier installation."""
    changed_at: datetime | None = None
    """Of its row, where that was read."""
    alone: bool = True
    """No other workspace is of the same council: an id that was linked without its workspace can only be of this one."""

    @property
    def speaks_for(self) -> str:
        """Under which id the people who are reached through it are noted: one for messages, buttons and nudges, whichever workspace they come by."""
        return self.team or self.enterprise or ""

    @property
    def key(self) -> tuple[str, str]:
        """How it is found; a workspace within an organisation is found by both ids."""
        return self.enterprise or "", self.team or ""
