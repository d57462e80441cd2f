"""`clerk serve`: the channels that are set up and the scheduler, in one process, until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

import click

from bot.cli.common import clear_errors, fail, open_assistant, open_desk, open_library, settings

if TYPE_CHECKING:
    from bot.config import Settings


@click.command()
@click.option("--host", help="The address to listen on. Default: CLERK_HOST.")
@click.option("--port", type=click.IntRange(0, 65535), help="The port to listen on; 0 takes any that is free. Default: CLERK_PORT.")
@click.option("--every", type=click.IntRange(1, 3600), default=120, show_default=True, help="Seconds between two sweeps for nudges.")
@clear_errors
def serve(host: str | None, port: int | None, every: int) -> None:
    """Serve Slack and Teams, send nudges, and tell how it is at /healthz, /readyz and /metrics. SIGTERM and Ctrl-C stop it: what was acknowledged is finished first."""
    read = settings()
    read.host = host or read.host
    read.port = read.port if port is None else port
    asyncio.run(_serve(read, every))


async def _serve(read: Settings, every: int) -> None:
    from bot.dialog.stored import InRegister  # noqa: PLC0415 - with the database, only here
    from bot.service import NothingSetUpError, Service  # noqa: PLC0415 - with the platforms' libraries, only here

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for told in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(told, stop.set)
    library = open_library(read)
    desk = await open_desk(read, library)
    try:
        assistant = open_assistant(library, desk, conversations=InRegister(desk.store))
        service = Service(read, desk, assistant, sweep_seconds=every)
        await service.start()
        click.echo(f"clerk: listening on http://{read.host}:{service.port}; Ctrl-C ends.", err=True)
        await stop.wait()
        click.echo("clerk: finishing what was taken on ...", err=True)
        await service.stop()
    except NothingSetUpError as error:
        fail(str(error))
    except OSError as error:
        fail(
            f"{read.host}:{read.port} can't be listened on: {error.strerror or error}. Set CLERK_HOST and CLERK_PORT, or stop what listens there."
        )
    finally:
        await desk.store.close()
