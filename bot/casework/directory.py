"""The people of one council as plain values: who holds a role, who stands in for whom, who manages whom. Read once, asked often, never the database."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.casework.access import Concerned, Right, may
from bot.casework.finding import Found, match
from protocol_data.basics import Reader

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bot.casework.person import Person

AT_THIS_MACHINE = frozenset({"operator", "operator-member"})
"""Keys that stand for whoever sits at this machine (`operator.py`); nobody means them by a name."""


@dataclass(frozen=True)
class Directory:
    """Everybody of one council, those who left included: a case may still name them."""

    council: str
    people: tuple[Person, ...]

    @cached_property
    def _ids(self) -> dict[int, Person]:
        return {person.id: person for person in self.people}

    @cached_property
    def _keys(self) -> dict[str, Person]:
        return {person.key: person for person in self.people}

    @cached_property
    def active(self) -> tuple[Person, ...]:
        """Those who have not left."""
        return tuple(person for person in self.people if person.active)

    def by_id(self, number: int | None) -> Person | None:
        """Give the person with an id; nothing for nobody."""
        return self._ids.get(number) if number is not None else None

    def by_key(self, key: str) -> Person | None:
        """Give the person with a key, in whatever case it is typed."""
        return self._keys.get(key.strip().casefold())

    def find(self, text: str) -> Found:
        """Find who is meant by a name, key, e-mail address or post, among those who have not left."""
        return match(text, [person for person in self.active if person.key not in AT_THIS_MACHINE])

    def holders(self, role: str) -> tuple[Person, ...]:
        """Give the active people who hold a role, by name.

        Whoever sits at this machine holds one only in a directory that nobody has been entered in: they are no office-holder of the council.
        """
        filled = any(person.key not in AT_THIS_MACHINE for person in self.people)
        holding = (person for person in self.active if role in person.roles and not (filled and person.key in AT_THIS_MACHINE))
        return tuple(sorted(holding, key=lambda person: (person.name, person.id)))

    def groups(self) -> tuple[str, ...]:
        """Give the political groups that active members belong to, by name."""
        return tuple(sorted({p.political_group for p in self.active if p.reader is Reader.MEMBER and p.political_group}))

    def manager(self, person: Person) -> Person | None:
        """Give a person's line manager, where there is one who has not left."""
        return _if_active(self.by_id(person.manager_id))

    def chief_officer(self, person: Person) -> Person | None:
        """Give a person's chief officer, where there is one who has not left."""
        return _if_active(self.by_id(person.chief_officer_id))

    def managed_by(self, person: Person) -> tuple[Person, ...]:
        """Give the active people whose line manager or chief officer this person is."""
        return tuple(other for other in self.active if person.id in {other.manager_id, other.chief_officer_id})

    def stand_in(self, person: Person, day: date) -> Person | None:
        """Give who is there instead of a person on a day: see `stand_in`."""
        return stand_in(self._ids, person, day)

    def successor(self, person: Person) -> Person | None:
        """Give whom a leaver's work goes to: the nearest line manager up the line who has not left; nothing where there is none."""
        seen, above = {person.id}, self.by_id(person.manager_id)
        while above is not None and above.id not in seen:
            if above.active:
                return above
            seen.add(above.id)
            above = self.by_id(above.manager_id)
        return None


def stand_in(people: Mapping[int, Person], person: Person, day: date) -> Person | None:
    """Give who is there instead of a person on a day: the one rule for it, in lists, cases and reminders.

    Whoever covers for them comes first, then the line manager. It goes no further, however long the chain: whoever stands in has to be one who may see what
    the person has in hand, by the table of rights. Whoever left is covered by nobody: what was theirs is the line manager's to see to.

    Args:
        people: those round the person, by number.
        person: who is away, out of reach, or has left.
        day: the day, in the council's timezone.

    Returns:
        Somebody active who is there that day, never the person themselves; nothing where there is nobody.

    """
    case = Concerned(person.council, officer=person, today=day)
    cover = person.cover_id if person.active and person.out_of_reach(day) else None
    for number in (cover, person.manager_id):
        other = people.get(number) if number is not None else None
        if other is not None and other.id != person.id and not other.out_of_reach(day) and may(other, Right.SEE_ENQUIRY, case):
            return other
    return None


def _if_active(person: Person | None) -> Person | None:
    return person if person is not None and person.active else None
