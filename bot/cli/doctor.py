"""`clerk doctor`: what is set up, what is missing, and how to mend it. Secrets are masked; nothing is changed."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from bot.cli.common import clear_errors, open_library, settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.channels.setup import Finding
    from bot.channels.troubles import Trouble

_SOMETHING_WRONG = 1


@click.command()
@click.option("--offline", is_flag=True, help="Don't ask Slack and Microsoft whether the credentials are good.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@clear_errors
def doctor(*, offline: bool, as_json: bool) -> None:
    """Say what is set up, what is missing, and how to mend it. Ends with status 1 where something keeps the service from running."""
    from bot.channels import chosen  # noqa: PLC0415 - only here
    from bot.channels.setup import State  # noqa: PLC0415
    from bot.examining import examine  # noqa: PLC0415 - with the platforms' libraries

    read = settings()
    found = asyncio.run(examine(read, open_library(read), offline=offline))
    if as_json:
        click.echo(json.dumps([asdict(its) for its in found], ensure_ascii=False, indent=2))
    else:
        for its in found:
            _tell(its)
    wrong = sum(its.state is State.WRONG for its in found)
    if not as_json:
        fine = "Nothing is in the way of `clerk serve`." if chosen.any_on(read) else "There is nothing for `clerk serve` to serve yet."
        for name, troubles in chosen.troubles(read).items():
            _tell_troubles(name, troubles)
        click.echo(f"\n{wrong} to mend before `clerk serve` can run." if wrong else f"\n{fine}")
    sys.exit(_SOMETHING_WRONG if wrong else 0)


def _tell(its: Finding) -> None:
    click.echo(f"{its.state.value:<6} {its.what}: {its.says}")
    if its.mend:
        click.echo(f"       {its.mend}")


def _tell_troubles(channel: str, troubles: Sequence[Trouble]) -> None:
    click.echo(f"\nWhere all this is well and something is amiss in {channel}:")
    for its in troubles:
        click.echo(f"  {its.sign}: {its.do}")
