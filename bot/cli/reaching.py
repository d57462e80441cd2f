"""`clerk slack addresses` and `retry`, and the same of `clerk teams`: who can be reached there, and trying somebody again."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from bot.cli.acting import at_desk, who_acts
from bot.cli.common import clear_errors
from bot.cli.tables import show_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.channels.reach import Platform, Way
    from bot.channels.slack.teams import TeamChannel as SlackChannel
    from bot.channels.teams.team_channels import TeamChannel as TeamsChannel

_NOBODY = "Nobody like that is in the directory."
_NOBODY_LOST = "Everybody like that can be reached, or is not in the directory."


def reaching(name: str, place: str, platform: Callable[[], Platform]) -> tuple[click.Command, click.Command]:
    """Make the two commands for a platform.

    Args:
        name: the platform's.
        place: what a workspace or tenant is called in JSON.
        platform: gives what it knows of ways to people, when a command runs.

    """
    return _addresses(name, place, platform), _retry(name, platform)


def _addresses(name: str, place: str, platform: Callable[[], Platform]) -> click.Command:
    @click.command("addresses", help=f"List who can be reached in {name}, and who can't and why; with WORD those who have it.")
    @click.argument("word", nargs=-1)
    @click.option("--lost", is_flag=True, help="Only those who can't be reached.")
    @who_acts
    @clear_errors
    def addresses(word: tuple[str, ...], lost: bool, as_json: bool, **who: str | None) -> None:  # noqa: FBT001 - click's flags
        async def work() -> list[Way]:
            from bot.channels.reach import ways  # noqa: PLC0415 - the database only when the command runs

            async with at_desk(who["council"], who["key"]) as (desk, actor):
                return await ways(desk, actor, platform(), " ".join(word), lost=lost)

        found = asyncio.run(work())
        if as_json:
            click.echo(json.dumps([_as_object(way, place) for way in found], ensure_ascii=False))
            return
        rows = [(way.person.key, way.person.name, _id(way), way.state.value, way.why or "") for way in found]
        show_rows(("Key", "Name", f"{name} ID", "State", "Why"), rows, none=_NOBODY_LOST if lost else _NOBODY)

    return addresses


def _retry(name: str, platform: Callable[[], Platform]) -> click.Command:
    told = "Try somebody again whose address was given up; what could not be sent to them goes out with the next sweep, if it still holds."

    @click.command("retry", help=told)
    @click.argument("whose", metavar="KEY")
    @who_acts
    @clear_errors
    def retry(whose: str, council: str | None, key: str | None, as_json: bool) -> None:  # noqa: FBT001 - click's flags
        async def work() -> tuple[str, str, int]:
            from bot.channels.reach import retry as try_again  # noqa: PLC0415 - the database only when the command runs

            async with at_desk(council, key) as (desk, actor):
                person, count = await try_again(desk, actor, platform(), whose)
                return person.key, person.name, count

        found, whom, count = asyncio.run(work())
        if as_json:
            click.echo(json.dumps({"key": found, "retried": count}, ensure_ascii=False))
        elif count:
            click.echo(f"{whom} is tried again at the next sweep.")
        else:
            how = f"clerk {name.lower()} addresses {found} tells how it stands."
            click.echo(f"No address of {whom}'s was given up, so nothing was changed. {how}")

    return retry


def _id(way: Way) -> str:
    return ":".join(part for part in (way.team, way.user) if part)


def _as_object(way: Way, place: str) -> dict[str, Any]:
    return {
        "key": way.person.key,
        "name": way.person.name,
        place: way.team or None,
        "user": way.user or None,
        "state": way.state.value,
        "why": way.why,
    }


def tell_unlinked(its: SlackChannel | TeamsChannel, *, as_json: bool) -> None:
    """Say that a team's channel was taken away.

    Args:
        its: the team and the channel that it had.
        as_json: print it as JSON.

    """
    said = f"{its.team} hears nothing in {its.channel} any more; its people are reminded themselves, as before."
    click.echo(json.dumps(asdict(its), ensure_ascii=False) if as_json else said)
