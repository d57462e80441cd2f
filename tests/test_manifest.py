"""The Slack manifest is valid by Slack's published schema, asks for the least, and holds what the code answers: each thing, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import jsonschema
import pytest
import yaml
from conftest import ROOT

from bot.channels.arguments import COMMANDS
from bot.channels.slack import blocks, parts
from bot.channels.slack.asking import ASKING
from bot.channels.slack.listeners import home, lifecycle, messages, panel, register_all, shortcuts
from bot.channels.slack.modal import CALLBACK
from bot.channels.slack.oauth import SCOPES

SCHEMA = ROOT.parent / "shared" / "data" / "slack-manifest.schema.2.0.0.json"
MANIFEST = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))
FEATURES, EVENTS = MANIFEST["features"], MANIFEST["settings"]["event_subscriptions"]["bot_events"]
METHODS = {
    "apps_connections_open": None,  # with the app's own token
    "assistant_threads_setStatus": "assistant:write",
    "assistant_threads_setSuggestedPrompts": "assistant:write",
    "auth_test": None,
    "chat_postEphemeral": "chat:write",
    "chat_postMessage": "chat:write",
    "chat_update": "chat:write",
    "conversations_open": "im:write",
    "oauth_v2_access": None,
    "users_info": "users:read",
    "views_open": None,
    "views_publish": None,
    "views_push": None,
    "views_update": None,
}
"""The methods of the Web API that are called, with the scope that each needs (docs.slack.dev, reference of each method)."""
NEEDS = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "app_uninstalled": None,
    "assistant_thread_context_changed": "assistant:write",
    "assistant_thread_started": "assistant:write",
    "message.im": "im:history",
    "tokens_revoked": None,
    "user_change": "users:read",
} | {f"{kind}_{what}": f"{kind}s:read" for kind in ("channel", "group") for what in ("archive", "deleted", "left", "unarchive")}
"""The events, with the scope that each needs (docs.slack.dev, reference of each event)."""


class Recorder:
    """Stands for Bolt's app, and writes down what is listened to."""

    def __init__(self) -> None:
        self.heard: dict[str, list[Any]] = {}

    def __getattr__(self, kind: str) -> Callable[[Any], Callable[[object], None]]:
        def listens(constraint: Any) -> Callable[[object], None]:  # noqa: ANN401 - a name or a pattern
            self.heard.setdefault(kind, []).append(constraint)
            return lambda _listener: None

        return listens


@pytest.fixture(scope="module")
def heard() -> dict[str, list[Any]]:
    recorder = Recorder()
    register_all(cast("Any", recorder), cast("Any", SimpleNamespace(listener=lambda *_, **_more: None)))
    return recorder.heard


@pytest.mark.skipif(not SCHEMA.is_file(), reason="Slack's schema is not beside this checkout")
def test_the_manifest_is_valid_by_slacks_schema() -> None:
    jsonschema.validate(MANIFEST, json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_every_command_that_is_declared_is_answered_and_none_else(heard: dict[str, list[Any]]) -> None:
    assert sorted(COMMANDS) == sorted(command["command"] for command in FEATURES["slash_commands"])
    assert sorted(COMMANDS) == sorted(heard["command"])


def test_every_command_takes_mentions_as_ids_for_a_name_is_not_who_somebody_is() -> None:
    assert all(command["should_escape"] for command in FEATURES["slash_commands"])


@pytest.mark.parametrize("kind", ["message", "global"])
def test_every_shortcut_that_is_declared_is_answered_and_none_else(heard: dict[str, list[Any]], kind: str) -> None:
    declared = [shortcut["callback_id"] for shortcut in FEATURES["shortcuts"] if shortcut["type"] == kind]

    assert sorted(heard[f"{kind}_shortcut"]) == sorted(declared)


def test_every_event_that_is_subscribed_has_a_listener_and_no_other_is_listened_to(heard: dict[str, list[Any]]) -> None:
    listened = {"message.im" if event == "message" else event for event in heard["event"]}

    assert sorted(EVENTS) == sorted(listened)
    assert sorted(EVENTS) == sorted((*home.EVENTS, *lifecycle.EVENTS, *messages.EVENTS, *panel.EVENTS))


def test_every_modal_and_button_that_is_made_has_a_listener(heard: dict[str, list[Any]]) -> None:
    assert [CALLBACK, ASKING] == heard["view"]
    assert blocks.FORM in heard["action"]
    assert any(not isinstance(its, str) and its.search("say:12") for its in heard["action"])
    assert parts.SAY.fullmatch("say:12")


def test_the_scopes_are_those_that_events_and_calls_need_and_no_other() -> None:
    called = {method for path in (ROOT / "bot").rglob("*.py") for method in _called(path.read_text(encoding="utf-8"))}
    needed = {NEEDS[event] for event in EVENTS} | {METHODS[method] for method in called} | {"commands"}

    assert sorted(scope for scope in needed if scope is not None) == MANIFEST["oauth_config"]["scopes"]["bot"]


def _called(code: str) -> set[str]:
    """Find the methods of the Web API in a module: by the client's functions, and by Slack's names of them."""
    by_function = re.findall(r"client\.((?:apps|assistant|auth|chat|conversations|oauth|users|views|reactions)_\w+)", code)
    by_name = re.findall(r'"((?:assistant|auth|chat|conversations|users|views|reactions)\.[\w.]+)"', code)
    return {*by_function, *(name.replace(".", "_") for name in by_name)}


def test_an_installation_by_oauth_asks_for_the_same_scopes() -> None:
    assert list(SCOPES) == MANIFEST["oauth_config"]["scopes"]["bot"]


def test_the_manifest_asks_for_no_rights_of_a_person() -> None:
    assert ["bot"] == list(MANIFEST["oauth_config"]["scopes"])


def test_the_manifest_has_no_address_of_any_deployment() -> None:
    assert "://" not in json.dumps(MANIFEST)


def test_the_names_of_the_shortcuts_are_those_of_the_code() -> None:
    assert {shortcuts.LOG_MESSAGE, shortcuts.ASK_MESSAGE, shortcuts.ASK} == {its["callback_id"] for its in FEATURES["shortcuts"]}
