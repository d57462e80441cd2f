"""The tests' own PostgreSQL server ends with the process that made it, however that ends."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from postgres import find_binaries

_MAKES = """
from postgres import Postgres, find_binaries, new_folder
folder = new_folder()
server = Postgres(folder, find_binaries())
server.start()
print(folder, server.url(), flush=True)
input()
{then}
"""


@pytest.mark.skipif(find_binaries() is None, reason="this machine has no PostgreSQL to start")
@pytest.mark.parametrize("then", ["is killed", "server.stop()", "raise RuntimeError"])
def test_a_server_and_its_folder_are_gone_with_the_process_that_made_them(then: str) -> None:
    made = subprocess.Popen(
        [sys.executable, "-c", _MAKES.format(then="" if then == "is killed" else then)],
        cwd=Path(__file__).parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with made:
        assert made.stdout is not None
        folder, url = made.stdout.readline().split()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("SELECT 1")
            if then == "is killed":
                made.send_signal(signal.SIGKILL)
            made.communicate("go on\n", timeout=60)  # whoever watches holds the other end of its stderr until all is gone

            with pytest.raises(psycopg.OperationalError):
                connection.execute("SELECT 1")
    assert not Path(folder).exists()
