"""`clerk` by a clock that runs ahead of the machine's, for tests: `serve_ahead.py SECONDS COMMAND ...`. Nudges go out on working days, and tests run on any."""

from __future__ import annotations

import sys
from datetime import timedelta
from unittest.mock import patch

from bot.cli.main import main
from bot.message import system_clock

if __name__ == "__main__":
    ahead = timedelta(seconds=float(sys.argv[1]))
    with patch("bot.cli.common.system_clock", lambda: system_clock() + ahead):
        main(sys.argv[2:], prog_name="clerk")
