"""What can happen to an enquiry, how it can stand, and in which list. Plain values; `enquiry_state` works out one from the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.casework.enquiry_rules import DueFrom


NOT_MINE = "not_mine"
"""The field of an event that says that its actor does not handle the case."""


class EventKind(StrEnum):
    """What can happen to an enquiry."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    HOLDING_REPLY = "holding_reply"
    EXTENDED = "extended"
    """A new date was agreed."""
    REASSIGNED = "reassigned"
    COVERED = "covered"
    """Its officer is away; somebody stands in."""
    MARKED_COMPLAINT = "marked_complaint"
    MARKED_SIGNIFICANT = "marked_significant"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"
    CORRECTED = "corrected"
    """The day of receipt or the subject was wrong."""
    MOVED = "moved"
    """A holiday was added, or the list of holidays or the local target is another."""
    NOTED = "noted"


class Status(StrEnum):
    """How an enquiry stands."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    HELD = "held"
    """A holding reply has been given; the full one is to come."""
    ANSWERED = "answered"
    CLOSED = "closed"
    COMPLAINT = "complaint"
    """It is dealt with under the complaints procedure."""

    @property
    def is_open(self) -> bool:
        """Tell whether somebody still waits for an answer."""
        return self in {Status.OPEN, Status.ACKNOWLEDGED, Status.HELD}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: the day in the council's timezone, who, why, and what it set."""

    kind: EventKind
    on: date
    actor_id: int | None = None
    reason: str | None = None
    due: date | None = None
    """The date it set: of a holding reply, an agreement, a reopening, a move; with `received` and `corrected` the due date as it was told then."""
    received: date | None = None
    """The day of receipt, where it was corrected."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """What else was given: the fields of a holding reply, the names in a reassignment."""
    origin: str | None = None
    """The platform's id of the message that asked for it; a retry of that message finds it done."""


@dataclass(frozen=True, slots=True)
class DueChange:
    """A date by which an answer was due, and what set it."""

    on: date
    due: date | None
    due_from: DueFrom | None
    kind: EventKind
    reason: str | None = None
    actor_id: int | None = None


@dataclass(frozen=True, slots=True)
class EnquiryState:
    """How an enquiry stands on a day."""

    status: Status
    received: date
    due: date | None
    """An answer is due by the end of this day; nothing where no date is set, or none counts any more."""
    due_from: DueFrom | None
    day: int
    """How many working days have passed since receipt: the 7 of "day 7 of 10"."""
    of: int | None
    """The target in working days, while it is the target that sets the due date."""
    overdue: bool
    """The due day is over; due today is not overdue."""
    overdue_by: int
    """Working days since the due day; 0 still on the weekend that follows it."""
    acknowledged_on: date | None
    """The first acknowledgement, holding reply or answer."""
    dues: tuple[DueChange, ...]
    """Every due date it has had, in order."""
    changed_on: date
    """The day of the last event."""
    handed_back_on: date | None = None
    """Since when its officer says that it is somebody else's; nothing once it was given to one."""

    @property
    def is_open(self) -> bool:
        """Tell whether somebody still waits for an answer."""
        return self.status.is_open


class Bucket(StrEnum):
    """Where a case stands in the lists; each open one stands in exactly one."""

    OVERDUE = "overdue"
    DUE_TODAY = "due_today"
    DUE_THIS_WEEK = "due_this_week"
    """After today, up to Sunday."""
    LATER = "later"
    NO_DATE = "no_date"


GIVES = frozenset({EventKind.RECEIVED, EventKind.REASSIGNED, EventKind.REOPENED})
"""What gives a case to an officer, so that an earlier handing back is over."""


def bucket_of(due: date | None, today: date) -> Bucket:
    """Give the list in which an open case stands on a day."""
    if due is None:
        return Bucket.NO_DATE
    if due < today:
        return Bucket.OVERDUE
    if due == today:
        return Bucket.DUE_TODAY
    return Bucket.DUE_THIS_WEEK if due <= end_of_week(today) else Bucket.LATER


def end_of_week(day: date) -> date:
    """Give the Sunday of a day's week; a Sunday is its own."""
    return day + timedelta(days=6 - day.weekday())
