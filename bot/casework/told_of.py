"""What is done about a case is shown on the messages that told of it: which of them are to be changed is written down with the deed, or neither is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.store.nudges import NudgeCopyRow, NudgeRow

if TYPE_CHECKING:
    from bot.casework.deed_words import Words
    from bot.casework.desk import Desk
    from bot.casework.person import Person
    from bot.store.database import AsyncSession

KEPT = timedelta(days=90)
"""So long it is known where a nudge was shown; nobody looks for an older one to see what became of it."""
_LATEST = 20
"""So many rows of a case are brought up to date, the newest first."""


async def to_be_shown(
    session: AsyncSession, desk: Desk, actor: Person, case: tuple[str, str, int], what: Words, *, own: bool = False
) -> None:
    """Write down that the messages that told of a case are to show what was done, in the unit of work that does it.

    The sweep changes them wherever their channel runs; whoever did it by a channel has it hurry. Nothing is lost with the process, and a deed from the terminal is shown too.

    Args:
        session: the unit of work, in which the case is locked.
        desk: gives the time.
        actor: who did it.
        case: council, kind of case, and its number.
        what: what was done.
        own: the actor did it for themselves: it is shown on what went to them directly, and nowhere else.

    """
    (council, kind, number), now = case, desk.now()
    told = select(NudgeCopyRow.id).join(NudgeRow, NudgeRow.id == NudgeCopyRow.nudge_id)
    told = told.where(
        NudgeRow.case_kind == kind, NudgeRow.case_id == number, NudgeRow.council == council, NudgeCopyRow.sent_at > now - KEPT
    )
    if own:
        told = told.where(NudgeRow.recipient_id == actor.id, NudgeCopyRow.shared.is_(False))
    ids = (await session.scalars(told.order_by(NudgeCopyRow.id.desc()).limit(_LATEST))).all()
    if not ids:
        return
    rows = select(NudgeCopyRow).where(NudgeCopyRow.id.in_(ids)).order_by(NudgeCopyRow.id)  # everybody locks them in this order
    for row in await session.scalars(rows.with_for_update().execution_options(populate_existing=True)):
        row.what, row.by_id, row.done_at = what.value, actor.id, now
        row.state, row.not_before, row.attempts = "due", now, 0
