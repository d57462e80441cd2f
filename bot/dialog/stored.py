"""Conversations in the register's database: still open after a restart, and for every process that serves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import CursorResult, case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.dialog.conversations import Kept
from bot.dialog.pending import LAPSES
from bot.store.conversations import ConversationRow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Delete, Table, Update

    from bot.store.database import AsyncSession, Store


class InRegister:
    """Conversations in a database that several processes share."""

    def __init__(self, store: Store) -> None:
        """Keep them in a store that is brought up to date."""
        self._store = store

    async def read(self, whose: str) -> Kept | None:
        """Give what is kept of a conversation: one row by its key."""
        its = ConversationRow
        async with self._store.read() as session:
            row = (await session.execute(select(its.version, its.at, its.body, its.origin).where(its.whose == whose))).one_or_none()
        return Kept(*row) if row is not None else None

    async def write(self, whose: str, person_id: int, kept: Kept) -> bool:
        """Keep a conversation in the place of the version before it, in one statement."""
        values = {"person_id": person_id, "version": kept.version, "body": kept.body, "origin": kept.origin, "at": kept.at}
        async with self._store.write() as session:
            if kept.version > 1:
                before = (ConversationRow.whose == whose, ConversationRow.version == kept.version - 1)
                return await _changed(session, update(ConversationRow).where(*before).values(values)) == 1
            new = self._insert(whose, values).on_conflict_do_nothing()
            return (
                await session.scalar(new.returning(ConversationRow.version)) is not None
            )  # PostgreSQL's driver counts no inserted rows here

    async def move(self, whose: str, to: str) -> None:
        """Let a conversation go on elsewhere. What is written there in this moment by somebody else gives way, whoever comes first."""
        its = ConversationRow
        async with self._store.write() as session:
            row = await session.scalar(select(its).where(its.whose == whose).with_for_update())
            if row is None or row.body is None:
                return
            values = {"person_id": row.person_id, "version": row.version + 1, "body": row.body, "origin": row.origin, "at": row.at}
            await session.delete(row)
            await session.flush()
            newer = case((its.version < values["version"], values["version"]), else_=its.version + 1)  # than either was
            await session.execute(
                self._insert(to, values).on_conflict_do_update(index_elements=[its.whose], set_=values | {"version": newer})
            )

    def _insert(self, whose: str, values: Mapping[str, Any]) -> sqlite.Insert | postgresql.Insert:
        insert = sqlite.insert if self._store.is_sqlite else postgresql.insert
        return insert(cast("Table", ConversationRow.__table__)).values(whose=whose, **values)


async def forget_lapsed(store: Store, now: datetime) -> int:
    """Remove what nobody answered in time, with every word that was said in it.

    Args:
        store: the register.
        now: the time.

    Returns:
        How many are gone.

    Raises:
        StoreError: the database can't be used.

    """
    async with store.write() as session:
        return await _changed(session, delete(ConversationRow).where(ConversationRow.at < now - LAPSES))


async def _changed(session: AsyncSession, statement: Delete | Update) -> int:
    return cast("CursorResult[Any]", await session.execute(statement)).rowcount
