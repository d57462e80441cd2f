"""Lists: a table on a terminal, lines with tabs between the columns where the output is piped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence


def show_rows(columns: Sequence[str], rows: Sequence[Sequence[str]], *, none: str) -> None:
    """Show a list.

    Args:
        columns: their headings; a pipe gets no line of headings.
        rows: one text per column.
        none: what is said, on the error stream, where there are no rows.

    """
    from rich.console import Console  # noqa: PLC0415 - only where something is listed
    from rich.table import Table  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    console = Console(highlight=False)
    if not rows:
        click.echo(none, err=True)
    elif console.is_terminal:
        table = Table(*columns)
        for row in rows:
            table.add_row(*map(Text, row))
        console.print(table)
    else:
        for row in rows:
            click.echo("\t".join(row))
