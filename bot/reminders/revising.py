"""Messages that told of a case are brought up to date once something was done about it: every copy shows what was done, and by whom.

Which messages those are was written down with the deed (`bot.casework.told_of`); they are changed at once where that works, and with each sweep a few times more.
"""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from bot.casework.errors import CaseError
from bot.casework.told_of import KEPT
from bot.logs import where
from bot.reminders.courier import Copy, NoWayError, RevisingCourier, TryLaterError
from bot.reminders.refs import case_named
from bot.reminders.revised import recipient_of, revised
from bot.store.errors import StoreError
from bot.store.nudges import NudgeCopyRow, NudgeRow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select

    from bot.casework.desk import Desk
    from bot.reminders.courier import Courier
    from bot.store.database import AsyncSession

log = logging.getLogger(__name__)
BACKOFF = (timedelta(minutes=2), timedelta(minutes=15), timedelta(hours=2))
"""How long to wait after the first, second, ... attempt that failed; after one more it is left as it is."""
_SECONDS = 15
"""So long the change of one message may take."""
_AT_ONCE_SECONDS = 5
"""So long somebody's next word may wait for it that all is shown at once."""
_SWEEP_SECONDS = 30.0
"""So long a sweep goes on with it: messages that can't be changed are not to keep the next nudges waiting. The rest is for the next sweep."""


async def hurry(desk: Desk, courier: Courier | None, council: str, ref: str, first: Copy | None = None) -> dict[Copy, bool]:
    """Show at once what was done about a case on the messages that told of it, as `casework.told_of` wrote it down with the deed.

    Nothing depends on it, so that whatever goes wrong is logged: a sweep does what is not done here.

    Args:
        desk: the database, packs and clock.
        courier: who changes messages; where it can't, a sweep that can does it.
        council: whose case it is.
        ref: the case's number.
        first: the message that somebody looks at: its turn comes first.

    Returns:
        The messages that were to be changed, each with whether it shows it now.

    """
    tried: dict[Copy, bool] = {}
    try:
        kind, number = case_named(ref)
        copies = sorted(await _claim_of(desk, courier, (council, kind.value, number)), key=lambda its: its != first)
        tried = dict.fromkeys(copies, False)
        if isinstance(courier, RevisingCourier):
            async with asyncio.timeout(_AT_ONCE_SECONDS):
                for copy in copies:
                    tried[copy] = await _revise(desk, courier, copy)
    except CaseError:  # it is of a kind of which nobody is reminded
        pass
    except TimeoutError:
        log.info("what was done is shown on the other messages with a later sweep")
    except StoreError as error:
        log.warning("what was done is not shown everywhere yet: %s", error)
    return tried


async def _claim_of(desk: Desk, courier: Courier | None, case: tuple[str, str, int]) -> list[Copy]:
    """Take on the messages about a case that are to be changed; nobody else does so meanwhile. Where there are none, nothing is written."""
    if not isinstance(courier, RevisingCourier):
        return []
    council, kind, number = case
    due = _due(desk.now(), courier.revises).join(NudgeRow, NudgeRow.id == NudgeCopyRow.nudge_id)
    due = due.where(NudgeRow.case_kind == kind, NudgeRow.case_id == number, NudgeRow.council == council).order_by(NudgeCopyRow.id)
    async with desk.store.read() as session:
        if await session.scalar(due.limit(1)) is None:
            return []
    async with desk.store.write() as session:
        return _taken(list(await session.scalars(due.with_for_update(skip_locked=True, of=NudgeCopyRow))), desk.now())


async def catch_up(desk: Desk, courier: Courier | None, seconds: Callable[[], float] = time.monotonic) -> int:
    """Bring messages up to date that do not show yet what was done, and forget those of long ago.

    Args:
        desk: the database, packs and clock.
        courier: who changes messages; one that can't, changes none.
        seconds: a clock that only goes forward: after `_SWEEP_SECONDS` no further message is begun.

    Returns:
        How many messages were changed.

    Raises:
        StoreError: the database can't be used.

    """
    if not isinstance(courier, RevisingCourier):
        return 0
    changed, until = 0, seconds() + _SWEEP_SECONDS
    while seconds() < until and (copy := await _claim(desk, courier.revises)) is not None:
        changed += await _revise(desk, courier, copy)
    async with desk.store.write() as session:
        await session.execute(delete(NudgeCopyRow).where(NudgeCopyRow.sent_at < desk.now() - KEPT))
    return changed


async def _claim(desk: Desk, channels: frozenset[str]) -> Copy | None:
    """Take on the message that waits longest, and no other: whatever becomes of it, nobody tries the same again for a while, and what is not begun loses no attempt."""
    due = _due(desk.now(), channels)
    async with desk.store.read() as session:
        if await session.scalar(due.limit(1)) is None:
            return None
    async with desk.store.write() as session:
        first = await session.scalar(due.order_by(NudgeCopyRow.not_before, NudgeCopyRow.id).limit(1).with_for_update(skip_locked=True))
        if first is None:
            return None
        copy = _copy(first)
        same = due.where(_of(copy)).order_by(NudgeCopyRow.id)  # it may tell of several cases
        _taken(list(await session.scalars(same.with_for_update(skip_locked=True))), desk.now())
        return copy


def _due(now: datetime, channels: frozenset[str]) -> Select[NudgeCopyRow]:
    return select(NudgeCopyRow).where(NudgeCopyRow.state == "due", NudgeCopyRow.not_before <= now, NudgeCopyRow.channel.in_(channels))


def _taken(rows: Sequence[NudgeCopyRow], now: datetime) -> list[Copy]:
    for row in rows:
        row.attempts += 1
        row.not_before = now + BACKOFF[min(row.attempts, len(BACKOFF)) - 1]
    return list(dict.fromkeys(map(_copy, rows)))


async def rows_of(session: AsyncSession, copy: Copy) -> list[NudgeCopyRow]:
    """Give the nudges of which a message tells; nothing where the message is none of a nudge."""
    return list(await session.scalars(select(NudgeCopyRow).where(_of(copy)).order_by(NudgeCopyRow.id)))


async def _revise(desk: Desk, courier: RevisingCourier, copy: Copy) -> bool:
    async with desk.store.read() as session:
        rows = await rows_of(session, copy)
        reply, recipient = await revised(desk, session, rows), await recipient_of(session, rows)
    try:
        async with asyncio.timeout(_SECONDS):
            await courier.revise(copy, reply, recipient)
    except NoWayError as error:
        return await _failed(desk, rows, str(error), final=True)
    except (TryLaterError, TimeoutError) as error:
        return await _failed(desk, rows, str(error) or "the channel did not answer in time")
    except Exception as error:  # noqa: BLE001 - one message that can't be changed must not hold up the others
        return await _failed(desk, rows, where(error))
    await _change(desk, rows, "shown")
    return True


async def _failed(desk: Desk, rows: Sequence[NudgeCopyRow], why: str, *, final: bool = False) -> bool:
    lost = [row for row in rows if final or row.attempts > len(BACKOFF)]
    if lost:
        log.warning("a message does not show what was done about its case, and is left as it is: %s", why)
        await _change(desk, lost, "failed")
    return False


async def _change(desk: Desk, rows: Sequence[NudgeCopyRow], state: str) -> None:
    """Write down how it went, but for what was done anew meanwhile."""
    async with desk.store.write() as session:
        for row in rows:
            same = (NudgeCopyRow.id == row.id, NudgeCopyRow.state == "due", NudgeCopyRow.done_at == row.done_at)
            await session.execute(update(NudgeCopyRow).where(*same).values(state=state, not_before=None))


def _copy(row: NudgeCopyRow) -> Copy:
    return Copy(row.channel, row.team, row.place, row.message, row.shared)


def _of(copy: Copy) -> ColumnElement[bool]:
    stands = (NudgeCopyRow.channel == copy.channel) & (NudgeCopyRow.place == copy.place) & (NudgeCopyRow.message == copy.message)
    return stands & (NudgeCopyRow.team == copy.team)
