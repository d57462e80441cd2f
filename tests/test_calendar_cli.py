"""`clerk deadline` and `clerk election` as scripts use them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from terminal import Terminal

from bot.cli import deadline as deadline_module
from bot.cli.main import main
from protocol_data.library import Library


@pytest.fixture(autouse=True)
def no_register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No register but the test's own is read; gives the file that would be one."""
    file = tmp_path / "none" / "clerk.db"
    monkeypatch.setenv("CLERK_DATABASE_URL", f"sqlite:///{file}")
    return file


def target(key: str, library: Library) -> int | None:
    return next((t.working_days for t in library.pack(key).procedures.reply_targets if t.key == "enquiry_reply"), None)


def said(runner: CliRunner, *arguments: str) -> dict[str, Any]:
    result = runner.invoke(main, [*arguments, "--json"])
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def with_days(library: Library, n: int) -> str:
    return next(key for key in library.keys if target(key, library) == n)


def without_days(library: Library) -> list[str]:
    return [key for key in library.keys if target(key, library) is None]


def test_deadline_gives_the_agreed_fields(runner: CliRunner, library: Library) -> None:
    found = said(runner, "deadline", "--council", with_days(library, 10), "--received", "2026-03-27")

    assert found["received"] == "2026-03-27"
    assert found["day_one"] == "2026-03-30"
    assert found["due"] == "2026-04-14"
    assert (found["kind"], found["working_days"], found["clause"]) == ("enquiry_reply", 10, "9.1.5")
    assert {"day": "2026-04-06", "reason": "Easter Monday"} in found["skipped"]


@pytest.mark.parametrize("written", ["2025-11-03", "3 Nov 2025", "3 November 2025", "3/11/2025", " 2025-11-03 "])
def test_a_date_is_read_in_each_usual_way(runner: CliRunner, library: Library, written: str) -> None:
    assert said(runner, "deadline", "--council", with_days(library, 5), "--received", written)["due"] == "2025-11-10"


def test_a_council_without_a_target_has_no_due_date_and_the_reason_is_said(runner: CliRunner, library: Library) -> None:
    keys = without_days(library)

    assert len(keys) == 3
    for key in keys:
        found = said(runner, "deadline", "--council", key, "--received", "2026-03-27")
        assert (found["due"], found["working_days"], found["clause"]) == (None, None, None)
        assert "sets no number of days" in found["reason"]
        assert "Monitoring Officer" in runner.invoke(main, ["deadline", "--council", key, "--received", "2026-03-27"]).output


def test_deadline_says_in_words_how_the_date_was_reached(runner: CliRunner, library: Library) -> None:
    result = runner.invoke(main, ["deadline", "--council", with_days(library, 10), "--received", "2026-03-27"])

    assert "Due by the end of Tuesday 14 April 2026." in result.output
    assert "day 0. Day 1 is Monday 30 March 2026" in result.output
    assert "Friday 3 April 2026 (Good Friday); Monday 6 April 2026 (Easter Monday); 6 days of weekends" in result.output


@pytest.mark.parametrize(("received", "says"), [
    ("soonish", "can't be read as a date"),
    ("2026-02-30", "can't be read as a date"),
    ("32/13/2026", "can't be read as a date"),
    ("1066-10-14", "out of range"),
    ("2120-01-01", "out of range"),
])  # fmt: skip
def test_a_bad_date_is_one_clear_line_and_status_2(runner: CliRunner, library: Library, received: str, says: str) -> None:
    result = runner.invoke(main, ["deadline", "--council", with_days(library, 5), "--received", received])

    assert result.exit_code == 2
    assert says in result.output
    assert result.output.count("\n") == 1


def test_a_day_that_is_still_to_come_is_counted_to_plan_ahead_and_said_to_be_one(runner: CliRunner, library: Library) -> None:
    council = with_days(library, 5)

    assert "2098-01-02" == said(runner, "deadline", "--council", council, "--received", "2098-01-01")["day_one"]
    assert "is still to come" in runner.invoke(main, ["deadline", "--council", council, "--received", "2098-01-01"]).output
    assert "still to come" not in runner.invoke(main, ["deadline", "--council", council, "--received", "2026-11-02"]).output


def test_election_gives_the_agreed_fields(runner: CliRunner) -> None:
    found = said(runner, "election", "--polling-day", "6 May 2027", "--kind", "principal", "--nation", "england")

    assert (found["notice_by"], found["notice_from"], found["period_starts"]) == ("2027-03-31", None, "2027-03-31")
    assert (found["period_ends"], found["close_of_poll"]) == ("2027-05-06", "22:00")
    assert "SI 2006/3304" in found["rule"]
    assert {"day": "2027-05-03", "reason": "May Day"} in found["skipped"]


def test_a_published_notice_is_used_and_the_computed_day_is_beside_it(runner: CliRunner) -> None:
    arguments = ["election", "--polling-day", "2022-09-22", "--kind", "by_election", "--nation", "england", "--notice", "2022-08-17"]
    found = said(runner, *arguments)

    assert (found["notice_by"], found["notice_published"], found["period_starts"]) == ("2022-08-16", "2022-08-17", "2022-08-17")
    assert "begins on Wednesday 17 August 2022" in runner.invoke(main, arguments).output


def test_a_scottish_election_shows_the_window_in_words(runner: CliRunner) -> None:
    result = runner.invoke(main, ["election", "--polling-day", "2022-12-08", "--kind", "by_election", "--nation", "scotland"])

    assert "from Wednesday 19 October 2022 to Friday 28 October 2022" in result.output
    assert "begins no later than Friday 28 October 2022" in result.output


@pytest.mark.parametrize(("arguments", "says"), [
    (["--polling-day", "2027-05-06", "--kind", "london", "--nation", "wales"], "elected in England only"),
    (["--polling-day", "someday", "--kind", "london", "--nation", "england"], "can't be read as a date"),
    (["--polling-day", "2027-05-06", "--kind", "london", "--nation", "england", "--notice", "2027-06-01"], "before polling day"),
    (["--polling-day", "9999-12-31", "--kind", "london", "--nation", "england"], "out of range"),
    (["--polling-day", "2027-05-06", "--kind", "moon", "--nation", "england"], "moon"),
])  # fmt: skip
def test_a_bad_election_is_a_clear_error_and_status_2(runner: CliRunner, arguments: list[str], says: str) -> None:
    result = runner.invoke(main, ["election", *arguments])

    assert result.exit_code == 2
    assert says in result.output


def test_a_deadline_counts_with_the_closure_days_and_added_holidays_of_the_register_and_says_so(
    own_runner: CliRunner, library: Library
) -> None:
    clerk, council = Terminal(own_runner), with_days(library, 5)
    arguments = ("deadline", "--council", council, "--received", "2026-12-01")
    before = clerk.gives(*arguments)
    clerk.says("closures", "add", "2026-12-03", "--reason", "Office closed", "--council", council)
    clerk.says("closures", "add", "2026-12-04", "--reason", "Day of thanksgiving", "--council", council, "--nation", "england")
    after = clerk.gives(*arguments)

    assert ("2026-12-08", "2026-12-10") == (before["due"], after["due"])
    assert before["calendar"].endswith("closure days and added holidays of the register: none")
    assert after["calendar"].endswith("closure days and added holidays of the register: 2")
    assert {"day": "2026-12-03", "reason": "Office closed"} in after["skipped"]
    assert "Thursday 3 December 2026 (Office closed)" in clerk.says(*arguments)
    assert "closure days and added holidays of the register: 2." in clerk.says(*arguments)


def test_a_closure_day_of_one_council_is_a_working_day_of_another(own_runner: CliRunner, library: Library) -> None:
    clerk = Terminal(own_runner)
    clerk.says("closures", "add", "2026-12-03", "--reason", "Office closed", "--council", with_days(library, 5))

    found = clerk.gives("deadline", "--council", with_days(library, 10), "--received", "2026-12-01")

    assert "2026-12-15" == found["due"]


def test_an_election_counts_with_the_added_holidays_of_the_register_but_with_no_councils_closure_days(
    own_runner: CliRunner, library: Library
) -> None:
    clerk, council = Terminal(own_runner), with_days(library, 5)
    arguments = ("election", "--polling-day", "2027-05-06", "--kind", "principal", "--nation", "england")
    clerk.says("closures", "add", "2027-04-14", "--reason", "Office closed", "--council", council)
    closed = clerk.gives(*arguments)
    clerk.says("closures", "add", "2027-04-15", "--reason", "Day of mourning", "--council", council, "--nation", "england")
    mourned = clerk.gives(*arguments)

    assert ("2027-03-31", "2027-03-30") == (closed["notice_by"], mourned["notice_by"])
    assert closed["calendar"].endswith("; added holidays of the register: none")
    assert mourned["calendar"].endswith("; added holidays of the register: 1")
    assert {"day": "2027-04-15", "reason": "Day of mourning"} in mourned["skipped"]


def test_without_a_register_bank_holidays_alone_count_and_none_is_made(runner: CliRunner, library: Library, no_register: Path) -> None:
    found = said(runner, "deadline", "--council", with_days(library, 5), "--received", "2026-12-01")
    poll = said(runner, "election", "--polling-day", "2027-05-06", "--kind", "principal", "--nation", "england")

    assert "2026-12-08" == found["due"]
    assert found["calendar"].endswith("without closure days and added holidays of a register, for there is none here")
    assert poll["calendar"].endswith("without added holidays of a register, for there is none here")
    assert not no_register.parent.exists()


def test_a_database_without_tables_is_no_register_and_gets_none(runner: CliRunner, library: Library, no_register: Path) -> None:
    no_register.parent.mkdir()
    no_register.touch()

    found = said(runner, "deadline", "--council", with_days(library, 5), "--received", "2026-12-01")

    assert found["calendar"].endswith("for there is none here")
    assert 0 == no_register.stat().st_size


def test_a_register_that_cannot_be_read_is_said_and_not_passed_over(runner: CliRunner, library: Library, no_register: Path) -> None:
    no_register.parent.mkdir()
    no_register.write_text("This is no database at all, whatever its name says. " * 40)

    says = Terminal(runner).refuses("deadline", "--council", with_days(library, 5), "--received", "2026-12-01")

    assert "damaged or is no database" in says


@pytest.mark.parametrize(("zone", "received"), [("", "2026-11-22"), ("Pacific/Auckland", "2026-11-23")])
def test_the_timezone_that_is_set_is_used_instead_of_the_councils_own(
    runner: CliRunner, library: Library, monkeypatch: pytest.MonkeyPatch, zone: str, received: str
) -> None:
    monkeypatch.setattr(deadline_module, "system_clock", lambda: datetime(2026, 11, 23, 12, tzinfo=UTC))
    monkeypatch.setenv("CLERK_TIMEZONE", zone)

    found = said(runner, "deadline", "--council", with_days(library, 5), "--received", "yesterday")

    assert received == found["received"]
