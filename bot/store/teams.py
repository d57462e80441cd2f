"""Tables: the conversations of Teams in which the bot can speak, and the channels in which teams of the directory hear of their cases."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - read by SQLAlchemy

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Table


class TeamsConversationRow(Table):
    """A conversation of Teams, with all that it takes to speak there after a restart; brought up to date by everything that comes from it."""

    __tablename__ = "teams_conversations"
    __table_args__ = (
        UniqueConstraint("tenant", "conversation"),
        Index("ix_teams_conversations_user", "tenant", "user"),
        Index("ix_teams_conversations_account", "tenant", "account"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant: Mapped[str]
    conversation: Mapped[str]
    """Its id; a channel's without the thread."""
    scope: Mapped[str]
    """`personal`, `groupChat`, `team`."""
    service_url: Mapped[str]
    bot: Mapped[str]
    """The bot's account in it."""
    team: Mapped[str] = mapped_column(default="")
    """In a channel: the team's id."""
    user: Mapped[str] = mapped_column(default="")
    """In a personal chat: the object id of the person; empty where Teams did not tell it."""
    account: Mapped[str] = mapped_column(default="")
    """In a personal chat: the person's account, `29:...`."""
    state: Mapped[str] = mapped_column(default="ok")
    """`ok`, `stale` (Teams takes nothing there any more), `removed` (the app was taken out), `deleted` (the channel itself)."""
    why: Mapped[str | None]
    changed_at: Mapped[datetime]


class TeamsChannelRow(Table):
    """The channel of Teams in which a team of the directory hears of its cases, without personal detail. Whether the bot can speak there, its conversation tells."""

    __tablename__ = "teams_channels"
    __table_args__ = (UniqueConstraint("council", "team"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    council: Mapped[str]
    team: Mapped[str]
    """The team's name in the directory."""
    tenant: Mapped[str]
    conversation: Mapped[str]
    """The channel's id, or that of a group chat."""
    changed_at: Mapped[datetime]
