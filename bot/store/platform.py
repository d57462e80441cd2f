"""Tables: what came from a platform and was taken on, where the bot is installed, and where people and teams are reached."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - read by SQLAlchemy
from typing import Any

from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Table

INSTALLATIONS = AsyncSQLAlchemyInstallationStore.build_installations_table(Table.metadata, "slack_installations")
BOTS = AsyncSQLAlchemyInstallationStore.build_bots_table(Table.metadata, "slack_bots")
"""The two tables that Slack's library lays out: installations with their tokens."""
SECRETS = {
    INSTALLATIONS: [INSTALLATIONS.c[name] for name in ("bot_token", "bot_refresh_token", "user_token", "user_refresh_token")],
    BOTS: [BOTS.c[name] for name in ("bot_token", "bot_refresh_token")],
}
"""The columns that are sealed (`bot/store/sealing.py`)."""
for _columns in SECRETS.values():
    for _column in _columns:
        _column.type = String(2000)  # sealed, a token is longer than the library leaves room for


class PlatformEventRow(Table):
    """Something that a platform sent and the bot took on: claimed once by its id, worked on by one process at a time."""

    __tablename__ = "platform_events"
    __table_args__ = (
        UniqueConstraint("channel", "event_id"),
        Index("ix_platform_events_state_claimed_until", "state", "claimed_until"),
        Index("ix_platform_events_received_at", "received_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str]
    """`slack` or `teams`."""
    event_id: Mapped[str]
    tenant: Mapped[str] = mapped_column(default="", server_default="")
    """The workspace or organisation that it came from; tenants have their turns by turns."""
    state: Mapped[str] = mapped_column(default="received")
    """`received`, `done`, `failed`."""
    body: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What was sent, for as long as it is not finished; then nothing."""
    claimed_by: Mapped[str]
    claimed_until: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=1)
    received_at: Mapped[datetime]
    why: Mapped[str | None]
    """The kind of error with which it failed; never a message's text."""


class SlackWorkspaceRow(Table):
    """A workspace (or a whole organisation) of Slack in which the bot is installed, and whose council it is. Its token is the installation store's."""

    __tablename__ = "slack_workspaces"
    __table_args__ = (UniqueConstraint("enterprise_id", "team_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enterprise_id: Mapped[str] = mapped_column(default="")
    """Empty where it belongs to no organisation."""
    team_id: Mapped[str] = mapped_column(default="")
    """Empty where the bot was installed for the whole organisation."""
    name: Mapped[str] = mapped_column(default="")
    council: Mapped[str]
    bot_user_id: Mapped[str]
    bot_id: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="ok")
    """`ok`, `revoked` (the token is no longer good), `removed` (the app was taken out)."""
    why: Mapped[str | None]
    changed_at: Mapped[datetime]


class AddressRow(Table):
    """Where a person of the directory is reached on a platform."""

    __tablename__ = "addresses"
    __table_args__ = (UniqueConstraint("channel", "team", "user"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    channel: Mapped[str]
    team: Mapped[str]
    """The workspace or tenant."""
    user: Mapped[str]
    place: Mapped[str | None]
    """The id of the direct conversation, once it is known."""
    state: Mapped[str] = mapped_column(default="ok")
    """`ok`, or `stale`: nothing reaches the person there until they write again."""
    why: Mapped[str | None]
    changed_at: Mapped[datetime]


class TeamChannelRow(Table):
    """The channel in which a team of the directory hears of its cases, without personal detail."""

    __tablename__ = "slack_channels"
    __table_args__ = (UniqueConstraint("council", "team"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    council: Mapped[str]
    team: Mapped[str]
    """The team's name in the directory."""
    workspace: Mapped[str]
    """The id of the Slack workspace."""
    channel_id: Mapped[str]
    state: Mapped[str] = mapped_column(default="ok")
    """`ok`, or `stale`: archived, or the bot is not in it."""
    why: Mapped[str | None]
    changed_at: Mapped[datetime]


class SlackInvitationRow(Table):
    """Leave for one workspace to install the bot for a council. Of the link only a digest is kept: whoever reads the database can't use it."""

    __tablename__ = "slack_invitations"
    __table_args__ = (UniqueConstraint("digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str]
    """SHA-256 of the link's token, in hexadecimal digits."""
    council: Mapped[str]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    workspace: Mapped[str | None]
    """The workspace, or organisation, that was installed by it."""


class GuestRow(Table):
    """How somebody chose to ask: it gives no right."""

    __tablename__ = "guests"
    __table_args__ = (UniqueConstraint("channel", "team", "user"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str]
    team: Mapped[str]
    user: Mapped[str]
    reader: Mapped[str] = mapped_column(default="")
    """`member` or `officer`, as somebody who is not in the directory said themselves; empty where they said nothing."""
    council: Mapped[str | None]
    """The key of the council whose protocol they ask, where they chose another than their own."""
    changed_at: Mapped[datetime]
