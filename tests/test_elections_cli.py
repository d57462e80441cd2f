"""`clerk elections` and `clerk closures` as people and scripts use them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from conftest import SetClock
from terminal import Terminal

from protocol_data.library import Library


@pytest.fixture
def terminal(own_runner: CliRunner, library: Library, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("CLERK_COUNCIL", library.keys[0])
    return Terminal(own_runner)


BY_ELECTION = ("elections", "add", "--polling-day", "2027-01-21", "--kind", "by-election", "--ward", "Milton")
ORDINARY = ("elections", "add", "--polling-day", "6 May 2027", "--kind", "principal")


def test_a_poll_is_entered_and_begins_no_later_than_the_computed_day(terminal: Terminal) -> None:
    said = terminal.says(*BY_ELECTION)

    assert "ELE-1 By-election, Milton, poll on Thursday 21 January 2027." in said
    assert "binds mainly Milton" in said
    assert "begins no later than Friday 11 December 2026" in said
    assert "No publication has been entered" in said
    assert "ends on Thursday 21 January 2027 at 22:00, at the close of poll" in said


def test_the_object_of_a_poll_has_the_agreed_fields(terminal: Terminal) -> None:
    found = terminal.gives(*ORDINARY)

    assert {
        "ref",
        "council",
        "name",
        "kind",
        "nation",
        "polling_day",
        "ward",
        "begins",
        "begins_from",
        "latest_notice",
        "published_notice",
        "officer_start",
        "ends",
        "close_of_poll",
        "officer_end",
        "cancelled",
    } == set(found)
    assert ("2027-03-31", "computed", None) == (found["begins"], found["begins_from"], found["published_notice"])
    assert "2027-05-06T22:00:00+01:00" == found["ends"]


def test_a_published_notice_later_than_ours_is_told_plainly_beside_ours(terminal: Terminal, clock: SetClock) -> None:
    terminal.says(*BY_ELECTION)
    clock.now = datetime(2026, 12, 14, 9, tzinfo=UTC)

    said = terminal.says("elections", "publish", "ELE-1", "--notice", "2026-12-14")

    assert "begins on Monday 14 December 2026, when notice of election was published" in said
    assert "latest day worked out here is Friday 11 December 2026; the published day is the one that counts" in said


def test_an_officers_dates_are_shown_with_ours_beside_them_and_taken_off_again(terminal: Terminal) -> None:
    terminal.says(*BY_ELECTION)

    terminal.says("elections", "set-start", "1", "2026-12-07")
    said = terminal.says("elections", "set-end", "1", "2027-01-22", "--at", "12:00")
    cleared = terminal.says("elections", "set-start", "1", "--clear")

    assert "begins on Monday 7 December 2026, as the responsible officer set it. Ours: no later than Friday 11 December 2026." in said
    assert "ends on Friday 22 January 2027 at 12:00, as the responsible officer set it. Ours: Thursday 21 January 2027 at 22:00" in said
    assert "begins no later than Friday 11 December 2026" in cleared


def test_status_tells_every_poll_of_a_day_and_never_says_begun_from_a_computed_day(terminal: Terminal) -> None:
    terminal.says(*BY_ELECTION)
    terminal.says(*ORDINARY)

    said = terminal.says("elections", "status", "--on", "2026-12-11")
    elsewhere = terminal.gives("elections", "status", "--on", "2026-12-11", "--ward", "Leigh")

    assert "may have begun" in said
    assert "Ask whether the notice was published" in said
    assert "running" not in said
    assert "The next poll is on Thursday 21 January 2027, in 5 weeks and 6 days" in said
    assert ("coming", ["ELE-2"]) == (elsewhere["state"], [period["election"]["ref"] for period in elsewhere["periods"]])
    assert "2027-05-06" == elsewhere["next"]["polling_day"]


def test_status_without_any_poll_says_that_none_is_entered_and_not_that_there_is_none(terminal: Terminal) -> None:
    said = terminal.says("elections", "status")

    assert "That doesn't mean that there is none" in said
    assert ("none", []) == (terminal.gives("elections", "status")["state"], terminal.gives("elections", "status")["periods"])


def test_status_adds_the_councils_own_rules_and_the_law_on_request(terminal: Terminal, library: Library) -> None:
    for key in library.keys:
        silent = library.pack(key).topics["election_period"].silent
        found = terminal.gives("elections", "status", "--rules", "--role", "officer", "--council", key)["rules"]
        said = terminal.says("elections", "status", "--rules", "--council", key)

        assert silent is ("The run-up to an election" in found["silent_on"])
        assert silent is ("says nothing on: the run-up to an election" in said)
        assert library.council(key).monitoring_officer == found["ask"]
        assert "Local Government Act 1986, section 2" in said


def test_the_list_is_of_coming_polls_by_day_and_can_be_searched(terminal: Terminal) -> None:
    terminal.says(*ORDINARY)
    terminal.says(*BY_ELECTION)
    terminal.says("elections", "add", "--polling-day", "2026-05-07", "--kind", "principal", "--past")

    listed = terminal.says("elections", "list").splitlines()

    assert ["ELE-2", "ELE-1"] == [line.split("\t")[0] for line in listed]
    assert "no later than Friday 11 December 2026" in listed[0]
    assert ["ELE-3", "ELE-2", "ELE-1"] == [found["ref"] for found in terminal.gives("elections", "list", "--all")]
    assert ["ELE-2"] == [found["ref"] for found in terminal.gives("elections", "list", "milton")]
    assert [] == terminal.gives("elections", "list", "nowhere")


def test_show_tells_what_was_changed_by_whom_and_why(terminal: Terminal) -> None:
    terminal.says(*BY_ELECTION)
    terminal.says("elections", "move", "1", "--polling-day", "2027-01-28", "--reason", "The writ names another day")
    terminal.says("elections", "cancel", "1", "--reason", "One candidate only")

    said = terminal.says("elections", "show", "ele-1")

    assert "cancelled and binds nobody" in said
    assert "Monday 23 November 2026: moved by The officer at this machine (polling day Thursday 28 January 2027" in said
    assert "reason One candidate only" in said
    assert ["added", "moved", "cancelled"] == [change["what"] for change in terminal.gives("elections", "show", "1")["history"]]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["add", "--polling-day", "2026-11-19", "--kind", "principal"], "Thursday 19 November 2026 is in the past.+Here that is --past"),
        (["add", "--polling-day", "2027-05-09", "--kind", "principal"], "Sunday 9 May 2027 is unusual.+Here that is --confirm"),
        (["add", "--polling-day", "2027-05-06", "--kind", "mayor"], "no kind of election"),
        (["add", "--polling-day", "2027-05-06", "--kind", "pcc", "--nation", "scotland"], "no timetable"),
        (["add", "--polling-day", "2027-05-06", "--kind", "by_election"], "which ward"),
        (["add", "--polling-day", "31/2/2027", "--kind", "principal"], "can't be read as a date"),
        (["add", "--polling-day", "", "--kind", "principal"], "the date is empty"),
        (["publish", "1", "--notice", "2027-01-21"], "not be before polling day"),
        (["publish", "1", "--notice", "2026-12-01"], "still to come"),
        (["publish", "7", "--notice", "2026-11-20"], "has no election “7”"),
        (["set-start", "1"], "give the DAY, or --clear"),
        (["set-end", "1", "2027-01-21", "--at", "tea time"], "can't be read as a time"),
        (["cancel", "1", "--reason", " "], "the reason"),
        (["show", "nothing"], "has no election “nothing”"),
        (["list", "--as", "nobody"], "nobody with that key"),
    ],
)
def test_what_can_not_be_done_is_told_in_a_line_and_ends_with_status_2(terminal: Terminal, arguments: list[str], says: str) -> None:
    terminal.says(*BY_ELECTION)

    error = terminal.refuses("elections", *arguments)

    assert 1 == len(error.splitlines())
    assert re.search(says, error)


def test_an_unusual_day_is_entered_with_the_flag(terminal: Terminal) -> None:
    assert "Sunday 24 January 2027" in terminal.says("elections", "add", "--polling-day", "2027-01-24", "--kind", "parish", "--confirm")


def test_a_closure_day_is_added_and_listed(terminal: Terminal) -> None:
    said = terminal.says("closures", "add", "2026-12-29", "--reason", "Office closed")
    again = terminal.says("closures", "add", "2026-12-29", "--reason", "Office closed")

    assert "Tuesday 29 December 2026 (Office closed) is no working day now, for this council." in said
    assert "was there already" in again
    assert [{"day": "2026-12-29", "reason": "Office closed", "nation": None}] == terminal.gives("closures", "list", "office")
    assert "no working day anyhow" in terminal.refuses("closures", "add", "2026-12-28", "--reason", "Boxing Day")


def test_a_closure_day_that_was_added_by_mistake_is_taken_off_and_it_is_said_what_stays(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLERK_LOCAL_TARGET", "10")
    terminal.says("enquiry", "log", "Bins", "--asked-by", "Cllr Shah")
    for day in ("2026-11-26", "2026-12-29"):
        terminal.says("closures", "add", day, "--reason", "Office closed")

    said = terminal.says("closures", "remove", "2026-11-26", "--reason", "entered by mistake")
    given = terminal.gives("closures", "remove", "2026-12-29", "--reason", "entered by mistake")

    assert "Thursday 26 November 2026 (Office closed) is a working day again, for this council." in said
    assert "ENQ-1 keeps Tuesday 8 December 2026: a date that was told never comes earlier." in said
    assert {"day": "2026-12-29", "reason": "Office closed", "nation": None, "still": None, "kept": [], "elections": []} == given
    assert [] == terminal.gives("closures", "list")
    assert "not among the days that were added" in terminal.refuses("closures", "remove", "2026-12-29", "--reason", "again")


def test_the_days_that_were_taken_off_again_are_listed_with_who_did_it_and_why(terminal: Terminal) -> None:
    terminal.says("closures", "add", "2026-12-29", "--reason", "Office closed")
    none = terminal.gives("closures", "list", "--removed")
    terminal.says("closures", "remove", "2026-12-29", "--reason", "entered by mistake")

    assert [] == none
    [listed] = terminal.gives("closures", "list", "--removed", "office")
    assert ("2026-12-29", "Office closed", "entered by mistake", True) == tuple(
        listed[name] for name in ("day", "reason", "removed_because", "finished")
    )
    said = " ".join(terminal.says("closures", "list", "--removed").split())
    assert listed["removed_by"].split()[0] in said
    assert [] == terminal.gives("closures", "list", "--removed", "library")


def test_a_one_off_holiday_says_which_elections_it_concerns(terminal: Terminal) -> None:
    terminal.says(*BY_ELECTION)

    said = terminal.says("closures", "add", "2027-01-11", "--reason", "For the occasion", "--nation", "england")

    assert "for all of England" in said
    assert "ELE-1 By-election, Milton: the latest day for the notice is now Thursday 10 December 2026." in said
