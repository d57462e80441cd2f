"""`clerk reminders`: what waits, was sent or failed; a sweep by hand; reminders of one's own; later, done, not mine, no more of this kind."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from datetime import time
from typing import TYPE_CHECKING

import click

from bot.casework.errors import CaseError
from bot.cli.acting import at_desk, who_acts
from bot.cli.common import clear_errors
from bot.cli.dates import date_given
from bot.cli.tables import show_rows
from bot.reminders.listing import STATES, listed
from intents.dates import Toward, shown

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from zoneinfo import ZoneInfo

    from bot.casework.desk import Desk
    from bot.casework.person import Person
    from bot.reminders.courier import Copy
    from bot.reminders.listing import Listed
    from bot.reply import Reply


@click.group()
def reminders() -> None:
    """List, sweep and answer reminders."""


@reminders.command("list")
@click.option("--state", type=click.Choice(STATES), help="Only those that stand so.")
@click.option("--everybody", is_flag=True, help="Everybody's, without what is private; for the monitoring officer and democratic services.")
@who_acts
@clear_errors
def list_(state: str | None, everybody: bool, council: str | None, key: str | None, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """List what was sent, waits or could not be sent, and the reminders that you set yourself."""
    from bot.reminders import personal  # noqa: PLC0415 - the database only when a command runs

    async def work() -> None:
        async with at_desk(council, key) as (desk, actor):
            found = await listed(desk, actor, state, everybody=everybody)
            own = await personal.mine(desk, actor) if state is None else []
            zone = desk.zone(actor.council)
        if as_json:
            coming = [{"ref": one.ref, "text": one.text, "on": one.on.isoformat()} for one in own]
            click.echo(json.dumps({"nudges": [asdict(one) for one in found], "own": coming}, default=lambda value: value.isoformat()))
            return
        rows = [(one.ref, "personal", actor.key, shown(one.on), "set by you", one.text) for one in own]
        show_rows(("Case", "Kind", "To", "About", "State", ""), [*rows, *(_row(one, zone) for one in found)], none="No reminders.")

    asyncio.run(work())


def _row(one: Listed, zone: ZoneInfo) -> tuple[str, ...]:
    at = (one.sent_at or one.not_before).astimezone(zone)
    when = f"{shown(at.date())}, {at:%H:%M}" if one.state in {"sent", "planned"} else one.why or ""
    return one.ref, one.kind, one.recipient, shown(one.about), one.state, when


@reminders.command()
@who_acts
@clear_errors
def sweep(council: str | None, key: str | None, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """Plan and send once, to those of the council whom no other channel reaches: what is sent is printed here. What is private to others stays where it is."""
    from bot.casework.access import Concerned, Right, may  # noqa: PLC0415 - as above
    from bot.casework.errors import RefusedError  # noqa: PLC0415 - as above
    from bot.reminders.scheduler import worker_name  # noqa: PLC0415 - as above
    from bot.reminders.sweeper import sweep as run  # noqa: PLC0415 - as above

    async def work() -> None:
        async with at_desk(council, key) as (desk, actor):
            if not may(actor, Right.KEEP_PEOPLE, Concerned(actor.council)):
                raise RefusedError("A sweep by hand is for the monitoring officer and democratic services. Ask one of them.")
            result = asdict(await run(desk, _Printer(actor, as_json=as_json), worker_name()))
        if as_json:
            click.echo(json.dumps({"result": result}))
        else:
            click.echo(", ".join(f"{name} {count}" for name, count in result.items()) + ".", err=True)

    asyncio.run(work())


class _Printer:
    """A courier that prints."""

    def __init__(self, actor: Person, *, as_json: bool) -> None:
        self._actor, self._as_json = actor, as_json

    async def reader(self) -> Person:
        return self._actor

    async def keep_back(self, waiting: Mapping[int, Person]) -> None:
        from bot.channels.console import waits  # noqa: PLC0415 - with rich, only here

        for person in waiting.values():
            click.echo(json.dumps({"private": person.key}, ensure_ascii=False) if self._as_json else f"{waits(person)}\n")

    async def deliver(self, recipient: Person, reply: Reply, for_team: Reply | None = None) -> tuple[Copy, ...]:  # noqa: ARG002 - nobody's channel is here
        if self._as_json:
            click.echo(json.dumps({"to": recipient.key, "says": reply.headline, "points": list(reply.points)}, ensure_ascii=False))
        else:
            click.echo(f"To {recipient.name}:\n{reply.text}\n")
        return ()


@reminders.command("set")
@click.argument("text")
@click.option("--on", "day", required=True, metavar="DATE", help="The day.")
@who_acts
@clear_errors
def set_(text: str, day: str, council: str | None, key: str | None, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """Set a reminder for yourself."""
    from bot.reminders import personal  # noqa: PLC0415 - as above

    async def work(desk: Desk, actor: Person) -> tuple[str, str]:
        made = await personal.remind(desk, actor, text, date_given(day, "--on", desk.today(actor.council), Toward.FUTURE))
        return made.ref, f"{made.ref}: you will be reminded on {shown(made.on)}."

    _do(council, key, as_json, work)


@reminders.command()
@click.argument("ref")
@click.option("--until", required=True, metavar="DATE", help="The day on which you want to hear of it again.")
@who_acts
@clear_errors
def snooze(ref: str, until: str, council: str | None, key: str | None, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """Put off what is said to you of case REF."""
    from bot.reminders import answering  # noqa: PLC0415 - as above

    async def work(desk: Desk, actor: Person) -> tuple[str, str]:
        day = date_given(until, "--until", desk.today(actor.council), Toward.FUTURE)
        named = await answering.snooze(desk, actor, ref, day)
        return named, f"{named}: you will hear of it again on {shown(day)}."

    _do(council, key, as_json, work)


@reminders.command()
@click.argument("ref")
@who_acts
@clear_errors
def done(ref: str, council: str | None, key: str | None, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """Mark as done what reminder or report REF was about."""
    from bot.reminders import answering  # noqa: PLC0415 - as above

    async def work(desk: Desk, actor: Person) -> tuple[str, str]:
        named = await answering.done(desk, actor, ref)
        return named, f"{named} is done."

    _do(council, key, as_json, work)


@reminders.command("not-mine")
@click.argument("ref")
@click.option("--reason", help="Why, or whose it is.")
@who_acts
@clear_errors
def not_mine(ref: str, reason: str | None, council: str | None, key: str | None, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """Say that enquiry REF is somebody else's to answer."""
    from bot.reminders import answering  # noqa: PLC0415 - as above

    async def work(desk: Desk, actor: Person) -> tuple[str, str]:
        named = await answering.not_mine(desk, actor, ref, reason)
        return named, f"{named}: democratic services are told, and will find an officer for it. Until then it stays in your list."

    _do(council, key, as_json, work)


@reminders.command("opt-out")
@click.argument("kind")
@who_acts
@clear_errors
def opt_out(kind: str, council: str | None, key: str | None, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """Have no more optional reminders of KIND: weekly, undated."""
    _opt(kind, (council, key, as_json), out=True)


@reminders.command("opt-in")
@click.argument("kind")
@who_acts
@clear_errors
def opt_in(kind: str, council: str | None, key: str | None, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """Have optional reminders of KIND again."""
    _opt(kind, (council, key, as_json), out=False)


@reminders.command("quiet")
@click.argument("hours", required=False)
@who_acts
@clear_errors
def quiet_hours(hours: str | None, council: str | None, key: str | None, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """Have no reminders in HOURS, local time, like 12:00-14:00; without HOURS, or with “off”, there are none."""
    from bot.reminders import answering  # noqa: PLC0415 - as above

    async def work(desk: Desk, actor: Person) -> tuple[str, str]:
        quiet = _hours(hours) if hours and hours.strip().lower() not in {"off", "none"} else None
        await answering.set_quiet_hours(desk, actor, quiet)
        return actor.key, f"Nothing is sent to you from {hours}." if quiet else "You have no quiet hours."

    _do(council, key, as_json, work)


def _hours(text: str) -> tuple[time, time]:
    start, _, end = text.partition("-")
    try:
        return time.fromisoformat(start.strip()), time.fromisoformat(end.strip())
    except ValueError:
        raise CaseError(f"“{text}” can't be read as two times. Write them like 12:00-14:00, or say “off”.") from None


def _opt(kind: str, given: tuple[str | None, str | None, bool], *, out: bool) -> None:
    from bot.reminders import answering  # noqa: PLC0415 - as above

    async def work(desk: Desk, actor: Person) -> tuple[str, str]:
        left = await answering.opt(desk, actor, kind, out=out)
        return actor.key, f"Turned off: {', '.join(sorted(left)) or 'nothing'}."

    _do(*given, work)


def _do(council: str | None, key: str | None, as_json: bool, work: Callable[[Desk, Person], Awaitable[tuple[str, str]]]) -> None:  # noqa: FBT001 - passed on
    """Do one thing and say what was done."""

    async def run() -> None:
        async with at_desk(council, key) as (desk, actor):
            ref, says = await work(desk, actor)
        click.echo(json.dumps({"ref": ref, "says": says}, ensure_ascii=False) if as_json else says)

    asyncio.run(run())
