"""One budget for what has to come before an acknowledgement, and for a view to be opened: what can't be done within it follows, or is sent again."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from slack_council import OFFICER, SlackCouncil, block_ids, filled
from slack_running import QUESTION
from slack_town import subjects

from bot.channels.budget import Budget
from bot.channels.slack.app import ACK_SECONDS


class Hand:
    """A clock of seconds that the test moves."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def test_what_is_spent_is_not_there_for_the_next_step() -> None:
    hand = Hand()
    budget = Budget(2.5, hand)
    seen = [budget.left]
    for seconds in (1.0, 1.5, 1.0):
        hand.at += seconds
        seen.append(budget.left)

    assert [2.5, 1.5, 0.0, 0.0] == seen


async def test_a_step_for_which_nothing_is_left_does_not_wait() -> None:
    hand = Hand()
    budget = Budget(2.5, hand)
    hand.at += 2.5

    with pytest.raises(TimeoutError):
        async with budget.within():
            await asyncio.Event().wait()


def slow(town: SlackCouncil, monkeypatch: pytest.MonkeyPatch, step: str, seconds: float) -> None:
    """Have a step before the acknowledgement take long, by the clock."""
    assert town.channel is not None
    hand = Hand()
    monkeypatch.setattr(town.channel.gateway, "_clock", hand)
    holder: Any = {"claim": town.channel.office.once, "find": town.channel.workspaces}[step]
    does = getattr(holder, step)

    async def slowly(*given: Any) -> Any:  # noqa: ANN401 - whatever the step takes and gives
        hand.at += seconds
        return await does(*given)

    monkeypatch.setattr(holder, step, slowly)


async def test_what_was_looked_up_for_too_long_is_not_claimed_and_slack_sends_it_again(
    town: SlackCouncil, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow(town, monkeypatch, "find", ACK_SECONDS)
    answer = await (await town.as_(OFFICER)).say(QUESTION)

    assert 503 == answer.status


@pytest.mark.parametrize(("seconds", "opened"), [(ACK_SECONDS - 0.5, True), (ACK_SECONDS, False)])
async def test_a_form_for_which_no_time_is_left_is_handed_over_by_a_button(
    town: SlackCouncil, monkeypatch: pytest.MonkeyPatch, seconds: float, *, opened: bool
) -> None:
    slow(town, monkeypatch, "claim", seconds)
    answer = await (await town.as_(OFFICER)).command("/enquiry", "log")
    calls = await town.shown()

    assert 200 == answer.status
    assert opened is any(call.method == "views.open" for call in calls)
    assert opened is not any("Fill in the form" in str(call.args) for call in calls)


async def test_a_modal_for_which_no_time_is_left_shows_its_result_when_it_is_there(
    town: SlackCouncil, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = await town.as_(OFFICER)
    await officer.command("/enquiry", "log")
    view = (await town.last("views.open"))["view"]
    slow(town, monkeypatch, "claim", ACK_SECONDS)
    answer = await officer.submit(view, filled(view, subject="Pier lights", asked_by="Dana Reed"))
    await town.shown()

    assert "subject" in block_ids(view)
    assert "Still working on it" in answer.text
    assert ["Pier lights"] == await subjects(town)
    assert "ENQ-1" in str((await town.last("views.update"))["view"])
