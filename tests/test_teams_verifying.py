"""Only what the Bot Connector signed, for this bot, from the council's own tenant, is let in; over real HTTP, with a key of the tests."""
# ruff: noqa: ANN401 - activities and claims are JSON

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import jwt
import pytest
from teams_activities import TENANT, said
from teams_endpoint import Answered, Endpoint, secure, served
from teams_tokens import KID, FakeMicrosoft, claims, public_pem, signed

from bot.channels.teams.framework.adapter import Edge

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
URL = "https://smba.trafficmanager.net/emea/"
OTHER_URL = "https://smba.trafficmanager.net/amer/"


@dataclass(slots=True)
class Council:
    """A bot with its endpoint, Microsoft, and the time."""

    endpoint: Endpoint
    microsoft: FakeMicrosoft
    now: datetime

    async def says(self, token: str | None = None, **its: Any) -> Answered:
        return await self.endpoint.post(said(URL, "hello", **its), token)

    def token(self, **its: Any) -> str:
        return signed(claims(URL, self.now, **its))


@pytest.fixture
async def council() -> AsyncIterator[Council]:
    async with FakeMicrosoft() as microsoft:
        here: list[Council] = []
        async with served(secure(), clock=lambda: here[0].now, edge=Edge(openid=microsoft.openid)) as endpoint:
            here.append(Council(endpoint, microsoft, NOW))
            yield here[0]


async def test_what_the_bot_connector_signed_is_let_in(council: Council) -> None:
    answer = await council.says(council.token())

    assert (200, "") == (answer.status, answer.text)
    assert ["hello"] == [one.text for one in council.endpoint.receiver.arrivals]


async def test_a_slash_at_the_end_of_the_address_makes_no_difference(council: Council) -> None:
    answer = await council.says(council.token(serviceurl=URL.rstrip("/")))

    assert 200 == answer.status


@pytest.mark.parametrize(
    ("its", "word"),
    [
        ({"iss": "https://api.botframework.com/"}, "issuer"),
        ({"iss": "https://api.botframework.com.example.org"}, "issuer"),
        ({"iss": "https://sts.windows.net/aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee/"}, "issuer"),
        ({"iss": "api.botframework"}, "issuer"),
        ({"iss": ["https://api.botframework.com"]}, "issuer"),
        ({"iss": None}, "signature"),
        ({"aud": "22222222-2222-3333-4444-555555555555"}, "audience"),
        ({"aud": ""}, "audience"),
        ({"aud": ["11111111-2222-3333-4444-555555555555", "another"]}, "audience"),
        ({"aud": None}, "signature"),
        ({"exp": None}, "signature"),
        ({"exp": "soon"}, "expired"),
        ({"nbf": "soon"}, "too-early"),
        ({"exp": 10**400}, "expired"),
        ({"nbf": -(10**400)}, "too-early"),
    ],
)
async def test_claims_that_are_not_ours_are_refused(council: Council, its: dict[str, Any], word: str) -> None:
    answer = await council.says(council.token(**its))

    assert (401, word, "Bearer") == (answer.status, answer.text, answer.headers["WWW-Authenticate"])
    assert [] == council.endpoint.receiver.arrivals


@pytest.mark.parametrize(("seconds", "status"), [(300, 200), (301, 401)])
async def test_a_token_is_taken_for_five_minutes_after_its_end_and_no_longer(council: Council, seconds: int, status: int) -> None:
    answer = await council.says(council.token(exp=int(NOW.timestamp()) - seconds))

    assert status == answer.status


@pytest.mark.parametrize(("seconds", "status"), [(300, 200), (301, 401)])
async def test_a_token_is_taken_from_five_minutes_before_it_begins(council: Council, seconds: int, status: int) -> None:
    answer = await council.says(council.token(nbf=int(NOW.timestamp()) + seconds))

    assert status == answer.status


async def test_a_token_without_a_signature_is_refused(council: Council) -> None:
    token = jwt.encode(claims(URL, NOW), "", algorithm="none", headers={"kid": KID})
    answer = await council.says(token)

    assert (401, "algorithm") == (answer.status, answer.text)


async def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(council: Council) -> None:
    def part(its: object) -> bytes:
        return base64.urlsafe_b64encode(its if isinstance(its, bytes) else json.dumps(its).encode()).rstrip(b"=")

    # by hand, for the library would not sign so
    front = part({"alg": "HS256", "typ": "JWT", "kid": KID}) + b"." + part(claims(URL, NOW))
    token = front + b"." + part(hmac.new(public_pem(), front, hashlib.sha256).digest())
    answer = await council.says(token.decode())

    assert (401, "algorithm") == (answer.status, answer.text)


async def test_a_token_of_somebody_elses_key_under_a_known_id_is_refused(council: Council) -> None:
    answer = await council.says(signed(claims(URL, NOW), name="foreign", kid=KID))

    assert (401, "signature") == (answer.status, answer.text)


async def test_a_token_of_a_key_that_nobody_knows_is_refused(council: Council) -> None:
    answer = await council.says(signed(claims(URL, NOW), name="foreign"))

    assert (401, "key") == (answer.status, answer.text)


async def test_a_token_whose_words_were_changed_is_refused(council: Council) -> None:
    head, _, signature = council.token().split(".")
    changed = base64.urlsafe_b64encode(json.dumps(claims(URL, NOW, aud="x")).encode()).decode().rstrip("=")
    answer = await council.says(f"{head}.{changed}.{signature}")

    assert (401, "signature") == (answer.status, answer.text)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer abc",
        "Bearer a.b.c",
        "Basic dXNlcjpwYXNz",
        "Bearer " + "x" * 7000,
        "Bearer é",
        "Negotiate x y z",
    ],
)
async def test_no_token_and_garbage_are_refused(council: Council, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    answer = await council.endpoint.send(json=said(URL, "hello"), headers=headers)

    assert (401, "token") == (answer.status, answer.text)


async def test_a_token_that_is_no_text_is_refused(council: Council) -> None:
    address = urlsplit(council.endpoint.url)
    reading, writing = await asyncio.open_connection(address.hostname, address.port)
    head = f"POST {address.path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\nAuthorization: Bearer "
    writing.write(head.encode() + b"\xff\r\n\r\n{}")
    answer = await reading.read()
    writing.close()
    await writing.wait_closed()

    assert answer.startswith(b"HTTP/1.1 401 ")
    assert answer.endswith(b"token")


@pytest.mark.parametrize("kid", [None, 7, ["key-1"]])
async def test_a_token_that_names_its_key_wrongly_is_refused(council: Council, kid: object) -> None:
    head, rest = council.token().split(".", 1)
    assert head
    odd = base64.urlsafe_b64encode(json.dumps({"alg": "RS256", "typ": "JWT", "kid": kid}).encode()).decode().rstrip("=")
    answer = await council.says(f"{odd}.{rest}")

    assert 401 == answer.status


@pytest.mark.parametrize("url", [OTHER_URL, None, "", "https://smba.trafficmanager.net/emea/extra/"])
async def test_a_token_for_another_address_is_refused(council: Council, url: str | None) -> None:
    answer = await council.says(council.token(serviceurl=url))

    assert (403, "serviceurl") == (answer.status, answer.text)


async def test_a_key_that_may_not_sign_for_teams_is_refused(council: Council) -> None:
    council.microsoft.keys = {KID: ["webchat"]}
    answer = await council.says(council.token())

    assert (403, "endorsement") == (answer.status, answer.text)


async def test_a_key_without_any_endorsement_is_refused(council: Council) -> None:
    council.microsoft.keys = {KID: None}
    answer = await council.says(council.token())

    assert (403, "endorsement") == (answer.status, answer.text)


@pytest.mark.parametrize(
    "its",
    [
        {"conversation": {"id": "a:1", "tenantId": "ffffffff-bbbb-cccc-dddd-eeeeeeeeeeee"}, "channelData": {}},
        {"channelData": {"tenant": {"id": "ffffffff-bbbb-cccc-dddd-eeeeeeeeeeee"}}},
        {"conversation": {"id": "a:1"}, "channelData": {}},
        {"from": {"id": "29:1", "tenantId": "ffffffff-bbbb-cccc-dddd-eeeeeeeeeeee"}},
    ],
)
async def test_another_tenant_is_refused_and_so_are_two_and_none(council: Council, its: dict[str, Any]) -> None:
    answer = await council.says(council.token(), **its)

    assert (403, "tenant") == (answer.status, answer.text)


async def test_the_tenant_is_the_same_in_capitals(council: Council) -> None:
    answer = await council.says(council.token(), channelData={"tenant": {"id": TENANT.upper()}})

    assert 200 == answer.status


async def test_the_bots_id_is_the_same_in_capitals() -> None:
    async with (
        FakeMicrosoft() as microsoft,
        served(secure(teams_app_id="ABCDEF11-2222-3333-4444-555555555555"), clock=lambda: NOW, edge=Edge(openid=microsoft.openid)) as one,
    ):
        answer = await one.post(said(URL, "hello"), signed(claims(URL, NOW, aud="abcdef11-2222-3333-4444-555555555555")))

    assert 200 == answer.status


# --- keys


async def test_keys_are_kept_for_a_day(council: Council) -> None:
    await council.says(council.token())
    council.now = NOW + timedelta(hours=23, minutes=59)
    await council.says(council.token())
    asked_within_a_day = council.microsoft.asked
    council.now = NOW + timedelta(hours=24)
    await council.says(council.token())

    assert (1, 2) == (asked_within_a_day, council.microsoft.asked)


async def test_a_new_key_is_fetched_but_not_more_often_than_each_five_minutes(council: Council) -> None:
    await council.says(council.token())
    council.microsoft.keys["key-2"] = ["msteams"]
    council.now = NOW + timedelta(minutes=4, seconds=59)
    too_soon = await council.says(signed(claims(URL, council.now), name="key-2"))
    council.now = NOW + timedelta(minutes=5)
    then = await council.says(signed(claims(URL, council.now), name="key-2"))
    unknown = [(await council.says(signed(claims(URL, council.now), name="foreign"))).status for _ in range(3)]

    assert (401, 200) == (too_soon.status, then.status)
    assert [401, 401, 401] == unknown
    assert 2 == council.microsoft.asked


async def test_keys_of_yesterday_serve_while_microsoft_cannot_be_reached(council: Council) -> None:
    await council.says(council.token())
    council.microsoft.down = True
    council.now = NOW + timedelta(hours=30)
    answers = [(await council.says(council.token())).status for _ in range(3)]

    assert [200, 200, 200] == answers
    assert 2 == council.microsoft.asked


async def test_without_any_key_teams_is_told_to_come_again(council: Council) -> None:
    council.microsoft.down = True
    answers = [await council.says(council.token()) for _ in range(3)]
    asked_while_down = council.microsoft.asked
    council.microsoft.down = False
    council.now = NOW + timedelta(seconds=30)
    then = await council.says(council.token())

    assert [(503, "later", "5")] * 3 == [(one.status, one.text, one.headers["Retry-After"]) for one in answers]
    assert 1 == asked_while_down
    assert 200 == then.status


async def test_many_at_once_fetch_the_keys_once(council: Council) -> None:
    answers = await asyncio.gather(*(council.says(council.token()) for _ in range(20)))

    assert {200} == {one.status for one in answers}
    assert 1 == council.microsoft.asked


async def test_keys_at_a_less_safe_address_than_the_metadata_are_not_fetched() -> None:
    from bot.channels.teams.framework.http import Http
    from bot.channels.teams.framework.keys import Keys

    keys = Keys("https://login.botframework.com/x", Http(proxies=False), lambda: NOW)

    with pytest.raises(ValueError, match="less safe"):
        keys._listed_at({"jwks_uri": "http://login.botframework.com/keys"})
