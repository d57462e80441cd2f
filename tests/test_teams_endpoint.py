"""`/api/messages` takes what Teams sends, answers as Teams wants it, and says in one word what is wrong with anything else."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from teams_activities import BOT, activity, invoke, said
from teams_endpoint import Endpoint, insecure, secure, served, settings

from bot.channels.teams.framework import adapter
from bot.channels.teams.framework.adapter import Framework, NotSetUpError
from bot.channels.teams.framework.checking import LARGEST
from bot.channels.teams.framework.trusting import loopback, microsoft
from bot.channels.teams.ports import Answer, Arrival, Kind, NotNowError
from bot.config import Settings

URL = "http://127.0.0.1:9/teams/"


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    async with served(insecure()) as one:
        yield one


# --- what is taken


@pytest.mark.parametrize("status", [200, 201, 202])
async def test_a_message_is_acknowledged_as_it_was_received(endpoint: Endpoint, status: int) -> None:
    endpoint.receiver.answer = Answer(status)
    answer = await endpoint.post(said(URL, "hello"))

    assert (status, "") == (answer.status, answer.text)
    assert [(Kind.MESSAGE, "hello")] == [(one.kind, one.text) for one in endpoint.receiver.arrivals]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("adaptiveCard/action", {"action": {"verb": "close", "data": {"case": "ENQ-1"}}, "trigger": "manual"}),
        ("task/fetch", {"data": {"form": "enquiry"}}),
        ("task/submit", {"data": {"subject": "Bins"}}),
        ("composeExtension/fetchTask", {"commandId": "log", "messagePayload": {"id": "1"}}),
        ("composeExtension/submitAction", {"commandId": "log", "data": {}}),
    ],
)
async def test_what_teams_waits_for_is_answered_with_a_body(endpoint: Endpoint, name: str, value: dict[str, Any]) -> None:
    body = {"task": {"type": "continue", "value": {"card": {"type": "AdaptiveCard", "text": "ünïcode"}}}}
    endpoint.receiver.answer = Answer(200, body)
    answer = await endpoint.post(invoke(URL, name, value))

    assert (200, body) == (answer.status, json.loads(answer.text))


async def test_an_invoke_that_nobody_knows_is_not_implemented_and_reaches_nobody(endpoint: Endpoint) -> None:
    answer = await endpoint.post(invoke(URL, "signin/verifyState", {"state": "1"}))

    assert (501, "") == (answer.status, answer.text)
    assert [] == endpoint.receiver.arrivals


async def test_an_activity_with_many_fields_of_teams_is_taken(endpoint: Endpoint) -> None:
    more = {
        "entities": [{"type": "clientInfo", "locale": "en-GB", "platform": "iOS"}],
        "attachments": [{"contentType": "text/html", "content": "<p>x</p>"}],
    }
    answer = await endpoint.post(said(URL, "hello", **more, membersAdded=[{"id": BOT}], unheardOf={"a": [1, None, 2.5]}))

    assert 200 == answer.status


# --- what is not taken: the sender's fault, in one word


async def test_another_method_is_told_which_one_it_is(endpoint: Endpoint) -> None:
    answers = [await endpoint.send(method) for method in ("GET", "PUT", "DELETE", "PATCH", "OPTIONS")]

    assert [(405, "POST")] * 5 == [(one.status, one.headers["Allow"]) for one in answers]


@pytest.mark.parametrize("kind", ["text/plain", "", "application/x-www-form-urlencoded", "application/jsonx", "garbage"])
async def test_another_type_is_refused(endpoint: Endpoint, kind: str) -> None:
    answer = await endpoint.send(data=json.dumps(said(URL, "x")), headers={"Content-Type": kind})

    assert (415, "content-type") == (answer.status, answer.text)


async def test_json_with_a_character_set_is_taken(endpoint: Endpoint) -> None:
    answer = await endpoint.send(data=json.dumps(said(URL, "x")), headers={"Content-Type": "application/json; charset=utf-8"})

    assert 200 == answer.status


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"not json",
        b'{"a": NaN}',
        b'{"a": 1e999}',
        b'{"a": 1e',
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"a":' * 60 + b"1" + b"}" * 60,
        b"9" * 5000,
    ],
)
async def test_what_is_no_json_is_refused(endpoint: Endpoint, data: bytes) -> None:
    answer = await endpoint.send(data=data, headers={"Content-Type": "application/json"})

    assert (400, "json") == (answer.status, answer.text)


@pytest.mark.parametrize("data", ["[]", '"text"', "7", "null", "true"])
async def test_json_that_is_no_object_is_refused(endpoint: Endpoint, data: str) -> None:
    answer = await endpoint.send(data=data, headers={"Content-Type": "application/json"})

    assert (400, "object") == (answer.status, answer.text)


@pytest.mark.parametrize(("size", "status"), [(LARGEST, 200), (LARGEST + 1, 413)])
@pytest.mark.parametrize("told", [True, False])
async def test_a_megabyte_is_taken_and_a_byte_more_is_not(endpoint: Endpoint, size: int, status: int, told: bool) -> None:  # noqa: FBT001
    body = json.dumps(said(URL, "x")).encode()
    body += b" " * (size - len(body))

    async def chunks() -> AsyncIterator[bytes]:
        yield body

    answer = await endpoint.send(data=io.BytesIO(body) if told else chunks(), headers={"Content-Type": "application/json"})

    assert status == answer.status


async def test_what_says_that_it_is_packed_and_is_not_is_refused(endpoint: Endpoint) -> None:
    answer = await endpoint.send(data=b"{}", headers={"Content-Type": "application/json", "Content-Encoding": "gzip"})

    assert 400 == answer.status


@pytest.mark.parametrize(
    ("its", "word"),
    [
        ({"type": None}, "type"),
        ({"type": 7}, "type"),
        ({"type": ""}, "type"),
        ({"channelId": "webchat"}, "channelId"),
        ({"channelId": ["msteams"]}, "channelId"),
        ({"serviceUrl": None}, "serviceUrl"),
        ({"id": 7}, "id"),
        ({"id": "x" * 501}, "id"),
        ({"id": "é"}, "id"),
        ({"id": ""}, "id"),
        ({"conversation": None}, "conversation.id"),
        ({"conversation": "19:x"}, "conversation.id"),
        ({"conversation": {"id": None}}, "conversation.id"),
        ({"conversation": {"id": "a\nb"}}, "conversation.id"),
        ({"from": None}, "from.id"),
        ({"from": {"name": "x"}}, "from.id"),
        ({"recipient": None}, "recipient.id"),
        ({"timestamp": "yesterday"}, "activity"),
        ({"membersAdded": "everybody"}, "activity"),
    ],
)
async def test_what_lacks_what_every_activity_has_is_refused_by_the_name_of_it(endpoint: Endpoint, its: dict[str, Any], word: str) -> None:
    answer = await endpoint.post(activity(URL, text="x", **its))

    assert (400, word) == (answer.status, answer.text)
    assert [] == endpoint.receiver.arrivals


ODD: list[Any] = [None, 7, "x", [], [7, None, {}], {}, {"id": 7}, {"tenant": "x"}, True]
PARTS = [
    "text",
    "value",
    "channelData",
    "entities",
    "attachments",
    "membersAdded",
    "membersRemoved",
    "name",
    "action",
    "locale",
    "replyToId",
    "localTimezone",
]


@pytest.mark.parametrize("kind", ["message", "invoke", "conversationUpdate", "installationUpdate", "messageReaction", "unheardOf"])
@pytest.mark.parametrize("part", PARTS)
async def test_nothing_odd_in_any_part_is_an_error_of_ours(endpoint: Endpoint, kind: str, part: str) -> None:
    names = ["adaptiveCard/action", "task/fetch", "composeExtension/fetchTask"] if kind == "invoke" else [None]
    for name in names:
        for odd in ODD:
            answer = await endpoint.post(activity(URL, **{"type": kind, "name": name, "text": "x", part: odd}))

            assert answer.status < 500 or (answer.status == 501 and part == "name"), (part, odd)


async def test_characters_that_no_database_takes_do_not_get_in(endpoint: Endpoint) -> None:
    answer = await endpoint.send(data=json.dumps(said(URL, "a\0b\ud800c")), headers={"Content-Type": "application/json"})

    assert 200 == answer.status
    assert ["ab?c"] == [one.text for one in endpoint.receiver.arrivals]


# --- where answers may go


@pytest.mark.parametrize(
    "url", ["https://smba.trafficmanager.net/emea/", "http://10.0.0.1/", "http://127.0.0.1.example.org/", "http://user@127.0.0.1/"]
)
async def test_without_tokens_nothing_is_taken_that_is_to_be_answered_elsewhere_than_on_this_machine(endpoint: Endpoint, url: str) -> None:
    answer = await endpoint.post(said(url, "x"))

    assert (403, "serviceUrl") == (answer.status, answer.text)


@pytest.mark.parametrize(
    "url",
    [
        "https://smba.trafficmanager.net/emea/",
        "https://smba.trafficmanager.net/uk/aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee/",
        "https://SMBA.trafficmanager.net:443/teams",
        "https://smba.infra.gcc.teams.microsoft.com/teams",
        "https://europe.botframework.com",
    ],
)
def test_microsofts_addresses_are_trusted(url: str) -> None:
    assert microsoft(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://smba.trafficmanager.net/emea/",
        "https://evil.trafficmanager.net/",
        "https://smba.trafficmanager.net.example.org/",
        "https://example.org/smba.trafficmanager.net/",
        "https://smba.trafficmanager.net@example.org/",
        "https://example.org#smba.trafficmanager.net/",
        "https://example.org?.botframework.com",
        "https://example.org\\.botframework.com/",
        "https://smba.trafficmanager.net:8443/",
        "https://evilbotframework.com/",
        "https://botframework.com.example.org/",
        "https://smba.trafficmanager.net/emea/\n",
        "https://127.0.0.1/",
        "https://[::1]/",
        "",
    ],
)
def test_other_addresses_are_not(url: str) -> None:
    assert not microsoft(url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:56150/_connector", "http://localhost/", "http://[::1]:80/x", "https://127.3.2.1/"])
def test_this_machine_is_itself(url: str) -> None:
    assert loopback(url)


# --- when something goes wrong


@pytest.mark.parametrize("body", [said(URL, "x"), invoke(URL, "task/fetch", {"data": {}})])
async def test_what_cannot_be_taken_now_is_to_come_again(endpoint: Endpoint, body: dict[str, Any]) -> None:
    async def full(_: Arrival) -> None:
        raise NotNowError("the database is busy")

    endpoint.receiver.does = full
    answer = await endpoint.post(body)

    assert (503, "later", "5") == (answer.status, answer.text, answer.headers["Retry-After"])


@pytest.mark.parametrize("body", [said(URL, "a secret of Ada's"), invoke(URL, "task/fetch", {"data": {"x": "a secret of Ada's"}})])
async def test_a_fault_of_ours_is_told_by_its_place_alone(
    endpoint: Endpoint, body: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    async def breaks(arrival: Arrival) -> None:
        raise RuntimeError(f"{arrival.text} {arrival.value} {arrival.who}")

    endpoint.receiver.does = breaks
    answer = await endpoint.post(body)

    assert (500, "error") == (answer.status, answer.text)
    assert "RuntimeError" in caplog.text
    assert "Ada" not in caplog.text


async def test_nothing_of_a_request_is_logged(endpoint: Endpoint, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await endpoint.post(said(URL, "a secret of Ada's"))
    await endpoint.post(said(URL, "a secret of Ada's", conversation=None))
    await endpoint.send(data=b"a secret of Ada's", headers={"Content-Type": "application/json"})

    assert "Ada" not in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize("body", [said(URL, "x"), invoke(URL, "task/fetch", {"data": {}})])
async def test_what_takes_longer_than_teams_waits_is_given_up_and_to_come_again(
    endpoint: Endpoint, body: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(_: Arrival) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(adapter, "_MESSAGE_SECONDS", 0.01)
    monkeypatch.setattr(adapter, "_INVOKE_SECONDS", 0.01)
    endpoint.receiver.does = never
    answer = await endpoint.post(body)

    assert 503 == answer.status


# --- set up


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (settings(), "not set up"),
        (settings(teams_insecure=True, host="0.0.0.0"), "others can reach 0.0.0.0"),  # noqa: S104
        (secure(teams_insecure=True), "set together with an app's credentials"),
        (secure(teams_app_tenant=None), "MicrosoftAppTenantId not set"),
        (secure(teams_app_password=None), "MicrosoftAppPassword not set"),
        (secure(teams_app_id="my-bot"), "MicrosoftAppId is no ID"),
    ],
)
async def test_what_is_set_up_wrongly_does_not_start(given: Settings, says: str) -> None:
    async def nobody(_: Arrival) -> Answer:
        return Answer()

    with pytest.raises(NotSetUpError, match=says):
        Framework(given, nobody)


async def test_that_nothing_is_checked_is_said_loudly(endpoint: Endpoint, caplog: pytest.LogCaptureFixture) -> None:
    await endpoint.framework.start()

    assert [("WARNING", True)] == [(one.levelname, "CLERK_TEAMS_INSECURE" in one.getMessage()) for one in caplog.records]
