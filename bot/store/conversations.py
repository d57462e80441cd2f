"""Table: where a conversation stands, so that a question is still open after a restart, and for every process that serves."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - read by SQLAlchemy
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Table


class ConversationRow(Table):
    """One person's conversation in one place. It holds what was said for as long as the question is open, and goes when it lapses."""

    __tablename__ = "conversations"

    whose: Mapped[str] = mapped_column(primary_key=True)
    """The place and the person in it."""
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    version: Mapped[int]
    """Goes up with each change: what was read is written only where nobody changed it meanwhile."""
    body: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """The task that waits; nothing once it was carried out or dropped."""
    origin: Mapped[str | None]
    """The platform's id of the message that brought it to where it stands; delivered again, that is no answer to the next question."""
    at: Mapped[datetime] = mapped_column(index=True)
    """When it was asked for last."""
