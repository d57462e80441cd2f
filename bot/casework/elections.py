"""The register of elections: enter a poll, find polls, and tell how the time before them stands. `election_changes` alters what was entered.

Only those who may keep elections enter them; everybody at the council may see them. What is entered is audited in the same unit of work.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.casework.access import Concerned, Right, may
from bot.casework.desk import audit
from bot.casework.election import Election, Period, PeriodState, by_care, election_of, period_of
from bot.casework.election_checks import KINDS, NOT_SURE, Sure, check_polling_day, check_ward, kind_of, nation_of
from bot.casework.election_rows import as_in_directory, check_new, latest_notice, row_of
from bot.casework.errors import RefusedError
from bot.casework.refs import number_of
from bot.casework.texts import optional
from bot.store.calendars import ElectionRow
from bot.store.locks import hold_calendars
from intents.dates import shown

if TYPE_CHECKING:
    from bot.casework.desk import Desk
    from bot.casework.person import Person
    from bot.store.database import AsyncSession

_JUST_ENDED = timedelta(days=7)
"""A poll whose time ended longer ago is history: the list of elections has it, the state of a day has not."""
_SHORT = 120
"""Characters of a name or ward."""


@dataclass(frozen=True, slots=True)
class NewElection:
    """A poll as somebody enters it."""

    polling_day: date
    kind: str
    ward: str | None = None
    """The ward, division or parish that it binds; a by-election has to have one."""
    name: str | None = None
    nation: str | None = None
    """The council's own where not given."""


@dataclass(frozen=True, slots=True)
class NextPoll:
    """The next polling day, with every poll held on it."""

    elections: tuple[Election, ...]
    polling_day: date
    days: int
    """Calendar days until then; 0 on the day itself."""


async def add(desk: Desk, actor: Person, new: NewElection, *, sure: Sure = NOT_SURE) -> Election:
    """Enter a poll; the latest day for its notice is computed and kept beside whatever is published later.

    Args:
        desk: the database, the packs, the clock.
        actor: who enters it.
        new: the poll.
        sure: what the person has confirmed: a past or an unusual day.

    Returns:
        The election with its number.

    Raises:
        RefusedError: the person may not keep elections.
        UnusualError: the day is to be confirmed.
        CaseError: the kind, nation, day or ward is wrong, or the poll is there already.

    """
    check_may_keep(desk, actor)
    kind = kind_of(new.kind)
    nation = nation_of(new.nation) if new.nation else desk.library.council(actor.council).nation
    ward, name = optional(new.ward, "ward", "the ward", _SHORT), optional(new.name, "name", "the name", _SHORT)
    check_ward(kind, ward)
    check_polling_day(new.polling_day, desk.today(actor.council), nation, sure)
    async with desk.store.write() as session:
        await hold_calendars(session)
        ward = await as_in_directory(session, actor.council, ward)
        await check_new(session, actor.council, kind, new.polling_day, ward)
        row = ElectionRow(
            council=actor.council,
            name=name or (f"{KINDS[kind]}, {ward}" if ward else KINDS[kind]),
            kind=kind.value,
            nation=nation.value,
            polling_day=new.polling_day,
            ward=ward,
            latest_notice=await latest_notice(session, new.polling_day, kind, nation),
            next_look=desk.today(actor.council),
            made_at=desk.now(),
            changed_at=desk.now(),
        )
        session.add(row)
        await session.flush()
        details = {
            "kind": kind.value,
            "polling_day": row.polling_day.isoformat(),
            "ward": ward,
            "latest_notice": row.latest_notice.isoformat(),
        }
        audit(session, desk, actor, "added", (actor.council, "election", row.id), **details)
        return election_of(row)


async def get(desk: Desk, session: AsyncSession, council: str, ref: str) -> Election:
    """Read one election of a council.

    Raises:
        CaseError: this council has none of that number.

    """
    return election_of(await row_of(desk, session, council, ref))


async def find(session: AsyncSession, council: str, word: str = "", *, since: date | None = None) -> list[Election]:
    """List a council's elections by polling day, cancelled ones too.

    Args:
        session: where to read.
        council: whose.
        word: kept are those with it in their number, name, ward or kind, in any case; empty: all.
        since: only polls on or after this day; without it, past ones too.

    """
    query = select(ElectionRow).where(ElectionRow.council == council).order_by(ElectionRow.polling_day, ElectionRow.id)
    if since is not None:
        query = query.where(ElectionRow.polling_day >= since)
    wanted, number = word.strip().casefold(), number_of("ELE", word)
    return [e for e in map(election_of, await session.scalars(query)) if e.id == number or wanted in _searchable(e)]


async def period_for(desk: Desk, session: AsyncSession, council: str, ward: str | None, day: date) -> list[Period]:
    """Tell how the time before each poll stands on a day.

    Args:
        desk: gives the timezone and the time.
        session: where to read.
        council: whose polls.
        ward: only what binds this ward; nothing: every poll, those that bind one ward too.
        day: the day that is asked about; on today the time of day counts, for the close of poll.

    Returns:
        Those that run or may have begun first, then those that are coming, then those that ended in the last week. Cancelled polls bind nobody and
        are left out. Empty: no poll is known; `election.strictest` then gives `none`.

    """
    zone, now = desk.zone(council), desk.now()
    found = (e for e in await find(session, council) if e.binds(ward))
    periods = (period_of(election, zone, day, now) for election in found)
    return sorted((p for p in periods if p.state is not PeriodState.ENDED or day - p.ends.date() <= _JUST_ENDED), key=by_care)


async def next_election(
    desk: Desk, session: AsyncSession, council: str, ward: str | None = None, day: date | None = None
) -> NextPoll | None:
    """Give the next polling day that is not over.

    Args:
        desk: gives the timezone and the time.
        session: where to read.
        council: whose polls.
        ward: only what binds this ward.
        day: as seen from this day; today where it is left out.

    Returns:
        The poll, with every other that is held that day; nothing where none is known.

    """
    zone, now, today = desk.zone(council), desk.now(), desk.today(council)
    seen_from = day or today
    ahead = [
        e for e in await find(session, council, since=seen_from) if e.binds(ward) and (seen_from != today or now < e.close_of_poll(zone))
    ]
    if not ahead:
        return None
    polling = ahead[0].polling_day
    return NextPoll(tuple(election for election in ahead if election.polling_day == polling), polling, (polling - seen_from).days)


def check_may_see(desk: Desk, actor: Person) -> None:
    """Refuse whoever is not active at the council; all others may see its elections."""
    if not may(actor, Right.SEE_ELECTIONS, Concerned(actor.council)):
        raise RefusedError(
            f"Elections are shown to members and officers of {desk.library.council(actor.council).name} only. Ask Democratic Services."
        )


def check_may_keep(desk: Desk, actor: Person) -> None:
    """Refuse whoever may not keep elections, and name who does."""
    if not may(actor, Right.KEEP_ELECTIONS, Concerned(actor.council)):
        officer = desk.library.council(actor.council).monitoring_officer
        raise RefusedError(
            f"Elections are entered and changed by the {officer} and Democratic Services only. Ask them; nothing was changed."
        )


def _searchable(election: Election) -> str:
    parts = (
        election.ref,
        election.name,
        election.ward,
        election.kind.value.replace("_", " "),
        KINDS[election.kind],
        shown(election.polling_day),
    )
    return "\n".join(part for part in parts if part).casefold()
