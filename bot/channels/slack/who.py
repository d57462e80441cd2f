"""Who it is that speaks: by the immutable ids of workspace and user, never by a name. Whoever is not in the directory may ask questions and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.casework.identities import Channel, identify
from bot.casework.person import person_of
from bot.channels.knowing import Account, council_asked, guest_reader, is_news, note_address, reached_at
from bot.store.people import IdentityRow, PersonRow

if TYPE_CHECKING:
    from bot.casework.desk import Desk
    from bot.casework.person import Person
    from bot.channels.slack.call import Call
    from bot.channels.slack.workspaces import Workspace
    from bot.store.database import AsyncSession
    from protocol_data.basics import Reader

SLACK = Channel.SLACK.value


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody in a workspace of a council."""

    workspace: Workspace
    council: str
    reader: Reader
    team: str
    """The workspace by which the bot speaks to them; the organisation where it is installed for the whole of it."""
    user: str
    person: Person | None = None
    """Who it is in the directory; nothing for somebody who is not in it."""
    asks_of: str | None = None
    """The council whose protocol they chose to ask; nothing where that is their own."""

    @property
    def known_as(self) -> Account:
        """The account as the register knows it."""
        return Account(Channel.SLACK, self.team, self.user)


async def caller_of(desk: Desk, workspace: Workspace, call: Call) -> Caller:
    """Find out who it is; somebody of the directory is noted to be reached here.

    Args:
        desk: the register.
        workspace: where it came from.
        call: what came.

    Returns:
        Who it is. A person of another council, or who belongs to another workspace (they meet in shared channels), is nobody of the directory.

    Raises:
        StoreError: the register can't be used.

    """
    team, user = workspace.speaks_for, call.user or ""
    account = Account(Channel.SLACK, team, user)
    async with desk.store.read() as session:
        person = await _person(session, workspace, call, user)
        reader = person.reader if person is not None else await guest_reader(session, account)
        address = await reached_at(session, account) if person is not None else None
        chosen = await council_asked(session, account)
    place = call.channel if call.direct else None
    if person is not None and is_news(address, person, place):
        await note_address(desk, person, account, place)
    elsewhere = chosen if chosen in desk.library.keys and chosen != workspace.council else None
    return Caller(workspace, workspace.council, reader, team, user, person, elsewhere)


async def _person(session: AsyncSession, workspace: Workspace, call: Call, user: str) -> Person | None:
    if not user or call.user_team is None:  # whose workspace is not told where it has to be is at home nowhere
        return None
    if _at_home(workspace, call):
        return await linked_person(session, workspace, user)
    if workspace.team is None:  # of another workspace, which may be the organisation's too: then the directory names it
        person = await identify(session, Channel.SLACK, f"{call.user_team}:{user}")
        return person if person is not None and person.council == workspace.council else None
    return None


def _at_home(workspace: Workspace, call: Call) -> bool:
    """Tell whether it is certain that somebody is of the workspace or organisation, and no guest from another."""
    if call.user_team in {call.team, workspace.team, workspace.enterprise}:
        return True
    if workspace.team is not None:
        return False
    within = call.body.get("is_ext_shared_channel") is False or call.channel is None
    return within or call.user_team == call.came_from


async def linked_person(session: AsyncSession, workspace: Workspace, user: str) -> Person | None:
    """Find who of a workspace's council is linked to an id of one of its members.

    Within an organisation of Slack a member has one id in all of its workspaces (docs.slack.dev, "Organization-ready apps"). So where the bot is installed for the
    whole organisation it is no matter under which of its workspaces, or the organisation's own id, the directory has them, as long as that is one person.

    Args:
        session: a session that reads.
        workspace: the workspace, or the organisation.
        user: the member's id.

    Returns:
        The person; nothing where nobody is linked, or somebody of another council.

    """
    person: Person | None = None
    for team in filter(None, (workspace.team, workspace.enterprise)):
        person = person or await identify(session, Channel.SLACK, f"{team}:{user}")
    if person is None and workspace.team is None:
        person = await _linked_anywhere(session, workspace.council, user)
    if person is None and workspace.alone:  # linked without the workspace: it can only be this one
        person = await identify(session, Channel.SLACK, user)
    return person if person is not None and person.council == workspace.council else None


async def _linked_anywhere(session: AsyncSession, council: str, user: str) -> Person | None:
    its = IdentityRow.external_id.endswith(f":{user}", autoescape=True)
    linked = select(PersonRow).join(IdentityRow, IdentityRow.person_id == PersonRow.id).where(IdentityRow.channel == SLACK, its)
    people = list(await session.scalars(linked.where(PersonRow.council == council, PersonRow.active).distinct()))
    return person_of(people[0]) if len(people) == 1 else None
