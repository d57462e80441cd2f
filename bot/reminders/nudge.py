"""A nudge as a plain value: about which case, of which kind, to whom, and which due date it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - a dataclass field
from enum import StrEnum


class CaseKind(StrEnum):
    """What a nudge can be about."""

    ENQUIRY = "enquiry"
    COMPLAINT = "complaint"
    ELECTION = "election"
    REPORT = "report"
    PERSONAL = "personal"


PRIVATE = frozenset({CaseKind.COMPLAINT, CaseKind.PERSONAL})
"""What is for its recipient alone: it is shown to nobody else, whatever their rank."""


class Kind(StrEnum):
    """The rungs. The order is that of urgency: of several about one case, a digest shows the first."""

    ESCALATION = "escalation"
    OVERDUE = "overdue"
    TODAY = "today"
    NOT_MINE = "not_mine"
    UNASSIGNED = "unassigned"
    SNOOZED = "snoozed"
    """The day until which somebody put a reminder off has come."""
    SOON = "soon"
    NEW = "new"
    MOVED = "moved"
    HELD = "held"
    ANSWERED = "answered"
    UNDATED = "undated"
    ENTER_NOTICE = "enter_notice"
    STARTS = "starts"
    ENDS = "ends"
    ONE_WEEK = "one_week"
    FOUR_WEEKS = "four_weeks"
    WEEKLY = "weekly"
    COMPLAINT = "complaint"
    PERSONAL = "personal"


URGENCY = tuple(Kind)
OPTIONAL = frozenset({Kind.UNDATED, Kind.WEEKLY})
"""The kinds that a person can do without; all others are what somebody waits for."""


@dataclass(frozen=True, slots=True, order=True)
class Nudge:
    """One reminder to one person. Two that are equal are the same reminder: the ledger holds it once."""

    case_kind: CaseKind
    case_id: int
    kind: Kind
    occurrence: int
    """Which one of a series: the third day overdue, the second week of an election period."""
    recipient_id: int
    about: date
    """The due date it is about: an extension earns fresh nudges."""


@dataclass(frozen=True, slots=True)
class Rung:
    """A day on which something is to be said."""

    day: date
    kind: Kind
    occurrence: int = 0
