"""The table for open conversations.

Revision ID: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.base import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "conversations",
        sa.Column("whose", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_conversations_person_id_people"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("whose", name=op.f("pk_conversations")),
    )
    op.create_index(op.f("ix_conversations_at"), "conversations", ["at"], unique=False)
    op.create_index(op.f("ix_conversations_person_id"), "conversations", ["person_id"], unique=False)
