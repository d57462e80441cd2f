"""The directory in the database: read people one by one, or all of a council at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.casework.access import Concerned, Right, may
from bot.casework.directory import Directory
from bot.casework.errors import CaseError, RefusedError
from bot.casework.person import person_of
from bot.store.people import PersonRow

if TYPE_CHECKING:
    from bot.casework.finding import Found
    from bot.casework.person import Person
    from bot.store.database import AsyncSession


def may_keep(actor: Person) -> None:
    """Let somebody keep their council's directory; `RefusedError` for whoever may not."""
    if not may(actor, Right.KEEP_PEOPLE, Concerned(actor.council)):
        raise RefusedError("Only Democratic Services and the Monitoring Officer keep the directory. Ask one of them.")


async def hold(session: AsyncSession, council: str) -> None:
    """Keep a council's people as they are until this unit of work ends; to be taken before any case is locked, so that no two wait for each other.

    Whoever does something to a case holds that, and then names themselves in its history: the lock is one that lets people be named.
    """
    its = select(PersonRow.id).where(PersonRow.council == council).order_by(PersonRow.id)
    await session.execute(its.with_for_update(key_share=True))


async def directory(session: AsyncSession, council: str) -> Directory:
    """Read everybody of a council, those who left included."""
    rows = await session.scalars(select(PersonRow).where(PersonRow.council == council).order_by(PersonRow.name, PersonRow.id))
    return Directory(council, tuple(person_of(row) for row in rows))


async def by_id(session: AsyncSession, number: int | None) -> Person | None:
    """Read the person with an id; nothing for nobody."""
    row = await session.get(PersonRow, number) if number is not None else None
    return person_of(row) if row is not None else None


async def by_key(session: AsyncSession, council: str, key: str) -> Person | None:
    """Read the person with a key, in whatever case it is typed; nothing where there is none."""
    row = await session.scalar(select(PersonRow).where(PersonRow.council == council, PersonRow.key == key.strip().casefold()))
    return person_of(row) if row is not None else None


async def needed(session: AsyncSession, council: str, key: str) -> Person:
    """Read the person with a key.

    Raises:
        CaseError: there is none.

    """
    person = await by_key(session, council, key)
    if person is None:
        raise CaseError(
            f"Nobody in this council's directory has the key “{key.strip()}”. Look the person up in the list of people, or have them added."
        )
    return person


async def find(session: AsyncSession, council: str, text: str) -> Found:
    """Find who is meant by a name, key, e-mail address or post: one clear person, or candidates (see `finding.match`)."""
    return (await directory(session, council)).find(text)


async def holders(session: AsyncSession, council: str, role: str) -> tuple[Person, ...]:
    """Read the active people who hold a role (a role key of the pack, or `democratic_services`), by name."""
    return (await directory(session, council)).holders(role)


async def search(session: AsyncSession, council: str, word: str = "", *, left: bool = False) -> list[Person]:
    """List people by name.

    Args:
        session: where to read.
        council: whose directory.
        word: kept are those with it in their key, name, e-mail address, post, roles, group, ward or team, in any case; empty: all.
        left: those who left, instead of those who have not.

    """
    wanted = word.strip().casefold()
    return [p for p in (await directory(session, council)).people if p.active is not left and wanted in searchable(p)]


def searchable(person: Person) -> str:
    """Give all in which a person is searched for, in small letters."""
    shown = (person.key, person.name, person.email, person.post, *sorted(person.roles), person.political_group, person.ward, person.team)
    return "\n".join(part for part in shown if part).casefold()
