"""Elections that are entered are changed: published, given an officer's dates, moved, cancelled; what is refused, and what is written down."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time

import pytest
from conftest import SetClock
from polls import (
    COUNCIL,
    FRIDAY_11_DECEMBER,
    MONDAY,
    THURSDAY_21_JANUARY,
    UNUSUAL,
    WEDNESDAY_31_MARCH,
    audited,
    by_election,
    ordinary,
    periods,
    states,
)
from sqlalchemy import select

from bot.casework import closures, elections
from bot.casework import election_changes as changes
from bot.casework.desk import Desk
from bot.casework.election import Basis, Election
from bot.casework.election_checks import UnusualError
from bot.casework.errors import CaseError
from bot.casework.person import Person
from bot.store.calendars import ElectionRow
from bot.store.nudges import AuditRow


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
