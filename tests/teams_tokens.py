"""Microsoft's side of tokens, as small as the tests need it: a server with OpenID metadata and keys on loopback, and what signs as the Bot Connector would."""
# ruff: noqa: ANN401 - claims are JSON

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Self

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from teams_activities import APP

ISSUER = "https://api.botframework.com"
KID = "key-1"


@cache
def key(name: str = KID) -> rsa.RSAPrivateKey:
    """Give a private key by a name; the same each time."""
    assert name
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_pem(name: str = KID) -> bytes:
    """Give the public half of a key as text, as somebody might misuse it."""
    return key(name).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def claims(service_url: str, now: datetime, **its: Any) -> dict[str, Any]:
    """Give what the Bot Connector claims; what is given takes the place of what is there, and `None` leaves it out."""
    whole = {
        "serviceurl": service_url,
        "nbf": int((now - timedelta(minutes=1)).timestamp()),
        "exp": int((now + timedelta(hours=1)).timestamp()),
        "iss": ISSUER,
        "aud": APP,
        **its,
    }
    return {name: value for name, value in whole.items() if value is not None}


def signed(its: dict[str, Any], name: str = KID, kid: str | None = None) -> str:
    """Sign claims with a key."""
    return jwt.api_jws.encode(json.dumps(its).encode(), key(name), algorithm="RS256", headers={"kid": kid or name})


@dataclass(slots=True)
class FakeMicrosoft:
    """The server. `async with FakeMicrosoft() as microsoft:`, then `microsoft.openid` is the address of the metadata."""

    keys: dict[str, list[str] | None] = field(default_factory=lambda: {KID: ["msteams", "webchat"]})
    """The keys that it tells, with their endorsements."""
    down: bool = False
    """It answers 503."""
    asked: int = 0
    """How often it was asked for its keys."""
    openid: str = ""
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.add_routes([web.get("/openidconfiguration", self._metadata), web.get("/keys", self._keys)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.openid = f"http://127.0.0.1:{self._runner.addresses[0][1]}/openidconfiguration"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _metadata(self, request: web.Request) -> web.Response:
        self.asked += 1
        if self.down:
            return web.Response(status=503)
        return web.json_response({"issuer": ISSUER, "jwks_uri": str(request.url.with_path("/keys"))})

    async def _keys(self, _: web.Request) -> web.Response:
        return web.json_response({"keys": [_told(name, endorsed) for name, endorsed in self.keys.items()]})


def _told(name: str, endorsed: list[str] | None) -> dict[str, Any]:
    told = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key(name).public_key()))
    return {**told, "kid": name, "use": "sig", **({} if endorsed is None else {"endorsements": endorsed})}
