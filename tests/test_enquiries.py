"""Enquiries in the register, on both databases: who sees them, what is written down of each change, and how they are numbered."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from caseload import FIVE, FRIDAY, MONDAY, NEXT_MONDAY, NONE, TEN, Folk, add_closure, folk_of, kinds, rows
from conftest import SetClock
from folk import hire
from sqlalchemy import select

from bot.calendar.working_days import Closure, WorkingCalendar
from bot.casework.desk import Desk
from bot.casework.enquiry_case import Enquiry, HoldingReply, NewEnquiry, number_of
from bot.casework.enquiry_changes import acknowledge, extend, mark_complaint
from bot.casework.enquiry_ends import answer, close, correct, reopen
from bot.casework.enquiry_hands import reassign
from bot.casework.enquiry_holding import hold
from bot.casework.enquiry_kinds import EventKind
from bot.casework.enquiry_log import log
from bot.casework.enquiry_moves import holiday_added
from bot.casework.enquiry_view import get, history
from bot.casework.errors import CaseError, RefusedError
from bot.casework.operator import acting, operator
from bot.casework.person import Person
from bot.store.cases import EnquiryRow
from bot.store.database import Store, StoreError
from bot.store.nudges import AuditRow
from protocol_data.basics import Reader
from protocol_data.library import Library


async def test_a_number_that_is_not_there_and_one_that_is_not_yours_get_the_same_words(desk: Desk, folk: Folk, case: Enquiry) -> None:
    says = []
    for number in (case.number, 99_999, 2**40):
        with pytest.raises(CaseError) as refused:
            await get(desk, folk.jones, number)
        says.append(str(refused.value).replace(str(number), "N"))

    assert 1 == len(set(says))


async def test_who_sees_a_case_and_may_not_do_something_is_told_who_may(desk: Desk, folk: Folk, case: Enquiry) -> None:
    with pytest.raises(RefusedError, match="not answer it: that is for the officer who handles it"):
        await answer(desk, folk.shah, case.number)


async def test_another_council_sees_nothing(desk: Desk, case: Enquiry) -> None:
    elsewhere = await hire(desk, FIVE, "d.clerk", roles=["democratic_services", "monitoring_officer"])
    with pytest.raises(CaseError, match="There is no ENQ-"):
        await get(desk, elsewhere, case.number)


async def test_every_change_has_an_audit_row_without_what_was_written(desk: Desk, folk: Folk, case: Enquiry) -> None:
    await extend(desk, folk.okafor, case.number, FRIDAY, "a secret reason")
    await correct(desk, folk.okafor, case.number, "another secret", subject="a secret subject")
    async with desk.store.read() as session:
        audit = list(await session.scalars(select(AuditRow).where(AuditRow.case_kind == "enquiry").order_by(AuditRow.id)))

    assert [("received", folk.shah.id), ("extended", folk.okafor.id), ("corrected", folk.okafor.id)] == [
        (row.what, row.actor_id) for row in audit
    ]
    assert "2026-11-27" == audit[1].details["due"]
    assert not [row for row in audit if "secret" in str(row.details)]


async def test_two_who_close_a_case_at_once_close_it_once(desk: Desk, folk: Folk, case: Enquiry) -> None:
    results = await asyncio.gather(*(close(desk, folk.shah, case.number) for _ in range(3)), return_exceptions=True)

    assert 1 == sum(isinstance(result, Enquiry) for result in results)
    assert [EventKind.RECEIVED, EventKind.CLOSED] == await kinds(desk, folk.shah, case.number)


async def test_two_who_change_a_case_at_once_both_stand_in_its_history(desk: Desk, folk: Folk, case: Enquiry) -> None:
    await asyncio.gather(*(extend(desk, folk.okafor, case.number, day, "agreed") for day in (FRIDAY, NEXT_MONDAY)))
    entries = await history(desk, folk.okafor, case.number)

    assert {FRIDAY, NEXT_MONDAY} == {entry.due for entry in entries[1:]}
    assert entries[-1].due == (await get(desk, folk.okafor, case.number)).state.due


async def test_the_columns_that_lists_read_say_what_the_events_say(desk: Desk, folk: Folk, case: Enquiry) -> None:
    await extend(desk, folk.okafor, case.number, FRIDAY, "agreed")
    async with desk.store.read() as session:
        row = await session.get_one(EnquiryRow, case.number)

    assert (FRIDAY, "agreed", "open", MONDAY) == (row.due, row.due_from, row.state, row.next_look)


async def test_a_change_that_fails_half_way_leaves_nothing_behind(
    desk: Desk, folk: Folk, case: Enquiry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StoreError("The disk that holds the database is full.")

    before = await rows(desk)
    monkeypatch.setattr("bot.casework.enquiry_record.Case.settle", fail)  # the last thing before the commit
    with pytest.raises(StoreError):
        await extend(desk, folk.okafor, case.number, FRIDAY, "agreed")
    with pytest.raises(StoreError):
        await log(desk, folk.shah, NewEnquiry("Bins"))

    assert before == await rows(desk)
    assert case.state == (await get(desk, folk.shah, case.number)).state


async def something(desk: Desk, clerk: Person, number: int, choose: random.Random) -> None:
    """Do one of the things that can be done to a case; whether it can be done now is its own matter."""
    day = desk.today(clerk.council) + timedelta(days=choose.randint(-2, 12))
    reply = HoldingReply(day, "N. Okafor", "01632 960111", "late", "asked again")
    to = choose.choice(("Tom Lane", "Ngozi Okafor"))
    agreed = choose.choice((None, day))
    ways: list[Callable[[], Awaitable[Enquiry]]] = [
        lambda: acknowledge(desk, clerk, number),
        lambda: hold(desk, clerk, number, reply),
        lambda: extend(desk, clerk, number, day, "agreed"),
        lambda: extend(desk, clerk, number, day, "agreed once more"),
        lambda: correct(desk, clerk, number, "wrong", received=day),
        lambda: mark_complaint(desk, clerk, number),
        lambda: answer(desk, clerk, number),
        lambda: close(desk, clerk, number, "done"),
        lambda: reassign(desk, clerk, number, to),
    ]
    ways += [lambda: reopen(desk, clerk, number, "not done", agreed)] * 4  # else the walk stands still at its end
    await choose.choice(ways)()


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_is_done_in_whatever_order_the_row_says_what_the_events_say(sqlite_desk: Desk, clock: SetClock, seed: int) -> None:
    desk, choose = sqlite_desk, random.Random(seed)  # noqa: S311 - the same walk each time
    council = choose.choice((TEN, FIVE, NONE))
    folk = await folk_of(desk, council)
    number = (await log(desk, folk.shah, NewEnquiry("Bins", officer="Okafor"))).number
    for _ in range(60):
        with contextlib.suppress(CaseError):
            await something(desk, folk.clerk, number, choose)
        off = clock().date() + timedelta(days=choose.randint(1, 12))
        calendar = await calendar_of(desk, council)
        if choose.random() < 0.2 and calendar.is_working(off):
            await add_closure(desk, off, council=council)
            await holiday_added(desk, folk.clerk, Closure(off, "Day of mourning"))
        clock.go(days=choose.randint(0, 2))
        state = (await get(desk, folk.clerk, number)).state
        async with desk.store.read() as session:
            row = await session.get_one(EnquiryRow, number)

        assert state.is_open == (row.state == "open")
        assert not state.is_open or (state.due, state.due_from) == (row.due, row.due_from)
        assert not state.is_open or state.due is None or (await calendar_of(desk, council)).is_working(state.due)
    _, events, audited = await rows(desk)

    assert events
    assert events > 10
    assert audited == events


async def calendar_of(desk: Desk, council: str) -> WorkingCalendar:
    async with desk.store.read() as session:
        return await desk.calendar(session, council)


@pytest.fixture
def sqlite_desk(sqlite_store: Store, library: Library, clock: SetClock) -> Desk:
    return Desk(sqlite_store, library, clock)


@pytest.mark.parametrize(("text", "number"), [("ENQ-12", 12), ("enq 12", 12), ("Enquiry #12", 12), ("12", 12), (" #7 ", 7)])
def test_a_number_is_read_as_people_write_it(text: str, number: int) -> None:
    assert number == number_of(text)


@pytest.mark.parametrize("text", ["", "ENQ", "twelve", "CMP-12", "0", "99999999999", "12; drop"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(CaseError, match="is no enquiry number"):
        number_of(text)


async def test_who_acts_is_found_by_their_key_in_whatever_case(desk: Desk, folk: Folk) -> None:
    found = [await acting(desk, TEN, key) for key in ("A.Shah", " a.shah ", "nobody")]

    assert [folk.shah, folk.shah, None] == found


async def test_the_person_at_the_machine_is_made_once(desk: Desk) -> None:
    made = [await operator(desk, NONE, reader) for reader in (Reader.OFFICER, Reader.OFFICER, Reader.MEMBER)]

    assert made[0] == made[1]
    assert ["operator", "operator", "operator-member"] == [person.key for person in made]
    assert [frozenset({"democratic_services"}), frozenset()] == [made[0].roles, made[2].roles]
    assert ZoneInfo("Europe/London") == desk.zone(NONE)
