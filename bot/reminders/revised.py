"""What a message that told of cases shows once something was done about one of them: what it said, and what was done, by whom and when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.casework.person import person_of
from bot.reminders import casefile
from bot.reminders.enquiry_policy import EnquiryFacts
from bot.reminders.nudge import CaseKind, Kind, Nudge
from bot.reminders.policy import may_hear
from bot.reminders.refs import ref_of
from bot.reminders.team_wording import for_team
from bot.reminders.wording import INTENT, Item, compose
from bot.reply import Audience, Reply
from bot.store.nudges import NudgeRow
from bot.store.people import PersonRow
from intents.dates import shown
from intents.understanding import Outcome
from protocol_data.basics import Reader

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.casework.desk import Desk
    from bot.casework.person import Person
    from bot.reminders.policy import Case
    from bot.reply import Button
    from bot.store.database import AsyncSession
    from bot.store.nudges import NudgeCopyRow
    from protocol_data.pack import Pack

DONE = "✓ "
"""With this begins each line that tells what was done."""
_OF_A_DATE = frozenset({Kind.SOON, Kind.TODAY, Kind.OVERDUE, Kind.ESCALATION})


@dataclass(frozen=True, slots=True)
class Told:
    """A message as it was: of which nudges it told whom, and when."""

    council: str
    recipient: Person
    nudges: tuple[Nudge, ...]
    shared: bool
    """A team's channel reads it."""
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done about a case of the message."""

    what: str
    by: Person | None
    at: datetime
    """In the council's zone."""


async def revised(desk: Desk, session: AsyncSession, rows: Sequence[NudgeCopyRow]) -> Reply:
    """Write a message anew.

    It is written of the cases as they are now, for nothing of what a message says is kept; of what its reader may not see any more it gives the number alone.

    Args:
        desk: the packs and the clock.
        session: a session that reads.
        rows: the nudges of which the message tells, with what was done about each; at least one.

    Returns:
        What the message is to show: without buttons that do something about a case about which something was done, but for the one that shows it.

    """
    found = {row.id: row for row in await session.scalars(select(NudgeRow).where(NudgeRow.id.in_([row.nudge_id for row in rows])))}
    first = found[rows[0].nudge_id]
    people = {row.id: person_of(row) for row in await session.scalars(select(PersonRow).where(PersonRow.id.in_(_people(rows, first))))}
    nudges = {row.id: _nudge(row) for row in found.values()}
    told = Told(first.council, people[first.recipient_id], tuple(nudges[row.nudge_id] for row in rows), rows[0].shared, rows[0].sent_at)
    zone = desk.zone(told.council)
    deeds = {
        _ref(nudges[row.nudge_id]): Deed(row.what, people.get(row.by_id or 0), row.done_at.astimezone(zone))
        for row in rows
        if row.what is not None and row.done_at is not None
    }
    return with_deeds(await _as_it_was(desk, session, told), deeds, told, desk.library.pack(told.council))


async def recipient_of(session: AsyncSession, rows: Sequence[NudgeCopyRow]) -> Person:
    """Tell to whom a message was sent, or of whose reminder it told a team's channel; `rows` as of `revised`."""
    nudge = await session.get_one(NudgeRow, rows[0].nudge_id)
    return person_of(await session.get_one(PersonRow, nudge.recipient_id))


def with_deeds(reply: Reply, deeds: Mapping[str, Deed], told: Told, pack: Pack) -> Reply:
    """Add to a message what was done.

    Args:
        reply: the message as it was.
        deeds: by the case's number.
        told: of which cases it tells; where that is one, its number is not repeated. In a team's channel members are not named.
        pack: the council's pack, for its word for a member.

    """
    refs = {_ref(nudge) for nudge in told.nudges}
    lines = [
        f"{DONE}{f'{ref}: ' if len(refs) > 1 else ''}{deed.what} by {named(deed.by, pack, shared=told.shared)}, {shown(deed.at.date())} at {deed.at:%H:%M}."
        for ref, deed in deeds.items()
    ]
    buttons = tuple(its for its in reply.buttons if _stays(its, refs, deeds))
    return replace(reply, points=(*reply.points, *lines), buttons=buttons)


def named(by: Person | None, pack: Pack, *, shared: bool) -> str:
    """Name who did something under a reminder: in a team's channel no member by name, for that one asked about just this is nobody's business there."""
    if by is None:
        return "somebody who is no longer in the directory"
    return f"a {pack.council.terms.member}" if shared and by.reader is Reader.MEMBER else by.name


def _stays(button: Button, refs: set[str], deeds: Mapping[str, Deed]) -> bool:
    """A button that shows a case stays; another does unless its case, or every case of the message, was dealt with."""
    looks, all_done = button.says.startswith("show "), refs <= set(deeds)
    return looks or not (all_done or any(ref in button.says.split() for ref in deeds))


async def _as_it_was(desk: Desk, session: AsyncSession, told: Told) -> Reply:
    items: list[Item] = []
    people: dict[int, Person] = {}
    zone, today = desk.zone(told.council), desk.today(told.council)
    for kind in dict.fromkeys(nudge.case_kind for nudge in told.nudges):
        of_kind = [nudge for nudge in told.nudges if nudge.case_kind is kind]
        cases = await casefile.read_cases(session, kind, {nudge.case_id for nudge in of_kind}, zone, told.council)
        circle = await casefile.circle_of(session, told.council, kind, cases, only=told.recipient.id)
        people |= circle.people
        seen = {case.id: case for case in cases if told.shared or may_hear(case, told.recipient, circle, today)}
        items += [Item(nudge, _then(nudge, seen[nudge.case_id])) for nudge in of_kind if nudge.case_id in seen]
    pack, day = desk.library.pack(told.council), told.sent_at.astimezone(zone).date()
    said = {_ref(item.nudge) for item in items}
    hidden = [ref for ref in dict.fromkeys(map(_ref, told.nudges)) if ref not in said]
    notice = f"There was a reminder about {', '.join(hidden)}."
    reply = for_team(pack, day, told.recipient, items) if told.shared else None
    if reply is None and items and not told.shared:
        reply = compose(pack, day, told.recipient, items, people)
    if reply is None:
        return Reply(Outcome.ANSWER, INTENT, notice, audience=Audience.DIRECT)
    return replace(reply, points=(*reply.points, notice)) if hidden else reply


def _then(nudge: Nudge, case: Case) -> Case:
    """Give an enquiry the date that the nudge was about: what a message of today says of “the last working day” is not said of another day."""
    return replace(case, due=nudge.about) if isinstance(case, EnquiryFacts) and nudge.kind in _OF_A_DATE else case


def _people(rows: Sequence[NudgeCopyRow], first: NudgeRow) -> set[int]:
    return {first.recipient_id, *(row.by_id for row in rows if row.by_id is not None)}


def _nudge(row: NudgeRow) -> Nudge:
    return Nudge(CaseKind(row.case_kind), row.case_id, Kind(row.kind), row.occurrence, row.recipient_id, row.about)


def _ref(nudge: Nudge) -> str:
    return ref_of(nudge.case_kind, nudge.case_id)
