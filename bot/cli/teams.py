"""`clerk teams`: who can be reached in Teams, and the channels in which teams hear of reminders; `clerk teams-package`: the app as a council uploads it there."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.common import clear_errors, council_of, fail, open_library, settings
from bot.cli.reaching import reaching
from bot.cli.teams_channels import channels, link_team, unlink_team

if TYPE_CHECKING:
    from bot.channels.reach import Platform

_FILE = "protocol-clerk-teams.zip"


@click.group()
def teams() -> None:
    """See who can be reached in Teams, and try somebody again; link teams' channels."""


def _platform() -> Platform:
    from bot.channels.teams.reached import InTeams  # noqa: PLC0415 - the database only when the command runs

    return InTeams()


for _command in reaching("Teams", "tenant", _platform):
    teams.add_command(_command)
for _command in (channels, link_team, unlink_team):
    teams.add_command(_command)


@click.command()
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default=_FILE, show_default=True, help="The file to write.")
@click.option("--short-name", metavar="NAME", help="How the app is called in Teams, at most 30 characters. Default: Protocol Clerk.")
@click.option("--name", metavar="NAME", help="Its full name, at most 100 characters. Default: the short name with the council's.")
@click.option(
    "--app-version", metavar="X.Y.Z", help="The app's version, higher than that of the package before. Default: the program's own."
)
@click.option("--council", help="The council's key; see `clerk councils`. Default: CLERK_COUNCIL.")
@clear_errors
def teams_package(out: Path, short_name: str | None, name: str | None, app_version: str | None, council: str | None) -> None:
    """Write the app package for Teams: the manifest, made from the settings, and the two icons."""
    from bot.channels.teams.package.manifest import NAME, Names, NotReadyError, manifest  # noqa: PLC0415 - only where it is made
    from bot.channels.teams.package.zipped import package  # noqa: PLC0415 - as above

    read = settings()
    library = open_library(read)
    whose = library.council(council_of(read, council, library))
    try:
        made = manifest(read, whose, app_version or version("protocol-clerk"), Names(short_name or NAME, name or ""))
    except NotReadyError as error:
        fail(str(error))
    try:
        out.write_bytes(package(made))
    except OSError as error:
        fail(f"{out} can't be written: {error.strerror or error}. Give another file with --out.")
    click.echo(f"{out}: {made['name']['full']}, version {made['version']}. In Teams: Apps, Manage your apps, Upload an app.")
    if read.privacy_url is None or read.terms_url is None:
        click.echo(
            f"Teams shows {made['developer']['privacyUrl']} as privacy notice and {made['developer']['termsOfUseUrl']} as terms of use. Set "
            "CLERK_PRIVACY_URL and CLERK_TERMS_URL to your own before others use the app.",
            err=True,
        )
