"""The house keeps its floors: imports go one way down, no code names a council, and every module has one subject that can be read through."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, pytest_plugins

FLOORS = {"protocol_data": 0, "intents": 1, "bot": 2}
MODULES = sorted(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_from_its_own_floor_and_those_below(path: Path) -> None:
    own = FLOORS[path.relative_to(ROOT).parts[0]]
    above = {name for name in imported(path) if FLOORS.get(name.split(".")[0], -1) > own}

    assert set() == above


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_code_names_a_council(path: Path) -> None:
    text = path.read_text(encoding="utf-8").lower()

    assert re.findall(r"exeter|southend|\bleeds\b", text.replace("what about leeds", "")) == []


def test_a_module_is_short() -> None:
    long = [path.name for path in MODULES if "migrations" not in path.parts and len(path.read_text(encoding="utf-8").splitlines()) >= 250]

    assert [] == long


def test_the_understanding_has_no_clock_and_no_network() -> None:
    forbidden = {"socket", "requests", "httpx", "urllib.request", "aiohttp", "sqlalchemy"}
    for path in (ROOT / "intents").rglob("*.py"):
        assert set() == imported(path) & forbidden, path
        assert not re.search(r"datetime\.now|date\.today|time\.time\(", path.read_text(encoding="utf-8")), path


def test_only_one_folder_knows_microsofts_framework() -> None:
    framework = {"botbuilder", "botframework", "msrest", "msal"}
    knows = {path.parent.relative_to(ROOT).as_posix() for path in MODULES if {name.split(".")[0] for name in imported(path)} & framework}

    assert {"bot/channels/teams/framework"} == knows


def test_the_top_level_holds_nothing_but_what_was_agreed() -> None:
    agreed = {"bot", "intents", "protocol_data", "tests", "pyproject.toml", "README.md", "manifest.yml", "LICENSE"}

    assert set() == {path.name for path in ROOT.iterdir() if not path.name.startswith(".") and not path.name.endswith(".egg-info")} - agreed


def test_fixtures_are_shared_in_one_way() -> None:
    helpers = [path for path in (ROOT / "tests").glob("*.py") if not path.name.startswith(("test_", "conftest"))]
    holding = {path.stem for path in helpers if "@pytest.fixture" in path.read_text(encoding="utf-8")}

    assert holding == set(pytest_plugins)


def test_a_single_question_loads_no_database() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, bot.assistant, bot.cli.ask; print('sqlalchemy' in sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
    )

    assert "False" == loaded.stdout.strip()
