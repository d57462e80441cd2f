"""`clerk deadline`: by when an enquiry has to be answered, and how that is counted."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from bot import wording
from bot.cli.common import clear_errors, council_of, fail, open_library, settings
from bot.cli.register_days import counted_with, from_register
from bot.message import system_clock
from bot.zones import zone_of
from intents.dates import Toward, shown

if TYPE_CHECKING:
    from bot.calendar.working_days import Skipped, Worked
    from protocol_data.pack import Pack
    from protocol_data.procedures import ReplyTarget

_TARGET = "enquiry_reply"
"""The key of the reply target for members' enquiries in `procedures.yml`."""


@click.command()
@click.option("--council", help="The council's key; see `clerk councils`. Default: CLERK_COUNCIL.")
@click.option("--received", required=True, help="The day of receipt: 2026-11-03 or “3 Nov 2026”.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@clear_errors
def deadline(council: str | None, received: str, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Tell by when an enquiry received on a day has to be answered. A day that is still to come is counted too, to plan ahead."""
    from bot.calendar.working_days import OutOfRangeError, WorkingCalendar  # noqa: PLC0415 - with the holidays, only here
    from bot.cli.dates import date_given, today_in  # noqa: PLC0415 - as above

    read = settings()
    library = open_library(read)
    chosen = council_of(read, council, library)
    pack = library.pack(chosen)
    today = today_in(zone_of(pack.council.timezone, read.timezone), system_clock)
    day = date_given(received, "--received", today, Toward.PAST)
    of_register = from_register(read, library, lambda desk, session: desk.calendar(session, chosen))
    calendar = of_register or WorkingCalendar(pack.council.nation)
    target = next((t for t in pack.procedures.reply_targets if t.key == _TARGET and t.working_days), None)
    local = None if target else read.local_target
    try:
        worked = calendar.explain(day, (target.working_days if target else local) or 1)
    except OutOfRangeError as error:
        fail(str(error))
    added = len(of_register.closures) if of_register else None
    worked = replace(worked, calendar=counted_with(worked.calendar, "closure days and added holidays", added))
    answer = _answer(pack, target, worked, local)
    ahead = f"\n{shown(day)} is still to come." if day > today else ""
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else _told(pack, target, worked, local) + ahead)


def _answer(pack: Pack, target: ReplyTarget | None, worked: Worked, local: int | None) -> dict[str, Any]:
    """Give the object that scripts rely on; its fields stay stable."""
    answer: dict[str, Any] = {
        "received": worked.received.isoformat(),
        "day_one": worked.day_one.isoformat(),
        "due": worked.due.isoformat() if target else None,
        "kind": target.key if target else _TARGET,
        "working_days": target.working_days if target else None,
        "clause": target.clause if target else None,
    }
    if target is None and local is None:
        return answer | {"reason": _no_target(pack), "skipped": [], "calendar": worked.calendar}
    if target is None:
        answer |= {"due": worked.due.isoformat(), "kind": "local_target", "working_days": local, "reason": _no_target(pack)}
    skipped = [{"day": day.day.isoformat(), "reason": day.reason} for day in worked.skipped]
    answer |= {"force": target.force.value if target else None, "skipped": skipped, "calendar": worked.calendar}
    return answer | ({"caution": worked.caution} if worked.caution else {})


def _no_target(pack: Pack) -> str:
    return f"The protocol of {pack.council.name} sets no number of days for answering an enquiry, so there is no due date."


def _told(pack: Pack, target: ReplyTarget | None, worked: Worked, local: int | None) -> str:
    if target is None and local is None:
        return f"{_no_target(pack)} Ask the {pack.council.monitoring_officer} what is expected."
    lines = [
        f"Due by the end of {shown(worked.due)}.",
        f"{pack.council.name}, clause {target.clause} ({wording.force(target.force.value)}): {target.what}; {worked.working_days} working days."
        if target
        else f"{worked.working_days} working days are this council's local target (CLERK_LOCAL_TARGET). The protocol itself sets no number of days.",
        f"Received {shown(worked.received)}: that is day 0. Day 1 is {shown(worked.day_one)}.",
        skipped_line(worked.skipped),
        f"Counted with {worked.calendar}.",
        worked.caution or "",
    ]
    return "\n".join(line for line in lines if line)


def skipped_line(skipped: tuple[Skipped, ...]) -> str:
    """Say which days were not counted: each by name, the weekends by number."""
    named = [f"{shown(day.day)} ({day.reason})" for day in skipped if not day.weekend]
    weekends = sum(day.weekend for day in skipped)
    if weekends:
        named.append(f"{weekends} days of weekends" if weekends > 1 else "one day of a weekend")
    return f"Not counted: {'; '.join(named)}." if named else "Every day between was counted."
