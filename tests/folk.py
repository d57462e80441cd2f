"""People for tests, put into the directory directly."""

from __future__ import annotations

from typing import Any

from bot.casework.desk import Desk
from bot.casework.person import Person, person_of
from bot.store.people import PersonRow


async def hire(desk: Desk, council: str, key: str, **columns: Any) -> Person:  # noqa: ANN401 - any column
    """Put an officer into the directory."""
    return await _enter(desk, council, key, "officer", columns)


async def elect(desk: Desk, council: str, key: str, **columns: Any) -> Person:  # noqa: ANN401 - any column
    """Put a member into the directory."""
    return await _enter(desk, council, key, "member", columns)


async def _enter(desk: Desk, council: str, key: str, reader: str, columns: dict[str, Any]) -> Person:
    given: dict[str, Any] = {"name": key.replace(".", " ").title(), "roles": [], "opted_out": [], "active": True} | columns
    async with desk.store.write() as session:
        row = PersonRow(council=council, key=key, reader=reader, changed_at=desk.now(), **given)
        session.add(row)
        await session.flush()
        return person_of(row)
