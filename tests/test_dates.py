"""Dates as people type them, day first; what can be read in two ways is asked about."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import SUNDAY

from intents.dates import Toward, find_dates, shown

MONDAY = date(2026, 11, 23)


def days(text: str, toward: Toward, today: date = SUNDAY) -> list[tuple[date | None, tuple[date, ...]]]:
    return [(reading.day, reading.others) for reading in find_dates(text, today, toward)]


@pytest.mark.parametrize(("text", "day"), [
    ("it came in yesterday", date(2026, 11, 21)),
    ("received last Thursday", date(2026, 11, 19)),
    ("rang on Monday", date(2026, 11, 16)),
    ("dated 3/11", date(2026, 11, 3)),
    ("dated 03.11.26", date(2026, 11, 3)),
    ("dated 2026-11-03", date(2026, 11, 3)),
    ("on 16 November", date(2026, 11, 16)),
    ("Monday 16th November 2026", date(2026, 11, 16)),
    ("Nov 3rd", date(2026, 11, 3)),
    ("3 days ago", date(2026, 11, 19)),
    ("the 5th", date(2026, 11, 5)),
])  # fmt: skip
def test_a_date_in_the_past_is_read_day_first(text: str, day: date) -> None:
    assert [(day, ())] == days(text, Toward.PAST)


@pytest.mark.parametrize(("text", "day"), [
    ("remind me tomorrow", date(2026, 11, 23)),
    ("remind me tmrw", date(2026, 11, 23)),
    ("remind me tommorow", date(2026, 11, 23)),
    ("the day after tmrw", date(2026, 11, 24)),
    ("till weds", date(2026, 11, 25)),
    ("in two weeks", date(2026, 12, 6)),
    ("by the end of the month", date(2026, 11, 30)),
    ("on the 5th", date(2026, 12, 5)),
    ("next Monday", date(2026, 11, 23)),
])  # fmt: skip
def test_a_date_in_the_future_is_read_from_today_on(text: str, day: date) -> None:
    assert [(day, ())] == days(text, Toward.FUTURE)


def test_next_friday_said_on_a_monday_is_one_of_two_days() -> None:
    assert [(date(2026, 12, 4), (date(2026, 11, 27),))] == days("next Friday", Toward.FUTURE, MONDAY)


def test_next_monday_said_on_a_sunday_is_tomorrow_and_nothing_else() -> None:
    assert days("next Monday", Toward.FUTURE) == [(MONDAY, ())]


def test_the_weekday_that_it_is_today_is_asked_about() -> None:
    assert [(SUNDAY, (date(2026, 11, 15),))] == days("came in on Sunday", Toward.PAST)
    assert [(SUNDAY, (date(2026, 11, 29),))] == days("remind me on Sunday", Toward.FUTURE)


def test_a_date_without_a_year_that_is_far_away_is_asked_about() -> None:
    assert [(date(2025, 12, 3), (date(2026, 12, 3),))] == days("3/12", Toward.PAST)


def test_a_date_that_is_one_only_month_first_is_offered_and_not_taken() -> None:
    assert [(None, (date(2026, 11, 13),))] == days("11/13", Toward.PAST)


@pytest.mark.parametrize("text", ["31/02", "32/13/2026", "last month", "in 5 working days"])
def test_what_looks_like_a_date_and_is_none_has_no_day(text: str) -> None:
    assert [day for day, _ in days(text, Toward.FUTURE)] == [None]


def test_the_twenty_ninth_of_february_exists_in_leap_years_only() -> None:
    assert date(2028, 2, 29) == days("29/2/2028", Toward.FUTURE)[0][0]
    assert days("29/2/2027", Toward.FUTURE)[0][0] is None


def test_a_message_without_a_date_has_none() -> None:
    assert days("may I see the file, it weighs a ton", Toward.FUTURE) == []


def test_every_date_is_shown_with_its_weekday() -> None:
    assert shown(SUNDAY) == "Sunday 22 November 2026"
