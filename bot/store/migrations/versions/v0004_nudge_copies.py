"""The table of the messages in which nudges were shown.

Revision ID: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.base import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "nudge_copies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nudge_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("not_before", Instant(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_nudge_copies_by_id_people")),
        sa.ForeignKeyConstraint(["nudge_id"], ["nudges.id"], name=op.f("fk_nudge_copies_nudge_id_nudges"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudge_copies")),
        sa.UniqueConstraint(
            "nudge_id", "channel", "team", "place", "message", name=op.f("uq_nudge_copies_nudge_id_channel_team_place_message")
        ),
    )
    op.create_index("ix_nudge_copies_channel_place_message", "nudge_copies", ["channel", "place", "message"], unique=False)
    op.create_index("ix_nudge_copies_state_not_before", "nudge_copies", ["state", "not_before"], unique=False)
    op.create_index(op.f("ix_nudge_copies_sent_at"), "nudge_copies", ["sent_at"], unique=False)
