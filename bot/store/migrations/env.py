"""What Alembic runs: the versions, over the connection that it was given, in the transaction that is open."""

from __future__ import annotations

from alembic import context

from bot.store import calendars, cases, conversations, nudges, people, platform, teams
from bot.store.base import Table

TABLES = (calendars, cases, conversations, nudges, people, platform, teams)
"""Imported so that their tables are known."""

context.configure(connection=context.config.attributes["connection"], target_metadata=Table.metadata, render_as_batch=True)
context.run_migrations()
