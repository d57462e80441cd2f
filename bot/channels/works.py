"""The work that follows an acknowledgement: so much of it at once, each conversation's in order, and nothing of it lost when the process ends."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from bot.channels.once import LEASE
from bot.logs import where
from bot.store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from bot.channels.once import Once

log = logging.getLogger(__name__)
AT_ONCE = 8
"""So many pieces of work go on at once: they wait for the platform most of the time, and what they compute holds up acknowledgements."""
PATIENCE_SECONDS = 0.3
"""So long work that could begin waits for acknowledgements."""
SECONDS = 120
"""A piece of work that takes longer is given up."""
_TELLING_SECONDS = 20


class PutOffError(Exception):
    """The platform is busy: the work is to be tried again. Its claim is left to run out, and what was begun too often is given up (`once.ATTEMPTS`)."""


class Door:
    """Knows how much is on its way to an acknowledgement, for which somebody waits; work lets it go first."""

    def __init__(self) -> None:
        """Begin with nobody at the door."""
        self._entering = 0
        self._nobody = asyncio.Event()
        self._nobody.set()

    @contextmanager
    def entering(self) -> Iterator[None]:
        """Be on the way to an acknowledgement."""
        self._entering += 1
        self._nobody.clear()
        try:
            yield
        finally:
            self._entering -= 1
            if not self._entering:
                self._nobody.set()

    async def quiet(self) -> None:
        """Wait until nobody is at the door, but not for long: it may never be so."""
        if self._nobody.is_set():
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._nobody.wait()


class Works:
    """Tracks what was acknowledged and is being worked on."""

    def __init__(self, once: Once, *, at_once: int = AT_ONCE, seconds: float = SECONDS) -> None:
        """Work under the claims of a worker."""
        self._once, self._seconds = once, seconds
        self._room = asyncio.Semaphore(at_once)
        self.door = Door()
        self._lanes: dict[str, asyncio.Lock] = {}
        self._waiting_in: Counter[str] = Counter()
        self._running: dict[asyncio.Task[None], str | None] = {}
        self._unmarked: dict[str, str | None] = {}
        """What is finished and could not be marked so yet: why it failed, or nothing."""
        self.outcomes: Counter[str] = Counter()
        """How the work ended: `done`, `failed`, `given_up` (it took too long), `put_off` (it is tried again)."""

    @property
    def open(self) -> int:
        """How many pieces of work wait or go on."""
        return len(self._running)

    def start(
        self, event_id: str | None, lane: str, work: Callable[[], Awaitable[None]], late: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        """Start a piece of work, and return at once.

        Args:
            event_id: the claim that it finishes; nothing for what was not claimed.
            lane: what has the same lane is done in the order in which it was started: a conversation.
            work: what to do; whatever it raises is logged by its kind and leaves the claim failed, but for `PutOffError`.
            late: what to do where it took too long and was given up.

        """
        task = asyncio.create_task(self._do(event_id, lane, work, late))
        self._running[task] = event_id
        task.add_done_callback(self._running.pop)

    async def _do(
        self, event_id: str | None, lane: str, work: Callable[[], Awaitable[None]], late: Callable[[], Awaitable[None]] | None
    ) -> None:
        self._waiting_in[lane] += 1
        try:
            async with self._lanes.setdefault(lane, asyncio.Lock()), self._room:
                try:
                    why = await self._outcome(work, late)
                except PutOffError:
                    self.outcomes["put_off"] += 1
                    return
        finally:
            self._waiting_in[lane] -= 1
            if not self._waiting_in[lane]:
                del self._waiting_in[lane], self._lanes[lane]
        if event_id is not None:
            self._unmarked[event_id] = why
            await self._tried(self._mark(event_id))

    async def _outcome(self, work: Callable[[], Awaitable[None]], late: Callable[[], Awaitable[None]] | None) -> str | None:
        try:
            async with asyncio.timeout(self._seconds) as limit:
                await self.door.quiet()
                await work()
        except PutOffError:
            raise
        except Exception as error:  # noqa: BLE001 - one piece of work that fails must not end the others
            expired = limit.expired()
            self.outcomes["given_up" if expired else "failed"] += 1
            log.error("work failed: %s", "it took too long" if expired else where(error))  # noqa: TRY400 - a trace may hold a message's text
            if expired and late is not None:
                await _told(late)
            return "it took too long" if expired else type(error).__name__
        self.outcomes["done"] += 1
        return None

    async def _mark(self, event_id: str) -> None:
        if event_id not in self._unmarked:
            return  # by the other way meanwhile
        why = self._unmarked[event_id]
        await (self._once.done(event_id) if why is None else self._once.failed(event_id, why))
        self._unmarked.pop(event_id, None)

    async def _tried(self, marking: Awaitable[object]) -> None:
        try:
            await marking
        except StoreError as error:
            log.warning("what is finished can't be marked so yet, or claims can't be kept up: %s", error)

    @property
    def held(self) -> set[str]:
        """The claims on what waits, goes on, or is finished and not marked so yet: nobody here may begin it again, even where a claim ran out."""
        return {*self._claimed(), *self._unmarked}

    async def settle(self) -> None:
        """Keep up the claims, and mark what could not be marked before.

        Raises:
            StoreError: the database can't be written.

        """
        await self._once.keep(self.held)
        await self._mark_all()

    async def _mark_all(self) -> None:
        outcomes = await asyncio.gather(*(self._mark(event_id) for event_id in list(self._unmarked)), return_exceptions=True)
        for error in outcomes:
            if isinstance(error, BaseException):
                raise error

    async def keep_up(self) -> None:
        """Keep up the claims, for as long as the task runs; mark what could not be marked before."""
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            await self._tried(self.settle())

    def _claimed(self) -> set[str]:
        return {event_id for event_id in self._running.values() if event_id is not None}

    async def finish(self, seconds: float) -> int:
        """Wait for what goes on; after that long let others take over the rest.

        Args:
            seconds: how long to wait.

        Returns:
            How much was left.

        """
        if self._running:
            await asyncio.wait(list(self._running), timeout=seconds)
        left = self._claimed() - set(self._unmarked)
        cut_off = list(self._running)
        for task in cut_off:
            task.cancel()
        await asyncio.gather(*cut_off, return_exceptions=True)
        await self._tried(self._mark_all())
        try:
            await self._once.let_go(left)
        except StoreError as error:
            log.warning("claims can't be let go: %s", error)
        return len(cut_off)


async def _told(late: Callable[[], Awaitable[None]]) -> None:
    """Tell that it took too long; what took too long once is not waited for again."""
    try:
        async with asyncio.timeout(_TELLING_SECONDS):
            await late()
    except Exception as error:  # noqa: BLE001 - the last word; there is nobody to tell any more
        log.warning("nobody was told that it took too long: %s", where(error))
