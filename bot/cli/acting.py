"""What the register's commands share: the register opened, and the person who acts."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bot.casework.errors import CaseError
from bot.cli.common import council_of, open_desk, open_library, settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bot.casework.desk import Desk
    from bot.casework.person import Person

_Function = TypeVar("_Function", bound="Callable[..., Any]")


def who_acts(function: _Function) -> _Function:
    """Add the options that every command of the register has: `--council`, `--as`, `--json`."""
    function = click.option("--json", "as_json", is_flag=True, help="Print JSON.")(function)
    function = click.option("--as", "key", metavar="KEY", help="Who acts: a key of the directory. Default: the officer at this machine.")(
        function
    )
    return click.option("--council", help="The council's key; see `clerk councils`. Default: CLERK_COUNCIL.")(function)


def nobody_has(key: str | None, council: str) -> CaseError:
    """Say that `--as` names nobody, with the council's name."""
    return CaseError(f"--as “{key}”: the directory of {council} has nobody with that key. clerk people list shows the keys.")


@asynccontextmanager
async def at_desk(council: str | None, key: str | None) -> AsyncIterator[tuple[Desk, Person]]:
    """Open the register, and find who acts.

    Args:
        council: as it was given, if it was.
        key: the acting person's key, if it was given.

    Raises:
        CaseError: the directory has no such person.
        StoreError: the register can't be opened.

    """
    from bot.casework.operator import acting  # noqa: PLC0415 - the database only when a command runs

    read = settings()
    library = open_library(read)
    chosen = council_of(read, council, library)
    desk = await open_desk(read, library)
    try:
        person = await acting(desk, chosen, key)
        if person is None:
            raise nobody_has(key, library.council(chosen).name)
        yield desk, person
    finally:
        await desk.store.close()
