"""`clerk reminders` and `clerk simulate`."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from terminal import Terminal


@pytest.fixture
def clerk(own_runner: CliRunner, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("CLERK_COUNCIL", "southend")
    return Terminal(own_runner)


@pytest.fixture
def bare(runner: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("CLERK_DATABASE_URL", f"sqlite:///{tmp_path / 'none' / 'clerk.db'}")
    monkeypatch.setenv("CLERK_COUNCIL", "southend")
    return Terminal(runner)


def test_a_reminder_is_set_listed_put_off_and_done(clerk: Terminal) -> None:
    made = clerk("reminders", "set", "call the garage", "--on", "2027-11-25")
    listed = clerk("reminders", "list")
    later = clerk("reminders", "snooze", "REM-1", "--until", "2027-11-26")
    ended = clerk("reminders", "done", "REM-1")

    assert "REM-1: you will be reminded on Thursday 25 November 2027.\n" == made.output
    assert "REM-1\tpersonal\toperator\tThursday 25 November 2027\tset by you\tcall the garage\n" == listed.output
    assert "REM-1: you will hear of it again on Friday 26 November 2027.\n" == later.output
    assert "REM-1 is done.\n" == ended.output
    assert "No reminders." in clerk("reminders", "list").output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("set", "call", "--on", "2020-01-01"), "is past"),
        (("set", "", "--on", "2027-11-25"), "Something is missing"),
        (("set", "call", "--on", "soonish"), "can't be read as a date"),
        (("done", "REM-77"), "You have no reminder REM-77"),
        (("done", "nonsense"), "is no number of a case"),
        (("snooze", "ENQ-77", "--until", "2027-11-25"), "There is no ENQ-77"),
        (("not-mine", "REP-1"), "Only an enquiry can be handed back"),
        (("opt-out", "overdue"), "can't be turned off"),
        (("quiet", "noon"), "can't be read as two times"),
        (("list", "--as", "nobody"), "has nobody with that key"),
    ],
)
def test_what_can_not_be_done_is_one_clear_line_and_status_2(clerk: Terminal, arguments: tuple[str, ...], says: str) -> None:
    result = clerk("reminders", *arguments)

    assert 2 == result.exit_code
    assert says in result.output
    assert "Traceback" not in result.output


def test_optional_kinds_and_quiet_hours_are_turned_off_and_on(clerk: Terminal) -> None:
    said = [
        clerk("reminders", *words).output for words in (("opt-out", "weekly"), ("opt-in", "weekly"), ("quiet", "12:00-14:00"), ("quiet",))
    ]

    assert [
        "Turned off: weekly.\n",
        "Turned off: nothing.\n",
        "Nothing is sent to you from 12:00-14:00.\n",
        "You have no quiet hours.\n",
    ] == said


def test_a_sweep_with_nothing_to_do_says_so_in_numbers(clerk: Terminal) -> None:
    result = clerk("reminders", "sweep", "--json")

    assert {"planned": 0, "sent": 0, "dropped": 0, "failed": 0, "postponed": 0, "messages": 0} == json.loads(result.output)["result"]


def test_without_a_register_the_built_in_example_is_simulated_and_none_is_made(bare: Terminal, tmp_path: Path) -> None:
    result = bare("simulate", "--from", "2026-12-14", "--to", "2027-02-19", "--json")
    messages = [json.loads(line) for line in result.output.splitlines() if line.startswith("{")]
    told = {(message["to"], nudge["kind"]) for message in messages for nudge in message["nudges"]}

    assert 0 == result.exit_code
    assert {("shah", "soon"), ("shah", "overdue"), ("price", "escalation"), ("jones", "answered"), ("jones", "personal")} <= told
    assert {("services", "unassigned"), ("monitoring", "enter_notice"), ("jones", "starts"), ("jones", "weekly"), ("jones", "ends")} <= told
    assert ("jones", "overdue") not in told
    assert not (tmp_path / "none").exists()


def test_nothing_goes_out_on_a_day_that_is_no_working_day(bare: Terminal) -> None:
    result = bare("simulate", "--from", "2026-12-14", "--to", "2027-04-05", "--json")
    days = {json.loads(line)["day"] for line in result.output.splitlines() if line.startswith("{")}

    assert days.isdisjoint({"2026-12-25", "2026-12-28", "2027-01-01", "2027-03-26", "2027-03-29"})
    assert not [day for day in days if date.fromisoformat(day).weekday() > 4]


def test_the_register_is_simulated_and_not_written(clerk: Terminal, sqlite_url: str) -> None:
    clerk("enquiry", "log", "Street lamp", "--asked-by", "B. Jones", "--received", "today")
    database = Path(sqlite_url.removeprefix("sqlite:///"))
    before = database.read_bytes()
    result = clerk("simulate", "--from", "2026-11-23", "--to", "2027-12-31")

    assert "Street lamp" in result.output
    assert "is overdue" in result.output or "has not been answered" in result.output
    assert before == database.read_bytes()


def test_a_file_of_cases_is_simulated(bare: Terminal, tmp_path: Path) -> None:
    cases = tmp_path / "cases.yml"
    cases.write_text(
        "people:\n  - {key: a, name: A, role: officer}\ncases:\n"
        "  - {kind: enquiry, text: Lamp, received: 2026-11-20, due: 2026-12-04, officer: a}\n"
        "  - {kind: election, text: Poll, election: by_election, polling_day: 2027-05-06, ward: Leigh, notice: 2027-03-20}\n"
    )
    result = bare("simulate", "--from", "2026-11-23", "--to", "2027-05-10", "--cases", str(cases))

    assert "Friday 4 December 2026  to A: ENQ-1 “Lamp” is due on Friday 4 December 2026" in result.output
    assert "Monday 22 March 2027  to A: " in result.output


def test_a_simulation_hides_what_is_private_to_others_and_shows_them_their_own(clerk: Terminal) -> None:
    clerk("people", "add", "shah", "--name", "P. Shah", "--role", "officer")
    clerk("people", "add", "lane", "--name", "T. Lane", "--role", "officer")
    clerk("reminders", "set", "ring the solicitor", "--on", "2027-11-25", "--as", "shah")
    span = ("simulate", "--from", "2027-11-22", "--to", "2027-11-26")
    keeper, own, other = clerk(*span).output, clerk(*span, "--as", "shah").output, clerk(*span, "--as", "lane").output
    [line] = [json.loads(line) for line in clerk(*span, "--json").output.splitlines()]

    assert "Thursday 25 November 2027  to P. Shah: a private reminder for P. Shah\n" == keeper
    assert "ring the solicitor" in own
    assert "Nothing would be sent" in other
    assert ("a private reminder for P. Shah", [], [], True) == (line["says"], line["points"], line["nudges"], line["private"])


def test_a_simulation_for_somebody_unknown_says_so_and_none_writes_down_who_looks(clerk: Terminal, sqlite_url: str) -> None:
    database = Path(sqlite_url.removeprefix("sqlite:///"))
    before = database.read_bytes()
    unknown = clerk("simulate", "--from", "2027-11-22", "--to", "2027-11-26", "--as", "ghost")
    clerk("simulate", "--from", "2027-11-22", "--to", "2027-11-26")

    assert (2, True) == (unknown.exit_code, "has nobody with that key" in unknown.output)
    assert before == database.read_bytes()


def test_a_file_of_cases_has_people_of_its_own(bare: Terminal, tmp_path: Path) -> None:
    result = bare("simulate", "--from", "2027-11-22", "--to", "2027-11-26", "--as", "a", "--cases", str(tmp_path / "cases.yml"))

    assert (2, True) == (result.exit_code, "Leave one of the two out" in result.output)


def test_a_sweep_by_hand_tells_for_whom_something_private_waits_and_not_what(clerk: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk("people", "add", "shah", "--name", "P. Shah", "--role", "officer")
    clerk("reminders", "set", "ring the solicitor", "--on", "2027-11-25", "--as", "shah")
    monkeypatch.setattr("bot.cli.common.system_clock", lambda: datetime(2027, 11, 25, 11, tzinfo=UTC))
    said, lines = clerk("reminders", "sweep").output, clerk("reminders", "sweep", "--json").output
    shown = clerk("reminders", "sweep", "--as", "shah").output

    assert "A private reminder for P. Shah: it waits until they are here themselves (clerk run --as shah)" in said
    assert {"private": "shah"} == json.loads(lines.splitlines()[0])
    assert "solicitor" not in said + lines + shown


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("people: []\ncases: []\n", "people"),
        ("people:\n  - {key: a, name: A, role: officer}\ncases:\n  - {kind: enquiry, text: L, received: x}\n", ":4"),
        (
            "people:\n  - {key: a, name: A, role: officer}\ncases:\n  - {kind: enquiry, text: L, received: +1, officer: b}\n",
            "“b”, who is not among its people",
        ),
        ("nonsense", "cases.yml"),
    ],
)
def test_a_broken_file_of_cases_says_where(bare: Terminal, tmp_path: Path, text: str, says: str) -> None:
    cases = tmp_path / "cases.yml"
    cases.write_text(text)
    result = bare("simulate", "--from", "2026-11-23", "--to", "2026-12-01", "--cases", str(cases))

    assert 2 == result.exit_code
    assert says in result.output


def test_a_span_that_makes_no_sense_is_refused(bare: Terminal) -> None:
    assert "is before --from" in bare("simulate", "--from", "2026-12-01", "--to", "2026-11-01").output
    assert "Ten years is the longest" in bare("simulate", "--from", "2026-12-01", "--to", "2046-11-01").output
