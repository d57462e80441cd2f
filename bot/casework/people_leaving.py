"""Absence, and leaving: what a person had in hand goes on, and it is said to whom. Nothing is lost with somebody who goes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from bot.casework.absences import note_absence
from bot.casework.access import Concerned, Right, may
from bot.casework.appointing import allow
from bot.casework.complaint_handover import hand_over as hand_over_records
from bot.casework.desk import audit
from bot.casework.directory import AT_THIS_MACHINE
from bot.casework.enquiry_changes import hand_over
from bot.casework.enquiry_kinds import EventKind
from bot.casework.enquiry_record import cases_of
from bot.casework.errors import CaseError, RefusedError
from bot.casework.people import directory, may_keep, needed
from bot.casework.people_columns import OFFICERS_ONLY
from bot.casework.people_import import take_one
from bot.store.cases import EnquiryRow, ReportRow
from bot.store.conversations import ConversationRow
from bot.store.locks import hold_calendars
from bot.store.people import PersonRow
from intents.dates import shown
from protocol_data.basics import Reader

if TYPE_CHECKING:
    from datetime import date

    from bot.casework.desk import Desk
    from bot.casework.directory import Directory
    from bot.casework.person import Person
    from bot.store.database import AsyncSession

_LEFT = "The officer has left"


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody who is away, and who is there instead on the first day that is still to come or today."""

    person: Person
    stand_in: Person | None
    """Nobody: their cases would wait. Say so."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A case that went to somebody else."""

    ref: str
    to: Person | None
    """Nothing: it is listed as unassigned."""


@dataclass(frozen=True, slots=True)
class Left:
    """What becomes of what somebody had in hand. Confidential records are not in it: they go to the monitoring officer, whether there are any or not."""

    person: Person
    moved: tuple[Moved, ...]
    """Open enquiries and reports that were theirs to handle."""
    asked: int
    """Open enquiries that they asked themselves; they stay open."""
    managed: tuple[Person, ...]
    """Those whose line manager or chief officer they were: name another."""
    covered: tuple[Person, ...]
    """Those for whom they were to stand in: name another."""
    sole_roles: tuple[str, ...]
    """Roles that open other people's cases and that nobody holds any more."""


async def absent(desk: Desk, actor: Person, key: str, first: date, last: date | None = None, cover: str | None = None) -> Absence:
    """Note that somebody is away; their open enquiries say so in their history.

    Args:
        desk: what casework works with.
        actor: the person themselves, their manager, or whoever keeps the directory.
        key: who is away.
        first: the first day of absence.
        last: the last day; not known yet without it.
        cover: the key of whoever stands in; without it whoever did so far, else the line manager.

    Raises:
        RefusedError: the actor may not say so.
        CaseError: nobody has a key, the days are not in order or over, or the stand-in can't be that person. Nothing was changed.

    """
    today = desk.today(actor.council)
    if last is not None and last < first:
        raise CaseError(
            f"The absence would end on {shown(last)}, before it begins on {shown(first)}. Put the days in order.", field="until"
        )
    if last is not None and last < today:
        raise CaseError(f"The absence was over on {shown(last)}. Give days that are still to come.", field="until")
    async with desk.store.write() as session:
        await hold_calendars(session)
        person = await needed(session, actor.council, key)
        check_may_note_absence(desk, actor, person)
        return Absence(*await note_absence(session, desk, actor, person, (first, last), cover))


async def back(desk: Desk, actor: Person, key: str) -> Person:
    """Note that somebody is back: the absence and its cover end. Raises as `absent`; `CaseError` too for somebody who left or was not away."""
    async with desk.store.read() as session:
        person = await needed(session, actor.council, key)
    check_may_note_absence(desk, actor, person)
    if not person.active:
        raise CaseError(f"{person.name} is noted as having left. Have them brought back into the directory first.", field="key")
    if person.absent_from is None:
        raise CaseError(f"{person.name} is not noted as away; nothing was changed.", field="key")
    await take_one(desk, actor, {"key": person.key, "absent_from": "", "absent_until": "", "cover": ""})
    async with desk.store.read() as session:
        return await needed(session, actor.council, key)


async def leave(desk: Desk, actor: Person, key: str) -> Left:
    """Note that somebody has left: they may do and see nothing more, and what they had in hand goes to the nearest manager who is still there.

    Args:
        desk: what casework works with.
        actor: whoever keeps the directory.
        key: who left.

    Returns:
        What went to whom, and what is to be settled by hand.

    Raises:
        RefusedError: the actor may not keep the directory, or the leaver is a monitoring officer and the actor is none.
        CaseError: nobody has the key, they left already, or the key stands for this machine.

    """
    async with desk.store.write() as session:
        await hold_calendars(session)
        row, person = await _kept(session, actor, key)
        if not person.active:
            raise CaseError(f"{person.name} is noted as having left already; nothing was changed.", field="key")
        if person.key in AT_THIS_MACHINE:
            raise CaseError(f"“{person.key}” stands for whoever sits at this machine and can't leave.", field="key")
        allow(actor, await directory(session, actor.council), person, "notes that they have left, and names another first")
        row.active, row.changed_at = False, desk.now()
        await session.flush()
        people = await directory(session, actor.council)
        heir = people.successor(person)
        moved = [*await _enquiries(session, desk, actor, person, heir), *await _reports(session, desk, actor, person, heir)]
        await hand_over_records(session, desk, people, person)
        await session.execute(delete(ConversationRow).where(ConversationRow.person_id == person.id))  # nobody answers what is open in them
        asked = await session.scalars(select(EnquiryRow.id).where(EnquiryRow.asked_by_id == person.id, EnquiryRow.state == "open"))
        audit(session, desk, actor, "left", (actor.council, "person", person.id))
        return Left(
            replace(person, active=False),
            tuple(moved),
            len(list(asked)),
            people.managed_by(person),
            tuple(other for other in people.active if other.cover_id == person.id),
            _sole_roles(people, person),
        )


async def rejoin(desk: Desk, actor: Person, key: str) -> Person:
    """Bring back somebody who left; what went to others stays there. Raises as `leave`; `CaseError` too for somebody who has not left."""
    async with desk.store.write() as session:
        row, person = await _kept(session, actor, key)
        if person.active:
            raise CaseError(f"{person.name} has not left; nothing was changed.", field="key")
        allow(actor, await directory(session, actor.council), person, "brings them back")
        row.active, row.changed_at = True, desk.now()
        audit(session, desk, actor, "rejoined", (actor.council, "person", person.id))
        return replace(person, active=True)


async def _kept(session: AsyncSession, actor: Person, key: str) -> tuple[PersonRow, Person]:
    may_keep(actor)
    person = await needed(session, actor.council, key)
    return await session.get_one(PersonRow, person.id, with_for_update={"key_share": True}), person  # as `hold` does


def check_may_note_absence(desk: Desk, actor: Person, person: Person) -> None:
    """Refuse whoever may not note that a person is away."""
    if not may(actor, Right.NOTE_ABSENCE, Concerned(actor.council, officer=person, today=desk.today(actor.council))):
        raise RefusedError("Only people themselves, their managers and Democratic Services note an absence. Ask one of them.")


async def _enquiries(session: AsyncSession, desk: Desk, actor: Person, leaver: Person, heir: Person | None) -> list[Moved]:
    """Hand over the enquiries that wait for something; those that are answered or closed keep the name of who answered."""
    waiting = select(EnquiryRow).where(EnquiryRow.officer_id == leaver.id, EnquiryRow.state.in_(["open", "complaint"]))
    moved = []
    rows = (await session.scalars(waiting.order_by(EnquiryRow.id).with_for_update())).all()
    for case in await cases_of(desk, session, actor, rows, leaver):
        if heir is not None:
            hand_over(case, heir, _LEFT)
        else:
            case.row.officer_id, case.row.officer_name, case.officer = None, None, None
            case.record(EventKind.REASSIGNED, _LEFT, fields={"before": leaver.name})
        case.settle()
        moved.append(Moved(case.ref, heir))
    return moved


async def _reports(session: AsyncSession, desk: Desk, actor: Person, leaver: Person, heir: Person | None) -> list[Moved]:
    """Hand over the reports that are open; without a manager they keep the leaver's name and are told as nobody's."""
    rows = await session.scalars(select(ReportRow).where(ReportRow.officer_id == leaver.id, ReportRow.state == "open").with_for_update())
    moved = []
    for row in rows:
        if heir is not None:
            row.officer_id, row.next_look = heir.id, desk.today(row.council)
            audit(session, desk, actor, "reassigned", (row.council, "report", row.id))
        moved.append(Moved(f"REP-{row.id}", heir))
    return moved


def _sole_roles(people: Directory, leaver: Person) -> tuple[str, ...]:
    held = sorted(OFFICERS_ONLY & leaver.roles) if leaver.reader is Reader.OFFICER else []
    return tuple(role for role in held if not people.holders(role))
