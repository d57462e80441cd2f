"""Read the dates that people type: "yesterday", "last Thursday", "3/11" (day first), "in two weeks".

A date that can be read in two ways is never picked silently: the reading carries the others, and the bot asks.
The day it is comes in as an argument; this module has no clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

from dateutil.relativedelta import relativedelta

_DAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_MONTHS = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_DAY_NAME = r"(?:mon(?:day)?|tues?(?:day)?|weds?|wednesday|thur?s?(?:day)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
_TOMORROW = r"(?:tom+or+ow|tomor+w|tomoz|tmrw|tmw|2moro|2morrow|2mrw)"
"""With the short and misspelt forms of chat."""
_NUMBER = r"(?:\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten)"
_ORDINAL = r"\d{1,2}(?:st|nd|rd|th)?"
_PHRASES = {
    "iso": r"\d{4}-\d{2}-\d{2}",
    "slashed": r"\d{1,2}[/.]\d{1,2}(?:[/.](?:\d{4}|\d{2}))?(?!\s*(?:million|m|bn|k|hours?|years?|miles?|am|pm)\b|\s*%)",
    "named_month": rf"(?:{_DAY_NAME}\s+)?(?:the\s+)?{_ORDINAL}\s+(?:of\s+)?{_MONTHS}(?:\s+\d{{4}})?|{_MONTHS}\s+{_ORDINAL}(?:,?\s+\d{{4}})?",
    "relative": rf"(?:in|by|for)\s+{_NUMBER}\s+(?:working\s+)?(?:days?|weeks?|months?)|{_NUMBER}\s+(?:days?|weeks?|months?)\s+ago|{_NUMBER}\s+(?:days?|weeks?)|another\s+(?:day|week|month)",
    "near": rf"the\s+day\s+(?:before\s+yesterday|after\s+{_TOMORROW})|yesterday|today|{_TOMORROW}|tonight|this\s+(?:morning|afternoon|evening)|last\s+night",
    "week": r"(?:next|last|this)\s+(?:week|month)|end\s+of\s+(?:the\s+)?(?:week|month)",
    "weekday": rf"(?:(?:last|next|this|coming|on)\s+)?{_DAY_NAME}(?:\s+(?:week|just\s+gone))?",
    "day_of_month": r"the\s+\d{1,2}(?:st|nd|rd|th)",
}
_FINDER = re.compile("|".join(rf"(?P<{kind}>\b(?:{pattern})\b)" for kind, pattern in _PHRASES.items()), re.IGNORECASE)
_LENGTH = re.compile(rf"{_NUMBER}\s+(?:days?|weeks?|months?)", re.IGNORECASE)
"""A bare length of time ("three days"): a date only when something is put off."""
_FAR = timedelta(days=120)
"""A date without a year that is read further away than this is asked about: more likely the other year is meant."""
_WORD_NUMBERS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}
_HOURS = rf"{_NUMBER}\s+(?:hours?|hrs?|minutes?|mins?)"
WHEN = rf"(?:(?:on|in|next)\s+)?(?:{'|'.join([*_PHRASES.values(), _HOURS])})"
"""The regular expression of a day or a length of time, as people type it when they put something off."""


class Toward(Enum):
    """Which side of today a date without a year or week is looked for."""

    PAST = "past"
    FUTURE = "future"


@dataclass(frozen=True, slots=True)
class DateReading:
    """A date found in a message: the words, the day they mean, and the days they may also mean."""

    text: str
    day: date | None
    others: tuple[date, ...] = ()

    @property
    def ambiguous(self) -> bool:
        """Tell whether the person has to be asked."""
        return self.day is None or bool(self.others)


def shown(day: date) -> str:
    """Write a date with its weekday, as every date is shown: `Monday 9 November 2026`."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def find_dates(text: str, today: date, toward: Toward) -> list[DateReading]:
    """Find the dates in a message, in order.

    Args:
        text: the message as it was typed.
        today: the day on which it was typed, in the council's timezone.
        toward: whether a bare weekday or a date without a year is looked for before or after today.

    Returns:
        A reading for each; a phrase that looks like a date and is none ("32/13") has no day.

    """
    found = [match for match in _FINDER.finditer(text) if not (toward is Toward.PAST and _LENGTH.fullmatch(match.group()))]
    return [_read(match, today, toward) for match in found]


def _read(match: re.Match[str], today: date, toward: Toward) -> DateReading:
    text, kind = match.group(), match.lastgroup
    if kind == "weekday":
        return _weekday(text, today, toward)
    if kind == "week":
        return _week(text, today)
    if kind == "day_of_month":
        return _day_of_month(text, today, toward)
    if kind == "slashed":
        return _slashed(text, today, toward)
    if kind == "relative" and "working" in text.lower():
        return DateReading(text, None)  # counting working days needs the council's calendar, which this floor has not
    return _parsed(text, kind or "", today, toward)


def _parsed(text: str, kind: str, today: date, toward: Toward) -> DateReading:
    import dateparser  # noqa: PLC0415 - a fifth of a second that only a message with a date pays

    counted = re.sub(
        r"^(?:(?:in|by|for)\s+)?(\w+)\s+(days?|weeks?|months?)$",
        lambda found: f"in {_WORD_NUMBERS.get(found[1].lower(), found[1])} {found[2]}",
        text.lower().replace("another ", "a "),
    )
    plain = re.sub(r"\b(?:the|of|on)\b|(?<=\d)(?:st|nd|rd|th)\b", " ", counted) if kind == "named_month" else counted
    plain = re.sub(rf"^\s*{_DAY_NAME}\s+", "", plain) if kind == "named_month" else plain
    plain = re.sub(_TOMORROW, "tomorrow", plain) if kind == "near" else plain
    plain = {
        "tonight": "today",
        "last night": "yesterday",
        "the day before yesterday": "2 days ago",
        "the day after tomorrow": "in 2 days",
    }.get(plain, plain)
    if plain.startswith("this "):
        plain = "today"
    settings = {
        "DATE_ORDER": "YMD" if kind == "iso" else "DMY",
        "PREFER_DATES_FROM": toward.value,
        "RELATIVE_BASE": datetime.combine(today, time(12)),
        "STRICT_PARSING": False,
    }
    found = dateparser.parse(plain, languages=["en"], settings=settings)
    if found is None:
        return DateReading(text, None)
    day = found.date()
    has_year = kind in {"iso", "relative", "near"} or re.search(r"\d{4}", text) is not None
    return DateReading(text, day) if has_year else _year_in_doubt(text, day, today)


def _slashed(text: str, today: date, toward: Toward) -> DateReading:
    """Read `3/11` day first, as is usual here; where only month first would make a date, that is offered and not taken."""
    numbers = [int(part) for part in re.split(r"[/.]", text)]
    day, month = numbers[:2]
    if len(numbers) == 3:  # noqa: PLR2004 - day, month and year
        year = numbers[2] if numbers[2] > 99 else 2000 + numbers[2]  # noqa: PLR2004 - a year of two figures
        read, turned = _date_or_none(year, month, day), _date_or_none(year, day, month)
        return DateReading(text, read) if read or not turned else DateReading(text, None, (turned,))
    read, turned = _date_or_none(today.year, month, day), _date_or_none(today.year, day, month)
    if read is None:
        return DateReading(text, None, (turned,) if turned else ())
    if toward is Toward.PAST and read > today:
        read -= relativedelta(years=1)
    elif toward is Toward.FUTURE and read < today:
        read += relativedelta(years=1)
    return _year_in_doubt(text, read, today)


def _year_in_doubt(text: str, day: date, today: date) -> DateReading:
    """Offer the other year too where a date without a year is far from today."""
    if abs(day - today) <= _FAR:
        return DateReading(text, day)
    return DateReading(text, day, (day + relativedelta(years=1 if day < today else -1),))


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _weekday(text: str, today: date, toward: Toward) -> DateReading:
    """Read a weekday; "next Friday" said before a Friday of the same week is one of two days, and so is a bare weekday that is today's."""
    lowered = text.lower()
    name = re.search(_DAY_NAME, lowered)
    number = _DAYS[name.group()[:3]] if name else 0
    ahead = (number - today.weekday()) % 7
    coming = today + timedelta(days=ahead or 7)
    gone = today - timedelta(days=(today.weekday() - number) % 7 or 7)
    if lowered.startswith("last") or "just gone" in lowered:
        return DateReading(text, gone)
    if lowered.endswith("week"):
        return DateReading(text, coming + timedelta(days=7))
    if lowered.startswith("next"):
        next_week = today + timedelta(days=7 - today.weekday() + number)
        return DateReading(text, coming) if coming == next_week else DateReading(text, next_week, (coming,))
    if ahead == 0 and not lowered.startswith("coming"):
        return DateReading(text, today, (gone if toward is Toward.PAST else coming,))
    return DateReading(text, gone if toward is Toward.PAST and not lowered.startswith(("this", "coming")) else coming)


def _week(text: str, today: date) -> DateReading:
    """Read "end of the month" as its last day, "next week" as its Monday; "last month" is no day at all."""
    lowered = text.lower()
    if lowered.startswith("end of"):
        last = today + (relativedelta(day=31) if "month" in lowered else timedelta(days=(4 - today.weekday()) % 7))
        return DateReading(text, last)
    if lowered == "next week":
        return DateReading(text, today + timedelta(days=7 - today.weekday()))
    return DateReading(text, None)


def _day_of_month(text: str, today: date, toward: Toward) -> DateReading:
    wanted = int(re.sub(r"\D", "", text))
    step = relativedelta(months=-1 if toward is Toward.PAST else 1)
    month = today.replace(day=1)
    for _ in range(12):
        candidate = month + relativedelta(day=wanted)
        right_side = candidate <= today if toward is Toward.PAST else candidate >= today
        if candidate.day == wanted and right_side:
            return DateReading(text, candidate)
        month += step
    return DateReading(text, None)
