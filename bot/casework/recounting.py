"""What due dates were counted by last: the list of bank holidays and the local target. Where either is another now, open cases are counted anew, once."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.calendar.holidays import fingerprint
from bot.casework.enquiry_moves import recounted
from bot.casework.enquiry_record import council_rule
from bot.casework.enquiry_rules import DueFrom
from bot.casework.reports import look_again
from bot.store.calendars import FactRow
from bot.store.cases import EnquiryRow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.casework.desk import Desk
    from bot.casework.enquiry_batches import Moved

_CALENDAR, _TARGET = "calendar", "local_target"


async def recount_if_changed(desk: Desk, progress: Callable[[int], None] = lambda _looked_at: None) -> tuple[Moved, ...]:
    """Count open cases anew where the bank holidays or the local target differ from what was used last; one look into the database where they do not.

    Dates go forward only. What was used is noted at the end: a run that is stopped is done again, and two at once move nothing twice, for each case is counted
    under its lock from its own events.

    Args:
        desk: the database, packs and clock.
        progress: is told now and then how many cases have been looked at.

    Returns:
        The cases whose date went forward.

    Raises:
        StoreError: the database can't be used; what was moved before stays moved, and the next start does the rest.

    """
    now = {_CALENDAR: fingerprint(), _TARGET: str(desk.local_target or "")}
    async with desk.store.read() as session:
        before = {row.key: row.value for row in await session.scalars(select(FactRow).where(FactRow.key.in_(now)))}
        if before == now:
            return ()
        open_ones = await session.scalars(select(EnquiryRow.council).where(EnquiryRow.state == "open").distinct())
        councils = sorted(key for key in open_ones if key in desk.library.keys)
    moved: list[Moved] = []
    done = 0

    def tell(looked_at: int) -> None:
        nonlocal done
        done += looked_at
        progress(done)

    for council in councils:
        why = _why(desk, council, before, now)
        if why:
            moved += await recounted(desk, None, council, why, progress=tell)
    if before.get(_CALENDAR) != now[_CALENDAR]:
        async with desk.store.write() as session:
            await look_again(session, desk)
    await _keep(desk, now)
    return tuple(moved)


def _why(desk: Desk, council: str, before: Mapping[str, str], now: Mapping[str, str]) -> str:
    """Give the reason for counting a council's cases anew; nothing where what changed does not concern them."""
    reasons = []
    if before.get(_CALENDAR) != now[_CALENDAR]:
        reasons.append("The list of bank holidays was brought up to date.")
    if before.get(_TARGET) != now[_TARGET] and council_rule(desk, council).target_from is not DueFrom.PROTOCOL:
        days = desk.local_target
        is_now = f"The local target is {days} working day{'' if days == 1 else 's'} now." if days else "There is no local target any more."
        reasons.append(is_now)
    return " ".join(reasons)


async def _keep(desk: Desk, now: Mapping[str, str]) -> None:
    with contextlib.suppress(IntegrityError):  # another process, which did the same, noted it in this moment
        async with desk.store.write() as session:
            for key, value in now.items():
                await session.merge(FactRow(key=key, value=value))
