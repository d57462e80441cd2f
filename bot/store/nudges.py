"""Tables: the ledger of nudges, and the audit."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - read by SQLAlchemy
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Table


class NudgeRow(Table):
    """A nudge: planned once, claimed with a lease, sent, marked. The unique key is what makes a second one impossible."""

    __tablename__ = "nudges"
    __table_args__ = (
        UniqueConstraint("case_kind", "case_id", "kind", "occurrence", "recipient_id", "about"),
        Index("ix_nudges_state_not_before", "state", "not_before"),
        Index("ix_nudges_state_claimed_until", "state", "claimed_until"),
        Index("ix_nudges_recipient_id_state", "recipient_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    council: Mapped[str]
    case_kind: Mapped[str]
    """`enquiry`, `complaint`, `election`, `report`, `personal`."""
    case_id: Mapped[int]
    kind: Mapped[str]
    occurrence: Mapped[int] = mapped_column(default=0)
    """Which one of a series (the third day overdue, the second week of an election period)."""
    recipient_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    about: Mapped[date]
    """The due date it is about: an extension earns fresh nudges."""
    state: Mapped[str] = mapped_column(default="planned")
    """`planned`, `claimed`, `sent`, `dropped` (no longer true when it was to be sent), `failed` (no way to the person)."""
    not_before: Mapped[datetime]
    claimed_by: Mapped[str | None]
    claimed_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    planned_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    why: Mapped[str | None]
    """Why it was dropped or failed."""


class NudgeCopyRow(Table):
    """A message in which a nudge was shown, and what it is to show by now of what was done about the case. Holds nothing of what the message says.

    A message with several nudges has a row for each.
    """

    __tablename__ = "nudge_copies"
    __table_args__ = (
        UniqueConstraint("nudge_id", "channel", "team", "place", "message"),
        Index("ix_nudge_copies_channel_place_message", "channel", "place", "message"),
        Index("ix_nudge_copies_state_not_before", "state", "not_before"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    nudge_id: Mapped[int] = mapped_column(ForeignKey("nudges.id", ondelete="CASCADE"))
    channel: Mapped[str]
    """`slack`, `teams`."""
    team: Mapped[str]
    """The workspace or tenant."""
    place: Mapped[str]
    """The conversation, as its channel finds it again."""
    message: Mapped[str]
    """The platform's id of the message within it."""
    shared: Mapped[bool] = mapped_column(default=False)
    """Others than the recipient read it: a team's channel."""
    sent_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(default="open")
    """`open`, `due` (it does not show yet what was done), `shown`, `failed` (it can't be changed any more)."""
    what: Mapped[str | None]
    """What was done about the case last, in the words of `reminders.deeds`."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    done_at: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)


class SnoozeRow(Table):
    """That a person wants to hear no more of a case until a day. Put off again, the day is replaced."""

    __tablename__ = "snoozes"
    __table_args__ = (UniqueConstraint("case_kind", "case_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    case_kind: Mapped[str]
    case_id: Mapped[int]
    until: Mapped[date]
    made_at: Mapped[datetime]


class AuditRow(Table):
    """Who changed what, and when. Holds no message text."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_case_kind_case_id", "case_kind", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    council: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    what: Mapped[str]
    case_kind: Mapped[str]
    case_id: Mapped[int | None]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
