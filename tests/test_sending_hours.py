"""When nudges go out."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar.working_days import WorkingCalendar
from bot.reminders.hours import next_sending
from protocol_data.basics import Nation

ENGLAND, LONDON = WorkingCalendar(Nation.ENGLAND), ZoneInfo("Europe/London")


def local(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), LONDON)


THURSDAY, FRIDAY, MONDAY = date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 30)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (local(FRIDAY, 8, 59), local(FRIDAY, 9)),
        (local(FRIDAY, 9), local(FRIDAY, 9)),
        (local(FRIDAY, 16, 59), local(FRIDAY, 16, 59)),
        (local(FRIDAY, 17), local(MONDAY, 9)),
        (local(date(2026, 11, 28), 12), local(MONDAY, 9)),
        (local(date(2026, 12, 24), 18), local(date(2026, 12, 29), 9)),
        (local(date(2028, 2, 28), 18), local(date(2028, 2, 29), 9)),
    ],
)
def test_what_falls_outside_working_hours_waits_for_the_next_working_morning(now: datetime, expected: datetime) -> None:
    assert expected == next_sending(now, ENGLAND, LONDON)


@pytest.mark.parametrize(
    ("friday", "utc_before", "utc_after"),
    [(date(2027, 3, 26), 9, 8), (date(2026, 10, 23), 8, 9)],
)
def test_the_local_hour_stays_the_same_across_both_clock_changes(friday: date, utc_before: int, utc_after: int) -> None:
    before = next_sending(local(friday - timedelta(days=1), 7), ENGLAND, LONDON)
    after = next_sending(local(friday, 18), ENGLAND, LONDON)

    assert (utc_before, utc_after) == (before.hour, after.hour)
    assert (9, 9) == (before.astimezone(LONDON).hour, after.astimezone(LONDON).hour)


@pytest.mark.parametrize(
    ("quiet", "now", "expected"),
    [
        ((time(12), time(14)), local(FRIDAY, 13), local(FRIDAY, 14)),
        ((time(12), time(14)), local(FRIDAY, 11), local(FRIDAY, 11)),
        ((time(22), time(10)), local(FRIDAY, 9, 30), local(FRIDAY, 10)),
        ((time(16), time(8)), local(FRIDAY, 16), local(MONDAY, 9)),
        ((time(8), time(18)), local(FRIDAY, 8), local(FRIDAY, 9)),
    ],
)
def test_quiet_hours_are_kept_unless_they_leave_no_working_time(quiet: tuple[time, time], now: datetime, expected: datetime) -> None:
    assert expected == next_sending(now, ENGLAND, LONDON, quiet)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2029, 12, 1), timezones=st.just(UTC)), st.times(), st.times())  # noqa: DTZ001 - hypothesis gives the zone
def test_it_is_never_earlier_never_outside_the_hours_and_once_there_stays(now: datetime, start: time, end: time) -> None:
    at = next_sending(now, ENGLAND, LONDON, (start, end))

    assert at >= now
    assert ENGLAND.is_working(at.astimezone(LONDON).date())
    assert time(9) <= at.astimezone(LONDON).time() < time(17)
    assert at == next_sending(at, ENGLAND, LONDON, (start, end))
