"""The tables for Teams: the conversations in which the bot can speak, and the channels of the directory's teams; whose protocol somebody chose to ask; of which tenant something came.

Revision ID: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.base import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.add_column("guests", sa.Column("council", sa.String(), nullable=True))
    op.add_column("platform_events", sa.Column("tenant", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "teams_conversations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("service_url", sa.String(), nullable=False),
        sa.Column("bot", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams_conversations")),
        sa.UniqueConstraint("tenant", "conversation", name=op.f("uq_teams_conversations_tenant_conversation")),
    )
    op.create_index("ix_teams_conversations_user", "teams_conversations", ["tenant", "user"], unique=False)
    op.create_index("ix_teams_conversations_account", "teams_conversations", ["tenant", "account"], unique=False)
    op.create_table(
        "teams_channels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams_channels")),
        sa.UniqueConstraint("council", "team", name=op.f("uq_teams_channels_council_team")),
    )
