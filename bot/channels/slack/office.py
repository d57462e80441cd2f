"""What every listener works with, and the one way from an acknowledgement to the work behind it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from operator import attrgetter
from time import monotonic
from typing import TYPE_CHECKING, Any

from bot.channels.later import LONGEST_PAUSE, PAUSES, PauseError, PutOffError
from bot.channels.remembered import Remembered
from bot.channels.slack.call import Call
from bot.channels.slack.forms import Forms
from bot.channels.slack.homes import Homes
from bot.channels.slack.sorry import sorry
from bot.channels.slack.talk import Talk
from bot.channels.slack.web import Trouble, asked_for, trouble
from bot.channels.slack.who import Caller, caller_of
from bot.channels.slack.workspaces import State

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_bolt.context.ack.async_ack import AsyncAck
    from slack_bolt.context.async_context import AsyncBoltContext
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.assistant import Assistant
    from bot.casework.desk import Desk
    from bot.channels.once import Once
    from bot.channels.slack.workspaces import Workspaces
    from bot.channels.turns import Lane
    from bot.channels.works import Works
    from bot.config import Settings
    from bot.reminders.courier import Courier

    Work = Callable[[Call], Awaitable[None]]
    Check = Callable[[Call], Awaitable[dict[str, Any] | None]]
    Listener = Callable[..., Awaitable[None]]

CLAIM = "clerk_claim"
"""Where the claimed id stands in Bolt's context."""
AGAIN = "clerk_again"
"""Where it stands there that something was begun before."""
BUDGET = "clerk_budget"
"""Where it stands there what is left of the time for the acknowledgement."""
STARTED = "clerk_started"
"""Set there once a listener has taken it on."""


@dataclass(slots=True)
class Office:
    """The desk and all that a listener needs beside it; made once."""

    desk: Desk
    assistant: Assistant
    settings: Settings
    once: Once
    works: Works
    workspaces: Workspaces
    courier: Courier | None = None
    """Who changes messages that were delivered before, on whatever channel; without one that waits for a sweep."""
    _held: dict[tuple[str, str], float] = field(default_factory=dict, init=False)
    """Until when, by the machine's steady clock, Slack asked to be left alone, by the token and the conversation: what comes there meanwhile waits too."""
    _pauses: Remembered = field(default_factory=Remembered, init=False)
    """How often each thing that came has paused so far."""
    homes: Homes = field(init=False)
    talk: Talk = field(init=False)
    """One for all listeners: it knows which conversation went where."""
    forms: Forms = field(init=False)

    def __post_init__(self) -> None:
        """Open the ways in for words and for forms."""
        self.homes = Homes(self.desk, self.works)
        self.talk = Talk(self.assistant, self.desk)
        self.forms = Forms(self.assistant, self.desk, self.talk.hearing)

    def listener(
        self,
        work: Work,
        check: Check | None = None,
        acknowledges: dict[str, Any] | None = None,
        lane: Callable[[Call], Lane] = attrgetter("lane"),
    ) -> Listener:
        """Make a listener of Bolt: it acknowledges at once, and the work follows in a task of its own.

        Args:
            work: what to do. Whatever it raises is logged by its kind, and the person is told that it did not work.
            check: for a modal: looks at what was filled in before it is acknowledged; what it gives (`{"response_action": "errors", ...}`) is the
                answer, and then there is no work. It has to be quick.
            acknowledges: what to answer at once instead of nothing (`{"response_action": "clear"}`).
            lane: what it is done in order with; the person's own, unless it can wait for long.

        Returns:
            What `app.command("/x")(...)`, `app.event(...)(...)` and the like take.

        """

        async def listen(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, context: AsyncBoltContext) -> None:
            call = Call(body, client, context.get(CLAIM), bool(context.get(AGAIN)), context.get(BUDGET))
            context[STARTED] = True
            answer, fault = await _checked(check, call)
            await ack(**(answer or acknowledges or {}))
            late = partial(sorry, call, TimeoutError())
            self.works.start(call.event_id, lane(call), _nothing if answer else lambda: self._do(work, call, fault), late)

        return listen

    async def _do(self, work: Work, call: Call, fault: Exception | None) -> None:
        place = (call.client.token or "", call.channel or call.user or "")
        if (left := self._held.get(place, 0.0) - monotonic()) > 0:
            raise self._later(call, left)
        self._held.pop(place, None)
        try:
            await (work(call) if fault is None else _raise(fault))
        except PauseError:
            raise
        except Exception as error:
            if trouble(error) is Trouble.REVOKED and fault is None and await self._once_more(work, call):
                return
            pause = asked_for(error)
            if pause is not None and pause <= LONGEST_PAUSE and call.event_id is not None:
                self._held[place] = monotonic() + pause
                raise self._later(call, pause) from error
            await self._in_trouble(call, error)
            if call.event_id is not None and trouble(error) is Trouble.BUSY:
                raise PutOffError from error
            raise

    async def _in_trouble(self, call: Call, error: Exception) -> None:
        """Tell the person, where that can work."""
        what = trouble(error)
        if what is not Trouble.REVOKED:
            await sorry(call, error, again=what is Trouble.BUSY and call.event_id is not None)

    def _later(self, call: Call, seconds: float) -> PauseError | PutOffError:
        """Have something begin anew after a pause; what paused nearly too often is left to be taken up again, for it must not be given up."""
        times = self._pauses.pop(call.event_id or "", 0) + 1
        if times >= PAUSES:
            return PutOffError()
        self._pauses[call.event_id or ""] = times
        return PauseError(seconds)

    async def _once_more(self, work: Work, call: Call) -> bool:
        """Slack refused the token: do it again where it says that the token is good after all, or where there is another by now; whether that was done."""
        if await self.workspaces.still_good(call.client.token):
            try:
                await work(call)
            except Exception as error:
                if trouble(error) is not Trouble.REVOKED:
                    raise
            else:
                return True
        if (anew := await self._anew(call)) is None:
            return False
        await work(anew)
        return True

    async def _anew(self, call: Call) -> Call | None:
        """Slack refused the token: give what came, with the token that another process got meanwhile; or write down that there is none."""
        workspace = await self.workspaces.find(call.enterprise, call.team)
        used = call.client.token
        if workspace is None or workspace.state is not State.OK or not used:
            return None
        if await self.workspaces.mark(replace(workspace, token=used), State.REVOKED, "Slack refused the token"):
            return None
        by_now = await self.workspaces.find(call.enterprise, call.team)
        if by_now is None or by_now.state is not State.OK or by_now.token == used:
            return None
        return replace(call, client=self.workspaces.client(by_now))

    async def who(self, call: Call) -> Caller | None:
        """Find out who it is; nothing where the bot is not in that workspace any more.

        Raises:
            StoreError: the register can't be used.

        """
        workspace = await self.workspaces.find(call.enterprise, call.team)
        return await caller_of(self.desk, workspace, call) if workspace is not None else None


async def _checked(check: Check | None, call: Call) -> tuple[dict[str, Any] | None, Exception | None]:
    """Look at a form before it is acknowledged; a fault in that is told afterwards, for Slack waits for the acknowledgement."""
    try:
        return (await check(call) if check is not None else None), None
    except Exception as error:  # noqa: BLE001 - raised again in the work
        return None, error


async def _raise(fault: Exception) -> None:
    raise fault


async def _nothing() -> None:
    """Do nothing: the check has answered already."""
