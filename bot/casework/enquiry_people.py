"""Finding in the directory those whom an enquiry names: who asked, who handles it, who stands in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.casework.errors import CaseError
from bot.casework.naming import Known, match
from bot.casework.person import Person, person_of
from bot.store.people import PersonRow
from protocol_data.pack import Reader

if TYPE_CHECKING:
    from bot.casework.naming import Match
    from bot.store.database import AsyncSession


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody as named, and who that is in the directory; nobody where it is not clear."""

    name: str
    person: Person | None


async def named(session: AsyncSession, council: str, given: str, reader: Reader) -> Named:
    """Find who is meant by a name; where it is nobody for certain, the name stays as it was given.

    Args:
        session: the unit of work.
        council: only its active people are looked at.
        given: a name, key or e-mail address.
        reader: whether a member or an officer is meant.

    Returns:
        The name from the directory with the person, or the name as given with nobody.

    """
    found = await _find(session, council, given, reader)
    person = await _person(session, found)
    return Named(person.name if person else given, person)


async def officer_named(session: AsyncSession, council: str, given: str, field: str) -> Person:
    """Find the officer who is meant, who has to be in the directory.

    Raises:
        CaseError: nobody, or more than one, can be meant; it says who comes near.

    """
    found = await _find(session, council, given, Reader.OFFICER)
    person = await _person(session, found)
    if person is not None:
        return person
    if found.near:
        raise CaseError(
            f"“{given}” can mean {_or(found.near)}. Give the whole name or the e-mail address; nothing was changed.", field=field
        )
    raise CaseError(
        f"“{given}” is no officer in the directory. Check the spelling, or have democratic services add them; nothing was changed.",
        field=field,
    )


async def _find(session: AsyncSession, council: str, given: str, reader: Reader) -> Match:
    rows = await session.execute(
        select(PersonRow.id, PersonRow.name, PersonRow.key, PersonRow.email)
        .where(PersonRow.council == council, PersonRow.reader == reader.value, PersonRow.active)
        .order_by(PersonRow.id)
    )
    return match(given, [Known(*row) for row in rows])


async def _person(session: AsyncSession, found: Match) -> Person | None:
    row = await session.get(PersonRow, found.found.id) if found.found else None
    return person_of(row) if row else None


def _or(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
