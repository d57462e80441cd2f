"""Somebody is away and somebody stands in: one way to write it down, from the directory or from a case. Checked as an import is; their open enquiries say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.casework.desk import audit
from bot.casework.directory import AT_THIS_MACHINE
from bot.casework.enquiry_kinds import EventKind
from bot.casework.enquiry_record import cases_of
from bot.casework.errors import CaseError
from bot.casework.people import directory
from bot.casework.people_import import take_one_in
from bot.store.cases import EnquiryRow
from intents.dates import shown

if TYPE_CHECKING:
    from datetime import date

    from bot.casework.desk import Desk
    from bot.casework.person import Person
    from bot.store.database import AsyncSession


async def note_absence(
    session: AsyncSession, desk: Desk, actor: Person, person: Person, days: tuple[date, date | None], cover: str | None
) -> tuple[Person, Person | None]:
    """Note that somebody is away, in the caller's unit of work, and write it into the history of each open enquiry that they handle.

    Args:
        session: the unit of work.
        desk: what casework works with.
        actor: who says so, and has been found to be allowed to.
        person: who is away.
        days: the first day of absence and the last; nothing for one that is not known yet.
        cover: the key of whoever stands in; without it whoever did so far, else the line manager.

    Returns:
        The person as they are noted now, and who is there instead on the first day that is today or to come; nobody where there is none.

    Raises:
        CaseError: the stand-in can't be that person (unknown, gone, of the other party, or it goes round in a ring), or the person is away now and would
            be back sooner than is noted.

    """
    if person.key in AT_THIS_MACHINE:
        raise CaseError(
            f"{person.name} is whoever sits there, so they are never away. Hand over what they have in hand instead; nothing was changed.",
            field="key",
        )
    first, last = days
    _must_go_on(person, first, last, desk.today(person.council))
    cells = {"key": person.key, "absent_from": first.isoformat(), "absent_until": last.isoformat() if last else ""}
    await take_one_in(session, desk, actor, cells if cover is None else cells | {"cover": cover})
    people = await directory(session, person.council)
    away = people.by_id(person.id) or person
    there = people.stand_in(away, max(first, desk.today(person.council)))
    named = people.by_id(away.cover_id) or there
    if named is not None:
        audit(session, desk, actor, "covered", (person.council, "person", person.id), cover=named.id)
        fields = {"by": named.name, "first": first.isoformat()} | ({"last": last.isoformat()} if last else {})
        await _write_down(session, desk, actor, away, fields)
    return away, there


def _must_go_on(person: Person, first: date, last: date | None, today: date) -> None:
    """Refuse days that would end an absence that runs: only one is kept, and whoever stands in would stand there without a right."""
    if not person.absent_on(today):
        return
    until = person.absent_until
    if first > today or (last is not None and (until is None or last < until)):
        runs = f"until {shown(until)}" if until else "until further notice"
        raise CaseError(
            f"{person.name} is noted as away {runs}, and these days would end that sooner. Note that they are back first; nothing was changed.",
            field="last",
        )


async def _write_down(session: AsyncSession, desk: Desk, actor: Person, away: Person, fields: dict[str, str]) -> None:
    """Write into each open enquiry that its officer is away; one that says just that already is left as it is."""
    rows = await session.scalars(
        select(EnquiryRow).where(EnquiryRow.officer_id == away.id, EnquiryRow.state == "open").order_by(EnquiryRow.id).with_for_update()
    )
    for case in await cases_of(desk, session, actor, rows.all(), away):
        last = next((event for event in reversed(case.events) if event.kind in {EventKind.COVERED, EventKind.REASSIGNED}), None)
        if last is None or last.kind is not EventKind.COVERED or last.fields != fields:
            case.record(EventKind.COVERED, fields=fields)
        case.settle()
