"""How an enquiry stands: worked out when it is read, from the day of receipt and what has happened since. Pure; the clock is passed in.

Only an event with an actor and a reason moves the date. A due date is counted by the council's working days as they are known today, so that a holiday which
was added since moves it forward; a date once told never comes earlier because the calendar changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.casework.enquiry_kinds import GIVES, NOT_MINE, Bucket, DueChange, EnquiryState, Event, EventKind, Status, bucket_of, end_of_week
from bot.casework.enquiry_rules import DueFrom

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bot.calendar.working_days import WorkingCalendar
    from bot.casework.enquiry_rules import Rule

__all__ = ["Bucket", "DueChange", "EnquiryState", "Event", "EventKind", "Status", "bucket_of", "end_of_week", "state_of"]
_TARGETS = {DueFrom.PROTOCOL, DueFrom.LOCAL}


def state_of(received: date, events: Iterable[Event], rule: Rule, calendar: WorkingCalendar, today: date) -> EnquiryState:
    """Work out how an enquiry stands.

    Args:
        received: the day of receipt; what the events say of it goes before.
        events: what has happened, in order. The first is `received`; without it the case counts as received and no more.
        rule: the council's rule.
        calendar: the council's working days.
        today: the day it is at the council.

    Returns:
        The state on that day. The day of receipt is day 0; due by the end of the last working day.

    Raises:
        OutOfRangeError: a date lies where no holidays are known.

    """
    walk = _Walk(rule, calendar, received)
    for event in events:
        walk.take(event)
    return walk.state(today)


class _Walk:
    """Takes a case's events one after another."""

    def __init__(self, rule: Rule, calendar: WorkingCalendar, received: date) -> None:
        self._rule, self._calendar = rule, calendar
        self._received, self._last = received, received
        self._status = Status.OPEN
        self._acknowledged: date | None = None
        self._answered: date | None = None
        self._dues: list[DueChange] = []
        self._handed_back: date | None = None
        self._stood: tuple[date | None, DueFrom | None] = None, None
        self._due: date | None = None
        self._due_from: DueFrom | None = None
        self._target(None)

    def take(self, event: Event) -> None:
        """Take one event into account; those that move no date and no status are only part of the history."""
        self._last = event.on
        kind = event.kind
        self._take_back(event)
        if kind is EventKind.RECEIVED:
            self._received = event.received or self._received
            self._target(event.due)
            self._note(event)
        elif kind is EventKind.ACKNOWLEDGED:
            self._status = Status.HELD if self._status is Status.HELD else Status.ACKNOWLEDGED
            self._acknowledged = self._acknowledged or event.on
        elif kind in {EventKind.HOLDING_REPLY, EventKind.EXTENDED}:
            self._promise(event)
        elif kind is EventKind.CORRECTED:
            self._correct(event)
        elif kind is EventKind.MOVED:
            self._move(event)
        elif kind is EventKind.REOPENED:
            self._reopen(event)
        elif kind is EventKind.ANSWERED:
            self._status, self._answered = Status.ANSWERED, event.on
            self._acknowledged = self._acknowledged or event.on
        elif kind is EventKind.CLOSED:
            self._status = Status.CLOSED
        elif kind is EventKind.MARKED_COMPLAINT:
            self._stood = self._due, self._due_from
            self._status, self._due, self._due_from = Status.COMPLAINT, None, None
            self._note(event)

    def _take_back(self, event: Event) -> None:
        """Keep that its officer handed it back, until it is given to somebody."""
        if event.kind in GIVES:
            self._handed_back = None
        elif event.fields.get(NOT_MINE):
            self._handed_back = event.on

    def state(self, today: date) -> EnquiryState:
        """Give the state on a day."""
        waiting = self._status.is_open
        overdue = waiting and self._due is not None and today > self._due
        return EnquiryState(
            status=self._status,
            received=self._received,
            due=self._due,
            due_from=self._due_from,
            day=self._calendar.count(self._received, today),
            of=self._rule.target if self._due_from in _TARGETS else None,
            overdue=overdue,
            overdue_by=self._calendar.count(self._due, today) if overdue and self._due else 0,
            acknowledged_on=self._acknowledged,
            dues=tuple(self._dues),
            changed_on=self._last,
            handed_back_on=self._handed_back if waiting else None,
        )

    def _target(self, told: date | None) -> None:
        """Count the target from the day of receipt; not earlier than what was told then. Without a number there is no date."""
        target = self._rule.target
        counted = self._calendar.due(self._received, target) if target else None
        self._due = max(counted, told) if counted and told else counted
        self._due_from = self._rule.target_from if target else None

    def _promise(self, event: Event) -> None:
        if event.kind is EventKind.HOLDING_REPLY:
            self._status = Status.HELD
            self._acknowledged = self._acknowledged or event.on
        self._set(event, DueFrom.HOLDING if event.kind is EventKind.HOLDING_REPLY else DueFrom.AGREED)

    def _set(self, event: Event, due_from: DueFrom) -> None:
        """Set a promised date; where it has since become a holiday, the next working day stands for it."""
        if event.due is not None:
            self._due, self._due_from = self._calendar.on_or_after(event.due), due_from
            self._note(event)

    def _correct(self, event: Event) -> None:
        """Count anew from the right day; a date that was promised stays promised."""
        if event.received is None:
            return
        self._received = event.received
        if self._due_from in _TARGETS:
            self._target(event.due)
            self._note(event)

    def _move(self, event: Event) -> None:
        """Keep the date that was told: forward only, even where the holiday is taken off the calendar again."""
        if event.due is not None and self._due is not None:
            self._due = max(self._due, event.due)
            self._note(event)

    def _reopen(self, event: Event) -> None:
        """Open it again with the date that was agreed; what was never answered keeps the date that stood; a second answer has none, for protocols set no number for it."""
        never_answered = self._answered is None
        stood = self._stood if self._status is Status.COMPLAINT else (self._due, self._due_from)
        self._status, self._answered = Status.OPEN, None
        self._due, self._due_from = stood if never_answered else (None, None)
        if event.due is not None:
            self._set(event, DueFrom.AGREED)
        else:
            self._note(event)

    def _note(self, event: Event) -> None:
        """Keep the date for the history: as it was told then."""
        told = event.due if event.due and self._due else self._due
        self._dues.append(DueChange(event.on, told, self._due_from, event.kind, event.reason, event.actor_id))
