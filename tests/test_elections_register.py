"""The register of elections: who enters and keeps them, what is refused, and how they are found."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime

import pytest
from conftest import SetClock
from polls import (
    COUNCIL,
    FRIDAY_11_DECEMBER,
    MONDAY,
    THURSDAY_6_MAY,
    THURSDAY_21_JANUARY,
    UNUSUAL,
    audited,
    by_election,
    ordinary,
    periods,
    person,
)

from bot.casework import closures, elections
from bot.casework import election_changes as changes
from bot.casework.desk import Desk
from bot.casework.election import Election, ward_key
from bot.casework.election_checks import Sure, UnusualError
from bot.casework.elections import NewElection
from bot.casework.errors import CaseError, RefusedError
from bot.casework.person import Person


async def test_a_ward_is_spelt_as_its_member_has_it_so_that_the_member_is_found(desk: Desk, keeper: Person) -> None:
    await person(desk, "cllr", ward="Milton Ward")

    election = await elections.add(desk, keeper, by_election("MILTON"))

    assert "Milton Ward" == election.ward


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
    assert (THURSDAY_21_JANUARY, 59) == (first.polling_day, first.days)
    assert elsewhere is not None
    assert (THURSDAY_6_MAY, 2) == (elsewhere.polling_day, len(elsewhere.elections))
    assert open_still is not None
    assert 0 == open_still.days
    assert closed is not None
    assert THURSDAY_6_MAY == closed.polling_day
    assert none is None


@pytest.mark.parametrize(("one", "other"), [("Milton Ward", "milton"), ("St. Luke’s", "st luke's"), ("North  Division", "North")])
def test_a_ward_is_the_same_however_it_is_written(one: str, other: str) -> None:
    assert ward_key(one) == ward_key(other)
