"""Once: what a platform sends is claimed by its id before it is acknowledged, and finished once.

A platform sends again what it thinks was not received; a process may die after it acknowledged. So each thing has a row with a state: what is finished is
never done again, what is not is taken over when nobody holds it any more, and a claim that is kept up is held by one process alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import CursorResult, Table, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.channels.together import Together
from bot.store.platform import PlatformEventRow

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Update

    from bot.message import Clock
    from bot.store.database import AsyncSession, Store

LEASE = timedelta(seconds=30)
"""How long a claim holds that nobody keeps up; the worker keeps its own up every third of it."""
ATTEMPTS = 3
"""What was begun so often and never finished is given up: it may be what ends the process."""
_AT_ONCE = 50
"""So many of what was left unfinished are taken over at once."""
_TABLE = cast("Table", PlatformEventRow.__table__)


class Claim(StrEnum):
    """What a claim came to."""

    FIRST = "first"
    """Never seen before: do it."""
    AGAIN = "again"
    """Begun before and left unfinished: do it now."""
    HELD = "held"
    """Somebody is at it."""
    FINISHED = "finished"
    """It was done, or given up."""

    @property
    def ours(self) -> bool:
        """Tell whether it is to be done by whoever claimed it."""
        return self in {Claim.FIRST, Claim.AGAIN}


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Something that was taken on and not finished, claimed anew."""

    event_id: str
    body: dict[str, Any]


class Once:
    """The claims of one worker on one channel."""

    def __init__(self, store: Store, clock: Clock, channel: str, worker: str) -> None:
        """Claim in a store, under a name that no other running process has."""
        self._store, self._clock, self._channel, self._worker = store, clock, channel, worker
        self._claims = Together(self._write_claims)
        self._ends = Together(self._write_ends)

    async def claim(self, event_id: str, body: Mapping[str, Any], tenant: str = "") -> Claim:
        """Claim something, with one INSERT where it is new; what comes at the same time is written in one transaction.

        Args:
            event_id: the platform's own id of it.
            body: what was sent, kept until it is finished.
            tenant: the workspace or organisation that it came from.

        Returns:
            Whether it is to be done now.

        Raises:
            StoreError: the claim can't be written; then it must not be acknowledged.

        """
        return await self._claims.put((event_id, {"body": dict(body), "tenant": tenant}))

    async def _write_claims(self, asked: Sequence[tuple[str, dict[str, Any]]]) -> list[Claim]:
        now = self._clock()
        shared = {"channel": self._channel, "state": "received", "claimed_by": self._worker, "claimed_until": now + LEASE}
        shared |= {"attempts": 1, "received_at": now}
        its = dict(asked)
        new = {event_id: {**shared, **its[event_id], "event_id": event_id} for event_id in sorted(its)}
        async with self._store.write() as session:
            insert = sqlite.insert(_TABLE) if self._store.is_sqlite else postgresql.insert(_TABLE)
            added = insert.values(list(new.values())).on_conflict_do_nothing(index_elements=["channel", "event_id"])
            first = set(await session.scalars(added.returning(_TABLE.c.event_id)))
            await self._hold(session, new.keys() - first)
            claims = {name: Claim.FIRST if name in first else await self._claim_again(session, name, now) for name in new}
        got: list[Claim] = []
        for event_id, _ in asked:
            got.append(claims[event_id])
            if claims[event_id].ours:
                claims[event_id] = Claim.HELD  # by whoever asked first
        return got

    async def _hold(self, session: AsyncSession, event_ids: Collection[str]) -> None:
        """Lock rows before they are changed, everywhere in one order, as new ones are inserted in one.

        Two processes that are sent the same things, or take over what the other lost, would otherwise wait for each other. On SQLite one unit of work writes at a time.
        """
        if event_ids and not self._store.is_sqlite:
            its = PlatformEventRow
            where = (its.channel == self._channel, its.event_id.in_(event_ids))
            await session.execute(select(its.id).where(*where).order_by(its.id).with_for_update())

    async def _claim_again(self, session: AsyncSession, event_id: str, now: datetime) -> Claim:
        where = (PlatformEventRow.channel == self._channel, PlatformEventRow.event_id == event_id)
        row = (await session.scalars(select(PlatformEventRow).where(*where))).one()
        if row.state != "received":
            return Claim.FINISHED
        if row.claimed_until > now:
            return Claim.HELD
        return Claim.AGAIN if await self._take(session, row, now) else Claim.HELD

    async def _take(self, session: AsyncSession, row: PlatformEventRow, now: datetime) -> bool:
        """Take over a row whose claim has run out, unless somebody else just did; one that was begun too often is given up."""
        still = (PlatformEventRow.id == row.id, PlatformEventRow.state == "received", PlatformEventRow.claimed_until <= now)
        if row.attempts >= ATTEMPTS:
            why = f"begun {row.attempts} times and never finished"
            await session.execute(update(PlatformEventRow).where(*still).values(state="failed", body=None, why=why))
            return False
        taken = {"claimed_by": self._worker, "claimed_until": now + LEASE, "attempts": row.attempts + 1}
        return bool(await _changed(session, update(PlatformEventRow).where(*still).values(**taken)))

    async def unfinished(self, most: int = _AT_ONCE, *, but: Collection[str] = (), full: Collection[str] = ()) -> list[Unfinished]:
        """Take over what was left unfinished and nobody holds, the oldest first.

        Args:
            most: how much there is room for; so many at once, and no more than fifty.
            but: what this process is still at, though its claim may have run out while the database was away.
            full: the tenants for which there is no room now; the others' is not held up by theirs.

        Returns:
            What is ours to do now.

        Raises:
            StoreError: the database can't be used.

        """
        if most <= 0:
            return []
        now = self._clock()
        waiting = (
            PlatformEventRow.channel == self._channel,
            PlatformEventRow.state == "received",
            PlatformEventRow.claimed_until <= now,
            PlatformEventRow.event_id.not_in(but),
            PlatformEventRow.tenant.not_in(full),
        )
        oldest = select(PlatformEventRow).where(*waiting).order_by(PlatformEventRow.id).limit(min(most, _AT_ONCE))
        async with self._store.read() as session:  # mostly there is nothing: that must not wait for whoever writes
            if (await session.scalars(oldest.limit(1))).first() is None:
                return []
        async with self._store.write() as session:
            rows = list(await session.scalars(oldest.with_for_update(skip_locked=True)))  # what another takes at this moment is left to it
            return [Unfinished(row.event_id, row.body or {}) for row in rows if await self._take(session, row, now)]

    async def done(self, event_id: str) -> None:
        """Mark something as finished, and forget what was in it.

        Raises:
            StoreError: it can't be written; it will be done again when the claim runs out.

        """
        await self._finish(event_id, "done", None)

    async def failed(self, event_id: str, why: str) -> None:
        """Mark something as given up.

        Args:
            event_id: which.
            why: the kind of error; no message's text.

        Raises:
            StoreError: it can't be written.

        """
        await self._finish(event_id, "failed", why)

    async def _finish(self, event_id: str, state: str, why: str | None) -> None:
        await self._ends.put((event_id, state, why))

    async def _write_ends(self, ended: Sequence[tuple[str, str, str | None]]) -> list[None]:
        alike: dict[tuple[str, str | None], list[str]] = {}
        for event_id, state, why in ended:
            alike.setdefault((state, why), []).append(event_id)
        async with self._store.write() as session:
            await self._hold(session, [event_id for event_id, _, _ in ended])
            for (state, why), event_ids in alike.items():
                its = self._mine(*event_ids)
                await session.execute(its.values(state=state, body=None, why=why))
        return [None] * len(ended)

    async def keep(self, event_ids: Collection[str]) -> None:
        """Keep up the claims on what is being worked on.

        Raises:
            StoreError: it can't be written.

        """
        if event_ids:
            await self._until(event_ids, self._clock() + LEASE)

    async def let_go(self, event_ids: Collection[str]) -> None:
        """Let others take over at once what this worker will not finish. It ends in good order: that does not count as an attempt.

        Raises:
            StoreError: it can't be written; then they take over when the claims run out.

        """
        if event_ids:
            await self._until(event_ids, self._clock(), attempts=PlatformEventRow.attempts - 1)

    async def _until(self, event_ids: Collection[str], until: datetime, **more: object) -> None:
        some = sorted(event_ids)
        async with self._store.write() as session:
            for first in range(0, len(some), 500):
                await self._hold(session, some[first : first + 500])
                await session.execute(self._mine(*some[first : first + 500]).values(claimed_until=until, **more))

    def _mine(self, *event_ids: str) -> Update:
        return update(PlatformEventRow).where(
            PlatformEventRow.channel == self._channel,
            PlatformEventRow.event_id.in_(event_ids),
            PlatformEventRow.claimed_by == self._worker,
            PlatformEventRow.state == "received",
        )


async def _changed(session: AsyncSession, statement: Any) -> int:  # noqa: ANN401 - whatever changes rows
    return cast("CursorResult[Any]", await session.execute(statement)).rowcount
