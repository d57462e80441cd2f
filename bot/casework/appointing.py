"""The office of monitoring officer opens confidential records. Who gives or takes it, and who says by which ids its holder is known.

Whoever keeps the directory does not, for they could let themselves in: only a monitoring officer does, or anybody who keeps it while the council has none (at the first).
Leaving gives the office up and coming back takes it up, so both are held to the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.casework.access import Concerned, Right, Standing, may
from bot.casework.desk import audit
from bot.casework.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.casework.desk import Desk
    from bot.casework.directory import Directory
    from bot.casework.person import Person
    from bot.store.database import AsyncSession

OFFICE = Standing.MONITORING_OFFICER.value


def may_appoint(actor: Person, people: Directory) -> bool:
    """Tell whether somebody may give and take the office.

    Args:
        actor: who asks; their roles are read again in the directory, for they may have lost the office since.
        people: the council's directory as it stands, before the change.

    Returns:
        True for an active monitoring officer of that council, and for whoever keeps its directory while it has no active one.

    """
    asks, case = people.by_id(actor.id), Concerned(people.council)
    return may(asks, Right.APPOINT_MONITORING_OFFICER, case) or (not people.holders(OFFICE) and may(asks, Right.KEEP_PEOPLE, case))


def allow(actor: Person, people: Directory, person: Person, what: str) -> None:
    """Let somebody change what opens the office to a person, or where that person does not hold it.

    Args:
        actor: who does it.
        people: the council's directory, before the change.
        person: of whom it is done.
        what: what is done, for the message: "says by which ID they are known".

    Raises:
        RefusedError: the person holds the office, and the actor may not appoint.

    """
    if OFFICE in person.roles and not may_appoint(actor, people):
        raise RefusedError(f"{person.name} holds the role {OFFICE}, which opens confidential records: only a monitoring officer {what}.")


def note(session: AsyncSession, desk: Desk, actor: Person, number: int, roles: tuple[Collection[str], Collection[str]]) -> None:
    """Write into the audit that a person was given the office, or that it was taken from them; nothing where it stays.

    Args:
        session: the unit of work that changes their roles.
        desk: what casework works with.
        actor: who does it.
        number: the person's id.
        roles: their roles before and after.

    """
    before, after = (OFFICE in held for held in roles)
    if before is not after:
        audit(session, desk, actor, "appointed" if after else "relieved", (actor.council, "person", number), role=OFFICE)
