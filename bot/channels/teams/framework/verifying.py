"""Whether a request comes from the Bot Connector, for this bot and from the council's own tenant.

The rules are those of Microsoft's "Authentication with the Bot Connector API", section "Connector to Bot". The library's own check is not used: it takes any issuer
that the right one contains, fails on an unknown key with an error of its own, and fetches keys so that everything else stands still.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import jwt

from bot.channels.teams.framework.checking import NotTakenError
from bot.channels.teams.framework.translating import tenants_of
from bot.channels.teams.framework.trusting import same

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jwt.types import Options

    from bot.channels.teams.framework.keys import Key, Keys
    from bot.message import Clock

ISSUER = "https://api.botframework.com"
_ALGORITHM = "RS256"
SKEW = timedelta(minutes=5)
_LONGEST = 16 << 10
_LATEST = 1 << 40
"""Seconds since 1970, some 35,000 years: greater numbers are no time, and can be too great to be added to another."""
_OURS: Options = {"verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False, "verify_iss": False}
"""Of PyJWT's checks those that go by its own clock, or take a list where we take one value: they are made here."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token that the Bot Connector signed for this bot, and that is valid now."""

    service_url: str
    """Where the answer may go."""
    endorsements: frozenset[str]


class Verifier:
    """Verifies requests."""

    def __init__(self, app_id: str, tenant: str, keys: Keys, clock: Clock) -> None:
        """Verify for a bot.

        Args:
            app_id: the bot's application id: the only audience.
            tenant: the council's tenant.
            keys: the Bot Connector's.
            clock: tells whether a token is valid now.

        """
        self._app_id, self._tenant, self._keys, self._clock = app_id.lower(), tenant.lower(), keys, clock

    async def token(self, header: str | None) -> Token:
        """Verify the token of a request.

        Args:
            header: what stands in `Authorization`.

        Returns:
            What the token says.

        Raises:
            NotTakenError: 401: there is none, or it is not a valid one for this bot.
            NoKeysError: nothing can be verified now.

        """
        scheme, _, written = (header or "").partition(" ")
        if scheme.lower() != "bearer" or not written or not written.isascii() or len(written) > _LONGEST:
            raise NotTakenError(HTTPStatus.UNAUTHORIZED, "token")
        key = await self._key(written)
        try:
            claims = jwt.decode(written, key.public, algorithms=[_ALGORITHM], options={**_OURS, "require": ["exp", "iss", "aud"]})
        except jwt.PyJWTError:
            raise NotTakenError(HTTPStatus.UNAUTHORIZED, "signature") from None
        self._check(claims)
        service_url = claims.get("serviceurl")
        return Token(service_url if isinstance(service_url, str) else "", key.endorsements)

    def check_fits(self, token: Token, activity: Mapping[str, Any]) -> None:
        """See that a token is one for just this activity.

        Raises:
            NotTakenError: 403: it is for another address or channel, or the activity comes from another tenant.

        """
        if not token.service_url or not same(token.service_url, activity["serviceUrl"]):
            raise NotTakenError(HTTPStatus.FORBIDDEN, "serviceurl")
        if activity["channelId"] not in token.endorsements:
            raise NotTakenError(HTTPStatus.FORBIDDEN, "endorsement")
        if tenants_of(activity) != {self._tenant}:
            raise NotTakenError(HTTPStatus.FORBIDDEN, "tenant")

    async def _key(self, written: str) -> Key:
        try:
            head = jwt.get_unverified_header(written)
        except jwt.PyJWTError:
            raise NotTakenError(HTTPStatus.UNAUTHORIZED, "token") from None
        kid = head.get("kid")
        if head.get("alg") != _ALGORITHM or not isinstance(kid, str):
            raise NotTakenError(HTTPStatus.UNAUTHORIZED, "algorithm")
        key = await self._keys.get(kid)
        if key is None:
            raise NotTakenError(HTTPStatus.UNAUTHORIZED, "key")
        return key

    def _check(self, claims: Mapping[str, Any]) -> None:
        now, skew = self._clock().timestamp(), SKEW.total_seconds()
        ends, begins = claims["exp"], claims.get("nbf", 0)
        fits = {
            "issuer": claims["iss"] == ISSUER,
            "audience": isinstance(claims["aud"], str) and claims["aud"].lower() == self._app_id,
            "expired": _is_number(ends) and now <= ends + skew,
            "too-early": _is_number(begins) and now >= begins - skew,
        }
        wrong = next((name for name, right in fits.items() if not right), None)
        if wrong is not None:
            raise NotTakenError(HTTPStatus.UNAUTHORIZED, wrong)


def _is_number(value: object) -> bool:
    """Tell whether it is a moment, in seconds since 1970: such that one can be reckoned with."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _LATEST
