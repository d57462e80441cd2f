"""Write a row whether it is there already or not, in one statement: two processes that do so at once don't run into each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Table

    from bot.store import base
    from bot.store.database import AsyncSession


async def add(session: AsyncSession, row: type[base.Table], key: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Insert a row unless there is one.

    Args:
        session: the unit of work.
        row: into which table.
        key: the columns of a unique constraint, and what stands in them.
        values: what is to stand in other columns.

    Returns:
        Whether it was inserted: of several who do so at once that is told one alone.

    """
    adding = _insert(session, row).values({**key, **values}).on_conflict_do_nothing(index_elements=list(key))
    return await session.scalar(adding.returning(*list(cast("Table", row.__table__).primary_key))) is not None


async def put(session: AsyncSession, row: type[base.Table], key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Insert a row, or change the one that is there.

    Args:
        session: the unit of work.
        row: of which table.
        key: the columns of a unique constraint, and what stands in them.
        values: what is to stand in other columns; those that are not named stay as they are, and begin with their defaults.

    """
    adding = _insert(session, row).values({**key, **values})
    await session.execute(adding.on_conflict_do_update(index_elements=list(key), set_={name: adding.excluded[name] for name in values}))


def _insert(session: AsyncSession, row: type[base.Table]) -> Any:  # noqa: ANN401 - one of two classes alike
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    return insert(cast("Table", row.__table__))
