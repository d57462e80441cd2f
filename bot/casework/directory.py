"""The people of one council as plain values: who holds a role, who stands in for whom, who manages whom. Read once, asked often, never the database."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.casework.finding import Found, match
from protocol_data.pack import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
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
        """Give the active people who hold a role, by name."""
        return tuple(sorted((person for person in self.active if role in person.roles), key=lambda person: (person.name, person.id)))

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

    def covered_by(self, person: Person, day: date) -> tuple[Person, ...]:
        """Give the people whom this person stands in for on a day."""
        return tuple(other for other in self.active if other.absent_on(day) and self.stand_in(other, day) == person)

    def stand_in(self, person: Person, day: date) -> Person | None:
        """Give who is there instead of a person on a day.

        Whoever covers for them comes first, then the line manager; where those are away too, whoever stands in for them. Nobody is asked
        twice, so that two who name each other end the search. Whoever left is covered by nobody: what was theirs goes to the line manager.

        Args:
            person: who is away or has left.
            day: the day, in the council's timezone.

        Returns:
            Somebody active who is there that day, never the person themselves; nothing where there is nobody.

        """
        seen, waiting = {person.id}, deque(self._next(person, day))
        while waiting:
            candidate = waiting.popleft()
            if candidate.id in seen:
                continue
            seen.add(candidate.id)
            if candidate.active and not candidate.absent_on(day):
                return candidate
            waiting.extend(self._next(candidate, day))
        return None

    def acting(self, person: Person, day: date) -> Person | None:
        """Give who acts for a person on a day: the person where they are there, else whoever stands in for them."""
        return person if person.active and not person.absent_on(day) else self.stand_in(person, day)

    def successor(self, person: Person) -> Person | None:
        """Give whom a leaver's work goes to: the nearest line manager up the line who has not left; nothing where there is none."""
        seen, above = {person.id}, self.by_id(person.manager_id)
        while above is not None and above.id not in seen:
            if above.active:
                return above
            seen.add(above.id)
            above = self.by_id(above.manager_id)
        return None

    def _next(self, person: Person, day: date) -> Iterator[Person]:
        for number in (person.cover_id if person.active and person.absent_on(day) else None, person.manager_id):
            if (other := self.by_id(number)) is not None:
                yield other


def directory_of(council: str, people: Iterable[Person]) -> Directory:
    """Make the directory of a council from its people."""
    return Directory(council, tuple(people))


def _if_active(person: Person | None) -> Person | None:
    return person if person is not None and person.active else None
