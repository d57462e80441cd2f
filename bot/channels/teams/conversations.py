"""The conversations of Teams in which the bot can speak: written down when they are first heard of, brought up to date by whatever comes from them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select, update

from bot.channels.teams.ports import Reference, Scope
from bot.store.platform import AddressRow
from bot.store.teams import TeamsConversationRow
from bot.store.upsert import add

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from bot.casework.desk import Desk

OK, STALE, REMOVED, DELETED = "ok", "stale", "removed", "deleted"


def threadless(reference: Reference) -> Reference:
    """Give the conversation as it is kept: in a channel without the thread, for a thread is not where one begins to speak."""
    return replace(reference, conversation=reference.conversation.partition(";")[0])


class Conversations:
    """What is known of them, in the register."""

    def __init__(self, desk: Desk) -> None:
        """Keep them in a register."""
        self._desk = desk

    async def note(self, reference: Reference, user: str = "", account: str = "", at: datetime | None = None) -> bool:
        """Note that something came from a conversation: the bot can speak there, at the address that was told; unless it was taken out of there since.

        Args:
            reference: the conversation.
            user: in a personal chat, the object id of the person; what is known of it stays where it is empty.
            account: in a personal chat, the person's account; as above.
            at: when it came, by Teams' clock; nothing for now.

        Returns:
            Whether the bot is new there, or there again.

        Raises:
            StoreError: it can't be read or written.

        """
        its = threadless(reference)
        values = _values(its, user, account)
        async with self._desk.store.read() as session:
            row = await session.scalar(select(TeamsConversationRow).where(*_which(its)))
            if row is not None and row.state == OK and all(getattr(row, name) == value for name, value in values.items()):
                return False
            if _is_late(row, at):
                return False
        values |= {"state": OK, "why": None, "changed_at": self._desk.now()}
        async with self._desk.store.write() as session:  # of several at once only one finds it new
            if await add(session, TeamsConversationRow, {"tenant": its.tenant, "conversation": its.conversation}, values):
                return True
            row = (await session.scalars(select(TeamsConversationRow).where(*_which(its)).with_for_update())).one()
            if _is_late(row, at):
                return False
            new = row.state != OK
            await session.execute(update(TeamsConversationRow).where(*_which(its)).values(**values))
        return new

    async def find(self, tenant: str, conversation: str) -> Reference | None:
        """Give a conversation by its id; nothing where the bot can't speak there.

        Raises:
            StoreError: it can't be read.

        """
        async with self._desk.store.read() as session:
            which = (TeamsConversationRow.tenant == tenant, TeamsConversationRow.conversation == conversation)
            return as_reference(await session.scalar(select(TeamsConversationRow).where(*which, TeamsConversationRow.state == OK)))

    async def personal(self, tenant: str, user: str) -> Reference | None:
        """Give the personal chat with somebody, by their object id or account; nothing where there is none, or nothing reaches them there.

        Raises:
            StoreError: it can't be read.

        """
        its = or_(TeamsConversationRow.user == user, TeamsConversationRow.account == user)
        return await self._newest(TeamsConversationRow.tenant == tenant, TeamsConversationRow.scope == Scope.PERSONAL.value, its)

    async def near(self) -> Reference | None:
        """Give a conversation in which the bot can speak, the newest: near it a personal chat can be opened. All are in the council's tenant.

        Raises:
            StoreError: it can't be read.

        """
        return await self._newest()

    async def _newest(self, *which: ColumnElement[bool]) -> Reference | None:
        newest = (
            select(TeamsConversationRow).where(TeamsConversationRow.state == OK, *which).order_by(TeamsConversationRow.changed_at.desc())
        )
        async with self._desk.store.read() as session:
            return as_reference((await session.scalars(newest.limit(1))).first())

    async def mark(self, reference: Reference, state: str, why: str, at: datetime | None = None) -> None:
        """Write down that the bot can't speak in a conversation any more; in a personal chat the person is not reached there either.

        Args:
            reference: which.
            state: `stale`, `removed` or `deleted`.
            why: in Teams' words; nothing of what was to be said.
            at: when it happened, by Teams' clock: what is older does not bring it back; nothing for now.

        Raises:
            StoreError: it can't be written.

        """
        its = threadless(reference)
        at = at or self._desk.now()
        async with self._desk.store.write() as session:
            await session.execute(update(TeamsConversationRow).where(*_which(its)).values(state=state, why=why, changed_at=at))
            if its.scope is Scope.PERSONAL:
                address = (AddressRow.channel == "teams", AddressRow.team == its.tenant, AddressRow.place == its.conversation)
                await session.execute(update(AddressRow).where(*address).values(state=STALE, why=why, changed_at=at))

    async def mark_team(self, tenant: str, team: str, why: str, at: datetime | None = None) -> None:
        """Write down that the app was taken out of a whole team, with all its channels; when, as of `mark`.

        Raises:
            StoreError: it can't be written.

        """
        await self._change(tenant, team, (OK,), at, state=REMOVED, why=why)

    async def back_in_team(self, tenant: str, team: str) -> None:
        """Write down that the app is in a team again: in all the channels in which it was before, but for those that were deleted.

        Raises:
            StoreError: it can't be written.

        """
        await self._change(tenant, team, (REMOVED, STALE), None, state=OK, why=None)

    async def _change(self, tenant: str, team: str, were: Sequence[str], at: datetime | None, **values: str | None) -> None:
        which = (TeamsConversationRow.tenant == tenant, TeamsConversationRow.team == team, TeamsConversationRow.state.in_(were))
        async with self._desk.store.write() as session:
            await session.execute(update(TeamsConversationRow).where(*which).values(**values, changed_at=at or self._desk.now()))


def _is_late(row: TeamsConversationRow | None, at: datetime | None) -> bool:
    """Tell whether something came before the bot was taken out of a conversation: it was worked on late, and does not bring it back."""
    return row is not None and row.state in {REMOVED, DELETED} and at is not None and at < row.changed_at


def _values(its: Reference, user: str, account: str) -> dict[str, Any]:
    values = {"scope": its.scope.value, "service_url": its.service_url, "bot": its.bot, "team": its.team}
    known = {name: value for name, value in (("user", user), ("account", account)) if value and value != its.bot}
    return values | known if its.scope is Scope.PERSONAL else values


def _which(its: Reference) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return (TeamsConversationRow.tenant == its.tenant, TeamsConversationRow.conversation == its.conversation)


def as_reference(row: TeamsConversationRow | None) -> Reference | None:
    """Give a row as a reference; nothing for none."""
    if row is None:
        return None
    return Reference(row.tenant, row.service_url, row.conversation, Scope(row.scope), row.bot, row.team)
