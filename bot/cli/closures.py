"""`clerk closures`: days on which a council does not work that no library knows."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import click

from bot.cli.acting import at_desk, who_acts
from bot.cli.common import clear_errors
from bot.cli.dates import date_given
from intents.dates import Toward, shown

if TYPE_CHECKING:
    from bot.casework.closures import Added, ClosedDay
    from bot.casework.days_taken_off import Removed, TakenOff


@click.group()
def closures() -> None:
    """Keep the council's closure days and one-off bank holidays."""


@closures.command()
@click.argument("day", metavar="DATE")
@click.option("--reason", required=True, help="What it is called: “Office closed”.")
@click.option(
    "--nation",
    help="For a one-off bank holiday of a whole nation: england, wales, scotland or northern_ireland. It binds every council there: without --as.",
)
@who_acts
@clear_errors
def add(day: str, reason: str, nation: str | None, council: str | None, key: str | None, as_json: bool) -> None:  # noqa: FBT001 - click's options
    """Add a day; what is due moves forward, and it is said what."""

    async def work() -> Added:
        from bot.casework.closures import add as added  # noqa: PLC0415 - the database only when a command runs

        async with at_desk(council, key) as (desk, actor):
            return await added(desk, actor, date_given(day, "DATE", desk.today(actor.council), Toward.FUTURE), reason, nation)

    found = asyncio.run(work())
    click.echo(json.dumps(_added(found), ensure_ascii=False) if as_json else _told(found))


@closures.command()
@click.argument("day", metavar="DATE")
@click.option("--reason", required=True, help="Why it is taken off again: “entered by mistake”.")
@click.option("--nation", help="For a one-off bank holiday that was added for a whole nation: which. Without --as.")
@who_acts
@clear_errors
def remove(day: str, reason: str, nation: str | None, council: str | None, key: str | None, as_json: bool) -> None:  # noqa: FBT001 - click's options
    """Take a day off again that was added by mistake; dates that were told stay, and it is said which."""

    async def work() -> Removed:
        from bot.casework.days_taken_off import remove as removed  # noqa: PLC0415 - the database only when a command runs

        async with at_desk(council, key) as (desk, actor):
            return await removed(desk, actor, date_given(day, "DATE", desk.today(actor.council), Toward.FUTURE), reason, nation)

    found = asyncio.run(work())
    click.echo(json.dumps(_removed(found), ensure_ascii=False) if as_json else _told_removed(found))


@closures.command("list")
@click.argument("word", required=False, default="")
@click.option("--removed", is_flag=True, help="Those that were taken off again: by whom, and why.")
@who_acts
@clear_errors
def list_(word: str, removed: bool, council: str | None, key: str | None, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """List the days that were added, or those with WORD in the reason or date."""
    if removed:
        _list_removed(word, council, key, as_json=as_json)
        return

    async def work() -> list[ClosedDay]:
        from bot.casework.closures import find  # noqa: PLC0415 - the database only when a command runs

        async with at_desk(council, key) as (desk, actor), desk.store.read() as session:
            return await find(desk, session, actor.council, word)

    found = asyncio.run(work())
    if as_json:
        click.echo(json.dumps([_closed(closed) for closed in found], ensure_ascii=False))
        return
    from bot.cli.tables import show_rows  # noqa: PLC0415 - with rich, only here

    rows = [(shown(closed.day), closed.reason, _where(closed)) for closed in found]
    show_rows(("Day", "Reason", "Where"), rows, none="No such day was added. The bank holidays of the nation are known without it.")


def _list_removed(word: str, council: str | None, key: str | None, *, as_json: bool) -> None:
    async def work() -> list[TakenOff]:
        from bot.casework.days_taken_off import find_taken_off  # noqa: PLC0415 - the database only when a command runs

        async with at_desk(council, key) as (desk, actor), desk.store.read() as session:
            return await find_taken_off(desk, session, actor.council, word)

    found = asyncio.run(work())
    if as_json:
        click.echo(json.dumps([_taken_off(its) for its in found], ensure_ascii=False))
        return
    from bot.cli.tables import show_rows  # noqa: PLC0415 - with rich, only here

    rows = [(shown(its.closed.day), its.closed.reason, _where(its.closed), shown(its.on), its.by, _why(its)) for its in found]
    show_rows(("Day", "Reason", "Where", "Taken off on", "By", "Why"), rows, none="No day that was added was taken off again.")


def _why(its: TakenOff) -> str:
    return its.why if its.finished else f"{its.why} (not every case has noted it: remove it once more)"


def _told(found: Added) -> str:
    day = f"{shown(found.closed.day)} ({found.closed.reason})"
    lines = [f"{day} is no working day now, for {_where(found.closed)}." if found.new else f"{day} was there already."]
    lines += [f"{case.ref} moved forward: due {shown(case.due)}, before {shown(case.before)}." for case in found.moved]
    if not found.moved:
        lines.append("No open enquiry moved.")
    lines += [f"{e.ref} {e.name}: the latest day for the notice is now {shown(e.latest_notice)}." for e in found.elections]
    return "\n".join(lines)


def _told_removed(found: Removed) -> str:
    day = f"{shown(found.closed.day)} ({found.closed.reason})"
    still = f"is no added day any more, and still no working day ({found.still})" if found.still else "is a working day again"
    lines = [f"{day} {still}, for {_where(found.closed)}."]
    lines += [f"{case.ref} keeps {shown(case.due)}: a date that was told never comes earlier. Its history says so." for case in found.kept]
    if not found.kept:
        lines.append("No open enquiry was counted with it.")
    lines += [f"{e.ref} {e.name}: the latest day for the notice is now {shown(e.latest_notice)}." for e in found.elections]
    return "\n".join(lines)


def _where(closed: ClosedDay) -> str:
    return f"all of {closed.nation.value.replace('_', ' ').title()}" if closed.nation else "this council"


def _closed(closed: ClosedDay) -> dict[str, Any]:
    return {"day": closed.day.isoformat(), "reason": closed.reason, "nation": closed.nation.value if closed.nation else None}


def _taken_off(its: TakenOff) -> dict[str, Any]:
    removed = {"removed_on": its.on.isoformat(), "removed_by": its.by, "removed_because": its.why, "finished": its.finished}
    return {**_closed(its.closed), **removed}


def _removed(found: Removed) -> dict[str, Any]:
    return {
        **_closed(found.closed),
        "still": found.still,
        "kept": [{"ref": case.ref, "due": case.due.isoformat()} for case in found.kept],
        "elections": [{"ref": election.ref, "latest_notice": election.latest_notice.isoformat()} for election in found.elections],
    }


def _added(found: Added) -> dict[str, Any]:
    return {
        **_closed(found.closed),
        "new": found.new,
        "moved": [{"ref": case.ref, "before": case.before.isoformat(), "due": case.due.isoformat()} for case in found.moved],
        "elections": [{"ref": election.ref, "latest_notice": election.latest_notice.isoformat()} for election in found.elections],
    }
