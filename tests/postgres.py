"""A PostgreSQL server of the tests' own: made from the machine's binaries in a new folder, reached by a socket in it, gone at the end."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

_SUPERUSER = 0


def find_binaries() -> Path | None:
    """Find the folder with initdb and pg_ctl: on the path, else where packages put it; nothing where the machine has none."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    folders += sorted(Path("/opt/homebrew/opt").glob("postgresql*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "pg_ctl").exists() and (folder / "initdb").exists()), None)


class Postgres:
    """The server. The server refuses to run as root, so that it then runs as the user `nobody`."""

    def __init__(self, folder: Path, binaries: Path) -> None:
        self._folder, self._binaries = folder, binaries
        self._as: list[str] = []
        if os.geteuid() == _SUPERUSER:
            for path in (folder, *folder.parents):  # nobody must be able to come in
                if path.stat().st_uid == _SUPERUSER and not path.stat().st_mode & 0o001:
                    path.chmod(path.stat().st_mode | 0o011)
            shutil.chown(folder, "nobody")
            self._as = ["setpriv", "--reuid=nobody", "--clear-groups", "--"]

    def start(self) -> None:
        data = self._folder / "data"
        self._run("initdb", "-D", str(data), "-U", "clerk", "-A", "trust", "-E", "UTF8", "--no-sync", "--no-locale")
        self._run(
            "pg_ctl",
            "-D",
            str(data),
            "-w",
            "-o",
            f"-c listen_addresses='' -c unix_socket_directories='{self._folder}' -c fsync=off",
            "-l",
            str(data / "log"),
            "start",
        )

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "-w", "stop")

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://clerk@/{database}?host={self._folder}"

    def create(self, database: str, *, like: str = "template1") -> str:
        """Make a database, a copy of another, and give its URL."""
        self._run("psql", "-h", str(self._folder), "-U", "clerk", "-q", "-c", f"CREATE DATABASE {database} TEMPLATE {like}", "postgres")
        return self.url(database)

    def drop(self, database: str) -> None:
        self._run(
            "psql", "-h", str(self._folder), "-U", "clerk", "-q", "-c", f"DROP DATABASE IF EXISTS {database} WITH (FORCE)", "postgres"
        )

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run([*self._as, str(self._binaries / program), *arguments], check=True, stdout=subprocess.DEVNULL, cwd=self._folder)
