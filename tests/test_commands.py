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
