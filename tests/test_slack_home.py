"""The home page in Slack: what it lists, and what its buttons do."""

from __future__ import annotations

from conftest import SetClock
from slack_council import DIRECT, MEMBER, OFFICER, SlackCouncil, block_ids, button
from slack_town import enquiry


async def test_the_home_page_lists_what_is_due_first_with_buttons(town: SlackCouncil, clock: SetClock) -> None:
    await enquiry(town, "Old one")
    clock.go(days=21)
    await enquiry(town, "New one")
    await (await town.as_(OFFICER)).open_home()
    page = str((await town.last("views.publish"))["view"])

    assert page.index("Overdue") < page.index("Old one") < page.index("New one")
    assert "Holding reply" in page


async def test_a_button_of_the_home_page_opens_the_result_and_brings_the_page_up_to_date(town: SlackCouncil) -> None:
    ref, officer = await enquiry(town), await town.as_(OFFICER)
    await officer.open_home()
    page = (await town.last("views.publish"))["view"]
    pressed = button(page["blocks"], "Answered")
    view = {"id": "V0HOME", "type": "home", "private_metadata": "", "blocks": []}
    await officer.press(pressed["action_id"], pressed["value"], view=view, container={"type": "view", "view_id": "V0HOME"})
    opened = await town.last("views.open")

    assert f"{ref} is answered" in str(opened["view"])
    assert ref not in str((await town.last("views.publish"))["view"])


async def test_a_button_of_the_home_page_that_needs_more_opens_the_form(town: SlackCouncil) -> None:
    ref, officer = await enquiry(town), await town.as_(OFFICER)
    view = {"id": "V0HOME", "type": "home", "private_metadata": "", "blocks": []}
    await officer.press("say:2", f"extend {ref}", view=view, container={"type": "view", "view_id": "V0HOME"})

    assert {"until", "reason"} <= set(block_ids((await town.last("views.open"))["view"]))


async def test_a_button_in_a_result_changes_that_view(town: SlackCouncil) -> None:
    ref, officer = await enquiry(town), await town.as_(OFFICER)
    home = {"id": "V0HOME", "type": "home", "private_metadata": "", "blocks": []}
    await officer.press("say:5", f"show {ref}", view=home, container={"type": "view", "view_id": "V0HOME"})
    shown = {**(await town.last("views.open"))["view"], "id": "V0RESULT"}
    await officer.press("say:1", f"history of {ref}", view=shown, container={"type": "view", "view_id": "V0RESULT"})
    update = await town.last("views.update")

    assert "V0RESULT" == update["view_id"]
    assert f"What happened to {ref}" in str(update["view"])


async def test_the_messages_tab_being_opened_calls_for_nothing(town: SlackCouncil) -> None:
    event = {"type": "app_home_opened", "user": MEMBER, "channel": DIRECT, "tab": "messages", "event_ts": "1.1"}
    await (await town.as_(MEMBER)).event(event)

    assert [] == await town.shown()
