"""Times of day as people write them: 7pm, 19.00, 19:00, half past seven, quarter to 9, noon."""

from __future__ import annotations

import re
from datetime import time

_HOURS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_MINUTES = {"quarter": 15, "twenty-five": 25, "twenty five": 25, "twenty": 20, "ten": 10, "five": 5}
_BESIDE = rf"(?:half(?: past)?|(?:a )?(?:{'|'.join(_MINUTES)}) (?:past|to))"
TIME = rf"(?:(?:{_BESIDE} )?(?:(?:\d{{1,2}}(?:[:.h]?\d{{2}})?|{'|'.join(_HOURS)})(?: ?(?:[ap]\.?m\.?|o'?clock))?|noon|midday|midnight))"
"""A time of day within a longer pattern; it has no groups of its own."""
_LEAD = r"(?:(?:at|from|after|until|till?|to|by|about|around) )?"
_PART = r"(?:[ap]\.?m\.?|o'?clock|(?:in the )?(?:morning|afternoon|evening)|at night|hours|hrs)"
_READ = re.compile(
    rf"{_LEAD}(?:(?P<hour>\d{{1,2}})(?:[:.h]?(?P<minute>\d{{2}}))?|(?P<word>{'|'.join(_HOURS)})\b) ?(?P<part>{_PART})?\W*", re.IGNORECASE
)
_SPOKEN = re.compile(rf"{_LEAD}(?P<beside>{_BESIDE}) (?P<hour>(?!to\b).+)", re.IGNORECASE)
_WORDS = {"noon": time(12), "midday": time(12), "midnight": time(0)}
_NAMED = re.compile(rf"{_LEAD}(?P<word>{'|'.join(_WORDS)})\W*", re.IGNORECASE)
_NIGHT = re.compile(r"at night", re.IGNORECASE)
_LATER = re.compile(r"p|(?:in the )?(?:afternoon|evening)|at night", re.IGNORECASE)
_EARLIER = re.compile(r"a\.?m|(?:in the )?morning", re.IGNORECASE)
_NOON, _DAY = 12, 24


def read_time(text: str) -> time | None:
    """Read a time of day.

    Args:
        text: "7pm", "7.30 pm", "19.00", "19:00", "1900", "at 7 in the evening", "noon", "half past 7", "half 7", "quarter to 9". A number alone
            is an hour of 24: "8" is 08:00, and "quarter to 9" is 08:45. "10 to 8" in figures is none: it may be from ten until eight.

    Returns:
        The time; nothing where there is no such time, or the text says more than that.

    """
    said = " ".join(text.split())
    spoken = _SPOKEN.fullmatch(said)
    if spoken is None:
        return _hour(said)
    hour, beside = _hour(spoken["hour"]), spoken["beside"].lower()
    if hour is None or hour.minute:
        return None
    minutes = next((count for word, count in _MINUTES.items() if beside.removeprefix("a ").startswith(word)), 30)  # else it is half
    total = (hour.hour * 60 + (-minutes if beside.endswith(" to") else minutes)) % (_DAY * 60)
    return time(*divmod(total, 60))


def _hour(said: str) -> time | None:
    """Read a time that is said in figures, or a whole hour."""
    if (named := _NAMED.fullmatch(said)) is not None:
        return _WORDS[named["word"].lower()]
    found = _READ.fullmatch(said)
    if found is None:
        return None
    hour = int(found["hour"]) if found["hour"] else _HOURS.index(found["word"].lower()) + 1
    minute, part = int(found["minute"] or 0), found["part"] or ""
    if _NIGHT.match(part) and hour == _NOON:
        hour = 0
    elif _LATER.match(part) and 0 < hour < _NOON:
        hour += _NOON
    elif _EARLIER.match(part) and hour >= _NOON:
        if hour > _NOON:
            return None
        hour = 0
    if (hour, minute) == (_DAY, 0):
        hour = 0
    try:
        return time(hour, minute)
    except ValueError:
        return None
