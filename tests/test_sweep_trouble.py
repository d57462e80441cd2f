"""The sweep when something is in the way, or another process sweeps too: nobody is held up, and nothing is sent twice."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from conftest import ROOT, SetClock
from nudging import Postbox, add, add_people, change, enquiry, ledger, person, usual_people
from sqlalchemy import update

from bot.casework.desk import Desk
from bot.casework.enquiry_view import get
from bot.casework.errors import CaseError
from bot.casework.person import person_of
from bot.casework.reaching import reached_again
from bot.reminders.courier import TryLaterError
from bot.reminders.sweeper import sweep
from bot.store.cases import ComplaintRow, EnquiryRow, PersonalRow
from bot.store.database import open_store
from bot.store.people import PersonRow

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)


async def test_no_way_to_a_person_is_recorded_and_keeps_nobody_else_waiting(desk: Desk) -> None:
    ids = await usual_people(desk.store)
    await add(desk.store, enquiry(ids, MONDAY, MONDAY), enquiry(ids, MONDAY, MONDAY, officer="colleague"))
    box = Postbox()
    box.without("officer")

    result = await sweep(desk, box, "one")

    assert (1, 1) == (result.failed, result.sent)
    assert [("today", "failed"), ("today", "sent")] == sorted(await ledger(desk.store))


async def test_what_found_no_way_to_an_officer_reaches_their_cover_who_may_see_to_it(desk: Desk) -> None:
    ids = await usual_people(desk.store)
    await add(desk.store, enquiry(ids, MONDAY, MONDAY))
    box = Postbox()
    box.without("officer")
    for _ in range(3):
        await sweep(desk, box, "one")
    async with desk.store.read() as session:
        cover = person_of(await session.get_one(PersonRow, ids["colleague"]))
    shown = await get(desk, cover, 1)

    assert ["colleague"] == box.recipients
    assert [("today", "failed"), ("today", "sent")] == sorted(await ledger(desk.store))
    assert "ENQ-1" == shown.ref


async def test_what_found_no_way_to_an_officer_without_cover_or_manager_reaches_democratic_services(desk: Desk) -> None:
    ids = await usual_people(desk.store)
    async with desk.store.write() as session:
        await session.execute(update(PersonRow).where(PersonRow.id == ids["officer"]).values(cover_id=None, manager_id=None))
    await add(desk.store, enquiry(ids, MONDAY, MONDAY))
    box = Postbox()
    box.without("officer")
    for _ in range(3):
        await sweep(desk, box, "one")

    assert ["services"] == box.recipients


async def test_what_its_handler_was_not_reached_with_is_still_theirs_to_hear_and_then_no_more_their_cover_s(desk: Desk) -> None:
    ids = await usual_people(desk.store)
    await add(desk.store, enquiry(ids, MONDAY, MONDAY))
    box = Postbox()
    box.without("officer")
    for _ in range(2):
        await sweep(desk, box, "one")
    box.unreachable.clear()
    async with desk.store.write() as session:
        await reached_again(session, [ids["officer"]], desk.now())
    for _ in range(2):
        await sweep(desk, box, "one")
    async with desk.store.read() as session:
        cover = person_of(await session.get_one(PersonRow, ids["colleague"]))

    assert ["colleague", "officer"] == box.recipients
    with pytest.raises(CaseError):
        await get(desk, cover, 1)


async def test_a_record_whose_handler_nothing_reaches_is_told_to_the_monitoring_officer_alone(desk: Desk) -> None:
    ids = await usual_people(desk.store)
    parties = {"complainant_id": ids["member"], "handler_id": ids["officer"], "handler_role": "chief_officer"}
    days = {"remind_on": MONDAY, "next_look": MONDAY, "made_at": desk.now(), "changed_at": desk.now()}
    async with desk.store.write() as session:
        session.add(ComplaintRow(council="southend", about="officer", step=1, steps=[], state="open", **parties, **days))
    box = Postbox()
    box.without("officer")
    for _ in range(3):
        await sweep(desk, box, "one")

    assert ["monitor"] == box.recipients


async def test_a_busy_platform_is_tried_again_and_then_it_is_sent_once(desk: Desk, clock: SetClock) -> None:
    ids = await usual_people(desk.store)
    await add(desk.store, enquiry(ids, MONDAY, MONDAY))
    box = Postbox(unreachable={"officer": TryLaterError("busy")})
    first = await sweep(desk, box, "one")
    box.unreachable.clear()
    too_early = await sweep(desk, box, "one")
    clock.go(minutes=5)
    await sweep(desk, box, "one")

    assert (1, 0) == (first.postponed, too_early.sent)
    assert ["officer"] == box.recipients


async def test_a_courier_that_breaks_is_a_failed_attempt_and_not_the_end_of_the_sweep(desk: Desk) -> None:
    ids = await usual_people(desk.store)
    await add(desk.store, enquiry(ids, MONDAY, MONDAY), enquiry(ids, MONDAY, MONDAY, officer="colleague"))
    box = Postbox(unreachable={"officer": ZeroDivisionError()})

    result = await sweep(desk, box, "one")

    assert (1, 1) == (result.postponed, result.sent)


async def test_a_case_whose_dates_can_not_be_counted_does_not_hold_up_the_others(desk: Desk) -> None:
    ids = await usual_people(desk.store)
    broken, _ = await add(desk.store, enquiry(ids, date(2199, 11, 23), MONDAY), enquiry(ids, MONDAY, MONDAY, officer="colleague"))
    box = Postbox()

    first = await sweep(desk, box, "one")
    async with desk.store.read() as session:
        row = await session.get_one(EnquiryRow, broken)

    assert (["colleague"], 1) == (box.recipients, first.sent)
    assert TUESDAY == row.next_look


async def test_a_case_that_breaks_just_before_sending_is_tried_again_and_holds_up_nobody(desk: Desk, clock: SetClock) -> None:
    ids = await usual_people(desk.store)
    [broken, _] = await add(desk.store, enquiry(ids, MONDAY, MONDAY), enquiry(ids, MONDAY, MONDAY, officer="colleague"))
    clock.now = datetime(2026, 11, 23, 7, tzinfo=UTC)
    box = Postbox()
    await sweep(desk, box, "one")
    await change(desk.store, broken, due=date(2199, 11, 23))
    clock.go(hours=2)

    result = await sweep(desk, box, "one")

    assert (["colleague"], 1) == (box.recipients, result.postponed)


async def test_two_processes_sweep_one_database_and_each_nudge_is_sent_once(postgres_url: str, clock: SetClock, tmp_path: Path) -> None:
    store = open_store(postgres_url)
    ids = await add_people(store, *(person(f"p{number}") for number in range(300)))
    rows = (PersonalRow(person_id=one, text="call", on=MONDAY, next_look=MONDAY, made_at=clock()) for one in ids.values() for _ in range(2))
    await add(store, *rows)

    script = str(ROOT / "tests" / "one_sweep.py")
    both = [
        await asyncio.create_subprocess_exec(sys.executable, script, postgres_url, str(tmp_path), str(one), "2", cwd=ROOT)
        for one in range(2)
    ]
    ended = [await process.wait() for process in both]
    states = Counter(state for _, state in await ledger(store))
    sent = [(tmp_path / f"{one:04}").read_text().split() for one in range(2)]
    await store.close()

    assert [0, 0] == ended
    assert {"sent": 600} == dict(states)
    assert sorted(ids) == sorted(key for some in sent for key in some)
    assert all(sent), "one process did all the work: the other started too late to show anything"
