"""`clerk simulate`: what would be sent to whom and when. Sends nothing, writes nothing."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.casework.errors import CaseError
from bot.cli.acting import nobody_has, who_acts
from bot.cli.common import clear_errors, council_of, open_library, settings
from bot.cli.dates import date_given, today_in
from bot.message import system_clock
from bot.zones import zone_of
from intents.dates import Toward, shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from bot.calendar.working_days import WorkingCalendar
    from bot.casework.desk import Desk
    from bot.casework.person import Person
    from bot.config import Settings
    from bot.reminders.circle import Circle
    from bot.reminders.nudge import Nudge
    from bot.reminders.simulation import Course
    from protocol_data.library import Library

_LONG = 60
"""From so many days on progress is shown, on a terminal's error stream."""


@click.command()
@click.option("--from", "first", required=True, metavar="DATE", help="The first day.")
@click.option("--to", "last", required=True, metavar="DATE", help="The last day.")
@click.option(
    "--cases", type=click.Path(path_type=Path), help="A YAML file of cases. Default: those of the register, else a built-in example."
)
@who_acts
@clear_errors
def simulate(first: str, last: str, cases: Path | None, council: str | None, key: str | None, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """Run a calendar of cases through the reminders; print what would be sent to whom and when.

    Takes the open cases of the register as they stand, or those of a file, or, where the register has none, a built-in example. Nothing is sent and nothing written.
    Of the register you see what would be sent to you; and, where you keep it, to others of the council, but for what is private to them.
    """
    read = settings()
    library = open_library(read)
    chosen = council_of(read, council, library)
    today = today_in(zone_of(library.council(chosen).timezone, read.timezone), system_clock)
    span = (date_given(first, "--from", today, Toward.FUTURE), date_given(last, "--to", today, Toward.FUTURE))
    _check(span)
    count = 0
    if cases is not None and key is not None:
        raise CaseError("--as names somebody of the register; the cases of a file have people of their own. Leave one of the two out.")
    for message in _messages(library, chosen, _source(read, library, chosen, cases, (span[0], key)), span):
        count += 1
        click.echo(json.dumps(message, ensure_ascii=False) if as_json else _line(message))
    if not count:
        click.echo(f"Nothing would be sent from {shown(span[0])} to {shown(span[1])}.", err=True)


def _check(span: tuple[date, date]) -> None:
    from bot.reminders.simulation import LONGEST  # noqa: PLC0415 - the policy only where it is run

    if span[1] < span[0]:
        raise CaseError(f"--to {shown(span[1])} is before --from {shown(span[0])}. Exchange them.")
    if span[1] - span[0] > LONGEST:
        raise CaseError("Ten years is the longest that can be simulated. Give a shorter time.")


@dataclass(frozen=True, slots=True)
class _Source:
    """What is simulated, and who reads it; nobody in particular where it comes from a file."""

    courses: list[Course]
    circle: Circle
    calendar: WorkingCalendar
    sent: set[Nudge]
    reader: Person | None = None


def _messages(library: Library, council: str, source: _Source, span: tuple[date, date]) -> Iterator[dict[str, Any]]:
    from bot.reminders.refs import ref_of  # noqa: PLC0415 - as above
    from bot.reminders.scope import keeps, readable  # noqa: PLC0415 - as above
    from bot.reminders.simulation import simulate as run  # noqa: PLC0415 - as above
    from bot.reminders.wording import compose, most_urgent  # noqa: PLC0415 - as above

    pack, circle, reader = library.pack(council), source.circle, source.reader
    with _progress((span[1] - span[0]).days + 1) as advance:
        for message in run(source.courses, circle, source.calendar, span, sent=source.sent, tick=lambda _day: advance()):
            person = circle.people[message.recipient_id]
            if reader is not None and reader.id != person.id and not keeps(reader):
                continue
            items = readable(reader, message, circle) if reader is not None else message.items
            reply = compose(pack, message.day, person, items, circle.people) if items else None
            hidden = f"a private reminder for {person.name}"
            yield {
                "day": message.day.isoformat(),
                "shown": shown(message.day),
                "to": person.key,
                "name": person.name,
                "says": reply.headline if reply else hidden,
                "points": [*(reply.points if reply else ()), *([hidden] if reply and len(items) < len(message.items) else ())],
                "private": len(items) < len(message.items),
                "nudges": [
                    {
                        "ref": ref_of(item.nudge.case_kind, item.nudge.case_id),
                        "kind": item.nudge.kind.value,
                        "about": item.nudge.about.isoformat(),
                    }
                    for item in most_urgent(items)
                ],
            }


def _source(read: Settings, library: Library, council: str, cases: Path | None, given: tuple[date, str | None]) -> _Source:
    """Read what is simulated: from the first day on, for whoever is named."""
    from bot.calendar.working_days import WorkingCalendar  # noqa: PLC0415 - as above
    from bot.reminders.scenario import EXAMPLE, read_scenario  # noqa: PLC0415 - as above

    if cases is None:
        found = asyncio.run(_register(read, library, council, given)) if _has_register(read) else None
        if found is not None and found.courses:
            return found
        if found is None and given[1] is not None:
            raise nobody_has(given[1], library.council(council).name)
        click.echo("The register has no open cases: the built-in example is simulated.", err=True)
    pack = library.pack(council)
    calendar = WorkingCalendar(pack.council.nation)
    courses, circle = read_scenario(cases or EXAMPLE, pack, calendar, given[0], read.local_target)
    return _Source(courses, circle, calendar, set())


def _has_register(read: Settings) -> bool:
    """Tell whether there is a register: it is not made here."""
    from bot.store.database import default_url, is_there  # noqa: PLC0415 - as above

    return is_there(read.database_url or default_url())


async def _register(read: Settings, library: Library, council: str, given: tuple[date, str | None]) -> _Source:
    from bot.casework.desk import Desk  # noqa: PLC0415 - as above
    from bot.reminders.register_courses import read_register  # noqa: PLC0415 - as above
    from bot.store.database import default_url, open_store  # noqa: PLC0415 - as above
    from bot.store.migrations import migrate  # noqa: PLC0415 - as above

    store = open_store(read.database_url or default_url())
    desk = Desk(store, library, system_clock, read.local_target, read.timezone)
    try:
        await migrate(store)
        reader = await _reader(desk, council, given[1])
        return _Source(*await read_register(desk, council, given[0]), reader)
    finally:
        await store.close()


async def _reader(desk: Desk, council: str, key: str | None) -> Person:
    """Give who reads it: the officer at this machine where nobody is named, who is not written down for it."""
    from bot.casework.operator import officer_here  # noqa: PLC0415 - as above
    from bot.casework.people import by_key  # noqa: PLC0415 - as above

    if key is None:
        return await officer_here(desk, council)
    async with desk.store.read() as session:
        person = await by_key(session, council, key)
    if person is None:
        raise nobody_has(key, desk.library.council(council).name)
    return person


def _line(message: dict[str, Any]) -> str:
    lines = [f"{message['shown']}  to {message['name']}: {message['says']}"]
    if len(message["nudges"]) > 1 or (message["nudges"] and message["private"]):
        lines += [f"    - {point}" for point in message["points"]]
    return "\n".join(lines)


class _progress:  # noqa: N801 - used like a function
    """Show how far it is, on the error stream, where that is a terminal and the time is long."""

    def __init__(self, days: int) -> None:
        """Prepare for so many days."""
        from rich.console import Console  # noqa: PLC0415 - as above
        from rich.progress import Progress  # noqa: PLC0415 - as above

        console = Console(stderr=True)
        self._bar = Progress(console=console, transient=True, disable=days < _LONG or not console.is_terminal)
        self._task = self._bar.add_task("days", total=days)

    def __enter__(self) -> Any:  # noqa: ANN401 - a function without arguments
        """Begin."""
        self._bar.start()
        return lambda: self._bar.advance(self._task)

    def __exit__(self, *_error: object) -> None:
        """End."""
        self._bar.stop()
