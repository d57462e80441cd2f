"""The slots of an enquiry that is to be logged: who asked, for which ward, when and how it came in, and what it is about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from intents.dates import Toward
from intents.slot_parts import AFTER_COLON, SEGMENTS, SUBJECT, TRAILING, Slots, date_slot, subject_slot

if TYPE_CHECKING:
    from datetime import date

_PERSON = re.compile(
    r"\b(?i:cllrs?|clr|councillors?|councilor|cllor)\.?\s+((?!for\b|from\b|in\b|has\b|wants?\b|rang\b|is\b|about\b)[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+){0,2})|\b((?:Mrs?|Ms|Miss|Mx|Dr)\.?\s+[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)?)",
    re.UNICODE,
)
_CAPITALISED = r"[A-Z][\w'’&-]+(?:\s+(?:and\s+|&\s+|of\s+|on\s+)?[A-Z][\w'’&-]+){0,3}"
_WARD = re.compile(
    rf"({_CAPITALISED})\s+[Ww]ard\b|\b[Ww]ard\s+(?:of\s+)?({_CAPITALISED})|\b(?:[Cc]llr|[Cc]ouncillor|[Mm]ember)\s+for\s+({_CAPITALISED})"
    rf"|\b[Ww]ard\s+is\s+({_CAPITALISED})"
)
_COMMAND = re.compile(
    r"\b(?:(?:can|could|would)\s+(?:you|we|i)\s+)?(?:please\s+|pls\s+)?(?:i(?:'d| would)? (?:like|want) to\s+)?"
    r"(?:log|add|record|raise|open|put|start|create|register|note|book|get)\b"
    r"(?:\s+(?:an?|the|this|that|it|new|me|member'?s?|councillor'?s?|my|as|in|up|down|on|onto|another))*"
    r"(?:\s*(?:enquiry|enquirys|enquiries|enqury|enq|case|query|one|system))*(?:\s+(?:for me|please|pls|thanks|ta))*",
    re.IGNORECASE,
)
"""What only says that something is to be logged."""
_FROM_WHOM = re.compile(
    r"\b(?:from|frm|for|by)?\s*\b(?:cllrs?|clr|councillors?|member)\b\.?(?:\s+(?:for\s+)?[\w'’]+)?(?:\s+(?:just|has|have|rang|phoned|called|emailed|wrote|been|on))*",
    re.IGNORECASE,
)
_CHANNELS = {
    "phone": "phone",
    "rang": "phone",
    "called": "phone",
    "call": "phone",
    "email": "email",
    "e-mail": "email",
    "emailed": "email",
    "letter": "letter",
    "wrote": "letter",
    "person": "spoken",
}


def log_enquiry(text: str, today: date, slots: Slots) -> None:
    """Fill the slots of an enquiry that is to be logged; what is missing stays missing.

    Args:
        text: the message as it was typed.
        today: the day it was typed.
        slots: where they go.

    """
    person = _PERSON.search(text)
    if person:
        slots.values["person"] = person[1] or person[2]
    ward = _WARD.search(text)
    if ward:
        slots.values["ward"] = re.sub(r"^(?:Cllr|Councillor)\s+(?:for\s+)?", "", ward[1] or ward[2] or ward[3] or ward[4])
    date_slot(text, today, Toward.PAST, "received", slots)
    how = next((channel for word, channel in _CHANNELS.items() if re.search(rf"\b{word}\b", text, re.IGNORECASE)), None)
    if how:
        slots.values["how"] = how
    subject_slot(text, slots, SUBJECT, AFTER_COLON)
    if "subject" in slots.values:
        slots.values["subject"] = _without_particulars(slots.values["subject"], slots)
    else:
        _what_is_left(text, slots)


def _without_particulars(subject: str, slots: Slots) -> str:
    """Leave out of a subject the parts between commas that only say who, where, when or how ("Cllr Khan, potholes on Mill Lane, phone")."""
    known = (
        {slots.values[name].lower() for name in ("ward", "received") if name in slots.values}
        | set(_CHANNELS)
        | {"by phone", "by email", "by letter"}
    )
    person = slots.values.get("person", "").lower()
    kept = []
    for part in re.split(r"\s*[,;]\s+", subject):
        said = re.sub(r"\s+ward$", "", part.lower().strip())
        only_who = bool(person) and re.sub(r"^(?:from\s+)?(?:cllrs?|councillor|clr)\.?\s+", "", said) == person
        if said not in known and not only_who:
            kept.append(part)
    return ", ".join(kept) if kept else subject


def _what_is_left(text: str, slots: Slots) -> None:
    """Take as the subject the longest part of a message that is left without the command, the person, the ward and the date."""
    for value in [*(reading.text for reading in slots.dates.values()), slots.values.get("ward", ""), slots.values.get("person", "")]:
        if value:
            text = re.sub(rf"(?:\b(?:on|in|at|came in|received|from|frm)\s+)*\b{re.escape(value)}\b(?:\s+ward)?", " ", text)
    parts = [_FROM_WHOM.sub(" ", _COMMAND.sub(" ", part)) for part in SEGMENTS.split(text)]
    subject = max((" ".join(TRAILING.sub("", part).split()) for part in parts), key=len, default="")
    if len(subject.split()) > 1:
        slots.values["subject"] = re.sub(r"^(?:its|it's|it is|re|about)\s+(?:about\s+)?", "", subject, flags=re.IGNORECASE)
