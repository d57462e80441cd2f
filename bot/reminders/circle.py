"""The people round a case, and who of them is reached on a day. Pure, but for `load`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import String, cast, or_, select

from bot.casework.person import Person, person_of
from bot.store.people import PersonRow

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from bot.store.database import AsyncSession

_KEEPERS = ("democratic_services", "monitoring_officer")


@dataclass(frozen=True, slots=True)
class Circle:
    """People by number, with those who hold the roles that a case falls back on."""

    people: Mapping[int, Person] = field(default_factory=dict)

    def active(self, person_id: int | None) -> Person | None:
        """Find a person who is still with the council."""
        person = self.people.get(person_id) if person_id is not None else None
        return person if person is not None and person.active else None

    def holding(self, role: str) -> tuple[int, ...]:
        """Name the active people who hold a role."""
        return tuple(sorted(person.id for person in self.people.values() if person.active and role in person.roles))

    @property
    def keepers(self) -> tuple[int, ...]:
        """Name those who keep the register: democratic services, or the monitoring officer where nobody is entered as that."""
        return self.holding("democratic_services") or self.monitoring_officers

    @property
    def monitoring_officers(self) -> tuple[int, ...]:
        """Name the monitoring officer or officers."""
        return self.holding("monitoring_officer")

    def reach(self, person_id: int | None, day: date) -> tuple[int, ...]:
        """Name who is told instead of a person who can't be reached.

        Args:
            person_id: the person who should be told.
            day: when; absence is of days.

        Returns:
            The person; when absent their cover, else their manager, as far as these are there; else those who keep the register. The same for a person who has
            left, except that there is no cover.

        """
        person = self.people.get(person_id) if person_id is not None else None
        if person is None:
            return self.keepers
        if person.active and not person.absent_on(day):
            return (person.id,)
        stand_ins = (person.cover_id, person.manager_id) if person.active else (person.manager_id,)
        for stand_in in map(self.active, stand_ins):
            if stand_in is not None and not stand_in.absent_on(day):
                return (stand_in.id,)
        return self.keepers

    def above(self, person_id: int | None, day: date) -> tuple[int, ...]:
        """Name who hears of what is overdue: the chief officer, the line manager where none is known, else those who keep the register."""
        person = self.people.get(person_id) if person_id is not None else None
        for over in (person.chief_officer_id, person.manager_id) if person is not None else ():
            found = self.active(over) if over != person_id else None
            if found is not None and not found.absent_on(day):
                return (found.id,)
        return self.keepers

    def everybody(self, ward: str | None = None) -> tuple[int, ...]:
        """Name all who are active: officers, and members (of one ward only, where one is given)."""
        wanted = ward.strip().casefold() if ward else None
        return tuple(
            sorted(
                person.id
                for person in self.people.values()
                if person.active
                and (wanted is None or person.reader.value == "officer" or (person.ward or "").strip().casefold() == wanted)
            )
        )


async def load(session: AsyncSession, council: str, ids: Collection[int | None]) -> Circle:
    """Read people, those who stand in for or above them, and the holders of the roles that a case falls back on.

    Args:
        session: a session that reads.
        council: whose role-holders.
        ids: the people whom cases concern.

    """
    roles = cast(PersonRow.roles, String)
    wanted = {number for number in ids if number is not None}
    keepers = (PersonRow.council == council) & or_(*(roles.like(f'%"{role}"%') for role in _KEEPERS))
    found = [person_of(row) for row in await session.scalars(select(PersonRow).where(PersonRow.id.in_(wanted) | keepers))]
    known = {person.id: person for person in found}
    further = {
        number
        for person in found
        if person.id in wanted
        for number in (person.cover_id, person.manager_id, person.chief_officer_id)
        if number is not None and number not in known
    }
    if further:
        rows = await session.scalars(select(PersonRow).where(PersonRow.id.in_(further)))
        known |= {row.id: person_of(row) for row in rows}
    return Circle(known)


async def load_everybody(session: AsyncSession, council: str) -> Circle:
    """Read all people of a council."""
    rows = await session.scalars(select(PersonRow).where(PersonRow.council == council))
    return Circle({row.id: person_of(row) for row in rows})
