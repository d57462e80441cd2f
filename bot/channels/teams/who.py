"""Who it is that speaks: by the immutable ids of tenant and user, never by a name. Whoever is not in the directory may ask questions and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.casework.identities import Channel, identify
from bot.channels.filling import TALK
from bot.channels.knowing import OK, Account, council_asked, guest_reader, is_news, note_address, reached_at
from bot.channels.teams.ports import Scope

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.casework.desk import Desk
    from bot.casework.person import Person
    from bot.channels.teams.ports import Arrival
    from bot.store.database import AsyncSession
    from bot.store.platform import AddressRow
    from protocol_data.basics import Reader


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody in the council's tenant."""

    council: str
    reader: Reader
    tenant: str
    user: str
    """The object id; where Teams does not tell it, the account in the conversation."""
    account: str
    person: Person | None = None
    """Who it is in the directory; nothing for somebody who is not in it."""
    asks_of: str | None = None
    """The council whose protocol they chose to ask, where it is another than their own."""

    @property
    def talks(self) -> str:
        """Tell with what the names of all this person's conversations begin."""
        return f"teams:{self.tenant}:{self.user}:"

    def talk(self, metadata: Mapping[str, str], otherwise: str) -> str:
        """Give the conversation that a button or form carries along, where it is this person's own.

        What comes back from a client could have been changed, and in a channel somebody presses what was made for another.
        """
        told = metadata.get(TALK, "")
        return told if told.startswith(self.talks) else otherwise

    @property
    def known_as(self) -> Account:
        """The account as the register knows it."""
        return Account(Channel.TEAMS, self.tenant, self.user)


async def caller_of(desk: Desk, council: str, arrival: Arrival) -> Caller:
    """Find out who it is; somebody of the directory is noted to be reached here.

    Args:
        desk: the register.
        council: whose tenant it is.
        arrival: what arrived, verified.

    Returns:
        Who it is. A person of another council is nobody of this directory, and neither is somebody of another tenant: these are refused before, but for trying out.

    Raises:
        StoreError: the register can't be used.

    """
    who = arrival.who
    user = who.user or who.account
    account = Account(Channel.TEAMS, who.tenant, user)
    async with desk.store.read() as session:
        person = await _person(session, council, arrival)
        reader = person.reader if person is not None else await guest_reader(session, account)
        address = await reached_at(session, account) if person is not None else None
        chosen = await council_asked(session, account)
    place = arrival.reference.conversation if arrival.reference.scope is Scope.PERSONAL else None
    if person is not None and not arrival.kind.anywhere and not _is_late(address, arrival) and is_news(address, person, place):
        await note_address(desk, person, account, place)
    elsewhere = chosen if chosen in desk.library.keys and chosen != council else None
    return Caller(council, reader, who.tenant, user, who.account, person, elsewhere)


def _is_late(address: AddressRow | None, arrival: Arrival) -> bool:
    """Tell whether something was written before it was found that nothing reaches them: it was worked on late, and tells nothing new."""
    return address is not None and address.state != OK and arrival.at is not None and arrival.at < address.changed_at


async def _person(session: AsyncSession, council: str, arrival: Arrival) -> Person | None:
    """Find who of a council it is: by the object id, by the account, or by both where they are the same person's. Unsure means nobody."""
    who = arrival.who
    if who.tenant != arrival.reference.tenant:
        return None
    found = [await identify(session, Channel.TEAMS, one) for one in (who.user, who.account) if one]
    people = {person.id: person for person in found if person is not None}
    person = next(iter(people.values())) if len(people) == 1 else None
    return person if person is not None and person.council == council else None
