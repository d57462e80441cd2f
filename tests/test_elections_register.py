"""The register of elections: who enters them, what is refused, and how the time before a poll stands on a day."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from conftest import SetClock
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select

from bot.casework import closures, elections
from bot.casework import election_changes as changes
from bot.casework.desk import Desk
from bot.casework.election import Basis, Election, Period, PeriodState, period_of, strictest, ward_key
from bot.casework.election_checks import Sure, UnusualError
from bot.casework.elections import NewElection
from bot.casework.enquiry_case import NewEnquiry
from bot.casework.enquiry_log import log
from bot.casework.errors import CaseError, RefusedError
from bot.casework.operator import operator
from bot.casework.person import Person, person_of
from bot.store.calendars import ElectionRow
from bot.store.cases import EnquiryRow
from bot.store.nudges import AuditRow
from bot.store.people import PersonRow
from protocol_data.elections_law import ElectionKind
from protocol_data.pack import Nation

COUNCIL = "southend"
MONDAY = date(2026, 11, 23)
"""Today, as the clock of the tests has it."""
THURSDAY_6_MAY = date(2027, 5, 6)
WEDNESDAY_31_MARCH = date(2027, 3, 31)
"""The latest day for the notice of a poll on 6 May 2027 in England."""
THURSDAY_21_JANUARY = date(2027, 1, 21)
FRIDAY_11_DECEMBER = date(2026, 12, 11)
UNUSUAL = Sure(unusual=True)


async def person(desk: Desk, key: str = "dem", *, council: str = COUNCIL, roles: Iterable[str] = (), ward: str | None = None) -> Person:
    async with desk.store.write() as session:
        row = PersonRow(
            council=council,
            key=key,
            name=key.title(),
            reader="member" if ward else "officer",
            roles=list(roles),
            ward=ward,
            opted_out=[],
            changed_at=desk.now(),
        )
        session.add(row)
        await session.flush()
        return person_of(row)


@pytest.fixture
async def keeper(desk: Desk) -> Person:
    return await person(desk, "keeper", roles=["democratic_services"])


def ordinary(day: date = THURSDAY_6_MAY, kind: str = "principal", ward: str | None = None) -> NewElection:
    return NewElection(day, kind, ward)


def by_election(ward: str = "Milton", day: date = THURSDAY_21_JANUARY) -> NewElection:
    return NewElection(day, "by_election", ward)


async def states(desk: Desk, day: date, ward: str | None = None) -> list[tuple[str, str]]:
    return [(period.state.value, period.election.ref) for period in await periods(desk, day, ward)]


async def periods(desk: Desk, day: date, ward: str | None = None, council: str = COUNCIL) -> list[Period]:
    async with desk.store.read() as session:
        return await elections.period_for(desk, session, council, ward, day)


async def audited(desk: Desk) -> list[tuple[str, str, int | None]]:
    async with desk.store.read() as session:
        rows = await session.scalars(select(AuditRow).order_by(AuditRow.id))
        return [(row.what, row.case_kind, row.actor_id) for row in rows]


async def test_a_known_polling_day_is_entered_before_the_notice_and_begins_no_later_than_the_computed_day(
    desk: Desk, keeper: Person
) -> None:
    election = await elections.add(desk, keeper, ordinary())

    assert WEDNESDAY_31_MARCH == election.latest_notice == election.begins
    assert Basis.COMPUTED is election.basis
    assert "Council election" == election.name
    assert Nation.ENGLAND is election.nation
    assert [("coming", election.ref)] == await states(desk, MONDAY)


async def test_on_the_computed_day_it_may_have_begun_and_nobody_says_that_it_has(desk: Desk, keeper: Person) -> None:
    election = await elections.add(desk, keeper, ordinary())

    assert [("coming", election.ref)] == await states(desk, date(2027, 3, 30))
    assert [("may_have_begun", election.ref)] == await states(desk, WEDNESDAY_31_MARCH)
    assert [("may_have_begun", election.ref)] == await states(desk, date(2027, 5, 5))
    assert not (await periods(desk, WEDNESDAY_31_MARCH))[0].begins_is_published


async def test_a_published_notice_is_a_fact_even_later_than_our_latest_day_and_ours_stays_beside_it(
    desk: Desk, keeper: Person, clock: SetClock
) -> None:
    election = await elections.add(desk, keeper, ordinary())
    clock.now = datetime(2027, 4, 2, 9, tzinfo=UTC)

    published = await changes.publish(desk, keeper, election.ref, date(2027, 4, 1))

    assert date(2027, 4, 1) == published.begins
    assert WEDNESDAY_31_MARCH == published.latest_notice
    assert Basis.PUBLISHED is published.basis
    assert [("coming", election.ref)] == await states(desk, WEDNESDAY_31_MARCH)
    assert [("running", election.ref)] == await states(desk, date(2027, 4, 1))


async def test_a_notice_published_earlier_than_the_computed_day_starts_the_period_then(desk: Desk, keeper: Person, clock: SetClock) -> None:
    election = await elections.add(desk, keeper, ordinary())
    clock.now = datetime(2027, 3, 22, 9, tzinfo=UTC)

    await changes.publish(desk, keeper, "ele 1", date(2027, 3, 22))

    assert [("coming", election.ref)] == await states(desk, date(2027, 3, 21))
    assert [("running", election.ref)] == await states(desk, date(2027, 3, 22))


async def test_the_period_runs_until_ten_in_the_evening_of_polling_day_local_time(desk: Desk, keeper: Person, clock: SetClock) -> None:
    election = await elections.add(desk, keeper, ordinary())
    await changes.set_start(desk, keeper, election.ref, WEDNESDAY_31_MARCH)
    found = []
    for hour, minute in ((20, 59), (21, 0)):  # in UTC: London is an hour ahead in May
        clock.now = datetime(2027, 5, 6, hour, minute, tzinfo=UTC)
        found.append(strictest(await periods(desk, THURSDAY_6_MAY)))

    assert [PeriodState.RUNNING, PeriodState.ENDED] == found
    assert [("ended", election.ref)] == await states(desk, date(2027, 5, 7))
    assert [("ended", election.ref)] == await states(desk, date(2027, 5, 13))
    assert [] == await states(desk, date(2027, 5, 14))


async def test_polling_day_seen_from_another_day_is_still_within_the_period(desk: Desk, keeper: Person) -> None:
    election = await elections.add(desk, keeper, ordinary())
    await changes.set_start(desk, keeper, election.ref, WEDNESDAY_31_MARCH)

    assert [("running", election.ref)] == await states(desk, THURSDAY_6_MAY)


async def test_an_end_that_an_officer_set_is_kept_and_moves_only_the_end(desk: Desk, keeper: Person, clock: SetClock) -> None:
    election = await elections.add(desk, keeper, ordinary())
    await changes.set_start(desk, keeper, election.ref, WEDNESDAY_31_MARCH)

    ended = await changes.set_end(desk, keeper, election.ref, date(2027, 5, 7), time(17))

    zone = desk.zone(COUNCIL)
    assert datetime(2027, 5, 7, 16, tzinfo=UTC) == ended.ends(zone)
    assert datetime(2027, 5, 6, 21, tzinfo=UTC) == ended.close_of_poll(zone)
    assert [("running", election.ref)] == await states(desk, date(2027, 5, 7))
    clock.now = datetime(2027, 5, 7, 16, tzinfo=UTC)
    assert [("ended", election.ref)] == await states(desk, date(2027, 5, 7))
    again = await changes.set_end(desk, keeper, election.ref, None)
    assert again.close_of_poll(zone) == again.ends(zone)


async def test_a_start_that_an_officer_set_is_kept_with_ours_beside_it_and_can_be_taken_off(desk: Desk, keeper: Person) -> None:
    election = await elections.add(desk, keeper, ordinary())

    started = await changes.set_start(desk, keeper, election.ref, date(2027, 3, 19))

    assert (date(2027, 3, 19), WEDNESDAY_31_MARCH, Basis.OFFICER) == (started.begins, started.our_start, started.basis)
    assert [("running", election.ref)] == await states(desk, date(2027, 3, 19))
    without = await changes.set_start(desk, keeper, election.ref, None)
    assert (WEDNESDAY_31_MARCH, Basis.COMPUTED) == (without.begins, without.basis)


async def test_a_by_election_binds_its_ward_only_however_the_ward_is_written(desk: Desk, keeper: Person) -> None:
    election = await elections.add(desk, keeper, by_election("St. James Ward"))

    assert FRIDAY_11_DECEMBER == election.latest_notice
    assert "By-election, St. James Ward" == election.name
    assert [("may_have_begun", election.ref)] == await states(desk, FRIDAY_11_DECEMBER, "st  james")
    assert [] == await states(desk, FRIDAY_11_DECEMBER, "Milton")
    assert [("may_have_begun", election.ref)] == await states(desk, FRIDAY_11_DECEMBER)
    assert "St. James Ward" == (await periods(desk, FRIDAY_11_DECEMBER))[0].binds


async def test_a_ward_is_spelt_as_its_member_has_it_so_that_the_member_is_found(desk: Desk, keeper: Person) -> None:
    await person(desk, "cllr", ward="Milton Ward")

    election = await elections.add(desk, keeper, by_election("MILTON"))

    assert "Milton Ward" == election.ward


async def test_polls_that_overlap_are_all_told_and_the_one_that_runs_comes_first(desk: Desk, keeper: Person, clock: SetClock) -> None:
    parish = await elections.add(desk, keeper, ordinary(kind="parish"))
    council = await elections.add(desk, keeper, ordinary())
    pcc = await elections.add(desk, keeper, ordinary(kind="pcc"))
    by = await elections.add(desk, keeper, by_election("Milton", date(2027, 4, 22)))
    clock.now = datetime(2027, 3, 31, 9, tzinfo=UTC)
    await changes.publish(desk, keeper, council.ref, date(2027, 3, 30))

    assert [
        ("running", council.ref),
        ("may_have_begun", by.ref),
        ("may_have_begun", parish.ref),
        ("may_have_begun", pcc.ref),
    ] == await states(desk, WEDNESDAY_31_MARCH, "Milton")
    assert PeriodState.RUNNING is strictest(await periods(desk, WEDNESDAY_31_MARCH, "Leigh"))
    assert by.ref not in [ref for _, ref in await states(desk, WEDNESDAY_31_MARCH, "Leigh")]


async def test_a_cancelled_poll_binds_nobody_and_can_be_entered_anew(desk: Desk, keeper: Person) -> None:
    election = await elections.add(desk, keeper, by_election())

    cancelled = await changes.cancel(desk, keeper, election.ref, "Only one person was nominated")

    assert cancelled.cancelled
    assert [] == await periods(desk, FRIDAY_11_DECEMBER)
    with pytest.raises(CaseError, match="was cancelled"):
        await changes.publish(desk, keeper, election.ref, MONDAY)
    assert "ELE-2" == (await elections.add(desk, keeper, by_election())).ref


async def test_a_moved_poll_has_a_new_computed_day_and_keeps_its_published_notice(desk: Desk, keeper: Person, clock: SetClock) -> None:
    election = await elections.add(desk, keeper, by_election())
    moved = await changes.move(desk, keeper, election.ref, date(2027, 1, 14), "The writ names another day")
    assert date(2026, 12, 4) == moved.latest_notice

    clock.now = datetime(2026, 12, 2, 9, tzinfo=UTC)
    await changes.publish(desk, keeper, election.ref, date(2026, 12, 2))
    again = await changes.move(desk, keeper, election.ref, THURSDAY_21_JANUARY, "A candidate died")

    assert (date(2026, 12, 2), FRIDAY_11_DECEMBER) == (again.published_notice, again.latest_notice)


async def test_a_poll_is_not_moved_to_before_what_was_published_or_set(desk: Desk, keeper: Person) -> None:
    election = await elections.add(desk, keeper, by_election())
    await changes.set_start(desk, keeper, election.ref, date(2026, 12, 10))

    with pytest.raises(CaseError, match=r"officer's start is on Thursday 10 December 2026. Correct that first"):
        await changes.move(desk, keeper, election.ref, date(2026, 12, 10), "A slip")


@pytest.mark.parametrize(
    ("new", "says"),
    [
        (ordinary(date(2026, 11, 20)), "Friday 20 November 2026 is in the past"),
        (ordinary(date(2027, 5, 9)), "Sunday 9 May 2027 is unusual"),
        (ordinary(date(2027, 5, 8)), "Saturday 8 May 2027 is unusual"),
        (ordinary(date(2027, 5, 31)), r"Monday 31 May 2027 \(.+\) is unusual"),
        (ordinary(date(2036, 5, 8)), "more than six years ahead"),
        (ordinary(date(2127, 5, 6)), "out of range"),
        (ordinary(kind="mayor"), "no kind of election that I know. Give one of: principal"),
        (NewElection(THURSDAY_6_MAY, "pcc", nation="scotland"), "no timetable for a pcc election in Scotland"),
        (NewElection(THURSDAY_6_MAY, "principal", nation="france"), "none of the four nations"),
        (NewElection(THURSDAY_6_MAY, "by-election"), "Say which ward or division"),
        (NewElection(THURSDAY_6_MAY, "by_election", "  "), "Say which ward or division"),
        (ordinary(ward="Milton"), "binds the whole area"),
        (by_election("M" * 121), "Too long: the ward"),
    ],
)
async def test_an_election_that_can_not_be_so_is_refused_in_plain_words_and_nothing_is_entered(
    desk: Desk, keeper: Person, new: NewElection, says: str
) -> None:
    with pytest.raises(CaseError, match=says):
        await elections.add(desk, keeper, new)

    async with desk.store.read() as session:
        assert [] == await elections.find(session, COUNCIL)
    assert [] == await audited(desk)


async def test_today_is_not_past_and_a_past_poll_can_be_entered_for_the_record(desk: Desk, keeper: Person) -> None:
    today = await elections.add(desk, keeper, by_election(day=MONDAY))
    past = await elections.add(desk, keeper, ordinary(date(2026, 5, 7)), sure=Sure(past=True))

    assert MONDAY == today.polling_day
    assert date(2026, 3, 30) == past.latest_notice


async def test_an_unusual_day_is_entered_once_it_is_confirmed(desk: Desk, keeper: Person) -> None:
    with pytest.raises(UnusualError):
        await elections.add(desk, keeper, by_election(day=date(2027, 1, 24)))

    assert date(2027, 1, 24) == (await elections.add(desk, keeper, by_election(day=date(2027, 1, 24)), sure=UNUSUAL)).polling_day


@pytest.mark.parametrize(
    ("notice", "says"),
    [
        (THURSDAY_21_JANUARY, "not be before polling day"),
        (date(2026, 11, 24), "Tuesday 24 November 2026 is still to come"),
        (date(2026, 10, 1), "unusually early"),
    ],
)
async def test_a_notice_that_can_not_be_so_is_refused(desk: Desk, keeper: Person, notice: date, says: str) -> None:
    election = await elections.add(desk, keeper, by_election())

    with pytest.raises(CaseError, match=says):
        await changes.publish(desk, keeper, election.ref, notice)


async def test_a_published_day_is_replaced_only_when_confirmed(desk: Desk, keeper: Person) -> None:
    election = await elections.add(desk, keeper, by_election())
    await changes.publish(desk, keeper, election.ref, date(2026, 11, 20))

    with pytest.raises(UnusualError, match="has a notice published on Friday 20 November 2026"):
        await changes.publish(desk, keeper, election.ref, MONDAY)
    corrected = await changes.publish(desk, keeper, election.ref, MONDAY, sure=UNUSUAL)

    assert MONDAY == corrected.published_notice


@pytest.mark.parametrize(
    ("day", "says"),
    [(date(2027, 1, 20), "before polling day"), (date(2028, 1, 21), "more than 60 days after")],
)
async def test_an_end_that_can_not_be_so_is_refused(desk: Desk, keeper: Person, day: date, says: str) -> None:
    election = await elections.add(desk, keeper, by_election())

    with pytest.raises(CaseError, match=says):
        await changes.set_end(desk, keeper, election.ref, day)


async def test_an_election_is_entered_once_but_other_wards_and_kinds_of_that_day_are_others(desk: Desk, keeper: Person) -> None:
    await elections.add(desk, keeper, by_election("Milton"))
    await elections.add(desk, keeper, by_election("Leigh"))
    await elections.add(desk, keeper, ordinary(THURSDAY_21_JANUARY, "parish"))

    with pytest.raises(CaseError, match=r"there already: ELE-1, By-election, Milton, on Thursday 21 January 2027"):
        await elections.add(desk, keeper, by_election("milton ward"))


async def test_two_who_enter_the_same_poll_at_once_enter_it_once(desk: Desk, keeper: Person) -> None:
    results = await asyncio.gather(*(elections.add(desk, keeper, by_election()) for _ in range(4)), return_exceptions=True)

    assert 1 == sum(isinstance(result, Election) for result in results)
    assert 3 == sum(isinstance(result, CaseError) for result in results)


@pytest.mark.parametrize("ref", ["ELE-99", "99", "poll", "", "ELE-0", "ELE-99999999999999999999"])
async def test_an_unknown_number_says_so(desk: Desk, keeper: Person, ref: str) -> None:
    await elections.add(desk, keeper, by_election())

    with pytest.raises(CaseError, match="has no election"):
        await changes.cancel(desk, keeper, ref, "A slip")


async def test_another_councils_election_is_not_there(desk: Desk, keeper: Person) -> None:
    election = await elections.add(desk, keeper, by_election())
    other = await person(desk, "other", council="leeds", roles=["monitoring_officer"])

    with pytest.raises(CaseError, match="has no election"):
        await changes.cancel(desk, other, election.ref, "Not ours")
    assert [] == await periods(desk, FRIDAY_11_DECEMBER, council="leeds")


async def test_the_monitoring_officer_keeps_elections_and_others_may_only_look(desk: Desk, keeper: Person) -> None:
    election = await elections.add(desk, keeper, by_election())
    officer, member = await person(desk, "officer"), await person(desk, "member", ward="Milton")
    monitoring = await person(desk, "mo", roles=["monitoring_officer"])

    for nobody in (officer, member):
        with pytest.raises(RefusedError, match="and Democratic Services only"):
            await elections.add(desk, nobody, ordinary())
        with pytest.raises(RefusedError):
            await changes.cancel(desk, nobody, election.ref, "No")
        with pytest.raises(RefusedError):
            await closures.add(desk, nobody, date(2026, 12, 29), "Office closed")
    assert (await changes.cancel(desk, monitoring, election.ref, "Uncontested")).cancelled


async def test_a_change_needs_a_reason(desk: Desk, keeper: Person) -> None:
    election = await elections.add(desk, keeper, by_election())

    with pytest.raises(CaseError, match="the reason"):
        await changes.cancel(desk, keeper, election.ref, "  ")
    async with desk.store.read() as session:
        assert not (await elections.get(desk, session, COUNCIL, election.ref)).cancelled


async def test_every_change_is_audited_and_looked_at_by_the_reminders_the_same_day(desk: Desk, keeper: Person, clock: SetClock) -> None:
    election = await elections.add(desk, keeper, by_election())
    looks = []
    steps: tuple[Callable[[], Awaitable[Election]], ...] = (
        lambda: changes.publish(desk, keeper, election.ref, MONDAY),
        lambda: changes.set_start(desk, keeper, election.ref, date(2026, 12, 1)),
        lambda: changes.set_end(desk, keeper, election.ref, THURSDAY_21_JANUARY),
        lambda: changes.move(desk, keeper, election.ref, date(2027, 1, 20), "A slip"),
        lambda: changes.cancel(desk, keeper, election.ref, "Uncontested"),
    )
    for change in steps:
        clock.go(days=1)
        await change()
        async with desk.store.read() as session:
            looks.append(await session.scalar(select(ElectionRow.next_look)))

    assert [date(2026, 11, day) for day in range(24, 29)] == looks
    assert [
        (what, "election", keeper.id) for what in ("added", "published", "start_set", "end_set", "moved", "cancelled")
    ] == await audited(desk)
    async with desk.store.read() as session:
        history = await changes.history(desk, session, COUNCIL, election.ref)
    assert ("cancelled", "Keeper", {"reason": "Uncontested"}) == (history[-1].what, history[-1].who, history[-1].details)


async def test_elections_are_found_by_number_name_ward_kind_or_date(desk: Desk, keeper: Person) -> None:
    first = await elections.add(desk, keeper, by_election())
    second = await elections.add(desk, keeper, NewElection(THURSDAY_6_MAY, "principal", name="All-out elections"))
    found = {}
    async with desk.store.read() as session:
        for word in ("milton", "ELE-2", "all-out", "by-election", "january", "", "nothing"):
            found[word] = [election.ref for election in await elections.find(session, COUNCIL, word)]

    both = [first.ref, second.ref]
    assert {
        "milton": [first.ref],
        "ELE-2": [second.ref],
        "all-out": [second.ref],
        "by-election": [first.ref],
        "january": [first.ref],
        "": both,
        "nothing": [],
    } == found


async def test_the_next_poll_is_counted_in_weeks_and_days_with_all_that_are_held_on_it(desk: Desk, keeper: Person, clock: SetClock) -> None:
    await elections.add(desk, keeper, by_election())
    for kind in ("principal", "parish"):
        await elections.add(desk, keeper, ordinary(kind=kind))
    async with desk.store.read() as session:
        first = await elections.next_election(desk, session, COUNCIL)
        elsewhere = await elections.next_election(desk, session, COUNCIL, "Leigh")
        clock.now = datetime(2027, 1, 21, 21, 59, tzinfo=UTC)
        open_still = await elections.next_election(desk, session, COUNCIL)
        clock.go(minutes=1)
        closed = await elections.next_election(desk, session, COUNCIL)
        none = await elections.next_election(desk, session, "leeds")

    assert first is not None
    assert (THURSDAY_21_JANUARY, 59, 8, 3) == (first.polling_day, first.days, first.weeks, first.odd_days)
    assert elsewhere is not None
    assert (THURSDAY_6_MAY, 2) == (elsewhere.polling_day, len(elsewhere.elections))
    assert open_still is not None
    assert 0 == open_still.days
    assert closed is not None
    assert THURSDAY_6_MAY == closed.polling_day
    assert none is None


async def test_a_closure_day_is_added_once_and_counts_in_the_calendar(desk: Desk, keeper: Person) -> None:
    tuesday = date(2026, 12, 29)

    first = await closures.add(desk, keeper, tuesday, "Office closed")
    again = await closures.add(desk, keeper, tuesday, "Something else")

    async with desk.store.read() as session:
        listed = await closures.find(desk, session, COUNCIL)
        calendar = await desk.calendar(session, COUNCIL)
        elsewhere = await desk.calendar(session, "leeds")
    assert (True, False) == (first.new, again.new)
    assert [(tuesday, "Office closed", None)] == [(day.day, day.reason, day.nation) for day in listed]
    assert "Office closed" == calendar.why_not(tuesday)
    assert elsewhere.is_working(tuesday)


@pytest.mark.parametrize(
    ("day", "reason", "nation", "says"),
    [
        (date(2026, 12, 26), "Closed", None, "Saturday 26 December 2026 is no working day anyhow"),
        (date(2026, 12, 28), "Closed", None, "is no working day anyhow"),
        (date(2126, 12, 31), "Closed", None, "out of range"),
        (date(2026, 12, 29), " ", None, "the reason"),
        (date(2026, 12, 29), "Closed", "atlantis", "none of the four nations"),
    ],
)
async def test_a_closure_that_can_not_be_so_is_refused(
    desk: Desk, keeper: Person, day: date, reason: str, nation: str | None, says: str
) -> None:
    with pytest.raises(CaseError, match=says):
        await closures.add(desk, keeper, day, reason, nation)


async def test_a_one_off_holiday_brings_the_latest_notice_forward_but_never_touches_a_published_one(
    desk: Desk, keeper: Person, clock: SetClock
) -> None:
    waiting = await elections.add(desk, keeper, by_election("Milton"))
    published = await elections.add(desk, keeper, by_election("Leigh"))
    clock.now = datetime(2026, 12, 8, 9, tzinfo=UTC)
    await changes.publish(desk, keeper, published.ref, date(2026, 12, 8))

    added = await closures.add(desk, await operator(desk, COUNCIL), date(2027, 1, 11), "Bank holiday for the occasion", "england")

    assert [(waiting.ref, date(2026, 12, 10))] == [(election.ref, election.latest_notice) for election in added.elections]
    async with desk.store.read() as session:
        after = await elections.get(desk, session, COUNCIL, published.ref)
    assert (date(2026, 12, 8), FRIDAY_11_DECEMBER) == (after.published_notice, after.latest_notice)
    assert "recomputed" in [what for what, _, _ in await audited(desk)]


async def test_a_closure_day_moves_open_enquiries_forward_says_which_and_moves_nothing_twice(desk: Desk, keeper: Person) -> None:
    logged = await log(desk, keeper, NewEnquiry("Bins in the high street", asked_by="Cllr Shah"))
    assert date(2026, 12, 7) == logged.state.due

    first = await closures.add(desk, keeper, date(2026, 12, 1), "Office closed")
    again = await closures.add(desk, keeper, date(2026, 12, 1), "Office closed")

    assert [(logged.ref, date(2026, 12, 7), date(2026, 12, 8))] == [(case.ref, case.before, case.due) for case in first.moved]
    assert () == again.moved


async def test_whoever_adds_a_holiday_of_the_nation_is_told_of_their_own_councils_cases_only(desk: Desk, keeper: Person) -> None:
    other = await person(desk, "other", council="exeter", roles=["democratic_services"])
    for actor in (keeper, other):
        await log(desk, actor, NewEnquiry("Bins in the high street", asked_by="Cllr Shah"))

    added = await closures.add(desk, await operator(desk, COUNCIL), date(2026, 11, 27), "Bank holiday for the occasion", "england")

    assert {COUNCIL} == {case.council for case in added.moved}
    async with desk.store.read() as session:
        dues = sorted(await session.scalars(select(EnquiryRow.due)), key=str)
    assert [date(2026, 12, 1), date(2026, 12, 8)] == dues


async def test_whoever_keeps_one_councils_calendar_adds_no_day_for_a_whole_nation(desk: Desk, keeper: Person) -> None:
    other = await person(desk, "other", council="exeter", roles=["democratic_services"])
    logged = await log(desk, other, NewEnquiry("Bins in the high street", asked_by="Cllr Shah"))

    with pytest.raises(RefusedError, match="binds every council of its nation"):
        await closures.add(desk, keeper, date(2026, 11, 27), "Bank holiday for the occasion", "england")
    async with desk.store.read() as session:
        assert logged.state.due == await session.scalar(select(EnquiryRow.due))


async def test_a_holiday_of_the_nation_stands_in_the_audit_of_each_council_with_open_cases(desk: Desk) -> None:
    other = await person(desk, "other", council="exeter", roles=["democratic_services"])
    await log(desk, other, NewEnquiry("Bins in the high street", asked_by="Cllr Shah"))

    await closures.add(desk, await operator(desk, COUNCIL), date(2026, 11, 27), "Bank holiday for the occasion", "england")

    async with desk.store.read() as session:
        found = await session.execute(select(AuditRow.council, AuditRow.details).where(AuditRow.case_kind == "closure"))
    assert [(council, {"day": "2026-11-27", "nation": "england"}) for council in ("exeter", COUNCIL)] == sorted(map(tuple, found))


async def test_what_people_write_as_a_reason_stands_with_the_election_and_not_in_the_audit(desk: Desk, keeper: Person) -> None:
    poll = await elections.add(desk, keeper, by_election())
    await closures.add(desk, keeper, date(2026, 12, 29), "Cllr Shah's funeral")
    await changes.move(desk, keeper, poll.ref, date(2027, 1, 28), "Cllr Shah is ill")
    await changes.cancel(desk, keeper, poll.ref, "Cllr Shah withdrew")

    async with desk.store.read() as session:
        told = await changes.history(desk, session, COUNCIL, poll.ref)
        audit = list(await session.scalars(select(AuditRow.details)))
    assert [None, "Cllr Shah is ill", "Cllr Shah withdrew"] == [change.details.get("reason") for change in told]
    assert "Shah" not in str(audit)


async def test_a_councils_own_closure_day_changes_no_election(desk: Desk, keeper: Person) -> None:
    await elections.add(desk, keeper, by_election())

    assert () == (await closures.add(desk, keeper, date(2027, 1, 11), "Office closed")).elections


async def test_an_election_entered_after_a_one_off_holiday_heeds_it(desk: Desk, keeper: Person) -> None:
    await closures.add(desk, await operator(desk, COUNCIL), date(2027, 1, 11), "Bank holiday for the occasion", "england")

    assert date(2026, 12, 10) == (await elections.add(desk, keeper, by_election())).latest_notice


DAYS = some.dates(date(2026, 1, 1), date(2028, 12, 31))
LONDON = ZoneInfo("Europe/London")


@given(poll=DAYS, latest=some.integers(20, 50), notice=some.none() | some.integers(1, 60), day=DAYS, hour=some.integers(0, 23))
def test_every_day_is_in_just_one_state_and_a_computed_day_alone_never_says_running(
    poll: date, latest: int, notice: int | None, day: date, hour: int
) -> None:
    published = poll - timedelta(days=notice) if notice else None
    by = poll - timedelta(days=latest)
    election = Election(1, "c", "n", ElectionKind.PRINCIPAL, Nation.ENGLAND, poll, by, published_notice=published)
    now = datetime.combine(day, time(hour), LONDON)

    found = period_of(election, LONDON, day, now)

    over = now >= datetime.combine(poll, time(22), LONDON)
    begun = day >= (published or by)
    expected = (
        PeriodState.ENDED if over else PeriodState.COMING if not begun else PeriodState.RUNNING if published else PeriodState.MAY_HAVE_BEGUN
    )
    assert expected is found.state


@pytest.mark.parametrize(("one", "other"), [("Milton Ward", "milton"), ("St. Luke’s", "st luke's"), ("North  Division", "North")])
def test_a_ward_is_the_same_however_it_is_written(one: str, other: str) -> None:
    assert ward_key(one) == ward_key(other)


def test_no_poll_at_all_is_the_state_none() -> None:
    assert PeriodState.NONE is strictest([])
