"""A terminal at which the command is given, for the tests of `clerk`."""

from __future__ import annotations

import json
from typing import Any

from click.testing import CliRunner, Result

from bot.cli.main import main


class Terminal:
    """The command, or one group of its commands; with `own_runner`, on a database of its own, on Monday 23 November 2026."""

    def __init__(self, runner: CliRunner, *group: str) -> None:
        self._runner, self._group = runner, group

    def __call__(self, *arguments: str) -> Result:
        return self._runner.invoke(main, [*self._group, *arguments])

    def says(self, *arguments: str) -> str:
        result = self(*arguments)
        assert result.exit_code == 0, result.output
        return result.stdout

    def gives(self, *arguments: str) -> Any:  # noqa: ANN401 - JSON
        return json.loads(self.says(*arguments, "--json"))

    def refuses(self, *arguments: str) -> str:
        result = self(*arguments)
        assert (2, "") == (result.exit_code, result.stdout), result.output
        return result.stderr
