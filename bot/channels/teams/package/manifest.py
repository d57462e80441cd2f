"""The app's manifest for Teams, made from the settings: what the app is, where it may be added, what it offers there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from bot.channels.setup import State
from bot.channels.teams import setup
from bot.channels.teams.package.icons import ACCENT
from bot.channels.teams.package.menus import COMMANDS, MESSAGE_ACTIONS
from bot.channels.teams.ports import Scope

if TYPE_CHECKING:
    from bot.config import Settings
    from protocol_data.pack import Council

SCHEMA = "1.19"
"""Not the newest: whatever Teams runs anywhere, on phones too, takes it, and nothing of a later one is needed."""
COLOUR_ICON, OUTLINE_ICON = "color.png", "outline.png"
NAME = "Protocol Clerk"
SHORT_MOST, FULL_MOST, _DEVELOPER_MOST = 30, 100, 32
"""Characters, by the schema."""
_VERSION = re.compile(r"\d+(?:\.\d+){0,2}")
_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])?", re.IGNORECASE)


class NotReadyError(Exception):
    """The package can't be made; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Names:
    """How the app is called."""

    short: str = NAME
    full: str = ""
    """The short name with the council's where nothing is given."""


def manifest(settings: Settings, council: Council, version: str, names: Names = Names()) -> dict[str, Any]:
    """Make the manifest.

    Args:
        settings: of the deployment: the bot's id, and the addresses.
        council: whose app it is.
        version: of the program: its first three numbers become the app's.
        names: how the app is called.

    Returns:
        The manifest, as Microsoft's schema wants it (https://developer.microsoft.com/json-schemas/teams/v1.19/MicrosoftTeams.schema.json).

    Raises:
        NotReadyError: a setting is missing or can't be used, or a name is too long.

    """
    bot, host = _bot(settings), _host("CLERK_PUBLIC_URL", settings.public_url)
    full = names.full or f"{names.short}: {council.name}"[:FULL_MOST].rstrip()
    return {
        "$schema": f"https://developer.microsoft.com/json-schemas/teams/v{SCHEMA}/MicrosoftTeams.schema.json",
        "manifestVersion": SCHEMA,
        "version": _numbers(version),
        "id": str(uuid5(UUID(bot), NAME)),
        "localizationInfo": {"defaultLanguageTag": "en-gb"},
        "developer": {"name": _fitting(council, _DEVELOPER_MOST), **addresses(settings)},
        "name": {"short": _short_enough("short name", names.short, SHORT_MOST), "full": _short_enough("name", full, FULL_MOST)},
        "description": {
            "short": "Answers from your council's Member/Officer protocol, with the clause.",
            "full": _description(council),
        },
        "icons": {"color": COLOUR_ICON, "outline": OUTLINE_ICON},
        "accentColor": ACCENT,
        "defaultInstallScope": Scope.PERSONAL.value,
        "defaultGroupCapability": {"team": "bot", "groupchat": "bot"},
        "bots": [
            {
                "botId": bot,
                "scopes": [its.value for its in COMMANDS],
                "supportsFiles": False,
                "isNotificationOnly": False,
                "commandLists": [_list(scope) for scope in COMMANDS],
            }
        ],
        "composeExtensions": [{"botId": bot, "commands": [_action(one.id, one.title, one.description) for one in MESSAGE_ACTIONS]}],
        # No rights to a team's or chat's messages: the bot hears what is said to it, and what an action is used on.
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [host],
    }


def addresses(settings: Settings) -> dict[str, str]:
    """Give the addresses that Teams shows of the app; where one is not set, the next wider one stands for it.

    Raises:
        NotReadyError: one is no https address.

    """
    website = settings.website_url or settings.public_url
    told = {
        "websiteUrl": ("CLERK_WEBSITE_URL", website),
        "privacyUrl": ("CLERK_PRIVACY_URL", settings.privacy_url or website),
        "termsOfUseUrl": ("CLERK_TERMS_URL", settings.terms_url or website),
    }
    for name, address in told.values():
        _host(name, address)
    return {key: address or "" for key, (_, address) in told.items()}


def _bot(settings: Settings) -> str:
    given = settings.teams_app_id
    fault = next((its for its in setup.app_id(settings) if its.state is not State.OK), None)
    if given is None or fault is not None:
        says = "is not set" if given is None or fault is None else fault.says
        raise NotReadyError(f"MicrosoftAppId {says}. {fault.mend if fault is not None else ''}")
    return given.lower()


def _host(name: str, address: str | None) -> str:
    """Give the domain of an https address.

    Raises:
        NotReadyError: it is none.

    """
    if address is None:
        raise NotReadyError(
            f"{name} is not set. Set it to the address at which the service is reached from outside, like https://clerk.example.org."
        )
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.scheme != "https" or not _HOST.fullmatch(host):
        raise NotReadyError(f"{name} is “{address[:100]}”: it has to be an https address with a domain, like https://clerk.example.org.")
    return host


def _numbers(version: str) -> str:
    """Give the three numbers that Teams takes; it knows nothing of `.dev1` or `+local`."""
    found = _VERSION.match(version)
    if found is None:
        raise NotReadyError(f"“{version[:40]}” is no version. Give three numbers, like 1.4.0.")
    return ".".join(str(int(number)) for number in [*found[0].split("."), "0", "0"][:3])


def _short_enough(what: str, name: str, most: int) -> str:
    if not name.strip() or len(name) > most:
        raise NotReadyError(f"The {what} “{name}” has {len(name)} characters. Give one with 1 to {most}.")
    return name


def _fitting(council: Council, most: int) -> str:
    """Give the council's name, or where it is too long the longest by which it is known as well."""
    known = [council.name, *sorted(council.aliases, key=len, reverse=True)]
    return next((name for name in known if len(name) <= most), council.name[:most].rstrip())


def _description(council: Council) -> str:
    protocol = council.protocol
    return (
        f"Protocol Clerk answers members and officers of {council.name} from their own {protocol.title} ({protocol.edition}). Each answer names the "
        f"clause it rests on, and where the protocol is silent the bot says so and names whom to ask.\n\n"
        "It logs members' enquiries, keeps their dates and reminds of them, leads privately to the right door for a complaint, and minds pre-election "
        "periods. In a team or group chat mention it; what is about people or cases it answers in your personal chat.\n\n"
        "It uses no language model at run time: the same question gets the same answer. It reads only what is said to it, and the message on which you use one "
        "of its actions."
    )


def _list(scope: Scope) -> dict[str, Any]:
    return {"scopes": [scope.value], "commands": [{"title": its.title, "description": its.description} for its in COMMANDS[scope]]}


def _action(name: str, title: str, description: str) -> dict[str, Any]:
    return {"id": name, "type": "action", "context": ["message"], "title": title, "description": description, "fetchTask": True}
