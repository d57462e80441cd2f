"""Somebody can be reached again: what could not be sent to them waits for the next sweep, which holds it against the case before it sends it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from bot.store.nudges import NudgeRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Select

    from bot.store.database import AsyncSession


async def reached_again(session: AsyncSession, people: Collection[int] | Select[Any], now: datetime) -> None:
    """Have what failed to reach some people tried again, from now on; what was sent is left as it is.

    Args:
        session: the unit of work in which they became reachable.
        people: who, by id.
        now: the time.

    """
    failed = update(NudgeRow).where(NudgeRow.recipient_id.in_(people), NudgeRow.state == "failed")
    await session.execute(failed.values(state="planned", not_before=now, attempts=0, why=None).execution_options(synchronize_session=False))
