"""Give a confidential record to another handler: to whomever the route names next, or, where the handler has left, to the monitoring officer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.casework.complaint_handling import Handling, RecordStep, handling
from bot.casework.complaint_record import parties_of
from bot.casework.desk import audit
from bot.store.cases import ComplaintRow

if TYPE_CHECKING:
    from bot.casework.desk import Desk
    from bot.casework.directory import Directory
    from bot.casework.person import Person
    from bot.store.database import AsyncSession


def give(row: ComplaintRow, desk: Desk, chosen: Handling) -> None:
    """Note who handles a record now; a reminder whose day has passed is looked at again for them."""
    row.handler_id = chosen.handler.id if chosen.handler else None
    row.handler_role, row.changed_at = chosen.role, desk.now()
    row.next_look = max(row.remind_on, desk.today(row.council)) if row.remind_on else None


async def hand_over(session: AsyncSession, desk: Desk, people: Directory, leaver: Person) -> None:
    """Give a leaver's open records to the monitoring officer, or to nobody where no one person may handle them: they then see the record all the same.

    Nothing is returned: whoever notes that somebody left does not learn whether there were any.

    Args:
        session: the unit of work in which the person leaves.
        desk: what casework works with.
        people: the directory, the leaver no longer active in it.
        leaver: who left.

    """
    rows = await session.scalars(
        select(ComplaintRow).where(ComplaintRow.handler_id == leaver.id, ComplaintRow.state == "open").with_for_update()
    )
    for row in rows:
        overseer = RecordStep(row.step, "", ("monitoring_officer",), "", "")
        give(row, desk, replace(handling(people, (overseer,), row.step, parties_of(row, people)), step=row.step))
        audit(session, desk, None, "handler_left", (row.council, "complaint", row.id))
