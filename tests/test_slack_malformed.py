"""What Slack never sends is refused with a 4xx, is no fault of ours, and leaves nothing of what was in it in the log."""

from __future__ import annotations

import gzip
import json
import logging
import time
from io import BytesIO
from typing import Any

import aiohttp
import pytest
from slack_running import QUESTION, states
from slack_sender import direct_message, event_body
from slack_service import Running

from bot.store.database import Store

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
SECRET_WORD = "pierlights"  # noqa: S105 - no secret


async def sent(running: Running, data: bytes | BytesIO, headers: dict[str, str], *, skip: tuple[str, ...] = ()) -> int:
    async with (
        aiohttp.ClientSession(skip_auto_headers=skip) as browser,
        browser.post(running.sender.url, data=data, headers=headers) as answer,
    ):
        return answer.status


@pytest.mark.parametrize("stamp", ["abc", "", "1e9", "²", "-1", "9" * 5000, "1.5", "\u0661", " "])
async def test_a_time_that_is_no_number_of_seconds_is_refused(running: Running, stamp: str) -> None:
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": "v0=" + "0" * 64, "Content-Type": JSON}

    assert 401 == await sent(running, b"{}", headers)


@pytest.mark.parametrize("signature", ["v0=é", "", "v0=", "x" * 5000])
async def test_a_signature_that_is_none_is_refused(running: Running, signature: str) -> None:
    headers = {"X-Slack-Request-Timestamp": str(int(time.time())), "X-Slack-Signature": signature, "Content-Type": JSON}

    assert 401 == await sent(running, b"{}", headers)


async def test_what_is_not_signed_is_not_read(running: Running) -> None:
    for data in (b"", b"{", b"[" * 100_000, b"\xff\xfe"):
        assert 401 == await sent(running, data, {"Content-Type": JSON}), data[:4]
        assert 401 == await sent(running, data, {}, skip=("Content-Type",)), data[:4]


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_what_cannot_be_unpacked_is_refused(running: Running, encoding: str) -> None:
    assert 400 == await sent(running, b"{}", {"Content-Type": JSON, "Content-Encoding": encoding})


async def test_what_is_far_too_large_is_refused_packed_or_not(running: Running) -> None:
    large = b"x" * (5 << 20)
    plain = await sent(running, BytesIO(large), {"Content-Type": JSON})
    packed = await sent(running, gzip.compress(large * 4), {"Content-Type": JSON, "Content-Encoding": "gzip"})

    assert [413, 413] == [plain, packed]


DEEP = "[" * 100_000
SIGNED: dict[str, tuple[str, str]] = {
    "nothing": ("", JSON),
    "no JSON": ("{", JSON),
    "JSON without an end": ('{"a":' * 50_000, JSON),
    "lists in lists": (DEEP, JSON),
    "lists in lists in a form": (f"payload={DEEP}", FORM),
    "a number too long to be read": ("1" * 5_000, JSON),
    "no object": ("[1]", JSON),
    "an empty form": ("a=b", FORM),
    "an unknown type": ('{"type": "no_such_type", "team_id": "T0COUNCIL"}', JSON),
    "a type that is none": ('{"type": 1}', JSON),
    "an event without an event": ('{"type": "event_callback", "team_id": "T0COUNCIL"}', JSON),
    "a check of the address without its challenge": ('{"type": "url_verification"}', JSON),
    "a character set that there is not": ("{", f"{JSON}; charset=nonsense"),
    "a form that is of several parts": ("--x", "multipart/form-data; boundary=x"),
}


@pytest.mark.parametrize("what", SIGNED)
async def test_what_is_signed_and_not_of_slacks_form_is_refused(running: Running, sqlite_store: Store, what: str) -> None:
    answer = await running.sender.post(*SIGNED[what])

    assert 400 == answer.status
    assert [] == await states(sqlite_store)


ODD: dict[str, Any] = {
    "an event's id that is too long": {"event_id": "E" * 300},
    "an event's id with a character that no database keeps": {"event_id": "Ev\u0000"},
    "an event's id that is a number": {"event_id": 1},
    "a workspace that is a number": {"team_id": 7},
    "a workspace with half a character": {"team_id": "\ud800"},
    "an event that is a text": {"event": "message"},
    "an event whose type is a list": {"event": {"type": []}},
    "an author that is a list": {"event": {"type": "message", "user": ["U0MEMBER"]}},
    "an authorisation that is none": {"authorizations": [1]},
    "authorisations that are none": {"authorizations": "T0COUNCIL"},
}


@pytest.mark.parametrize("what", ODD)
async def test_an_event_with_something_odd_in_it_is_refused(running: Running, sqlite_store: Store, what: str) -> None:
    answer = await running.sender.post(json.dumps({**event_body(direct_message(QUESTION)), **ODD[what]}))

    assert 400 == answer.status
    assert [] == await states(sqlite_store)


@pytest.mark.parametrize(
    "odd",
    [{"view": "V1"}, {"view": None}, {"actions": {}}, {"actions": [1]}, {"user": 1}, {"user": {"id": 1}}, {"channel": []}, {"team": []}],
)
@pytest.mark.parametrize("kind", ["block_actions", "view_submission", "shortcut", "message_action", "block_suggestion", "view_closed"])
async def test_a_button_or_a_form_with_something_odd_in_it_is_no_fault_of_ours(running: Running, kind: str, odd: dict[str, Any]) -> None:
    made = running.sender.interaction(kind, callback_id="form", actions=[{"action_id": "say:1", "type": "button"}]) | odd
    answer = await running.sender.payload(made)

    assert 500 > answer.status


async def test_over_the_socket_too_it_is_refused(running: Running) -> None:
    from slack_bolt.request.async_request import AsyncBoltRequest

    assert running.service.slack is not None
    response = await running.channel.gateway.take(AsyncBoltRequest(mode="socket_mode", body={"type": 1, "event": "x"}))

    assert 400 == response.status


async def test_nothing_of_what_is_refused_is_logged(running: Running, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="bot"):
        await running.sender.post(json.dumps({"type": SECRET_WORD, "team_id": SECRET_WORD}))
        await running.sender.post(json.dumps({**event_body(direct_message(SECRET_WORD)), "event": SECRET_WORD}))
        await running.sender.post(SECRET_WORD, signature="v0=0")
        await running.sender.post("{" + SECRET_WORD)

    assert SECRET_WORD not in caplog.text
