"""`clerk chat`: talk in the terminal. Needs no account, no key and no server; works when piped, too."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import click

from bot.cli.common import clear_errors, open_assistant, open_desk, open_library, settings
from bot.cli.conversation import Conversation, You, read_line
from protocol_data.basics import Reader

if TYPE_CHECKING:
    from bot.channels.console import Terminal
    from protocol_data.library import Library


@click.command()
@click.option("--council", help="The council's key; asked for when not given.")
@click.option("--role", type=click.Choice([reader.value for reader in Reader]), help="Who you are; member when not given.")
@click.option("--as", "as_key", metavar="KEY", help="Who you are in the directory; the person at this machine when not given.")
@clear_errors
def chat(council: str | None, role: str | None, as_key: str | None) -> None:
    """Talk with the bot in the terminal. /help shows what it can do, /quit ends."""
    from bot.channels.console import Terminal  # noqa: PLC0415 - with rich, only here

    read = settings()
    library = open_library(read)
    terminal = Terminal()
    key = council or read.council
    if key is not None:
        library.folder(key)
    else:
        key = ask_council(terminal, library)
        if key is None:
            return
    with asyncio.Runner() as runner:
        desk = runner.run(open_desk(read, library))
        try:
            you = You(key, Reader(role or "member"), as_key)
            runner.run(you.check(desk))
            conversation = Conversation(terminal, open_assistant(library, desk), desk, you)
            conversation.welcome()
            while (line := read_line(conversation.prompt)) is not None and runner.run(conversation.take(line)):
                pass
        finally:
            runner.run(desk.store.close())


def ask_council(terminal: Terminal, library: Library) -> str | None:
    """Ask for a council until one is named, by key, number or name; nothing at the end of input."""
    from intents.slots import council_named  # noqa: PLC0415 - with rapidfuzz, only here

    keys = list(library.names)
    terminal.say(
        "Which council's protocol?\n" + "\n".join(f"  {number}. {key}: {library.names[key][0]}" for number, key in enumerate(keys, 1))
    )
    while (line := read_line("council> ")) is not None:
        said = line.strip()
        if said.isdecimal() and 0 < int(said) <= len(keys):
            return keys[int(said) - 1]
        if said.lower() in keys:
            return said.lower()
        found = council_named(said, library.names) if said else None
        if found:
            return found
        terminal.say(f"I know no council “{said}”. Type its number or key.")
    return None
