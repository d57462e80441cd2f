"""Times of day as people write them: 7pm, 19.00, 19:00, half past seven in figures, noon."""

from __future__ import annotations

import re
from datetime import time

TIME = r"(?:\d{1,2}(?:[:.h]?\d{2})?(?: ?(?:[ap]\.?m\.?|o'?clock))?|noon|midday|midnight)"
"""A time of day within a longer pattern; it has no groups of its own."""
_LEAD = r"(?:(?:at|from|after|until|till?|to|by|about|around) )?"
_PART = r"(?:[ap]\.?m\.?|o'?clock|(?:in the )?(?:morning|afternoon|evening)|at night|hours|hrs)"
_READ = re.compile(rf"{_LEAD}(?P<hour>\d{{1,2}})(?:[:.h]?(?P<minute>\d{{2}}))? ?(?P<part>{_PART})?\W*", re.IGNORECASE)
_WORDS = {"noon": time(12), "midday": time(12), "midnight": time(0)}
_NAMED = re.compile(rf"{_LEAD}(?P<word>{'|'.join(_WORDS)})\W*", re.IGNORECASE)
_LATER = re.compile(r"p|(?:in the )?(?:afternoon|evening)|at night", re.IGNORECASE)
_EARLIER = re.compile(r"a\.?m|(?:in the )?morning", re.IGNORECASE)
_NOON, _DAY = 12, 24


def read_time(text: str) -> time | None:
    """Read a time of day.

    Args:
        text: "7pm", "7.30 pm", "19.00", "19:00", "1900", "at 7 in the evening", "noon". A number alone is an hour of 24: "8" is 08:00.

    Returns:
        The time; nothing where there is no such time, or the text says more than that.

    """
    said = " ".join(text.split())
    if (named := _NAMED.fullmatch(said)) is not None:
        return _WORDS[named["word"].lower()]
    found = _READ.fullmatch(said)
    if found is None:
        return None
    hour, minute, part = int(found["hour"]), int(found["minute"] or 0), found["part"] or ""
    if _LATER.match(part) and 0 < hour < _NOON:
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
