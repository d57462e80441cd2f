"""Pick out of a message what an action needs: person, ward, subject, dates, case number, council, kind of election.

Words stay as they were typed; a date also comes as the day it means. What is missing stays missing: the handler asks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from intents.dates import Toward
from intents.enquiry_slots import log_enquiry
from intents.slot_parts import SEGMENTS, SUBJECT, TRAILING, Slots, date_slot, subject_slot

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

CouncilNames = Callable[[], "Mapping[str, list[str]]"]
"""Gives for each council's key the names it goes by."""
_CASE = re.compile(r"\b(?:enq(?:uiry)?s?|case|ref(?:erence)?)\s*[-#:]?\s*(\d{1,6})\b|#\s?(\d{1,6})\b", re.IGNORECASE)
_BARE_CASE = re.compile(
    r"(?<![\w/.:-])(\d{1,6})"
    r"(?!\s*(?:(?:st|nd|rd|th|am|pm|days?|weeks?|months?|hours?|hrs?|minutes?|mins?|working|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*)\b|[%/])"
    r"|[\w/:-]|\.\d)",
    re.IGNORECASE,
)
"""A number on its own that is no date, time or length of time."""
_REASON = re.compile(r"(?:\bbecause\b|\bcos\b|\bas\b|\bdue to\b|\bsince\b|,|\s-\s|;)\s*(.+)$", re.IGNORECASE)
_SERVICE = re.compile(
    r"\b(?:in|for|from|by)\s+((?!the\s+(?:last|next)|my\b|me\b|this\b|total\b|general\b)[A-Za-z][\w &'’-]*?)"
    r"(?=\s+(?:please|pls|team|department|dept|service|this|today|right|now|at|have|has|had|are|is|that|which|gone|past)\b|[?.,!]|$)",
    re.IGNORECASE,
)
_REMIND_OF = re.compile(r"\b(?:to|about|re|that|of)\s+(.+)", re.IGNORECASE)
_SNOOZE = re.compile(r"\b(\d+|an?|one|two|three|half an?)\s*(days?|d|hours?|hrs?|h|weeks?|minutes?|mins?)\b", re.IGNORECASE)
_NAMED_BEFORE = re.compile(r"\b(?:the|my|that|this)\s+((?:(?!\bthe\b|\bmy\b)[\w'’ -])+?)\s+(?:enquiry|enq|one|case|query)\b", re.IGNORECASE)
"""The subject in front of the word: "the speeding enquiry"."""
_CLOSING = re.compile(r"\b(?:close|closed|shut|mark|tick|done with|finish)\b", re.IGNORECASE)
_ELECTIONS = {
    "by_election": ("by-election", "by election", "byelection"),
    "parish": ("parish", "town council"),
    "mayoral": ("mayoral", "mayor"),
    "pcc": ("police", "pcc", "commissioner"),
    "london": ("london",),
    "uk_parliament": ("general election", "parliament"),
    "principal": ("local", "council election"),
}
"""The kinds of election, and the words that name them; the first that fits is meant."""
_WHO_SPEAKS = re.compile(r"\b(?:as an?|i'?m an?|i am an?)\s+(?:\w+\s+)?(?:councillor|cllr|member|officer)\b")
"""What tells who speaks, not whom it is about."""
_ABOUT = {
    "officer_first": ("member of staff", "member of the staff"),
    "member": ("councillor", "cllr", "clr", "member"),
    "chief_executive": ("chief executive", "chief exec", "ceo"),
    "chief_officer": ("director", "chief officer"),
    "head_of_service": ("head of",),
    "officer": ("officer", "ofcr", "staff", "employee", "manager", "someone in", "somebody in"),
}
_CASE_ACTIONS = frozenset({"enquiry_status", "acknowledge_enquiry", "extend_enquiry", "close_enquiry", "snooze", "complaint_status"})
_MATCH = 85
"""How alike, of 100, a council's name has to be to what was typed."""


def fill(action: str, text: str, today: date, councils: CouncilNames) -> Slots:
    """Fill an action's slots from a message.

    Args:
        action: the name of the action (`log_enquiry`, ...).
        text: the message as it was typed.
        today: the day it was typed, for "yesterday" and "next Monday".
        councils: gives for each council's key the names it goes by; only called where a council may be named.

    Returns:
        The slots that were found.

    """
    slots = Slots()
    case = _case_number(text, bare=action in _CASE_ACTIONS)
    if case:
        slots.values["ref"] = f"ENQ-{case}"
    filler = _FILLERS.get(action)
    if filler is not None:
        filler(text, today, slots)
    if action == "switch_council" and (council := council_named(text, councils())):
        slots.values["council"] = council
    return slots


def council_named(text: str, councils: Mapping[str, list[str]]) -> str | None:
    """Find which council a message names, forgiving a misspelling; nothing where none or two are named alike."""
    best: list[tuple[float, str]] = []
    lowered = text.lower()
    for key, names in councils.items():
        choices = [key.replace("_", " "), *(name.lower() for name in names)]
        found = process.extractOne(lowered, choices, scorer=fuzz.partial_ratio, score_cutoff=_MATCH)
        if found and len(found[0]) <= len(lowered) + 2:
            best.append((found[1], key))
    best.sort(reverse=True)
    if not best:
        return None
    if len(best) == 1 or best[0][0] > best[1][0]:
        return best[0][1]
    # Two are named alike ("you've got me under X but I'm Y"): the last one is meant, where they stand apart.
    alike = [key for score, key in best if score == best[0][0]]
    last = {key: max(lowered.rfind(name.lower()) for name in [key.replace("_", " "), *councils[key]]) for key in alike}
    ranked = sorted(last, key=last.__getitem__, reverse=True)
    return ranked[0] if last[ranked[0]] > last[ranked[1]] else None


def _case_number(text: str, *, bare: bool) -> str | None:
    found = _CASE.search(text)
    if found:
        return found[1] or found[2]
    loose = _BARE_CASE.search(text) if bare else None
    return loose[1] if loose else None


def _tail(pattern: re.Pattern[str], text: str, name: str, slots: Slots) -> None:
    """Take what stands behind "because" or a comma, from the part that says neither the case nor the date."""
    found = pattern.search(text)
    if found is None:
        return
    known = [reading.text.lower() for reading in slots.dates.values()]
    parts = [TRAILING.sub("", part) for part in SEGMENTS.split(found[1])]
    telling = [part for part in parts if part and not _CASE.fullmatch(part) and not any(value in part.lower() for value in known)]
    if telling:
        slots.values[name] = telling[-1]


def _snooze(text: str, today: date, slots: Slots) -> None:
    span = _SNOOZE.search(text)
    if span:
        slots.values["until"] = span.group()
    else:
        date_slot(text, today, Toward.FUTURE, "until", slots)


def _service(text: str, slots: Slots) -> None:
    found = _SERVICE.search(text)
    if found:
        slots.values["service"] = found[1].strip()


def _about(text: str, slots: Slots) -> None:
    lowered = _WHO_SPEAKS.sub(" ", text.lower())
    target = re.search(r"\b(?:about|against|concerning)\s+(.+)", lowered)
    for said in (target[1] if target else "", lowered):
        about = next((about for about, words in _ABOUT.items() if any(re.search(rf"\b{word}", said) for word in words)), None)
        if about:
            slots.values["about"] = about.removesuffix("_first")
            return


def _extend(text: str, today: date, slots: Slots) -> None:
    date_slot(text, today, Toward.FUTURE, "until", slots)
    _tail(_REASON, text, "reason", slots)


def _close(text: str, _today: date, slots: Slots) -> None:
    parts = [TRAILING.sub("", part).strip() for part in re.split(r"[,.;]\s+|\s+-\s+|\bso\b", text)]
    telling = [part for part in parts if part and not _CASE.fullmatch(part) and not _CLOSING.search(part)]
    if telling and len(telling) < len(parts):
        slots.values["note"] = telling[-1]


def _remind(text: str, today: date, slots: Slots) -> None:
    date_slot(text, today, Toward.FUTURE, "when", slots)
    subject_slot(text, slots, _REMIND_OF)
    if "subject" not in slots.values and "when" in slots.values:
        rest = TRAILING.sub("", re.sub(r"^\s*(?:at\s+)?\d{1,2}(?:[:.]\d{2})?\s*(?:am|pm)?\s*", "", text.partition(slots.values["when"])[2]))
        if len(rest.split()) > 1:
            slots.values["subject"] = rest.strip()


def _overdue(text: str, _today: date, slots: Slots) -> None:
    _service(text, slots)


def _complaint(text: str, _today: date, slots: Slots) -> None:
    _about(text, slots)
    _service(text, slots)


def _status(text: str, _today: date, slots: Slots) -> None:
    if "ref" not in slots.values:
        subject_slot(text, slots, _NAMED_BEFORE, SUBJECT)


def _election(text: str, today: date, slots: Slots) -> None:
    lowered = text.lower()
    kind = next((kind for kind, names in _ELECTIONS.items() if any(name in lowered for name in names)), None)
    if kind:
        slots.values["kind"] = kind
    date_slot(text, today, Toward.FUTURE, "when", slots)


_FILLERS: dict[str, Callable[[str, date, Slots], None]] = {
    "log_enquiry": log_enquiry,
    "extend_enquiry": _extend,
    "close_enquiry": _close,
    "set_reminder": _remind,
    "snooze": _snooze,
    "overdue_list": _overdue,
    "route_complaint": _complaint,
    "complaint_status": _complaint,
    "enquiry_status": _status,
    "election_status": _election,
    "next_election": _election,
}
