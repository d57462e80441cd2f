"""`clerk people`: the directory of members and officers from the terminal. How it is shown is in `people_shown`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bot.casework import people_leaving
from bot.casework.identities import Channel
from bot.casework.identities import link as link_id
from bot.casework.identities import unlink as unlink_id
from bot.casework.people_columns import ATTRIBUTES
from bot.casework.people_file import read_file
from bot.casework.people_import import add as add_person
from bot.casework.people_import import change as change_person
from bot.casework.people_import import import_people
from bot.casework.people_view import listed, seen
from bot.cli.acting import at_desk, who_acts
from bot.cli.common import clear_errors
from bot.cli.dates import date_given
from bot.cli.people_shown import show_absence, show_changes, show_csv, show_entries, show_entry, show_imported, show_left, tell
from intents.dates import Toward
from protocol_data.basics import Reader

if TYPE_CHECKING:
    from collections.abc import Callable

_Function = TypeVar("_Function", bound="Callable[..., Any]")
_CHANNEL = click.option("--channel", type=click.Choice([channel.value for channel in Channel]), required=True)
_HELP = {
    "roles": "Role keys of the council's pack, and democratic_services; with ; between them.",
    "group": "The political group.",
    "manager": "The line manager's key.",
    "chief_officer": "The chief officer's key.",
    "cover": "The key of whoever stands in during an absence.",
    "absent_from": "The first day of absence: 2026-12-31 or 31/12/2026.",
    "absent_until": "The last day of absence.",
}


@click.group()
def people() -> None:
    """Keep the directory of members and officers."""


def _columns(function: _Function) -> _Function:
    """Add an option for every column; an empty text takes the value out."""
    for column in reversed(ATTRIBUTES):
        kind = click.Choice([reader.value for reader in Reader]) if column == "role" else click.STRING
        function = click.option(f"--{column.replace('_', '-')}", column, type=kind, help=_HELP.get(column))(function)
    return function


@people.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@who_acts
@clear_errors
def import_(file: Path, dry_run: bool, council: str | None, key: str | None, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """Take people over from FILE, CSV or YAML; again, and only what differs is changed."""

    async def work() -> None:
        lines = read_file(file)
        async with at_desk(council, key) as (desk, actor):
            done = await import_people(desk, actor, lines, dry_run=dry_run)
        show_imported(done, dry_run=dry_run, as_json=as_json)

    asyncio.run(work())


@people.command()
@click.argument("new_key", metavar="KEY")
@_columns
@who_acts
@clear_errors
def add(new_key: str, council: str | None, key: str | None, as_json: bool, **cells: str | None) -> None:  # noqa: FBT001 - click's flags
    """Add somebody; KEY is their staff number or e-mail address. --name and --role are needed."""

    async def work() -> None:
        async with at_desk(council, key) as (desk, actor):
            person = await add_person(desk, actor, {"key": new_key} | _given(cells))
            show_entry(await seen(desk, actor, person.key), as_json=as_json)

    asyncio.run(work())


@people.command()
@click.argument("whose", metavar="KEY")
@_columns
@who_acts
@clear_errors
def change(whose: str, council: str | None, key: str | None, as_json: bool, **cells: str | None) -> None:  # noqa: FBT001 - click's flags
    """Change what is noted of somebody. An empty text ("") takes a value out."""

    async def work() -> None:
        async with at_desk(council, key) as (desk, actor):
            changes = await change_person(desk, actor, whose, _given(cells))
        show_changes(changes, as_json=as_json)

    asyncio.run(work())


@people.command()
@click.argument("whose", metavar="KEY")
@who_acts
@clear_errors
def show(whose: str, council: str | None, key: str | None, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """Show somebody."""

    async def work() -> None:
        async with at_desk(council, key) as (desk, actor):
            entry = await seen(desk, actor, whose)
        show_entry(entry, as_json=as_json)

    asyncio.run(work())


@people.command("list")
@click.argument("word", nargs=-1)
@click.option("--left", is_flag=True, help="Those who left.")
@click.option("--csv", "as_csv", is_flag=True, help="As a CSV file that `import` reads; cells that a spreadsheet would run are escaped.")
@who_acts
@clear_errors
def list_(word: tuple[str, ...], left: bool, as_csv: bool, as_json: bool, **who: str | None) -> None:  # noqa: FBT001 - click's flags
    """List people; with WORD those who have it in their name, post, roles, group, ward or team."""

    async def work() -> None:
        async with at_desk(who["council"], who["key"]) as (desk, actor):
            entries = await listed(desk, actor, " ".join(word), left=left)
        if as_csv:
            show_csv(entries)
        else:
            show_entries(entries, " ".join(word), as_json=as_json)

    asyncio.run(work())


@people.command()
@click.argument("whose", metavar="KEY")
@click.option("--from", "first", required=True, help="The first day: 2026-12-01 or “next Monday”.")
@click.option("--until", "last", help="The last day; without it until further notice.")
@click.option("--cover", metavar="KEY", help="Who stands in. Default: who did so far, else the line manager.")
@who_acts
@clear_errors
def absent(whose: str, first: str, last: str | None, cover: str | None, as_json: bool, **who: str | None) -> None:  # noqa: FBT001 - click's flags
    """Note that somebody is away."""

    async def work() -> None:
        async with at_desk(who["council"], who["key"]) as (desk, actor):
            today = desk.today(actor.council)
            begins = date_given(first, "--from", today, Toward.FUTURE)
            ends = date_given(last, "--until", today, Toward.FUTURE) if last is not None else None
            show_absence(await people_leaving.absent(desk, actor, whose, begins, ends, cover), as_json=as_json)

    asyncio.run(work())


@people.command()
@click.argument("whose", metavar="KEY")
@who_acts
@clear_errors
def back(whose: str, council: str | None, key: str | None, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """Note that somebody is back; the cover ends with the absence."""

    async def work() -> None:
        async with at_desk(council, key) as (desk, actor):
            person = await people_leaving.back(desk, actor, whose)
        tell(f"{person.name} is back; nobody stands in for them any more.", {"key": person.key, "absent": False}, as_json=as_json)

    asyncio.run(work())


@people.command()
@click.argument("whose", metavar="KEY")
@who_acts
@clear_errors
def leave(whose: str, council: str | None, key: str | None, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """Note that somebody has left, and show whom their open cases go to."""

    async def work() -> None:
        async with at_desk(council, key) as (desk, actor):
            left = await people_leaving.leave(desk, actor, whose)
            show_left(left, desk.library.council(actor.council).monitoring_officer, as_json=as_json)

    asyncio.run(work())


@people.command()
@click.argument("whose", metavar="KEY")
@who_acts
@clear_errors
def rejoin(whose: str, council: str | None, key: str | None, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """Bring back somebody who left; what went to others stays there."""

    async def work() -> None:
        async with at_desk(council, key) as (desk, actor):
            person = await people_leaving.rejoin(desk, actor, whose)
        tell(f"{person.name} is in the directory again; cases that went to others stay there.", {"key": person.key}, as_json=as_json)

    asyncio.run(work())


@people.command()
@click.argument("whose", metavar="KEY")
@_CHANNEL
@click.option("--id", "external_id", required=True, help="The platform's unchanging ID of the person; no name, no address.")
@who_acts
@clear_errors
def link(whose: str, channel: str, external_id: str, as_json: bool, **who: str | None) -> None:  # noqa: FBT001 - click's flags
    """Note by which ID somebody is known on a channel."""

    async def work() -> None:
        async with at_desk(who["council"], who["key"]) as (desk, actor):
            person = await link_id(desk, actor, whose, Channel(channel), external_id)
        tell(f"{person.name} is known on {channel} by that ID.", {"key": person.key, "channel": channel}, as_json=as_json)

    asyncio.run(work())


@people.command()
@click.argument("whose", metavar="KEY")
@_CHANNEL
@who_acts
@clear_errors
def unlink(whose: str, channel: str, as_json: bool, **who: str | None) -> None:  # noqa: FBT001 - click's flags
    """Forget by which IDs somebody is known on a channel."""

    async def work() -> None:
        async with at_desk(who["council"], who["key"]) as (desk, actor):
            count = await unlink_id(desk, actor, whose, Channel(channel))
        tell(f"{count} ID{'' if count == 1 else 's'} forgotten.", {"forgotten": count}, as_json=as_json)

    asyncio.run(work())


def _given(cells: dict[str, str | None]) -> dict[str, str]:
    return {column: cell for column, cell in cells.items() if cell is not None}
