"""How long it takes until a day that is added has moved the open enquiries which counted on it."""

from __future__ import annotations

import time
from datetime import date

import pytest
from conftest import SetClock
from nudging import SOUTHEND, usual_people
from sqlalchemy import func, select
from test_sweep import enter, measuring

from bot.casework import closures
from bot.casework.desk import Desk
from bot.casework.operator import operator
from bot.store.cases import EnquiryEventRow, EnquiryRow
from bot.store.database import Store
from bot.store.nudges import AuditRow
from protocol_data.library import Library

__all__ = ["measuring"]
OPEN, MOST_SECONDS = 10_000, 4.0
"""Of the processor: what else the machine does takes none of them."""


@pytest.mark.usefixtures("measuring")
async def test_a_holiday_moves_10_000_open_enquiries_in_a_few_seconds(
    store: Store, library: Library, clock: SetClock, request: pytest.FixtureRequest
) -> None:
    desk = Desk(store, library, clock)
    ids = await usual_people(store)
    await enter(store, ids["member"], [ids["officer"], ids["colleague"]], OPEN, OPEN)
    actor = await operator(desk, SOUTHEND)
    started, worked = time.perf_counter(), time.process_time()
    added = await closures.add(desk, actor, date(2026, 11, 19), "Office closed")
    seconds, work = time.perf_counter() - started, time.process_time() - worked
    async with store.read() as session:
        moved = await session.scalar(select(func.count()).where(EnquiryEventRow.kind == "moved"))
        audited = await session.scalar(select(func.count()).where(AuditRow.what == "moved"))
        dues = list(await session.scalars(select(EnquiryRow.due).distinct()))

    print(f"\n{request.node.callspec.id}: {OPEN} moved in {seconds:.2f} s, {work:.2f} s of them work")
    assert [OPEN] * 3 == [len(added.moved), moved, audited]
    assert len(dues) == 1
    assert work < MOST_SECONDS
