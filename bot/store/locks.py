"""Locks on what no single row stands for. SQLite needs none: there one unit of work writes at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from bot.store.database import AsyncSession

_CALENDAR = 7_402_114
"""The number of PostgreSQL's advisory lock on the calendars."""


async def hold_calendars(session: AsyncSession, *, alone: bool = False) -> None:
    """Keep the calendars as they are until this unit of work ends, because dates are counted by them and written down.

    Whoever adds a day, or takes one off, holds them alone: it waits for dates that are being counted without it, and dates that are counted later know of it. To be taken first in a
    unit of work, before any row is locked, so that no two wait for each other.

    Args:
        session: a unit of work that writes.
        alone: a day is added or taken off.

    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text(f"SELECT pg_advisory_xact_lock{'' if alone else '_shared'}(:lock)"), {"lock": _CALENDAR})
