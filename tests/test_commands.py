"""Commands are read word for word, and nothing else is."""

from __future__ import annotations

import pytest

from intents.commands import command, examples


@pytest.mark.parametrize(("example", "name"), examples())
def test_every_command_reads_its_own_example(example: str, name: str) -> None:
    found = command(example)

    assert found is not None
    assert name == found.name


@pytest.mark.parametrize(
    "text",
    [
        "find out who decides about the report",
        "who can see ENQ-12 and why does it matter?",
        "I'm off to a meeting with a resident, may an officer come?",
        "can you walk me to the station",
        "hold on",
        "quiet",
        "",
    ],
)
def test_what_only_sounds_like_a_command_is_none(text: str) -> None:
    assert command(text) is None


@pytest.mark.parametrize("typed", ["reopen enq 7, it leaks", "Reopen ENQ-07, it leaks", "please reopen enquiry 7 it leaks"])
def test_a_case_number_comes_out_in_its_usual_form(typed: str) -> None:
    found = command(typed)

    assert found is not None
    assert {"ref": "ENQ-7", "reason": "it leaks"} == found.values


@pytest.mark.parametrize(
    ("typed", "name", "values"),
    [
        ("snoz 1 day", "snooze", {"until": "1 day"}),
        ("snoze ENQ-12 til friday", "snooze", {"ref": "ENQ-12", "until": "friday"}),
        ("snooze it til friday", "snooze", {"until": "friday"}),
        ("sonoze that until the 5th", "snooze", {"until": "the 5th"}),
        ("please snooz for 2 hours", "snooze", {"until": "2 hours"}),
        ("reasign ENQ-12 to Priya Nair", "reassign_enquiry", {"ref": "ENQ-12", "officer": "Priya Nair"}),
        ("holdng reply for ENQ-12", "hold_enquiry", {"ref": "ENQ-12"}),
        ("shwo ENQ-12", "enquiry_status", {"ref": "ENQ-12"}),
        ("ENQ-12 is signficant", "mark_significant", {"ref": "ENQ-12"}),
        ("withdrw CMP-3", "withdraw_complaint", {"ref": "CMP-3"}),
        ("cancl", "nothing_open", {}),
    ],
)
def test_one_slip_in_a_commands_word_is_forgiven_where_the_rest_fits(typed: str, name: str, values: dict[str, str]) -> None:
    found = command(typed)

    assert found is not None
    assert (name, values) == (found.name, found.values)


@pytest.mark.parametrize(
    "text",
    [
        "snow 1 day",
        "snow on friday",
        "snow ENQ-12",
        "snooker 1 day",
        "note ENQ-12",
        "dose ENQ-12",
        "dont ENQ-12",
        "Holt ENQ-12",
        "snoz about the weather",
        "snz 1 day",
        "reasgin ENQ-12 and then what happens to me?",
        "show what was said of ENQ-12",
    ],
)
def test_another_word_or_another_shape_is_no_slip(text: str) -> None:
    assert command(text) is None


@pytest.mark.parametrize("said", ["hand back ENQ-12", "hand ENQ-12 back", "please give back enquiry 12", "send ENQ 12 back."])
def test_to_hand_a_case_back_is_to_say_that_it_is_not_ones_own(said: str) -> None:
    found = command(said)

    assert found is not None
    assert ("not_mine", {"ref": "ENQ-12"}) == (found.name, found.values)
