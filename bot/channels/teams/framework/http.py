"""One pool of connections to Microsoft, opened when it is first needed."""

from __future__ import annotations

import json

import aiohttp

SECONDS = 10.0
"""So long an exchange may take, all in all."""


def as_json(value: object) -> bytes:
    """Write JSON as it is measured: a letter beyond ASCII takes up to three times as much where it is escaped, and Teams takes some 28 KB of a message.

    Half of a pair that stands alone can't be written so; a question mark stands for it.
    """
    return json.dumps(value, ensure_ascii=False).encode(errors="replace")


class Http:
    """Holds the pool."""

    def __init__(self, *, proxies: bool) -> None:
        """Begin without a connection.

        Args:
            proxies: whether HTTPS_PROXY and NO_PROXY of the environment count.

        """
        self._proxies = proxies
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """The pool, inside a running loop."""
        if self._session is None or self._session.closed:
            timeout = aiohttp.ClientTimeout(total=SECONDS, sock_connect=SECONDS / 2)
            self._session = aiohttp.ClientSession(timeout=timeout, trust_env=self._proxies, cookie_jar=aiohttp.DummyCookieJar())
        return self._session

    async def close(self) -> None:
        """Close what is open."""
        if self._session is not None:
            await self._session.close()
