"""Tables: people and how they are known on each channel."""

from __future__ import annotations

from datetime import date, datetime, time  # noqa: TC003 - read by SQLAlchemy

from sqlalchemy import ForeignKey, Index, UniqueConstraint, column, func, select, table
from sqlalchemy.orm import Mapped, column_property, mapped_column

from bot.store.base import Instant, Table

_NUDGES = table("nudges", column("recipient_id"), column("state"), column("planned_at", Instant()))


class PersonRow(Table):
    """A member or officer of one council."""

    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("council", "key"), Index("ix_people_council_name", "council", "name"))

    id: Mapped[int] = mapped_column(primary_key=True)
    council: Mapped[str]
    key: Mapped[str]
    """The council's own key for the person (an e-mail address or staff number); imports find the person by it."""
    name: Mapped[str]
    reader: Mapped[str]
    """`member` or `officer`."""
    email: Mapped[str | None]
    phone: Mapped[str | None]
    post: Mapped[str | None]
    """An officer's post, a member's office."""
    roles: Mapped[list[str]] = mapped_column(default=list)
    """Role keys of the pack (`monitoring_officer`, `chief_officer`, `democratic_services`, ...): what decides rights."""
    political_group: Mapped[str | None]
    ward: Mapped[str | None]
    team: Mapped[str | None]
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    chief_officer_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    cover_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """Who stands in while the person is absent."""
    absent_from: Mapped[date | None]
    absent_until: Mapped[date | None]
    """The last day of absence."""
    active: Mapped[bool] = mapped_column(default=True)
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
    """Local times between which nothing is sent, where the person set them; it may span midnight."""
    opted_out: Mapped[list[str]] = mapped_column(default=list)
    """Kinds of optional nudges that the person does not want."""
    changed_at: Mapped[datetime]
    unreached_since: Mapped[datetime | None] = column_property(
        select(func.min(_NUDGES.c.planned_at))
        .where(_NUDGES.c.recipient_id == id, _NUDGES.c.state == "failed")  # noqa: A003 - the column above is meant
        .scalar_subquery()
    )
    """Since when something found no way to them and still waits for one (`casework.reaching`). It follows from the ledger and is never written."""


class IdentityRow(Table):
    """How a person is known on a channel: by the platform's immutable id, never by a display name."""

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("channel", "external_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    channel: Mapped[str]
    external_id: Mapped[str]
