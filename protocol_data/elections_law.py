"""The typed model of `law/elections.yml`: the election timetables of each kind and nation, each with its legal source."""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, TypeAdapter, model_validator

from protocol_data.basics import Key, Nation, Sentence, Strict
from protocol_data.library import load

_FILE = Path(__file__).parent / "law" / "elections.yml"
_Days = Annotated[int, Field(gt=0, le=100)]


class ElectionKind(StrEnum):
    """The kinds of election that have a timetable of their own."""

    PRINCIPAL = "principal"
    BY_ELECTION = "by_election"
    """A by-election to a principal council."""
    PARISH = "parish"
    MAYORAL = "mayoral"
    PCC = "pcc"
    LONDON = "london"
    UK_PARLIAMENT = "uk_parliament"
    """A general election to the House of Commons."""


class FixedDay(Strict):
    """A day of every year that is not counted, whether or not it is a bank holiday."""

    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]
    name: Sentence


class Disregarded(Strict):
    """The days that are not counted."""

    says: Sentence
    bank_holidays: Annotated[list[Nation], Field(min_length=1)]
    """The nations whose bank holidays are not counted; Good Friday is among them in each."""
    also: list[FixedDay]
    easter_monday: bool = False
    """Whether Easter Monday is not counted where it is no bank holiday."""


class RungRule(Strict):
    """A date on the way to the poll, counted back from polling day."""

    key: Key
    what: Sentence
    working_days: _Days
    at: time | None = None
    calendar: Key | None = None
    """The calendar it is counted on, where that is another than the notice's."""


class TimetableRule(Strict):
    """The timetable of some kinds of election in some nations."""

    kinds: Annotated[list[ElectionKind], Field(min_length=1)]
    nations: Annotated[list[Nation], Field(min_length=1)]
    polls_from: date
    polls_until: date | None = None
    calendar: Key
    notice_latest: _Days
    notice_earliest: _Days | None = None
    ladder: Key
    rule: Sentence
    source: Sentence
    notes: Annotated[list[Sentence], Field(default_factory=list)]


class NoTimetable(Strict):
    """A kind of election that a nation has not, or that is not counted back from polling day."""

    kind: ElectionKind
    nations: Annotated[list[Nation], Field(min_length=1)]
    because: Sentence


class ElectionsLaw(Strict):
    """`law/elections.yml`."""

    checked: date
    close_of_poll: time
    calendars: dict[Key, Disregarded]
    ladders: dict[Key, list[RungRule]]
    timetables: Annotated[list[TimetableRule], Field(min_length=1)]
    none: list[NoTimetable]

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        for rung in (rung for ladder in self.ladders.values() for rung in ladder):
            if rung.calendar is not None and rung.calendar not in self.calendars:
                raise ValueError(f"there is no calendar {rung.calendar}")
        for rule in self.timetables:
            if rule.calendar not in self.calendars:
                raise ValueError(f"there is no calendar {rule.calendar}")
            if rule.ladder not in self.ladders:
                raise ValueError(f"there is no ladder {rule.ladder}")
            if rule.notice_earliest is not None and rule.notice_earliest < rule.notice_latest:
                raise ValueError("the earliest notice is more days before the poll than the latest")
        return self


_LAW = TypeAdapter(ElectionsLaw)


@lru_cache(maxsize=1)
def elections_law() -> ElectionsLaw:
    """Give the timetables, read once; `PackError` where the file is broken."""
    return load(_FILE, _LAW)
