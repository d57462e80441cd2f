"""What a person can answer to a nudge: later, not mine, done, no more of this kind, not at this hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.casework import complaint_records, reports
from bot.casework.deed_words import Words
from bot.casework.desk import audit
from bot.casework.enquiry_deeds import HAND_BACK
from bot.casework.enquiry_kinds import NOT_MINE, EventKind
from bot.casework.enquiry_opening import opened
from bot.casework.errors import CaseError
from bot.casework.texts import optional
from bot.casework.told_of import to_be_shown
from bot.reminders import casefile, personal
from bot.reminders.hours import CLOSES, OPENS, leaves_nothing
from bot.reminders.nudge import OPTIONAL, CaseKind
from bot.reminders.policy import case_is_open, may_hear
from bot.reminders.refs import case_named, ref_of
from bot.store.nudges import SnoozeRow
from bot.store.people import PersonRow
from intents.dates import shown

if TYPE_CHECKING:
    from datetime import date, time

    from bot.casework.desk import Desk
    from bot.casework.person import Person
    from bot.store.database import AsyncSession


async def snooze(desk: Desk, actor: Person, ref: str, until: date) -> str:
    """Put off what is said of a case to this person, until a day; on that day they hear of it again if there is still something to hear.

    Args:
        desk: the database, packs and clock.
        actor: who wants to hear of it later; others are told as before.
        ref: the case's number.
        until: the day.

    Returns:
        The case's number as people see it.

    Raises:
        CaseError: there is no such case among those the actor may see, it is at its end, or the day is not after today.

    """
    kind, number = case_named(ref)
    today = desk.today(actor.council)
    personal.check_day(until, today, "until")
    if until == today:
        raise CaseError("To be reminded later it has to be a day after today. Give a later one; nothing was changed.", field="until")
    async with desk.store.write() as session:
        await _heard(session, desk, actor, kind, number)
        which = (SnoozeRow.case_kind == kind.value, SnoozeRow.case_id == number, SnoozeRow.person_id == actor.id)
        row = await session.scalar(select(SnoozeRow).where(*which).with_for_update())
        if row is None:
            session.add(SnoozeRow(person_id=actor.id, case_kind=kind.value, case_id=number, until=until, made_at=desk.now()))
        else:
            row.until, row.made_at = until, desk.now()
        await casefile.set_next_looks(session, kind, {number: today})
        its = (actor.council, kind.value, number)
        audit(session, desk, actor, "snoozed", its, until=until.isoformat())
        await to_be_shown(session, desk, actor, its, Words.PUT_OFF, own=True)
    return ref_of(kind, number)


async def check_may_snooze(desk: Desk, actor: Person, ref: str) -> None:
    """Refuse a case of which the actor hears nothing, before they are asked until when; errors as of `snooze`."""
    async with desk.store.read() as session:
        await _heard(session, desk, actor, *case_named(ref))


async def _heard(session: AsyncSession, desk: Desk, actor: Person, kind: CaseKind, number: int) -> None:
    """Raise `CaseError` unless there is such a case of which the actor may hear, and it is open."""
    zone = desk.zone(actor.council)
    cases = [one for one in await casefile.read_cases(session, kind, [number], zone, actor.council) if one.council == actor.council]
    circle = await casefile.circle_of(session, actor.council, kind, cases, only=actor.id)
    if not cases or not may_hear(cases[0], actor, circle, desk.today(actor.council)):
        raise CaseError(
            f"There is no {ref_of(kind, number)} among the cases that you can see. Reminders of what is others' are theirs to put off; check the number.",
            field="ref",
        )
    if not case_is_open(cases[0]):
        raise CaseError(f"{ref_of(kind, number)} is at its end, so no more reminders come of it. Nothing was changed.", field="ref")


async def not_mine(desk: Desk, actor: Person, ref: str, reason: str | None = None, origin: str | None = None) -> str:
    """Say that an enquiry is somebody else's to answer: those who keep the register are told, until it is reassigned. It stays with its officer until then.

    Raises:
        CaseError: it is no open enquiry that the actor handles.
        RefusedError: the actor may see it, but does not work on it.

    """
    kind, number = case_named(ref)
    if kind is not CaseKind.ENQUIRY:
        raise CaseError(
            f"Only an enquiry can be handed back; {ref_of(kind, number)} is none. Ask democratic services; nothing was changed.",
            field="ref",
        )
    async with opened(desk, actor, number, HAND_BACK, origin) as case:
        if case.was_told:
            return case.ref
        case.must_wait_for_answer()
        stands_in = case.officer is not None and case.officer.out_of_reach(case.today) and actor.id == case.officer.cover_id
        if case.officer is None or not (stands_in or actor.id == case.officer.id):
            raise CaseError(f"{case.ref} is not with you. To give it to another officer, reassign it; nothing was changed.", field="ref")
        if (since := case.state.handed_back_on) is not None:
            raise CaseError(
                f"{case.ref} was handed back already, on {shown(since)}: those who keep the register are to find another officer. Nothing was changed.",
                field="ref",
            )
        case.record(EventKind.NOTED, optional(reason, "reason", "the reason"), fields={NOT_MINE: "yes"})
        return case.settle().ref


async def done(desk: Desk, actor: Person, ref: str) -> str:
    """Mark as done what a nudge was about: a reminder of one's own, a report's discussion, a look at a confidential record.

    Returns:
        The case's number as people see it.

    Raises:
        CaseError: there is no such case for the actor; or it is an enquiry, which is done when it has been answered, or an election.

    """
    kind, number = case_named(ref)
    match kind:
        case CaseKind.PERSONAL:
            return (await personal.finish(desk, actor, number)).ref
        case CaseKind.REPORT:
            return (await reports.done(desk, actor, ref)).ref
        case CaseKind.COMPLAINT:
            await complaint_records.set_reminder(desk, actor, ref, None)
            return ref_of(kind, number)
        case CaseKind.ENQUIRY:
            raise CaseError(
                f"{ref_of(kind, number)} is done when it has been answered: write that down (clerk enquiry answer). To hear of it later, snooze it.",
                field="ref",
            )
        case CaseKind.ELECTION:
            raise CaseError(f"There is nothing to be done about {ref_of(kind, number)}; its reminders end with the election.", field="ref")


async def opt(desk: Desk, actor: Person, kind: str, *, out: bool) -> frozenset[str]:
    """Say that one does not want a kind of optional reminder, or wants it again.

    Returns:
        The kinds that the person does not want now.

    Raises:
        CaseError: there is no such kind, or somebody waits for what it is about, so that it can't be turned off.

    """
    wanted = kind.strip().casefold().replace("-", "_")
    optional_kinds = sorted(one.value for one in OPTIONAL)
    if wanted not in optional_kinds:
        raise CaseError(
            f"“{kind.strip()[:40]}” can't be turned off. These can: {', '.join(optional_kinds)}. Nothing was changed.", field="kind"
        )
    async with desk.store.write() as session:
        row = await session.get_one(PersonRow, actor.id, with_for_update=True)
        row.opted_out = sorted({*row.opted_out, wanted} if out else {*row.opted_out} - {wanted})
        row.changed_at = desk.now()
        audit(session, desk, actor, "opted_out" if out else "opted_in", (actor.council, "person", actor.id), kind=wanted)
        return frozenset(row.opted_out)


async def set_quiet_hours(desk: Desk, actor: Person, quiet: tuple[time, time] | None) -> None:
    """Set between which local times one wants no nudges; they may span midnight. Nothing: only the council's working hours count.

    Raises:
        CaseError: both times are the same, or no hour would be left in which nudges go out.

    """
    if quiet is not None and quiet[0] == quiet[1]:
        raise CaseError("The quiet hours begin and end at the same time. Give two different times; nothing was changed.", field="from")
    if quiet is not None and leaves_nothing(*quiet):
        raise CaseError(
            f"That leaves no time for nudges, which go out from {OPENS:%H:%M} to {CLOSES:%H:%M} on working days. Leave some of it free; nothing was changed.",
            field="from",
        )
    async with desk.store.write() as session:
        row = await session.get_one(PersonRow, actor.id, with_for_update=True)
        row.quiet_from, row.quiet_until = quiet or (None, None)
        row.changed_at = desk.now()
        audit(session, desk, actor, "quiet_hours", (actor.council, "person", actor.id), set=quiet is not None)
