"""The database's versions, in order, and the way to the newest."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import text

from bot.store.database import Store, StoreError

if TYPE_CHECKING:
    from sqlalchemy import Connection

_TRIES = 8
_LOCK = 7_402_113
"""The number of PostgreSQL's advisory lock under which one process at a time migrates."""


def config() -> Config:
    """Give Alembic's configuration: only where the versions are; the connection is passed in."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    return made


async def migrate(store: Store) -> tuple[str | None, str]:
    """Bring the database up to date; two processes may do so at once.

    Args:
        store: the database.

    Returns:
        The version before (nothing for a new database) and the one now.

    Raises:
        StoreError: the database can't be reached, or is newer than this program.

    """
    if store.is_sqlite:
        await _write_ahead(store)
    async with store.write() as session:
        connection = await session.connection()
        return await connection.run_sync(_upgrade)


async def _write_ahead(store: Store) -> None:
    """Let readers read while somebody writes. The file remembers it; another process that does the same now makes SQLite refuse at once, hence again."""
    for attempt in range(_TRIES):
        try:
            async with store.read() as session:
                connection = await (await session.connection()).get_raw_connection()
                driver = cast("Any", connection.driver_connection)
                await driver.rollback()  # the mode can't be changed within a transaction
                await driver.execute("PRAGMA journal_mode=WAL")
        except (StoreError, sqlite3.OperationalError) as error:
            if attempt == _TRIES - 1 or "locked" not in str(error.__cause__ or error):
                raise
            await asyncio.sleep(0.05 * (attempt + 1))
        else:
            return


def _upgrade(connection: Connection) -> tuple[str | None, str]:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    settings = config()
    before = MigrationContext.configure(connection).get_current_revision()
    newest = ScriptDirectory.from_config(settings).get_current_head() or ""
    if before == newest:
        return before, newest
    settings.attributes["connection"] = connection
    try:
        command.upgrade(settings, "head")
    except CommandError as error:
        raise StoreError(
            f"The database is of a version that this program doesn't know ({before}): run the newer program. ({error})"
        ) from None
    return before, newest
