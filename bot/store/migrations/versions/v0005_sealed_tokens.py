"""Room for sealed tokens in the tables of Slack's library, and the table of invitations to install the bot; its table of OAuth's states goes, for they are sealed now.

Revision ID: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.base import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TOKENS = {
    "slack_bots": ("bot_token", "bot_refresh_token"),
    "slack_installations": ("bot_token", "bot_refresh_token", "user_token", "user_refresh_token"),
}


def upgrade() -> None:
    """Widen the columns, make the one table, drop the other."""
    op.drop_table("slack_oauth_states")
    for table, columns in _TOKENS.items():
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.alter_column(column, existing_type=sa.String(length=200), type_=sa.String(length=2000), existing_nullable=True)
    op.create_table(
        "slack_invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("council", sa.String(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.Column("workspace", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slack_invitations")),
        sa.UniqueConstraint("digest", name=op.f("uq_slack_invitations_digest")),
    )
