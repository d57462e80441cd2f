"""What is claimed is held once more against the case, the person and the rights as they are at the moment of sending."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.casework.person import person_of
from bot.reminders import casefile, wording
from bot.reminders.policy import Case, may_hear, nudges_due
from bot.store.people import PersonRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.calendar.working_days import WorkingCalendar
    from bot.casework.desk import Desk
    from bot.casework.person import Person
    from bot.reminders.outbox import Claimed
    from bot.store.database import AsyncSession


@dataclass(frozen=True, slots=True)
class Rechecked:
    """What is still to be said to one person."""

    person: Person | None
    """As they are now; nothing where they are nobody's any more."""
    items: list[wording.Item] = field(default_factory=list)
    gone: dict[int, str] = field(default_factory=dict)
    """By the number of the nudge why it is not to be said."""
    people: dict[int, Person] = field(default_factory=dict)
    """Those round the cases."""


async def read_again(desk: Desk, session: AsyncSession, calendar: WorkingCalendar, group: Sequence[Claimed]) -> Rechecked:
    """Hold what one person is to hear against what is now.

    Args:
        desk: the packs and the clock.
        session: a session that reads.
        calendar: the council's.
        group: the nudges of one message.

    """
    row = await session.scalar(select(PersonRow).where(PersonRow.id == group[0].nudge.recipient_id))
    person = person_of(row) if row is not None else None
    if person is None or not person.active:
        return Rechecked(person, gone={one.id: "the person is no longer with the council" for one in group})
    council = group[0].council
    today, zone = desk.today(council), desk.zone(council)
    made = Rechecked(person)
    for kind in {one.nudge.case_kind for one in group}:
        of_kind = [one for one in group if one.nudge.case_kind is kind]
        cases = await casefile.read_cases(session, kind, {one.nudge.case_id for one in of_kind}, zone, council)
        circle = await casefile.circle_of(session, council, kind, cases, only=person.id)
        made.people.update(circle.people)
        known: dict[int, Case] = {case.id: case for case in cases}
        due = {nudge for case in cases for nudge in nudges_due(case, circle, calendar, today)}
        for one in of_kind:
            case = known.get(one.nudge.case_id)
            if case is None or one.nudge not in due:
                made.gone[one.id] = "no longer due"
            elif not may_hear(case, person, circle, today):
                made.gone[one.id] = "the person may not see it"
            else:
                made.items.append(wording.Item(one.nudge, case))
    return made
