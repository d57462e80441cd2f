"""A PostgreSQL server of the tests' own: made from the machine's binaries in a new folder, reached by a socket in it, gone with the process that made it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg.sql import SQL, Identifier

_SUPERUSER = 0
_MEMORY, _ROOM = Path("/dev/shm"), 1 << 30  # noqa: S108 - what goes there is a folder of mkdtemp's
"""Files in memory, on Linux, and how many bytes have to be free. On a disk, making the files of a database takes longer than most tests."""
_WATCH = """
folder=$1; shift
cat
"$@" -D "$folder/data" -m immediate -w stop >/dev/null
rm -rf "$folder"
"""
"""Reads until nobody holds the other end any more, which is so however a process ends; then it stops the server and deletes its folder."""


def find_binaries() -> Path | None:
    """Find the folder with initdb and pg_ctl: on the path, else where packages put it; nothing where the machine has none."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    folders += sorted(Path("/opt/homebrew/opt").glob("postgresql*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "pg_ctl").exists() and (folder / "initdb").exists()), None)


def new_folder() -> Path:
    """Make a folder for a server: in memory where there is room. Its name is short: a socket's path may have 107 characters."""
    in_memory = _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM
    return Path(tempfile.mkdtemp(prefix="clerk-pg-", dir=_MEMORY if in_memory else None))


class Postgres:
    """The server. The server refuses to run as root, so that it then runs as the user `nobody`."""

    def __init__(self, folder: Path, binaries: Path) -> None:
        self._folder, self._binaries = folder, binaries
        self._as: list[str] = []
        self._connection: psycopg.Connection | None = None
        self._watch: subprocess.Popen[bytes] | None = None
        if os.geteuid() == _SUPERUSER:
            for path in (folder, *folder.parents):  # nobody must be able to come in
                if path.stat().st_uid == _SUPERUSER and not path.stat().st_mode & 0o001:
                    path.chmod(path.stat().st_mode | 0o011)
            shutil.chown(folder, "nobody")
            self._as = ["setpriv", "--reuid=nobody", "--clear-groups", "--"]

    def start(self) -> None:
        self._watch = subprocess.Popen(
            ["sh", "-c", _WATCH, "watch", str(self._folder), *self._as, str(self._binaries / "pg_ctl")],  # noqa: S607 - of the machine
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,  # whoever ends all processes of a test run leaves it
        )
        data = self._folder / "data"
        self._run("initdb", "-D", str(data), "-U", "clerk", "-A", "trust", "-E", "UTF8", "--no-sync", "--no-locale")
        self._run(
            "pg_ctl",
            "-D",
            str(data),
            "-w",
            "-o",
            f"-c listen_addresses='' -c unix_socket_directories='{self._folder}' -c fsync=off -c max_wal_size=128MB",
            "-l",
            str(data / "log"),
            "start",
        )

        self._connection = psycopg.connect(self.url(), autocommit=True)

    def stop(self) -> None:
        """Stop the server and delete its folder: what is done by who watches, as it is where this process is killed."""
        if self._connection is not None:
            self._connection.close()
        if self._watch is not None:
            self._watch.communicate(timeout=60)

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://clerk@/{database}?host={self._folder}"

    def create(self, database: str, *, like: str = "template1") -> str:
        """Make a database, a copy of another, and give its URL."""
        self._does("CREATE DATABASE {} TEMPLATE {}", database, like)
        return self.url(database)

    def drop(self, database: str) -> None:
        self._does("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)

    def _does(self, statement: LiteralString, *names: str) -> None:
        """Run a statement over the one connection that is kept: a process for each took longer than many a test."""
        if self._connection is None:
            raise RuntimeError("start the server first")
        self._connection.execute(SQL(statement).format(*map(Identifier, names)))

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run([*self._as, str(self._binaries / program), *arguments], check=True, stdout=subprocess.DEVNULL, cwd=self._folder)
