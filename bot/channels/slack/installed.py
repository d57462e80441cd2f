"""The rows of the workspaces in which the bot is installed. Several processes read and write them; none overwrites what it has not seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import CursorResult, and_, or_, select, update

from bot.store.platform import SlackWorkspaceRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from bot.store.database import AsyncSession, Store


async def rows_in(store: Store, state: str, enterprise: str | None = None, team: str | None = None) -> Sequence[SlackWorkspaceRow]:
    """Read the rows that may be meant by a request's ids; without any id, all.

    Args:
        store: the database.
        state: only those in this state.
        enterprise: the organisation's id.
        team: the workspace's id; events don't always name its organisation.

    Returns:
        Their rows.

    Raises:
        StoreError: they can't be read.

    """
    meant: list[ColumnElement[bool]] = []
    if team:
        meant.append(SlackWorkspaceRow.team_id == team)
    if enterprise:
        whole = SlackWorkspaceRow.enterprise_id == enterprise
        meant.append(and_(whole, SlackWorkspaceRow.team_id == "") if team else whole)
    asked = select(SlackWorkspaceRow).where(SlackWorkspaceRow.state == state)
    async with store.read() as session:
        return list(await session.scalars(asked.where(or_(*meant)) if meant else asked))


async def row_of(store: Store, key: tuple[str, str]) -> SlackWorkspaceRow | None:
    """Read the row of a workspace, by the ids of its organisation and its own.

    Raises:
        StoreError: it can't be read.

    """
    async with store.read() as session:
        return await row_in(session, key)


async def row_in(session: AsyncSession, key: tuple[str, str], *, lock: bool = False) -> SlackWorkspaceRow | None:
    """Read the row of a workspace in a session; to change it, lock it."""
    asked = select(SlackWorkspaceRow).where(*_is(key))
    return await session.scalar(asked.with_for_update() if lock else asked)


async def change(session: AsyncSession, key: tuple[str, str], seen: datetime | None, values: Mapping[str, Any]) -> bool:
    """Change the row of a workspace, unless somebody else has done so since it was read.

    Args:
        session: the unit of work.
        key: the ids of its organisation and its own.
        seen: its `changed_at`, as it was read.
        values: what is to stand there.

    Returns:
        Whether it was changed.

    Raises:
        StoreError: it can't be written.

    """
    changing = update(SlackWorkspaceRow).where(*_is(key), SlackWorkspaceRow.changed_at == seen).values(**values)
    return bool(cast("CursorResult[Any]", await session.execute(changing)).rowcount)


def _is(key: tuple[str, str]) -> tuple[ColumnElement[bool], ...]:
    return SlackWorkspaceRow.enterprise_id == key[0], SlackWorkspaceRow.team_id == key[1]
