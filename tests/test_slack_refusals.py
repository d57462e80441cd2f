"""What Slack refuses, or is too busy for: what becomes of the answer, and what whoever waits for it hears."""

from __future__ import annotations

import pytest
from conftest import SetClock
from slack_council import CHANNEL, DIRECT, MEMBER, OFFICER, SlackCouncil
from slack_town import OPEN, PRIVATE
from sqlalchemy import select

from bot.channels.once import ATTEMPTS, LEASE
from bot.channels.slack.recovery import recover
from bot.store.platform import PlatformEventRow


@pytest.mark.parametrize("word", ["invalid_blocks", "msg_blocks_too_long"])
@pytest.mark.parametrize("where", [DIRECT, CHANNEL])
async def test_an_answer_whose_blocks_slack_refuses_goes_as_text(town: SlackCouncil, word: str, where: str) -> None:
    town.slack.fault("chat.postMessage", error=word)
    someone = await town.as_(MEMBER)
    await (someone.say(OPEN) if where == DIRECT else someone.mention(OPEN))
    refused, sent = await town.shown("chat.postMessage")

    assert refused.args["text"] == sent.args["text"]
    assert (where, []) == (sent.args["channel"], sent.args["blocks"])


async def test_an_answer_to_the_asker_alone_whose_blocks_slack_refuses_goes_as_text(town: SlackCouncil) -> None:
    town.slack.fault("chat.postEphemeral", error="invalid_blocks")
    await (await town.as_(MEMBER)).mention(PRIVATE)
    refused, sent = await town.shown("chat.postEphemeral")

    assert (refused.args["text"], []) == (sent.args["text"], sent.args["blocks"])


@pytest.mark.parametrize(("word", "times"), [("restricted_action", 1), ("invalid_arguments", 2)])
async def test_somebody_whose_answer_slack_refuses_altogether_hears_that_it_did_not_work(town: SlackCouncil, word: str, times: int) -> None:
    town.slack.fault("chat.postMessage", error=word, times=times)
    await (await town.as_(MEMBER)).say(OPEN)

    assert "I couldn't do that" in (await town.last("chat.postMessage"))["text"]


async def test_what_takes_too_long_is_told_to_whoever_waits_for_it(town: SlackCouncil, monkeypatch: pytest.MonkeyPatch) -> None:
    assert town.channel is not None
    monkeypatch.setattr(town.channel.works, "_seconds", 0.01)
    town.slack.fault("chat.postMessage", latency=0.5)
    await (await town.as_(MEMBER)).say(OPEN)

    assert "I couldn't do that" in (await town.last("chat.postMessage"))["text"]


async def test_what_slack_was_too_busy_for_is_tried_again_and_not_taken_as_the_answer_to_what_was_asked(
    town: SlackCouncil, clock: SetClock
) -> None:
    assert town.channel is not None
    town.slack.fault("chat.postMessage", error="internal_error")
    await (await town.as_(OFFICER)).say("log an enquiry")
    refused, told = await town.shown("chat.postMessage")
    clock.now += LEASE
    await recover(town.channel.gateway.take, town.channel.office)
    sent = await town.last("chat.postMessage")

    assert "I try again by myself" in told.args["text"]
    assert refused.args["text"] == sent["text"]


async def test_what_slack_stays_too_busy_for_is_given_up(town: SlackCouncil, clock: SetClock) -> None:
    assert town.channel is not None
    town.slack.fault("chat.postMessage", error="internal_error", times=20)
    await (await town.as_(MEMBER)).say(OPEN)
    await town.shown()
    for _ in range(ATTEMPTS + 1):
        clock.now += LEASE
        await recover(town.channel.gateway.take, town.channel.office)
        await town.shown()
    async with town.desk.store.read() as session:
        states = list(await session.scalars(select(PlatformEventRow.state)))

    assert ["failed"] == states
    assert ATTEMPTS == town.channel.works.outcomes["put_off"]
