"""`clerk doctor` says what is set up, what is missing and how to mend it, and shows no secret."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from conftest import ROOT
from slack_server import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, FakeSlack
from slack_service import COUNCIL, settings_for
from teams_activities import APP

from bot.channels.setup import Finding, State, masked
from bot.channels.slack.oauth import SCOPES
from bot.channels.slack.setup import findings
from bot.channels.slack.troubles import TROUBLES
from bot.channels.teams.troubles import TROUBLES as TEAMS_TROUBLES
from bot.channels.troubles import Trouble
from bot.cli.main import main
from bot.examining import examine
from bot.store.database import Store, open_store
from bot.store.people import IdentityRow, PersonRow
from bot.store.platform import AddressRow, PlatformEventRow, SlackWorkspaceRow, TeamChannelRow
from protocol_data.library import Library

TEAMS_SETTINGS = ("MicrosoftAppId", "MicrosoftAppPassword", "MicrosoftAppTenantId", "MicrosoftAppType", "CLERK_TEAMS_INSECURE")
SLACK_SETTINGS = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")


@pytest.fixture
def bare(runner: CliRunner, monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> CliRunner:
    for name in (*SLACK_SETTINGS, *TEAMS_SETTINGS, "CLERK_HOST", "CLERK_PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CLERK_DATABASE_URL", sqlite_url)
    return runner


def by_name(found: list[Finding]) -> dict[str, Finding]:
    return {its.what: its for its in found}


def test_with_nothing_set_up_it_says_where_to_begin(bare: CliRunner) -> None:
    result = bare.invoke(main, ["doctor"])

    assert 0 == result.exit_code
    assert "Slack: not set up" in result.output
    assert "README" in result.output
    assert "nothing for `clerk serve` to serve yet" in result.output


def test_secrets_are_shown_by_their_kind_and_length_alone(bare: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in zip(SLACK_SETTINGS, ("xoxb-secret-1", "secret-2", "xapp-secret-3", "123.456", "secret-4"), strict=True):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CLERK_COUNCIL", COUNCIL)
    monkeypatch.setenv("CLERK_DATABASE_URL", "postgresql://clerk:secret-5@127.0.0.1:1/none?connect_timeout=1")
    outputs = [bare.invoke(main, ["doctor", "--offline", *more]).output for more in ([], ["--json"])]

    for output in outputs:
        assert "secret-" not in output
        assert "xoxb-**** (13 characters)" in output
        assert "xapp-**** (13 characters)" in output
        assert "123.456" in output


def test_it_ends_with_status_1_where_something_is_wrong_and_as_json_too(bare: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxp-person")
    told, listed = bare.invoke(main, ["doctor", "--offline"]), bare.invoke(main, ["doctor", "--offline", "--json"])
    states = {its["what"]: its["state"] for its in json.loads(listed.output)}

    assert [1, 1] == [told.exit_code, listed.exit_code]
    assert "It has to begin with xoxb-" in told.output
    assert ["wrong"] * 3 == [states[name] for name in ("SLACK_BOT_TOKEN", "CLERK_COUNCIL", "SLACK_SIGNING_SECRET")]


def test_looking_makes_no_database(bare: CliRunner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CLERK_DATABASE_URL", f"sqlite:///{tmp_path / 'later' / 'clerk.db'}")
    result = bare.invoke(main, ["doctor"])

    assert "the first start makes it" in result.output
    assert not (tmp_path / "later").exists()


@pytest.mark.parametrize(("url", "says"), [("sqlite:clerk.db", "no database URL"), ("nonsense", "no database URL")])
async def test_a_database_url_that_cannot_be_read_is_told_and_nothing_breaks(library: Library, url: str, says: str) -> None:
    async with FakeSlack() as slack:
        found = by_name(await examine(settings_for(slack, database_url=url), library, offline=True))

    assert (State.WRONG, True) == (found["database"].state, says in found["database"].says)


async def test_slack_itself_is_asked_whether_the_tokens_are_good(sqlite_url: str, library: Library) -> None:
    async with FakeSlack() as slack:
        settings = settings_for(slack, database_url=sqlite_url, slack_app_token=APP_TOKEN)
        good = by_name(await examine(settings, library))
        slack.fault("auth.test", error="account_inactive")
        slack.fault("apps.connections.open", error="invalid_auth")
        bad = by_name(await examine(settings, library))
        before = len(slack.calls)
        await examine(settings, library, offline=True)
        after = len(slack.calls)

    assert {State.OK} == {good[f"Slack on {name}"].state for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")}
    assert "T0COUNCIL" in good["Slack on SLACK_BOT_TOKEN"].says
    assert (State.WRONG, "refused (account_inactive)") == (bad["Slack on SLACK_BOT_TOKEN"].state, bad["Slack on SLACK_BOT_TOKEN"].says)
    assert State.WRONG is bad["Slack on SLACK_APP_TOKEN"].state
    assert before == after


async def test_a_scope_that_is_lacking_is_named(sqlite_url: str, library: Library) -> None:
    async with FakeSlack() as slack:
        settings = settings_for(slack, database_url=sqlite_url)
        slack.scopes = ",".join(scope for scope in SCOPES if scope != "im:write")
        lacking = by_name(await examine(settings, library))["Slack on SLACK_BOT_TOKEN"]

    assert (State.WRONG, "it lacks the scopes im:write") == (lacking.state, lacking.says)


async def test_a_slack_that_cannot_be_reached_is_no_fault_of_the_tokens(sqlite_url: str, library: Library) -> None:
    async with FakeSlack() as slack:
        settings = settings_for(slack, database_url=sqlite_url, slack_base_url="http://127.0.0.1:1/api/")
        its = by_name(await examine(settings, library))["Slack on SLACK_BOT_TOKEN"]

    assert State.WARNING is its.state
    assert "https" in its.mend


async def test_what_the_register_knows_of_is_told_in_numbers(store: Store, library: Library) -> None:
    now = datetime.now(UTC)
    async with store.write() as session:
        person = PersonRow(council=COUNCIL, key="p", name="Priya Nair", reader="officer", roles=[], opted_out=[], changed_at=now)
        session.add(person)
        await session.flush()
        here = PersonRow(
            council=COUNCIL, key="operator", name="Here", reader="officer", roles=[], opted_out=[], active=True, changed_at=now
        )
        session.add(here)  # whoever sits at the machine is none of those who were imported
        session.add(IdentityRow(person_id=person.id, channel="slack", external_id="U1"))
        session.add(AddressRow(person_id=person.id, channel="slack", team="T1", user="U1", state="stale", changed_at=now))
        session.add(
            TeamChannelRow(
                council=COUNCIL, team="Planning", workspace="T1", channel_id="C1", state="stale", why="is_archived", changed_at=now
            )
        )
        session.add(
            SlackWorkspaceRow(team_id="T1", council=COUNCIL, bot_user_id="U0", state="revoked", why="token_revoked", changed_at=now)
        )
        session.add(PlatformEventRow(channel="slack", event_id="1", state="failed", claimed_by="w", claimed_until=now, received_at=now))
    async with FakeSlack() as slack:
        url = store.engine.url.render_as_string(hide_password=False)
        found = by_name(await examine(settings_for(slack, database_url=url), library, offline=True))

    assert "1 in the directory, 1 of them known in Slack" == found["people"].says
    assert "revoked: token_revoked" == found[f"workspace T1 ({COUNCIL})"].says
    assert "stale: is_archived" == found["channel of Planning"].says
    assert {"addresses in Slack", "requests"} <= found.keys()
    assert "Priya" not in str(found)


async def test_a_database_that_cannot_be_read_is_told_and_the_rest_too(library: Library, tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_text("Dear councillor, " * 300)
    async with FakeSlack() as slack:
        found = by_name(await examine(settings_for(slack, database_url=f"sqlite:///{tmp_path / 'letter.db'}"), library, offline=True))

    assert State.WRONG is found["database"].state
    assert "no database" in found["database"].says
    assert State.OK is found["SLACK_BOT_TOKEN"].state


async def test_an_empty_database_will_be_filled_by_the_first_start(library: Library, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    (tmp_path / "empty.db").touch()
    async with FakeSlack() as slack:
        found = by_name(await examine(settings_for(slack, database_url=url), library, offline=True))
    store = open_store(url)
    await store.close()

    assert "the first start makes its tables" in found["database"].says


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, set()),
        ({"slack_signing_secret": None}, {"SLACK_SIGNING_SECRET"}),
        ({"slack_signing_secret": None, "slack_app_token": APP_TOKEN}, set()),
        ({"slack_app_token": "xoxb-wrong-one"}, {"SLACK_APP_TOKEN"}),
        ({"slack_app_token": "xapp-...", "slack_bot_token": "xoxb-..."}, {"SLACK_APP_TOKEN", "SLACK_BOT_TOKEN"}),
        ({"slack_bot_token": None}, {"SLACK_BOT_TOKEN"}),
        ({"slack_bot_token": None, "slack_client_id": "1", "slack_client_secret": "s"}, set()),
        ({"slack_client_id": "1"}, {"SLACK_CLIENT_SECRET"}),
        ({"council": None}, {"CLERK_COUNCIL"}),
        ({"council": None, "slack_bot_token": None, "slack_client_id": "1", "slack_client_secret": "s"}, set()),
    ],
)
def test_what_keeps_the_service_from_running_is_found_by_the_settings_alone(changes: dict[str, str | None], wrong: set[str]) -> None:
    found = findings(settings_for(FakeSlack(), **changes), [COUNCIL])

    assert wrong == {its.what for its in found if its.state is State.WRONG}
    assert all(its.mend for its in found if its.state is State.WRONG)


@pytest.mark.parametrize("secret", [BOT_TOKEN, APP_TOKEN, SIGNING_SECRET, "x"])
def test_of_a_secret_no_part_is_shown_that_is_one(secret: str) -> None:
    assert secret.removeprefix("xoxb-").removeprefix("xapp-") not in masked(secret).replace("characters", "")


# --- the troubles that people see


@pytest.mark.parametrize(("chapter", "troubles"), [("Slack", TROUBLES), ("Teams", TEAMS_TROUBLES)])
def test_what_the_readme_says_of_troubles_is_what_the_doctor_says(chapter: str, troubles: tuple[Trouble, ...]) -> None:
    its = (ROOT / "README.md").read_text(encoding="utf-8").split(f"\n## {chapter}\n")[1].split("\n## ")[0]
    said = re.findall(r"^- \*(.+?)\*: (.+)$", its, re.MULTILINE)

    assert [(its.sign, its.do) for its in troubles] == said


@pytest.mark.parametrize(
    ("name", "value", "troubles", "others"),
    [("SLACK_BOT_TOKEN", "xoxb-1", TROUBLES, TEAMS_TROUBLES), ("MicrosoftAppId", APP, TEAMS_TROUBLES, TROUBLES)],
)
def test_troubles_are_told_of_what_is_set_up_and_not_to_scripts(
    bare: CliRunner, monkeypatch: pytest.MonkeyPatch, name: str, value: str, troubles: tuple[Trouble, ...], others: tuple[Trouble, ...]
) -> None:
    nothing = bare.invoke(main, ["doctor", "--offline"]).output
    monkeypatch.setenv(name, value)
    told, listed = bare.invoke(main, ["doctor", "--offline"]).output, bare.invoke(main, ["doctor", "--offline", "--json"]).output

    assert [] == [its for its in troubles if f"{its.sign}: {its.do}\n" not in told]
    assert [] == [its for its in others if f"{its.sign}: {its.do}\n" in told]
    assert [] == [its for its in troubles if its.do in nothing or its.do in listed]


def test_every_command_that_the_troubles_name_is_there() -> None:
    wanted = {tuple(call.split()) for its in (*TROUBLES, *TEAMS_TROUBLES) for call in re.findall(r"`(clerk [^`]+)`", its.do)}

    assert wanted
    for _, name, *rest in sorted(wanted):
        command = main.get_command(click.Context(main), name)
        assert command is not None, name
        if isinstance(command, click.Group):
            assert rest[0] in command.commands


async def test_an_address_that_is_no_longer_linked_is_no_trouble(store: Store, library: Library) -> None:
    now = datetime.now(UTC)
    async with store.write() as session:
        person = PersonRow(council=COUNCIL, key="p", name="Priya Nair", reader="officer", roles=[], opted_out=[], changed_at=now)
        session.add(person)
        await session.flush()
        session.add(IdentityRow(person_id=person.id, channel="slack", external_id="T1:U2"))
        session.add(AddressRow(person_id=person.id, channel="slack", team="T1", user="U1", state="stale", changed_at=now))
        session.add(AddressRow(person_id=person.id, channel="slack", team="T1", user="U2", state="stale", changed_at=now))
    async with FakeSlack() as slack:
        url = store.engine.url.render_as_string(hide_password=False)
        found = by_name(await examine(settings_for(slack, database_url=url), library, offline=True))

    assert "1 where nothing arrives any more" == found["addresses in Slack"].says
