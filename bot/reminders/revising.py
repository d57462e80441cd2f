"""Messages that told of a case are brought up to date once something was done about it: every copy shows what was done, and by whom.

The deed itself is committed before; that the copies show it is done as well as it can be: at once where that works, and with each sweep a few times more.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from bot.casework.errors import CaseError
from bot.logs import where
from bot.reminders.courier import Copy, NoWayError, RevisingCourier, TryLaterError
from bot.reminders.refs import case_named
from bot.reminders.revised import revised
from bot.store.errors import StoreError
from bot.store.nudges import NudgeCopyRow, NudgeRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement

    from bot.casework.desk import Desk
    from bot.casework.person import Person
    from bot.reminders.courier import Courier
    from bot.reminders.deeds import Done
    from bot.store.database import AsyncSession

log = logging.getLogger(__name__)
BACKOFF = (timedelta(minutes=2), timedelta(minutes=15), timedelta(hours=2))
"""How long to wait after the first, second, ... attempt that failed; after one more it is left as it is."""
KEPT = timedelta(days=90)
"""So long it is known where a nudge was shown; nobody looks for an older one to see what became of it."""
_SECONDS = 15
"""So long the change of one message may take."""
_AT_ONCE_SECONDS = 5
"""So long somebody's next word may wait for it that all is shown at once."""
_LATEST = 20
"""So many rows of a case are brought up to date, the newest first."""
_AT_ONCE = 50
"""So many rows are taken on at a time."""


async def settled(desk: Desk, courier: Courier | None, actor: Person, done: Done, at: Copy | None = None) -> None:
    """Show on the other messages that told of a case what was done about it; nothing depends on it, so that whatever goes wrong is logged.

    Args:
        desk: the database, packs and clock.
        courier: who changes messages; where it can't now, it is done with a later sweep.
        actor: who did it. What somebody does for themselves is shown on what went to them directly, and nowhere else.
        done: what was done; it is committed.
        at: the message on which it was done, which shows it already.

    """
    try:
        copies = await _note(desk, courier, actor, done, at)
        if isinstance(courier, RevisingCourier):
            async with asyncio.timeout(_AT_ONCE_SECONDS):
                for copy in copies:
                    await _revise(desk, courier, copy)
    except TimeoutError:
        log.info("what was done is shown on the other messages with a later sweep")
    except StoreError as error:
        log.warning("what was done is not shown everywhere: %s", error)


async def _note(desk: Desk, courier: Courier | None, actor: Person, done: Done, at: Copy | None) -> list[Copy]:
    """Write down which messages are to be changed; give those to be changed here and now, which nobody else takes on meanwhile."""
    try:
        kind, number = case_named(done.ref)
    except CaseError:  # it is of a kind of which nobody is reminded
        return []
    now, channels = desk.now(), courier.revises if isinstance(courier, RevisingCourier) else frozenset()
    rows = select(NudgeCopyRow).join(NudgeRow, NudgeRow.id == NudgeCopyRow.nudge_id)
    rows = rows.where(NudgeRow.case_kind == kind.value, NudgeRow.case_id == number, NudgeRow.council == actor.council)
    if done.own:
        rows = rows.where(NudgeRow.recipient_id == actor.id, NudgeCopyRow.shared.is_(False))
    taken: dict[Copy, None] = {}
    async with desk.store.write() as session:
        for row in await session.scalars(rows.order_by(NudgeCopyRow.id.desc()).limit(_LATEST)):
            row.what, row.by_id, row.done_at = done.what, actor.id, now
            if at is not None and (at.channel, at.place, at.message) == (row.channel, row.place, row.message):
                row.state, row.not_before, row.attempts = "shown", None, 0
            elif row.channel in channels:
                row.state, row.not_before, row.attempts = "due", now + BACKOFF[0], 1
                taken[_copy(row)] = None
            else:
                row.state, row.not_before, row.attempts = "due", now, 0
    return list(taken)


async def catch_up(desk: Desk, courier: Courier | None) -> int:
    """Bring messages up to date that do not show yet what was done, and forget those of long ago.

    Args:
        desk: the database, packs and clock.
        courier: who changes messages; one that can't, changes none.

    Returns:
        How many messages were changed.

    Raises:
        StoreError: the database can't be used.

    """
    if not isinstance(courier, RevisingCourier):
        return 0
    changed = 0
    while copies := await _claim(desk, courier.revises):
        for copy in copies:
            changed += await _revise(desk, courier, copy)
    async with desk.store.write() as session:
        await session.execute(delete(NudgeCopyRow).where(NudgeCopyRow.sent_at < desk.now() - KEPT))
    return changed


async def _claim(desk: Desk, channels: frozenset[str]) -> list[Copy]:
    """Take messages on: whatever becomes of it, nobody tries the same again for a while."""
    now = desk.now()
    due = select(NudgeCopyRow).where(NudgeCopyRow.state == "due", NudgeCopyRow.not_before <= now, NudgeCopyRow.channel.in_(channels))
    async with desk.store.write() as session:
        rows = list(await session.scalars(due.order_by(NudgeCopyRow.not_before).limit(_AT_ONCE).with_for_update(skip_locked=True)))
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
        reply = await revised(desk, session, rows)
    try:
        async with asyncio.timeout(_SECONDS):
            await courier.revise(copy, reply)
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
