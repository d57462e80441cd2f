"""Change an election that was entered: the notice that was published, the start and end that an officer set, another polling day, cancelled.

What was published is a fact: it is kept as it was entered, whatever we compute. What an officer set is kept too, and ours is shown beside it.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from bot.casework.deed_words import Words
from bot.casework.desk import audit
from bot.casework.election import CANCELLED, Election, election_of
from bot.casework.election_checks import (
    NOT_SURE,
    Sure,
    UnusualError,
    check_end,
    check_notice,
    check_polling_day,
    check_start,
)
from bot.casework.election_rows import check_new, latest_notice, row_of
from bot.casework.elections import check_may_keep
from bot.casework.errors import CaseError
from bot.casework.texts import line
from bot.casework.told_of import to_be_shown
from bot.store.calendars import ElectionRow
from bot.store.locks import hold_calendars
from bot.store.nudges import AuditRow
from bot.store.people import PersonRow
from intents.dates import shown
from protocol_data.basics import Nation
from protocol_data.elections_law import ElectionKind, elections_law

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.casework.desk import Desk
    from bot.casework.person import Person
    from bot.store.database import AsyncSession

_REASON_LIMIT = 500
_WITH_REASON = {"moved", "cancelled"}


@dataclass(frozen=True, slots=True)
class Change:
    """Something that was done to an election: when, by whom, what."""

    at: datetime
    who: str | None
    """The name; nothing where the program did it."""
    what: str
    """`added`, `published`, `start_set`, `end_set`, `moved`, `cancelled`, `recomputed`."""
    details: dict[str, Any]


async def publish(desk: Desk, actor: Person, ref: str, notice: date, *, sure: Sure = NOT_SURE) -> Election:
    """Enter the day on which notice of election was published.

    Args:
        desk: the database, the packs, the clock.
        actor: who enters it.
        ref: the election's number.
        notice: the day; later than our latest day is no fault.
        sure: an unusually early day, or one that replaces another, has to be confirmed.

    Returns:
        The election; the latest day we computed stays beside the published one.

    Raises:
        RefusedError: the person may not keep elections.
        UnusualError: the day is to be confirmed.
        CaseError: no such election, it was cancelled, or the day can't be.

    """
    async with _changing(desk, actor, ref) as (session, row):
        check_notice(notice, row.polling_day, desk.today(actor.council), sure)
        before = row.published_notice
        if before is not None and before != notice and not sure.unusual:
            raise UnusualError(
                f"ELE-{row.id} has a notice published on {shown(before)}. If that was wrong and {shown(notice)} is right, confirm it.",
                field="notice",
            )
        row.published_notice = notice
        _told(session, desk, actor, row, "published", notice=notice, before=before)
        await to_be_shown(session, desk, actor, (row.council, "election", row.id), Words.NOTICE)
        return election_of(row)


async def set_start(desk: Desk, actor: Person, ref: str, start: date | None, *, sure: Sure = NOT_SURE) -> Election:
    """Keep the first day that the returning or monitoring officer set; nothing takes it off again. Errors as of `publish`."""
    async with _changing(desk, actor, ref) as (session, row):
        if start is not None:
            check_start(start, row.polling_day, sure)
        before, row.officer_start = row.officer_start, start
        _told(session, desk, actor, row, "start_set", start=start, before=before)
        return election_of(row)


async def set_end(desk: Desk, actor: Person, ref: str, day: date | None, at: time | None = None) -> Election:
    """Keep the end that the returning or monitoring officer set; nothing takes it off again.

    Args:
        desk: the database, the packs, the clock.
        actor: who enters it.
        ref: the election's number.
        day: the day on which the period ends.
        at: the time of that day in the council's timezone; the usual close of poll where not given.

    """
    async with _changing(desk, actor, ref) as (session, row):
        end = datetime.combine(day, at or elections_law().close_of_poll, desk.zone(row.council)) if day is not None else None
        if end is not None:
            check_end(end, row.polling_day)
        before, row.officer_end = row.officer_end, end
        _told(session, desk, actor, row, "end_set", end=end, before=before)
        return election_of(row)


async def move(desk: Desk, actor: Person, ref: str, polling_day: date, reason: str, *, sure: Sure = NOT_SURE) -> Election:
    """Put a poll on another day; our latest day for the notice is computed anew, a published one stays.

    Raises:
        CaseError: as of `elections.add`, or what was published or set does not fit the new day: correct that first.

    """
    async with _changing(desk, actor, ref) as (session, row):
        why, before = line(reason, "reason", "the reason", _REASON_LIMIT), row.polling_day
        if polling_day == before:
            raise CaseError(f"ELE-{row.id} is on {shown(before)} already; nothing was changed.", field="polling_day")
        kind, nation = ElectionKind(row.kind), Nation(row.nation)
        check_polling_day(polling_day, desk.today(row.council), nation, sure)
        await check_new(session, row.council, kind, polling_day, row.ward, own=row.id)
        _check_fits(desk, row, polling_day)
        row.latest_notice = await latest_notice(session, polling_day, kind, nation)
        row.polling_day, row.reasons = polling_day, [*row.reasons, why]
        _told(session, desk, actor, row, "moved", polling_day=polling_day, before=before, latest_notice=row.latest_notice)
        return election_of(row)


async def cancel(desk: Desk, actor: Person, ref: str, reason: str) -> Election:
    """Cancel a poll: it binds nobody any more and nothing more is sent about it. Errors as of `publish`."""
    async with _changing(desk, actor, ref) as (session, row):
        row.state, row.reasons = CANCELLED, [*row.reasons, line(reason, "reason", "the reason", _REASON_LIMIT)]
        _told(session, desk, actor, row, "cancelled")
        return election_of(row)


async def recompute(desk: Desk, session: AsyncSession, actor: Person, nation: Nation) -> list[Election]:
    """Compute anew the latest notice of coming polls whose notice is not published, after a one-off holiday was added or taken off; in the caller's unit of work.

    Polls of every council that reckons with that nation's holidays are computed, and audited as the change of whoever added the holiday or took it off.

    Returns:
        Those whose latest day is another now: earlier for a holiday more, later for one less.

    """
    changed = []
    coming = select(ElectionRow).where(
        ElectionRow.polling_day >= desk.now().date(), ElectionRow.published_notice.is_(None), ElectionRow.state != CANCELLED
    )
    for row in (await session.scalars(coming.order_by(ElectionRow.id).with_for_update())).all():
        latest = await latest_notice(session, row.polling_day, ElectionKind(row.kind), Nation(row.nation))
        if latest != row.latest_notice:
            before, row.latest_notice = row.latest_notice, latest
            row.changed_at, row.next_look = desk.now(), desk.today(row.council)
            _told(session, desk, actor, row, "recomputed", latest_notice=latest, before=before, holiday_of=nation.value)
            changed.append(election_of(row))
    return changed


async def history(desk: Desk, session: AsyncSession, council: str, ref: str) -> list[Change]:
    """Tell what was done to an election, in order; `CaseError` where this council has none of that number."""
    election = await row_of(desk, session, council, ref)
    reasons = iter(election.reasons)
    query = (
        select(AuditRow, PersonRow.name)
        .outerjoin(PersonRow, PersonRow.id == AuditRow.actor_id)
        .where(AuditRow.case_kind == "election", AuditRow.case_id == election.id)
        .order_by(AuditRow.id)
    )
    return [
        Change(row.at, who, row.what, row.details | ({"reason": next(reasons, "")} if row.what in _WITH_REASON else {}))
        for row, who in await session.execute(query)
    ]


@asynccontextmanager
async def _changing(desk: Desk, actor: Person, ref: str) -> AsyncIterator[tuple[AsyncSession, ElectionRow]]:
    """Open an election that is not cancelled for a change by somebody who may; the reminders look at it again today."""
    check_may_keep(desk, actor)
    async with desk.store.write() as session:
        await hold_calendars(session)
        row = await row_of(desk, session, actor.council, ref, lock=True)
        if row.state == CANCELLED:
            raise CaseError(
                f"ELE-{row.id}, {row.name}, was cancelled, so there is nothing to change. If it is held after all, enter it anew.",
                field="ref",
            )
        yield session, row
        row.changed_at, row.next_look = desk.now(), desk.today(row.council)


def _check_fits(desk: Desk, row: ElectionRow, polling_day: date) -> None:
    """Refuse a polling day that does not come after what was published and set."""
    start, end = row.officer_start, row.officer_end
    fixes = [
        (row.published_notice is not None and row.published_notice >= polling_day, "the notice was published", row.published_notice),
        (start is not None and start >= polling_day, "the officer's start is", start),
        (end is not None and end.astimezone(desk.zone(row.council)).date() < polling_day, "the officer's end is", end),
    ]
    for wrong, what, day in fixes:
        if wrong and day is not None:
            on = shown(day.astimezone(desk.zone(row.council)).date() if isinstance(day, datetime) else day)
            raise CaseError(
                f"ELE-{row.id} can't be moved to {shown(polling_day)}: {what} on {on}. Correct that first.", field="polling_day"
            )


def _told(session: AsyncSession, desk: Desk, actor: Person, row: ElectionRow, what: str, **details: object) -> None:
    plain = {key: value.isoformat() if isinstance(value, date) else value for key, value in details.items()}
    audit(session, desk, actor, what, (row.council, "election", row.id), **plain)
