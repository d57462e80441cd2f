"""A person as the casework sees them: plain values, no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time  # noqa: TC003 - dataclass fields
from typing import TYPE_CHECKING

from protocol_data.basics import Reader

if TYPE_CHECKING:
    from bot.store.people import PersonRow


@dataclass(frozen=True, slots=True)
class Person:
    """A member or officer, with what decides rights and whereabouts."""

    id: int
    council: str
    key: str
    name: str
    reader: Reader
    roles: frozenset[str] = frozenset()
    """Role keys of the pack, and `democratic_services`."""
    email: str | None = None
    phone: str | None = None
    post: str | None = None
    political_group: str | None = None
    ward: str | None = None
    team: str | None = None
    manager_id: int | None = None
    chief_officer_id: int | None = None
    cover_id: int | None = None
    absent_from: date | None = None
    absent_until: date | None = None
    active: bool = True
    quiet_from: time | None = None
    quiet_until: time | None = None
    opted_out: frozenset[str] = frozenset()
    unreached_since: date | None = None
    """Something of that day found no way to them and still waits for one: whoever stands in for them hears of it too, and may see to it."""

    def absent_on(self, day: date) -> bool:
        """Tell whether the person is away on a day."""
        if self.absent_from is None or day < self.absent_from:
            return False
        return self.absent_until is None or day <= self.absent_until

    def out_of_reach(self, day: date) -> bool:
        """Tell whether somebody stands in for the person on a day: they are away, or nothing reaches them."""
        return self.absent_on(day) or self.unreached_on(day)

    def unreached_on(self, day: date) -> bool:
        """Tell whether nothing reached the person on a day, and nothing has since."""
        return self.unreached_since is not None and self.unreached_since <= day


def person_of(row: PersonRow) -> Person:
    """Make a person of their row."""
    unreached = row.__dict__.get("unreached_since")  # a row that was only just added was not read yet, and nothing was sent to it
    return Person(
        row.id,
        row.council,
        row.key,
        row.name,
        Reader(row.reader),
        frozenset(row.roles),
        row.email,
        row.phone,
        row.post,
        row.political_group,
        row.ward,
        row.team,
        row.manager_id,
        row.chief_officer_id,
        row.cover_id,
        row.absent_from,
        row.absent_until,
        row.active,
        row.quiet_from,
        row.quiet_until,
        frozenset(row.opted_out),
        unreached.date() if unreached is not None else None,
    )
