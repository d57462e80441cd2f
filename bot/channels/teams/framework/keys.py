"""The keys with which the Bot Connector signs: fetched from Microsoft, kept for a day, used on when Microsoft can't be reached."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import aiohttp
import jwt

from bot.logs import where

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.channels.teams.framework.http import Http
    from bot.message import Clock

log = logging.getLogger(__name__)
OPENID = "https://login.botframework.com/v1/.well-known/openidconfiguration"
"""Source: Microsoft, "Authentication with the Bot Connector API", "Connector to Bot"."""
KEPT = timedelta(hours=24)
_UNKNOWN = timedelta(minutes=5)
"""So long an unknown key's id fetches nothing again: else anybody could have us ask Microsoft at will."""
_FAILED = timedelta(seconds=30)
"""So long a failed fetch is not tried again."""
_SECONDS = 5.0
_LARGEST = 1 << 20


class NoKeysError(Exception):
    """There are no keys at all: nothing can be verified until Microsoft can be reached."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the Bot Connector."""

    public: jwt.PyJWK
    endorsements: frozenset[str]
    """The channels whose activities it may sign."""


class Keys:
    """Gives keys by their ids."""

    def __init__(self, address: str, http: Http, clock: Clock) -> None:
        """Begin without a key.

        Args:
            address: of the OpenID metadata.
            http: how it is fetched.
            clock: tells how old the keys are.

        """
        self._address, self._http, self._clock = address, http, clock
        self._found: dict[str, Key] = {}
        self._read: datetime | None = None
        self._failed: datetime | None = None
        self._fetching = asyncio.Lock()

    async def get(self, kid: str) -> Key | None:
        """Give a key.

        Args:
            kid: its id, as a token names it.

        Returns:
            The key; nothing where Microsoft has none by that id.

        Raises:
            NoKeysError: no keys are known and none can be fetched.

        """
        if self._wants(kid):
            async with self._fetching:
                if self._wants(kid):  # else somebody who was before us has fetched them
                    await self._fetch()
        if not self._found:
            raise NoKeysError("The Bot Connector's keys can't be fetched. See that this machine reaches login.botframework.com.")
        return self._found.get(kid)

    def _wants(self, kid: str) -> bool:
        now = self._clock()
        if self._failed is not None and now - self._failed < _FAILED:
            return False
        if self._read is None or now - self._read >= KEPT:
            return True
        return kid not in self._found and now - self._read >= _UNKNOWN

    async def _fetch(self) -> None:
        now = self._clock()
        try:
            async with asyncio.timeout(_SECONDS):
                metadata = await self._json(self._address)
                keys = _keys(await self._json(self._listed_at(metadata)))
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            self._failed = now
            log.warning("Teams: the Bot Connector's keys can't be fetched (%s); %d are known from before", where(error), len(self._found))
            return
        self._found, self._read, self._failed = keys, now, None

    async def _json(self, address: str) -> Mapping[str, Any]:
        async with self._http.session.get(address, allow_redirects=False) as answer:
            if answer.status != 200:  # noqa: PLR2004 - OK
                raise ValueError(f"status {answer.status}")
            if (answer.content_length or 0) > _LARGEST:
                raise ValueError("too large")
            read = await answer.json(content_type=None)
        if not isinstance(read, dict):
            raise ValueError("no object")
        return read

    def _listed_at(self, metadata: Mapping[str, Any]) -> str:
        address = metadata.get("jwks_uri")
        scheme = self._address.split(":", 1)[0]
        if not isinstance(address, str) or not address.startswith(f"{scheme}://"):
            raise ValueError("no jwks_uri, or one less safe than the metadata's own address")
        return address


def _keys(listed: Mapping[str, Any]) -> dict[str, Key]:
    """Read the RSA keys of a list; others are passed over.

    Raises:
        ValueError: there is none.

    """
    found = {}
    entries = listed.get("keys")
    for entry in entries if isinstance(entries, list) else []:
        if not isinstance(entry, dict) or entry.get("kty") != "RSA" or not isinstance(entry.get("kid"), str):
            continue
        try:
            public = jwt.PyJWK(entry, "RS256")
        except jwt.PyJWTError:
            continue
        endorsed = entry.get("endorsements")
        found[entry["kid"]] = Key(
            public, frozenset(one for one in endorsed if isinstance(one, str)) if isinstance(endorsed, list) else frozenset()
        )
    if not found:
        raise ValueError("no keys")
    return found
