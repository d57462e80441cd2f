"""`clerk run`: talk, and see the nudges arrive, in one terminal: the scheduler and the conversation in one process."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from bot.cli.common import clear_errors, council_of, open_assistant, open_desk, open_library, settings
from bot.cli.conversation import Conversation, You, read_line
from bot.message import system_clock
from protocol_data.basics import Reader

if TYPE_CHECKING:
    from bot.casework.desk import Desk
    from bot.channels.console import Terminal
    from bot.message import Clock
    from protocol_data.library import Library


@click.command()
@click.option("--channel", type=click.Choice(["console"]), default="console", show_default=True, help="Where to talk and to send nudges.")
@click.option("--council", help="The council's key. Default: CLERK_COUNCIL.")
@click.option("--role", type=click.Choice([reader.value for reader in Reader]), default="officer", show_default=True, help="Who you are.")
@click.option("--as", "as_key", metavar="KEY", help="Who you are in the directory; the person at this machine when not given.")
@click.option("--every", type=click.IntRange(1, 3600), default=30, show_default=True, help="Seconds between two sweeps for nudges.")
@click.option(
    "--at",
    type=click.DateTime(["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]),
    help="Run as if it were this time, in UTC: to see nudges of another day.",
)
@clear_errors
def run(**given: Any) -> None:  # noqa: ANN401 - click's options
    """Talk with the bot while the scheduler runs; nudges are shown here as they go out. /quit ends.

    Yours are; and, where you keep the register, those of people whom no other channel reaches, but for what is private.
    """
    read = settings()
    library = open_library(read)
    you = You(council_of(read, given["council"], library), Reader(given["role"]), given["as_key"])
    with asyncio.Runner() as runner:
        desk = runner.run(open_desk(read, library, _clock(given["at"])))
        try:
            runner.run(_run(library, desk, you, given["every"]))
        finally:
            runner.run(desk.store.close())


def _clock(at: datetime | None) -> Clock:
    """Give a clock that shows a set time when it starts, and goes on from there."""
    if at is None:
        return system_clock
    ahead = at.replace(tzinfo=UTC) - system_clock()
    return lambda: system_clock() + ahead


async def _run(library: Library, desk: Desk, you: You, every: int) -> None:
    from bot.channels.console import ConsoleCourier, Terminal  # noqa: PLC0415 - with rich, only here
    from bot.reminders.scheduler import make_scheduler, stop  # noqa: PLC0415 - with the scheduler's library, only here

    await you.check(desk)
    terminal = Terminal()
    conversation = Conversation(terminal, open_assistant(library, desk), desk, you)
    conversation.welcome()
    scheduler = make_scheduler(desk, ConsoleCourier(terminal, partial(you.person, desk)), every_seconds=every)
    scheduler.start()
    try:
        await _talk(conversation, terminal)
    finally:
        await stop(scheduler)


async def _talk(conversation: Conversation, terminal: Terminal) -> None:
    """Take lines as they are typed, while the loop goes on; a thread reads them, for reading waits."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    ready = threading.Semaphore(0)

    def read() -> None:
        while True:
            ready.acquire()
            line = read_line(conversation.prompt)
            loop.call_soon_threadsafe(lines.put_nowait, line)
            if line is None:
                return

    threading.Thread(target=read, daemon=True).start()
    while True:
        ready.release()
        line = await lines.get()
        if line is None or not await conversation.take(line):
            terminal.say("")
            return
