"""`clerk migrate`: bring the database up to date. Every command that uses it does so by itself; this is for those who want it done apart."""

from __future__ import annotations

import asyncio

import click

from bot.cli.common import clear_errors, settings


@click.command()
@clear_errors
def migrate() -> None:
    """Bring the database of CLERK_DATABASE_URL to the newest version."""
    asyncio.run(_migrate(settings().database_url))


async def _migrate(url: str | None) -> None:
    from bot.store.database import default_url, open_store  # noqa: PLC0415 - the database only where it is used
    from bot.store.migrations import migrate as to_newest  # noqa: PLC0415 - as above

    store = open_store(url or default_url())
    try:
        before, now = await to_newest(store)
    finally:
        await store.close()
    where = store.engine.url.render_as_string(hide_password=True)
    how = "already at" if before == now else f"from {before or 'nothing'} to"
    click.echo(f"{where}: {how} version {now}.")
