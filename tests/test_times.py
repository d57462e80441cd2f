"""Times of day, as people write them."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.dialog.fields import Field, Kind, parse, shown_value
from intents.commands import command
from intents.times import read_time

FROM = Field("from", "From", "From what time? For example 18:00.", Kind.TIME)
MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("19:00", time(19)),
        ("19.00", time(19)),
        ("1900", time(19)),
        ("19h00", time(19)),
        ("7pm", time(19)),
        ("7 PM", time(19)),
        ("7 p.m.", time(19)),
        ("7.30pm", time(19, 30)),
        ("7:05 am", time(7, 5)),
        ("730", time(7, 30)),
        ("18", time(18)),
        ("8", time(8)),
        ("08:00", time(8)),
        ("12am", time(0)),
        ("12 pm", time(12)),
        ("12.30 in the afternoon", time(12, 30)),
        ("from 7 in the evening", time(19)),
        ("at 9 at night", time(21)),
        ("6 o'clock", time(6)),
        ("noon", time(12)),
        ("until midnight.", time(0)),
        ("0:00", time(0)),
        ("24:00", time(0)),
        ("23:59", time(23, 59)),
        ("half past 8", time(8, 30)),
        ("half past seven", time(7, 30)),
        ("half 8", time(8, 30)),
        ("quarter to 9", time(8, 45)),
        ("at a quarter past 9 in the evening", time(21, 15)),
        ("quarter to 9pm", time(20, 45)),
        ("quarter to 1 in the afternoon", time(12, 45)),
        ("quarter to midnight", time(23, 45)),
        ("Ten past 12 at night.", time(0, 10)),
        ("12 at night", time(0)),
        ("twenty-five to seven", time(6, 35)),
        ("five to 0:00", time(23, 55)),
        ("eight", time(8)),
        ("six o'clock", time(6)),
    ],
)
def test_a_time_is_read_however_it_is_written(said: str, expected: time) -> None:
    assert expected == read_time(said)
    assert f"{expected:%H:%M}" == parse(FROM, said, MONDAY).value


@pytest.mark.parametrize(
    "said",
    [
        "26:00",
        "24:01",
        "12:60",
        "13am",
        "late",
        "",
        "7 of May",
        "7pm or 8pm",
        "-3",
        "19:0",
        "half to 8",
        "half past",
        "quarter 9",
        "10 to 8",
        "quarter to 7.30",
        "half past 25",
        "eighteen",
        "half past late",
    ],
)
def test_what_is_no_time_is_not_taken_for_one(said: str) -> None:
    assert None is read_time(said)
    assert "is no time of day" in (parse(FROM, said, MONDAY).problem or "")


def test_a_time_is_shown_as_it_is_kept() -> None:
    assert "19:00" == shown_value(FROM, "19:00")


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("quiet hours 18:00 to 08:00", {"from": "18:00", "until": "08:00"}),
        ("quiet hours from 7pm until 8am", {"from": "7pm", "until": "8am"}),
        ("quiet hours 18.30-8", {"from": "18.30", "until": "8"}),
        ("quiet hours 7 to 8", {"from": "7", "until": "8"}),
        ("quiet hours half past 6 to quarter to 9", {"from": "half past 6", "until": "quarter to 9"}),
        ("quiet hours from seven until half 8", {"from": "seven", "until": "half 8"}),
        ("quiet hours off", {"off": "off"}),
        ("quiet hours", {}),
    ],
)
def test_quiet_hours_are_a_command_in_whatever_form_the_times_are(said: str, values: dict[str, str]) -> None:
    read = command(said)

    assert read is not None
    assert ("quiet_hours", values) == (read.name, read.values)
