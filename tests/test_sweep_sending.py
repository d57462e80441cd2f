"""The sweep: one message to a person, each nudge once, everything read again just before sending."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from conftest import SetClock
from nudging import SOUTHEND, Postbox, add, add_people, change, enquiry, event, ledger, person, usual_people
from sqlalchemy import update

from bot.casework.desk import Desk
from bot.casework.operator import operator
from bot.reminders.sweeper import SweepResult, sweep
from bot.reply import Audience
from bot.store.cases import PersonalRow
from bot.store.database import Store
from bot.store.nudges import SnoozeRow
from bot.store.people import PersonRow

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)


async def change_person(store: Store, number: int, **values: object) -> None:
    async with store.write() as session:
        await session.execute(update(PersonRow).where(PersonRow.id == number).values(**values))


async def test_what_is_due_today_is_sent_once_however_often_the_sweep_runs(desk: Desk) -> None:
    ids = await usual_people(desk.store)
    await add(desk.store, enquiry(ids, MONDAY, MONDAY))
    box = Postbox()

    first = await sweep(desk, box, "one")
    second = await sweep(desk, box, "one")

    assert ["officer"] == box.recipients
    assert SweepResult(planned=1, sent=1, messages=1) == first
    assert SweepResult() == second


async def test_a_reminder_names_the_day_what_a_holding_reply_needs_and_the_clause(desk: Desk) -> None:
    ids = await usual_people(desk.store)
    await add(desk.store, enquiry(ids, MONDAY, MONDAY))
    box = Postbox()
    await sweep(desk, box, "one")
    [(_, reply)] = box.got

    assert Audience.DIRECT is reply.audience
    assert "is due on Monday 23 November 2026" in reply.headline
    assert any("the reason for the delay" in point and "9.1.7" in point for point in reply.points)
    assert ["9.1.5", "9.1.7"] == [citation.clause for citation in reply.citations]
    assert {"Snooze 1 day", "Not mine", "Give a holding reply"} < {button.label for button in reply.buttons}


async def test_several_nudges_of_one_person_are_one_message(desk: Desk) -> None:
    ids = await usual_people(desk.store)
    await add(desk.store, *(enquiry(ids, MONDAY, MONDAY) for _ in range(3)))
    box = Postbox()

    result = await sweep(desk, box, "one")

    assert (1, 3) == (result.messages, result.sent)
    assert "You have 3 reminders." == box.of("officer")[0].headline


async def test_after_a_week_of_downtime_what_was_missed_goes_out_once_as_one_digest(desk: Desk, clock: SetClock) -> None:
    ids = await usual_people(desk.store)
    await add(desk.store, *(enquiry(ids, date(2026, 11, 20 + day), MONDAY) for day in range(5)))
    box = Postbox()
    clock.go(days=7)
    await sweep(desk, box, "one")

    assert ["chief", "officer"] == sorted(box.recipients)
    assert 5 == len(box.of("officer")[0].points)
    assert [] == [state for _, state in await ledger(desk.store) if state != "sent"]


async def test_answered_before_sending_is_dropped(desk: Desk, clock: SetClock) -> None:
    ids = await usual_people(desk.store)
    [number] = await add(desk.store, enquiry(ids, MONDAY, MONDAY))
    clock.now = datetime(2026, 11, 23, 7, tzinfo=UTC)
    box = Postbox()
    planned = await sweep(desk, box, "one")
    await change(desk.store, number, state="answered")
    clock.go(hours=2)
    later = await sweep(desk, box, "one")

    assert (1, 0) == (planned.planned, planned.sent)
    assert ([], 1) == (box.got, later.dropped)
    assert [("today", "dropped")] == await ledger(desk.store)


async def test_who_went_away_before_sending_is_passed_over_and_their_cover_is_told(desk: Desk, clock: SetClock) -> None:
    ids = await usual_people(desk.store)
    await add(desk.store, enquiry(ids, MONDAY, MONDAY))
    clock.now = datetime(2026, 11, 23, 7, tzinfo=UTC)
    box = Postbox()
    await sweep(desk, box, "one")
    await change_person(desk.store, ids["officer"], absent_from=MONDAY)
    clock.go(hours=2)
    await sweep(desk, box, "one")
    await sweep(desk, box, "one")

    assert ["colleague"] == box.recipients
    assert any("away or has left" in point for point in box.got[0][1].points)


async def test_what_came_on_the_last_evening_of_an_absence_is_told_to_the_officer_next_morning_and_not_to_the_stand_in(
    desk: Desk, clock: SetClock
) -> None:
    ids = await usual_people(desk.store)
    await change_person(desk.store, ids["officer"], absent_from=MONDAY, absent_until=MONDAY)
    clock.now = datetime(2026, 11, 23, 19, tzinfo=UTC)
    await add(desk.store, enquiry(ids, date(2026, 12, 7), MONDAY, logged_at=clock(), logged_by_id=ids["services"]))
    box = Postbox()
    await sweep(desk, box, "one")
    clock.go(hours=15)
    for _ in range(2):
        await sweep(desk, box, "one")

    assert ["officer"] == box.recipients


async def test_who_has_left_gets_nothing_that_was_planned(desk: Desk, clock: SetClock) -> None:
    ids = await usual_people(desk.store)
    await add(desk.store, PersonalRow(person_id=ids["officer"], text="call", on=MONDAY, next_look=MONDAY, made_at=clock()))
    clock.now = datetime(2026, 11, 23, 7, tzinfo=UTC)
    box = Postbox()
    await sweep(desk, box, "one")
    await change_person(desk.store, ids["officer"], active=False)
    clock.go(hours=2)

    assert 1 == (await sweep(desk, box, "one")).dropped
    assert [] == box.got


async def test_an_extension_earns_fresh_nudges(desk: Desk, clock: SetClock) -> None:
    ids = await usual_people(desk.store)
    [number] = await add(desk.store, enquiry(ids, MONDAY, MONDAY))
    box = Postbox()
    await sweep(desk, box, "one")
    await add(desk.store, event(number, "extended", clock(), ids["officer"]))
    await change(desk.store, number, due=date(2026, 12, 3), next_look=MONDAY)
    for _ in range(11):
        await sweep(desk, box, "one")
        clock.go(days=1)

    assert [("today", "sent"), ("held", "sent"), ("soon", "sent"), ("today", "sent")] == await ledger(desk.store)


async def test_a_date_moved_by_a_holiday_is_told_once(desk: Desk, clock: SetClock) -> None:
    ids = await usual_people(desk.store)
    [number] = await add(desk.store, enquiry(ids, date(2026, 12, 14), None))
    await add(desk.store, event(number, "moved", clock(), ids["services"]))
    await change(desk.store, number, due=date(2026, 12, 15), next_look=MONDAY)
    box = Postbox()
    for _ in range(3):
        await sweep(desk, box, "one")
        await change(desk.store, number, next_look=MONDAY)

    assert ["member", "officer"] == sorted(box.recipients)
    assert "moved to Tuesday 15 December 2026" in box.of("member")[0].headline


async def test_what_comes_up_in_the_evening_waits_for_the_morning(desk: Desk, clock: SetClock) -> None:
    ids = await usual_people(desk.store)
    clock.now = datetime(2026, 11, 27, 19, tzinfo=UTC)
    await add(desk.store, PersonalRow(person_id=ids["member"], text="call", on=date(2026, 11, 27), next_look=MONDAY, made_at=clock()))
    box = Postbox()
    for hours in (0, 14, 24, 23):
        clock.go(hours=hours)
        await sweep(desk, box, "one")
        early = list(box.recipients)
    clock.go(hours=2)
    await sweep(desk, box, "one")

    assert ([], ["member"]) == (early, box.recipients)


async def test_quiet_hours_set_after_planning_are_kept(desk: Desk, clock: SetClock) -> None:
    ids = await usual_people(desk.store)
    await add(desk.store, enquiry(ids, MONDAY, MONDAY))
    clock.now = datetime(2026, 11, 23, 7, tzinfo=UTC)
    box = Postbox()
    await sweep(desk, box, "one")
    await change_person(desk.store, ids["officer"], quiet_from=time(0), quiet_until=time(11))
    clock.go(hours=2)
    held_back = await sweep(desk, box, "one")
    clock.go(hours=2)
    await sweep(desk, box, "one")

    assert (1, 0) == (held_back.postponed, held_back.sent)
    assert ["officer"] == box.recipients


async def test_put_off_until_tomorrow_comes_back_tomorrow(desk: Desk, clock: SetClock) -> None:
    ids = await usual_people(desk.store)
    [number] = await add(desk.store, enquiry(ids, WEDNESDAY, MONDAY))
    box = Postbox()
    await sweep(desk, box, "one")
    snooze = SnoozeRow(person_id=ids["officer"], case_kind="enquiry", case_id=number, until=TUESDAY, made_at=clock())
    async with desk.store.write() as session:
        session.add(snooze)
    await change(desk.store, number, next_look=MONDAY)
    await sweep(desk, box, "one")
    clock.go(days=1)
    await sweep(desk, box, "one")

    assert ["officer", "officer"] == box.recipients
    assert box.got[1][1].headline.startswith(f"You asked to hear of ENQ-{number}")


async def test_what_nobody_handles_is_told_to_the_monitoring_officer_though_somebody_sits_at_this_machine(desk: Desk) -> None:
    ids = await add_people(desk.store, person("monitor", roles=["monitoring_officer"]), person("member", "member"))
    await operator(desk, SOUTHEND)
    await add(desk.store, enquiry(ids, date(2026, 12, 7), MONDAY, officer=None))
    box = Postbox()
    await sweep(desk, box, "one")

    assert ["monitor"] == box.recipients


async def test_in_a_trial_on_one_machine_whoever_sits_there_is_told(desk: Desk) -> None:
    ids = await add_people(desk.store, person("member", "member"))
    await operator(desk, SOUTHEND)
    await add(desk.store, enquiry(ids, date(2026, 12, 7), MONDAY, officer=None))
    box = Postbox()
    await sweep(desk, box, "one")

    assert ["operator"] == box.recipients
