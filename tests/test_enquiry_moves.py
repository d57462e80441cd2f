"""A day that turns out to be no working day moves the open enquiries that counted on it."""

from __future__ import annotations

from datetime import date

import pytest
from caseload import FIVE, FRIDAY, MONDAY_7, TEN, Folk, add_closure, folk_of
from sqlalchemy import event, select

from bot.calendar.working_days import Closure
from bot.casework.desk import Desk
from bot.casework.enquiry_case import Enquiry, NewEnquiry
from bot.casework.enquiry_ends import answer, correct
from bot.casework.enquiry_kinds import EventKind
from bot.casework.enquiry_log import log
from bot.casework.enquiry_moves import holiday_added
from bot.casework.enquiry_view import history
from bot.store.nudges import AuditRow
from protocol_data.basics import Nation


async def test_a_day_off_between_the_right_and_the_wrong_day_of_receipt_counts(desk: Desk, folk: Folk, case: Enquiry) -> None:
    await correct(desk, folk.okafor, case.number, "it came by letter", received=date(2026, 11, 18))
    off = date(2026, 11, 20)
    await add_closure(desk, off, council=TEN)

    assert [date(2026, 12, 3)] == [moved.due for moved in await holiday_added(desk, folk.clerk, Closure(off, "Day of mourning"))]


async def test_a_holiday_moves_open_cases_forward_once_and_each_says_why(desk: Desk, folk: Folk, case: Enquiry) -> None:
    ended = await log(desk, folk.shah, NewEnquiry("Bins", officer="Okafor"))
    await answer(desk, folk.okafor, ended.number)
    await add_closure(desk, FRIDAY, council=TEN)
    closure = Closure(FRIDAY, "Day of mourning")
    first, second = [await holiday_added(desk, folk.clerk, closure) for _ in range(2)]
    last = (await history(desk, folk.shah, case.number))[-1]

    assert [(case.number, MONDAY_7, date(2026, 12, 8))] == [(moved.number, moved.before, moved.due) for moved in first]
    assert () == second
    assert (EventKind.MOVED, "Friday 27 November 2026 is no working day: Day of mourning.") == (last.kind, last.reason)


async def test_a_bank_holiday_moves_the_cases_of_its_nation(desk: Desk, folk: Folk, case: Enquiry) -> None:
    others = await folk_of(desk, FIVE)
    theirs = await log(desk, others.shah, NewEnquiry("Bins"))
    await add_closure(desk, FRIDAY, nation="england")
    moved = await holiday_added(desk, folk.clerk, Closure(FRIDAY, "Day of mourning"), Nation.ENGLAND)

    assert {(case.number, date(2026, 12, 8)), (theirs.number, date(2026, 12, 1))} == {(one.number, one.due) for one in moved}


async def test_more_cases_than_one_unit_of_work_takes_are_all_moved(desk: Desk, folk: Folk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.casework.enquiry_batches._BATCH", 2)
    numbers = [(await log(desk, folk.shah, NewEnquiry(f"Bins {n}"))).number for n in range(5)]
    await add_closure(desk, FRIDAY, council=TEN)

    assert numbers == [moved.number for moved in await holiday_added(desk, folk.clerk, Closure(FRIDAY, "Day of mourning"))]


async def test_the_number_of_statements_does_not_grow_with_the_number_of_cases(desk: Desk, folk: Folk) -> None:
    said: list[str] = []
    event.listen(desk.store.engine.sync_engine, "before_cursor_execute", lambda _c, _u, statement, *_rest: said.append(statement))
    found = []
    for count, off in ((2, FRIDAY), (18, date(2026, 12, 1))):
        for n in range(count):
            await log(desk, folk.shah, NewEnquiry(f"Bins {n}"))
        await add_closure(desk, off, council=TEN)
        said.clear()
        moved = await holiday_added(desk, folk.clerk, Closure(off, "Day of mourning"))
        found.append((len(moved), len(said)))

    assert [2, 20] == [moved for moved, _ in found]
    assert found[0][1] == found[1][1]


async def test_each_case_that_moved_stands_in_the_audit_with_whoever_added_the_day(desk: Desk, folk: Folk) -> None:
    numbers = [(await log(desk, folk.shah, NewEnquiry(f"Bins {n}"))).number for n in range(2)]
    await add_closure(desk, FRIDAY, council=TEN)
    await holiday_added(desk, folk.clerk, Closure(FRIDAY, "Day of mourning"))

    async with desk.store.read() as session:
        rows = list(await session.scalars(select(AuditRow).where(AuditRow.what == "moved").order_by(AuditRow.case_id)))
    told = {"given": ["before"], "due": "2026-12-08"}
    assert [(number, folk.clerk.id, told) for number in numbers] == [(row.case_id, row.actor_id, row.details) for row in rows]
