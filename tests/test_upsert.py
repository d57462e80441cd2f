"""Writing a row whether it is there or not: any number of processes at once, on both databases."""

from __future__ import annotations

import asyncio

from conftest import SetClock
from sqlalchemy import select

from bot.casework.desk import Desk
from bot.casework.identities import Channel
from bot.channels.knowing import Account, asks_as
from bot.store.database import Store
from bot.store.platform import GuestRow, SlackWorkspaceRow
from bot.store.upsert import put
from protocol_data.basics import Reader
from protocol_data.library import Library

KEY = {"channel": "slack", "team": "T0COUNCIL", "user": "U0MEMBER"}


async def test_a_row_that_is_there_is_changed_where_it_is_told_and_nowhere_else(store: Store, clock: SetClock) -> None:
    key = {"enterprise_id": "", "team_id": "T0COUNCIL"}
    now = {"changed_at": clock.now}
    async with store.write() as session:
        await put(session, SlackWorkspaceRow, key, {"council": "county", "bot_user_id": "U0BOT", "name": "Town", **now})
        await put(session, SlackWorkspaceRow, key, {"council": "county", "bot_user_id": "U0NEW", **now})
    async with store.read() as session:
        (row,) = list(await session.scalars(select(SlackWorkspaceRow)))

    assert ("Town", "U0NEW", "ok") == (row.name, row.bot_user_id, row.state)


async def test_twenty_that_write_the_same_new_row_at_once_all_succeed(store: Store, clock: SetClock) -> None:
    async def write(reader: str) -> None:
        async with store.write() as session:
            await put(session, GuestRow, KEY, {"reader": reader, "changed_at": clock.now})

    await asyncio.gather(*(write(reader) for reader in ["member", "officer"] * 10))
    async with store.read() as session:
        assert 1 == len(list(await session.scalars(select(GuestRow))))


async def test_somebody_who_presses_twice_as_whom_they_ask_is_noted_once(store: Store, library: Library, clock: SetClock) -> None:
    account = Account(Channel.SLACK, "T0COUNCIL", "U0MEMBER")
    desk = Desk(store, library, clock)
    await asyncio.gather(*(asks_as(desk, account, reader) for reader in [Reader.OFFICER, Reader.MEMBER] * 10))
    async with store.read() as session:
        found = list(await session.scalars(select(GuestRow)))

    assert 1 == len(found)
