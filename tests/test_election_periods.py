"""The time before a poll, as it stands on a day: to come, perhaps begun, running, over; for which wards; and of several polls together."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from conftest import SetClock
from hypothesis import given
from hypothesis import strategies as some
from polls import FRIDAY_11_DECEMBER, MONDAY, THURSDAY_6_MAY, WEDNESDAY_31_MARCH, by_election, ordinary, periods, states

from bot.casework import election_changes as changes
from bot.casework import elections
from bot.casework.desk import Desk
from bot.casework.election import Basis, Election, PeriodState, period_of, strictest
from bot.casework.person import Person
from protocol_data.basics import Nation
from protocol_data.elections_law import ElectionKind


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


async def test_a_by_election_binds_its_ward_only_however_the_ward_is_written(desk: Desk, keeper: Person) -> None:
    election = await elections.add(desk, keeper, by_election("St. James Ward"))

    assert FRIDAY_11_DECEMBER == election.latest_notice
    assert "By-election, St. James Ward" == election.name
    assert [("may_have_begun", election.ref)] == await states(desk, FRIDAY_11_DECEMBER, "st  james")
    assert [] == await states(desk, FRIDAY_11_DECEMBER, "Milton")
    assert [("may_have_begun", election.ref)] == await states(desk, FRIDAY_11_DECEMBER)
    assert "St. James Ward" == (await periods(desk, FRIDAY_11_DECEMBER))[0].binds


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


def test_no_poll_at_all_is_the_state_none() -> None:
    assert PeriodState.NONE is strictest([])
