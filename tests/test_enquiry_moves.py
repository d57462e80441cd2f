"""A day that turns out to be no working day moves the open enquiries that counted on it."""

from __future__ import annotations

from datetime import date

import pytest
from caseload import FIVE, FRIDAY, MONDAY_7, TEN, Folk, add_closure, folk_of

from bot.calendar.working_days import Closure
from bot.casework.desk import Desk
from bot.casework.enquiry_case import Enquiry, NewEnquiry
from bot.casework.enquiry_ends import answer, correct
from bot.casework.enquiry_kinds import EventKind
from bot.casework.enquiry_log import log
from bot.casework.enquiry_moves import holiday_added
from bot.casework.enquiry_view import history
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
    monkeypatch.setattr("bot.casework.enquiry_moves._BATCH", 2)
    numbers = [(await log(desk, folk.shah, NewEnquiry(f"Bins {n}"))).number for n in range(5)]
    await add_closure(desk, FRIDAY, council=TEN)

    assert numbers == [moved.number for moved in await holiday_added(desk, folk.clerk, Closure(FRIDAY, "Day of mourning"))]
