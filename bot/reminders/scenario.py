"""A calendar of cases in a file, to be simulated. `example.yml` shows the form."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bot.calendar.elections import timetable
from bot.casework.enquiry_rules import rule_of
from bot.casework.errors import CaseError
from bot.casework.person import Person
from bot.reminders.circle import Circle
from bot.reminders.election_policy import ElectionFacts
from bot.reminders.enquiry_policy import Deed, EnquiryFacts
from bot.reminders.policy import PersonalFacts
from bot.reminders.simulation import Course
from protocol_data.basics import Reader
from protocol_data.elections_law import ElectionKind
from protocol_data.yaml_source import PackError, line_of, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.calendar.working_days import WorkingCalendar
    from protocol_data.pack import Pack

EXAMPLE = Path(__file__).parent / "example.yml"


def _day(given: object) -> object:
    text = str(given).strip()
    if isinstance(given, int) and not isinstance(given, bool):
        return timedelta(days=given)  # YAML reads +3 as a number
    if text.startswith("+") and text[1:].isdecimal():
        return timedelta(days=int(text))
    return date.fromisoformat(text)


_Day = Annotated[date | timedelta, BeforeValidator(_day)]
"""A date, or so many days after the first one simulated."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Somebody(_Strict):
    key: str
    name: str
    role: Reader
    roles: list[str] = []
    ward: str | None = None
    manager: str | None = None
    chief_officer: str | None = None
    cover: str | None = None
    absent_from: _Day | None = None
    absent_until: _Day | None = None


class _Enquiry(_Strict):
    kind: Literal["enquiry"]
    text: str
    received: _Day
    due: _Day | None = None
    """Left out: counted by the council's rule, where it sets a number."""
    officer: str | None = None
    asked_by: str | None = None
    answered: _Day | None = None


class _Election(_Strict):
    kind: Literal["election"]
    text: str
    election: ElectionKind
    polling_day: _Day
    notice: _Day | None = None
    """The day on which the notice is published; left out: it is not known."""
    ward: str | None = None


class _Personal(_Strict):
    kind: Literal["personal"]
    text: str
    person: str
    day: _Day


class _Scenario(_Strict):
    people: Annotated[list[_Somebody], Field(min_length=1)]
    cases: Annotated[list[Annotated[_Enquiry | _Election | _Personal, Field(discriminator="kind")]], Field(min_length=1)]


def read_scenario(path: Path, pack: Pack, calendar: WorkingCalendar, start: date, local_target: int | None) -> tuple[list[Course], Circle]:
    """Read a calendar of cases.

    Args:
        path: the file.
        pack: the council that the cases are of.
        calendar: its working days.
        start: the first day simulated, which +N is counted from.
        local_target: working days for an answer where the protocol sets no number.

    Returns:
        The cases with their course, and the people round them.

    Raises:
        PackError: the file is missing or broken; the text says where.
        CaseError: it names somebody who is not among its people, or a date that can't be counted.

    """
    given = read_yaml(path)
    try:
        scenario = _Scenario.model_validate(given)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        raise PackError(path, fault["msg"], line=line_of(path, fault["loc"]), field=".".join(map(str, fault["loc"]))) from None
    made = _Maker(path, scenario, pack, calendar, (start, local_target))
    try:
        return list(made.courses()), made.circle
    except ValueError as error:
        raise CaseError(f"{path}: {error}") from None


class _Maker:
    """Makes plain cases of what a file says."""

    def __init__(self, path: Path, scenario: _Scenario, pack: Pack, calendar: WorkingCalendar, counted: tuple[date, int | None]) -> None:
        self._path, self._scenario, self._pack, self._calendar = path, scenario, pack, calendar
        self._start, self._local_target = counted
        self._ids = {somebody.key: number for number, somebody in enumerate(scenario.people, 1)}
        self.circle = Circle({person.id: person for person in map(self._person, scenario.people)})

    def courses(self) -> Iterator[Course]:
        for number, case in enumerate(self._scenario.cases, 1):
            match case:
                case _Enquiry():
                    yield self._enquiry(number, case)
                case _Election():
                    yield self._election(number, case)
                case _Personal():
                    person = self._id(case.person)
                    on = self._on(case.day)
                    yield Course(PersonalFacts(number, self._council, person or 0, case.text, on, "open"), self._start)

    @property
    def _council(self) -> str:
        return self._pack.council.key

    def _enquiry(self, number: int, case: _Enquiry) -> Course:
        received, target = self._on(case.received), rule_of(self._pack, self._local_target).target
        counted = self._calendar.due(received, target) if target else None
        facts = EnquiryFacts(
            id=number,
            council=self._council,
            subject=case.text,
            state="open",
            received=received,
            due=self._on(case.due) if case.due is not None else counted,
            officer_id=self._id(case.officer),
            assigned=Deed("received", received),
            asked_by_id=self._id(case.asked_by),
        )
        return Course(facts, received, self._on(case.answered) if case.answered is not None else None)

    def _election(self, number: int, case: _Election) -> Course:
        polling_day = self._on(case.polling_day)
        table = timetable(polling_day, case.election, self._pack.council.nation)
        facts = ElectionFacts(
            id=number,
            council=self._council,
            name=case.text,
            kind=case.election.value,
            polling_day=polling_day,
            ward=case.ward,
            latest_notice=table.notice_by,
            start=self._on(case.notice) if case.notice is not None else None,
            end=table.period_ends,
            made_on=self._start,
        )
        return Course(facts, self._start)

    def _person(self, somebody: _Somebody) -> Person:
        return Person(
            id=self._ids[somebody.key],
            council=self._council,
            key=somebody.key,
            name=somebody.name,
            reader=somebody.role,
            roles=frozenset(somebody.roles),
            ward=somebody.ward,
            manager_id=self._id(somebody.manager),
            chief_officer_id=self._id(somebody.chief_officer),
            cover_id=self._id(somebody.cover),
            absent_from=self._on(somebody.absent_from) if somebody.absent_from is not None else None,
            absent_until=self._on(somebody.absent_until) if somebody.absent_until is not None else None,
        )

    def _id(self, key: str | None) -> int | None:
        if key is not None and key not in self._ids:
            raise CaseError(f"{self._path} names “{key}”, who is not among its people. Known: {', '.join(self._ids)}.")
        return self._ids[key] if key is not None else None

    def _on(self, day: date | timedelta) -> date:
        return self._start + day if isinstance(day, timedelta) else day
