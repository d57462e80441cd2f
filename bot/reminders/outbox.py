"""The ledger: plan, claim with a lease, send, mark.

A nudge is planned once (the table's unique key sees to that), claimed by one worker for a while, and marked when it was sent. A worker that dies leaves
its claim behind; when the lease runs out another takes over. So a nudge is sent at least once, and only what was in flight at the crash can be sent twice.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import CursorResult, Table, select, true, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.casework.reaching import reached_again
from bot.casework.told_of import done_meanwhile
from bot.reminders.nudge import CaseKind, Kind, Nudge
from bot.store.nudges import NudgeCopyRow, NudgeRow
from bot.store.people import PersonRow

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import ColumnElement, Update

    from bot.reminders.courier import Copy
    from bot.store.database import AsyncSession, Store

LEASE = timedelta(minutes=10)
"""How long a claim holds. A delivery is given up well before (`sweeper.DELIVERY_SECONDS`)."""
BACKOFF = (timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4), timedelta(hours=24))
"""How long to wait after the first, second, ... attempt that did not reach somebody; after one more the nudge has failed."""
_BATCH = 100
"""How many nudges are claimed at once, with what else waits for the same people."""
_INSERTED_AT_ONCE = 500
_KEY = ("case_kind", "case_id", "kind", "occurrence", "recipient_id", "about")


@dataclass(frozen=True, slots=True)
class Planned:
    """A nudge on its way into the ledger."""

    nudge: Nudge
    council: str
    not_before: datetime


@dataclass(frozen=True, slots=True)
class Claimed:
    """A nudge of the ledger that a worker holds."""

    id: int
    nudge: Nudge
    council: str
    attempts: int
    claimed_until: datetime


async def plan(session: AsyncSession, planned: Sequence[Planned], now: datetime) -> int:
    """Add nudges to the ledger, in the unit of work that also moves the case's next look on; those that are there already stay as they are.

    But for one that was dropped, because it was not true any more when it was to be sent: now it is true again, and nobody has heard it. What was sent is sent.

    Args:
        session: the unit of work.
        planned: what is to be sent, and from when on.
        now: the time.

    Returns:
        How many were new, or are due again.

    """
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    table = cast("Table", NudgeRow.__table__)
    new = 0
    for start in range(0, len(planned), _INSERTED_AT_ONCE):
        rows = [_row(one, now) for one in planned[start : start + _INSERTED_AT_ONCE]]
        adding = insert(table).values(rows)
        again = {name: adding.excluded[name] for name in ("state", "not_before", "attempts", "planned_at")} | {"why": None}
        added = adding.on_conflict_do_update(index_elements=_KEY, set_=again, where=table.c.state == "dropped").returning(table.c.id)
        new += len((await session.execute(added)).all())  # only those that were added or are due again come back
    return new


def _row(planned: Planned, now: datetime) -> dict[str, object]:
    nudge = planned.nudge
    key = {name: getattr(nudge, name) for name in _KEY} | {"case_kind": nudge.case_kind.value, "kind": nudge.kind.value}
    return key | {"council": planned.council, "state": "planned", "not_before": planned.not_before, "attempts": 0, "planned_at": now}


async def claim(
    store: Store, worker: str, now: datetime, most: int = _BATCH, only: ColumnElement[bool] | None = None
) -> list[list[Claimed]]:
    """Take nudges that may go out, all of one person together, and nobody's that another worker holds.

    Args:
        store: the database.
        worker: who claims: a name that no other running process has.
        now: the time.
        most: about how many nudges.
        only: of which; without it of all.

    Returns:
        A list for each person, the oldest first; empty when nothing waits.

    """
    these = true() if only is None else only
    async with store.write() as session:
        people = await _waiting(session, now, most, these)
        if people and not store.is_sqlite:  # two workers at one server: each person to one of them, so that nobody's digest is torn in two
            lock = select(PersonRow.id).where(PersonRow.id.in_(people)).order_by(PersonRow.id)
            people = list(await session.scalars(lock.with_for_update(key_share=True, skip_locked=True)))
        if not people:
            return []
        taken = update(NudgeRow).where(NudgeRow.recipient_id.in_(people), _planned(now) | _left_behind(now), these)
        rows = await session.scalars(
            taken.values(state="claimed", claimed_by=worker, claimed_until=now + LEASE)
            .returning(NudgeRow)
            .execution_options(synchronize_session=False)
        )
        found = [_claimed(row) for row in rows]
    by_person: dict[int, list[Claimed]] = {person: [] for person in people}
    for one in sorted(found, key=lambda one: one.id):
        by_person[one.nudge.recipient_id].append(one)
    return [ones for ones in by_person.values() if ones]


def _planned(now: datetime) -> ColumnElement[bool]:
    return (NudgeRow.state == "planned") & (NudgeRow.not_before <= now)


def _left_behind(now: datetime) -> ColumnElement[bool]:
    return (NudgeRow.state == "claimed") & (NudgeRow.claimed_until <= now)


async def _waiting(session: AsyncSession, now: datetime, most: int, only: ColumnElement[bool]) -> list[int]:
    """Name the people whose nudges wait longest; each query reads its index and no further than `most`."""
    people: dict[int, None] = {}
    for which, order in ((_left_behind(now), NudgeRow.claimed_until), (_planned(now), NudgeRow.not_before)):
        if len(people) < most:
            found = await session.scalars(select(NudgeRow.recipient_id).where(which, only).order_by(order, NudgeRow.id).limit(most))
            people |= dict.fromkeys(found)
    return list(people)


def _claimed(row: NudgeRow) -> Claimed:
    nudge = Nudge(CaseKind(row.case_kind), row.case_id, Kind(row.kind), row.occurrence, row.recipient_id, row.about)
    return Claimed(row.id, nudge, row.council, row.attempts, row.claimed_until or row.planned_at)


async def renew(store: Store, worker: str, claimed: Sequence[Claimed], now: datetime) -> bool:
    """Make sure that a claim still holds for long enough to send.

    Returns:
        False where somebody else has taken it over in the meantime: then it is theirs to send.

    """
    if min(one.claimed_until for one in claimed) - now > LEASE / 2:
        return True
    async with store.write() as session:
        changed = await _change(session, worker, [one.id for one in claimed], claimed_until=now + LEASE)
    return changed == len(claimed)


async def mark_sent(
    store: Store, worker: str, ids: Collection[int], now: datetime, shown: Mapping[Copy, Collection[int]], known: int
) -> None:
    """Mark the nudges of one message as sent; whoever got it can be reached, so that what failed to reach them before is tried again.

    Args:
        store: the database.
        worker: who sent it.
        ids: the nudges.
        now: the time.
        shown: the messages that were made of it and can be changed later, each with the nudges of which it tells.
        known: the latest deed that was known when they were written (`told_of.latest_deed`); what was done since is to be shown on them.

    """
    async with store.write() as session:
        copies = [NudgeCopyRow(nudge_id=number, sent_at=now, **asdict(copy)) for copy, told in shown.items() for number in told]
        await done_meanwhile(session, copies, known)
        session.add_all(copies)
        await _change(session, worker, ids, state="sent", sent_at=now, claimed_by=None, claimed_until=None, why=None)
        await reached_again(session, select(NudgeRow.recipient_id).where(NudgeRow.id.in_(ids)), now)


async def drop(session: AsyncSession, worker: str, ids: Collection[int], why: str) -> None:
    """Mark nudges as dropped, with the reason: they were no longer true when they were to be sent."""
    await _change(session, worker, ids, state="dropped", why=why, claimed_by=None, claimed_until=None)


async def put_back(store: Store, worker: str, ids: Collection[int], not_before: datetime) -> None:
    """Give nudges back, to be sent later: it is no time to send now."""
    async with store.write() as session:
        await _change(session, worker, ids, state="planned", not_before=not_before, claimed_by=None, claimed_until=None)


async def not_delivered(
    session: AsyncSession, worker: str, claimed: Sequence[Claimed], now: datetime, why: str, *, final: bool = False
) -> Sequence[Claimed]:
    """Record an attempt that did not reach the person: later again, or failed after the last of them.

    Args:
        session: the unit of work.
        worker: who tried.
        claimed: the nudges of the message.
        now: the time.
        why: what is in the way, in plain words, without the message's text.
        final: no use to try again.

    Returns:
        Those that have failed: they wait until something reaches the person again.

    """
    failed = [one for one in claimed if final or one.attempts >= len(BACKOFF)]
    for one in claimed:
        values: dict[str, object] = {"attempts": one.attempts + 1, "why": why, "claimed_by": None, "claimed_until": None}
        if one in failed:
            values |= {"state": "failed"}
        else:
            values |= {"state": "planned", "not_before": now + BACKOFF[one.attempts]}
        await _change(session, worker, [one.id], **values)
    return failed


async def _change(session: AsyncSession, worker: str, ids: Collection[int], **values: object) -> int:
    statement: Update = update(NudgeRow).where(NudgeRow.id.in_(ids), NudgeRow.state == "claimed", NudgeRow.claimed_by == worker)
    result = await session.execute(statement.values(**values).execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", result).rowcount
