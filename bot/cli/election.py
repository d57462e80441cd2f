"""`clerk election`: by when notice of election is published, and when the period before the poll begins and ends."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from bot.cli.common import clear_errors, fail, open_library, settings
from bot.cli.register_days import counted_with, from_register
from bot.message import system_clock
from bot.zones import zone_of
from intents.dates import Toward, shown
from protocol_data.basics import Nation
from protocol_data.elections_law import ElectionKind

if TYPE_CHECKING:
    from bot.calendar.elections import Timetable
    from bot.calendar.holidays import Holiday
    from bot.store.database import AsyncSession

_ZONE = "Europe/London"
"""Every nation's whose elections it knows."""


@click.command()
@click.option("--polling-day", required=True, help="The day of the poll: 2027-05-06 or “6 May 2027”.")
@click.option("--kind", type=click.Choice([kind.value for kind in ElectionKind]), required=True, help="The kind of election.")
@click.option("--nation", type=click.Choice([nation.value for nation in Nation]), required=True, help="Where it is held.")
@click.option("--notice", help="The day on which notice of election was published, where known.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@clear_errors
def election(polling_day: str, kind: str, nation: str, notice: str | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Tell an election's notice and the period before the poll."""
    from bot.calendar.elections import timetable  # noqa: PLC0415 - with the holidays, only here
    from bot.cli.dates import date_given, today_in  # noqa: PLC0415 - as above

    read = settings()
    today = today_in(zone_of(_ZONE, read.timezone), system_clock)
    day = date_given(polling_day, "--polling-day", today, Toward.FUTURE)
    published = date_given(notice, "--notice", today, Toward.FUTURE) if notice else None
    added = from_register(read, open_library(read), lambda _desk, session: _appointed(session, ElectionKind(kind), Nation(nation)))
    try:
        found = timetable(day, ElectionKind(kind), Nation(nation), notice=published, appointed=added or frozenset())
    except ValueError as error:  # no such election, or a date out of range: the text says which
        fail(str(error))
    found = replace(found, calendar=counted_with(found.calendar, "added holidays", None if added is None else len(added)))
    click.echo(json.dumps(_answer(found), ensure_ascii=False) if as_json else _told(found))


async def _appointed(session: AsyncSession, kind: ElectionKind, nation: Nation) -> frozenset[Holiday]:
    from bot.casework.election_rows import appointed  # noqa: PLC0415 - the database only where there is one

    return await appointed(session, kind, nation)


def _answer(found: Timetable) -> dict[str, Any]:
    """Give the object that scripts rely on; its fields stay stable."""
    return {
        "polling_day": found.polling_day.isoformat(),
        "kind": found.kind.value,
        "nation": found.nation.value,
        "notice_by": found.notice_by.isoformat(),
        "notice_from": found.notice_from.isoformat() if found.notice_from else None,
        "notice_published": found.notice_published.isoformat() if found.notice_published else None,
        "begins": found.begins,
        "period_starts": found.period_starts.isoformat(),
        "period_ends": found.period_ends.isoformat(),
        "close_of_poll": f"{found.close_of_poll:%H:%M}",
        "rule": found.rule,
        "skipped": [{"day": day.day.isoformat(), "reason": day.reason} for day in found.skipped],
        "rungs": [
            {"key": rung.key, "what": rung.what, "day": rung.day.isoformat(), "at": f"{rung.at:%H:%M}" if rung.at else None}
            for rung in found.rungs
        ],
        "notes": list(found.notes),
        "calendar": found.calendar,
    }


def _told(found: Timetable) -> str:
    from bot.cli.deadline import skipped_line  # noqa: PLC0415 - shared wording

    window = f"from {shown(found.notice_from)} to" if found.notice_from else "by"
    lines = [f"Polling day: {shown(found.polling_day)}.", f"Notice of election is published {window} {shown(found.notice_by)}."]
    if found.notice_published:
        differs = ", not the latest day worked out here" if found.differs else ""
        lines.append(f"It was published on {shown(found.notice_published)}{differs}; that date is the one used.")
    lines += [
        f"The period before the poll begins {found.begins} {shown(found.period_starts)} and ends on {shown(found.period_ends)} at {found.close_of_poll:%H:%M}.",
        *(f"{rung.what}: {shown(rung.day)}{f', {rung.at:%H:%M}' if rung.at else ''}." for rung in found.rungs),
        found.rule,
        skipped_line(found.skipped),
        *found.notes,
        f"Counted with {found.calendar}.",
    ]
    return "\n".join(lines)
