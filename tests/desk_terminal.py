"""A terminal with the register behind it: the command is given, and what was done on a platform before is written down."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from click.testing import CliRunner
from conftest import SetClock
from folk import hire
from nudging import ledger
from sqlalchemy import select
from terminal import Terminal

from bot.casework.desk import Desk
from bot.casework.person import Person
from bot.store.database import open_store
from bot.store.nudges import AuditRow, NudgeRow
from bot.store.people import IdentityRow
from protocol_data.library import Library

HERE = "county"


class DeskTerminal(Terminal):
    """`clerk slack` or `clerk teams`, with the people of a council who are known there."""

    def __init__(self, runner: CliRunner, group: str, url: str, library: Library, clock: SetClock) -> None:
        super().__init__(runner, group)
        self._channel, self._url, self._library, self._clock = group, url, library, clock

    def at_desk(self, work: Callable[[Desk], Awaitable[Any]]) -> Any:  # noqa: ANN401 - whatever the work gives
        async def do() -> Any:  # noqa: ANN401 - as above
            desk = Desk(open_store(self._url), self._library, self._clock)
            try:
                return await work(desk)
            finally:
                await desk.store.close()

        return asyncio.run(do())

    def hire(self, key: str, *ids: str, **columns: Any) -> Person:  # noqa: ANN401 - any column
        async def work(desk: Desk) -> Person:
            made = await hire(desk, HERE, key, **columns)
            async with desk.store.write() as session:
                session.add_all(IdentityRow(person_id=made.id, channel=self._channel, external_id=one) for one in ids)
            return made

        made: Person = self.at_desk(work)
        return made

    def nudges(self) -> list[tuple[str, str]]:
        async def work(desk: Desk) -> list[tuple[str, str]]:
            return await ledger(desk.store)

        found: list[tuple[str, str]] = self.at_desk(work)
        return found

    def audited(self) -> list[tuple[str, str, int | None]]:
        async def work(desk: Desk) -> list[tuple[str, str, int | None]]:
            async with desk.store.read() as session:
                return [(row.what, row.case_kind, row.case_id) for row in await session.scalars(select(AuditRow).order_by(AuditRow.id))]

        found: list[tuple[str, str, int | None]] = self.at_desk(work)
        return found


def failed(desk: Desk, person: Person, why: str) -> NudgeRow:
    """Give a nudge that found no way to its person."""
    about = {"council": HERE, "case_kind": "enquiry", "case_id": 1, "kind": "today", "recipient_id": person.id, "about": desk.today(HERE)}
    return NudgeRow(**about, state="failed", attempts=1, why=why, not_before=desk.now(), planned_at=desk.now())
