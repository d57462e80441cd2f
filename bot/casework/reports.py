"""Reports before a meeting, where a council's protocol sets a day by which a draft has to have been discussed.

The day is the protocol's number of calendar days before the meeting, weekends and holidays counted. A council whose protocol sets none gets none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from bot.calendar.working_days import calendar_days_before
from bot.casework import texts
from bot.casework.access import Concerned, Right, may
from bot.casework.deed_words import Words
from bot.casework.desk import audit
from bot.casework.errors import CaseError, RefusedError
from bot.casework.people import by_id, directory
from bot.casework.refs import number_of
from bot.casework.told_of import to_be_shown
from bot.store.cases import ReportRow
from intents.dates import shown
from protocol_data.basics import Reader

if TYPE_CHECKING:
    from datetime import date

    from bot.casework.desk import Desk
    from bot.casework.person import Person
    from bot.store.database import AsyncSession
    from protocol_data.basics import Nation
    from protocol_data.pack import Pack
    from protocol_data.procedures import ReplyTarget

RULE = "draft_report_discussion"
"""The key of the rule among a pack's reply targets."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report, and how far it is from its day."""

    id: int
    council: str
    title: str
    meeting: date
    officer: Person | None
    due: date
    """The last day on which the draft can be discussed in time."""
    clause: str
    state: str
    """`open`, `done`, `withdrawn`."""
    late_by: int
    """Calendar days since the due day, while it is open; 0 on the day itself and before."""

    @property
    def ref(self) -> str:
        """REP-12."""
        return f"REP-{self.id}"


def rule_of(pack: Pack) -> ReplyTarget | None:
    """Give a council's rule for drafts before a meeting; nothing where its protocol sets no number of days."""
    return next((target for target in pack.procedures.reply_targets if target.key == RULE and target.calendar_days is not None), None)


def may_add(desk: Desk, actor: Person) -> tuple[str, int]:
    """Give the clause, and how many calendar days before the meeting a draft has to be discussed; refuse where it is not for this actor or council.

    Raises:
        RefusedError: the actor is no officer.
        CaseError: the protocol sets no day.

    """
    _allow(actor, Right.KEEP_REPORT, Concerned(actor.council))
    rule = rule_of(desk.library.pack(actor.council))
    if rule is None or rule.calendar_days is None:
        ask = desk.library.council(actor.council).monitoring_officer
        raise CaseError(
            f"Your protocol sets no date by which a draft report has to be discussed, so nothing was entered. Set yourself a reminder, or ask the {ask}."
        )
    return rule.clause, rule.calendar_days


async def add(desk: Desk, actor: Person, title: str, meeting: date, officer: int | None = None) -> Report:
    """Enter a report; one of the same title for the same meeting that is still open is given back as it stands.

    Args:
        desk: what casework works with.
        actor: who enters it.
        title: what it is called.
        meeting: the day of the meeting.
        officer: the id of the officer whose report it is; the actor's own without it.

    Returns:
        The report. Where the meeting is so near that the day has passed, `late_by` tells it; it is entered all the same.

    Raises:
        RefusedError: the actor is no officer.
        CaseError: the protocol sets no day, the meeting is not ahead, the title is missing or too long, or the officer is unknown. Nothing is entered.

    """
    clause, days = may_add(desk, actor)
    named = texts.line(title, "title", "the title of the report")
    today = desk.today(actor.council)
    if meeting <= today:
        raise CaseError(f"The meeting on {shown(meeting)} is not ahead. Check its date; nothing was entered.", field="meeting")
    async with desk.store.write() as session:
        people = await directory(session, actor.council)
        whose = people.by_id(officer if officer is not None else actor.id)
        if whose is None or not whose.active or whose.reader is not Reader.OFFICER:
            raise CaseError("The report needs an officer of this council's directory. Name another; nothing was entered.", field="officer")
        open_ones = await session.scalars(
            select(ReportRow).where(ReportRow.council == actor.council, ReportRow.meeting == meeting, ReportRow.state == "open")
        )
        row = next((row for row in open_ones if row.title.casefold() == named.casefold()), None)
        if row is None:
            row = ReportRow(
                council=actor.council,
                title=named,
                meeting=meeting,
                officer_id=whose.id,
                due=calendar_days_before(meeting, days),
                clause=clause,
                state="open",
                next_look=today,
                made_at=desk.now(),
            )
            session.add(row)
            await session.flush()
            audit(session, desk, actor, "entered", (row.council, "report", row.id), meeting=meeting.isoformat())
        return _report(row, people.by_id(row.officer_id), today)


async def listed(desk: Desk, actor: Person, word: str = "", *, ended: bool = False) -> list[Report]:
    """List a council's reports, the next due first.

    Args:
        desk: what casework works with.
        actor: who asks.
        word: kept are those with it in their number, title or officer's name; empty: all.
        ended: those that are done or withdrawn, instead of the open ones.

    Raises:
        RefusedError: the actor is no officer.

    """
    _allow(actor, Right.KEEP_REPORT, Concerned(actor.council))
    today, wanted = desk.today(actor.council), word.strip().casefold()
    async with desk.store.read() as session:
        people = await directory(session, actor.council)
        stands = ReportRow.state != "open" if ended else ReportRow.state == "open"
        rows = await session.scalars(
            select(ReportRow).where(ReportRow.council == actor.council, stands).order_by(ReportRow.due, ReportRow.id)
        )
        reports = [_report(row, people.by_id(row.officer_id), today) for row in rows]
    return [r for r in reports if wanted in f"{r.ref}\n{r.title}\n{r.officer.name if r.officer else ''}".casefold()]


async def look_again(session: AsyncSession, desk: Desk, council: str | None = None, nation: Nation | None = None) -> None:
    """Have the next sweep look at open reports, where working days are counted otherwise now: "soon" is so many of them before the due day.

    Args:
        session: the unit of work.
        desk: what casework works with.
        council: whose reports; everybody's without it.
        nation: only those of councils in this nation.

    """
    here = set(await session.scalars(select(ReportRow.council).where(ReportRow.state == "open").distinct())) & set(desk.library.keys)
    for key in sorted(here if council is None else here & {council}):
        if nation is None or desk.library.council(key).nation is nation:
            of_council = update(ReportRow).where(ReportRow.council == key, ReportRow.state == "open")
            await session.execute(of_council.values(next_look=desk.today(key)).execution_options(synchronize_session=False))


async def done(desk: Desk, actor: Person, ref: str) -> Report:
    """Mark a report's draft as discussed.

    Raises:
        RefusedError: the actor may not: it is for the officer, their manager or stand-in, and democratic services.
        CaseError: there is no such report, or it is not open.

    """
    return await _end(desk, actor, ref, "done")


async def withdraw(desk: Desk, actor: Person, ref: str) -> Report:
    """Mark a report as withdrawn from its meeting; raises as `done`."""
    return await _end(desk, actor, ref, "withdrawn")


async def _end(desk: Desk, actor: Person, ref: str, state: str) -> Report:
    async with desk.store.write() as session:
        number = number_of("REP", ref)
        wanted = select(ReportRow).where(ReportRow.id == number, ReportRow.council == actor.council).with_for_update()
        row = await session.scalar(wanted) if number is not None else None
        if row is None or not may(actor, Right.KEEP_REPORT, Concerned(actor.council)):
            raise CaseError("There is no report of that number. Check it in the list of reports; nothing was changed.", field="ref")
        officer = await by_id(session, row.officer_id)
        _allow(actor, Right.WORK_REPORT, Concerned(row.council, officer=officer, today=desk.today(row.council)))
        if row.state != "open":
            raise CaseError(f"REP-{row.id} is {row.state} already; nothing was changed.", field="ref")
        row.state, row.next_look = state, None
        its = (row.council, "report", row.id)
        audit(session, desk, actor, state, its)
        await to_be_shown(session, desk, actor, its, Words.DONE if state == "done" else Words.WITHDRAWN)
        return _report(row, officer, desk.today(row.council))


def _report(row: ReportRow, officer: Person | None, today: date) -> Report:
    late = max((today - row.due).days, 0) if row.state == "open" else 0
    return Report(row.id, row.council, row.title, row.meeting, officer, row.due, row.clause, row.state, late)


def _allow(actor: Person, right: Right, case: Concerned) -> None:
    if may(actor, right, case):
        return
    if right is Right.WORK_REPORT:
        raise RefusedError(
            "That is for the officer whose report it is, their manager or stand-in, and democratic services. Ask one of them."
        )
    raise RefusedError("Reports before a meeting are entered and listed by officers. Ask the officer who writes the report.")
