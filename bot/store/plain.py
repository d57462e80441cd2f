"""What can go wrong with a database, in plain words: by the driver's error codes, else by its words."""

from __future__ import annotations

import errno
import sqlite3
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError

_DISK_FULL = {errno.ENOSPC, errno.EDQUOT}
_PRIMARY = 0xFF
"""The bits of an error code of SQLite that tell the kind of error; the others tell where it arose."""


@dataclass(frozen=True, slots=True)
class _Trouble:
    """A kind of trouble, how it is known, and what to say."""

    says: str
    sqlite: frozenset[int] = frozenset()
    states: tuple[str, ...] = ()
    """Beginnings of PostgreSQL's SQLSTATE."""
    words: tuple[str, ...] = ()


_FULL = _Trouble(
    "The disk that holds the database is full. Nothing was changed; make room and try again.",
    frozenset({sqlite3.SQLITE_FULL}),
    ("53100",),
    ("disk is full", "no space left"),
)
_BUSY = _Trouble(
    "The database is busy with another process's work. Nothing was changed; try again in a moment.",
    frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}),
    ("40001", "40P01", "55P03"),
    ("is locked",),
)
_AWAY = _Trouble(
    "The database can't be reached. Nothing was changed; check that it runs and what CLERK_DATABASE_URL says.",
    states=("08", "28", "3D000", "53300", "57P"),
)
_KNOWN = (
    _FULL,
    _BUSY,
    _Trouble(
        "The database file can't be opened for writing. Nothing was changed; check its folder and rights, or set CLERK_DATABASE_URL.",
        frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}),
        ("25006", "42501"),
        ("readonly database",),
    ),
    _Trouble(
        "The database lacks a table or column that is needed. Nothing was changed; run `clerk migrate`.",
        states=("42P01", "42703", "3F000"),
        words=("no such table", "no such column", "has no column named"),
    ),
    _Trouble(
        "The database file is damaged or is no database. Nothing was changed; restore a copy, or set CLERK_DATABASE_URL.",
        frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}),
        ("XX001", "XX002"),
    ),
    _Trouble(
        "The disk that holds the database can't be read or written. Nothing was changed; check the disk, or set CLERK_DATABASE_URL to another place.",
        frozenset({sqlite3.SQLITE_IOERR}),
        ("58030",),
    ),
    _AWAY,
)


def plain_words(error: BaseException) -> str | None:
    """Say what went wrong.

    Args:
        error: as it was raised within a unit of work.

    Returns:
        What happened and what to do; nothing for what is no trouble of the database, and for a rule of it that was broken, which whoever wrote has to deal with.

    """
    if isinstance(error, OSError) and error.errno in _DISK_FULL:
        return _FULL.says
    if isinstance(error, NoConnectionFreeError):
        return _BUSY.says
    if isinstance(error, IntegrityError | sqlite3.IntegrityError) or not isinstance(error, DBAPIError | sqlite3.Error):
        return None
    cause = error.orig if isinstance(error, DBAPIError) else error
    code, state, text = getattr(cause, "sqlite_errorcode", None), getattr(cause, "sqlstate", None), str(cause).lower()
    for trouble in _KNOWN:
        by_code = code is not None and code & _PRIMARY in trouble.sqlite
        by_state = state is not None and state.startswith(trouble.states)
        if by_code or by_state or any(word in text for word in trouble.words):
            return trouble.says
    if isinstance(error, OperationalError | InterfaceError) and code is None and state is None:
        return _AWAY.says
    kind = f"{type(cause).__name__}{f' {state or code}' if state or code else ''}"
    return f"The database didn't do what was asked of it ({kind}). Nothing was changed; run `clerk migrate`, and where that doesn't help, tell whoever runs the bot."
