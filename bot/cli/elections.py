"""`clerk elections`: the register of polls, and how the time before them stands."""

from __future__ import annotations

import asyncio
import json
from datetime import time
from typing import TYPE_CHECKING, Any

import click

from bot.casework import election_changes
from bot.casework import elections as register
from bot.casework.election_checks import PastError, Sure, UnusualError
from bot.casework.errors import CaseError
from bot.cli.acting import at_desk, who_acts
from bot.cli.common import clear_errors, fail
from bot.cli.dates import date_given
from bot.cli.elections_shown import as_object, changed, changes_as_objects, lines, show_list, tell_status
from intents.dates import Toward
from protocol_data.basics import Reader

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import date

    from bot.casework.desk import Desk
    from bot.casework.election import Election
    from bot.casework.person import Person

    _Change = Callable[[Desk, Person, "date | None"], Awaitable[Election]]

_SURE = click.option("--confirm", is_flag=True, help="It is unusual, and right all the same.")


@click.group()
def elections() -> None:
    """Keep the register of elections, and see the pre-election periods."""


@elections.command()
@click.option("--polling-day", required=True, help="The day of the poll: 2027-05-06 or “6 May 2027”.")
@click.option("--kind", required=True, help="principal, by_election, parish, mayoral, pcc, london or uk_parliament.")
@click.option("--ward", help="The ward, division or parish that it binds; a by-election needs one.")
@click.option("--name", help="What it is called.")
@click.option("--nation", help="Where it is held, where that is not the council's own nation.")
@click.option("--past", is_flag=True, help="The poll is past and entered for the record.")
@_SURE
@who_acts
@clear_errors
def add(polling_day: str, kind: str, past: bool, confirm: bool, as_json: bool, **given: str | None) -> None:  # noqa: FBT001 - click's flags
    """Enter a poll; the notice is entered when it is published."""

    async def work(desk: Desk, actor: Person, day: date | None) -> Election:
        new = register.NewElection(_there(day), kind, given["ward"], given["name"], given["nation"])
        return await register.add(desk, actor, new, sure=Sure(past=past, unusual=confirm))

    asyncio.run(_changed(given, ("--polling-day", polling_day, Toward.FUTURE), work, as_json=as_json))


@elections.command("list")
@click.argument("word", required=False, default="")
@click.option("--all", "past_too", is_flag=True, help="Past polls too.")
@who_acts
@clear_errors
def list_(word: str, past_too: bool, council: str | None, key: str | None, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """List coming polls, or search for WORD in all."""

    async def work() -> None:
        async with at_desk(council, key) as (desk, actor), desk.store.read() as session:
            register.check_may_see(desk, actor)
            found = await register.find(session, actor.council, word, since=None if past_too or word else desk.today(actor.council))
            zone = desk.zone(actor.council)
        if as_json:
            click.echo(json.dumps([as_object(election, zone) for election in found], ensure_ascii=False))
        else:
            show_list(found)

    asyncio.run(work())


@elections.command()
@click.argument("ref", metavar="ELE-n")
@who_acts
@clear_errors
def show(ref: str, council: str | None, key: str | None, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """Show one poll: dates, ours beside the official ones, and what was changed."""

    async def work() -> None:
        async with at_desk(council, key) as (desk, actor), desk.store.read() as session:
            register.check_may_see(desk, actor)
            found = await register.get(desk, session, actor.council, ref)
            past = await election_changes.history(desk, session, actor.council, ref)
            zone = desk.zone(actor.council)
        if as_json:
            click.echo(json.dumps(as_object(found, zone) | {"history": changes_as_objects(past)}, ensure_ascii=False))
        else:
            click.echo("\n".join([*lines(found, zone), *changed(past, zone)]))

    asyncio.run(work())


@elections.command()
@click.argument("ref", metavar="ELE-n")
@click.option("--notice", required=True, help="The day on which notice of election was published.")
@_SURE
@who_acts
@clear_errors
def publish(ref: str, notice: str, confirm: bool, as_json: bool, **given: str | None) -> None:  # noqa: FBT001 - click's flags
    """Enter the day on which notice was published: a fact."""

    async def work(desk: Desk, actor: Person, day: date | None) -> Election:
        return await election_changes.publish(desk, actor, ref, _there(day), sure=Sure(unusual=confirm))

    asyncio.run(_changed(given, ("--notice", notice, Toward.PAST), work, as_json=as_json))


@elections.command("set-start")
@click.argument("ref", metavar="ELE-n")
@click.argument("day", required=False)
@click.option("--clear", is_flag=True, help="Take it off again: ours counts.")
@_SURE
@who_acts
@clear_errors
def set_start(ref: str, day: str | None, clear: bool, confirm: bool, as_json: bool, **given: str | None) -> None:  # noqa: FBT001 - click's flags
    """Keep the start that an officer set, beside ours."""
    _one_of(day, clear=clear)

    async def work(desk: Desk, actor: Person, start: date | None) -> Election:
        return await election_changes.set_start(desk, actor, ref, start, sure=Sure(unusual=confirm))

    asyncio.run(_changed(given, ("DAY", day, Toward.FUTURE), work, as_json=as_json))


@elections.command("set-end")
@click.argument("ref", metavar="ELE-n")
@click.argument("day", required=False)
@click.option("--at", help="The time of that day, local: 17:00. Default: the close of poll.")
@click.option("--clear", is_flag=True, help="Take it off again: the close of poll counts.")
@who_acts
@clear_errors
def set_end(ref: str, day: str | None, at: str | None, clear: bool, as_json: bool, **given: str | None) -> None:  # noqa: FBT001 - click's flags
    """Keep the end that an officer set, beside ours."""
    _one_of(day, clear=clear)
    hour = _time(at)

    async def work(desk: Desk, actor: Person, end: date | None) -> Election:
        return await election_changes.set_end(desk, actor, ref, end, hour)

    asyncio.run(_changed(given, ("DAY", day, Toward.FUTURE), work, as_json=as_json))


@elections.command()
@click.argument("ref", metavar="ELE-n")
@click.option("--polling-day", required=True, help="The day on which the poll is held after all.")
@click.option("--reason", required=True, help="Why.")
@click.option("--past", is_flag=True, help="That day is past.")
@_SURE
@who_acts
@clear_errors
def move(ref: str, polling_day: str, reason: str, as_json: bool, **given: Any) -> None:  # noqa: ANN401, FBT001 - click's flags
    """Put a poll on another day."""

    async def work(desk: Desk, actor: Person, day: date | None) -> Election:
        sure = Sure(past=given["past"], unusual=given["confirm"])
        return await election_changes.move(desk, actor, ref, _there(day), reason, sure=sure)

    asyncio.run(_changed(given, ("--polling-day", polling_day, Toward.FUTURE), work, as_json=as_json))


@elections.command()
@click.argument("ref", metavar="ELE-n")
@click.option("--reason", required=True, help="Why.")
@who_acts
@clear_errors
def cancel(ref: str, reason: str, as_json: bool, **given: str | None) -> None:  # noqa: FBT001 - click's flags
    """Cancel a poll: it binds nobody any more."""

    async def work(desk: Desk, actor: Person, _day: date | None) -> Election:
        return await election_changes.cancel(desk, actor, ref, reason)

    asyncio.run(_changed(given, ("", None, Toward.FUTURE), work, as_json=as_json))


@elections.command()
@click.option("--on", help="The day that is asked about. Default: today.")
@click.option("--ward", help="Only what binds this ward.")
@click.option("--rules", "with_rules", is_flag=True, help="Add what the council's protocol and the law say on that time.")
@click.option("--role", type=click.Choice([reader.value for reader in Reader]), default="member", show_default=True, help="Whose rules.")
@who_acts
@clear_errors
def status(on: str | None, ward: str | None, with_rules: bool, role: str, as_json: bool, **given: str | None) -> None:  # noqa: FBT001 - click's flags
    """Tell how the pre-election periods stand on a day."""

    async def work() -> None:
        async with at_desk(given["council"], given["key"]) as (desk, actor):
            register.check_may_see(desk, actor)
            today = desk.today(actor.council)
            day = date_given(on, "--on", today, Toward.FUTURE) if on else today
            click.echo(await tell_status(desk, actor.council, (ward, day), Reader(role) if with_rules else None, as_json=as_json))

    asyncio.run(work())


async def _changed(given: dict[str, Any], given_day: tuple[str, str | None, Toward], change: _Change, *, as_json: bool) -> None:
    """Read the day that was given, if one was; change an election, and show it as it then stands."""
    name, said, toward = given_day
    async with at_desk(given["council"], given["key"]) as (desk, actor):
        day = date_given(said, name, desk.today(actor.council), toward) if said else None
        try:
            found = await change(desk, actor, day)
        except (UnusualError, PastError) as error:
            option = "--past" if isinstance(error, PastError) else "--confirm"
            raise CaseError(f"{error} Here that is {option}.") from None
        zone = desk.zone(actor.council)
    click.echo(json.dumps(as_object(found, zone), ensure_ascii=False) if as_json else "\n".join(lines(found, zone)))


def _there(day: date | None) -> date:
    if day is None:
        fail("the date is empty. Write it like 2027-05-06.")
    return day


def _one_of(day: str | None, *, clear: bool) -> None:
    if (day is None) is not clear:
        fail("give the DAY, or --clear to take it off again.")


def _time(said: str | None) -> time | None:
    try:
        return time.fromisoformat(said).replace(tzinfo=None) if said else None
    except ValueError:
        fail(f"--at “{said}” can't be read as a time. Write it like 17:00.")
