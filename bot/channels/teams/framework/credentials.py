"""The token with which the bot speaks to the Bot Connector: got from Microsoft in a thread, kept until shortly before its end."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

import msal
import requests
from msal.exceptions import MsalError

from bot.channels.teams.ports import BusyError, RefusedError

if TYPE_CHECKING:
    from datetime import datetime

    from bot.config import Settings
    from bot.message import Clock

RESOURCE = "https://api.botframework.com"
_SCOPE = f"{RESOURCE}/.default"
_AUTHORITY = "https://login.microsoftonline.com/"
_SECONDS = 10
"""So long one exchange with Microsoft may take; a token takes two or three."""
_PATIENCE_SECONDS = 30.0
_FAILED = timedelta(seconds=15)
"""So long after it gave none Microsoft is not asked again: else all who need a token would wait one after the other."""
_EARLY = timedelta(minutes=5)
"""So long before its end a token is used no more."""

Source = Callable[[], Mapping[str, Any]]
"""Gets a token, and blocks meanwhile: `access_token` and `expires_in`, or `error`."""


class Tokens(Protocol):
    """Gives tokens."""

    async def bearer(self, *, fresh: bool = False) -> str:
        """Give a token; an empty one where none is used.

        Args:
            fresh: whether the one given before was refused.

        Raises:
            BusyError: Microsoft can't be reached.
            RefusedError: Microsoft gives none: what is set up is at fault.

        """


class NoTokens:
    """None: for the mode without tokens."""

    async def bearer(self, *, fresh: bool = False) -> str:  # noqa: ARG002 - as Tokens has it
        """Give an empty one."""
        return ""


class KeptTokens:
    """Keeps a token as long as it is good; one at a time is got, for all who need it."""

    def __init__(self, source: Source, clock: Clock) -> None:
        """Begin without a token."""
        self._source, self._clock = source, clock
        self._token = ""
        self._until: datetime | None = None
        self._getting: asyncio.Task[None] | None = None
        self._failed: tuple[datetime, BusyError | RefusedError] | None = None

    async def bearer(self, *, fresh: bool = False) -> str:
        """Give a token. See `Tokens.bearer`."""
        refused = self._token if fresh else None
        if self._until is None or self._clock() >= self._until or self._token == refused:
            if self._failed is None or self._clock() - self._failed[0] >= _FAILED:
                await self._got_by_one()
            if self._failed is not None:
                raise type(self._failed[1])(str(self._failed[1]))
        return self._token

    async def _got_by_one(self) -> None:
        """Get one for all who wait; whoever waits no longer ends it for nobody."""
        if self._getting is None or self._getting.done():
            self._getting = asyncio.create_task(self._get())
        await asyncio.shield(self._getting)

    async def _get(self) -> None:
        self._until = self._failed = None
        try:
            await self._ask()
        except (BusyError, RefusedError) as error:
            self._failed = (self._clock(), error)

    async def _ask(self) -> None:
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                got = await asyncio.to_thread(self._source)
        except (TimeoutError, OSError, MsalError, msal.ManagedIdentityError) as error:  # requests' errors are OSErrors
            raise BusyError(f"Microsoft can't be asked for a token ({type(error).__name__}).") from None
        except ValueError as error:  # so the library tells that the tenant does not exist
            raise RefusedError(
                "Microsoft knows no such tenant, or what it answered can't be read. Look at MicrosoftAppTenantId."
            ) from error
        token, seconds = got.get("access_token"), got.get("expires_in")
        if not isinstance(token, str):
            raise RefusedError(
                f"Microsoft gives no token ({_reason(got)}). Look at MicrosoftAppId, MicrosoftAppPassword and MicrosoftAppTenantId."
            )
        lasting = timedelta(seconds=int(seconds)) if isinstance(seconds, int | float | str) and str(seconds).isdecimal() else _EARLY * 2
        self._token, self._until = token, self._clock() + lasting - _EARLY


def tokens(settings: Settings, clock: Clock, http_client: Any = None) -> Tokens:  # noqa: ANN401 - whatever msal takes
    """Give what gives the tokens of a bot, by its settings.

    Args:
        settings: of the deployment, without a fault.
        clock: tells when a token ends.
        http_client: how Microsoft is asked; tests have their own.

    """
    if settings.teams_app_id is None:
        return NoTokens()
    managed = settings.teams_app_type == "UserAssignedMSI"
    made = _managed_identity if managed else _single_tenant
    return KeptTokens(made(settings, http_client or _Timed()), clock)


def _single_tenant(settings: Settings, http_client: Any) -> Source:  # noqa: ANN401
    known: list[msal.ConfidentialClientApplication] = []  # it asks Microsoft as soon as it is made, so it is made in the thread

    def get() -> Mapping[str, Any]:
        if not known:
            secret = settings.teams_app_password.get_secret_value() if settings.teams_app_password else None
            authority = f"{_AUTHORITY}{settings.teams_app_tenant}"
            known.append(
                msal.ConfidentialClientApplication(
                    settings.teams_app_id, client_credential=secret, authority=authority, http_client=http_client
                )
            )
        got: Mapping[str, Any] = known[0].acquire_token_for_client(scopes=[_SCOPE])
        return got

    return get


def _managed_identity(settings: Settings, http_client: Any) -> Source:  # noqa: ANN401
    client = msal.ManagedIdentityClient(msal.UserAssignedManagedIdentity(client_id=settings.teams_app_id), http_client=http_client)

    def get() -> Mapping[str, Any]:
        got: Mapping[str, Any] = client.acquire_token_for_client(resource=RESOURCE)
        return got

    return get


def _reason(got: Mapping[str, Any]) -> str:
    """Give Microsoft's own code (`AADSTS7000215`), or its word; never the description, which tells ids."""
    code = re.search(r"AADSTS\d+", str(got.get("error_description", "")))
    word = re.sub(r"[^A-Za-z0-9_]", "", str(got.get("error", "")))[:60]
    return " ".join(one for one in (word, code[0] if code else "") if one) or "no reason told"


class _Timed(requests.Session):
    """A session whose exchanges end: by itself the library would wait for ever."""

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:  # noqa: ANN401 - requests' own signature
        kwargs.setdefault("timeout", _SECONDS)
        return super().request(*args, **kwargs)
