"""Tables: enquiries with their events, confidential records of complaints, reports, offers to groups, personal reminders."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - read by SQLAlchemy
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Table


class EnquiryRow(Table):
    """A member's enquiry. What moved it stands in its events; `state`, `due`, `officer_id` and `next_look` follow from them and are kept for finding."""

    __tablename__ = "enquiries"
    __table_args__ = (
        Index("ix_enquiries_council_state_due", "council", "state", "due"),
        Index("ix_enquiries_officer_id_state", "officer_id", "state"),
        Index("ix_enquiries_asked_by_id_state", "asked_by_id", "state"),
        UniqueConstraint("origin"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    """The number people see: ENQ-12."""
    council: Mapped[str]
    subject: Mapped[str]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    asked_by: Mapped[str]
    """The member's name as given, for one who is not in the directory."""
    ward: Mapped[str | None]
    service: Mapped[str | None]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    officer_name: Mapped[str | None]
    """The officer's name as given, for one who is not in the directory."""
    received: Mapped[date]
    how: Mapped[str]
    """`spoken`, `email`, `letter`, `chat`."""
    state: Mapped[str] = mapped_column(default="open")
    """`open`, `answered`, `closed`, `complaint`."""
    significant: Mapped[bool] = mapped_column(default=False)
    due: Mapped[date | None]
    due_from: Mapped[str | None]
    """What set the due date: `protocol`, `local`, `holding`, `agreed`."""
    next_look: Mapped[date | None] = mapped_column(index=True)
    """The first day on which the policy has something to say of this case; nothing while there is none. A sweep reads only rows that have come to it."""
    logged_at: Mapped[datetime]
    logged_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    origin: Mapped[str | None]
    """The platform's id of the message that logged it; a retry finds the case instead of making another."""


class EnquiryEventRow(Table):
    """Something that happened to an enquiry: who, when, why. Never changed, never deleted."""

    __tablename__ = "enquiry_events"
    __table_args__ = (UniqueConstraint("enquiry_id", "kind", "origin"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enquiry_id: Mapped[int] = mapped_column(ForeignKey("enquiries.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str | None]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    origin: Mapped[str | None]
    """The platform's id of the message that asked for it; a retry finds the event instead of making another."""


class ComplaintRow(Table):
    """A confidential record of a complaint or concern. Seen by the complainant, the handler and the monitoring officer; nobody else."""

    __tablename__ = "complaints"

    id: Mapped[int] = mapped_column(primary_key=True)
    """CMP-12."""
    council: Mapped[str]
    complainant_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    handler_role: Mapped[str | None]
    about: Mapped[str]
    """The kind of matter (`officer`, `member`, `decision`, ...)."""
    about_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """The person complained about, where it is one of the directory: kept so that they never see it, never handle it and are never told of it."""
    procedure: Mapped[str | None]
    step: Mapped[int] = mapped_column(default=1)
    """The step that it stands at."""
    steps: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    letter: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="open")
    """`open`, `settled`, `withdrawn`."""
    remind_on: Mapped[date | None]
    next_look: Mapped[date | None] = mapped_column(index=True)
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    origin: Mapped[str | None] = mapped_column(unique=True)


class ReportRow(Table):
    """A report before a meeting, where the protocol sets a date by which a draft is discussed."""

    __tablename__ = "reports"

    id: Mapped[int] = mapped_column(primary_key=True)
    """REP-12."""
    council: Mapped[str]
    title: Mapped[str]
    meeting: Mapped[date]
    officer_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    due: Mapped[date]
    clause: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    """`open`, `done`, `withdrawn`."""
    next_look: Mapped[date | None] = mapped_column(index=True)
    made_at: Mapped[datetime]


class OfferRow(Table):
    """That an officer was to advise one political group, and that the other groups were offered the same. Who asked is not shown to another group."""

    __tablename__ = "offers"

    id: Mapped[int] = mapped_column(primary_key=True)
    council: Mapped[str]
    topic: Mapped[str]
    asked_by_group: Mapped[str]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    meeting: Mapped[date | None]
    non_members_present: Mapped[bool] = mapped_column(default=False)
    offered_to: Mapped[list[str]] = mapped_column(default=list)
    made_at: Mapped[datetime]


class PersonalRow(Table):
    """A reminder that somebody set for themselves."""

    __tablename__ = "personal_reminders"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    text: Mapped[str]
    on: Mapped[date]
    state: Mapped[str] = mapped_column(default="open")
    next_look: Mapped[date | None] = mapped_column(index=True)
    made_at: Mapped[datetime]
    origin: Mapped[str | None] = mapped_column(unique=True)
