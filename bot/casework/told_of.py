"""What is done about a case is shown on the messages that told of it: which of them are to be changed is written down with the deed, or neither is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from bot.casework.deed_words import Words
from bot.casework.enquiry_kinds import EventKind
from bot.store.nudges import AuditRow, NudgeCopyRow, NudgeRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.casework.desk import Desk
    from bot.casework.person import Person
    from bot.store.database import AsyncSession

KEPT = timedelta(days=90)
"""So long it is known where a nudge was shown; nobody looks for an older one to see what became of it."""
_AUDITED = {
    EventKind.ACKNOWLEDGED.value: Words.ACKNOWLEDGED,
    EventKind.HOLDING_REPLY.value: Words.HELD,
    EventKind.EXTENDED.value: Words.EXTENDED,
    EventKind.MARKED_COMPLAINT.value: Words.COMPLAINT,
    EventKind.REASSIGNED.value: Words.REASSIGNED,
    EventKind.ANSWERED.value: Words.ANSWERED,
    EventKind.CLOSED.value: Words.CLOSED,
    "published": Words.NOTICE,
    "done": Words.DONE,
    "withdrawn": Words.WITHDRAWN,
}
"""What the audit calls that which is shown."""
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


async def latest_deed(session: AsyncSession) -> int:
    """Give the number of the latest deed that is known, for `done_meanwhile`: to be read before the cases are."""
    return await session.scalar(select(func.max(AuditRow.id))) or 0


async def done_meanwhile(session: AsyncSession, copies: Sequence[NudgeCopyRow], after: int) -> None:
    """Have messages that were just sent show what was done while they were on their way: whoever did it found nothing yet that was to be changed.

    Args:
        session: the unit of work that writes down that they were sent.
        copies: the messages, new.
        after: the latest deed that was known when the cases were read of which they tell.

    """
    nudges = {its.id: its for its in await session.scalars(select(NudgeRow).where(NudgeRow.id.in_({copy.nudge_id for copy in copies})))}
    for copy in copies:
        its = nudges[copy.nudge_id]
        about = (AuditRow.council == its.council, AuditRow.case_kind == its.case_kind, AuditRow.case_id == its.case_id)
        deeds = select(AuditRow).where(*about, AuditRow.id > after, AuditRow.what.in_(_AUDITED), AuditRow.actor_id.is_not(None))
        deed = await session.scalar(deeds.order_by(AuditRow.id.desc()).limit(1))
        if deed is not None:
            copy.what, copy.by_id, copy.done_at = _AUDITED[deed.what].value, deed.actor_id, deed.at
            copy.state, copy.not_before = "due", copy.sent_at
