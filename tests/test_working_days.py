"""The enquiry clock: within how many working days, over weekends, holidays, closures and clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.calendar.holidays import bank_holiday, caution, covered_until, version
from bot.calendar.working_days import (
    Closure,
    FreedomOfInformationCalendar,
    Holiday,
    NotAWorkingDayError,
    OutOfRangeError,
    Skipped,
    WorkingCalendar,
    calendar_days_before,
    local_day,
)
from protocol_data.basics import Nation

ENGLAND = WorkingCalendar(Nation.ENGLAND)
SCOTLAND = WorkingCalendar(Nation.SCOTLAND)
LONDON = ZoneInfo("Europe/London")
quick = settings(derandomize=True, max_examples=150, deadline=None, database=None)

days = some.dates(date(2007, 1, 1), date(2035, 12, 31))
counts = some.integers(1, 30)
closures = some.frozensets(some.builds(Closure, some.dates(date(2026, 1, 1), date(2027, 12, 31)), some.just("Closed")), max_size=8)
extra = some.frozensets(some.builds(Holiday, some.dates(date(2026, 1, 1), date(2027, 12, 31)), some.just("Proclaimed")), max_size=8)
calendars = some.builds(WorkingCalendar, some.sampled_from(Nation), closures, extra)
near = some.dates(date(2025, 12, 1), date(2027, 12, 31))


@pytest.mark.parametrize(("received", "n", "due"), [
    (date(2026, 11, 20), 5, date(2026, 11, 27)),
    (date(2026, 11, 20), 10, date(2026, 12, 4)),
    (date(2026, 12, 14), 10, date(2026, 12, 30)),
    (date(2026, 12, 18), 5, date(2026, 12, 29)),
    (date(2026, 12, 18), 10, date(2027, 1, 6)),
    (date(2026, 12, 24), 1, date(2026, 12, 29)),
    (date(2026, 12, 31), 10, date(2027, 1, 15)),
    (date(2027, 3, 22), 5, date(2027, 3, 31)),
    (date(2027, 3, 22), 10, date(2027, 4, 7)),
    (date(2027, 4, 22), 10, date(2027, 5, 7)),
    (date(2027, 12, 17), 10, date(2028, 1, 5)),
    (date(2022, 9, 5), 10, date(2022, 9, 20)),
    (date(2023, 4, 24), 10, date(2023, 5, 10)),
    (date(2026, 8, 24), 10, date(2026, 9, 8)),
    (date(2007, 2, 1), 20, date(2007, 3, 1)),
    (date(2008, 2, 1), 20, date(2008, 2, 29)),
    (date(2009, 3, 12), 20, date(2009, 4, 9)),
    (date(2009, 3, 13), 20, date(2009, 4, 14)),
    (date(2028, 2, 28), 1, date(2028, 2, 29)),
])  # fmt: skip
def test_an_enquiry_is_due_on_the_nth_working_day_after_receipt(received: date, n: int, due: date) -> None:
    assert due == ENGLAND.due(received, n)


@pytest.mark.parametrize("received", [date(2026, 11, 21), date(2026, 11, 22)], ids=["saturday", "sunday"])
def test_an_enquiry_received_on_a_weekend_is_due_as_if_received_on_friday(received: date) -> None:
    assert ENGLAND.due(date(2026, 11, 20), 10) == ENGLAND.due(received, 10)


def test_christmas_eve_is_a_working_day_for_enquiries() -> None:
    assert ENGLAND.is_working(date(2026, 12, 24))


@pytest.mark.parametrize(("nation", "day", "reason"), [
    (Nation.ENGLAND, date(2022, 9, 19), "State Funeral of Queen Elizabeth II"),
    (Nation.ENGLAND, date(2022, 6, 3), "Platinum Jubilee of Elizabeth II"),
    (Nation.ENGLAND, date(2022, 5, 30), None),
    (Nation.ENGLAND, date(2023, 5, 8), "Coronation of Charles III"),
    (Nation.ENGLAND, date(2026, 12, 28), "Boxing Day (substitute day)"),
    (Nation.ENGLAND, date(2027, 12, 28), "Boxing Day (substitute day)"),
    (Nation.ENGLAND, date(2026, 12, 26), "Saturday"),
    (Nation.WALES, date(2026, 4, 6), "Easter Monday"),
    (Nation.SCOTLAND, date(2026, 4, 6), None),
    (Nation.SCOTLAND, date(2026, 6, 15), "Scotland's participation in the FIFA World Cup final"),
    (Nation.ENGLAND, date(2026, 6, 15), None),
    (Nation.SCOTLAND, date(2019, 12, 2), "Saint Andrew's Day (substitute day)"),
    (Nation.NORTHERN_IRELAND, date(2026, 7, 13), "Battle of the Boyne (substitute day)"),
    (Nation.NORTHERN_IRELAND, date(2026, 3, 17), "Saint Patrick's Day"),
])  # fmt: skip
def test_each_nation_keeps_its_own_bank_holidays(nation: Nation, day: date, reason: str | None) -> None:
    assert reason == WorkingCalendar(nation).why_not(day)


def test_the_language_of_the_machine_does_not_change_the_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "th")

    assert bank_holiday(date(2031, 12, 25), Nation.ENGLAND) == "Christmas Day"


def test_how_a_date_was_reached_names_the_days_that_were_skipped() -> None:
    worked = ENGLAND.explain(date(2026, 12, 23), 3)

    assert date(2026, 12, 24) == worked.day_one
    assert date(2026, 12, 30) == worked.due
    assert worked.skipped == (
        Skipped(date(2026, 12, 25), "Christmas Day"),
        Skipped(date(2026, 12, 26), "Saturday"),
        Skipped(date(2026, 12, 27), "Sunday"),
        Skipped(date(2026, 12, 28), "Boxing Day (substitute day)"),
    )
    assert [False, True, True, False] == [day.weekend for day in worked.skipped]
    assert version() == worked.calendar
    assert worked.caution is None


def test_a_date_past_the_holidays_that_are_known_carries_a_caution_and_one_before_does_not() -> None:
    assert caution(covered_until()) is None
    assert "may still be added" in str(caution(covered_until() + timedelta(days=1)))


def test_a_closure_day_of_the_council_moves_the_date_and_is_named() -> None:
    closed = WorkingCalendar(
        Nation.ENGLAND, frozenset({Closure(date(2026, 12, 29), "Offices closed"), Closure(date(2026, 12, 25), "Closed")})
    )

    assert date(2026, 12, 31) == closed.due(date(2026, 12, 14), 10)
    assert closed.why_not(date(2026, 12, 29)) == "Offices closed"
    assert closed.why_not(date(2026, 12, 25)) == "Christmas Day"


def test_day_seven_of_ten_is_counted_like_the_due_date() -> None:
    received = date(2026, 11, 20)

    assert [0, 0, 0, 1, 7, 10] == [ENGLAND.count(received, received + timedelta(days=passed)) for passed in (0, 1, 2, 3, 11, 14)]
    assert ENGLAND.count(received, date(2026, 11, 1)) == 0


def test_two_working_days_before_a_tuesday_is_the_friday() -> None:
    assert date(2026, 11, 20) == ENGLAND.working_days_before(date(2026, 11, 24), 2)
    assert date(2026, 11, 20) == ENGLAND.previous_working(date(2026, 11, 23))
    assert date(2026, 11, 23) == ENGLAND.next_working(date(2026, 11, 20))
    assert date(2026, 11, 23) == ENGLAND.on_or_after(date(2026, 11, 21))
    assert date(2026, 11, 23) == ENGLAND.on_or_after(date(2026, 11, 23))


def test_the_latest_receipt_for_a_monday_due_in_one_day_is_the_sunday_before() -> None:
    assert date(2026, 11, 22) == ENGLAND.received_latest(date(2026, 11, 23), 1)
    assert date(2026, 11, 20) == ENGLAND.received_earliest(date(2026, 11, 23), 1)


def test_nothing_falls_due_on_a_day_that_is_no_working_day() -> None:
    with pytest.raises(NotAWorkingDayError, match="2026-12-25 is no working day \\(Christmas Day\\)"):
        ENGLAND.received_latest(date(2026, 12, 25), 5)


def test_fourteen_calendar_days_before_a_meeting_count_every_day() -> None:
    assert date(2026, 12, 27) == calendar_days_before(date(2027, 1, 10), 14)
    with pytest.raises(ValueError, match="0 or more"):
        calendar_days_before(date(2027, 1, 10), -1)


def test_a_request_for_information_skips_a_bank_holiday_anywhere_in_the_united_kingdom() -> None:
    information = FreedomOfInformationCalendar(frozenset({Holiday(date(2026, 7, 16), "Proclaimed")}))

    assert "Battle of the Boyne (substitute day)" == information.why_not(date(2026, 7, 13))
    assert "Proclaimed" == information.why_not(date(2026, 7, 16))
    assert ENGLAND.is_working(date(2026, 7, 13))


@pytest.mark.parametrize(("moment", "day"), [
    (datetime(2026, 3, 28, 23, 59, tzinfo=UTC), date(2026, 3, 28)),
    (datetime(2026, 3, 29, 23, 1, tzinfo=UTC), date(2026, 3, 30)),
    (datetime(2026, 10, 24, 23, 1, tzinfo=UTC), date(2026, 10, 25)),
    (datetime(2026, 10, 25, 23, 59, tzinfo=UTC), date(2026, 10, 25)),
])  # fmt: skip
def test_a_moment_falls_on_the_councils_day_on_both_sides_of_the_clock_changes(moment: datetime, day: date) -> None:
    assert day == local_day(moment, LONDON)


def test_a_moment_is_refused_where_a_day_is_wanted() -> None:
    with pytest.raises(TypeError, match="local_day"):
        ENGLAND.due(datetime(2026, 11, 20, 12, tzinfo=UTC), 5)
    with pytest.raises(ValueError, match="time zone"):
        local_day(datetime(2026, 11, 20, 12), LONDON)  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize("n", [0, -3])
def test_a_number_of_working_days_below_one_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match="1 or more"):
        ENGLAND.due(date(2026, 11, 20), n)


@pytest.mark.parametrize("day", [date.min, date(1977, 12, 31), date(2100, 1, 1), date.max])
def test_a_year_without_known_holidays_is_refused_rather_than_guessed(day: date) -> None:
    with pytest.raises(OutOfRangeError, match=f"{day.isoformat()} is out of range"):
        ENGLAND.due(day, 5)


def test_a_count_that_runs_past_the_last_year_is_refused() -> None:
    with pytest.raises(OutOfRangeError, match="2100-01-01"):
        ENGLAND.due(date(2099, 12, 30), 1000)


@quick
@given(calendars, near, counts)
def test_nothing_is_ever_due_on_a_day_that_is_no_working_day(calendar: WorkingCalendar, received: date, n: int) -> None:
    due = calendar.due(received, n)

    assert calendar.is_working(due)
    assert due > received
    assert n == calendar.count(received, due)


@quick
@given(calendars, near, near, counts)
def test_what_is_received_later_is_never_due_earlier(calendar: WorkingCalendar, one: date, other: date, n: int) -> None:
    assert calendar.due(min(one, other), n) <= calendar.due(max(one, other), n)


@quick
@given(calendars, near, counts, near)
def test_a_holiday_that_is_added_never_brings_a_date_forward(calendar: WorkingCalendar, received: date, n: int, day: date) -> None:
    more = WorkingCalendar(calendar.nation, calendar.closures, calendar.extra_holidays | {Holiday(day, "Added later")})
    closed = WorkingCalendar(calendar.nation, calendar.closures | {Closure(day, "Added later")}, calendar.extra_holidays)

    assert calendar.due(received, n) <= more.due(received, n)
    assert more.due(received, n) == closed.due(received, n)


@quick
@given(calendars, near, counts)
def test_the_inverse_agrees(calendar: WorkingCalendar, received: date, n: int) -> None:
    due = calendar.due(received, n)
    earliest, latest = calendar.received_earliest(due, n), calendar.received_latest(due, n)

    assert earliest <= received <= latest
    assert due == calendar.due(earliest, n) == calendar.due(latest, n)
    assert calendar.due(latest + timedelta(days=1), n) > due
    assert calendar.due(earliest - timedelta(days=1), n) < due


@quick
@given(days, counts, some.sampled_from(Nation))
def test_holidays_that_stand_twice_or_fall_on_weekends_are_harmless(received: date, n: int, nation: Nation) -> None:
    plain = WorkingCalendar(nation)
    span = [received + timedelta(days=passed) for passed in range(60)]
    again = frozenset(Holiday(day, "Again") for day in span if not plain.is_working(day))
    closed = frozenset(Closure(day, reason) for day in span if not plain.is_working(day) for reason in ("Closed", "Closed too"))

    assert plain.explain(received, n) == WorkingCalendar(nation, closed, again).explain(received, n)


@quick
@given(calendars, near, counts)
def test_every_day_until_the_due_date_is_either_counted_or_skipped(calendar: WorkingCalendar, received: date, n: int) -> None:
    worked = calendar.explain(received, n)

    assert (worked.due - received).days == n + len(worked.skipped)
    assert worked.day_one == calendar.due(received, 1)
