"""One message's turn in a conversation: where it stood when the message came, and the way to change that, which is lost to whoever came first."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.dialog.conversations import Conversations, Kept
from bot.dialog.pending import LAPSES, Pending
from bot.dialog.written import UnreadableError, read, written

if TYPE_CHECKING:
    from bot.message import Message

BUSY = timedelta(seconds=180)
"""So long a task is taken to be being carried out; after that the process that did so is taken to have ended. Longer than any work may take (`SECONDS` of
`bot/channels/works.py`, and the word that it took too long): else “again” would carry out beside it what still goes on."""


class MovedOnError(Exception):
    """The conversation was changed by another message since it was read. Nothing was done: read it again, and take the message as the answer to what it asks now."""


class Turn:
    """Where a conversation stands while one message is answered."""

    def __init__(self, conversations: Conversations, message: Message, was: Kept | None) -> None:
        """Take what is kept; use `open_turn`."""
        self._conversations, self._message = conversations, message
        self._version = was.version if was else 0
        self._at = was.at if was else message.now
        self._origin = was.origin if was else None
        self.pending: Pending | None = None
        """What waits for this person's answer; what has waited too long has lapsed."""
        self.unreadable = False
        """Something waits that this release can't read."""
        if was is not None and was.body is not None and not self._lapsed:
            try:
                self.pending = read(was.body)
            except UnreadableError:
                self.unreadable = True

    @property
    def _lapsed(self) -> bool:
        return self._message.now - self._at > LAPSES

    @property
    def again(self) -> bool:
        """Tell whether this very message brought the conversation to where it stands: it was delivered again, because its answer may have gone to nobody."""
        return self._origin is not None and self._origin == self._message.origin and not self._lapsed

    @property
    def being_done(self) -> bool:
        """Tell whether another message's turn carries out what waits here."""
        return self.pending is not None and self.pending.doing and not self.again and self._message.now - self._at <= BUSY

    async def keep(self, pending: Pending) -> None:
        """Let a task wait for this person's next answer, in the place of what waited.

        Raises:
            MovedOnError: the conversation was changed meanwhile.
            StoreError: it can't be kept.

        """
        await self._write(pending, self._message.origin)
        self.pending = pending

    async def end(self) -> None:
        """Let nothing wait; not a word of what did is kept. Raises as `keep`; where nothing waited there is nothing to do."""
        if self.pending is not None or self.unreadable:
            await self._write(None, self._message.origin)
            self.pending, self.unreadable = None, False

    async def renew(self) -> None:
        """Let what waits wait for as long again. Raises as `keep`."""
        if self.pending is not None:
            await self._write(self.pending, self._origin)

    async def _write(self, pending: Pending | None, origin: str | None) -> None:
        person, now = self._message.person, self._message.now
        if person is None:
            raise LookupError("nothing is kept for somebody who is not in the directory")
        kept = Kept(self._version + 1, now, written(pending) if pending is not None else None, origin)
        if not await self._conversations.write(self._message.whose, person.id, kept):
            raise MovedOnError
        self._version, self._at, self._origin = kept.version, now, origin


async def open_turn(conversations: Conversations, message: Message) -> Turn:
    """Read where a conversation stands: with one look at what is kept, none for somebody who is not in the directory.

    Raises:
        StoreError: it can't be read.

    """
    return Turn(conversations, message, await conversations.read(message.whose) if message.person is not None else None)
