"""The way in: one database, opened by URL; units of work that are committed whole or not at all; and plain words for what can go wrong."""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine

from bot.store.errors import StoreError
from bot.store.plain import plain_words
from bot.store.sqlite import connect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy.engine import URL, Connection

_BUSY_SECONDS = 5
"""How long a write waits for another process's before it gives up with a clear word."""
_POOL = {"pool_size": 5, "max_overflow": 10}
_URGENT_POOL = {"pool_size": 4, "max_overflow": 6}
"""Enough for the few that may be under way at once of two channels: a lot of claims, a lot of ends, what is kept up, let go and looked up."""
_DRIVERS = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg", "sqlite": "sqlite+aiosqlite"}


def default_url() -> str:
    """Give the URL of the database that is used where none is set: a file in the user's data folder."""
    return f"sqlite:///{platformdirs.user_data_path('protocol-clerk') / 'clerk.db'}"


def is_there(url: str) -> bool:
    """Tell whether a database is there to be looked into, for what must not make one: a file that exists, or a server, which is not asked.

    Raises:
        StoreError: the URL can't be read.

    """
    target = _target(url)
    return target.get_backend_name() != "sqlite" or Path(target.database or "").is_file()


class Store:
    """One database. Every unit of work is one transaction."""

    def __init__(self, engine: AsyncEngine, urgent: AsyncEngine | None = None) -> None:
        """Wrap an engine, and one with connections of its own for what can't wait; use `open_store`."""
        self.engine = engine
        self.urgent: Store = self if urgent is None else Store(urgent)
        """The same database, for the few short looks and writes for which a platform waits: however much work goes on and holds connections, they have theirs."""

    @property
    def is_sqlite(self) -> bool:
        """Tell whether it is a file rather than a server."""
        return self.engine.dialect.name == "sqlite"

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Open a session that only reads.

        Raises:
            StoreError: the database can't be read.

        """
        with _plain_words():
            async with AsyncSession(self.engine, expire_on_commit=False) as session:
                yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """Open a unit of work: committed at the end, or, where anything is raised, not at all.

        Raises:
            StoreError: the database can't be written; nothing was.

        """
        with _plain_words():
            writing = self.engine.execution_options(clerk_writes=True)
            async with AsyncSession(writing, expire_on_commit=False) as session, session.begin():
                yield session

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()
        if self.urgent is not self:
            await self.urgent.close()


def open_store(url: str) -> Store:
    """Open a database; nothing is read yet. `migrations.migrate` brings it up to date.

    Args:
        url: `sqlite:///path`, `postgresql://user:password@host/name`, or `sqlite://` for one that lives in memory.

    Returns:
        The store.

    Raises:
        StoreError: the URL can't be read, or the folder for the file can't be made.

    """
    target = _target(url)
    options: dict[str, Any] = {"hide_parameters": True}  # else its errors quote what was to be written
    if target.get_backend_name() == "sqlite":
        options["connect_args"] = {"timeout": _BUSY_SECONDS, "async_creator_fn": connect}
        if not target.database or target.database == ":memory:":
            return Store(_made(target, options))  # it lives in its one connection
        _make_folder(Path(target.database).parent)
    else:
        options["pool_pre_ping"] = True
    return Store(_made(target, options | _POOL), _made(target, options | _URGENT_POOL))


def _made(target: URL, options: dict[str, Any]) -> AsyncEngine:
    """Make an engine; it connects when it is used."""
    try:
        engine = create_async_engine(target, **options)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise StoreError(
            f"CLERK_DATABASE_URL can't be used: {error}. Give sqlite:///path or postgresql://user:password@host/name."
        ) from None
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", _set_up_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _target(url: str) -> URL:
    try:
        target = make_url(url)
    except ArgumentError:
        raise StoreError(
            "CLERK_DATABASE_URL is no database URL. Give sqlite:///path or postgresql://user:password@host/name."
        ) from None  # the URL itself is not repeated: it may hold a password
    return target.set(drivername=_DRIVERS.get(target.drivername, target.drivername))


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)  # people's names are in it
    except OSError as error:
        raise StoreError(
            f"The folder {folder} for the database can't be made: {error.strerror}. Set CLERK_DATABASE_URL to another place."
        ) from None


def _set_up_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own connection
    connection.isolation_level = None  # transactions are begun by us, below
    cursor = connection.cursor()
    for pragma in ("foreign_keys=ON", "synchronous=FULL", f"busy_timeout={_BUSY_SECONDS * 1000}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    connection.create_function("lower", 1, _in_small_letters, deterministic=True)


def _in_small_letters(value: object) -> object:
    """Write text in small letters: SQLite itself knows only those of English, so that a search for "école" would not find "École"."""
    return value.casefold() if isinstance(value, str) else value


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once where a unit of work writes: one that read first could not be upgraded while another writes."""
    writes = connection.get_execution_options().get("clerk_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class _plain_words:  # noqa: N801 - used like a function
    """Turn the database's own errors into a StoreError that says what to do."""

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: object) -> None:
        """Translate, where there is a plain word for it."""
        says = plain_words(error) if error is not None else None
        if says is not None:
            raise StoreError(says) from error


__all__ = ["AsyncConnection", "AsyncSession", "Store", "StoreError", "default_url", "is_there", "open_store"]
