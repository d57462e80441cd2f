"""The Slack manifest is valid by Slack's published schema, and asks for the least."""

from __future__ import annotations

import json

import jsonschema
import pytest
import yaml
from conftest import ROOT

SCHEMA = ROOT.parent / "shared" / "data" / "slack-manifest.schema.2.0.0.json"
MANIFEST = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))


@pytest.mark.skipif(not SCHEMA.is_file(), reason="Slack's schema is not beside this checkout")
def test_the_manifest_is_valid_by_slacks_schema() -> None:
    jsonschema.validate(MANIFEST, json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_the_manifest_declares_no_command_or_event_that_no_code_answers_yet() -> None:
    assert "slash_commands" not in MANIFEST["features"]
    assert "event_subscriptions" not in MANIFEST["settings"]


def test_the_manifest_asks_for_the_least_scopes() -> None:
    assert MANIFEST["oauth_config"]["scopes"] == {"bot": ["chat:write", "im:history"]}
