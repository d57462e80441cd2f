"""What the register adds to the bank holidays, for dates that are counted at the terminal: read where there is a database, which is never made or changed for it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from bot.message import system_clock

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.casework.desk import Desk
    from bot.config import Settings
    from bot.store.database import AsyncSession
    from protocol_data.library import Library

_Found = TypeVar("_Found")


def from_register(read: Settings, library: Library, look: Callable[[Desk, AsyncSession], Awaitable[_Found]]) -> _Found | None:
    """Look something up in the register.

    Args:
        read: the settings; they name the database.
        library: the packs.
        look: what is looked up.

    Returns:
        What was found; nothing where there is no database, or one without tables yet.

    Raises:
        StoreError: there is a database, and it can't be read.

    """
    from bot.store.database import default_url, is_there  # noqa: PLC0415 - the database only when a command runs

    url = read.database_url or default_url()
    return asyncio.run(_look(url, read, library, look)) if is_there(url) else None


async def _look(url: str, read: Settings, library: Library, look: Callable[[Desk, AsyncSession], Awaitable[_Found]]) -> _Found | None:
    from bot.casework.desk import Desk  # noqa: PLC0415 - as above
    from bot.store.database import open_store  # noqa: PLC0415 - as above
    from bot.store.migrations import version  # noqa: PLC0415 - as above

    store = open_store(url)
    try:
        if await version(store) is None:
            return None
        async with store.read() as session:
            return await look(Desk(store, library, system_clock, read.local_target, read.timezone), session)
    finally:
        await store.close()


def counted_with(holidays: str, what: str, added: int | None) -> str:
    """Say by which days a date was counted.

    Args:
        holidays: which bank holidays were used.
        what: what the register can have besides: "closure days and added holidays".
        added: how many it has; nothing where there is no register.

    """
    if added is None:
        return f"{holidays}; without {what} of a register, for there is none here"
    return f"{holidays}; {what} of the register: {added or 'none'}"
