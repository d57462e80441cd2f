"""What platforms sent does not stay for ever: whatever channel it came by, and whether or not that is still served."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import CursorResult, delete, exists, or_, select

from bot.store.platform import PlatformEventRow

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store.database import Store

KEPT = timedelta(days=7)
"""How long it is remembered that something was finished: far longer than any platform sends again."""
KEPT_UNFINISHED = timedelta(days=30)
"""How long something waits, with every word of it, that nobody is at: longer than a service is ever down that is to go on; then nobody waits for the answer."""


async def forget_received(store: Store, now: datetime) -> int:
    """Forget what was finished long ago, and what was left unfinished so long that nobody will finish it: where a channel is not served any more.

    Args:
        store: the register.
        now: the time.

    Returns:
        How many are gone.

    Raises:
        StoreError: the database can't be used.

    """
    its = PlatformEventRow
    old = or_(
        (its.state != "received") & (its.received_at < now - KEPT),
        (its.state == "received") & (its.received_at < now - KEPT_UNFINISHED) & (its.claimed_until < now - KEPT),
    )
    async with store.read() as session:  # mostly there is nothing: that must not wait for whoever writes
        if not await session.scalar(select(exists().where(old))):
            return 0
    async with store.write() as session:
        return cast("CursorResult[Any]", await session.execute(delete(its).where(old))).rowcount
