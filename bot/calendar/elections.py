"""Election timetables: by when notice of election is published, and when the period before the poll begins and ends.

The rules are data (`law/elections.yml`), each with its source. Days are counted back from polling day over another calendar than the enquiry clock's:
Christmas Eve does not count, and for a general election no bank holiday anywhere in the United Kingdom does.
A computed date only says by when at the latest; a notice that was published is a fact, is used as it is, and is never called wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from dateutil.easter import easter

from bot.calendar.counting import DayCalendar, Skipped, weekend
from bot.calendar.holidays import Holiday, bank_holiday, caution, version
from protocol_data.elections_law import Disregarded, ElectionKind, ElectionsLaw, RungRule, TimetableRule, elections_law

if TYPE_CHECKING:
    from protocol_data.basics import Nation


_ONE_DAY = timedelta(days=1)


class UnsupportedElectionError(ValueError):
    """There is no timetable for this kind of election in this nation or for that polling day. Its text says why, and what there is."""


@dataclass(frozen=True, slots=True)
class Rung:
    """A date on the way to the poll."""

    key: str
    what: str
    day: date
    at: time | None
    """The time of that day, local; nothing where it is the end of the day."""
    working_days: int
    """How many counted days before polling day it lies."""


@dataclass(frozen=True)
class ElectionCalendar(DayCalendar):
    """The days that count in an election timetable.

    `appointed` are days appointed for public thanksgiving or mourning, and bank holidays that the package does not know yet.
    """

    disregarded: Disregarded
    appointed: frozenset[Holiday] = frozenset()

    def why_not(self, day: date) -> str | None:
        """Say why a day is not counted; nothing when it counts."""
        if name := weekend(day):
            return name
        fixed = (also.name for also in self.disregarded.also if (also.month, also.day) == (day.month, day.day))
        named = (bank_holiday(day, nation) for nation in self.disregarded.bank_holidays)
        moved = "Easter Monday" if self.disregarded.easter_monday and day == easter(day.year) + _ONE_DAY else None
        appointed = (holiday.name for holiday in sorted(self.appointed) if holiday.day == day)
        return next(filter(None, (*fixed, *named, moved, *appointed)), None)


@dataclass(frozen=True, slots=True)
class Timetable:
    """An election's dates and how they were reached."""

    polling_day: date
    kind: ElectionKind
    nation: Nation
    notice_by: date
    """The latest day for notice of election, as computed here; kept beside a published date that differs."""
    notice_from: date | None
    """The earliest day, where the rules set one (Scotland)."""
    notice_published: date | None
    period_starts: date
    """The day of the published notice; without one, the latest day on which the period can begin."""
    period_ends: date
    close_of_poll: time
    rule: str
    """The rule in a sentence, with the days that are not counted and the legal source."""
    source: str
    skipped: tuple[Skipped, ...]
    """The days between the earliest date above and polling day that were not counted."""
    rungs: tuple[Rung, ...]
    notes: tuple[str, ...]
    calendar: str
    """Which bank holidays were used."""

    @property
    def begins(self) -> str:
        """The words before the first day: `on` for a published notice, else `no later than`."""
        return "on" if self.notice_published else "no later than"

    @property
    def differs(self) -> bool:
        """Tell whether the published notice is of another day than the latest one computed: usual, and no fault."""
        return self.notice_published not in {None, self.notice_by}


def timetable(
    polling_day: date,
    kind: ElectionKind,
    nation: Nation,
    *,
    notice: date | None = None,
    appointed: frozenset[Holiday] = frozenset(),
    close_of_poll: time | None = None,
) -> Timetable:
    """Compute an election's timetable.

    Args:
        polling_day: the day of the poll.
        kind: the kind of election.
        nation: where it is held.
        notice: the day on which notice of election was in fact published, where known; used as it is.
        appointed: days appointed for public thanksgiving or mourning, and one-off holidays that the package does not know yet.
        close_of_poll: when the period ends on polling day, local time; the usual close of poll where not given.

    Returns:
        The dates, the rule with its legal source, and the days that were not counted.

    Raises:
        UnsupportedElectionError: no such election there, or none under rules that we hold.
        ValueError: the notice is not before polling day; `OutOfRangeError` (a ValueError) for a year without known holidays.

    """
    law = elections_law()
    rule = _rule(law, polling_day, kind, nation)
    if notice is not None and notice >= polling_day:
        raise ValueError(f"the notice ({notice.isoformat()}) has to be before polling day ({polling_day.isoformat()}). Check both dates.")
    disregarded = law.calendars[rule.calendar]
    days = ElectionCalendar(disregarded, appointed)
    by = days.working_days_before(polling_day, rule.notice_latest)
    earliest = days.working_days_before(polling_day, rule.notice_earliest) if rule.notice_earliest else None
    rungs = tuple(_rung(law, rung, polling_day, rule.calendar, appointed) for rung in law.ladders[rule.ladder])
    return Timetable(
        polling_day=polling_day,
        kind=kind,
        nation=nation,
        notice_by=by,
        notice_from=earliest,
        notice_published=notice,
        period_starts=notice or by,
        period_ends=polling_day,
        close_of_poll=close_of_poll or law.close_of_poll,
        rule=f"{rule.rule} Not counted: {disregarded.says}. Source: {rule.source}.",
        source=rule.source,
        skipped=days.skipped(earliest or by, polling_day),
        rungs=rungs,
        notes=(*rule.notes, *_doubts(days, polling_day)),
        calendar=version(),
    )


def _rule(law: ElectionsLaw, polling_day: date, kind: ElectionKind, nation: Nation) -> TimetableRule:
    place = nation.value.replace("_", " ").title()
    rules = [rule for rule in law.timetables if kind in rule.kinds and nation in rule.nations]
    if not rules:
        reasons = [none.because for none in law.none if none.kind is kind and nation in none.nations]
        why = f": {reasons[0]}" if reasons else ""
        known = ", ".join(sorted({where.value for rule in law.timetables if kind in rule.kinds for where in rule.nations}))
        raise UnsupportedElectionError(f"there is no timetable for a {kind.value} election in {place}{why}. There is one for: {known}.")
    for rule in rules:
        if rule.polls_from <= polling_day and (rule.polls_until is None or polling_day <= rule.polls_until):
            return rule
    first = min(rule.polls_from for rule in rules)
    raise UnsupportedElectionError(
        f"the rules held here for a {kind.value} election in {place} are for polls from {first.isoformat()} on, not for {polling_day.isoformat()}."
    )


def _rung(law: ElectionsLaw, rule: RungRule, polling_day: date, calendar: str, appointed: frozenset[Holiday]) -> Rung:
    days = ElectionCalendar(law.calendars[rule.calendar or calendar], appointed)
    return Rung(rule.key, rule.what, days.working_days_before(polling_day, rule.working_days), rule.at, rule.working_days)


def _doubts(days: ElectionCalendar, polling_day: date) -> list[str]:
    """Say what is odd or uncertain about a polling day."""
    reason = days.why_not(polling_day)
    odd = f"Polling day itself is a day that the rules don't count ({reason}): check the date." if reason else None
    return [doubt for doubt in (odd, caution(polling_day)) if doubt]
