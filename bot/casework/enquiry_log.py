"""Logging an enquiry. Told twice by the same message, it is one case."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.casework.access import Concerned, Right, may
from bot.casework.enquiry_changes import make_significant
from bot.casework.enquiry_dates import plain_dates, received_day
from bot.casework.enquiry_kinds import EventKind
from bot.casework.enquiry_people import Named, named
from bot.casework.enquiry_record import Case, concerned
from bot.casework.errors import CaseError, RefusedError
from bot.casework.people import by_id
from bot.casework.texts import line, optional
from bot.store.cases import EnquiryRow
from bot.store.locks import hold_calendars
from protocol_data.basics import Reader

if TYPE_CHECKING:
    from bot.casework.desk import Desk
    from bot.casework.enquiry_case import Enquiry, NewEnquiry
    from bot.casework.person import Person
    from bot.store.database import AsyncSession

_NAME_LIMIT = 120


class LoggedBeforeError(CaseError):
    """What is to be logged was logged before, by somebody else, as a case that the actor can't see."""


async def log(desk: Desk, actor: Person, new: NewEnquiry) -> Enquiry:
    """Log an enquiry at the actor's council.

    Args:
        desk: the database, packs and clock.
        actor: who logs it. A member asks for themselves unless `asked_by` names another; an officer says who asked, and handles it unless `officer` names another.
        new: what is known of it.

    Returns:
        The case, committed. Where its origin was logged before, the case that was made then, with `was_there`.

    Raises:
        LoggedBeforeError: its origin was logged before, and the actor can't see the case.
        CaseError: there is no subject, nobody asked, the day of receipt is in the future or can't be counted from, or a text is too long.
        RefusedError: the actor is not active.

    """
    if not may(actor, Right.LOG_ENQUIRY, Concerned(actor.council)):
        raise RefusedError("You can't log enquiries here: your entry in the directory is not active. Ask democratic services.")
    try:
        async with desk.store.write() as session:
            await hold_calendars(session)
            return await _existing(desk, session, actor, new.origin) or await _log(desk, session, actor, new)
    except IntegrityError:  # the same message, logged by another process in this moment
        async with desk.store.read() as session:
            existing = await _existing(desk, session, actor, new.origin)
        if existing is None:
            raise
        return existing


async def _existing(desk: Desk, session: AsyncSession, actor: Person, origin: str | None) -> Enquiry | None:
    if origin is None:
        return None
    row = await session.scalar(select(EnquiryRow).where(EnquiryRow.origin == origin))
    if row is None:
        return None
    officer = await by_id(session, row.officer_id)
    if not may(actor, Right.SEE_ENQUIRY, concerned(row, officer, desk.today(row.council))):
        raise LoggedBeforeError(
            "That message has been logged before, by somebody else. Write it anew to log another enquiry; nothing was changed."
        )
    case = Case(desk, session, actor, row, officer)
    await case.load()
    return replace(case.seen(), was_there=True)


async def _log(desk: Desk, session: AsyncSession, actor: Person, new: NewEnquiry) -> Enquiry:
    today = desk.today(actor.council)
    subject = line(new.subject, "subject", "the subject of the enquiry")
    received = received_day(new.received or today, today)
    asker = await _asker(session, actor, new)
    officer = await _officer(session, actor, new)
    row = EnquiryRow(
        council=actor.council,
        subject=subject,
        asked_by_id=asker.person.id if asker.person else None,
        asked_by=asker.name,
        ward=optional(new.ward, "ward", "the ward", _NAME_LIMIT) or (asker.person.ward if asker.person else None),
        service=optional(new.service, "service", "the service", _NAME_LIMIT),
        officer_id=officer.person.id if officer and officer.person else None,
        officer_name=officer.name if officer else None,
        received=received,
        how=new.how.value,
        state="open",
        significant=False,
        logged_at=desk.now(),
        logged_by_id=actor.id,
        origin=new.origin,
    )
    session.add(row)
    await session.flush()  # gives the number
    case = Case(desk, session, actor, row, officer.person if officer else None)
    await case.load()
    with plain_dates():
        case.record(EventKind.RECEIVED, due=case.counted_due(received), received=received, fields={"how": new.how.value})
        if new.significant:
            await make_significant(case, None)
        return case.settle()


async def _asker(session: AsyncSession, actor: Person, new: NewEnquiry) -> Named:
    given = optional(new.asked_by, "asked_by", "the name of who asked", _NAME_LIMIT)
    if given is not None:
        return await named(session, actor.council, given, Reader.MEMBER)
    if actor.reader is Reader.MEMBER:
        return Named(actor.name, actor)
    raise CaseError("Who asked? Give the member's name; nothing was logged yet.", field="asked_by")


async def _officer(session: AsyncSession, actor: Person, new: NewEnquiry) -> Named | None:
    given = optional(new.officer, "officer", "the officer's name", _NAME_LIMIT)
    if given is not None:
        return await named(session, actor.council, given, Reader.OFFICER)
    return Named(actor.name, actor) if actor.reader is Reader.OFFICER else None
