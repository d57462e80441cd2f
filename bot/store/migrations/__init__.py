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
    """Bring the database up to date; two processes may do so at once. One that is up to date is only read, whoever writes to it meanwhile.

    Args:
        store: the database.

    Returns:
        The version before (nothing for a new database) and the one now.

    Raises:
        StoreError: the database can't be reached, or is newer than this program.

    """
    there = await version(store)
    if there == newest():
        return there, there
    if store.is_sqlite:
        await _write_ahead(store)
    async with store.write() as session:
        connection = await session.connection()
        return await connection.run_sync(_upgrade)


def newest() -> str:
    """Give the version that this program brings a database to."""
    return ScriptDirectory.from_config(config()).get_current_head() or ""


async def version(store: Store) -> str | None:
    """Give the version that a database is at; nothing where it has no tables yet. Nothing is changed.

    Raises:
        StoreError: it can't be read.

    """
    async with store.read() as session:
        connection = await session.connection()
        return await connection.run_sync(lambda its: MigrationContext.configure(its).get_current_revision())


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
    now = newest()
    if before == now:
        return before, now
    settings.attributes["connection"] = connection
    try:
        command.upgrade(settings, "head")
    except CommandError as error:
        raise StoreError(
            f"The database is of a version that this program doesn't know ({before}): run the newer program. ({error})"
        ) from None
    return before, now
