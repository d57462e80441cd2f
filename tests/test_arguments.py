"""What is typed behind a slash command, where it is no more than a slip: it is asked for, and not taken for something else."""

from __future__ import annotations

import pytest
from slack_council import MEMBER, OFFICER, SlackCouncil
from slack_town import subjects

from bot.channels.arguments import COMPLAINT, ENQUIRY, PROTOCOL, Fill, Help, Role, Say, Wanted, wanted
from protocol_data.basics import Reader


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("close", Fill("close_enquiry")),
        ("close banana", Fill("close_enquiry", {"ref": "banana"})),
        ("close 12", Say("close ENQ-12")),
        ("close the park gates at night", Fill("log_enquiry", {"subject": "close the park gates at night"})),
        ("99999999999999999999", Fill("enquiry_status", {"ref": "99999999999999999999"})),
        ("999999999", Say("show ENQ-999999999")),
        ("log", Fill("log_enquiry")),
        ("banana", Fill("log_enquiry", {"subject": "banana"})),
    ],
)
def test_a_deed_without_a_number_is_no_subject_of_an_enquiry(typed: str, meant: Wanted) -> None:
    assert meant == wanted(ENQUIRY, typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("role", Help()),
        ("role banana", Help()),
        ("role officer", Role(Reader.OFFICER)),
        ("role of the monitoring officer", Say("role of the monitoring officer")),
    ],
)
def test_a_role_that_is_none_shows_which_there_are(typed: str, meant: Wanted) -> None:
    assert meant == wanted(PROTOCOL, typed)


def test_what_is_typed_behind_another_command_stays_what_was_said() -> None:
    assert Fill("route_complaint", {"said": "close"}) == wanted(COMPLAINT, "close")


async def test_a_council_that_is_not_there_is_told_with_those_that_are(town: SlackCouncil) -> None:
    await (await town.as_(MEMBER)).command("/protocol", "council narnia")
    (sent,) = await town.shown()

    assert "I know no council “narnia”" in sent.args["text"]
    assert "I also know" in sent.args["text"]


async def test_a_deed_without_a_number_opens_its_own_form(town: SlackCouncil) -> None:
    await (await town.as_(OFFICER)).command("/enquiry", "close")
    opened = await town.last("views.open")

    assert "Close an enquiry" == opened["view"]["title"]["text"]
    assert [] == await subjects(town)


async def test_a_deed_before_a_word_that_is_no_number_is_told_how_one_is_written(town: SlackCouncil) -> None:
    await (await town.as_(OFFICER)).command("/enquiry", "close banana")
    (sent,) = await town.shown()

    assert "“banana” is no enquiry number" in sent.args["text"]
