"""What a team's channel is told of reminders: numbers and dates of enquiries, and nothing of people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from test_slack_nudges import BEN, COMPLAINT, ELECTION, ENQUIRY, HERE, MONDAY, PERSONAL, REPORT, SUBJECT, nudge

from bot.reminders.nudge import Kind, Nudge
from bot.reminders.policy import Case, case_kind
from bot.reminders.team_wording import for_team
from bot.reminders.wording import Item
from bot.reply import Reply
from protocol_data.library import Library

ANOTHER = replace(ENQUIRY, id=15, subject="Noise next door", due=date(2026, 12, 7))
SHOW = ["show ENQ-12", "show ENQ-15"]


def hears(library: Library, *items: tuple[Kind, Case]) -> Reply | None:
    made = [Item(Nudge(case_kind(case), case.id, kind, 0, BEN.id, MONDAY), case) for kind, case in items]
    return for_team(library.pack(HERE), MONDAY, BEN, made)


@pytest.mark.parametrize("kind", [Kind.NEW, Kind.SOON, Kind.TODAY, Kind.OVERDUE, Kind.UNASSIGNED])
def test_a_team_hears_the_number_and_the_dates_of_an_enquiry_and_no_name_and_no_subject(library: Library, kind: Kind) -> None:
    said = hears(library, (kind, ENQUIRY))

    assert said is not None
    assert "There is a reminder about ENQ-12." == said.headline
    assert "Thursday 3 December 2026" in said.text
    assert not [detail for detail in (SUBJECT, "Ann", "Ben") if detail in str(said)]
    assert {its.says for its in nudge(library, (kind, ENQUIRY)).buttons} | {"show ENQ-12"} == {its.says for its in said.buttons}


@pytest.mark.parametrize(
    "items",
    [
        [(Kind.COMPLAINT, COMPLAINT)],
        [(Kind.PERSONAL, PERSONAL)],
        [(Kind.SOON, REPORT)],
        [(Kind.ONE_WEEK, ELECTION)],
        [(Kind.ESCALATION, ENQUIRY)],
        [(Kind.ANSWERED, ENQUIRY)],
        [(Kind.ESCALATION, ENQUIRY), (Kind.PERSONAL, PERSONAL), (Kind.COMPLAINT, COMPLAINT)],
    ],
)
def test_a_team_hears_nothing_of_records_of_private_reminders_and_of_others_delays(
    library: Library, items: list[tuple[Kind, Case]]
) -> None:
    assert None is hears(library, *items)


def test_of_several_reminders_in_one_message_the_team_hears_the_number_and_the_dates_of_each(library: Library) -> None:
    said = hears(library, (Kind.TODAY, ENQUIRY), (Kind.SOON, ANOTHER))

    assert said is not None
    assert "There are reminders about 2 enquiries." == said.headline
    assert "ENQ-12: received Monday 23 November 2026, due Thursday 3 December 2026." in said.points
    assert "ENQ-15: received Monday 23 November 2026, due Monday 7 December 2026." in said.points
    assert not [detail for detail in (SUBJECT, "Noise", "Ann", "Ben") if detail in str(said)]
    says = [its.says for its in said.buttons]
    assert SHOW == [its for its in says if its.startswith("show")]
    assert {"ENQ-12 has been answered", "holding reply for ENQ-12", "snooze ENQ-12 until tomorrow", "ENQ-15 is not mine"} < {*says}


def test_of_a_message_with_private_reminders_in_it_the_team_hears_of_the_enquiry_alone(library: Library) -> None:
    alone = hears(library, (Kind.TODAY, ENQUIRY))

    beside = hears(library, (Kind.PERSONAL, PERSONAL), (Kind.COMPLAINT, COMPLAINT), (Kind.TODAY, ENQUIRY), (Kind.ESCALATION, ANOTHER))

    assert alone == beside


def test_of_two_reminders_about_one_enquiry_the_team_hears_once(library: Library) -> None:
    said = hears(library, (Kind.TODAY, ENQUIRY), (Kind.UNASSIGNED, ENQUIRY), (Kind.MOVED, ENQUIRY))

    assert said is not None
    assert "There is a reminder about ENQ-12." == said.headline


def test_so_many_reminders_have_no_more_buttons_than_there_is_room_for(library: Library) -> None:
    said = hears(library, *((Kind.TODAY, replace(ENQUIRY, id=number)) for number in range(1, 31)))

    assert said is not None
    assert (31, 10) == (len(said.points), len(said.buttons))
