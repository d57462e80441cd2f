"""Who can be reached in Slack, and who can't and why: by the ids that are linked, the workspaces that have the bot, and what Slack said of each address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.casework.identities import Channel
from bot.channels.reach import Reached, Way
from bot.channels.slack.addresses import OK, addresses, installed
from bot.channels.slack.workspaces import State
from bot.store.people import IdentityRow
from bot.store.platform import AddressRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.casework.person import Person
    from bot.channels.slack.addresses import Address
    from bot.channels.slack.workspaces import Workspace
    from bot.store.database import AsyncSession


class InSlack:
    """Slack, as `reach` looks at it."""

    channel, name = Channel.SLACK, "Slack"

    def __init__(self, *, oauth: bool = False) -> None:
        """Look at it.

        Args:
            oauth: whether workspaces install the bot by OAuth (`setup.by_oauth`).

        """
        self._oauth = oauth

    async def ways(self, session: AsyncSession, council: str, people: Sequence[Person]) -> list[Way]:
        """Give the ways to some people of a council: by each linked id one."""
        theirs = [person.id for person in people]
        workspaces = await installed(session, council)
        ids: dict[int, list[str]] = {}
        linked = select(IdentityRow).where(IdentityRow.person_id.in_(theirs), IdentityRow.channel == self.channel.value)
        for row in await session.scalars(linked.order_by(IdentityRow.id)):
            ids.setdefault(row.person_id, []).append(row.external_id)
        rows: dict[int, list[AddressRow]] = {}
        known = select(AddressRow).where(AddressRow.person_id.in_(theirs), AddressRow.channel == self.channel.value)
        for its in await session.scalars(known):
            rows.setdefault(its.person_id, []).append(its)
        return [
            self._way(person, address, workspaces)
            for person in people
            for address in addresses(ids.get(person.id, []), rows.get(person.id, []), workspaces, oauth=self._oauth)
        ]

    def _way(self, person: Person, address: Address, workspaces: Sequence[Workspace]) -> Way:
        """Tell how it stands with an address; where the bot can't speak, that comes first, for it is to be mended first."""
        workspace = next((its for its in workspaces if address.team in {its.team, its.enterprise}), None) if address.team else None
        if workspace is None and not address.team and (self._oauth or len(workspaces) > 1):
            but = "any workspace may install the bot" if self._oauth else "the council has several"
            why = f"The ID was linked without its workspace, and {but}. Link it as T012ABCDEF:U012ABCDEF."
            return Way(person, "", address.user, Reached.NO_BOT, why)
        if workspace is None or workspace.state is not State.OK:
            told = f" ({workspace.why})" if workspace is not None and workspace.why else ""
            why = f"The bot can't speak in this workspace{told}. Install it there; clerk doctor tells more."
            return Way(person, address.team, address.user, Reached.NO_BOT, why)
        state = Reached.OK if address.state == OK else Reached.STALE
        return Way(person, address.team, address.user, state, address.why)
