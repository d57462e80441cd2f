"""The names of people who are mentioned, as the directory knows them: by their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.slack.reading import mentioned
from bot.channels.slack.who import linked_person

if TYPE_CHECKING:
    from bot.casework.desk import Desk
    from bot.casework.person import Person
    from bot.channels.slack.who import Caller


async def names_in(desk: Desk, caller: Caller, text: str) -> dict[str, str]:
    """Find the names of those whom a text mentions.

    Args:
        desk: the register.
        caller: who wrote it; only people of their own council are named, and only to somebody of the directory.
        text: as Slack sends it.

    Returns:
        Names by Slack's id.

    Raises:
        StoreError: the register can't be used.

    """
    ids = mentioned(text) - {caller.workspace.bot_user}
    found = {user: await person_behind(desk, caller, user) for user in sorted(ids)} if caller.person is not None else {}
    return {user: person.name for user, person in found.items() if person is not None}


async def person_behind(desk: Desk, caller: Caller, user: str) -> Person | None:
    """Find who of the caller's own council is behind an id.

    Raises:
        StoreError: the register can't be used.

    """
    async with desk.store.read() as session:
        return await linked_person(session, caller.workspace, user)
