"""A newer list of holidays or another local target: open cases are counted anew once, forward only, each with its reason, and each person is told once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner
from conftest import SetClock
from folk import elect, hire
from nudging import Postbox
from sqlalchemy import select

from bot.calendar import holidays
from bot.casework import enquiry_batches, recounting
from bot.casework.desk import Desk
from bot.casework.enquiry_case import NewEnquiry
from bot.casework.enquiry_ends import answer
from bot.casework.enquiry_kinds import EventKind
from bot.casework.enquiry_log import log
from bot.casework.enquiry_view import get, history
from bot.casework.person import Person
from bot.casework.recounting import recount_if_changed
from bot.cli import common
from bot.cli.main import main
from bot.reminders.sweeper import sweep
from bot.store.calendars import ClosureRow, FactRow
from bot.store.cases import EnquiryRow, ReportRow
from protocol_data.basics import Nation
from protocol_data.holidays_law import OneOffHoliday, holidays_law

TEN, NONE = "southend", "leeds"
MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)
MONDAY_7, TUESDAY_8, WEDNESDAY_9 = (date(2026, 12, day) for day in (7, 8, 9))


@pytest.fixture
async def clerk(desk: Desk) -> Person:
    return await hire(desk, TEN, "clerk", roles=["democratic_services"])


async def case_of(desk: Desk, clerk: Person) -> int:
    return (await log(desk, clerk, NewEnquiry("Bins", asked_by="Cllr Shah"))).number


async def new_holiday(desk: Desk, monkeypatch: pytest.MonkeyPatch, day: date = FRIDAY) -> None:
    """As if a newer package knew of one more bank holiday."""
    async with desk.store.write() as session:
        session.add(ClosureRow(nation="england", day=day, reason="Day of thanksgiving"))
    monkeypatch.setattr(recounting, "fingerprint", lambda: f"holidays with {day.isoformat()}")


async def moves(desk: Desk, clerk: Person, number: int) -> list[tuple[date | None, str | None, str | None]]:
    return [(entry.due, entry.actor, entry.reason) for entry in await history(desk, clerk, number) if entry.kind is EventKind.MOVED]


async def due_of(desk: Desk, number: int) -> date | None:
    async with desk.store.read() as session:
        return (await session.get_one(EnquiryRow, number)).due


async def test_a_newer_list_of_holidays_moves_open_cases_forward_once_and_says_why(
    desk: Desk, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, answered = await case_of(desk, clerk), await case_of(desk, clerk)
    await answer(desk, clerk, answered)
    await recount_if_changed(desk)
    await new_holiday(desk, monkeypatch)

    [moved] = await recount_if_changed(desk)
    assert (number, MONDAY_7, TUESDAY_8) == (moved.number, moved.before, moved.due)
    assert () == await recount_if_changed(desk)
    assert TUESDAY_8 == await due_of(desk, number)
    assert [(TUESDAY_8, None, "The list of bank holidays was brought up to date.")] == await moves(desk, clerk, number)
    assert [] == await moves(desk, clerk, answered)


async def test_while_the_list_is_the_same_no_case_is_looked_at(desk: Desk, clerk: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    number = await case_of(desk, clerk)
    looked_at: list[int] = []
    await recount_if_changed(desk, looked_at.append)
    first = list(looked_at)
    await new_holiday(desk, monkeypatch)
    monkeypatch.setattr(recounting, "fingerprint", holidays.fingerprint)
    await recount_if_changed(desk, looked_at.append)

    assert [1] == first == looked_at
    assert MONDAY_7 == await due_of(desk, number)


async def test_each_person_is_told_once_and_with_the_reason(
    desk: Desk, clock: SetClock, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = await elect(desk, TEN, "shah", name="A. Shah")
    await log(desk, member, NewEnquiry("Bins", officer=clerk.key))
    await recount_if_changed(desk)
    await new_holiday(desk, monkeypatch)
    box = Postbox()
    for _ in range(3):
        await recount_if_changed(desk)
        await sweep(desk, box, "one")
        clock.go(days=1)
    told = [(key, line) for key, reply in box.got for line in (reply.headline, *reply.points) if "has moved to" in line]

    assert ["clerk", "shah"] == sorted(key for key, _ in told)
    assert all("The list of bank holidays was brought up to date." in line for _, line in told)


async def test_two_processes_at_once_move_a_case_once(desk: Desk, clerk: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    number = await case_of(desk, clerk)
    await new_holiday(desk, monkeypatch)
    found = await asyncio.gather(*(recount_if_changed(desk) for _ in range(3)))

    assert 1 == sum(len(moved) for moved in found)
    assert 1 == len(await moves(desk, clerk, number))


async def test_a_run_that_is_stopped_half_way_is_done_to_the_end_by_the_next_start(
    desk: Desk, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [await case_of(desk, clerk) for _ in range(3)]
    await recount_if_changed(desk)
    await new_holiday(desk, monkeypatch)
    monkeypatch.setattr(enquiry_batches, "_BATCH", 1)

    def stop(_looked_at: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await recount_if_changed(desk, stop)
    half_way = [await due_of(desk, number) for number in numbers]
    await recount_if_changed(desk)

    assert [TUESDAY_8, MONDAY_7, MONDAY_7] == half_way
    assert [1, 1, 1] == [len(await moves(desk, clerk, number)) for number in numbers]


@pytest.mark.parametrize(
    ("before", "after", "due", "reasons"),
    [
        (10, 12, WEDNESDAY_9, ["The local target is 12 working days now."]),
        (10, 10, MONDAY_7, []),
        (10, 8, MONDAY_7, []),
        (10, None, None, []),
        (None, 10, MONDAY_7, []),
    ],
)
async def test_another_local_target_moves_what_is_counted_by_it_forward_and_never_back(
    desk: Desk, before: int | None, after: int | None, due: date | None, reasons: list[str]
) -> None:
    clerk = await hire(desk, NONE, "clerk", roles=["democratic_services"])
    number = await case_of(replace(desk, local_target=before), clerk)
    await recount_if_changed(replace(desk, local_target=before))
    now = replace(desk, local_target=after)
    await recount_if_changed(now)

    assert due == await due_of(desk, number) == (await get(now, clerk, number)).state.due
    assert reasons == [reason for _, _, reason in await moves(now, clerk, number)]


async def test_a_case_that_the_protocol_sets_a_date_for_is_not_touched_by_the_local_target(desk: Desk, clerk: Person) -> None:
    number = await case_of(desk, clerk)
    await recount_if_changed(desk)
    async with desk.store.write() as session:
        (await session.get_one(EnquiryRow, number)).next_look = FRIDAY
    await recount_if_changed(replace(desk, local_target=20))

    async with desk.store.read() as session:
        row = await session.get_one(EnquiryRow, number)
    assert (MONDAY_7, FRIDAY) == (row.due, row.next_look)


async def test_a_case_that_can_not_be_counted_and_a_council_without_a_pack_hold_up_nobody(
    desk: Desk, clerk: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    odd, unknown, number = await case_of(desk, clerk), await case_of(desk, clerk), await case_of(desk, clerk)
    async with desk.store.write() as session:
        (await session.get_one(EnquiryRow, odd)).received = date(2099, 12, 30)
        (await session.get_one(EnquiryRow, unknown)).council = "elsewhere"
    await new_holiday(desk, monkeypatch)
    moved = await recount_if_changed(desk)

    assert [number] == [one.number for one in moved]
    assert [f"ENQ-{odd} can't be counted anew: its dates lie where no holidays are known"] == caplog.messages


async def test_a_newer_list_has_reports_looked_at_again_and_another_local_target_has_not(
    desk: Desk, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    await recount_if_changed(desk)
    report = {"council": TEN, "title": "Places", "meeting": MONDAY_7, "due": MONDAY_7, "clause": "1", "state": "open"}
    async with desk.store.write() as session:
        session.add(ReportRow(**report, officer_id=clerk.id, next_look=FRIDAY, made_at=desk.now()))

    async def look() -> date | None:
        async with desk.store.read() as session:
            return await session.scalar(select(ReportRow.next_look))

    await recount_if_changed(replace(desk, local_target=3))
    found = [await look()]
    await new_holiday(desk, monkeypatch)
    await recount_if_changed(replace(desk, local_target=3))
    found.append(await look())

    assert [FRIDAY, MONDAY] == found


def test_a_list_is_another_with_another_release_or_a_day_of_our_own_and_not_with_another_name(monkeypatch: pytest.MonkeyPatch) -> None:
    law = holidays_law()
    day = OneOffHoliday(day=FRIDAY, name="Thanks", nations=[Nation.ENGLAND], source="a test")
    found = [holidays.fingerprint()]
    for one_off in ([*law.one_off, day], [*law.one_off, day.model_copy(update={"name": "Thanksgiving"})]):
        changed = law.model_copy(update={"one_off": one_off})
        monkeypatch.setattr("bot.calendar.holidays.holidays_law", lambda changed=changed: changed)
        found.append(holidays.fingerprint())
    monkeypatch.setattr("importlib.metadata.version", lambda _package: "99")
    found.append(holidays.fingerprint())

    assert found[0] != found[1] == found[2] != found[3]


def test_every_command_of_the_register_counts_anew_and_says_how_far_it_is_where_it_is_long(
    runner: CliRunner, clock: SetClock, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLERK_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("CLERK_COUNCIL", NONE)
    monkeypatch.setattr(common, "system_clock", clock)
    monkeypatch.setenv("CLERK_LOCAL_TARGET", "10")
    runner.invoke(main, ["enquiry", "log", "Bins", "--asked-by", "Cllr Shah"])
    monkeypatch.setattr(common, "_TOLD_EVERY", 1)
    quiet = runner.invoke(main, ["enquiry", "show", "1"])
    monkeypatch.setenv("CLERK_LOCAL_TARGET", "12")
    told = runner.invoke(main, ["enquiry", "show", "1"])

    assert "" == quiet.stderr
    assert "Monday 7 December 2026" in quiet.stdout
    assert "due dates are counted anew; enquiries so far: 1." in told.stderr
    assert "Wednesday 9 December 2026" in told.stdout


async def test_what_was_used_is_kept_by_key(desk: Desk) -> None:
    await recount_if_changed(replace(desk, local_target=7))
    async with desk.store.read() as session:
        kept = {row.key: row.value for row in await session.scalars(select(FactRow))}

    assert {"calendar": holidays.fingerprint(), "local_target": "7"} == kept
