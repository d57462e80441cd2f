"""Write a row whether it is there already or not, in one statement: two processes that do so at once don't run into each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Table

    from bot.store import base
    from bot.store.database import AsyncSession


async def put(session: AsyncSession, row: type[base.Table], key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Insert a row, or change the one that is there.

    Args:
        session: the unit of work.
        row: of which table.
        key: the columns of a unique constraint, and what stands in them.
        values: what is to stand in other columns; those that are not named stay as they are, and begin with their defaults.

    """
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    adding = insert(cast("Table", row.__table__)).values({**key, **values})
    await session.execute(adding.on_conflict_do_update(index_elements=list(key), set_={name: adding.excluded[name] for name in values}))
