"""The people round a case, and who of them is reached on a day. Pure, but for `load`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import String, cast, or_, select

from bot.casework.access import Standing
from bot.casework.directory import AT_THIS_MACHINE, stand_in
from bot.casework.election import ward_key
from bot.casework.person import Person, person_of
from bot.store.people import PersonRow
from protocol_data.basics import Reader

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from bot.store.database import AsyncSession

_SERVICES, _OVERSEER = Standing.DEMOCRATIC_SERVICES.value, Standing.MONITORING_OFFICER.value


@dataclass(frozen=True, slots=True)
class Circle:
    """People by number, with those who hold the roles that a case falls back on."""

    people: Mapping[int, Person] = field(default_factory=dict)

    def active(self, person_id: int | None) -> Person | None:
        """Find a person who is still with the council."""
        person = self.people.get(person_id) if person_id is not None else None
        return person if person is not None and person.active else None

    def holding(self, role: str) -> tuple[int, ...]:
        """Name the active people who hold a role; whoever sits at this machine holds none here."""
        return tuple(sorted(person.id for person in self._present if role in person.roles and person.key not in AT_THIS_MACHINE))

    @property
    def keepers(self) -> tuple[int, ...]:
        """Name those who keep the register: democratic services, or the monitoring officer where nobody is entered as that.

        Where there is neither it is whoever sits at the machine, so that somebody hears of it.
        """
        return self.holding(_SERVICES) or self.monitoring_officers or self._at_this_machine

    @property
    def monitoring_officers(self) -> tuple[int, ...]:
        """Name the monitoring officer or officers."""
        return self.holding(_OVERSEER)

    def reach(self, person_id: int | None, day: date) -> tuple[int, ...]:
        """Name who is told instead of a person who can't be reached.

        Args:
            person_id: the person who should be told.
            day: when; absence is of days.

        Returns:
            The person; when they are away or have left whoever stands in for them (`directory.stand_in`), else those who keep the register. Where nothing
            reaches the person these hear of it besides: to the person it stays due, until something reaches them again.

        """
        person = self.people.get(person_id) if person_id is not None else None
        if person is None:
            return self.keepers
        own = (person.id,) if person.active and not person.absent_on(day) else ()
        if own and not person.unreached_on(day):
            return own
        there = stand_in(self.people, person, day)
        return tuple(dict.fromkeys((*own, *((there.id,) if there is not None else self.keepers))))

    def above(self, person_id: int | None, day: date) -> tuple[int, ...]:
        """Name who hears of what is overdue: the chief officer, the line manager where none is known, else those who keep the register."""
        person, told = self.people.get(person_id) if person_id is not None else None, dict[int, None]()
        for over in (person.chief_officer_id, person.manager_id) if person is not None else ():
            found = self.active(over) if over != person_id else None
            if found is not None and not found.absent_on(day):
                told[found.id] = None
                if not found.unreached_on(day):  # else it stays due to them, and the next hears of it besides
                    return tuple(told)
        return tuple(told | dict.fromkeys(self.keepers))

    def everybody(self, ward: str | None = None) -> tuple[int, ...]:
        """Name all who are active: officers, and members (of one ward only, where one is given).

        Whoever sits at this machine is one of them only where the council has nobody else.
        """
        wanted = ward_key(ward) if ward else None
        people = [person for person in self._present if person.key not in AT_THIS_MACHINE] or self._present
        bound = (person for person in people if wanted is None or person.reader is Reader.OFFICER or ward_key(person.ward or "") == wanted)
        return tuple(sorted(person.id for person in bound))

    @property
    def _present(self) -> list[Person]:
        return [person for person in self.people.values() if person.active]

    @property
    def _at_this_machine(self) -> tuple[int, ...]:
        return tuple(sorted(person.id for person in self._present if person.key in AT_THIS_MACHINE and _SERVICES in person.roles))


async def load(session: AsyncSession, council: str, ids: Collection[int | None]) -> Circle:
    """Read people, those who stand in for or above them, and the holders of the roles that a case falls back on.

    Args:
        session: a session that reads.
        council: whose role-holders.
        ids: the people whom cases concern.

    """
    roles = cast(PersonRow.roles, String)
    wanted = {number for number in ids if number is not None}
    keepers = (PersonRow.council == council) & or_(*(roles.like(f'%"{role}"%') for role in (_SERVICES, _OVERSEER)))
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
