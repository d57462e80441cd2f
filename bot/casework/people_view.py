"""What a person may see of the directory: officers see it, members see themselves; by which ids people are known is seen by those who keep it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.casework.access import Concerned, Right, may
from bot.casework.directory import AT_THIS_MACHINE
from bot.casework.errors import RefusedError
from bot.casework.identities import Channel
from bot.casework.people import directory, needed, searchable
from bot.casework.people_columns import IDENTITIES, cells_of
from bot.store.people import IdentityRow, PersonRow

if TYPE_CHECKING:
    from datetime import date

    from bot.casework.desk import Desk
    from bot.casework.directory import Directory
    from bot.casework.person import Person
    from bot.store.database import AsyncSession


@dataclass(frozen=True, slots=True)
class Entry:
    """A person as the directory shows them."""

    person: Person
    cells: dict[str, str]
    """By the columns of an import; an empty text is nothing."""
    manager: Person | None
    chief_officer: Person | None
    cover: Person | None
    stand_in: Person | None
    """Who is there instead today, where the person is away."""
    manages: tuple[Person, ...]


async def listed(desk: Desk, actor: Person, word: str = "", *, left: bool = False) -> list[Entry]:
    """List a council's people by name, without those who stand for whoever sits at this machine.

    Args:
        desk: what casework works with.
        actor: who asks.
        word: kept are those with it in what is shown of them, in any case; empty: all.
        left: those who left, instead of those who have not.

    Raises:
        RefusedError: the actor may not see the directory.

    """
    if not may(actor, Right.SEE_PEOPLE, Concerned(actor.council)):
        raise RefusedError("The directory is seen by officers. Ask Democratic Services whom you look for.")
    wanted, today = word.strip().casefold(), desk.today(actor.council)
    async with desk.store.read() as session:
        people = await directory(session, actor.council)
        known = await _known(session, actor)
        everybody = (person for person in people.people if person.key not in AT_THIS_MACHINE)
        chosen = [person for person in everybody if person.active is not left and wanted in searchable(person)]
        return [_entry(person, people, known, today) for person in chosen]


async def seen(desk: Desk, actor: Person, key: str) -> Entry:
    """Show one person.

    Raises:
        RefusedError: the actor may not see the directory, and it is not their own entry.
        CaseError: nobody has the key.

    """
    if not may(actor, Right.SEE_PEOPLE, Concerned(actor.council)) and key.strip().casefold() != actor.key:
        raise RefusedError("You see your own entry; the directory is seen by officers. Ask Democratic Services whom you look for.")
    async with desk.store.read() as session:
        person = await needed(session, actor.council, key)
        return _entry(person, await directory(session, actor.council), await _known(session, actor), desk.today(actor.council))


async def _known(session: AsyncSession, actor: Person) -> dict[int, dict[Channel, tuple[str, ...]]]:
    """Read by which ids people are known: all of the council for those who keep the directory, one's own otherwise."""
    wanted = select(IdentityRow).join(PersonRow, PersonRow.id == IdentityRow.person_id).where(PersonRow.council == actor.council)
    if not may(actor, Right.KEEP_PEOPLE, Concerned(actor.council)):
        wanted = wanted.where(IdentityRow.person_id == actor.id)
    known: dict[int, dict[Channel, tuple[str, ...]]] = {}
    for row in await session.scalars(wanted.where(IdentityRow.channel.in_(list(IDENTITIES.values()))).order_by(IdentityRow.id)):
        ids = known.setdefault(row.person_id, {})
        ids[Channel(row.channel)] = (*ids.get(Channel(row.channel), ()), row.external_id)
    return known


def _entry(person: Person, people: Directory, known: dict[int, dict[Channel, tuple[str, ...]]], today: date) -> Entry:
    return Entry(
        person,
        cells_of(person, people, known.get(person.id, {})),
        people.by_id(person.manager_id),
        people.by_id(person.chief_officer_id),
        people.by_id(person.cover_id),
        people.stand_in(person, today) if person.absent_on(today) else None,
        people.managed_by(person),
    )
