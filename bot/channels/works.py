"""The work that follows an acknowledgement: so much of it at once, each conversation's in order, and nothing of it lost when the process ends."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from bot.channels.claiming import Claiming
from bot.channels.door import Door
from bot.channels.later import PauseError, PutOffError
from bot.channels.leaving import Leaving
from bot.channels.marks import Marks, tried
from bot.channels.once import LEASE
from bot.channels.piece import Piece
from bot.channels.turns import Lane, Turns
from bot.store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from bot.channels.once import Once

log = logging.getLogger(__name__)
AT_ONCE, AT_ONCE_EACH = 32, 8
"""So many pieces of work go on at once, in all and of one tenant: they wait for the platform most of the time, and what they compute holds up acknowledgements."""
WAITING, WAITING_EACH = 1000, 200
"""So many wait here, in all and of one tenant. What comes beyond that is left in the database, from where it is taken when there is room."""
SECONDS = 120
"""A piece of work that takes longer is given up."""


class Works:
    """Tracks what was acknowledged and is being worked on."""

    def __init__(
        self, once: Once, *, at_once: int = AT_ONCE, each: int = AT_ONCE_EACH, waiting: int = WAITING_EACH, seconds: float = SECONDS
    ) -> None:
        """Work under the claims of a worker.

        Args:
            once: the claims.
            at_once: how many pieces of work go on at once in all.
            each: how many of one tenant.
            waiting: how many of one tenant wait here; in all five times as many.
            seconds: how long a piece of work may take.

        """
        self._once, self._seconds = once, seconds
        self._waiting, self._in_all = waiting, waiting * WAITING // WAITING_EACH
        self._turns: Turns[Piece] = Turns(at_once, each)
        self.door = Door()
        self._running: dict[asyncio.Task[None], Piece] = {}
        self._paused: dict[Piece, asyncio.TimerHandle] = {}
        self._claims: set[str] = set()
        """On what waits, pauses or goes on here."""
        self._coming: list[set[str]] = []
        self._marks = Marks(once)
        self._leaving = Leaving(once)
        self.claiming = Claiming(once, self._marks, self._leaving)
        self.outcomes: Counter[str] = Counter()
        """How the work ended: `done`, `failed`, `given_up` (it took too long), `put_off` (it is tried again), `left` (in the database, for want of room)."""

    @property
    def open(self) -> int:
        """How many pieces of work wait, pause or go on."""
        return self.going + self.waiting + self.paused

    @property
    def going(self) -> int:
        """How many go on."""
        return len(self._running)

    @property
    def waiting(self) -> int:
        """How many wait for room."""
        return len(self._turns)

    @property
    def paused(self) -> int:
        """How many wait because the platform asked for it."""
        return len(self._paused)

    @property
    def room(self) -> int:
        """For how many that were left in the database there is room now: what comes anew has more, so that what piled up holds nobody else up."""
        return max(0, self._in_all - self._waiting - len(self._turns))

    @property
    def full(self) -> set[str]:
        """The tenants of which so much waits that nothing more of theirs is taken from the database; again what comes anew has more room."""
        return self._turns.tenants(max(1, self._waiting // 2))

    def start(
        self,
        event_id: str | None,
        lane: Lane | str,
        work: Callable[[], Awaitable[None]],
        late: Callable[[], Awaitable[None]] | None = None,
        *,
        begun: bool = False,
    ) -> None:
        """Start a piece of work as soon as it is its turn, and return at once.

        Args:
            event_id: the claim that it finishes; nothing for what was not claimed.
            lane: what has the same lane is done in the order in which it was started: a conversation, of a tenant. Tenants have their turns by
                turns, and none takes all the room; a lane that is named by its text alone is of the tenant without a name.
            work: what to do; whatever it raises is logged by its kind and leaves the claim failed, but for `PutOffError` and `PauseError`.
            late: what to do where it took too long and was given up.
            begun: it has begun already; then it is never left in the database for want of room.

        """
        piece = Piece(event_id, lane if isinstance(lane, Lane) else Lane("", lane), work, late)
        if event_id is not None and not begun and self.is_full(piece.lane.tenant):
            self.outcomes["left"] += 1
            self._leaving.leave(event_id)
            return
        if event_id is not None:
            self._claims.add(event_id)
            self._leaving.stay(event_id)
        self._turns.add(piece.lane, piece)
        self._begin()

    def is_full(self, tenant: str) -> bool:
        """Tell whether so much of a tenant waits, or in all, that what comes beyond it is left in the database."""
        return self._turns.waiting(tenant) >= self._waiting or len(self._turns) >= self._in_all

    def _begin(self) -> None:
        """Begin what may begin."""
        while (turn := self._turns.next()) is not None:
            _, piece = turn
            task = asyncio.create_task(self._do(piece))
            self._running[task] = piece
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._turns.ended(self._running.pop(task).lane)
        self._begin()

    async def _do(self, piece: Piece) -> None:
        try:
            end = await piece.carried_out(self._seconds, self.door)
        except PutOffError:
            self.outcomes["put_off"] += 1
            self._forget(piece)
            return
        except PauseError as pause:
            self._paused[piece] = asyncio.get_running_loop().call_later(pause.seconds, self._go_on, piece)
            return
        self.outcomes[end.outcome] += 1
        if piece.event_id is not None:
            self._marks.note(piece.event_id, end.why)
            self._forget(piece)
            await tried(self._marks.one(piece.event_id))

    def _go_on(self, piece: Piece) -> None:
        """Have something wait for its turn that paused."""
        del self._paused[piece]
        self._turns.add(piece.lane, piece)
        self._begin()

    def _forget(self, piece: Piece) -> None:
        if piece.event_id is not None:
            self._claims.discard(piece.event_id)

    @property
    def held(self) -> set[str]:
        """The claims on what comes, waits, goes on, or is finished and not marked so yet: nobody here may begin it again, even where a claim ran out."""
        return self._claims.union(self._marks.missing, *self._coming)

    @contextmanager
    def holding(self, event_ids: set[str]) -> Iterator[None]:
        """Keep up the claims on what was taken over and is on its way to its work; what is taken out of the set meanwhile has got there."""
        self._coming.append(event_ids)
        try:
            yield
        finally:
            self._coming.remove(event_ids)

    async def settle(self) -> None:
        """Keep up the claims, and mark what could not be marked before.

        Raises:
            StoreError: the database can't be written.

        """
        await self._once.keep(self.held)
        await self._marks.all()

    async def keep_up(self) -> None:
        """Keep up the claims, for as long as the task runs; mark what could not be marked before."""
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            await tried(self.settle())

    async def finish(self, seconds: float) -> int:
        """Wait for what waits and goes on; after that long let others take over the rest, and what pauses at once.

        Args:
            seconds: how long to wait.

        Returns:
            How much was left.

        """
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._running:
                    await asyncio.wait(list(self._running))
        for timer in self._paused.values():
            timer.cancel()
        rest = [*self._turns.drop(), *self._paused, *self._running.values()]
        self._paused.clear()
        cut_off = list(self._running)
        for task in cut_off:
            task.cancel()
        await asyncio.gather(*cut_off, return_exceptions=True)
        await self.claiming.settled()
        await tried(self._marks.all())
        left = {piece.event_id for piece in rest if piece.event_id is not None} - self._marks.missing
        try:
            await self._once.let_go(left & self._claims)
        except StoreError as error:
            log.warning("claims can't be let go: %s", error)
        return len(rest)
