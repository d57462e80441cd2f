"""Where conversations are kept from one message to the next: what is kept of each, and the way to keep it in memory, for a talk at one terminal."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from datetime import datetime

_MOST = 2000
"""How many conversations are remembered in memory; the longest silent is forgotten first."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a conversation."""

    version: int
    """From 1; it goes up with each change."""
    at: datetime
    """When it was changed last."""
    body: dict[str, Any] | None = None
    """The task that waits, in plain values (`bot.dialog.written`); nothing where none does."""
    origin: str | None = None
    """The platform's id of the message that brought it here."""


class Conversations(Protocol):
    """Keeps conversations. Whoever changes one says which version they read, and changes nothing where it is another by now."""

    async def read(self, whose: str) -> Kept | None:
        """Give what is kept of a conversation; nothing of one that is not known.

        Raises:
            StoreError: it can't be read.

        """

    async def write(self, whose: str, person_id: int, kept: Kept) -> bool:
        """Keep a conversation in the place of the version before it.

        Args:
            whose: which conversation.
            person_id: the person who speaks in it.
            kept: what to keep; its version is one more than was read, or 1 where nothing was kept.

        Returns:
            Whether it was kept; if not, somebody changed it meanwhile.

        Raises:
            StoreError: it can't be written.

        """

    async def move(self, whose: str, to: str) -> None:
        """Let a conversation go on elsewhere, in the place of what was kept there; one in which nothing waits stays.

        Raises:
            StoreError: it can't be written.

        """


class InMemory:
    """Conversations that end with the process: those of a terminal, where each start is a talk of its own."""

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: OrderedDict[str, Kept] = OrderedDict()

    async def read(self, whose: str) -> Kept | None:
        """Give what is kept of a conversation."""
        return self._kept.get(whose)

    async def write(self, whose: str, person_id: int, kept: Kept) -> bool:  # noqa: ARG002 - as above
        """Keep a conversation in the place of the version before it."""
        before = self._kept.get(whose)
        if kept.version != (before.version if before else 0) + 1:
            return False
        self._kept[whose] = kept
        self._kept.move_to_end(whose)
        while len(self._kept) > _MOST:
            self._kept.popitem(last=False)
        return True

    async def move(self, whose: str, to: str) -> None:
        """Let a conversation go on elsewhere."""
        its = self._kept.get(whose)
        if its is not None and its.body is not None:
            there = self._kept.pop(to, its)
            del self._kept[whose]
            self._kept[to] = Kept(max(its.version, there.version) + 1, its.at, its.body, its.origin)
