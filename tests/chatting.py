"""People of some councils who talk with one bot, for the tests of casework in conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.assistant import Assistant
from bot.casework.person import Person, person_of
from bot.message import Message
from bot.reply import Form, Reply
from bot.store.database import Store
from bot.store.people import PersonRow
from protocol_data.basics import Reader

if TYPE_CHECKING:
    from conftest import SetClock


class Chat:
    """People of some councils who talk with one bot."""

    def __init__(self, assistant: Assistant, store: Store, clock: SetClock) -> None:
        self._assistant, self._store, self.clock = assistant, store, clock

    async def person(self, council: str, name: str, reader: Reader = Reader.OFFICER, **more: object) -> Person:
        key = name.lower().replace(" ", ".")
        values = {"roles": [], "opted_out": [], "active": True, "changed_at": self.clock()} | more
        row = PersonRow(council=council, key=key, name=name, reader=reader.value, **values)
        async with self._store.write() as session:
            session.add(row)
        return person_of(row)

    async def say(self, person: Person | None, text: str, *, council: str | None = None, origin: str | None = None) -> Reply:
        """Say something in the one conversation that all of them share."""
        where = council or (person.council if person else "southend")
        reader = person.reader if person else Reader.OFFICER
        return await self._assistant.reply(Message(text, where, reader, self.clock(), "shared", person, origin))

    async def submit(self, person: Person, task: str, values: dict[str, str]) -> Reply:
        return await self._assistant.submit(Message("", person.council, person.reader, self.clock(), "shared", person), task, values)

    async def form(self, person: Person, task: str, values: dict[str, str]) -> Form | None:
        return await self._assistant.form(Message("", person.council, person.reader, self.clock(), "shared", person), task, values)


def facts(reply: Reply) -> dict[str, str]:
    return {fact.label: fact.value for fact in reply.facts}
