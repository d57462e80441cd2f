"""What the bot sends to Teams arrives once, in order, with its token, and what stands in its way is told as what it is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from teams_activities import ADA, BOT, PERSONAL, TEAM, TENANT, THREAD
from teams_connector import FakeConnector
from teams_endpoint import insecure, secure

from bot.channels.teams.framework import http
from bot.channels.teams.framework.adapter import Edge, Framework
from bot.channels.teams.framework.trusting import loopback
from bot.channels.teams.ports import Answer, Arrival, BusyError, GoneError, Outgoing, Reference, RefusedError, Scope, Who, Wire
from bot.config import Settings

CARD = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "Hello", "wrap": True}]}
HELLO = Outgoing("Hello")
TRIES = 4


@dataclass(slots=True)
class Sleeper:
    """Waits for nothing, and remembers for how long."""

    slept: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)


@dataclass(slots=True)
class OneToken:
    """Gives a token; a second one where the first was refused."""

    tokens: list[str] = field(default_factory=lambda: ["first", "second"])

    async def bearer(self, *, fresh: bool = False) -> str:
        if fresh:
            self.tokens.pop(0)
        return self.tokens[0]


@dataclass(slots=True)
class Line:
    """The wire, the connector at its other end, and the sleeper."""

    framework: Framework
    teams: FakeConnector
    sleeper: Sleeper

    @property
    def wire(self) -> Wire:
        return self.framework.wire

    @property
    def personal(self) -> Reference:
        return Reference(TENANT, self.teams.url, PERSONAL, Scope.PERSONAL, BOT)

    @property
    def thread(self) -> Reference:
        return Reference(TENANT, self.teams.url, THREAD, Scope.CHANNEL, BOT, TEAM)


async def _nobody(_: Arrival) -> Answer:
    return Answer()


async def _line(teams: FakeConnector, settings: Settings, edge: Edge, sleeper: Sleeper) -> AsyncIterator[Line]:
    framework = Framework(settings, _nobody, edge=edge)
    yield Line(framework, teams, sleeper)
    await framework.close()


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    sleeper = Sleeper()
    async with FakeConnector() as teams:
        async for one in _line(teams, insecure(), Edge(sleep=sleeper), sleeper):
            yield one

        assert [] == teams.problems


@pytest.fixture
async def guarded() -> AsyncIterator[Line]:
    sleeper = Sleeper()
    async with FakeConnector(token="first") as teams:  # noqa: S106 - no secret
        async for one in _line(teams, secure(), Edge(sleep=sleeper, tokens=OneToken(), trusts=loopback), sleeper):
            yield one


# --- what is sent


async def test_a_text_is_sent_as_it_is_and_its_id_is_told(line: Line) -> None:
    sent = await line.wire.send(line.personal, Outgoing("3 * 4 _is_ 12", summary="A sum"))
    (message,) = line.teams.sent

    assert ("create", PERSONAL, "m-1") == (message.what, message.conversation, sent)
    assert ("3 * 4 _is_ 12", "plain", "A sum") == tuple(message.activity[name] for name in ("text", "textFormat", "summary"))
    assert {"id": BOT} == message.activity["from"]


async def test_a_card_is_sent_with_its_text_where_only_notifications_show_it(line: Line) -> None:
    await line.wire.send(line.thread, Outgoing("Hello there. " * 100, CARD))
    (message,) = line.teams.sent

    assert (THREAD, CARD) == (message.conversation, message.card)
    assert "text" not in message.activity
    assert 250 >= len(message.activity["summary"])
    assert message.activity["summary"].endswith("…")


async def test_a_card_arrives_as_it_was_made_whatever_is_in_it(line: Line) -> None:
    odd: dict[str, Any] = {
        "type": "AdaptiveCard",
        "a": None,
        "b": [True, 1, 2.5, [], {}, None],
        "c": {"d": {"e": "2026-03-02T10:00:00Z"}},
        "f": Scope.GROUP,
        "g": ("x", "ß\n"),
    }
    await line.wire.send(line.personal, Outgoing("x", odd))
    (message,) = line.teams.sent

    assert {**odd, "f": "groupChat", "g": ["x", "ß\n"]} == message.card


async def test_an_answer_to_a_message_goes_below_it(line: Line) -> None:
    await line.wire.send(line.thread, HELLO, reply_to="1700000000001")
    (message,) = line.teams.sent

    assert ("reply", THREAD, "1700000000001") == (message.what, message.conversation, message.answers)


async def test_a_message_is_changed_in_its_place(line: Line) -> None:
    await line.wire.update(line.personal, "m-7", Outgoing("Done", CARD))
    (message,) = line.teams.sent

    assert ("update", "m-7", CARD) == (message.what, message.answers, message.card)


async def test_that_an_answer_is_being_written_is_shown(line: Line) -> None:
    await line.wire.typing(line.personal)

    assert [("typing", PERSONAL)] == [(one.what, one.conversation) for one in line.teams.sent]


async def test_a_personal_chat_is_opened_with_one_person_of_the_tenant(line: Line) -> None:
    opened = await line.wire.open_personal(line.thread, ADA)
    (asked,) = line.teams.sent

    assert Reference(TENANT, line.teams.url, f"a:personal-{ADA}", Scope.PERSONAL, BOT) == opened
    assert ([{"id": ADA}], {"tenant": {"id": TENANT}}) == (asked.activity["members"], asked.activity["channelData"])


async def test_the_people_of_a_team_are_read_page_by_page_under_either_name_of_their_id(line: Line) -> None:
    line.teams.people[TEAM] = [
        {"id": "29:a", "name": "Ada", "aadObjectId": "AAA"},
        {"id": "29:b", "name": "Ben", "objectId": "bbb"},
        {"id": "29:c"},
    ]
    people = await line.wire.object_ids(line.thread)

    assert {"29:a": Who(TENANT, "aaa", "29:a"), "29:b": Who(TENANT, "bbb", "29:b"), "29:c": Who(TENANT, "", "29:c")} == people
    assert [TEAM, TEAM] == [one.conversation for one in line.teams.sent]


async def test_a_conversation_is_spoken_to_after_a_restart_by_what_was_stored(line: Line) -> None:
    stored = line.thread.as_json()
    async for again in _line(line.teams, insecure(), Edge(), Sleeper()):
        await again.wire.send(Reference.from_json(stored), HELLO)

    assert [THREAD] == [one.conversation for one in line.teams.messages]


# --- whom it speaks to


async def test_the_token_goes_along(guarded: Line) -> None:
    await guarded.wire.send(guarded.personal, HELLO)

    assert 1 == len(guarded.teams.messages)


async def test_a_token_that_is_refused_is_got_anew_once(guarded: Line) -> None:
    guarded.teams.token = "second"  # noqa: S105 - no secret
    await guarded.wire.send(guarded.personal, HELLO)
    guarded.teams.token = "third"  # noqa: S105 - no secret
    with pytest.raises((RefusedError, IndexError)):
        await guarded.wire.send(guarded.personal, HELLO)

    assert 1 == len(guarded.teams.messages)


@pytest.mark.parametrize("url", ["https://example.org/", "http://169.254.169.254/", "http://smba.trafficmanager.net/"])
@pytest.mark.parametrize("settings", [insecure(), secure()])
async def test_nothing_is_sent_elsewhere_whatever_was_stored(url: str, settings: Settings) -> None:
    async for one in _line(FakeConnector(), settings, Edge(tokens=OneToken()), Sleeper()):
        with pytest.raises(RefusedError, match="not one of Microsoft's"):
            await one.wire.send(Reference(TENANT, url, PERSONAL, Scope.PERSONAL, BOT), HELLO)


# --- trouble


@pytest.mark.parametrize("status", [403, 404, 410])
async def test_who_took_the_bot_out_is_gone_and_not_asked_again(line: Line, status: int) -> None:
    line.teams.fail("create", times=9, status=status, code="BotNotInConversationRoster")
    with pytest.raises(GoneError, match=f"{status} BotNotInConversationRoster"):
        await line.wire.send(line.personal, HELLO)

    assert [] == line.sleeper.slept


@pytest.mark.parametrize("status", [400, 409, 413, 307])
async def test_what_teams_refuses_is_not_tried_again(line: Line, status: int) -> None:
    line.teams.fail("create", times=9, status=status)
    with pytest.raises(RefusedError, match=str(status)):
        await line.wire.send(line.personal, HELLO)

    assert [] == line.sleeper.slept


@pytest.mark.parametrize("status", [412, 429, 500, 502, 503, 504])
async def test_a_busy_teams_is_asked_again_and_takes_it_once(line: Line, status: int) -> None:
    line.teams.fail("create", times=TRIES - 1, status=status)
    await line.wire.send(line.personal, HELLO)
    first, second, third = line.sleeper.slept

    assert 1 == len(line.teams.messages)
    assert (0.5 <= first <= 1, 1 <= second <= 2, 2 <= third <= 4) == (True, True, True)


@pytest.mark.parametrize("status", [429, 502])
async def test_a_teams_that_stays_busy_is_given_up_for_now(line: Line, status: int) -> None:
    line.teams.fail("create", times=TRIES, status=status)
    with pytest.raises(BusyError, match=str(status)):
        await line.wire.send(line.personal, HELLO)

    assert TRIES - 1 == len(line.sleeper.slept)
    assert [] == line.teams.messages


async def test_teams_is_left_alone_for_as_long_as_it_asks(line: Line) -> None:
    line.teams.fail("create", status=429, retry_after="7")
    await line.wire.send(line.personal, HELLO)
    (slept,) = line.sleeper.slept

    assert 7 <= slept <= 7.5


async def test_who_sends_decides_when_teams_asks_for_minutes(line: Line) -> None:
    line.teams.fail("create", status=429, retry_after="600")
    with pytest.raises(BusyError) as caught:
        await line.wire.send(line.personal, HELLO)

    assert 600 == caught.value.retry_after
    assert [] == line.sleeper.slept


@pytest.mark.parametrize("told", ["Fri, 31 Dec 1999 23:59:59 GMT", "-3", "inf", "soon"])
async def test_an_odd_word_on_when_to_come_again_counts_as_none(line: Line, told: str) -> None:
    line.teams.fail("create", status=429, retry_after=told)
    await line.wire.send(line.personal, HELLO)

    assert [True] == [0.5 <= one <= 1 for one in line.sleeper.slept]


async def test_a_connection_that_is_dropped_is_opened_again(line: Line) -> None:
    line.teams.fail("create", drop=True)
    await line.wire.send(line.personal, HELLO)

    assert 1 == len(line.teams.messages)


async def test_a_teams_that_cannot_be_reached_is_busy() -> None:
    async for one in _line(FakeConnector(url="http://127.0.0.1:9/teams/"), insecure(), Edge(sleep=Sleeper()), Sleeper()):
        with pytest.raises(BusyError, match="can't be reached"):
            await one.wire.send(one.personal, HELLO)


async def test_what_is_not_answered_in_time_is_not_sent_twice(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "SECONDS", 0.05)
    never = asyncio.Event()
    line.teams.fail("create", times=9, waits=never)
    with pytest.raises(BusyError, match="in time"):
        await line.wire.send(line.personal, HELLO)
    never.set()

    assert [] == line.sleeper.slept


async def test_typing_is_tried_once(line: Line) -> None:
    line.teams.fail("typing", times=9, status=502)
    with pytest.raises(BusyError):
        await line.wire.typing(line.personal)

    assert [] == line.sleeper.slept


async def test_what_is_sent_to_a_conversation_keeps_its_order_and_others_do_not_wait_for_it(line: Line) -> None:
    first_may_go = asyncio.Event()
    line.teams.fail("create", conversation=PERSONAL, waits=first_may_go)
    slow = [asyncio.create_task(line.wire.send(line.personal, Outgoing(str(number)))) for number in range(3)]
    await asyncio.sleep(0)  # the tasks begin, in order
    await line.wire.send(line.thread, Outgoing("elsewhere"))
    gone_meanwhile = [one.activity["text"] for one in line.teams.messages]
    first_may_go.set()
    await asyncio.gather(*slow)

    assert ["elsewhere"] == gone_meanwhile
    assert ["elsewhere", "0", "1", "2"] == [one.activity["text"] for one in line.teams.messages]


async def test_what_was_said_is_not_in_the_errors(line: Line) -> None:
    line.teams.fail("create", status=400, code="BadSyntax")
    with pytest.raises(RefusedError) as caught:
        await line.wire.send(line.personal, Outgoing("a secret of Ada's"))

    assert "Teams answered 400 BadSyntax." == str(caught.value)
