"""What people answer to nudges: later, not mine, done; reminders of their own; what they can turn off; what they see."""

from __future__ import annotations

import asyncio
from datetime import date, time

import pytest
from conftest import SetClock
from nudging import Postbox, add, add_people, enquiry, person, usual_people
from sqlalchemy import select

from bot.casework.desk import Desk
from bot.casework.errors import CaseError, RefusedError
from bot.casework.person import Person, person_of
from bot.reminders import answering, personal
from bot.reminders.listing import listed
from bot.reminders.scheduler import make_scheduler, worker_name
from bot.reminders.sweeper import sweep
from bot.store.cases import EnquiryEventRow, EnquiryRow
from bot.store.people import PersonRow

MONDAY, TUESDAY, THURSDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 26)


async def who(desk: Desk, key: str) -> Person:
    async with desk.store.read() as session:
        return person_of((await session.scalars(select(PersonRow).where(PersonRow.key == key))).one())


async def test_remind_me_on_thursday_comes_on_thursday_and_to_me_alone(desk: Desk, clock: SetClock) -> None:
    await usual_people(desk.store)
    made = await personal.remind(desk, await who(desk, "member"), "call the garage", THURSDAY)
    box = Postbox()
    for _ in range(5):
        await sweep(desk, box, "one")
        clock.go(days=1)

    assert ["member"] == box.recipients
    assert f"You asked to be reminded: {made.text}" == box.got[0][1].headline
    assert {"Done", "Snooze 1 day"} == {button.label for button in box.got[0][1].buttons}


async def test_the_same_message_twice_makes_one_reminder(desk: Desk) -> None:
    await usual_people(desk.store)
    member = await who(desk, "member")

    made = await asyncio.gather(*(personal.remind(desk, member, "call", THURSDAY, "slack:1") for _ in range(2)))

    assert made[0] == made[1]
    assert 1 == len(await personal.mine(desk, member))


@pytest.mark.parametrize(
    ("text", "on", "says"),
    [
        ("call", date(2026, 11, 22), "Sunday 22 November 2026 is past"),
        ("call", date(2126, 11, 22), "more than three years away"),
        ("  ", THURSDAY, "Something is missing"),
        ("x" * 301, THURSDAY, "Too long"),
    ],
)
async def test_a_reminder_that_makes_no_sense_is_refused(desk: Desk, text: str, on: date, says: str) -> None:
    await usual_people(desk.store)

    with pytest.raises(CaseError, match=says):
        await personal.remind(desk, await who(desk, "member"), text, on)


async def test_done_ends_a_reminder_and_a_second_time_says_so(desk: Desk, clock: SetClock) -> None:
    await usual_people(desk.store)
    member = await who(desk, "member")
    made = await personal.remind(desk, member, "call", MONDAY)
    await answering.done(desk, member, made.ref)
    box = Postbox()
    clock.go(hours=1)
    await sweep(desk, box, "one")

    assert [] == box.got
    with pytest.raises(CaseError, match="done already"):
        await answering.done(desk, member, made.ref)


async def test_nobody_sees_or_ends_another_persons_reminder(desk: Desk) -> None:
    await usual_people(desk.store)
    made = await personal.remind(desk, await who(desk, "member"), "call", MONDAY)
    services = await who(desk, "services")

    for work in (answering.done(desk, services, made.ref), answering.snooze(desk, services, made.ref, TUESDAY)):
        with pytest.raises(CaseError, match=r"You have no reminder|There is no"):
            await work


async def test_an_enquiry_is_not_done_by_saying_done(desk: Desk) -> None:
    ids = await usual_people(desk.store)
    [number] = await add(desk.store, enquiry(ids, MONDAY, MONDAY))

    with pytest.raises(CaseError, match="when it has been answered"):
        await answering.done(desk, await who(desk, "officer"), f"ENQ-{number}")


async def test_put_off_is_put_off_for_oneself_alone(desk: Desk, clock: SetClock) -> None:
    ids = await usual_people(desk.store)
    [number] = await add(desk.store, enquiry(ids, date(2026, 11, 19), MONDAY))
    await answering.snooze(desk, await who(desk, "officer"), f"ENQ-{number}", THURSDAY)
    await answering.snooze(desk, await who(desk, "officer"), f"ENQ-{number}", TUESDAY)
    box = Postbox()
    await sweep(desk, box, "one")
    first = list(box.recipients)
    clock.go(days=1)
    await sweep(desk, box, "one")

    assert (["chief"], ["chief", "officer"]) == (first, box.recipients)


@pytest.mark.parametrize("until", [MONDAY, date(2026, 11, 20)])
async def test_later_has_to_be_later(desk: Desk, until: date) -> None:
    ids = await usual_people(desk.store)
    [number] = await add(desk.store, enquiry(ids, MONDAY, MONDAY))

    with pytest.raises(CaseError, match=r"day after today|is past"):
        await answering.snooze(desk, await who(desk, "officer"), str(number), until)


async def test_a_case_that_one_may_not_see_can_not_be_told_from_none(desk: Desk) -> None:
    ids = await usual_people(desk.store)
    await add(desk.store, enquiry(ids, MONDAY, MONDAY))
    await add_people(desk.store, person("stranger"))
    stranger, said = await who(desk, "stranger"), []
    for ref in ("ENQ-1", "ENQ-999"):
        with pytest.raises(CaseError) as caught:
            await answering.snooze(desk, stranger, ref, TUESDAY)
        said.append(str(caught.value).replace(ref, "?"))

    assert said[0] == said[1]


async def test_not_mine_tells_those_who_keep_the_register_and_not_the_officer_any_more(desk: Desk, clock: SetClock) -> None:
    ids = await usual_people(desk.store)
    [number] = await add(desk.store, enquiry(ids, MONDAY, MONDAY, received=date(2026, 11, 9)))
    await answering.not_mine(desk, await who(desk, "officer"), f"ENQ-{number}", "highways has it")
    box = Postbox()
    await sweep(desk, box, "one")
    clock.go(days=1)
    await sweep(desk, box, "one")
    async with desk.store.read() as session:
        row = await session.get_one(EnquiryRow, number)

    assert ["services", "services"] == box.recipients
    assert "needs another" in box.got[0][1].headline
    assert ids["officer"] == row.officer_id


async def test_a_retry_of_a_message_hands_back_once(desk: Desk) -> None:
    ids = await usual_people(desk.store)
    [number] = await add(desk.store, enquiry(ids, MONDAY, MONDAY))
    officer = await who(desk, "officer")
    said = [await answering.not_mine(desk, officer, f"ENQ-{number}", origin="message-1") for _ in range(2)]
    async with desk.store.read() as session:
        kinds = list(await session.scalars(select(EnquiryEventRow.kind).where(EnquiryEventRow.enquiry_id == number)))

    assert (f"ENQ-{number}", f"ENQ-{number}") == tuple(said)
    assert ["noted"] == kinds


async def test_not_mine_is_for_who_has_it(desk: Desk) -> None:
    ids = await usual_people(desk.store)
    [number] = await add(desk.store, enquiry(ids, MONDAY, MONDAY))

    with pytest.raises(CaseError, match="is not with you"):
        await answering.not_mine(desk, await who(desk, "manager"), f"ENQ-{number}")
    with pytest.raises(RefusedError):
        await answering.not_mine(desk, await who(desk, "member"), f"ENQ-{number}")


async def test_only_the_optional_kinds_can_be_turned_off_and_on_again(desk: Desk) -> None:
    await usual_people(desk.store)
    officer = await who(desk, "officer")

    assert {"weekly"} == await answering.opt(desk, officer, "Weekly", out=True)
    assert set() == await answering.opt(desk, officer, "weekly", out=False)
    with pytest.raises(CaseError, match="undated, weekly"):
        await answering.opt(desk, officer, "overdue", out=True)


async def test_quiet_hours_are_set_and_taken_back(desk: Desk) -> None:
    await usual_people(desk.store)
    officer = await who(desk, "officer")
    await answering.set_quiet_hours(desk, officer, (time(17), time(10)))
    quiet = await who(desk, "officer")
    await answering.set_quiet_hours(desk, officer, None)

    assert (time(17), time(10), None) == (quiet.quiet_from, quiet.quiet_until, (await who(desk, "officer")).quiet_from)
    with pytest.raises(CaseError, match="same time"):
        await answering.set_quiet_hours(desk, officer, (time(9), time(9)))


@pytest.mark.parametrize("ref", ["", "ABC-1", "ENQ-", "ENQ-0", "ENQ-99999999999", "12; DROP TABLE"])
async def test_what_is_no_number_is_told_so(desk: Desk, ref: str) -> None:
    await usual_people(desk.store)

    with pytest.raises(CaseError, match="is no number of a case"):
        await answering.done(desk, await who(desk, "officer"), ref)


async def test_everybody_lists_their_own_and_who_keeps_the_register_lists_all_but_what_is_private(desk: Desk) -> None:
    ids = await usual_people(desk.store)
    await add(desk.store, enquiry(ids, MONDAY, MONDAY))
    await personal.remind(desk, await who(desk, "member"), "call", MONDAY)
    box = Postbox()
    box.without("officer")
    await sweep(desk, box, "one")

    own = await listed(desk, await who(desk, "member"))
    every = await listed(desk, await who(desk, "services"), "failed", everybody=True)

    assert [("personal", "sent")] == [(one.kind, one.state) for one in own]
    assert [("today", "officer", "no address is known")] == [(one.kind, one.recipient, one.why) for one in every]
    assert ["officer"] == [one.recipient for one in await listed(desk, await who(desk, "monitor"), everybody=True)]
    with pytest.raises(RefusedError):
        await listed(desk, await who(desk, "officer"), everybody=True)


async def test_the_scheduler_sweeps_at_once(desk: Desk) -> None:
    ids = await usual_people(desk.store)
    await add(desk.store, enquiry(ids, MONDAY, MONDAY))
    box = Postbox()
    scheduler = make_scheduler(desk, box)
    scheduler.start()
    for _ in range(200):
        if box.got:
            break
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.05)
    scheduler.shutdown()

    assert ["officer"] == box.recipients
    assert worker_name() != worker_name()
