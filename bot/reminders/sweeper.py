"""The sweep: plan what has become due, then send what may go out. All of it follows from stored rows; a sweep that never ran is made up for by the next."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import timedelta, timezone
from typing import TYPE_CHECKING

from bot.casework.told_of import latest_deed
from bot.logs import where
from bot.reminders import casefile, outbox, revising, scope, wording
from bot.reminders.courier import Courier, NoWayError, OverheardCourier, TryLaterError
from bot.reminders.hours import next_sending
from bot.reminders.nudge import CaseKind
from bot.reminders.outbox import Claimed, Planned
from bot.reminders.policy import may_hear, next_look, nudges_due
from bot.reminders.rechecking import read_again
from bot.reminders.team_wording import for_team, told
from bot.store.errors import StoreError
from protocol_data.library import UnknownCouncilError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import ColumnElement

    from bot.calendar.working_days import WorkingCalendar
    from bot.casework.desk import Desk
    from bot.store.database import AsyncSession

log = logging.getLogger(__name__)
DELIVERY_SECONDS = 60
"""After this long a delivery is given up for now: well before the claim on it runs out."""
_AT_ONCE = 200
"""How many cases are planned in one unit of work, so that nobody waits long for the database."""
_FIRST_ZONE = timezone(timedelta(hours=14))
"""Where a day begins first on earth: no council's day is further on."""


@dataclass(slots=True)
class SweepResult:
    """What a sweep did, in nudges."""

    planned: int = 0
    sent: int = 0
    dropped: int = 0
    """No longer true when they were to be sent."""
    failed: int = 0
    """No way to the person."""
    postponed: int = 0
    """To be sent later: it was no time to send, or the channel was not to be reached."""
    messages: int = 0


@dataclass(slots=True)
class _Sweep:
    desk: Desk
    courier: Courier
    worker: str
    result: SweepResult = field(default_factory=SweepResult)
    calendars: dict[str, WorkingCalendar] = field(default_factory=dict)

    async def calendar(self, session: AsyncSession, council: str) -> WorkingCalendar:
        """Read a council's calendar once a sweep."""
        if council not in self.calendars:
            self.calendars[council] = await self.desk.calendar(session, council)
        return self.calendars[council]


async def sweep(desk: Desk, courier: Courier, worker: str) -> SweepResult:
    """Plan and send once.

    Args:
        desk: the database, the packs, the clock.
        courier: who delivers.
        worker: a name that no other running process has.

    Returns:
        What was done.

    Raises:
        StoreError: the database can't be used; what was done until then is committed, the rest is for the next sweep.

    """
    work = _Sweep(desk, courier, worker)
    await _plan_all(work)
    only = await _shown_here(work)
    while groups := await outbox.claim(desk.store, worker, desk.now(), only=only):
        for group in groups:
            try:
                await _send(work, group)
            except StoreError:
                raise
            except Exception as error:  # noqa: BLE001 - one case that can't be read must not hold up everybody else's
                log.error("a nudge could not be made ready: %s", where(error))  # noqa: TRY400 - a trace may say what is in it
                await _not_delivered(work, group, f"it could not be made ready ({type(error).__name__})")
    await revising.catch_up(desk, courier)
    return work.result


async def _shown_here(work: _Sweep) -> ColumnElement[bool] | None:
    """Give which nudges the courier may be given, where it is not all; and tell it of what is private and stays where it is."""
    if not isinstance(work.courier, OverheardCourier):
        return None
    reader = await work.courier.reader()
    async with work.desk.store.read() as session:
        waiting = await scope.kept_back(session, reader, work.desk.now())
    await work.courier.keep_back(waiting)
    return scope.shown_to(reader)


async def _plan_all(work: _Sweep) -> None:
    latest = work.desk.now().astimezone(_FIRST_ZONE).date()
    for kind in CaseKind:
        async with work.desk.store.read() as session:
            councils = await casefile.councils_due(session, kind, latest)
        for council in councils:
            try:
                today = work.desk.today(council)
            except UnknownCouncilError:
                log.warning("cases of a council without a pack are not looked at: %s", council)
                continue
            while await _plan_some(work, kind, council, today) == _AT_ONCE:
                pass


async def _plan_some(work: _Sweep, kind: CaseKind, council: str, today: date) -> int:
    """Plan what is due for some cases, and write when to look at them next: both or neither."""
    desk = work.desk
    async with desk.store.write() as session:
        rows = await casefile.due_rows(session, kind, council, today, _AT_ONCE)
        if not rows:
            return 0
        zone, calendar, now = desk.zone(council), await work.calendar(session, council), desk.now()
        cases = await casefile.facts_of(session, kind, rows, zone, council)
        circle = await casefile.circle_of(session, council, kind, cases)
        planned, looks = [], {}
        for case in cases:
            try:
                due = [
                    one
                    for one in nudges_due(case, circle, calendar, today)
                    if may_hear(case, circle.people[one.recipient_id], circle, today)
                ]
                looks[case.id] = next_look(case, calendar, today)
            except Exception as error:  # noqa: BLE001 - one case that can't be worked out must not hold up the others
                log.error("%s %s can't be worked out; looked at again tomorrow: %s", kind, case.id, where(error))  # noqa: TRY400 - as below
                looks[case.id] = today + timedelta(days=1)
                continue
            for nudge in due:
                person = circle.people[nudge.recipient_id]
                at = next_sending(now, calendar, zone, (person.quiet_from, person.quiet_until))
                planned.append(Planned(nudge, council, at))
        work.result.planned += await outbox.plan(session, planned, now)
        await casefile.set_next_looks(session, kind, looks)
    return len(rows)


async def _send(work: _Sweep, group: Sequence[Claimed]) -> None:
    """Send what one person is to hear, as one message, after everything that it rests on has been read again."""
    desk, worker, now = work.desk, work.worker, work.desk.now()
    ids = [one.id for one in group]
    if not await outbox.renew(desk.store, worker, group, now):
        return
    async with desk.store.read() as session:
        calendar, zone = await work.calendar(session, group[0].council), desk.zone(group[0].council)
        known = await latest_deed(session)
        again = await read_again(desk, session, calendar, group)
    person, gone = again.person, again.gone
    if gone:
        await _drop(work, group, gone)
    if not again.items or person is None:
        return
    kept = [one for one in group if one.id not in gone]
    at = next_sending(now, calendar, zone, (person.quiet_from, person.quiet_until))
    if at > now:
        await outbox.put_back(desk.store, worker, ids, at)
        work.result.postponed += len(kept)
        return
    pack, today = desk.library.pack(person.council), desk.today(person.council)
    reply = wording.compose(pack, today, person, again.items, again.people)
    try:
        async with asyncio.timeout(DELIVERY_SECONDS):
            copies = await work.courier.deliver(person, reply, for_team(pack, today, person, again.items))
    except NoWayError as error:
        await _not_delivered(work, kept, str(error), final=True)
    except (TryLaterError, TimeoutError) as error:
        await _not_delivered(work, kept, str(error) or "the channel did not answer in time")
    except Exception as error:  # noqa: BLE001 - a fault in one channel must not keep everybody else's from being sent
        log.error("a delivery failed in an unexpected way: %s", where(error))  # noqa: TRY400 - a trace may say what was sent
        await _not_delivered(work, kept, f"the channel failed ({type(error).__name__})")
    else:
        teams = {item.nudge for item in told(again.items)}
        shown = {copy: [one.id for one in kept if not copy.shared or one.nudge in teams] for copy in copies}
        await outbox.mark_sent(desk.store, worker, [one.id for one in kept], desk.now(), shown, known)
        work.result.sent += len(kept)
        work.result.messages += 1


async def _not_delivered(work: _Sweep, kept: Sequence[Claimed], why: str, *, final: bool = False) -> None:
    """Record it, and have the cases of what failed looked at again: whoever stands in for the person has to hear of them now."""
    async with work.desk.store.write() as session:
        failed = await outbox.not_delivered(session, work.worker, kept, work.desk.now(), why, final=final)
        await _look_again(session, failed, work.desk.today(kept[0].council))
    work.result.failed += len(failed)
    work.result.postponed += len(kept) - len(failed)


async def _drop(work: _Sweep, group: Sequence[Claimed], gone: dict[int, str]) -> None:
    """Drop what is no longer true, and have the cases looked at again: somebody else may have to hear of them now."""
    async with work.desk.store.write() as session:
        for why in set(gone.values()):
            await outbox.drop(session, work.worker, [number for number, reason in gone.items() if reason == why], why)
        await _look_again(session, [one for one in group if one.id in gone], work.desk.today(group[0].council))
    work.result.dropped += len(gone)


async def _look_again(session: AsyncSession, group: Sequence[Claimed], today: date) -> None:
    for kind in {one.nudge.case_kind for one in group}:
        cases = {one.nudge.case_id for one in group if one.nudge.case_kind is kind}
        await casefile.set_next_looks(session, kind, dict.fromkeys(cases, today))
