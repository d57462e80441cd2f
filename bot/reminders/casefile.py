"""Cases read from the register as the policy wants them, and the rows that have come to their next look."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import CursorResult, case, select, update

from bot.casework.enquiry_kinds import NOT_MINE
from bot.reminders import circle as circles
from bot.reminders.election_policy import ElectionFacts
from bot.reminders.enquiry_policy import Deed, EnquiryFacts
from bot.reminders.nudge import CaseKind
from bot.reminders.policy import Case, ComplaintFacts, PersonalFacts, ReportFacts
from bot.store.calendars import ElectionRow
from bot.store.cases import ComplaintRow, EnquiryEventRow, EnquiryRow, PersonalRow, ReportRow
from bot.store.nudges import SnoozeRow
from bot.store.people import PersonRow

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from sqlalchemy import Select
    from sqlalchemy.orm import InstrumentedAttribute

    from bot.reminders.circle import Circle
    from bot.store.database import AsyncSession

CaseRow = EnquiryRow | ComplaintRow | ElectionRow | ReportRow | PersonalRow
TABLES: dict[CaseKind, type[CaseRow]] = {
    CaseKind.ENQUIRY: EnquiryRow,
    CaseKind.COMPLAINT: ComplaintRow,
    CaseKind.ELECTION: ElectionRow,
    CaseKind.REPORT: ReportRow,
    CaseKind.PERSONAL: PersonalRow,
}
COUNCIL: dict[CaseKind, InstrumentedAttribute[str]] = {
    CaseKind.ENQUIRY: EnquiryRow.council,
    CaseKind.COMPLAINT: ComplaintRow.council,
    CaseKind.ELECTION: ElectionRow.council,
    CaseKind.REPORT: ReportRow.council,
    CaseKind.PERSONAL: PersonRow.council,
}
"""A personal reminder is of its person's council."""
_SETS_DUE = {"holding_reply", "extended", "moved", "reopened"}
_ASSIGNS = {"received", "reassigned", "reopened"}


async def due_rows(session: AsyncSession, kind: CaseKind, council: str, today: date, most: int) -> list[CaseRow]:
    """Give rows of one council that have come to their next look, locked where the database can: a sweep beside this one passes them over.

    Args:
        session: the unit of work that plans.
        kind: which cases.
        council: whose; a personal reminder is of its person's council.
        today: the day it is there.
        most: how many at once.

    """
    table = TABLES[kind]
    rows = _with_council(select(table), kind).where(table.next_look <= today, COUNCIL[kind] == council)
    rows = rows.order_by(table.next_look).limit(most)
    return list(await session.scalars(rows.with_for_update(of=table, skip_locked=True)))


async def councils_due(session: AsyncSession, kind: CaseKind, latest: date) -> list[str]:
    """Name the councils with rows to look at up to a day.

    The rows that are due are read as they are: asked for distinct councils, SQLite goes through the index of councils, that is through every case there is.
    """
    named = _with_council(select(COUNCIL[kind]).select_from(TABLES[kind]), kind).where(TABLES[kind].next_look <= latest)
    return sorted(set(await session.scalars(named)))


def _with_council(rows: Select[Any], kind: CaseKind) -> Select[Any]:
    return rows.join(PersonRow, PersonRow.id == PersonalRow.person_id) if kind is CaseKind.PERSONAL else rows


async def set_next_looks(session: AsyncSession, kind: CaseKind, looks: Mapping[int, date | None]) -> int:
    """Write when cases are to be looked at next: one statement for many."""
    if not looks:
        return 0
    table = TABLES[kind]
    changed = update(table).where(table.id.in_(looks)).values(next_look=case(looks, value=table.id))
    if len(set(looks.values())) == 1:
        changed = update(table).where(table.id.in_(looks)).values(next_look=next(iter(looks.values())))
    result = await session.execute(changed.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", result).rowcount


async def read_cases(session: AsyncSession, kind: CaseKind, ids: Collection[int], zone: ZoneInfo, council: str) -> list[Case]:
    """Read cases by number, each with what was put off; a number that is none is left out."""
    rows: list[CaseRow] = list(await session.scalars(select(TABLES[kind]).where(TABLES[kind].id.in_(ids))))
    return await facts_of(session, kind, rows, zone, council)


async def facts_of(session: AsyncSession, kind: CaseKind, rows: Sequence[CaseRow], zone: ZoneInfo, council: str) -> list[Case]:
    """Make cases of rows.

    Args:
        session: a session that reads.
        kind: which cases.
        rows: theirs.
        zone: the council's timezone: an event happened on a day there.
        council: the council of a personal reminder.

    """
    ids = [row.id for row in rows]
    put_off: dict[int, dict[int, date]] = {}
    for snooze in await session.scalars(select(SnoozeRow).where(SnoozeRow.case_kind == kind.value, SnoozeRow.case_id.in_(ids))):
        put_off.setdefault(snooze.case_id, {})[snooze.person_id] = snooze.until
    events: dict[int, list[EnquiryEventRow]] = {}
    if kind is CaseKind.ENQUIRY:
        found = select(EnquiryEventRow).where(EnquiryEventRow.enquiry_id.in_(ids)).order_by(EnquiryEventRow.id)
        for event in await session.scalars(found):
            events.setdefault(event.enquiry_id, []).append(event)
    return [_case(row, put_off.get(row.id, {}), events.get(row.id, []), zone, council) for row in rows]


def _case(row: CaseRow, snoozes: Mapping[int, date], events: Sequence[EnquiryEventRow], zone: ZoneInfo, council: str) -> Case:
    match row:
        case EnquiryRow():
            return _enquiry(row, snoozes, events, zone)
        case ElectionRow():
            return ElectionFacts(
                id=row.id,
                council=row.council,
                name=row.name,
                kind=row.kind,
                polling_day=row.polling_day,
                ward=row.ward,
                latest_notice=row.latest_notice,
                start=row.officer_start or row.published_notice,
                end=_day(row.officer_end, zone) if row.officer_end else row.polling_day,
                made_on=_day(row.made_at, zone),
                cancelled=row.state == "cancelled",
                snoozes=snoozes,
            )
        case ReportRow():
            made = _day(row.made_at, zone)
            return ReportFacts(row.id, row.council, row.title, row.meeting, row.due, row.clause, row.officer_id, row.state, made, snoozes)
        case ComplaintRow():
            return ComplaintFacts(row.id, row.council, row.handler_id, row.complainant_id, row.about_id, row.remind_on, row.state, snoozes)
        case PersonalRow():
            return PersonalFacts(row.id, council, row.person_id, row.text, row.on, row.state, snoozes)


def _enquiry(row: EnquiryRow, snoozes: Mapping[int, date], events: Sequence[EnquiryEventRow], zone: ZoneInfo) -> EnquiryFacts:
    counts: Counter[str] = Counter()
    due_set = answered = refused = None
    assigned = Deed("received", _day(row.logged_at, zone), row.logged_by_id)
    assignments = 0
    for event in events:
        counts[event.kind] += 1
        deed = Deed(event.kind, _day(event.at, zone), event.actor_id, counts[event.kind])
        if event.kind in _ASSIGNS:
            assignments += 1
            assigned, refused = Deed(event.kind, deed.day, deed.actor_id, assignments), None
        if event.kind in _SETS_DUE:
            due_set = replace(deed, why=event.reason) if event.kind == "moved" else deed
        elif event.kind == "answered":
            answered = deed
        elif event.details.get("fields", {}).get(NOT_MINE):
            refused = deed
    return EnquiryFacts(
        id=row.id,
        council=row.council,
        subject=row.subject,
        state=row.state,
        received=row.received,
        due=row.due,
        officer_id=row.officer_id,
        officer_name=row.officer_name,
        assigned=assigned,
        asked_by_id=row.asked_by_id,
        logged_by_id=row.logged_by_id,
        due_set=due_set,
        answered=answered,
        refused=refused,
        snoozes=snoozes,
    )


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


async def circle_of(session: AsyncSession, council: str, kind: CaseKind, cases: Sequence[Case], only: int | None = None) -> Circle:
    """Read the people round cases of one council.

    Args:
        session: a session that reads.
        council: which council.
        kind: which cases: an election concerns everybody.
        cases: the cases.
        only: the one person who is asked about, where it is one: then an election needs no more than them and the holders of roles.

    """
    if kind is CaseKind.ELECTION and only is None:
        return await circles.load_everybody(session, council)
    ids: set[int | None] = {only}
    for one in cases:
        match one:
            case EnquiryFacts():
                ids |= {one.officer_id, one.asked_by_id, one.logged_by_id}
            case ReportFacts():
                ids.add(one.officer_id)
            case ComplaintFacts():
                ids |= {one.handler_id, one.complainant_id}
            case PersonalFacts():
                ids.add(one.person_id)
            case ElectionFacts():
                pass
        ids |= set(one.snoozes)
    return await circles.load(session, council, ids)
