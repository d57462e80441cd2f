"""What can be wrong with an election as somebody enters it. Pure: every check raises a CaseError that says what is wrong and what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.calendar.counting import weekend
from bot.calendar.holidays import OutOfRangeError, bank_holiday
from bot.casework.errors import CaseError, UnusualError
from intents.dates import shown
from protocol_data.basics import Nation
from protocol_data.elections_law import ElectionKind

if TYPE_CHECKING:
    from datetime import date, datetime

__all__ = [
    "KINDS",
    "NOT_SURE",
    "PastError",
    "Sure",
    "UnusualError",
    "check_end",
    "check_notice",
    "check_polling_day",
    "check_start",
    "check_ward",
    "kind_of",
    "nation_of",
]

KINDS: dict[ElectionKind, str] = {
    ElectionKind.PRINCIPAL: "Council election",
    ElectionKind.BY_ELECTION: "By-election",
    ElectionKind.PARISH: "Parish election",
    ElectionKind.MAYORAL: "Mayoral election",
    ElectionKind.PCC: "Police and crime commissioner election",
    ElectionKind.LONDON: "Mayor of London and London Assembly election",
    ElectionKind.UK_PARLIAMENT: "UK general election",
}
"""What each kind is called where an election has no name of its own."""
_IN_A_WARD = {ElectionKind.BY_ELECTION, ElectionKind.PARISH}
_EARLIEST = timedelta(days=90)
"""A notice or start that long before the poll is more likely a slip of the pen."""
_FAR_AHEAD = timedelta(days=6 * 366)
"""Ordinary terms are four or five years: a poll further ahead is more likely a slip."""
_LATEST_END = timedelta(days=60)


class PastError(CaseError):
    """The poll is past; it can be entered for the record when the person says so."""


@dataclass(frozen=True, slots=True)
class Sure:
    """What the person has confirmed."""

    past: bool = False
    """The poll lies in the past and is entered for the record."""
    unusual: bool = False
    """What is unusual is right all the same."""


NOT_SURE = Sure()


def kind_of(said: str) -> ElectionKind:
    """Read the kind of election; `CaseError` lists those there are."""
    key = re.sub(r"[\s-]+", "_", said.strip().casefold())
    if key not in set(ElectionKind):
        known = "; ".join(f"{kind.value} ({called})" for kind, called in KINDS.items())
        raise CaseError(f"“{said.strip()}” is no kind of election that I know. Give one of: {known}.", field="kind")
    return ElectionKind(key)


def nation_of(said: str) -> Nation:
    """Read the nation; `CaseError` lists the four."""
    key = re.sub(r"[\s-]+", "_", said.strip().casefold())
    if key not in set(Nation):
        raise CaseError(f"“{said.strip()}” is none of the four nations: {', '.join(nation.value for nation in Nation)}.", field="nation")
    return Nation(key)


def check_ward(kind: ElectionKind, ward: str | None) -> None:
    """Hold the ward against the kind: a by-election binds its ward, a parish poll may bind a part, all others bind everybody."""
    if kind is ElectionKind.BY_ELECTION and ward is None:
        raise CaseError("A by-election binds its own ward. Say which ward or division it is in.", field="ward")
    if kind not in _IN_A_WARD and ward is not None:
        raise CaseError(
            f"A {KINDS[kind]} binds the whole area, not one ward. Leave the ward out, or enter it as a by-election in {ward}.", field="ward"
        )


def check_polling_day(day: date, today: date, nation: Nation, sure: Sure) -> None:
    """Refuse a polling day in the past, and ask about one that no poll is usually held on."""
    if day < today and not sure.past:
        raise PastError(
            f"{shown(day)} is in the past. Check the year; if the poll is only to be on record, say that it is past.", field="polling_day"
        )
    try:
        odd = weekend(day) or bank_holiday(day, nation)
    except OutOfRangeError as error:
        raise CaseError(f"Polling day can't be {shown(day)}: {error}", field="polling_day") from None
    if sure.unusual:
        return
    if odd:
        on = "" if weekend(day) else f" ({odd})"
        raise UnusualError(f"A poll on {shown(day)}{on} is unusual. Check the date; if it is right, confirm it.", field="polling_day")
    if day > today + _FAR_AHEAD:
        raise UnusualError(f"{shown(day)} is more than six years ahead. Check the year; if it is right, confirm it.", field="polling_day")


def check_notice(notice: date, polling_day: date, today: date, sure: Sure) -> None:
    """Refuse a notice that can't have been published yet or came after the poll. One later than our latest day is a fact, and no fault."""
    if notice >= polling_day:
        raise CaseError(
            f"A notice on {shown(notice)} would not be before polling day, {shown(polling_day)}. Check both dates.", field="notice"
        )
    if notice > today:
        raise CaseError(
            f"{shown(notice)} is still to come, so no notice can have been published then. Enter it on the day; a start that is planned can be set as the officer's.",
            field="notice",
        )
    _early(notice, polling_day, sure, "notice")


def check_start(start: date, polling_day: date, sure: Sure) -> None:
    """Refuse a start that is not before the poll."""
    if start >= polling_day:
        raise CaseError(f"A start on {shown(start)} is not before polling day, {shown(polling_day)}. Check both dates.", field="start")
    _early(start, polling_day, sure, "start")


def check_end(end: datetime, polling_day: date) -> None:
    """Refuse an end before polling day, or months after it; `end` in the council's timezone."""
    if end.date() < polling_day:
        raise CaseError(
            f"The period can't end on {shown(end.date())}, before polling day, {shown(polling_day)}. If there is no poll, cancel it; if the day is wrong, move it.",
            field="end",
        )
    if end.date() > polling_day + _LATEST_END:
        raise CaseError(
            f"{shown(end.date())} is more than {_LATEST_END.days} days after the poll of {shown(polling_day)}. Check the date.", field="end"
        )


def _early(day: date, polling_day: date, sure: Sure, field: str) -> None:
    if polling_day - day > _EARLIEST and not sure.unusual:
        raise UnusualError(
            f"{shown(day)} is {(polling_day - day).days} days before the poll of {shown(polling_day)}, which is unusually early. Check the year; if it is right, confirm it.",
            field=field,
        )
