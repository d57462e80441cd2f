"""Modals, filled in and sent as Slack sends them: what is logged, what is wrong beside its field, and what takes long."""

from __future__ import annotations

from typing import Any

import pytest
from folk import hire
from slack_council import OFFICER, SlackCouncil, answered, block_ids, button, filled
from slack_town import enquiry, subjects

from bot.channels.slack.forms import Forms
from bot.channels.slack.listeners import views
from bot.handlers import logging_enquiry
from bot.store.errors import StoreError

KEEPER = "U0KEEPER"
HOME = {"id": "V0HOME", "type": "home", "private_metadata": "", "blocks": []}


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
    await town.meet(KEEPER, await hire(town.desk, town.council, "cy.dent", name="Cy Dent", roles=["democratic_services"]))
    await (await town.as_(KEEPER)).command(command, text)

    assert title == (await town.last("views.open"))["view"]["title"]["text"]


async def test_who_may_not_is_told_so_and_no_form_is_opened(town: SlackCouncil) -> None:
    await (await town.as_(OFFICER)).command("/election", "notice")

    assert "Elections are entered and changed by the" in str(await town.last("response_url"))
    assert [] == await town.shown("views.open")


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
    assert ("Dana Reed", "2027-01-04") == (
        given(update["view"], "asked_by", "initial_value"),
        given(update["view"], "received", "initial_date"),
    )


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
    assert "Dana Reed" == given(update["view"], "asked_by", "initial_value")


def given(view: dict[str, Any], name: str, initial: str) -> str:
    """Give what a field begins with."""
    return str(next(block["element"][initial] for block in view["blocks"] if block.get("block_id") == name))


async def test_a_form_that_the_register_can_t_take_now_keeps_what_was_filled_in(
    town: SlackCouncil, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unreachable(*_: object) -> None:
        raise StoreError("The database can't be reached.")

    officer = await town.as_(OFFICER)
    await officer.command("/enquiry", "bins missed")
    view = (await town.last("views.open"))["view"]
    monkeypatch.setattr(logging_enquiry, "log", unreachable)
    answer = answered(await officer.submit(view, filled(view, asked_by="Dana Reed")))

    assert "errors" == answer["response_action"]
    assert "can't be reached" in answer["errors"]["subject"]


@pytest.mark.parametrize(
    ("says", "filled_in", "wrong"),
    [
        ("I'm away", {"first": "2026-11-25", "until": "2026-11-24"}, "until"),
        ("I'm away", {"first": "2026-11-25", "cover": "Nobody Known"}, "cover"),
        ("reassign ENQ-1", {"officer": "Omar Khan"}, "officer"),
        ("extend ENQ-1", {"until": "2026-11-20", "reason": "more time"}, "until"),
        ("correct ENQ-1", {"received": "2027-02-01", "reason": "a slip"}, "received"),
        ("remind me of the grit bins", {"on": "2026-11-20"}, "on"),
        ("snooze ENQ-1", {"until": "2026-11-20"}, "until"),
        ("quiet hours", {"from": "18:00", "until": "18:00"}, "from"),
    ],
)
async def test_what_a_task_can_t_take_is_said_beneath_its_field(
    town: SlackCouncil, says: str, filled_in: dict[str, str], wrong: str
) -> None:
    await enquiry(town)
    officer = await town.as_(OFFICER)
    await officer.press("say:1", says, view=HOME, container={"type": "view", "view_id": "V0HOME"})
    view = (await town.last("views.open"))["view"]
    answer = answered(await officer.submit(view, filled(view, **filled_in)))

    assert "errors" == answer["response_action"], answer
    assert [wrong] == list(answer["errors"])


@pytest.mark.parametrize(
    ("text", "filled_in", "wrong"),
    [
        ("add", {"polling_day": "2020-05-07", "kind": "principal"}, "polling_day"),
        ("add", {"polling_day": "2027-05-09", "kind": "principal"}, "sure"),
        ("notice", {"ref": "ELE-99", "notice": "2026-11-20"}, "ref"),
    ],
)
async def test_what_is_wrong_with_an_election_is_said_beneath_its_field(
    town: SlackCouncil, text: str, filled_in: dict[str, str], wrong: str
) -> None:
    await town.meet(KEEPER, await hire(town.desk, town.council, "cy.dent", name="Cy Dent", roles=["democratic_services"]))
    keeper = await town.as_(KEEPER)
    await keeper.command("/election", text)
    view = (await town.last("views.open"))["view"]
    answer = answered(await keeper.submit(view, filled(view, **filled_in)))

    assert "errors" == answer["response_action"], answer
    assert [wrong] == list(answer["errors"])
