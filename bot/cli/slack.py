"""`clerk slack`: invitations to install the bot, the channels in which teams hear of reminders, and who can be reached in Slack."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from bot.cli.acting import at_desk, who_acts
from bot.cli.common import clear_errors, settings
from bot.cli.reaching import reaching, tell_unlinked
from bot.cli.slack_installing import invite, make_key
from bot.cli.tables import show_rows

if TYPE_CHECKING:
    from bot.channels.reach import Platform
    from bot.channels.slack.teams import TeamChannel

_NO_CHANNEL = "No such channel is linked. clerk slack link-team TEAM CHANNEL_ID links one."


@click.group()
def slack() -> None:
    """Invite workspaces to install the bot; link teams' channels; see who can be reached in Slack."""


slack.add_command(invite)
slack.add_command(make_key)


@slack.command()
@click.argument("word", nargs=-1)
@who_acts
@clear_errors
def channels(word: tuple[str, ...], council: str | None, key: str | None, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """List the teams' channels; with WORD those that have it."""

    async def work() -> list[TeamChannel]:
        from bot.channels.slack.teams import linked  # noqa: PLC0415 - with Slack's library, only here

        async with at_desk(council, key) as (desk, actor):
            return await linked(desk, actor, " ".join(word))

    found = asyncio.run(work())
    if as_json:
        click.echo(json.dumps([asdict(its) for its in found], ensure_ascii=False))
        return
    rows = [(its.team, its.channel, its.workspace, its.state, its.why or "") for its in found]
    show_rows(("Team", "Channel", "Workspace", "State", "Why"), rows, none=_NO_CHANNEL)


@slack.command("link-team")
@click.argument("team")
@click.argument("channel_id")
@click.option("--workspace", metavar="ID", help="The workspace's ID, T012ABCDEF; needed where the council has several.")
@who_acts
@clear_errors
def link_team(team: str, channel_id: str, workspace: str | None, as_json: bool, **who: str | None) -> None:  # noqa: FBT001 - click's flags
    """Say in which channel a TEAM hears that there is a reminder; again, where the channel was archived or the bot was taken out of it."""

    async def work() -> TeamChannel:
        from bot.channels.slack.teams import link  # noqa: PLC0415 - with Slack's library, only here

        async with at_desk(who["council"], who["key"]) as (desk, actor):
            return await link(desk, actor, team, channel_id, workspace)

    its = asyncio.run(work())
    said = f"{its.team} hears of its reminders in {its.channel} of {its.workspace}, without names and subjects. Invite the bot to that channel."
    click.echo(json.dumps(asdict(its), ensure_ascii=False) if as_json else said)


@slack.command("unlink-team")
@click.argument("team")
@who_acts
@clear_errors
def unlink_team(team: str, council: str | None, key: str | None, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """Take a TEAM's channel away; its people are reminded themselves, as before."""

    async def work() -> TeamChannel:
        from bot.channels.slack.teams import unlink  # noqa: PLC0415 - with Slack's library, only here

        async with at_desk(council, key) as (desk, actor):
            return await unlink(desk, actor, team)

    tell_unlinked(asyncio.run(work()), as_json=as_json)


def _platform() -> Platform:
    from bot.channels.slack.reached import InSlack  # noqa: PLC0415 - with Slack's library, only here
    from bot.channels.slack.setup import by_oauth  # noqa: PLC0415 - as above

    return InSlack(oauth=by_oauth(settings()))


for _command in reaching("Slack", "workspace", _platform):
    slack.add_command(_command)
