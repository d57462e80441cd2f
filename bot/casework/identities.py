"""How people are known on each channel: by the platform's own unchanging id, never by a display name or an address, which others could take."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from bot.casework.appointing import allow
from bot.casework.desk import audit
from bot.casework.errors import CaseError
from bot.casework.guarding import allow_ids
from bot.casework.people import directory, may_keep, needed
from bot.casework.person import person_of
from bot.casework.reaching import reached_again
from bot.store.people import IdentityRow, PersonRow

if TYPE_CHECKING:
    from bot.casework.desk import Desk
    from bot.casework.person import Person
    from bot.store.database import AsyncSession


class Channel(StrEnum):
    """Where a person may be known."""

    SLACK = "slack"
    TEAMS = "teams"
    TERMINAL = "terminal"


_SHAPES = {
    Channel.SLACK: (
        re.compile(r"(?:[TE][A-Z0-9]{5,30}:)?[UW][A-Z0-9]{5,30}"),
        "a member ID such as U012ABCDEF (in Slack: the profile, then “Copy member ID”), best with the workspace's before it: T012ABCDEF:U012ABCDEF",
    ),
    Channel.TEAMS: (
        # Microsoft's Agents Playground gives the people whom it makes up a digit more, and accounts of its own.
        re.compile(r"29:[\w-]{10,200}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12,13}|user-id-\d{1,3}", re.IGNORECASE),
        "an object ID such as 1f0c2f4e-5b0a-4c58-9c7e-0d6a3f1b2c3d, or an ID that begins with 29:",
    ),
    Channel.TERMINAL: (re.compile(r"[A-Za-z_][\w.\\-]{0,80}"), "the name with which the person logs in to the machine"),
}


def readable(channel: Channel, external_id: str) -> str:
    """Give an id as it is kept.

    Raises:
        ValueError: it has not the shape of an id of that channel; the message says what is wanted.

    """
    shape, wanted = _SHAPES[channel]
    given = external_id.strip()
    if not shape.fullmatch(given):
        raise ValueError(f"“{given[:60]}” is no {channel.value} ID; give {wanted}")
    # An object ID is the same in either case; a Slack or Bot Framework ID is not.
    return given.lower() if channel is Channel.TEAMS and not is_account(given) else given


def is_account(external_id: str) -> bool:
    """Tell whether an id of Teams is an account in its conversations, and no object ID."""
    return external_id.startswith(("29:", "user-id-"))


async def identify(session: AsyncSession, channel: Channel, external_id: str) -> Person | None:
    """Give the person behind a platform's id; nothing for an unknown one or somebody who left."""
    try:
        known = readable(channel, external_id)
    except ValueError:
        return None
    found = select(PersonRow).join(IdentityRow, IdentityRow.person_id == PersonRow.id)
    row = await session.scalar(found.where(IdentityRow.channel == channel.value, IdentityRow.external_id == known, PersonRow.active))
    return person_of(row) if row is not None else None


async def identities(session: AsyncSession, person: Person) -> dict[Channel, tuple[str, ...]]:
    """Give the ids by which a person is known, by channel."""
    rows = list(await session.scalars(select(IdentityRow).where(IdentityRow.person_id == person.id).order_by(IdentityRow.id)))
    return {channel: ids for channel in Channel if (ids := tuple(row.external_id for row in rows if row.channel == channel.value))}


async def link(desk: Desk, actor: Person, key: str, channel: Channel, external_id: str) -> Person:
    """Note by which id a person is known on a channel; noted already, nothing changes.

    Raises:
        RefusedError: the actor may not keep the directory, or the person is a monitoring officer or party to a confidential record and the actor is none.
        CaseError: nobody has the key, the id has the wrong shape, or it is somebody else's.

    """
    may_keep(actor)
    try:
        known = readable(channel, external_id)
    except ValueError as error:
        raise CaseError(f"{str(error)[0].upper()}{str(error)[1:]}.") from None
    async with desk.store.write() as session:
        person = await needed(session, actor.council, key)
        allow(actor, await directory(session, actor.council), person, "says by which ID they are known")
        await allow_ids(session, actor, person)
        holder = await session.scalar(select(IdentityRow).where(IdentityRow.channel == channel.value, IdentityRow.external_id == known))
        if holder is not None and holder.person_id != person.id:
            raise CaseError(f"This {channel.value} ID is linked to somebody else already. Unlink it there first, or check the ID.")
        if holder is None:
            session.add(IdentityRow(person_id=person.id, channel=channel.value, external_id=known))
            await reached_again(session, [person.id], desk.now())
            audit(session, desk, actor, "linked", (person.council, "person", person.id), channel=channel.value)
        return person


async def unlink(desk: Desk, actor: Person, key: str, channel: Channel) -> int:
    """Forget by which ids a person is known on a channel.

    Returns:
        How many were forgotten.

    Raises:
        RefusedError: the actor may not keep the directory, or the person is a monitoring officer or party to a confidential record and the actor is none.
        CaseError: nobody has the key.

    """
    may_keep(actor)
    async with desk.store.write() as session:
        person = await needed(session, actor.council, key)
        allow(actor, await directory(session, actor.council), person, "says by which ID they are known")
        await allow_ids(session, actor, person)
        where = (IdentityRow.person_id == person.id, IdentityRow.channel == channel.value)
        count = len(list(await session.scalars(select(IdentityRow.id).where(*where))))
        await session.execute(delete(IdentityRow).where(*where))
        if count:
            audit(session, desk, actor, "unlinked", (person.council, "person", person.id), channel=channel.value)
        return count
