"""What actions need, picked out of messages."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import SUNDAY

from intents.slots import council_named, fill

NAMES = {
    "seaborough": ["Seaborough City Council", "Seaborough"],
    "hilltown": ["Hilltown Borough Council", "Hilltown"],
    "county": ["the County Council", "County"],
}


def slots(action: str, text: str) -> dict[str, str]:
    return fill(action, text, SUNDAY, lambda: NAMES).values


@pytest.mark.parametrize(("action", "text", "expected"), [
    ("log_enquiry", "log an enquiry from Cllr for Westborough ward about flooding on the seafront, came in yesterday",
     {"ward": "Westborough", "subject": "flooding on the seafront", "received": "yesterday"}),
    ("log_enquiry", "record a new member enquiry: school bus late three days running, came in by phone last Friday",
     {"subject": "school bus late three days running", "received": "last Friday", "how": "phone"}),
    ("log_enquiry", "new enquiry from Councillor Priya Shah about the lights on Mill Lane", {"person": "Priya Shah", "subject": "the lights on Mill Lane"}),
    ("enquiry_status", "When is ENQ-104 due and who's got it", {"ref": "ENQ-104"}),
    ("enquiry_status", "is 45 still open", {"ref": "ENQ-45"}),
    ("acknowledge_enquiry", "mark 17 as acknowledged please, I rang the councillor at lunchtime", {"ref": "ENQ-17"}),
    ("extend_enquiry", "extnd enq 15 till weds, surveyor off sick", {"ref": "ENQ-15", "until": "weds", "reason": "surveyor off sick"}),
    ("close_enquiry", "you can close my pub noise enquiry now, ENQ-19, it's been dealt with", {"ref": "ENQ-19", "note": "it's been dealt with"}),
    ("set_reminder", "Can you ping me next Monday about the car park report?", {"when": "next Monday", "subject": "the car park report"}),
    ("snooze", "snoz 1 day", {"until": "1 day"}),
    ("overdue_list", "what's overdue in highways", {"service": "highways"}),
    ("route_complaint", "I want to make a complaint about an officer in highways, please start it for me", {"about": "officer", "service": "highways"}),
    ("complaint_status", "any update on my complaint about the councillor", {"about": "member"}),
    ("route_complaint", "complaint about a member of staff please", {"about": "officer"}),
    ("route_complaint", "as a councillor I want to start a complaint about an officer", {"about": "officer"}),
    ("next_election", "when is the next parish by-election", {"kind": "by_election"}),
    ("switch_council", "wrong council, im hilltown", {"council": "hilltown"}),
    ("my_open_enquiries", "what's still open", {}),
])  # fmt: skip
def test_slots_are_found_as_they_were_typed(action: str, text: str, expected: dict[str, str]) -> None:
    assert expected == slots(action, text)


def test_a_date_slot_comes_with_the_day_it_means() -> None:
    found = fill("log_enquiry", "log an enquiry about bins, came in last Thursday", SUNDAY, lambda: NAMES)

    assert date(2026, 11, 19) == found.dates["received"].day
    assert not found.dates["received"].ambiguous


@pytest.mark.parametrize("text", ["in 3 days", "3/11", "at 10am", "by 14 November"])
def test_a_date_or_a_time_is_no_case_number(text: str) -> None:
    assert "ref" not in slots("extend_enquiry", f"give it more time {text}")


@pytest.mark.parametrize(
    ("typed", "key"),
    [("what about Seaborough?", "seaborough"), ("switch to seabrough", "seaborough"), ("the moon", None), ("county please", "county")],
)
def test_a_council_is_found_by_any_of_its_names_even_misspelt(typed: str, key: str | None) -> None:
    assert key == council_named(typed, NAMES)
