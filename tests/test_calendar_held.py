"""A day that is added while a date is being counted: whichever comes first, the case is due as if they had come one after the other. On both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date

import pytest
from folk import hire
from sqlalchemy import select

from bot.calendar.working_days import WorkingCalendar
from bot.casework import closures, election_changes, elections
from bot.casework.desk import Desk
from bot.casework.enquiry_case import NewEnquiry
from bot.casework.enquiry_ends import answer, correct, reopen
from bot.casework.enquiry_log import log
from bot.casework.operator import operator
from bot.casework.person import Person
from bot.store.calendars import ElectionRow
from bot.store.cases import EnquiryRow
from bot.store.database import AsyncSession

HERE = "southend"
FRIDAY_20, FRIDAY, TUESDAY_8 = date(2026, 11, 20), date(2026, 11, 27), date(2026, 12, 8)
_MEANWHILE = 0.4
"""Seconds in which the other would be done, were it not held up."""


@pytest.fixture
async def clerk(desk: Desk) -> Person:
    return await hire(desk, HERE, "clerk", roles=["democratic_services"])


class Meanwhile:
    """Lets something else happen right after a calendar has been read for the first time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, other: Callable[[], Awaitable[object]]) -> None:
        self.other = other
        self.task: asyncio.Future[object] | None = None
        reads = Desk.calendar

        async def calendar(desk: Desk, session: AsyncSession, council: str) -> WorkingCalendar:
            found = await reads(desk, session, council)
            await self.happens()
            return found

        monkeypatch.setattr(Desk, "calendar", calendar)

    async def happens(self) -> None:
        if self.task is None:
            self.task = asyncio.ensure_future(self.other())
            await asyncio.wait({self.task}, timeout=_MEANWHILE)

    async def is_over(self) -> None:
        assert self.task is not None
        await self.task


async def stored(desk: Desk, number: int) -> date | None:
    async with desk.store.read() as session:
        return await session.scalar(select(EnquiryRow.due).where(EnquiryRow.id == number))


async def test_a_case_that_is_logged_while_a_day_is_added_is_due_as_if_it_had_been_there(
    desk: Desk, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile = Meanwhile(monkeypatch, lambda: closures.add(desk, clerk, FRIDAY, "Office closed"))
    number = (await log(desk, clerk, NewEnquiry("Bins", asked_by="Cllr Shah"))).number
    await meanwhile.is_over()

    assert TUESDAY_8 == await stored(desk, number)


async def test_a_case_that_is_changed_while_a_day_is_added_is_due_as_if_it_had_been_changed_before(
    desk: Desk, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = (await log(desk, clerk, NewEnquiry("Bins", asked_by="Cllr Shah", received=FRIDAY_20))).number
    await answer(desk, clerk, number)
    meanwhile = Meanwhile(monkeypatch, lambda: closures.add(desk, clerk, FRIDAY, "Office closed"))
    await reopen(desk, clerk, number, "not all", FRIDAY)
    await meanwhile.is_over()

    assert date(2026, 11, 30) == await stored(desk, number)


async def test_many_who_count_and_many_who_add_days_do_not_wait_for_each_other_for_ever(desk: Desk, clerk: Person) -> None:
    numbers = [(await log(desk, clerk, NewEnquiry("Bins", asked_by="Cllr Shah"))).number for _ in range(4)]
    days = [date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 26)]
    await asyncio.gather(
        *(correct(desk, clerk, number, "slip", subject=f"Bins {number}") for number in numbers),
        *(closures.add(desk, clerk, day, "Office closed") for day in days),
        *(log(desk, clerk, NewEnquiry("Lights", asked_by="Cllr Shah")) for _ in range(4)),
    )

    assert {date(2026, 12, 10)} == {await stored(desk, number) for number in [*numbers, *(number + 4 for number in numbers)]}


@pytest.mark.parametrize("by_moving", [False, True])
async def test_a_poll_that_is_entered_or_moved_while_a_holiday_is_added_heeds_it(
    desk: Desk, clerk: Person, monkeypatch: pytest.MonkeyPatch, *, by_moving: bool
) -> None:
    machine = await operator(desk, HERE)
    poll = elections.NewElection(date(2027, 1, 21), "by_election", "Milton")
    if by_moving:
        before = await elections.add(desk, clerk, elections.NewElection(date(2027, 1, 28), "by_election", "Milton"))
    module = election_changes if by_moving else elections
    reads: Callable[..., Awaitable[date]] = module.latest_notice
    meanwhile = Meanwhile(monkeypatch, lambda: closures.add(desk, machine, date(2027, 1, 11), "For the occasion", "england"))

    async def slowly(*given: object) -> date:
        found = await reads(*given)
        monkeypatch.setattr(module, "latest_notice", reads)
        await meanwhile.happens()
        return found

    monkeypatch.setattr(module, "latest_notice", slowly)
    if by_moving:
        await election_changes.move(desk, clerk, before.ref, poll.polling_day, "slip")
    else:
        await elections.add(desk, clerk, poll)
    await meanwhile.is_over()
    async with desk.store.read() as session:
        assert date(2026, 12, 10) == await session.scalar(select(ElectionRow.latest_notice))
