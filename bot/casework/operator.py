"""The person at this machine: who acts where nobody has been named, so that the bot can be tried without a directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from bot.casework.access import Standing
from bot.casework.people import by_key
from bot.casework.person import Person, person_of
from bot.store.people import PersonRow
from protocol_data.basics import Reader

if TYPE_CHECKING:
    from bot.casework.desk import Desk

_KEYS = {Reader.OFFICER: "operator", Reader.MEMBER: "operator-member"}
HERE = frozenset(_KEYS.values())
"""The keys of whoever sits at this machine: nobody of the council's."""
_ROLES = {Reader.OFFICER: (Standing.DEMOCRATIC_SERVICES.value,), Reader.MEMBER: ()}
_NAMES = {Reader.OFFICER: "The officer at this machine", Reader.MEMBER: "The member at this machine"}


async def operator(desk: Desk, council: str, reader: Reader = Reader.OFFICER) -> Person:
    """Give the person at this machine, made on first use.

    Args:
        desk: the database, packs and clock.
        council: the council's key.
        reader: an officer of democratic services, or a member without any office.

    Returns:
        The person, in the council's directory.

    """
    found = await _find(desk, council, _KEYS[reader])
    if found is not None:
        return found
    roles = list(_ROLES[reader])
    row = PersonRow(
        council=council,
        key=_KEYS[reader],
        name=_NAMES[reader],
        reader=reader.value,
        roles=roles,
        opted_out=[],
        active=True,
        changed_at=desk.now(),
    )
    try:
        async with desk.store.write() as session:
            session.add(row)
    except IntegrityError:  # made by another process in this moment
        made = await _find(desk, council, _KEYS[reader])
        if made is None:
            raise
        return made
    return person_of(row)


async def officer_here(desk: Desk, council: str) -> Person:
    """Give the officer at this machine as `operator` does, for what only reads: one who is not in the directory yet is not put there."""
    unknown = Person(0, council, _KEYS[Reader.OFFICER], _NAMES[Reader.OFFICER], Reader.OFFICER, frozenset(_ROLES[Reader.OFFICER]))
    return await _find(desk, council, _KEYS[Reader.OFFICER]) or unknown


async def acting(desk: Desk, council: str, key: str | None, reader: Reader = Reader.OFFICER) -> Person | None:
    """Give the person of a key, in whatever case it is typed, or the one at this machine where no key is given; nothing for a key that the directory has not."""
    return await operator(desk, council, reader) if key is None else await _find(desk, council, key)


async def _find(desk: Desk, council: str, key: str) -> Person | None:
    async with desk.store.read() as session:
        return await by_key(session, council, key)
