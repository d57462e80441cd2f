"""`clerk slack`: invitations to install the bot, the channels in which teams hear of reminders, and who can be reached in Slack."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from bot.cli.acting import at_desk, who_acts
from bot.cli.common import clear_errors, settings
from bot.cli.slack_installing import invite, make_key
from bot.cli.tables import show_rows

if TYPE_CHECKING:
    from bot.channels.slack.addresses import Way
    from bot.channels.slack.teams import TeamChannel

_NO_CHANNEL = "No such channel is linked. clerk slack link-team TEAM CHANNEL_ID links one."
_NOBODY = "Nobody like that is in the directory."
_NOBODY_LOST = "Everybody like that can be reached, or is not in the directory."


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

    its = asyncio.run(work())
    said = f"{its.team} hears nothing in {its.channel} any more; its people are reminded themselves, as before."
    click.echo(json.dumps(asdict(its), ensure_ascii=False) if as_json else said)


@slack.command()
@click.argument("word", nargs=-1)
@click.option("--lost", is_flag=True, help="Only those who can't be reached.")
@who_acts
@clear_errors
def addresses(word: tuple[str, ...], lost: bool, as_json: bool, **who: str | None) -> None:  # noqa: FBT001 - click's flags
    """List who can be reached in Slack, and who can't and why; with WORD those who have it."""

    async def work() -> list[Way]:
        from bot.channels.slack.addresses import ways  # noqa: PLC0415 - with Slack's library, only here
        from bot.channels.slack.setup import by_oauth  # noqa: PLC0415 - as above

        async with at_desk(who["council"], who["key"]) as (desk, actor):
            return await ways(desk, actor, " ".join(word), lost=lost, oauth=by_oauth(settings()))

    found = asyncio.run(work())
    if as_json:
        click.echo(json.dumps([_as_object(way) for way in found], ensure_ascii=False))
        return
    rows = [(way.person.key, way.person.name, _id(way), way.state.value, way.why or "") for way in found]
    show_rows(("Key", "Name", "Slack ID", "State", "Why"), rows, none=_NOBODY_LOST if lost else _NOBODY)


@slack.command()
@click.argument("whose", metavar="KEY")
@who_acts
@clear_errors
def retry(whose: str, council: str | None, key: str | None, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """Try somebody again whose address was given up; what could not be sent to them goes out with the next sweep, if it still holds."""

    async def work() -> tuple[str, str, int]:
        from bot.channels.slack.addresses import retry as try_again  # noqa: PLC0415 - with Slack's library, only here
        from bot.channels.slack.setup import by_oauth  # noqa: PLC0415 - as above

        async with at_desk(council, key) as (desk, actor):
            person, count = await try_again(desk, actor, whose, oauth=by_oauth(settings()))
            return person.key, person.name, count

    found, name, count = asyncio.run(work())
    if as_json:
        click.echo(json.dumps({"key": found, "retried": count}, ensure_ascii=False))
    elif count:
        click.echo(f"{name} is tried again at the next sweep.")
    else:
        click.echo(f"No address of {name}'s was given up, so nothing was changed. clerk slack addresses {found} tells how it stands.")


def _id(way: Way) -> str:
    return ":".join(part for part in (way.team, way.user) if part)


def _as_object(way: Way) -> dict[str, Any]:
    return {
        "key": way.person.key,
        "name": way.person.name,
        "workspace": way.team or None,
        "user": way.user or None,
        "state": way.state.value,
        "why": way.why,
    }
