"""What it takes to run in Teams, looked at without asking anybody: what is set, what is missing, and how to mend it."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from bot.channels.setup import Finding, State, masked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.config import Settings

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_APP = "the Azure portal, your Azure Bot, Configuration"
_INSECURE = "CLERK_TEAMS_INSECURE"


def is_on(settings: Settings) -> bool:
    """Tell whether Teams is set up at all, well or badly."""
    return bool(settings.teams_app_id or settings.teams_app_password or settings.teams_app_tenant or settings.teams_insecure)


def is_loopback(host: str) -> bool:
    """Tell whether an address to listen on can be reached from this machine only."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def findings(settings: Settings, councils: Sequence[str]) -> list[Finding]:
    """Look at the settings for Teams.

    Args:
        settings: as they were read.
        councils: the keys of the packs there are; where none are given the council is not looked at.

    Returns:
        What was found, in the order in which one sets it up. Nothing here tells a secret.

    """
    if not is_on(settings):
        return [Finding("Teams", State.OFF, "not set up", "See “Teams” in the README.")]
    credentials = _insecure(settings) if settings.teams_insecure else [*app_id(settings), *_tenant(settings), *_password(settings)]
    return [*credentials, *(_council(settings, councils) if councils else ())]


def _insecure(settings: Settings) -> Iterator[Finding]:
    if settings.teams_app_id or settings.teams_app_password:
        mend = f"Take {_INSECURE} out; only without MicrosoftAppId and MicrosoftAppPassword may it be set."
        yield Finding(_INSECURE, State.WRONG, "is set together with an app's credentials: nothing sent to it would be checked", mend)
    elif not is_loopback(settings.host):
        mend = f"Take {_INSECURE} out, or set CLERK_HOST to 127.0.0.1."
        yield Finding(_INSECURE, State.WRONG, f"is set, and others can reach {settings.host}: anybody could speak as anybody", mend)
    else:
        mend = "For Microsoft's Agents Playground on this machine only; take it out for real use."
        yield Finding(_INSECURE, State.WARNING, "is set: everything on /api/messages is taken unchecked", mend)


def app_id(settings: Settings) -> Iterator[Finding]:
    """Look at the bot's application ID."""
    name, given = "MicrosoftAppId", settings.teams_app_id
    if given is None:
        yield Finding(name, State.WRONG, "not set, and other settings for Teams are", f"Copy the Microsoft App ID from {_APP}.")
    elif not _ID.fullmatch(given):
        yield Finding(
            name, State.WRONG, "is no ID", f"It looks like 00000000-0000-0000-0000-000000000000. Copy the Microsoft App ID from {_APP}."
        )
    else:
        yield Finding(name, State.OK, given)


def _tenant(settings: Settings) -> Iterator[Finding]:
    name, tenant = "MicrosoftAppTenantId", settings.teams_app_tenant
    if tenant is None:
        yield Finding(name, State.WRONG, "not set: whose people may talk to the bot?", f"Copy the App Tenant ID from {_APP}.")
    elif not _ID.fullmatch(tenant):
        mend = f"It looks like 00000000-0000-0000-0000-000000000000, and is not the tenant's domain. Copy the App Tenant ID from {_APP}."
        yield Finding(name, State.WRONG, "is no ID", mend)
    else:
        yield Finding(name, State.OK, tenant)


def _password(settings: Settings) -> Iterator[Finding]:
    name = "MicrosoftAppPassword"
    secret = settings.teams_app_password.get_secret_value() if settings.teams_app_password else None
    if settings.teams_app_type == "UserAssignedMSI":
        if secret is None:
            yield Finding(name, State.OFF, "not set: the machine's managed identity proves who the bot is")
        else:
            yield Finding(name, State.WARNING, "is set and not used: MicrosoftAppType is UserAssignedMSI", "Take it out.")
    elif secret is None:
        mend = (
            f"Make a client secret under {_APP}, Manage Password, or set MicrosoftAppType to UserAssignedMSI where Azure runs the service."
        )
        yield Finding(name, State.WRONG, "not set", mend)
    elif _ID.fullmatch(secret):
        yield Finding(name, State.WRONG, "is the ID of a secret", "Copy the secret's value instead; Azure shows it once, when it is made.")
    else:
        yield Finding(name, State.OK, masked(secret))


def _council(settings: Settings, councils: Sequence[str]) -> Iterator[Finding]:
    name = "CLERK_COUNCIL"
    if settings.council is None:
        yield Finding(name, State.WRONG, "not set: whose tenant is it?", f"Set one of {', '.join(councils)}.")
    elif settings.council not in councils:
        yield Finding(name, State.WRONG, f"there is no pack “{settings.council}”", f"Set one of {', '.join(councils)}, or CLERK_PACKS.")
    else:
        yield Finding(name, State.OK, settings.council)
