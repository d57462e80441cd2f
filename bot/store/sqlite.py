"""The connection to SQLite, mended where its library waits for ever."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import aiosqlite

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

_CHUNK = 64
"""Rows that are fetched at a time where they are read one by one; the library's own figure."""


class Connection(aiosqlite.Connection):
    """A connection that may be stopped while it is being closed.

    Work that is cancelled twice has its connection closed and stopped at once. aiosqlite 0.22.1 then waits for an answer of its thread, which has ended: the
    loop could not be left any more, and a service that was told to stop would not end.
    """

    _stopping: asyncio.Future[Any] | None = None

    def stop(self) -> asyncio.Future[Any] | None:
        """Stop the thread; told again, wait for the same end."""
        if self._running or self._stopping is None:
            self._stopping = super().stop()
        return self._stopping


def connect(database: str | Path, **options: Any) -> Connection:  # noqa: ANN401 - as SQLAlchemy gives them
    """Open a database; to be awaited, as aiosqlite's own `connect`.

    Args:
        database: the file.
        options: what `sqlite3.connect` takes.

    """
    made = Connection(lambda: sqlite3.connect(str(database), **options), _CHUNK)
    made._thread.daemon = True  # noqa: SLF001 - as SQLAlchemy does with aiosqlite's own
    return made
