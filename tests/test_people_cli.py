"""`clerk people`: the directory from the terminal, for people, for scripts and for spreadsheets."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from click.testing import CliRunner
from terminal import Terminal

FILE = """key,name,role,phone,post,roles,group,ward,team,manager,cover,slack
boss,Bo Smith,officer,,Head of Housing,monitoring_officer,,,Housing,,,U0BOSS1
ann,Ann Day,officer,'+44 1702 222222,,,,,Housing,boss,,
shah,Councillor A. Shah,member,,,,Blue,Chalkwell,,,,
"""


@pytest.fixture
def clerk(own_runner: CliRunner, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("CLERK_COUNCIL", "southend")
    return Terminal(own_runner, "people")


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "people.csv"
    path.write_text(FILE)
    return str(path)


def test_an_empty_directory_says_how_to_fill_it(clerk: Terminal) -> None:
    result = clerk("list")

    assert (0, "") == (result.exit_code, result.stdout)
    assert "clerk people import FILE" in result.stderr


def test_a_file_is_taken_over_once_and_again_changes_nothing(clerk: Terminal, file: str) -> None:
    dry, first, second = clerk.says("import", file, "--dry-run"), clerk.says("import", file), clerk.says("import", file)

    assert "3 would be added" in dry
    assert "boss: added\nann: added\nshah: added\n3 added, 0 changed, 0 as they were.\n" == first
    assert "0 added, 0 changed, 3 as they were.\n" == second


def test_what_differs_is_shown_with_days_as_days(clerk: Terminal, file: str, tmp_path: Path) -> None:
    clerk.says("import", file)
    (tmp_path / "more.yml").write_text("- {key: ann, absent_from: 2026-12-01, cover: boss}\n")

    said = clerk.says("import", str(tmp_path / "more.yml"))

    assert "ann: absent from: nothing → Tuesday 1 December 2026" in said
    assert "ann: cover: nothing → boss" in said


def test_a_bad_file_ends_with_status_2_and_every_fault(clerk: Terminal, file: str) -> None:
    Path(file).write_text("key,name,role\na,A,chief\nb,,officer\n")

    told = clerk.refuses("import", file)

    assert f"{file}:2: role: " in told
    assert f"{file}:3: name: " in told


def test_the_list_is_searched_and_read_by_scripts(clerk: Terminal, file: str) -> None:
    clerk.says("import", file)

    lines = clerk.says("list").splitlines()
    found = [[entry["key"] for entry in clerk.gives("list", *word)] for word in (("blue",), ("head", "of"), ("nobody",))]

    assert ["ann", "boss", "shah"] == [line.split("\t")[0] for line in lines]
    assert [["shah"], ["boss"], []] == found


def test_the_list_as_csv_is_safe_for_spreadsheets_and_reads_back_without_a_change(clerk: Terminal, file: str) -> None:
    clerk.says("import", file)

    exported = clerk.says("list", "--csv")
    Path(file).write_text(exported)

    assert "'+44 1702 222222" in {cell for row in csv.reader(io.StringIO(exported)) for cell in row}
    assert "0 added, 0 changed, 3 as they were.\n" == clerk.says("import", file)


def test_somebody_is_added_changed_and_shown_by_hand(clerk: Terminal, file: str) -> None:
    clerk.says("import", file)

    added = clerk.says("add", "Bob", "--name", "Bob Hall", "--role", "officer", "--manager", "boss")
    changed = clerk.says("change", "bob", "--team", "Parks", "--manager", "")
    same = clerk.says("change", "bob", "--team", "Parks")

    assert "Manager: Bo Smith (boss)" in added
    assert "bob: team: nothing → Parks\nbob: manager: boss → nothing\n" == clerk_order(changed)
    assert "Nothing differs" in same
    assert "Team: Parks" in clerk.says("show", "BOB")


def clerk_order(text: str) -> str:
    return "".join(sorted(text.splitlines(keepends=True), key=lambda line: "manager" in line))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("show", "ghost"), "Nobody in this council's directory has the key “ghost”"),
        (("add", "x", "--name", "X X"), "role: it is missing"),
        (("add", "ann", "--name", "X X", "--role", "officer"), "somebody's already"),
        (("change", "ann", "--roles", "emperor"), "its roles are"),
        (("change", "operator", "--name", "Me"), "whoever sits at this machine"),
        (("link", "ann", "--channel", "slack", "--id", "@ann"), "Copy member ID"),
        (("link", "ann", "--channel", "slack", "--id", "U0BOSS1"), "somebody else already"),
        (("absent", "ann", "--from", "soon"), "--from “soon” can't be read as a date"),
        (("back", "ann"), "not noted as away"),
        (("leave", "ghost"), "Nobody in this council's directory"),
        (("leave", "operator"), "can't leave"),
        (("rejoin", "ann"), "has not left"),
        (("list", "--as", "shah"), "seen by officers"),
        (("show", "ann", "--as", "shah"), "You see your own entry"),
        (("leave", "boss", "--as", "ann"), "Only Democratic Services and the Monitoring Officer"),
        (("list", "--as", "ghost"), "nobody with that key"),
    ],
)
def test_what_can_not_be_done_ends_with_status_2_and_a_clear_line(
    clerk: Terminal, file: str, arguments: tuple[str, ...], says: str
) -> None:
    clerk.says("import", file)

    assert says in clerk.refuses(*arguments)


def test_an_absence_tells_who_stands_in(clerk: Terminal, file: str) -> None:
    clerk.says("import", file)

    away = clerk.says("absent", "ann", "--from", "today", "--until", "2026-12-04")
    alone = clerk.gives("absent", "boss", "--from", "2026-11-24")
    back = clerk.says("back", "ann")

    assert "Ann Day is away from Monday 23 November 2026 until Friday 4 December 2026. Bo Smith stands in.\n" == away
    assert {"key": "boss", "from": "2026-11-24", "until": None, "stand_in": None} == alone
    assert "Ann Day is back" in back


def test_leaving_shows_what_is_to_be_settled_and_the_leaver_is_listed_apart(clerk: Terminal, file: str) -> None:
    clerk.says("import", file)
    assert "only a monitoring officer notes that they have left" in clerk.refuses("leave", "boss")

    left = clerk.says("leave", "boss", "--as", "boss")

    assert "Name another manager or chief officer for Ann Day (ann).\nNobody holds the role monitoring_officer any more." in left
    assert "Any confidential record that they handled is now with the Monitoring Officer." in left
    assert ["boss"] == [entry["key"] for entry in clerk.gives("list", "--left")]
    assert "boss: noted as having left, and stays so" in clerk.says("import", file)
    assert "in the directory again" in clerk.says("rejoin", "boss")


def test_ids_are_linked_and_forgotten_and_seen_only_by_those_who_keep_the_directory(clerk: Terminal, file: str) -> None:
    clerk.says("import", file)
    clerk.says("link", "ann", "--channel", "slack", "--id", "U0ANNA1")

    seen = [clerk.gives("show", key, "--as", who)["slack"] for key, who in (("ann", "ann"), ("boss", "ann"), ("ann", "boss"))]

    assert ["U0ANNA1", "", "U0ANNA1"] == seen
    assert "1 ID forgotten.\n" == clerk.says("unlink", "ann", "--channel", "slack")
    assert "" == clerk.gives("show", "ann")["slack"]


def test_a_member_sees_their_own_entry(clerk: Terminal, file: str) -> None:
    clerk.says("import", file)

    assert "Blue" == clerk.gives("show", "shah", "--as", "shah")["group"]
