"""A confidential record as a value, and how it is read from and written to its row. Who may do what with it is in `complaint_records`, and how one is made in `complaint_making`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from bot.casework.access import Concerned, Right, may
from bot.casework.complaint_handling import Handling, Parties, RecordStep
from bot.casework.desk import audit
from bot.casework.errors import CaseError, RefusedError
from bot.casework.refs import number_of
from bot.store.cases import ComplaintRow
from intents.dates import shown

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.casework.desk import Desk
    from bot.casework.directory import Directory
    from bot.casework.person import Person
    from bot.casework.routes import Route
    from bot.store.database import AsyncSession
    from protocol_data.procedures import About


@dataclass(frozen=True, slots=True)
class NewComplaint:
    """What a record is made of."""

    about: About
    route: Route
    letter: str | None = None
    about_person: int | None = None
    """The id of the person complained about, where the directory has them: kept so that they never see or handle it."""
    handler: int | None = None
    """The id of the handler whom the complainant chose; without it the route's office-holder is looked up."""
    remind_on: date | None = None
    """The day on which the handler is reminded."""
    origin: str | None = None
    """The platform's id of the message: a retry finds the record instead of making another."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record as those three see it."""

    id: int
    council: str
    complainant: Person
    handler: Person | None
    about: str
    procedure: str | None
    step: int
    steps: tuple[RecordStep, ...]
    letter: str | None
    state: str
    """`open`, `settled`, `withdrawn`."""
    remind_on: date | None
    made_at: datetime

    @property
    def ref(self) -> str:
        """CMP-12."""
        return ref_of(self.id)

    @property
    def now_at(self) -> RecordStep | None:
        """The step that it stands at; nothing for a matter that the protocol has no route for."""
        return next((step for step in self.steps if step.n == self.step), None)


@dataclass(frozen=True, slots=True)
class Kept:
    """A record after a change, and who handles it now and why."""

    record: Record
    handling: Handling
    was_there: bool = False
    """It had been kept before, for the same message: nothing was made."""


@dataclass(frozen=True, slots=True)
class Status:
    """The records that a person may see, the newest first; each in one list only. Their letters are not in it: `get` gives one."""

    own: tuple[Record, ...]
    handled: tuple[Record, ...]
    overseen: tuple[Record, ...]
    """For the monitoring officer: the others of the council."""


def ref_of(number: int) -> str:
    """Write a number as people see it."""
    return f"CMP-{number}"


def record_of(row: ComplaintRow, people: Directory, *, letter: bool = True) -> Record:
    """Make a record of its row; the person complained about is not in it, and the letter only where it is wanted (and was read)."""
    complainant = people.by_id(row.complainant_id)
    if complainant is None:  # the database's own rule keeps people that a record names
        raise LookupError(f"complaint {row.id} names a person of another council")
    return Record(
        row.id,
        row.council,
        complainant,
        people.by_id(row.handler_id),
        row.about,
        row.procedure,
        row.step,
        tuple(step_of(step) for step in row.steps),
        row.letter if letter else None,
        row.state,
        row.remind_on,
        row.made_at,
    )


def step_of(kept: dict[str, Any]) -> RecordStep:
    """Read a step as it was kept."""
    return RecordStep(**(kept | {"roles": tuple(kept["roles"])}))


def steps_of(route: Route) -> tuple[RecordStep, ...]:
    """Give a route's steps as they are kept."""
    return tuple(RecordStep(step.n, step.who, step.roles, step.how, step.clause, step.when) for step in route.steps)


def parties_of(row: ComplaintRow, people: Directory) -> Parties:
    """Give who complains of whom."""
    return Parties(record_of(row, people).complainant, people.by_id(row.about_id))


def concerned(row: ComplaintRow) -> Concerned:
    """Give whom a record concerns, for the decision who may see it."""
    return Concerned(row.council, complainant=row.complainant_id, handler=row.handler_id, complained_about=row.about_id)


async def read_row(session: AsyncSession, desk: Desk, actor: Person, ref: str, right: Right) -> ComplaintRow:
    """Read the row of a record that the actor has a right to; in a unit of work that writes, nobody else changes it meanwhile.

    Raises:
        RefusedError: there is none of that number with which the actor may do this; whether there is one is not told.

    """
    number = number_of("CMP", ref)
    wanted = select(ComplaintRow).where(ComplaintRow.id == number)
    row = await session.scalar(wanted if right is Right.SEE_COMPLAINT else wanted.with_for_update()) if number is not None else None
    if row is None or not may(actor, right, concerned(row)):
        raise refused(desk, actor)
    return row


def refused(desk: Desk, actor: Person) -> RefusedError:
    """Make the one answer to whoever asks for a record that is not there or not theirs: the same words for both."""
    ask = desk.library.council(actor.council).monitoring_officer
    return RefusedError(
        f"There is no record of that number with which you may do this. Check the number; with a question about it, ask the {ask}."
    )


def check_reminder(desk: Desk, council: str, on: date | None) -> None:
    """Refuse a day for a reminder that is not to come; `CaseError` says so."""
    if on is not None and on <= desk.today(council):
        raise CaseError(f"A reminder is for a day to come; {shown(on)} is not. Give a later day.", field="remind_on")


def noted(session: AsyncSession, desk: Desk, actor: Person, what: str, row: ComplaintRow) -> None:
    """Note that something was done, and nothing of what it is about."""
    audit(session, desk, actor, what, (row.council, "complaint", row.id))
