"""`clerk validate`: check packs."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bot.cli.common import BAD_INPUT, clear_errors, open_library, settings
from protocol_data.basics import Reader
from protocol_data.checks import check_folder
from protocol_data.library import UnknownCouncilError


@click.command()
@click.argument("pack_dir", required=False, type=click.Path(path_type=Path))
@click.option(
    "--sources",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="A folder with the published texts: checks coverage, limits and copied runs too.",
)
@clear_errors
def validate(pack_dir: Path | None, sources: Path | None) -> None:
    """Check PACK_DIR, or every pack on the shelf. Exit status 2 when something is wrong."""
    library = open_library(settings())
    folders = [pack_dir] if pack_dir else [library.folder(key) for key in library.keys]
    wrong = 0
    for folder in folders:
        if pack_dir and not (folder / "council.yml").exists() and folder.name in library.keys:
            raise UnknownCouncilError(str(folder), library.keys)
        pack, faults = check_folder(folder, sources)
        for fault in faults:
            click.echo(str(fault), err=True)
        wrong += len(faults)
        if pack is not None and not faults:
            silent = sum(entry.silent for entry in pack.topics.values())
            asks = sum(len(clause.asks) for clause in pack.clauses)
            readers = " and ".join(reader.value for reader in Reader)
            click.echo(
                f"{pack.council.key}: {len(pack.clauses)} clauses, {asks} asks, {len(pack.topics) - silent} topics answered for {readers}, "
                f"{silent} declared silent, {len(pack.procedures.procedures)} procedures: no faults"
            )
    if wrong:
        click.echo(f"{wrong} fault{'s' if wrong > 1 else ''}.", err=True)
        sys.exit(BAD_INPUT)
