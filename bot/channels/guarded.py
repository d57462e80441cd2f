"""What went wrong with the register or a pack is said in plain words instead of nothing, on every channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.casework.errors import CaseError
from bot.reply import Audience, Reply
from bot.store.errors import StoreError
from intents.understanding import Outcome
from protocol_data.yaml_source import PackError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

PROBLEM = "problem"
"""The intent of a reply that says only what went wrong."""
_NO_PACK = "This council's protocol can't be read here just now. Tell whoever runs me."


async def guarded(answer: Callable[[], Awaitable[Reply]]) -> Reply:
    """Answer, and say in plain words what went wrong with the register or a pack instead of saying nothing."""
    try:
        return await answer()
    except (CaseError, StoreError, PackError) as error:
        says = _NO_PACK if isinstance(error, PackError) else str(error)
        return Reply(Outcome.DECLINE, PROBLEM, says, audience=Audience.EPHEMERAL)
