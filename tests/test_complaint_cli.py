"""`clerk complaint` and `clerk route-eval` as scripts use them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import EVALUATION
from sixth_council import KEY, sixth_council

from bot.cli.main import main


@pytest.fixture
def here(runner: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    sixth_council(tmp_path)
    monkeypatch.setenv("CLERK_PACKS", str(tmp_path))
    monkeypatch.setenv("CLERK_COUNCIL", KEY)
    return runner


def complaint(runner: CliRunner, *arguments: str) -> dict[str, object]:
    result = runner.invoke(main, ["complaint", "--json", *arguments])
    assert result.exit_code == 0, result.output
    found: dict[str, object] = json.loads(result.stdout)
    return found


def test_flags_alone_give_the_steps_with_their_clauses(here: CliRunner) -> None:
    found = complaint(here, "--complainant", "member", "--about", "officer", "--informal-tried")

    assert [
        {"n": 1, "who": "the Team Manager", "role": "line_manager", "how": "tell the Team Manager", "clause": "2", "when": None}
    ] == found["steps"][:1]  # type: ignore[index]
    assert found["final_body"] is None
    assert [citation["clause"] for citation in found["citations"]] == ["2"]  # type: ignore[attr-defined]
    assert found["about"] == "officer"
    assert found["procedure"] == "about_officer"
    assert "ask" not in found


def test_a_sentence_alone_gives_the_steps_from_where_the_person_stands(here: CliRunner) -> None:
    found = complaint(
        here, "--complainant", "member", "--text", "HR have dealt with the chief exec's rudeness to me, I'm not happy with it"
    )

    assert found["procedure"] == "about_chief_executive"
    assert [step["who"] for step in found["steps"]] == ["the Appeals Panel"]  # type: ignore[attr-defined]
    assert found["final_body"] == "Appeals Panel"


def test_an_about_beats_the_sentence_and_may_go_by_another_name(here: CliRunner) -> None:
    found = complaint(here, "--complainant", "member", "--about", "access_to_information", "--text", "an officer was rude to me")

    assert found["about"] == "information_request"


def test_no_route_is_an_answer_that_names_whom_to_ask(here: CliRunner) -> None:
    found = complaint(here, "--complainant", "officer", "--about", "officer")

    assert found["steps"] == []
    assert found["citations"] == []
    assert found["ask"] == "Solicitor to the Council"
    assert "not for an Officer" in str(found["text"])


@pytest.mark.parametrize("text", ["asdf qwer", "12345", "???", "the weather is nice today", "i want pizza"])
def test_a_sentence_in_which_nothing_is_recognised_gives_no_route_and_says_what_to_give(runner: CliRunner, text: str) -> None:
    arguments = ["--council", "southend", "--complainant", "member", "--text", text]
    found = complaint(runner, *arguments)
    plain = runner.invoke(main, ["complaint", *arguments])

    assert ([], [], None, None, "about_unknown") == tuple(found[name] for name in ("steps", "citations", "final_body", "about", "reason"))
    assert 0 == plain.exit_code
    assert found["text"] == plain.stdout.strip()
    assert "--about WHAT: one of officer, head_of_service" in plain.stdout


def test_what_is_said_outright_needs_nothing_recognised_in_the_sentence(here: CliRunner) -> None:
    found = complaint(here, "--complainant", "member", "--about", "officer", "--text", "asdf qwer")

    assert "about_officer" == found["procedure"]
    assert "reason" not in found


def test_a_word_of_whom_or_what_it_is_about_is_enough(here: CliRunner) -> None:
    assert complaint(here, "--complainant", "officer", "--text", "asdf councillor qwer")["steps"]


def test_no_route_comes_with_its_reason(here: CliRunner) -> None:
    assert "other_reader" == complaint(here, "--complainant", "officer", "--about", "officer")["reason"]


def test_the_plain_form_reads_as_numbered_steps(here: CliRunner) -> None:
    result = here.invoke(main, ["complaint", "--complainant", "officer", "--about", "member", "--letter"])

    assert result.exit_code == 0
    assert "1. Your Director: tell your Director [3]" in result.output
    assert "Clause 3, Working Together" in result.output
    assert "To: Your Director" in result.output


@pytest.mark.parametrize(("arguments", "says"), [
    ([], "--about WHAT"),
    ([], "--text"),
    (["--text", "  "], "what is it about?"),
    (["--about", "weather"], "“weather” is nothing that I know. Say one of officer"),
    (["--about", "officer", "--been-to", "pope"], "has no role “pope”"),
    (["--about", "officer", "--council", "atlantis"], "no council “atlantis”"),
])  # fmt: skip
def test_bad_input_is_told_clearly_with_status_2(here: CliRunner, arguments: list[str], says: str) -> None:
    result = here.invoke(main, ["complaint", "--complainant", "member", *arguments])

    assert result.exit_code == 2
    assert says in result.output
    assert "Traceback" not in result.output


def test_route_eval_gives_figures_per_council(runner: CliRunner, tmp_path: Path) -> None:
    lines = (EVALUATION / "routes" / "tune.jsonl").read_text(encoding="utf-8").splitlines()[:4]
    (tmp_path / "some.jsonl").write_text("\n".join(lines), encoding="utf-8")
    result = runner.invoke(main, ["route-eval", "--json", str(tmp_path / "some.jsonl")])
    figures = json.loads(result.stdout)

    assert result.exit_code == 0
    assert figures["all"]["situations"] == 4
    assert {"clauses", "office_holders", "final_body", "all_right"} <= set(figures["all"])


def test_route_eval_refuses_what_is_not_labelled(runner: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text("{}\n", encoding="utf-8")
    result = runner.invoke(main, ["route-eval", str(tmp_path / "bad.jsonl")])

    assert result.exit_code == 2
    assert "line 1" in result.output
