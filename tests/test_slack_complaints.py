"""A complaint in Slack's modals, from the command to the confidential record, which is kept once however it is asked for."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from conftest import SetClock
from folk import hire
from slack_council import CHANNEL, DIRECT, MEMBER, SlackCouncil, answered, block_ids, button, everything, filled
from slack_sender import Sender
from sqlalchemy import select

from bot.casework.desk import Desk
from bot.channels.slack.carried import Carried, packed
from bot.channels.slack.listeners import views
from bot.store.cases import ComplaintRow
from bot.store.database import Store
from intents.interpreter import Interpreter
from protocol_data.library import Library

TOLD = "an officer ignored every message about the flooding"


async def walked(town: SlackCouncil, someone: Sender, told: str = TOLD) -> list[dict[str, Any]]:
    """Walk the route of a complaint, to the offer of a record; give each view that was shown."""
    await someone.command("/complaint", told)
    views = [{**(await town.last("views.open"))["view"], "id": f"V{len(town.slack.called('views.open'))}"}]
    while "keep" not in block_ids(views[-1]):
        assert len(views) < 8, "it leads nowhere"

        picked = {name: values[0] for name in block_ids(views[-1]) if (values := options(views[-1], name))}
        picked |= {"matter": "officer"} if "matter" in picked else {}
        answer = answered(await someone.submit(views[-1], filled(views[-1], **picked)))

        assert "update" == answer["response_action"], answer

        views.append({**answer["view"], "id": views[0]["id"]})
    await town.shown()
    return views


def options(view: dict[str, Any], name: str) -> list[str]:
    element = next(block["element"] for block in view["blocks"] if block.get("block_id") == name)
    return [option["value"] for option in element.get("options", [])]


async def opened_from_message(town: SlackCouncil, someone: Sender) -> dict[str, Any]:
    """Open the record's form by the button of the direct message."""
    sent = await town.last("chat.update")
    pressed = button(sent["blocks"], "Fill in the form")
    message = {"ts": "1.1", "channel": DIRECT, "text": sent["text"], "blocks": sent["blocks"]}
    await someone.press(pressed["action_id"], pressed["value"], message=message)
    return {**(await town.last("views.open"))["view"], "id": "V0FROMMESSAGE"}


async def records(town: SlackCouncil) -> list[int]:
    async with town.desk.store.read() as session:
        return list(await session.scalars(select(ComplaintRow.id)))


async def test_a_complaint_is_led_from_step_to_step_in_the_modal(town: SlackCouncil) -> None:
    someone = await town.as_(MEMBER)
    views = await walked(town, someone)
    answer = answered(await someone.submit(views[-1], filled(views[-1], keep="yes")))
    await town.shown()

    assert "1. " in str(views[-1]["blocks"])
    assert "Kept as CMP-1." in str(answer["view"])
    assert [1] == await records(town)
    assert CHANNEL not in {call.args.get("channel") for call in town.slack.called()}
    assert "flooding" not in everything(town.slack.called("chat.postMessage"))


async def test_each_view_of_a_complaint_says_what_it_is(town: SlackCouncil) -> None:
    views = await walked(town, await town.as_(MEMBER))

    assert {"Complaint route"} == {view["title"]["text"] for view in views[:-1]}
    assert {"Next"} == {view["submit"]["text"] for view in views[:-1]}
    assert ("Confidential record", "Send") == (views[-1]["title"]["text"], views[-1]["submit"]["text"])


async def test_a_complaint_of_which_nothing_was_told_is_asked_about(town: SlackCouncil) -> None:
    someone = await town.as_(MEMBER)
    await someone.command("/complaint")
    view = (await town.last("views.open"))["view"]
    answer = answered(await someone.submit(view, filled(view)))

    assert "errors" == answer["response_action"]
    assert ["said"] == list(answer["errors"])


async def test_consent_to_a_record_is_not_given_beforehand(town: SlackCouncil) -> None:
    someone = await town.as_(MEMBER)
    views = await walked(town, someone)
    from_message = await opened_from_message(town, someone)

    for view in (views[-1], from_message):
        assert ["keep", "person", "remind"] == block_ids(view)
        assert "initial_option" not in json.dumps(view)
        assert '"keep"' not in view["private_metadata"]


async def test_consent_that_was_neither_given_nor_refused_is_asked_for(town: SlackCouncil) -> None:
    someone = await town.as_(MEMBER)
    view = (await walked(town, someone))[-1]
    answer = answered(await someone.submit(view, filled(view)))

    assert ["keep"] == list(answer["errors"])
    assert [] == await records(town)


async def test_without_consent_nothing_is_recorded(town: SlackCouncil) -> None:
    someone = await town.as_(MEMBER)
    view = (await walked(town, someone))[-1]
    answer = answered(await someone.submit(view, filled(view, keep="no")))

    assert "Nothing was recorded." in str(answer["view"])
    assert [] == await records(town)


@pytest.mark.parametrize("message_first", [False, True])
async def test_a_record_is_kept_once_by_the_modal_and_by_the_message(town: SlackCouncil, *, message_first: bool) -> None:
    someone = await town.as_(MEMBER)
    in_modal = (await walked(town, someone))[-1]
    views = [in_modal, await opened_from_message(town, someone)]
    says = []
    for view in reversed(views) if message_first else views:
        says.append(str(answered(await someone.submit(view, filled(view, keep="yes")))["view"]))
        await town.shown()

    assert [1] == await records(town)
    assert "Kept as CMP-1." in says[0]
    assert "Kept already as CMP-1." in says[1]


@pytest.mark.parametrize("tail", ['"' * 1_900, "\n" * 1_900 + "."])
async def test_a_record_is_of_the_route_that_was_shown_however_much_was_told(town: SlackCouncil, tail: str) -> None:
    someone = await town.as_(MEMBER)
    await someone.command("/complaint", "officer shouted at me")
    first = {**(await town.last("views.open"))["view"], "id": "V1"}
    picked = {name: values[0] for name in block_ids(first) if (values := options(first, name))}
    told = filled(first, **picked | {"said": f"officer shouted at me {tail}"})
    offer = {**answered(await someone.submit(first, told))["view"], "id": "V1"}
    await town.shown()
    await someone.submit(offer, filled(offer, keep="yes"))
    await town.shown()
    async with town.desk.store.read() as session:
        kept = await session.scalar(select(ComplaintRow))

    assert "keep" in block_ids(offer)
    assert kept is not None
    assert "officer" == kept.about
    assert kept.steps
    assert f"clause {kept.steps[0]['clause']}" in str(kept.letter)


async def test_what_no_step_of_a_form_can_carry_on_is_said_beneath_its_field(town: SlackCouncil) -> None:
    someone = await town.as_(MEMBER)
    await someone.command("/complaint", TOLD)
    view = (await town.last("views.open"))["view"]
    answer = answered(await someone.submit(view, filled(view, said=TOLD + '"' * 1_900)))

    assert "too long for the next step" in answer["errors"]["said"]


async def test_what_was_told_of_a_complaint_is_carried_no_further_than_it_is_needed(town: SlackCouncil) -> None:
    view = (await walked(town, await town.as_(MEMBER)))[-1]
    sent = await town.last("chat.update")

    assert "flooding" not in view["private_metadata"]
    assert "flooding" not in json.dumps(sent["blocks"])


async def test_a_form_that_lost_what_was_told_before_says_so_and_keeps_nothing(town: SlackCouncil) -> None:
    someone = await town.as_(MEMBER)
    view = (await walked(town, someone))[-1]
    view["private_metadata"] = packed(Carried("record_complaint", {}, left_out=("said",)), 3000)
    answer = answered(await someone.submit(view, filled(view, keep="yes")))

    assert "too long for a form" in answer["errors"]["keep"]
    assert [] == await records(town)


async def test_two_complaints_have_a_record_each(town: SlackCouncil) -> None:
    someone = await town.as_(MEMBER)
    for _ in range(2):
        view = (await walked(town, someone))[-1]
        await someone.submit(view, filled(view, keep="yes"))
        await town.shown()

    assert [1, 2] == await records(town)


@pytest.mark.parametrize(
    ("filled_in", "wrong", "says"),
    [
        ({"person": "Nobody Known"}, "person", "Nobody Known"),
        ({"person": "Dana Reed"}, "person", "can't be about whoever makes it"),
        ({"remind": "2026-11-20"}, "remind", "for a day to come"),
    ],
)
async def test_what_can_t_be_taken_into_a_record_is_said_beneath_its_field(
    town: SlackCouncil, filled_in: dict[str, str], wrong: str, says: str
) -> None:
    await hire(town.desk, town.council, "mo.field", name="Mo Field", roles=["monitoring_officer"])
    someone = await town.as_(MEMBER)
    view = (await walked(town, someone))[-1]
    answer = answered(await someone.submit(view, filled(view, keep="yes", **filled_in)))

    assert "errors" == answer["response_action"], answer
    assert [wrong] == list(answer["errors"])
    assert says in answer["errors"][wrong]
    assert [] == await records(town)


# --- what the result asks, in the direct message


@pytest.fixture
async def county(sqlite_store: Store, library: Library, clock: SetClock, interpreter: Interpreter) -> AsyncIterator[SlackCouncil]:
    async with SlackCouncil(Desk(sqlite_store, library, clock), interpreter, "county") as council:
        yield council


async def test_who_shall_handle_a_record_is_answered_in_the_direct_message(county: SlackCouncil, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "SECONDS", 60)
    for key in ("dora.lane", "ed.moss"):
        await hire(county.desk, "county", key, roles=["director"])
    someone = await county.as_(MEMBER, DIRECT)
    view = (await walked(county, someone, "I've spoken to the officer about how he treated me and got nowhere"))[-1]
    await someone.submit(view, filled(view, keep="yes"))
    asked = (await county.last("chat.update"))["text"]
    await someone.say("2")

    assert "Who shall handle it?" in asked
    assert "CMP-1 is now with Ed Moss." in (await county.last("chat.update"))["text"]


async def test_a_record_that_is_agreed_to_in_the_direct_message_is_that_of_the_modal(town: SlackCouncil) -> None:
    someone = await town.as_(MEMBER, DIRECT)
    view = (await walked(town, someone))[-1]
    for text in ("yes", "skip", "skip"):
        await someone.say(text)
        await town.shown()
    answer = answered(await someone.submit(view, filled(view, keep="yes")))

    assert "Kept already as CMP-1." in str(answer["view"])
    assert [1] == await records(town)
