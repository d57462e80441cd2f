"""`clerk slack invite` and `clerk slack key`: what it takes before a workspace installs the bot by OAuth."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import click

from bot.casework.errors import CaseError
from bot.cli.acting import at_desk, who_acts
from bot.cli.common import clear_errors, settings
from intents.dates import shown

if TYPE_CHECKING:
    from datetime import datetime

_ANYWHERE = "https://YOUR.ADDRESS"


@click.command()
@click.option("--days", type=click.IntRange(1, 30), default=7, show_default=True, help="For so many days the link is good.")
@who_acts
@clear_errors
def invite(days: int, council: str | None, key: str | None, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """Print a link by which one workspace installs the bot for the council."""
    read = settings()

    async def work() -> tuple[str, datetime, str]:
        from bot.channels.slack.invitations import invite as made  # noqa: PLC0415 - the database only when the command runs
        from bot.channels.slack.oauth import INSTALL, INVITE  # noqa: PLC0415 - with Slack's library, only here
        from bot.channels.slack.setup import by_oauth  # noqa: PLC0415 - as above

        if not by_oauth(read):
            raise CaseError(
                "Nothing can be installed by a link: SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are not both set. One workspace alone needs no link; see "
                "“Slack” in the README."
            )
        if read.secret_key is None:
            raise CaseError("Set CLERK_SECRET_KEY first, so that no token lies open in the database. clerk slack key makes a key.")
        async with at_desk(council, key) as (desk, actor):
            token, until = await made(desk, actor, days)
            address = (read.public_url or _ANYWHERE).rstrip("/")
            return (
                f"{address}{INSTALL}?{INVITE}={token}",
                until.astimezone(desk.zone(actor.council)),
                desk.library.council(actor.council).name,
            )

    link, until, name = asyncio.run(work())
    if as_json:
        click.echo(json.dumps({"link": link, "until": until.isoformat()}, ensure_ascii=False))
        return
    click.echo(link)
    where = "" if read.public_url else f" {_ANYWHERE} stands for the address at which the service is reached; CLERK_PUBLIC_URL sets it."
    click.echo(
        f"One workspace is installed for {name} by it, until {shown(until.date())} at {until:%H:%M}. Give it to nobody but whoever installs.{where}",
        err=True,
    )


@click.command("key")
def make_key() -> None:
    """Print a new key for CLERK_SECRET_KEY; nothing is changed. To change keys, put the new one before the old, with a comma between."""
    from bot.store.sealing import new_key  # noqa: PLC0415 - cryptography only here

    click.echo(new_key())
