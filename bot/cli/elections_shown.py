"""How `clerk elections` shows what it found: sentences for people, objects for scripts (their fields stay stable)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot import election_wording as wording
from bot.casework.election import Basis, strictest
from bot.casework.election_rules import election_rules
from bot.casework.elections import next_election, period_for
from bot.cli.tables import show_rows
from intents.dates import shown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from zoneinfo import ZoneInfo

    from bot.casework.desk import Desk
    from bot.casework.election import Election, Period
    from bot.casework.election_changes import Change
    from bot.casework.election_rules import ElectionRules
    from bot.casework.elections import NextPoll
    from protocol_data.basics import Reader

_DONE = {
    "added": "entered",
    "published": "notice entered",
    "start_set": "officer's start",
    "end_set": "officer's end",
    "moved": "moved",
    "cancelled": "cancelled",
    "recomputed": "latest notice computed anew",
}


def as_object(election: Election, zone: ZoneInfo) -> dict[str, Any]:
    """Give an election as scripts see it; dates as ISO, moments in the council's timezone."""
    return {
        "ref": election.ref,
        "council": election.council,
        "name": election.name,
        "kind": election.kind.value,
        "nation": election.nation.value,
        "polling_day": election.polling_day.isoformat(),
        "ward": election.ward,
        "begins": election.begins.isoformat(),
        "begins_from": election.basis.value,
        "latest_notice": election.latest_notice.isoformat(),
        "published_notice": _iso(election.published_notice),
        "officer_start": _iso(election.officer_start),
        "ends": election.ends(zone).isoformat(),
        "close_of_poll": election.close_of_poll(zone).isoformat(),
        "officer_end": _iso(election.officer_end.astimezone(zone)) if election.officer_end else None,
        "cancelled": election.cancelled,
    }


def lines(election: Election, zone: ZoneInfo) -> list[str]:
    """Tell an election in sentences."""
    told = [f"{wording.title(election)}.", wording.bound(election)]
    return told if election.cancelled else [*told, wording.begins(election), wording.ends(election, zone)]


def show_list(found: Sequence[Election]) -> None:
    """List elections."""
    rows = []
    for election in found:
        by = "no later than " if election.basis is Basis.COMPUTED else ""
        begins = "cancelled" if election.cancelled else f"{by}{shown(election.begins)}"
        rows.append((election.ref, shown(election.polling_day), election.name, election.ward or "whole council", begins))
    show_rows(
        ("Number", "Polling day", "Election", "Binds", "Period begins"),
        rows,
        none="No such poll is entered. clerk elections list --all shows past ones too; clerk elections add enters one.",
    )


def changed(past: Sequence[Change], zone: ZoneInfo) -> list[str]:
    """Tell what was done to an election, a line each."""
    return [
        f"{shown(change.at.astimezone(zone).date())}: {_DONE.get(change.what, change.what)} by {change.who or 'the program'}{_details(change)}"
        for change in past
    ]


def changes_as_objects(past: Sequence[Change]) -> list[dict[str, Any]]:
    """Give what was done to an election as scripts see it."""
    return [{"at": change.at.isoformat(), "who": change.who, "what": change.what, "details": change.details} for change in past]


async def tell_status(desk: Desk, council: str, about: tuple[str | None, date], reader: Reader | None, *, as_json: bool) -> str:
    """Tell how the pre-election periods stand.

    Args:
        desk: the database, the packs, the clock.
        council: whose.
        about: the ward, if one is asked about, and the day.
        reader: whose rules are added; nothing: none.
        as_json: for scripts.

    """
    ward, day = about
    async with desk.store.read() as session:
        periods = await period_for(desk, session, council, ward, day)
        poll = await next_election(desk, session, council, ward, day)
    found = election_rules(desk.library.pack(council), reader) if reader else None
    if as_json:
        return json.dumps(_status(periods, poll, found, (day, desk.zone(council))), ensure_ascii=False)
    told = [f"On {shown(day)}:", *(wording.state(period) for period in periods)]
    if not periods:
        told.append(wording.no_poll(ward))
    if poll is not None:
        told.append(wording.next_poll(poll))
    return "\n".join([*told, *(wording.rules(found) if found else [])])


def _status(periods: Sequence[Period], poll: NextPoll | None, found: ElectionRules | None, when: tuple[date, ZoneInfo]) -> dict[str, Any]:
    day, zone = when
    return {
        "on": day.isoformat(),
        "state": strictest(list(periods)).value,
        "periods": [
            {
                "state": period.state.value,
                "begins": period.begins.isoformat(),
                "begins_is_published": period.begins_is_published,
                "ends": period.ends.isoformat(),
                "binds": period.binds,
                "election": as_object(period.election, zone),
            }
            for period in periods
        ],
        "next": {"polling_day": poll.polling_day.isoformat(), "days": poll.days, "elections": [e.ref for e in poll.elections]}
        if poll
        else None,
        "rules": {
            "clauses": [clause.ref for clause in found.clauses],
            "silent_on": list(found.silent_on),
            "ask": found.ask,
            "law": [{"says": rule.says, "source": rule.source} for rule in found.law],
        }
        if found
        else None,
    }


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value is not None else None


def _details(change: Change) -> str:
    told = [f"{key.replace('_', ' ')} {_plain(value)}" for key, value in change.details.items() if value is not None]
    return f" ({', '.join(told)})" if told else ""


def _plain(value: object) -> str:
    """Write a day or moment of the audit with its weekday; anything else as it is."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return str(value)
    return shown(moment.date()) if moment.tzinfo is None else f"{shown(moment.date())} at {moment:%H:%M}"
