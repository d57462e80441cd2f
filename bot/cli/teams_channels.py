"""`clerk teams channels`, `link-team` and `unlink-team`: the channels of Teams in which teams of the directory hear of reminders."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from bot.cli.acting import at_desk, who_acts
from bot.cli.common import clear_errors
from bot.cli.reaching import tell_unlinked
from bot.cli.tables import show_rows

if TYPE_CHECKING:
    from bot.channels.teams.team_channels import TeamChannel

_NO_CHANNEL = "No such channel is linked. Mention the bot in the channel and say “this channel is for TEAM”; or clerk teams link-team TEAM CHANNEL_ID."


@click.command()
@click.argument("word", nargs=-1)
@who_acts
@clear_errors
def channels(word: tuple[str, ...], council: str | None, key: str | None, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """List the teams' channels; with WORD those that have it."""

    async def work() -> list[TeamChannel]:
        from bot.channels.teams.team_channels import linked  # noqa: PLC0415 - the database only when the command runs

        async with at_desk(council, key) as (desk, actor):
            return await linked(desk, actor, " ".join(word))

    found = asyncio.run(work())
    if as_json:
        click.echo(json.dumps([asdict(its) for its in found], ensure_ascii=False))
        return
    show_rows(("Team", "Channel", "State", "Why"), [(its.team, its.channel, its.state, its.why or "") for its in found], none=_NO_CHANNEL)


@click.command("link-team")
@click.argument("team")
@click.argument("channel_id")
@who_acts
@clear_errors
def link_team(team: str, channel_id: str, as_json: bool, **who: str | None) -> None:  # noqa: FBT001 - click's flags
    """Say in which channel, or group chat, a TEAM hears that there is a reminder; the bot has to have been mentioned there."""

    async def work() -> TeamChannel:
        from bot.channels.teams.team_channels import link  # noqa: PLC0415 - as above

        async with at_desk(who["council"], who["key"]) as (desk, actor):
            return await link(desk, actor, team, channel_id)

    its = asyncio.run(work())
    said = f"{its.team} hears of its reminders in {its.channel}, without names and subjects."
    click.echo(json.dumps(asdict(its), ensure_ascii=False) if as_json else said)


@click.command("unlink-team")
@click.argument("team")
@who_acts
@clear_errors
def unlink_team(team: str, council: str | None, key: str | None, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """Take a TEAM's channel away; its people are reminded themselves, as before."""

    async def work() -> TeamChannel:
        from bot.channels.teams.team_channels import unlink  # noqa: PLC0415 - as above

        async with at_desk(council, key) as (desk, actor):
            return await unlink(desk, actor, team)

    tell_unlinked(asyncio.run(work()), as_json=as_json)
