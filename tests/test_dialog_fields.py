"""What people type becomes a value, or they are told what to type instead."""

from __future__ import annotations

from datetime import date

import pytest

from bot.dialog.fields import LONGEST, Field, Kind, Option, parse, shown_value
from intents.dates import Toward

MONDAY = date(2026, 11, 23)
WHEN = Field("when", "When", "When?", Kind.DATE)
RECEIVED = Field("received", "Received", "When did it come in?", Kind.DATE, toward=Toward.PAST)
HOW = Field(
    "how",
    "How",
    "How did it come in?",
    Kind.CHOICE,
    options=(Option("spoken", "Spoken"), Option("email", "E-mail"), Option("letter", "Letter")),
)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("Friday", "2026-11-27"),
        ("3 December", "2026-12-03"),
        ("3/12", "2026-12-03"),
        ("tomorrow", "2026-11-24"),
        ("in two weeks", "2026-12-07"),
    ],
)
def test_a_date_ahead_is_read_as_people_write_it(typed: str, day: str) -> None:
    assert day == parse(WHEN, typed, MONDAY).value


def test_the_same_words_are_read_backwards_where_the_past_is_asked_for() -> None:
    assert "2026-11-20" == parse(RECEIVED, "Friday", MONDAY).value


def test_a_date_that_can_be_two_days_is_offered_as_both_with_their_weekdays() -> None:
    parsed = parse(WHEN, "Monday", MONDAY)

    assert parsed.value is None
    assert ["Monday 23 November 2026", "Monday 30 November 2026"] == [option.label for option in parsed.options]


@pytest.mark.parametrize("typed", ["soon", "32/13", "whenever"])
def test_what_is_no_date_gets_an_example_of_one(typed: str) -> None:
    parsed = parse(WHEN, typed, MONDAY)

    assert parsed.value is None
    assert "Type it like this: 3 December" in (parsed.problem or "")


@pytest.mark.parametrize("typed", ["2", "email", "E-MAIL", "e-mail please"])
def test_a_choice_is_taken_by_number_or_words(typed: str) -> None:
    assert "email" == parse(HOW, typed, MONDAY).value


@pytest.mark.parametrize("typed", ["4", "0", "pigeon"])
def test_what_was_not_offered_is_not_taken(typed: str) -> None:
    parsed = parse(HOW, typed, MONDAY)

    assert parsed.value is None
    assert HOW.options == parsed.options


@pytest.mark.parametrize(("typed", "value"), [("yes", "yes"), ("Yep, twice", "yes"), ("no", "no"), ("not yet", "no"), ("maybe", None)])
def test_yes_and_no(typed: str, value: str | None) -> None:
    assert value == parse(Field("tried", "Tried", "Tried?", Kind.YES_NO), typed, MONDAY).value


@pytest.mark.parametrize(
    ("typed", "value"),
    [("01632 960001", "01632 960001"), ("ext 4421", "ext 4421"), ("12", None), ("(01632) 960 001", "(01632) 960 001"), ("call me", None)],
)
def test_a_phone_number_has_digits(typed: str, value: str | None) -> None:
    assert value == parse(Field("phone", "Phone", "Phone?", Kind.PHONE), typed, MONDAY).value


def test_a_text_may_be_as_long_as_it_may_be_and_no_longer() -> None:
    field = Field("subject", "Subject", "About what?")

    assert "x" * LONGEST == parse(field, "x" * LONGEST, MONDAY).value
    assert "fewer words" in (parse(field, "x" * (LONGEST + 1), MONDAY).problem or "")


def test_only_what_is_not_required_can_be_skipped() -> None:
    assert "" == parse(Field("ward", "Ward", "Which ward?", required=False), "skip", MONDAY).value
    assert "skip" == parse(Field("subject", "Subject", "About what?"), "skip", MONDAY).value


def test_a_date_is_shown_with_its_weekday_and_a_choice_by_its_label() -> None:
    assert "Friday 27 November 2026" == shown_value(WHEN, "2026-11-27")
    assert "E-mail" == shown_value(HOW, "email")
    assert "tomorrow" == shown_value(WHEN, "tomorrow")
