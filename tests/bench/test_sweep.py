"""How long a sweep takes: with 100,000 open enquiries under two seconds, and it grows with what is due, not with what is open."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from conftest import SetClock
from nudging import LONG_AGO, SOUTHEND, Postbox, add_people, person, usual_people
from sqlalchemy import insert, text

from bot.casework.desk import Desk
from bot.reminders.sweeper import sweep
from bot.store.cases import EnquiryEventRow, EnquiryRow
from bot.store.database import Store
from protocol_data.library import Library

OPEN, DUE, MOST_SECONDS = 100_000, 100, 2.0
TODAY, LATER = date(2026, 11, 23), date(2026, 12, 7)
_AT_ONCE = 10_000
_OFFICERS = 200


async def fill(store: Store, count: int, due: int) -> None:
    """Enter open enquiries, of which some are due today; each has its event, as a logged one has."""
    ids = await usual_people(store)
    officers = list(
        (await add_people(store, *(person(f"o{number}", chief_officer_id=ids["chief"]) for number in range(_OFFICERS)))).values()
    )
    for start in range(0, count, _AT_ONCE):
        rows = [
            {
                "council": SOUTHEND,
                "subject": "Street lamp",
                "asked_by_id": ids["member"],
                "asked_by": "Member",
                "officer_id": officers[number % len(officers)],
                "received": TODAY - timedelta(days=14),
                "how": "email",
                "state": "open",
                "significant": False,
                "due": TODAY if number < due else LATER,
                "due_from": "protocol",
                "next_look": TODAY if number < due else LATER - timedelta(days=4),
                "logged_at": LONG_AGO,
                "logged_by_id": officers[number % len(officers)],
            }
            for number in range(start, min(start + _AT_ONCE, count))
        ]
        async with store.write() as session:
            numbers = list(await session.scalars(insert(EnquiryRow).returning(EnquiryRow.id, sort_by_parameter_order=True), rows))
            events = [
                {"enquiry_id": one, "kind": "received", "at": LONG_AGO, "actor_id": row["logged_by_id"], "details": {}}
                for one, row in zip(numbers, rows, strict=True)
            ]
            await session.execute(insert(EnquiryEventRow), events)
    async with store.write() as session:
        await session.execute(text("ANALYZE"))
    if store.is_sqlite:  # what the filling left in the log is not the sweep's to write
        async with store.engine.connect() as connection:
            await connection.exec_driver_sql("ROLLBACK")
            await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


async def timed(store: Store, library: Library, clock: SetClock) -> tuple[float, int]:
    """Sweep once; give the seconds and how many nudges were sent."""
    desk = Desk(store, library, clock)
    library.pack(SOUTHEND)
    started = time.perf_counter()
    result = await sweep(desk, Postbox(), "bench")
    return time.perf_counter() - started, result.sent


async def test_a_sweep_over_100_000_open_enquiries_takes_less_than_two_seconds(
    store: Store, library: Library, clock: SetClock, request: pytest.FixtureRequest
) -> None:
    await fill(store, OPEN, DUE)

    seconds, sent = await timed(store, library, clock)
    idle, none = await timed(store, library, clock)

    print(f"\n{request.node.callspec.id}: {OPEN} open, {DUE} due: {seconds:.3f} s; with nothing due: {idle:.3f} s")
    assert (DUE, 0) == (sent, none)
    assert seconds < MOST_SECONDS
    assert idle < MOST_SECONDS / 10


@pytest.mark.parametrize(("count", "due"), [(2_000, 100), (20_000, 100), (100_000, 100), (20_000, 1_000), (20_000, 5_000)])
async def test_the_cost_grows_with_what_is_due(store: Store, library: Library, clock: SetClock, count: int, due: int) -> None:
    await fill(store, count, due)

    seconds, sent = await timed(store, library, clock)

    print(
        f"\n{'SQLite' if store.is_sqlite else 'PostgreSQL'}: {count:>7} open, {due:>5} due: {seconds:.3f} s, {seconds / due * 1000:.2f} ms each"
    )
    assert due == sent
    assert seconds < 0.5 + due * 0.02, "the time has to follow from what is due alone"
