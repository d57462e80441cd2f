"""What casework works with: the database, the packs, the clock and the calendars; made once, passed to every part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from bot.calendar.working_days import Closure, WorkingCalendar
from bot.store.calendars import ClosureRow
from bot.store.nudges import AuditRow
from bot.zones import zone_of

if TYPE_CHECKING:
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from bot.casework.person import Person
    from bot.message import Clock
    from bot.store.database import AsyncSession, Store
    from protocol_data.library import Library


@dataclass(frozen=True, slots=True)
class Desk:
    """The database, the packs, the clock, and what the deployment set."""

    store: Store
    library: Library
    clock: Clock
    local_target: int | None = None
    """Working days for an answer where the protocol sets no number; shown as a local target."""
    timezone: str | None = None
    """Used instead of the council's own, where the deployment sets one."""

    def zone(self, council: str) -> ZoneInfo:
        """Give the timezone of a council."""
        return zone_of(self.library.council(council).timezone, self.timezone)

    def now(self) -> datetime:
        """Give the time."""
        return self.clock()

    def today(self, council: str) -> date:
        """Give the day it is at a council."""
        return self.clock().astimezone(self.zone(council)).date()

    async def calendar(self, session: AsyncSession, council: str) -> WorkingCalendar:
        """Give a council's working calendar: its nation's bank holidays, those that were added, and its own closure days."""
        nation = self.library.council(council).nation
        rows = await session.scalars(select(ClosureRow).where((ClosureRow.nation == nation.value) | (ClosureRow.council == council)))
        return WorkingCalendar(nation, frozenset(Closure(row.day, row.reason) for row in rows))


def audit(session: AsyncSession, desk: Desk, actor: Person | None, what: str, case: tuple[str, str, int | None], **details: object) -> None:
    """Add a row to the audit, in the unit of work that changes the case.

    Args:
        session: the unit of work.
        desk: gives the time.
        actor: who did it; nothing for the program itself.
        what: what was done, in one word (`acknowledged`).
        case: council, kind of case, and its number.
        details: plain values that tell what changed; never message text.

    """
    session.add(AuditRow(**audit_values(desk, actor, what, case, **details)))


def audit_values(desk: Desk, actor: Person | None, what: str, case: tuple[str, str, int | None], **details: object) -> dict[str, Any]:
    """Give the columns of a row of the audit, for whoever writes many at once; arguments as of `audit`."""
    council, kind, number = case
    return {
        "at": desk.now(),
        "council": council,
        "actor_id": actor.id if actor else None,
        "what": what,
        "case_kind": kind,
        "case_id": number,
        "details": details,
    }
