"""What was dropped and what failed: it is sent after all when it is true again or the person can be reached again, and never twice."""

from __future__ import annotations

from datetime import UTC, date, datetime

from conftest import SetClock
from nudging import LONG_AGO, Postbox, add, add_people, change, enquiry, event, ledger, person, usual_people
from sqlalchemy import select

from bot.casework import people_import
from bot.casework.desk import Desk
from bot.casework.identities import Channel, link
from bot.casework.person import Person, person_of
from bot.channels.slack.addresses import OK, STALE, Address, keep
from bot.reminders.sweeper import SweepResult, sweep
from bot.store.cases import PersonalRow
from bot.store.people import PersonRow

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


async def who(desk: Desk, key: str) -> Person:
    async with desk.store.read() as session:
        return person_of((await session.scalars(select(PersonRow).where(PersonRow.key == key))).one())


async def test_a_nudge_that_was_dropped_when_the_case_changed_hands_is_sent_when_it_comes_back(desk: Desk, clock: SetClock) -> None:
    ids = await usual_people(desk.store)
    [number] = await add(desk.store, enquiry(ids, MONDAY, MONDAY))
    box = Postbox()
    clock.now = datetime(2026, 11, 23, 7, tzinfo=UTC)
    await sweep(desk, box, "one")
    await change(desk.store, number, officer_id=ids["manager"], next_look=MONDAY)
    clock.go(hours=2)
    await sweep(desk, box, "one")
    await sweep(desk, box, "one")
    await change(desk.store, number, officer_id=ids["officer"], next_look=MONDAY)
    for _ in range(3):
        await sweep(desk, box, "one")

    assert ["manager", "officer"] == box.recipients


async def test_what_somebody_has_no_right_to_hear_is_not_planned_again_and_again(desk: Desk) -> None:
    ids = await usual_people(desk.store) | await add_people(desk.store, person("stranger", "member", council="leeds"))
    [number] = await add(desk.store, enquiry(ids | {"member": ids["stranger"]}, MONDAY, MONDAY, state="answered"))
    await add(desk.store, event(number, "answered", LONG_AGO, ids["officer"]))

    done = [await sweep(desk, Postbox(), "one") for _ in range(3)]

    assert [SweepResult()] * 3 == done
    assert [] == await ledger(desk.store)


async def test_what_failed_for_want_of_an_address_is_told_to_the_cover_and_sent_once_one_is_linked(desk: Desk) -> None:
    ids = await usual_people(desk.store)
    await add(desk.store, enquiry(ids, MONDAY, MONDAY))
    box = Postbox()
    box.without("officer")
    await sweep(desk, box, "one")
    box.unreachable.clear()
    await sweep(desk, box, "one")
    before = list(box.recipients)
    await link(desk, await who(desk, "services"), "officer", Channel.SLACK, "T012ABCDEF:U012ABCDEF")
    for _ in range(2):
        await sweep(desk, box, "one")

    assert ["colleague"] == before
    assert ["colleague", "officer"] == box.recipients
    assert [("today", "sent"), ("today", "sent")] == await ledger(desk.store)


async def test_an_address_that_comes_with_the_directory_has_what_failed_sent(desk: Desk) -> None:
    ids = await usual_people(desk.store)
    await add(desk.store, enquiry(ids, MONDAY, MONDAY))
    box = Postbox()
    box.without("officer")
    await sweep(desk, box, "one")
    box.unreachable.clear()
    await people_import.change(desk, await who(desk, "services"), "officer", {"slack": "T012ABCDEF:U012ABCDEF"})
    await sweep(desk, box, "one")

    assert ["officer"] == box.recipients


async def test_who_is_reached_again_hears_what_failed_as_far_as_it_still_holds(desk: Desk, clock: SetClock) -> None:
    ids = await usual_people(desk.store)
    [number, _] = await add(desk.store, enquiry(ids, MONDAY, MONDAY), enquiry(ids, MONDAY, MONDAY))
    await add(desk.store, PersonalRow(person_id=ids["officer"], text="call", on=TUESDAY, next_look=TUESDAY, made_at=clock()))
    box = Postbox()
    box.without("officer")
    await sweep(desk, box, "one")
    box.unreachable.clear()
    await change(desk.store, number, state="answered", next_look=None)
    clock.go(days=1)
    for _ in range(3):
        await sweep(desk, box, "one")

    kinds = sorted(await ledger(desk.store))

    assert 1 == box.recipients.count("officer")
    assert {"officer"} == set(box.recipients) - {"colleague"}  # who hears of it unless the officer is reached first
    assert [("personal", "sent"), ("today", "dropped"), ("today", "dropped")] == [its for its in kinds if its[0] != "overdue"]
    assert ("overdue", "sent") in kinds


async def test_what_failed_is_sent_once_an_address_that_was_given_up_is_good_again(desk: Desk) -> None:
    ids = await usual_people(desk.store)
    await add(desk.store, enquiry(ids, MONDAY, MONDAY))
    officer, box = await who(desk, "officer"), Postbox()
    box.without("officer")
    await sweep(desk, box, "one")
    box.unreachable.clear()
    await keep(desk.store, desk.now(), officer, Address("T012ABCDEF", "U012ABCDEF", state=STALE))
    await sweep(desk, box, "one")
    before = list(box.recipients)
    await keep(desk.store, desk.now(), officer, Address("T012ABCDEF", "U012ABCDEF", state=OK))
    await sweep(desk, box, "one")

    assert (["colleague"], ["colleague", "officer"]) == (before, box.recipients)
