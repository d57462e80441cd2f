"""Which addresses the bot may speak to. An activity says where its answer goes, and our token goes with it: so only to Microsoft's own."""

from __future__ import annotations

import re

_PATH = r"(?:/[A-Za-z0-9._~%/-]*)?"
_MICROSOFT = re.compile(rf"https://([a-z0-9.-]+)(?::443)?{_PATH}", re.IGNORECASE)
_LOOPBACK = re.compile(rf"https?://(?:127(?:\.\d{{1,3}}){{3}}|localhost|\[::1\])(?::\d{{1,5}})?{_PATH}", re.IGNORECASE)
_EXACTLY = {"smba.trafficmanager.net"}
"""Teams of the public cloud. Anybody can have another name under trafficmanager.net."""
_UNDER = (".botframework.com", ".teams.microsoft.com")
"""The Bot Connector, and Teams of the government community cloud (smba.infra.gcc.teams.microsoft.com). Clouds under microsoft.us have other tokens."""


def microsoft(service_url: str) -> bool:
    """Tell whether an address is Microsoft's: https, no other port, no user, no query (list: "TeamsServiceEndpoints" of Microsoft's Agents SDK)."""
    found = _MICROSOFT.fullmatch(service_url)
    if found is None:
        return False
    host = found[1].lower()
    return host in _EXACTLY or host.endswith(_UNDER)


def loopback(service_url: str) -> bool:
    """Tell whether an address is on this machine; for the mode without tokens."""
    return _LOOPBACK.fullmatch(service_url) is not None


def same(one: str, other: str) -> bool:
    """Tell whether two addresses are the same; a slash at the end makes no difference."""
    return one.rstrip("/") == other.rstrip("/")
