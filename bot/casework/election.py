"""A poll that a council has to heed, and how the time before it stands on a day. Plain values, no database, no clock.

The time before a poll begins with the notice of election and ends at the close of poll. Until the notice's day is entered only the latest day it can have is
known; from a computed day nobody may conclude that the time has begun.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import TYPE_CHECKING

from protocol_data.basics import Nation
from protocol_data.elections_law import ElectionKind, elections_law

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from bot.store.calendars import ElectionRow

CANCELLED = "cancelled"


class Basis(StrEnum):
    """What the first day rests on."""

    COMPUTED = "computed"
    """The latest day on which the notice can be published; it may be earlier."""
    PUBLISHED = "published"
    """The day on which the notice was published."""
    OFFICER = "officer"
    """The day that the returning or monitoring officer set."""


class PeriodState(StrEnum):
    """How the time before a poll stands. The order is that of care: of several, the first decides."""

    RUNNING = "running"
    MAY_HAVE_BEGUN = "may_have_begun"
    """The latest day for the notice has come, but nobody has entered that it was published."""
    COMING = "coming"
    ENDED = "ended"
    NONE = "none"


_CARE = tuple(PeriodState)


@dataclass(frozen=True, slots=True)
class Election:
    """A poll, as it was entered."""

    id: int
    council: str
    name: str
    kind: ElectionKind
    nation: Nation
    polling_day: date
    latest_notice: date
    """The latest day for the notice as computed here; never shown as a fact."""
    ward: str | None = None
    """The only ward (or parish, or division) that it binds; nothing: the whole area."""
    published_notice: date | None = None
    officer_start: date | None = None
    officer_end: datetime | None = None
    cancelled: bool = False

    @property
    def ref(self) -> str:
        """The number by which people call it: `ELE-3`."""
        return f"ELE-{self.id}"

    @property
    def our_start(self) -> date:
        """The first day without what an officer set: the published notice, or the latest day there can be one."""
        return self.published_notice or self.latest_notice

    @property
    def begins(self) -> date:
        """The first day; `basis` tells what it rests on."""
        return self.officer_start or self.our_start

    @property
    def basis(self) -> Basis:
        """What the first day rests on."""
        if self.officer_start is not None:
            return Basis.OFFICER
        return Basis.PUBLISHED if self.published_notice is not None else Basis.COMPUTED

    def close_of_poll(self, zone: ZoneInfo) -> datetime:
        """Give the close of poll in the council's timezone: where our reckoning ends."""
        return datetime.combine(self.polling_day, elections_law().close_of_poll, zone)

    def ends(self, zone: ZoneInfo) -> datetime:
        """Give the moment at which the time before the poll ends, in the council's timezone."""
        return self.officer_end.astimezone(zone) if self.officer_end is not None else self.close_of_poll(zone)

    def binds(self, ward: str | None) -> bool:
        """Tell whether it binds a ward; nothing given: whether it binds anybody."""
        return not self.cancelled and (ward is None or self.ward is None or ward_key(ward) == ward_key(self.ward))


@dataclass(frozen=True, slots=True)
class Period:
    """The time before one poll, as it stands on a day."""

    state: PeriodState
    begins: date
    basis: Basis
    ends: datetime
    """In the council's timezone."""
    election: Election

    @property
    def begins_is_published(self) -> bool:
        """Tell whether the first day is that of a published notice."""
        return self.basis is Basis.PUBLISHED

    @property
    def binds(self) -> str | None:
        """The one ward that it binds; nothing: the whole area."""
        return self.election.ward


def election_of(row: ElectionRow) -> Election:
    """Make an election of its row."""
    return Election(
        id=row.id,
        council=row.council,
        name=row.name,
        kind=ElectionKind(row.kind),
        nation=Nation(row.nation),
        polling_day=row.polling_day,
        latest_notice=row.latest_notice,
        ward=row.ward,
        published_notice=row.published_notice,
        officer_start=row.officer_start,
        officer_end=row.officer_end,
        cancelled=row.state == CANCELLED,
    )


def period_of(election: Election, zone: ZoneInfo, day: date, now: datetime) -> Period:
    """Tell how the time before a poll stands.

    Args:
        election: the poll; not a cancelled one, which binds nobody.
        zone: the council's timezone.
        day: the day that is asked about. On polling day it runs, until the close of poll has passed where that day is today.
        now: the time it is, with its timezone.

    Returns:
        The state: `running` only from a published notice or a day that an officer set, never from a computed day alone.

    """
    ends = election.ends(zone)
    local = now.astimezone(zone)
    asked = local if day == local.date() else datetime.combine(day, time.min, zone)
    if asked >= ends:
        state = PeriodState.ENDED
    elif day < election.begins:
        state = PeriodState.COMING
    else:
        state = PeriodState.MAY_HAVE_BEGUN if election.basis is Basis.COMPUTED else PeriodState.RUNNING
    return Period(state, election.begins, election.basis, ends, election)


def by_care(period: Period) -> tuple[int, date, int]:
    """Give the order of periods: what runs first, then what may have begun, what is coming, what has ended; then by polling day."""
    return _CARE.index(period.state), period.election.polling_day, period.election.id


def strictest(periods: list[Period]) -> PeriodState:
    """Give the state that decides where polls overlap; `none` where there is no poll."""
    return min((period.state for period in periods), key=_CARE.index, default=PeriodState.NONE)


def ward_key(ward: str) -> str:
    """Make ward names comparable: `St. James  Ward` and `st james` are one."""
    words = ward.casefold().replace(".", " ").replace("’", "'").split()
    return " ".join(words[:-1] if len(words) > 1 and words[-1] in {"ward", "division", "parish"} else words)
