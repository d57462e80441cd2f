"""Modals, filled in and sent as Slack sends them: what is logged, what is wrong beside its field, and what takes long."""

from __future__ import annotations

from typing import Any

import pytest
from slack_council import CHANNEL, MEMBER, OFFICER, SlackCouncil, answered, block_ids, button, everything, filled
from slack_town import in_town, subjects
from sqlalchemy import select

from bot.channels.slack.forms import Forms
from bot.channels.slack.listeners import views
from bot.store.cases import ComplaintRow

town = in_town  # the fixture, by the name under which the tests ask for it


# --- forms that are filled in


async def test_a_form_that_is_sent_twice_logs_one_enquiry(town: SlackCouncil) -> None:
    officer = await town.as_(OFFICER)
    await officer.command("/enquiry", "bins missed")
    view = {**(await town.last("views.open"))["view"], "id": "V0ONE"}
    for _ in range(2):
        answered(await officer.submit(view, filled(view, asked_by="Dana Reed")))
        await town.shown()

    assert ["bins missed"] == await subjects(town)


async def test_what_is_wrong_with_a_form_is_said_beside_the_field(town: SlackCouncil) -> None:
    officer = await town.as_(OFFICER)
    await officer.command("/enquiry", "new")
    view = (await town.last("views.open"))["view"]
    answer = answered(await officer.submit(view, filled(view, subject=" ", asked_by="Dana Reed", received="2027-01-04")))

    assert "errors" == answer["response_action"]
    assert ["subject"] == list(answer["errors"])


async def test_what_the_register_refuses_is_said_beside_the_field(town: SlackCouncil) -> None:
    officer = await town.as_(OFFICER)
    await officer.command("/enquiry", "bins")
    view = (await town.last("views.open"))["view"]
    answer = answered(await officer.submit(view, filled(view, asked_by="Dana Reed", received="2027-01-04")))

    assert "errors" == answer["response_action"]
    assert ["received"] == list(answer["errors"])
    assert [] == await subjects(town)


async def test_a_form_that_can_t_be_opened_in_time_is_handed_over_as_a_button(town: SlackCouncil) -> None:
    officer = await town.as_(OFFICER)
    fields = officer.command_fields("/enquiry", "broken swings")
    await officer.form({**fields, "trigger_id": "gone.1"})
    sent = await town.last("response_url")

    assert "Fill in the form" == button(sent["blocks"], "Fill in the form")["text"]["text"]


@pytest.mark.parametrize(
    ("command", "text", "title"),
    [("/enquiry", "new", "Log an enquiry"), ("/complaint", "", "Complaint route"), ("/election", "notice", "Notice of election")],
)
async def test_the_title_of_a_form_says_what_it_is(town: SlackCouncil, command: str, text: str, title: str) -> None:
    await (await town.as_(OFFICER)).command(command, text)

    assert title == (await town.last("views.open"))["view"]["title"]["text"]


async def test_what_came_of_a_form_has_the_form_s_title(town: SlackCouncil) -> None:
    officer = await town.as_(OFFICER)
    await officer.command("/enquiry", "bins missed")
    view = (await town.last("views.open"))["view"]
    answer = answered(await officer.submit(view, filled(view, asked_by="Dana Reed")))

    assert "Log an enquiry" == answer["view"]["title"]["text"]


# --- forms that take long, or fail


async def test_a_form_that_takes_long_shows_its_result_when_it_is_there(town: SlackCouncil, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "SECONDS", 0)
    officer = await town.as_(OFFICER)
    await officer.command("/enquiry", "bins missed")
    view = {**(await town.last("views.open"))["view"], "id": "V0SLOW"}
    answer = answered(await officer.submit(view, filled(view, asked_by="Dana Reed")))
    update = await town.last("views.update")

    assert "Still working on it" in str(answer["view"])
    assert "Log an enquiry" == answer["view"]["title"]["text"]
    assert "V0SLOW" == update["view_id"]
    assert "Logged as ENQ-1" in str(update["view"])


async def test_what_is_wrong_with_a_form_that_took_long_stands_above_it(town: SlackCouncil, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "SECONDS", 0)
    officer = await town.as_(OFFICER)
    await officer.command("/enquiry", "bins missed")
    view = {**(await town.last("views.open"))["view"], "id": "V0SLOW"}
    answered(await officer.submit(view, filled(view, asked_by="Dana Reed", received="2027-01-04")))
    update = await town.last("views.update")

    assert ":warning:" in str(update["view"]["blocks"][0])
    assert block_ids(view) == block_ids(update["view"])


async def test_a_form_that_fails_says_so_in_its_place(town: SlackCouncil, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(*_: object) -> None:
        raise RuntimeError

    officer = await town.as_(OFFICER)
    await officer.command("/enquiry", "bins missed")
    view = (await town.last("views.open"))["view"]
    monkeypatch.setattr(Forms, "submitted", fails)
    answer = await officer.submit(view, filled(view, asked_by="Dana Reed"))
    update = await town.last("views.update")

    assert answer.status == 200
    assert "did not work" in str(update["view"])


# --- a complaint, step by step


async def test_a_complaint_is_led_from_step_to_step_in_the_modal(town: SlackCouncil) -> None:
    someone = await town.as_(MEMBER)
    await someone.command("/complaint", "an officer ignored every message about the flooding")
    view = (await town.last("views.open"))["view"]
    answer: dict[str, Any] = {}
    for _ in range(6):
        choices = {
            name: next(iter(values))
            for name in block_ids(view)
            if name not in {"said", "keep", "person", "remind"} and (values := _values(view, name))
        }
        choices |= {"matter": "officer"} if "matter" in choices else {}
        answer = answered(await someone.submit(view, filled(view, **choices)))
        view = answer["view"]
        if "keep" in block_ids(view):
            break
    await town.shown()

    assert "update" == answer["response_action"]
    assert "Keep a record" == view["submit"]["text"]
    assert "1. " in str(view["blocks"])

    answer = answered(await someone.submit(view, filled(view)))
    await town.shown()

    assert "CMP-1" in str(answer["view"])
    async with town.desk.store.read() as session:
        assert 1 == len(list(await session.scalars(select(ComplaintRow.id))))
    assert CHANNEL not in {call.args.get("channel") for call in town.slack.called()}
    assert "flooding" not in everything(town.slack.called("chat.postMessage"))


def _values(view: dict[str, Any], name: str) -> list[str]:
    element = next(block["element"] for block in view["blocks"] if block.get("block_id") == name)
    return [option["value"] for option in element.get("options", [])]


async def test_a_complaint_of_which_nothing_was_told_is_asked_about(town: SlackCouncil) -> None:
    someone = await town.as_(MEMBER)
    await someone.command("/complaint")
    view = (await town.last("views.open"))["view"]
    answer = answered(await someone.submit(view, filled(view)))

    assert "errors" == answer["response_action"]
    assert ["said"] == list(answer["errors"])
