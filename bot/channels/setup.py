"""How what is found about a channel's settings is told: what was looked at, how it stands, what to do. `clerk doctor` prints it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How it stands with one thing."""

    OK = "ok"
    OFF = "off"
    """Not set, and not needed."""
    WARNING = "look"
    """It works, and not as well as it might."""
    WRONG = "wrong"
    """It keeps the service from running."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    state: State
    says: str
    mend: str = ""
    """What to do about it."""


def masked(secret: str) -> str:
    """Show of a secret what kind it is, and no more."""
    kind = next((prefix for prefix in ("xoxb-", "xapp-", "xoxp-") if secret.startswith(prefix)), "")
    return f"{kind}**** ({len(secret)} characters)"
