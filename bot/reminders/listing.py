"""What has been sent, waits, or could not be sent: one's own; for those who keep the register the whole council's, without what is confidential."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.casework.access import Concerned, Right, may
from bot.casework.errors import RefusedError
from bot.reminders.nudge import PRIVATE, CaseKind
from bot.reminders.refs import ref_of
from bot.store.nudges import NudgeRow
from bot.store.people import PersonRow

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.casework.desk import Desk
    from bot.casework.person import Person

STATES = ("planned", "claimed", "sent", "dropped", "failed")
_OWN_ONLY = tuple(kind.value for kind in PRIVATE)


@dataclass(frozen=True, slots=True)
class Listed:
    """A nudge of the ledger."""

    ref: str
    kind: str
    recipient: str
    """The key of the directory."""
    about: date
    state: str
    not_before: datetime
    sent_at: datetime | None
    why: str | None


async def listed(desk: Desk, actor: Person, state: str | None = None, *, everybody: bool = False, most: int = 200) -> list[Listed]:
    """List nudges, the newest first.

    Args:
        desk: the database, packs and clock.
        actor: who asks.
        state: only those that stand so: one of `STATES`.
        everybody: everybody's of the council, but not those about confidential records and personal reminders.
        most: how many at most.

    Raises:
        RefusedError: everybody's are for the monitoring officer and democratic services.

    """
    if everybody and not may(actor, Right.KEEP_PEOPLE, Concerned(actor.council)):
        raise RefusedError("Everybody's reminders are for the monitoring officer and democratic services. You can list your own.")
    rows = select(NudgeRow, PersonRow.key).join(PersonRow, PersonRow.id == NudgeRow.recipient_id)
    own = NudgeRow.recipient_id == actor.id
    shared = (NudgeRow.council == actor.council) & NudgeRow.case_kind.not_in(_OWN_ONLY)
    rows = rows.where(own | shared if everybody else own)
    if state is not None:
        rows = rows.where(NudgeRow.state == state)
    async with desk.store.read() as session:
        found = (await session.execute(rows.order_by(NudgeRow.id.desc()).limit(most))).all()
    return [_listed(row, key) for row, key in found]


def _listed(row: NudgeRow, key: str) -> Listed:
    ref = ref_of(CaseKind(row.case_kind), row.case_id)
    return Listed(ref, row.kind, key, row.about, row.state, row.not_before, row.sent_at, row.why)
