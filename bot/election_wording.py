"""What is said of elections, as small named functions: the same words in the terminal, in chat and in reminders.

A computed day is always "no later than"; that the time before a poll has begun is said only where a notice was published or an officer set the day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.casework.election import Basis, PeriodState
from intents.dates import shown

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from bot.casework.election import Election, Period
    from bot.casework.election_rules import Answer, ElectionRules
    from bot.casework.elections import NextPoll


def title(election: Election) -> str:
    """Name an election with its number and day."""
    called_off = " (cancelled)" if election.cancelled else ""
    return f"{election.ref} {election.name}, poll on {shown(election.polling_day)}{called_off}"


def bound(election: Election) -> str:
    """Say whom it binds."""
    if election.cancelled:
        return "It was cancelled and binds nobody."
    return (
        f"It binds mainly {election.ward}; elsewhere there is more room, but ask first." if election.ward else "It binds the whole council."
    )


def begins(election: Election) -> str:
    """Say when the time before the poll begins, what that rests on, and, where they differ, ours beside the official date."""
    if election.basis is Basis.COMPUTED:
        return (
            f"The pre-election period begins no later than {shown(election.latest_notice)}, the latest day for the notice of election; "
            "it begins earlier if the notice is published earlier. No publication has been entered."
        )
    if election.basis is Basis.PUBLISHED:
        return f"The pre-election period begins on {shown(election.begins)}, when notice of election was published.{_beside(election)}"
    ours = (
        f"notice was published on {shown(election.published_notice)}"
        if election.published_notice
        else f"no later than {shown(election.latest_notice)}"
    )
    return f"The pre-election period begins on {shown(election.begins)}, as the responsible officer set it. Ours: {ours}."


def ends(election: Election, zone: ZoneInfo) -> str:
    """Say when it ends; ours beside an end that an officer set."""
    end = f"It ends on {_moment(election.ends(zone))}"
    if election.officer_end is None:
        return f"{end}, at the close of poll."
    return f"{end}, as the responsible officer set it. Ours: {_moment(election.close_of_poll(zone))}, at the close of poll."


def state(period: Period) -> str:
    """Say how the time before a poll stands."""
    election, day = period.election, shown(period.begins)
    says = {
        PeriodState.RUNNING: f"The pre-election period is running: it began on {day} and ends on {_moment(period.ends)}.",
        PeriodState.MAY_HAVE_BEGUN: (
            f"The pre-election period may have begun: {day} is the latest day for the notice of election, and no publication has been entered. "
            "Ask whether the notice was published."
        ),
        PeriodState.COMING: begins(election),
        PeriodState.ENDED: f"The pre-election period ended on {_moment(period.ends)}.",
    }
    return f"{title(election)}. {says[period.state]} {bound(election)}"


def no_poll(ward: str | None) -> str:
    """Say that no poll is known."""
    where = f" that binds {ward}" if ward else ""
    return f"No poll{where} is entered for around that day. That doesn't mean that there is none: ask Democratic Services."


def next_poll(found: NextPoll) -> str:
    """Say when the next poll is, and how long until then."""
    names = "; ".join(f"{election.ref} {election.name}" for election in found.elections)
    return f"The next poll is on {shown(found.polling_day)}, {until(found.days)}: {names}."


def until(days: int) -> str:
    """Say a number of calendar days in weeks and days: `in 8 weeks and 3 days`."""
    if days == 0:
        return "today"
    weeks, odd = divmod(days, 7)
    parts = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in ((weeks, "week"), (odd, "day")) if count]
    return "tomorrow" if days == 1 else f"in {' and '.join(parts)}"


def rules(found: ElectionRules) -> list[str]:
    """Say what the council's own protocol has on the time before a poll, best first, then the law."""
    said = [f"{answer.topic}: {answer.lead} ({_numbers(answer)})" for subject in found.subjects for answer in subject.answers]
    if found.silent_on:
        said.append(f"The protocol says nothing on: {', '.join(one.lower() for one in found.silent_on)}. Ask the {found.ask}.")
    return [*said, *(f"The law: {rule.says} ({rule.source})" for rule in found.law)]


def _numbers(answer: Answer) -> str:
    return f"clause{'' if len(answer.clauses) == 1 else 's'} {', '.join(clause.ref for clause in answer.clauses)}"


def _beside(election: Election) -> str:
    if election.published_notice == election.latest_notice:
        return ""
    return f" The latest day worked out here is {shown(election.latest_notice)}; the published day is the one that counts."


def _moment(at: datetime) -> str:
    return f"{shown(at.date())} at {at:%H:%M}"
