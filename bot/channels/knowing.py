"""What is known of people on a platform: where they are reached, and as whom somebody asks who is not in the directory. Always by immutable ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, select

from bot.casework.reaching import reached_again
from bot.store.platform import AddressRow, GuestRow
from bot.store.upsert import put
from protocol_data.basics import Reader

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from bot.casework.desk import Desk
    from bot.casework.identities import Channel
    from bot.casework.person import Person
    from bot.store.database import AsyncSession

OK, STALE = "ok", "stale"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody's account on a platform."""

    channel: Channel
    team: str
    """The workspace or tenant."""
    user: str


async def guest_reader(session: AsyncSession, account: Account) -> Reader:
    """Give as whom somebody asks who is not in the directory: a member, unless they said otherwise."""
    said = await session.scalar(select(GuestRow.reader).where(_of(GuestRow, account)))
    return Reader(said) if said else Reader.MEMBER


async def asks_as(desk: Desk, account: Account, reader: Reader) -> None:
    """Note as whom somebody asks who is not in the directory. It gives no right.

    Raises:
        StoreError: it can't be written.

    """
    async with desk.store.write() as session:
        await put(session, GuestRow, _key(account), {"reader": reader.value, "changed_at": desk.now()})


async def council_asked(session: AsyncSession, account: Account) -> str | None:
    """Give the key of the council whose protocol somebody chose to ask; nothing where they chose none."""
    chosen: str | None = await session.scalar(select(GuestRow.council).where(_of(GuestRow, account)))
    return chosen


async def asks_of(desk: Desk, account: Account, council: str) -> None:
    """Note whose protocol somebody asks from now on. It gives no right.

    Raises:
        StoreError: it can't be written.

    """
    async with desk.store.write() as session:
        await put(session, GuestRow, _key(account), {"council": council, "changed_at": desk.now()})


async def reached_at(session: AsyncSession, account: Account) -> AddressRow | None:
    """Give what is noted of an account as an address."""
    its: AddressRow | None = await session.scalar(select(AddressRow).where(_of(AddressRow, account)))
    return its


async def note_address(desk: Desk, person: Person, account: Account, place: str | None) -> None:
    """Note where a person is reached: they just wrote from there. What could not be sent to them before is tried again.

    Args:
        desk: the register.
        person: who wrote.
        account: from which account.
        place: the id of the direct conversation, where it was that.

    Raises:
        StoreError: it can't be written.

    """
    async with desk.store.write() as session:
        row = await reached_at(session, account)
        again = row is None or row.person_id != person.id or row.state != OK
        known = {"person_id": person.id, "state": OK, "why": None, "changed_at": desk.now()} | ({"place": place} if place else {})
        await put(session, AddressRow, _key(account), known)
        if again:
            await reached_again(session, [person.id], desk.now())


def is_news(row: AddressRow | None, person: Person, place: str | None) -> bool:
    """Tell whether what is noted of an address differs from where a person just wrote from."""
    return row is None or row.person_id != person.id or row.state != OK or place not in {None, row.place}


def _key(account: Account) -> dict[str, str]:
    return {"channel": account.channel.value, "team": account.team, "user": account.user}


def _of(row: type[AddressRow | GuestRow], account: Account) -> ColumnElement[bool]:
    return and_(row.channel == account.channel.value, row.team == account.team, row.user == account.user)
