"""The command line as scripts use it: stable output, clear errors, exit statuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.main import main

FIELDS = {"kind", "intent", "confidence", "text", "citations", "alternatives", "action"}


def ask(runner: CliRunner, *arguments: str) -> dict[str, object]:
    result = runner.invoke(main, ["ask", "--json", *arguments])
    assert result.exit_code == 0, result.output
    found: dict[str, object] = json.loads(result.stdout)
    return found


def test_ask_prints_one_object_with_the_agreed_fields(runner: CliRunner) -> None:
    answer = ask(runner, "--council", "southend", "--role", "member", "how long until officers have to answer my enquiry?")

    assert set(answer) == FIELDS
    assert answer["kind"] == "answer"
    assert 0 <= float(str(answer["confidence"])) <= 1
    citation = answer["citations"][0]  # type: ignore[index]
    assert {"council": "southend", "clause": "9.1.5", "force": "should"}.items() <= citation.items()
    assert citation["summary"] in str(answer["text"])


def test_an_action_has_its_name_and_slots(runner: CliRunner) -> None:
    answer = ask(runner, "--council", "leeds", "--role", "officer", "When is ENQ-104 due and who's got it")

    assert answer["kind"] == "action"
    assert answer["action"] == {"name": "enquiry_status", "slots": {"ref": "ENQ-104"}}


def test_declining_is_an_answer_and_ends_with_status_0(runner: CliRunner) -> None:
    result = runner.invoke(main, ["ask", "--council", "exeter", "best recipe for scones"])

    assert result.exit_code == 0
    assert "can't answer that from the protocol" in result.output


@pytest.mark.parametrize("text", ["", "   ", "\t\n"])
def test_an_empty_question_says_so_and_ends_with_status_2(runner: CliRunner, text: str) -> None:
    result = runner.invoke(main, ["ask", "--council", "exeter", text])

    assert result.exit_code == 2
    assert "no words in that message" in result.output


@pytest.mark.parametrize(("arguments", "says"), [
    (["ask", "--council", "atlantis", "hello"], "no council “atlantis”"),
    (["ask", "hello"], "which council?"),
    (["ask", "--council", "exeter"], "what is the question?"),
    (["clause", "exeter", "99.9"], "exeter has no clause 99.9"),
    (["clause", "atlantis", "1.1"], "no council “atlantis”"),
    (["validate", "no/such/folder"], "there is no such folder"),
    (["topics", "zzzzzz"], "no topic matches"),
])  # fmt: skip
def test_bad_input_is_told_clearly_with_status_2(runner: CliRunner, arguments: list[str], says: str) -> None:
    result = runner.invoke(main, arguments)

    assert result.exit_code == 2
    assert says in result.output
    assert "Traceback" not in result.output


def test_a_wrong_setting_is_named(runner: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLERK_LOG_LEVEL", "LOUD")
    result = runner.invoke(main, ["councils"])

    assert result.exit_code == 2
    assert "CLERK_LOG_LEVEL" in result.output


def test_a_batch_answers_line_by_line_in_order_and_keeps_count_of_bad_lines(runner: CliRunner, tmp_path: Path) -> None:
    lines = [
        json.dumps({"council": "exeter", "role": "member", "text": "what does 8.8 say?"}),
        "not json",
        json.dumps({"council": "atlantis", "role": "member", "text": "hello"}),
        json.dumps({"council": "leeds", "role": "officer", "text": ""}),
        json.dumps({"council": "leeds", "role": ["member"], "text": "hello"}),
        json.dumps(
            {
                "council": "southend",
                "role": "officer",
                "text": "log an enquiry about bins, came in yesterday",
                "now": "2026-11-22T09:00:00+00:00",
            }
        ),
    ]
    batch = tmp_path / "batch.jsonl"
    batch.write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = runner.invoke(main, ["ask", "--json", "--batch", str(batch)])
    answers = [json.loads(line) for line in result.stdout.splitlines()]

    assert result.exit_code == 0
    assert [answer["kind"] for answer in answers] == ["answer", "decline", "decline", "decline", "decline", "action"]
    assert answers[0]["citations"][0]["clause"] == "8.8"
    assert all(set(answer) == FIELDS for answer in answers)
    assert answers[1]["intent"] == "bad_line"
    assert "line 2" in answers[1]["text"]
    assert "Saturday 21 November 2026" in answers[5]["text"]


def test_in_a_batch_no_line_is_a_follow_up_of_another(runner: CliRunner, tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    rows = [
        {"council": "southend", "role": "member", "text": text} for text in ("how long until officers have to answer my enquiry?", "why?")
    ]
    batch.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    second = json.loads(runner.invoke(main, ["ask", "--json", "--batch", str(batch)]).stdout.splitlines()[1])

    assert second["kind"] == "decline"


def test_councils_clause_topics_and_compare_show_what_there_is(runner: CliRunner) -> None:
    assert "leeds: Leeds City Council" in runner.invoke(main, ["councils"]).output
    shown = runner.invoke(main, ["clause", "leeds", "24.1"]).output
    assert "Issue 1, May 2007" in shown
    assert "abolished in 2012" in shown
    assert json.loads(runner.invoke(main, ["clause", "leeds", "24.1", "--json"]).output)["clause"] == "24.1"
    assert "need_to_know" in runner.invoke(main, ["topics", "need to know"]).output
    compared = runner.invoke(main, ["compare", "election period"]).output
    assert compared.count("silent") == 3
    assert "9.5.7" in compared


def test_validate_finds_no_fault_in_the_built_in_packs(runner: CliRunner) -> None:
    result = runner.invoke(main, ["validate"])

    assert result.exit_code == 0
    assert result.output.count("no faults") == 5


def test_every_command_has_help(runner: CliRunner) -> None:
    for name in main.list_commands(None):  # type: ignore[arg-type]
        result = runner.invoke(main, [name, "--help"])
        assert result.exit_code == 0, name
        assert "Usage" in result.output


def piped(arguments: list[str], said: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments], input=said, capture_output=True, text=True, timeout=60, check=False
    )


def test_chat_works_when_piped_and_lets_the_person_pick_a_council() -> None:
    result = piped(
        ["chat"],
        "nowhere\n5\nhow long until officers have to answer my enquiry?\nwhy?\n/role officer\n/compare election period\n/nonsense\n/quit\nnever read\n",
    )

    assert result.returncode == 0
    assert "I know no council “nowhere”" in result.stdout
    assert "10 working days" in result.stdout
    assert "This is what I went by" in result.stdout
    assert "You ask as: Officer." in result.stdout
    assert "I don't know “/nonsense”" in result.stdout
    assert "never read" not in result.stdout
    assert result.stderr == ""


def test_chat_ends_quietly_at_the_end_of_input_and_survives_bytes_that_are_no_text() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "bot.cli", "chat", "--council", "exeter"],
        input=b"\xff\xfe\x00\n\n",
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert result.returncode == 0
    assert b"Traceback" not in result.stderr


def test_chat_follows_a_switch_of_council() -> None:
    result = piped(["chat", "--council", "exeter"], "switch me to leeds please\nclause 24.1\n")

    assert "Clause 24.1, Protocol on Member/Officer Relations (Part 5(c)), Leeds City Council" in result.stdout
