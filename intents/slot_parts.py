"""What the fillers of all actions share: the slots themselves, dates, and the subject of a message."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from intents.dates import DateReading, Toward, find_dates

if TYPE_CHECKING:
    from datetime import date

SUBJECT = re.compile(r"\b(?:about|re|regarding|concerning|subject|on the subject of)\b:?\s+(.+)", re.IGNORECASE)
AFTER_COLON = re.compile(r":\s+(.+)")
SEGMENTS = re.compile(r"[,.;:!?]\s+|\s+-\s+|[.!?]$")
TRAILING = re.compile(r"[\s,.;:!?-]+$")


@dataclass(slots=True)
class Slots:
    """What was found: plain words by name, and the dates behind those that are dates."""

    values: dict[str, str] = field(default_factory=dict)
    dates: dict[str, DateReading] = field(default_factory=dict)


def date_slot(text: str, today: date, toward: Toward, name: str, slots: Slots) -> None:
    """Fill a slot with the first date of a message, looked for on one side of today."""
    readings = find_dates(text, today, toward)
    if readings:
        slots.values[name] = readings[0].text
        slots.dates[name] = readings[0]


def subject_slot(text: str, slots: Slots, *patterns: re.Pattern[str]) -> None:
    """Take what stands behind "about" or a colon, without the date and the way it came in."""
    for pattern in patterns:
        found = pattern.search(text)
        if found is None:
            continue
        subject = found[1]
        for value in (reading.text for reading in slots.dates.values()):
            subject = re.sub(
                rf"[,;]?\s*(?:\b(?:on|by|until|till|for|came in|received|it came in)\s+)*{re.escape(value)}\b",
                "",
                subject,
                flags=re.IGNORECASE,
            )
        subject = re.sub(r"[,;]\s*(?:it\s+)?(?:came in|received|rec'?d|by (?:phone|e-?mail|letter)).*$", "", subject, flags=re.IGNORECASE)
        subject = TRAILING.sub("", subject)
        if subject:
            slots.values["subject"] = subject
            return
