"""Tables: elections, days on which a council does not work that no library knows, and what the program has to remember of how it counted."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - read by SQLAlchemy

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Table


class ElectionRow(Table):
    """A poll that this council has to heed."""

    __tablename__ = "elections"

    id: Mapped[int] = mapped_column(primary_key=True)
    """ELE-3."""
    council: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    kind: Mapped[str]
    nation: Mapped[str]
    polling_day: Mapped[date]
    ward: Mapped[str | None]
    """A by-election binds its ward; nothing: the whole area."""
    latest_notice: Mapped[date]
    """The latest day for the notice, as computed when the poll was entered or corrected."""
    published_notice: Mapped[date | None]
    """The day the notice was published: a fact, never recomputed."""
    officer_start: Mapped[date | None]
    """The start that the returning or monitoring officer set where it differs from ours; ours is shown beside it."""
    officer_end: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(default="expected")
    """`expected`, `cancelled`."""
    reasons: Mapped[list[str]] = mapped_column(default=list)
    """Why it was moved or cancelled, one for each time: what people write stands here, and not in the audit."""
    next_look: Mapped[date | None] = mapped_column(index=True)
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class ClosureRow(Table):
    """A day that is not a working day: a one-off bank holiday (of a nation), or a closure day (of a council)."""

    __tablename__ = "closures"
    __table_args__ = (UniqueConstraint("nation", "council", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    nation: Mapped[str] = mapped_column(default="")
    council: Mapped[str] = mapped_column(default="")
    """Either a nation or a council is named; the other is empty."""
    day: Mapped[date]
    reason: Mapped[str]


class FactRow(Table):
    """Something that the program remembers from one start to the next.

    By which holidays and local target the due dates were counted last; and which days
    were taken off a calendar again, by whom and why (`bot.casework.days_taken_off`).
    """

    __tablename__ = "facts"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
