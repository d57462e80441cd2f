"""What the README says of rights, commands and settings is so."""

from __future__ import annotations

import re

from conftest import ROOT
from teams_endpoint import secure

from bot.casework.access import TABLE
from bot.channels.teams.package.manifest import manifest
from bot.cli.main import _COMMANDS
from bot.config import Settings
from protocol_data.library import Library
from protocol_data.yaml_source import read_yaml

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_table_of_rights_is_the_one_in_the_code() -> None:
    table = README.split("<!-- access table -->")[1].split("\n\n")[0]
    rows = dict(re.findall(r"^\| ([a-z ]+) \| ([a-z, ]+) \|$", table, re.MULTILINE))
    del rows["right"]
    said = {re.sub(r" (?:an?|the) ", " ", right).replace(" ", "_"): set(who.split(", ")) for right, who in rows.items()}

    assert {right.value: {standing.value.replace("_", " ") for standing in standings} for right, standings in TABLE.items()} == said


def test_every_scope_of_the_slack_app_is_explained() -> None:
    manifest = read_yaml(ROOT / "manifest.yml")
    assert isinstance(manifest, dict)
    scopes = manifest["oauth_config"]["scopes"]["bot"]

    assert [] == [scope for scope in scopes if f"`{scope}`" not in README]


def test_whatever_the_teams_app_asks_for_is_explained() -> None:
    its = manifest(secure(public_url="https://clerk.example.org"), Library().council("county"), "1.0")
    asked = [*its["permissions"], *its["bots"][0]["scopes"]]
    actions = [one["title"] for one in its["composeExtensions"][0]["commands"]]

    assert [] == [name for name in asked if f"`{name}`" not in README]
    assert [] == [title for title in actions if f"*{title}*" not in README]


def test_every_command_is_told_of() -> None:
    assert [] == [name for name in _COMMANDS if f"clerk {name}" not in README]


def test_every_setting_is_told_of() -> None:
    names = [str(field.validation_alias or f"CLERK_{name.upper()}") for name, field in Settings.model_fields.items()]

    assert [] == [name for name in names if f"`{name}`" not in README]
