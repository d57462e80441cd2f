"""`clerk doctor` where Teams is set up: Microsoft is asked whether the credentials are good, and what is known of conversations is told in numbers."""
# ruff: noqa: ANN401 - settings are of many kinds

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from click.testing import CliRunner
from teams_activities import APP, TENANT
from teams_endpoint import insecure, secure
from teams_login import Entra
from teams_tokens import FakeMicrosoft

from bot.channels.setup import Finding, State
from bot.channels.teams.examined import live
from bot.cli.main import main
from bot.config import Settings
from bot.examining import examine
from bot.store.database import Store
from bot.store.people import IdentityRow, PersonRow
from bot.store.platform import AddressRow
from bot.store.teams import TeamsChannelRow, TeamsConversationRow
from protocol_data.library import Library

COUNCIL = "county"
TOKEN, KEYS = "Microsoft on the bot's token", "Microsoft's keys"
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
async def microsoft() -> AsyncIterator[FakeMicrosoft]:
    async with FakeMicrosoft() as its:
        yield its


async def asked(settings: Settings, microsoft: FakeMicrosoft, entra: Entra) -> dict[str, Finding]:
    return {its.what: its async for its in live(settings, http_client=entra, openid=microsoft.openid)}


async def test_microsoft_itself_is_asked_for_the_token_and_for_its_keys(microsoft: FakeMicrosoft) -> None:
    found = await asked(secure(), microsoft, Entra())

    assert {TOKEN: State.OK, KEYS: State.OK} == {name: its.state for name, its in found.items()}


async def test_a_secret_that_microsoft_refuses_is_wrong_by_its_code_alone(microsoft: FakeMicrosoft) -> None:
    refused = {"error": "invalid_client", "error_description": "AADSTS7000222: The secret of app 123 has expired."}
    its = (await asked(secure(), microsoft, Entra(refused, status=401)))[TOKEN]

    assert (State.WRONG, True) == (its.state, "AADSTS7000222" in its.mend)
    assert "MicrosoftAppPassword" in its.mend
    assert "app 123" not in str(its)


@pytest.mark.parametrize(
    ("kind", "mend"), [("SingleTenant", "login.microsoftonline.com over https"), ("UserAssignedMSI", "where Azure runs the service")]
)
async def test_a_microsoft_that_cannot_be_reached_is_no_fault_of_the_credentials(microsoft: FakeMicrosoft, kind: str, mend: str) -> None:
    its = (await asked(secure(teams_app_type=kind), microsoft, Entra(raises=requests.ConnectionError("no way"))))[TOKEN]

    assert (State.WARNING, True) == (its.state, mend in its.mend)


async def test_keys_that_cannot_be_fetched_are_told_for_nothing_could_be_taken(microsoft: FakeMicrosoft) -> None:
    microsoft.down = True
    its = (await asked(secure(), microsoft, Entra()))[KEYS]

    assert (State.WARNING, True) == (its.state, "login.botframework.com" in its.mend)


@pytest.mark.parametrize("settings", [insecure(), secure(teams_app_password=None), secure(teams_app_tenant="council")])
async def test_without_credentials_or_with_faulty_ones_nothing_is_asked(microsoft: FakeMicrosoft, settings: Settings) -> None:
    entra = Entra()

    assert ({}, [], 0) == (await asked(settings, microsoft, entra), entra.asked, microsoft.asked)


# --- what the register knows


async def examined(store: Store, library: Library, settings: Settings | None = None) -> dict[str, Finding]:
    url = store.engine.url.render_as_string(hide_password=False)
    its = settings or secure(council=COUNCIL)
    found = await examine(its.model_copy(update={"database_url": url}), library, offline=True)
    return {one.what: one for one in found}


def conversation(name: str, scope: str, state: str = "ok", **its: Any) -> TeamsConversationRow:
    where = {"tenant": TENANT, "conversation": name, "scope": scope, "service_url": "https://smba.trafficmanager.net/uk/", "bot": "28:bot"}
    return TeamsConversationRow(**where, state=state, changed_at=NOW, **its)


async def test_before_anybody_has_added_the_app_it_says_how_to_begin(store: Store, library: Library) -> None:
    found = await examined(store, library)

    assert State.WARNING is found["conversations"].state
    assert "clerk teams-package" in found["conversations"].mend
    assert (State.WARNING, "0 in the directory, 0 of them known in Teams") == (found["people"].state, found["people"].says)
    assert "column teams: the object ID" in found["people"].mend


async def test_conversations_are_told_in_numbers_with_those_in_which_nothing_arrives(store: Store, library: Library) -> None:
    async with store.write() as session:
        session.add_all(
            [
                conversation("a:1", "personal", user="u-1"),
                conversation("a:2", "personal", user="u-2"),
                conversation("a:3", "personal", "stale", user="u-3"),
                conversation("a:4", "personal", "removed", user="u-4"),
                conversation("19:1", "team", team="T1"),
                conversation("19:2", "team", team="T1"),
                conversation("19:3", "team", "removed", team="T2"),
                conversation("19:4", "groupChat"),
            ]
        )
    found = await examined(store, library)

    assert (
        "personal chats: 2, group chats: 1, channels: 2 (teams: 1); where nothing arrives any more: personal chats: 2, channels: 1"
        == found["conversations"].says
    )


async def test_a_teams_channel_in_which_the_bot_cannot_speak_is_told_and_no_other(store: Store, library: Library) -> None:
    async with store.write() as session:
        session.add_all(
            [conversation("19:1", "team", team="T1"), conversation("19:2", "team", "removed", team="T2", why="the app was taken out")]
        )
        session.add_all(
            TeamsChannelRow(council=COUNCIL, team=team, tenant=TENANT, conversation=name, changed_at=NOW)
            for team, name in (("Housing", "19:1"), ("Planning", "19:2"))
        )
    found = await examined(store, library)

    assert (State.WARNING, "removed: the app was taken out") == (found["channel of Planning"].state, found["channel of Planning"].says)
    assert "channel of Housing" not in found


async def test_somebody_who_is_not_reached_in_teams_any_more_is_counted_there_and_not_named(store: Store, library: Library) -> None:
    async with store.write() as session:
        person = PersonRow(council=COUNCIL, key="p", name="Priya Nair", reader="officer", roles=[], opted_out=[], changed_at=NOW)
        session.add(person)
        await session.flush()
        session.add(IdentityRow(person_id=person.id, channel="teams", external_id="u-1"))
        session.add(AddressRow(person_id=person.id, channel="teams", team=TENANT, user="u-1", state="stale", changed_at=NOW))
    found = await examined(store, library)

    assert "1 in the directory, 1 of them known in Teams" == found["people"].says
    assert ("1 where nothing arrives any more", True) == (
        found["addresses in Teams"].says,
        "clerk teams addresses --lost" in found["addresses in Teams"].mend,
    )
    assert "Priya" not in str(found)


async def test_where_both_are_set_up_both_are_told_of(store: Store, library: Library) -> None:
    found = await examined(store, library, secure(council=COUNCIL, slack_bot_token="xoxb-1", slack_signing_secret="s"))  # noqa: S106 - no secrets

    assert "0 in the directory, 0 of them known in Slack, 0 of them known in Teams" == found["people"].says
    assert "column slack" in found["people"].mend
    assert "column teams" in found["people"].mend


# --- the command


@pytest.fixture
def at_council(runner: CliRunner, monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> CliRunner:
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "CLERK_HOST"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CLERK_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("CLERK_COUNCIL", COUNCIL)
    return runner


def test_with_teams_alone_there_is_something_to_serve(at_council: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("MicrosoftAppId", APP), ("MicrosoftAppTenantId", TENANT), ("MicrosoftAppPassword", "a-secret-of-the-tests")):
        monkeypatch.setenv(name, value)
    said = at_council.invoke(main, ["doctor", "--offline"])

    assert (0, True) == (said.exit_code, "Nothing is in the way of `clerk serve`." in said.output)
    assert "Slack: not set up" in said.output
    assert "a-secret" not in said.output


def test_for_the_playground_no_credentials_are_needed_and_it_is_said_that_nothing_is_checked(
    at_council: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLERK_TEAMS_INSECURE", "1")
    said = at_council.invoke(main, ["doctor"])

    assert (0, True) == (said.exit_code, "Nothing is in the way of `clerk serve`." in said.output)
    assert "taken unchecked" in said.output
