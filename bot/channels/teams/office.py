"""What every entrance works with, and the way of what arrives: claimed and worked on after it is acknowledged, or answered in the same request."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from bot.channels.later import PutOffError
from bot.channels.once import Claim
from bot.channels.teams.conversations import STALE, threadless
from bot.channels.teams.forms import Forms
from bot.channels.teams.line import line_of
from bot.channels.teams.ports import Answer, Arrival, BusyError, GoneError, Kind, NotNowError, WireError
from bot.channels.teams.sorry import FullError, answer_for, sorry
from bot.channels.teams.talk import Talk
from bot.channels.teams.who import Caller, caller_of
from bot.channels.turns import Lane
from bot.logs import where
from bot.store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.assistant import Assistant
    from bot.casework.desk import Desk
    from bot.channels.once import Once
    from bot.channels.teams.conversations import Conversations
    from bot.channels.teams.line import Line
    from bot.channels.teams.ports import Wire
    from bot.channels.works import Works
    from bot.reminders.courier import Courier

    Entrance = Callable[["Office", Arrival], Awaitable[None]]
    Window = Callable[["Office", Arrival], Awaitable[Answer]]

log = logging.getLogger(__name__)
_CLAIM_SECONDS = 2.0
_ANSWER_SECONDS = 4.5
"""Teams waits for some five seconds where somebody pressed a button or opens a dialog."""
_TYPING_AFTER = 0.7
"""After so many seconds without an answer it is shown that one is being written."""


@dataclass(slots=True)
class Office:
    """The desk and all that an entrance needs beside it; made once."""

    desk: Desk
    assistant: Assistant
    council: str
    """Whose tenant it is."""
    once: Once
    works: Works
    wire: Wire
    conversations: Conversations
    entrances: Mapping[Kind, Entrance] = field(default_factory=dict)
    """What is worked on once it is acknowledged."""
    windows: Mapping[Kind, Window] = field(default_factory=dict)
    """What is answered in the same request."""
    dialogs: bool = True
    """Whether the clients have dialogs: Microsoft's Agents Playground has none."""
    courier: Courier | None = None
    """Shows what was done on one copy of a nudge on its others."""
    talk: Talk = field(init=False)
    forms: Forms = field(init=False)

    def __post_init__(self) -> None:
        """Open the ways in for words and for forms."""
        self.talk = Talk(self.assistant, self.desk, self.wire, self.conversations, dialogs=self.dialogs)
        self.forms = Forms(self.assistant, self.desk, self.talk.hearing)

    async def receive(self, arrival: Arrival) -> Answer:
        """Take what arrived.

        Args:
            arrival: verified.

        Returns:
            What Teams is answered.

        Raises:
            NotNowError: it can't be claimed; Teams sends it again.

        """
        if arrival.kind.waits:
            return await self._answered(arrival)
        if arrival.kind not in self.entrances:
            return Answer()
        key = key_of(arrival)
        if key in self.works.held:
            return Answer()
        with self.works.door.entering():
            try:
                tenant = _lane(arrival).tenant
                claim = await self.works.claiming.claim(key, arrival.as_json(), _CLAIM_SECONDS, tenant=tenant, comes_again=True)
            except (StoreError, TimeoutError) as error:
                log.warning("not acknowledged, for it could not be claimed (%s)", type(error).__name__)
                raise NotNowError from error
        if claim.ours:
            self._start(key, arrival, again=claim is Claim.AGAIN)
        return Answer()

    async def recover(self) -> None:
        """Take on what others, or this program before it ended, left unfinished.

        Raises:
            StoreError: the register can't be used.

        """
        for its in await self.once.unfinished(self.works.room, but=self.works.held, full=self.works.full):
            try:
                arrival = Arrival.from_json(its.body)
            except (KeyError, ValueError, TypeError) as error:
                await self.once.failed(its.event_id, f"it can't be read any more ({type(error).__name__})")
                continue
            self._start(its.event_id, arrival, again=True)

    def _start(self, key: str, arrival: Arrival, *, again: bool) -> None:
        lane = _lane(arrival)
        late = partial(self._sorry, arrival, TimeoutError())
        self.works.start(key, lane, partial(self._work, arrival, again=again), late)

    async def _work(self, arrival: Arrival, *, again: bool) -> None:
        try:
            async with self._typing(arrival):
                await self.entrances[arrival.kind](self, arrival)
        except GoneError as error:
            # A thread may be deleted whose channel is there: what is posted in that will show.
            if threadless(arrival.reference) == arrival.reference:
                await self.conversations.mark(arrival.reference, STALE, str(error))
            raise
        except BusyError as error:
            if not again and error.retry_after is None:  # a conversation that wants to be left alone is not told that either
                await self._sorry(arrival, error)
            raise PutOffError from error
        except Exception as error:
            await self._sorry(arrival, error)
            raise

    def _typing(self, arrival: Arrival) -> _Typing:
        return _Typing(self.wire, arrival)

    async def _sorry(self, arrival: Arrival, error: Exception) -> None:
        try:
            await sorry(self.wire, arrival, error)
        except WireError as second:
            log.warning("nobody was told that it did not work (%s)", type(second).__name__)

    async def _answered(self, arrival: Arrival) -> Answer:
        """Answer in the same request; whatever goes wrong is told there. What takes longer than Teams waits goes on, with all that follows from it."""
        if self.works.is_full(arrival.reference.tenant):  # what follows from it would wait here, unclaimed
            return answer_for(arrival, FullError())
        working = asyncio.ensure_future(self.windows[arrival.kind](self, arrival))
        try:
            await asyncio.wait({working}, timeout=_ANSWER_SECONDS)  # to cancel it would be to wait until the database lets go of it
            if working.done():
                return await working
            log.warning("what was pressed or opened takes longer than Teams waits: it goes on")
            self.later(arrival, partial(_ended, working))
            return answer_for(arrival, TimeoutError())
        except Exception as error:  # noqa: BLE001 - the person who waits is told
            log.error("what was pressed or opened failed: %s", where(error))  # noqa: TRY400 - a trace may hold what somebody wrote
            return answer_for(arrival, error)

    def later(self, arrival: Arrival, work: Callable[[], Awaitable[None]]) -> None:
        """Do what follows an answer once that was given: messages and other cards. What was done is committed; a process that dies just then does not show it."""
        self.works.start(None, _lane(arrival), work)

    async def who(self, arrival: Arrival) -> Caller:
        """Find out who it is.

        Raises:
            StoreError: the register can't be used.

        """
        if not arrival.kind.anywhere:
            await self.conversations.note(arrival.reference, arrival.who.user, arrival.who.account, arrival.at)
        return await caller_of(self.desk, self.council, arrival)

    async def line(self, arrival: Arrival) -> Line:
        """Find out who it is, and give the line back to them.

        Raises:
            StoreError: the register can't be used.

        """
        return line_of(arrival, await self.who(arrival))


async def _ended(working: Awaitable[object]) -> None:
    await working


def key_of(arrival: Arrival) -> str:
    """Give the id by which something is done once."""
    return f"{arrival.reference.tenant}:{arrival.reference.conversation}:{arrival.kind.value}:{arrival.id}"


def _lane(arrival: Arrival) -> Lane:
    return Lane(arrival.reference.tenant, arrival.who.user or arrival.who.account)


class _Typing:
    """Shows that an answer is being written where one takes longer; it is not worth failing for."""

    def __init__(self, wire: Wire, arrival: Arrival) -> None:
        self._wire, self._arrival = wire, arrival
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> None:
        if self._arrival.kind in {Kind.MESSAGE, Kind.SUBMIT}:
            self._task = asyncio.create_task(self._later())

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _later(self) -> None:
        await asyncio.sleep(_TYPING_AFTER)
        try:
            await self._wire.typing(self._arrival.reference)
        except WireError:
            return
