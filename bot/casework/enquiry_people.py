"""Finding in the directory those whom an enquiry names: who asked, who handles it, who stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.casework.errors import CaseError
from bot.casework.finding import match
from bot.casework.people import directory
from protocol_data.basics import Reader

if TYPE_CHECKING:
    from bot.casework.finding import Found
    from bot.casework.person import Person
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

    Raises:
        CaseError: several people of the directory have the words of that name: it has to be said which.

    """
    found = await _find(session, council, given, reader)
    said = set(re.findall(r"\w+", given.casefold()))
    meant = [person.name for person in found.candidates if said & set(re.findall(r"\w+", person.name.casefold()))]
    if len(meant) > 1:
        field = "asked_by" if reader is Reader.MEMBER else "officer"
        raise CaseError(f"“{given}” can mean {_or(meant)}. Give the whole name; nothing was logged yet.", field=field)
    return Named(found.person.name if found.person else given, found.person)


async def officer_named(session: AsyncSession, council: str, given: str, field: str) -> Person:
    """Find the officer who is meant, who has to be in the directory.

    Raises:
        CaseError: nobody, or more than one, can be meant; it says who comes near.

    """
    found = await _find(session, council, given, Reader.OFFICER)
    if found.person is not None:
        return found.person
    if found.candidates:
        names = _or([person.name for person in found.candidates])
        raise CaseError(f"“{given}” can mean {names}. Give the whole name or the e-mail address; nothing was changed.", field=field)
    raise CaseError(
        f"“{given}” is no officer in the directory. Check the spelling, or have democratic services add them; nothing was changed.",
        field=field,
    )


async def _find(session: AsyncSession, council: str, given: str, reader: Reader) -> Found:
    everybody = await directory(session, council)
    return match(given, [person for person in everybody.active if person.reader is reader])


def _or(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
