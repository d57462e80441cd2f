"""One person's talk in the terminal: who they are, what they type, and the slash commands for what is no question."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import wording
from bot.cli.common import fail
from bot.store.errors import StoreError
from protocol_data.basics import Reader
from protocol_data.library import common_topics
from protocol_data.yaml_source import PackError

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.casework.desk import Desk
    from bot.casework.person import Person
    from bot.channels.console import Terminal

_COMMANDS = "/council KEY · /role member|officer · /compare TOPIC · /topics [WORD] · /clause REF · /help · /quit"


def read_line(prompt: str) -> str | None:
    """Read a line, with a prompt where a person types; nothing at the end of input."""
    try:
        if sys.stdin.isatty():
            with contextlib.suppress(ImportError):
                import readline  # noqa: F401, PLC0415 - line editing and history, where the platform has it

            return input(prompt)
        line = sys.stdin.buffer.readline()
        return line.decode(errors="replace").rstrip("\r\n") if line else None
    except (EOFError, KeyboardInterrupt):
        return None


@dataclass(slots=True)
class You:
    """Who talks: the council and role they chose, and who that is in the directory."""

    council: str
    reader: Reader
    key: str | None

    async def check(self, desk: Desk) -> None:
        """Take the role of whoever was named; a clear error where the directory has nobody of that key."""
        if self.key is not None:
            self.reader = (await self.person(desk)).reader

    async def person(self, desk: Desk) -> Person:
        """Give the person of the directory."""
        from bot.casework.operator import acting  # noqa: PLC0415 - with the database, only here

        found = await acting(desk, self.council, self.key, self.reader)
        if found is None:
            fail(f"nobody in the directory of {self.council} has the key {self.key}. See `clerk people list --council {self.council}`.")
        return found


class Conversation:
    """One person's talk, with slash commands for what is no question."""

    def __init__(self, terminal: Terminal, assistant: Assistant, desk: Desk, you: You) -> None:
        """Talk on a terminal, as somebody, with what answers."""
        self._terminal, self._assistant, self._desk, self._you = terminal, assistant, desk, you
        self._library = desk.library

    @property
    def prompt(self) -> str:
        """What stands before the line that is typed."""
        return f"{self._you.council}/{self._you.reader.value}> "

    def welcome(self) -> None:
        """Say whose protocol answers, and what can be typed."""
        council = self._library.council(self._you.council)
        self._terminal.say(f"{wording.switched(council)} You ask as: {wording.reader_name(council, self._you.reader)}.\n{_COMMANDS}\n")

    async def take(self, line: str) -> bool:
        """Take a line that was typed; false where it ends the talk."""
        said = line.strip()
        if said in {"/quit", "/exit", "/q"}:
            return False
        try:
            if said.startswith("/"):
                await self._command(said)
            elif said:
                await self._ask(said)
        except (PackError, StoreError) as error:
            self._terminal.say(f"That can't be answered: {error}")
        return True

    async def _ask(self, text: str) -> None:
        from bot.message import Message  # noqa: PLC0415 - with the assistant

        you = self._you
        person = await you.person(self._desk)
        reply = await self._assistant.reply(Message(text, you.council, you.reader, self._desk.now(), "terminal", person))
        self._terminal.show(reply)
        if reply.action and reply.action.name == "switch_council" and "council" in reply.action.slots:
            self._moved(reply.action.slots["council"])

    def _moved(self, council: str) -> None:
        """Go to another council, as the person at this machine: the directory of each is its own."""
        self._you.council, self._you.key = council, None

    async def _command(self, said: str) -> None:
        name, _, rest = said[1:].partition(" ")
        rest = rest.strip()
        match name:
            case "council":
                self._switch(rest)
            case "role" if rest in {"member", "officer"}:
                self._you.reader, self._you.key = Reader(rest), None
                self._terminal.say(f"You ask as: {wording.reader_name(self._library.council(self._you.council), self._you.reader)}.")
            case "compare" if rest:
                self._compare(rest)
            case "topics":
                self._topics(rest)
            case "clause" if rest:
                await self._ask(f"clause {rest}")
            case "help":
                await self._ask("help")
                self._terminal.say(_COMMANDS)
            case _:
                self._terminal.say(f"I don't know “{said}”. Commands: {_COMMANDS}")

    def _switch(self, key: str) -> None:
        if key not in self._library.keys:
            self._terminal.say(f"There is no council “{key}” here. Known: {', '.join(self._library.keys)}.")
            return
        self._library.pack(key)
        self._moved(key)
        self._terminal.say(wording.switched(self._library.council(key)))

    def _compare(self, said: str) -> None:
        from bot.comparing import compare, find_topics  # noqa: PLC0415 - with rapidfuzz, only here

        found = find_topics(said)
        if not found:
            self._terminal.say(f"I know no topic like “{said}”. /topics lists them.")
            return
        self._terminal.compare(common_topics()[found[0]].title, compare(found[0], self._you.reader, self._library))
        if len(found) > 1:
            self._terminal.say("Other topics: " + ", ".join(found[1:]))

    def _topics(self, said: str) -> None:
        from bot.comparing import find_topics  # noqa: PLC0415 - as above

        names = find_topics(said) if said else list(common_topics())
        entries = self._library.pack(self._you.council).topics
        for name in names:
            silent = "  (your protocol is silent)" if name in entries and entries[name].silent else ""
            self._terminal.say(f"{name}: {common_topics()[name].about}{silent}")
        if not names:
            self._terminal.say(f"No topic matches “{said}”.")
