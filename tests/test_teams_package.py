"""The app package for Teams is what Microsoft's schema wants, asks for the least, and offers what the code answers: each thing, and nothing else."""
# ruff: noqa: ANN401 - a manifest is JSON

from __future__ import annotations

import json
import os
import re
import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import jsonschema
import pytest
from click.testing import CliRunner
from conftest import ROOT, Talk
from teams_activities import APP
from teams_endpoint import secure

from bot.assistant import Assistant
from bot.channels import discretion
from bot.channels.arguments import COMMANDS as WORDS
from bot.channels.arguments import Fill, Help, Role, Say
from bot.channels.teams.channel import WINDOWS
from bot.channels.teams.commands import asked
from bot.channels.teams.dialogs import ASK_MESSAGE, LOG_MESSAGE
from bot.channels.teams.package import icons
from bot.channels.teams.package.manifest import FULL_MOST, SCHEMA, SHORT_MOST, Names, NotReadyError, manifest
from bot.channels.teams.package.menus import COMMANDS, MESSAGE_ACTIONS, Command
from bot.channels.teams.package.zipped import MANIFEST, package
from bot.channels.teams.ports import Kind, Scope
from bot.cli.main import main
from bot.config import Settings
from bot.reply import Audience
from intents.understanding import Outcome
from protocol_data.basics import Reader
from protocol_data.library import Library

HERE = "county"
PUBLIC = "https://clerk.example.org"
OPAQUE, GONE = 255, 0
_NODE_MODULES = os.environ.get("CLERK_NODE_MODULES", "")
OFFICIAL = Path(_NODE_MODULES or "none", f"@microsoft/app-manifest/build/json-schemas/teams/v{SCHEMA}/MicrosoftTeams.schema.json")


def ready(**its: Any) -> Settings:
    """Give settings with which the package can be made."""
    return secure(**{"public_url": PUBLIC, **its})


def made(library: Library, settings: Settings | None = None, version: str = "1.2.3", names: Names | None = None) -> dict[str, Any]:
    return manifest(settings or ready(), library.council(HERE), version, names or Names())


def read(packed: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(packed)) as its:
        return {name: its.read(name) for name in its.namelist()}


# --- the package


def test_the_package_holds_the_manifest_and_the_icons_it_names_at_its_top_level(library: Library) -> None:
    its = made(library)
    files = read(package(its))

    assert its == json.loads(files[MANIFEST])
    assert {MANIFEST, its["icons"]["color"], its["icons"]["outline"]} == set(files)


def test_the_same_settings_make_the_same_bytes_and_the_app_is_the_same_after_an_update(library: Library) -> None:
    before, again, later = made(library), made(library), made(library, version="1.3.0", names=Names("Clerk"))
    other = made(library, ready(teams_app_id="0" + APP[1:]))

    assert package(before) == package(again)
    assert (before["id"], True) == (later["id"], package(before) != package(later))
    assert other["id"] != before["id"]
    assert UUID(before["id"]).version == 5
    assert before["id"] != before["bots"][0]["botId"]


def pixels(png: bytes) -> list[list[tuple[int, ...]]]:
    """Read a picture of red, green, blue and opacity without filters."""
    assert png[:16] == b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])

    assert (8, 6) == (depth, kind)
    size = struct.unpack(">I", png[33:37])[0]
    lines = zlib.decompress(png[41 : 41 + size])
    row = 1 + 4 * width
    return [[tuple(lines[at + 1 + 4 * x : at + 5 + 4 * x]) for x in range(width)] for at in range(0, row * height, row)]


def test_the_colour_icon_is_192_pixels_square_and_covers_its_ground() -> None:
    its = pixels(icons.colour())

    assert (192, {192}) == (len(its), {len(row) for row in its})
    assert {OPAQUE} == {opacity for row in its for *_, opacity in row}
    assert tuple(bytes.fromhex(icons.ACCENT[1:])) == its[0][0][:3] == its[-1][-1][:3]


def test_the_outline_icon_is_32_pixels_square_white_and_clear_around_and_within() -> None:
    its = pixels(icons.outline())
    within = [opacity for *_, opacity in its[16][8:24]]

    assert (32, {32}) == (len(its), {len(row) for row in its})
    assert {(255, 255, 255)} == {tuple(colours) for row in its for *colours, _ in row}
    assert {GONE} == {its[y][x][3] for x in (0, 31) for y in (0, 31)}
    assert (GONE, OPAQUE) == (min(within), max(within))


# --- the manifest


@pytest.mark.skipif(
    not OFFICIAL.is_file(),
    reason="CLERK_NODE_MODULES names no folder with the npm package @microsoft/app-manifest, which has Microsoft's schema; “Test it” in the README says how to get it",
)
@pytest.mark.parametrize("council", Library().keys)
def test_the_manifest_is_valid_by_microsofts_schema(library: Library, council: str) -> None:
    its = manifest(ready(), library.council(council), "1.2.3")
    schema = json.loads(OFFICIAL.read_text(encoding="utf-8-sig"))
    faults = jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker()).iter_errors(its)

    assert [] == [f"{list(its.path)}: {its.message}" for its in faults]


@pytest.mark.parametrize("council", Library().keys)
def test_nothing_in_it_is_longer_than_teams_takes(library: Library, council: str) -> None:
    its = manifest(ready(), library.council(council), "1.2.3")
    (bot,), (extension,) = its["bots"], its["composeExtensions"]
    commands = [command for one in bot["commandLists"] for command in one["commands"]]
    most = [
        (32, [its["developer"]["name"]]),
        (30, [its["name"]["short"]]),
        (100, [its["name"]["full"]]),
        (80, [its["description"]["short"]]),
        (4000, [its["description"]["full"]]),
        (32, [one["title"] for one in (*commands, *extension["commands"])]),
        (128, [one["description"] for one in (*commands, *extension["commands"])]),
        (64, [one["id"] for one in extension["commands"]]),
    ]

    assert [] == [text for limit, texts in most for text in texts if not 0 < len(text) <= limit]
    assert all(len(one["commands"]) <= 10 for one in bot["commandLists"])
    assert len(bot["commandLists"]) <= 3


def test_its_words_are_those_of_the_schema(library: Library) -> None:
    its = made(library)
    (bot,), (extension,) = its["bots"], its["composeExtensions"]

    assert (f"v{SCHEMA}/" in its["$schema"], SCHEMA) == (True, its["manifestVersion"])
    assert ["personal", "team", "groupChat"] == bot["scopes"]
    assert [["personal"], ["team"], ["groupChat"]] == [one["scopes"] for one in bot["commandLists"]]
    assert [("action", ["message"], True)] * 2 == [(one["type"], one["context"], one["fetchTask"]) for one in extension["commands"]]
    assert ("personal", {"team": "bot", "groupchat": "bot"}) == (its["defaultInstallScope"], its["defaultGroupCapability"])
    assert re.fullmatch(r"#[0-9a-f]{6}", its["accentColor"])
    assert "en-gb" == its["localizationInfo"]["defaultLanguageTag"]


def test_the_bot_behind_all_of_it_is_the_one_of_the_settings(library: Library) -> None:
    its = made(library, ready(teams_app_id=APP.upper()))

    assert [APP.lower()] * 2 == [one["botId"] for one in (*its["bots"], *its["composeExtensions"])]


def test_it_asks_for_no_right_to_a_teams_messages_files_or_devices(library: Library) -> None:
    its = made(library)

    assert {"identity", "messageTeamMembers"} == set(its["permissions"])
    assert set() == {"authorization", "devicePermissions", "webApplicationInfo", "configurableTabs", "staticTabs"} & set(its)
    assert [False, False] == [its["bots"][0][name] for name in ("supportsFiles", "isNotificationOnly")]
    assert ["clerk.example.org"] == its["validDomains"]


def test_the_council_and_its_protocol_are_named_to_whoever_adds_the_app(library: Library) -> None:
    council = library.council(HERE)
    its = made(library)

    assert all(said in its["description"]["full"] for said in (council.name, council.protocol.title, council.protocol.edition))
    assert f"Protocol Clerk: {council.name}" == its["name"]["full"]
    assert its["developer"]["name"] in {council.name, *council.aliases}


def test_the_addresses_that_teams_shows_are_the_councils_own_where_they_are_set(library: Library) -> None:
    unset = made(library)["developer"]
    its = made(library, ready(website_url="https://council.example.org/clerk", privacy_url="https://council.example.org/privacy"))[
        "developer"
    ]

    assert [PUBLIC] * 3 == [unset[name] for name in ("websiteUrl", "privacyUrl", "termsOfUseUrl")]
    assert "https://council.example.org/privacy" == its["privacyUrl"]
    assert its["websiteUrl"] == its["termsOfUseUrl"] == "https://council.example.org/clerk"


@pytest.mark.parametrize(
    ("version", "becomes"), [("0.1.0", "0.1.0"), ("1.2", "1.2.0"), ("1.2.3.dev4+g5a1b", "1.2.3"), ("2.0.0rc1", "2.0.0"), ("01.2", "1.2.0")]
)
def test_the_version_is_three_numbers(library: Library, version: str, becomes: str) -> None:
    assert becomes == made(library, version=version)["version"]


@pytest.mark.parametrize(("length", "fits"), [(0, False), (SHORT_MOST, True), (SHORT_MOST + 1, False)])
def test_a_short_name_that_teams_would_not_take_is_told(library: Library, length: int, fits: bool) -> None:  # noqa: FBT001
    if fits:
        assert "n" * length == made(library, names=Names("n" * length))["name"]["short"]
        return
    with pytest.raises(NotReadyError, match=f"has {length} characters. Give one with 1 to {SHORT_MOST}"):
        made(library, names=Names("n" * length))


@pytest.mark.parametrize("length", [FULL_MOST, FULL_MOST + 1])
def test_a_full_name_that_teams_would_not_take_is_told(library: Library, length: int) -> None:
    if length == FULL_MOST:
        assert "n" * length == made(library, names=Names(full="n" * length))["name"]["full"]
        return
    with pytest.raises(NotReadyError, match=f"1 to {FULL_MOST}"):
        made(library, names=Names(full="n" * length))


@pytest.mark.parametrize(
    ("its", "says"),
    [
        ({"teams_app_id": None}, "MicrosoftAppId is not set. Copy the Microsoft App ID from"),
        ({"teams_app_id": "my-bot"}, "MicrosoftAppId is no ID"),
        ({"public_url": None}, "CLERK_PUBLIC_URL is not set"),
        ({"public_url": "http://clerk.example.org"}, "CLERK_PUBLIC_URL is “http://clerk.example.org”"),
        ({"public_url": "https://localhost:3000"}, "https address with a domain"),
        ({"public_url": "https://127.0.0.1:3000"}, "https address with a domain"),
        ({"public_url": "https://[::1"}, "https address with a domain"),
        ({"public_url": "clerk.example.org"}, "https address with a domain"),
        ({"privacy_url": "see our website"}, "CLERK_PRIVACY_URL is “see our website”"),
        ({"terms_url": "https://"}, "CLERK_TERMS_URL"),
        ({"website_url": "ftp://council.example.org"}, "CLERK_WEBSITE_URL"),
    ],
)
def test_what_is_missing_or_mistaken_is_told_by_its_name(library: Library, its: dict[str, Any], says: str) -> None:
    with pytest.raises(NotReadyError, match=re.escape(says)):
        made(library, ready(**its))


@pytest.mark.parametrize("address", ["https://clerk.example.org:8443/bot", "https://abc123-3000.uks1.devtunnels.ms"])
def test_the_domain_is_that_of_the_public_address_alone(library: Library, address: str) -> None:
    (domain,) = made(library, ready(public_url=address))["validDomains"]

    assert address.split("/")[2].split(":", maxsplit=1)[0] == domain


# --- what it offers is what is answered


def test_every_commands_word_is_in_the_menu_of_the_personal_chat() -> None:
    titles = {its.title for its in COMMANDS[Scope.PERSONAL]}

    assert {word.removeprefix("/") for word in WORDS} | {"help"} <= titles


@pytest.mark.parametrize(
    "its", list(dict.fromkeys([*COMMANDS[Scope.PERSONAL], *COMMANDS[Scope.CHANNEL], *COMMANDS[Scope.GROUP]])), ids=lambda its: its.title
)
async def test_what_a_command_of_the_menu_says_is_understood(its: Command, assistant: Assistant) -> None:
    _, meant = asked(its.title)
    if isinstance(meant, Help | Fill | Role):
        return
    assert isinstance(meant, Say)
    outcomes = {(await Talk(assistant, HERE, reader, conversation=f"{reader}").say(meant.text)).outcome for reader in Reader}

    assert outcomes <= {Outcome.ANSWER, Outcome.ACTION}


@pytest.mark.parametrize("council", Library().keys)
@pytest.mark.parametrize("scope", [Scope.CHANNEL, Scope.GROUP])
async def test_a_question_of_a_menu_among_others_is_answered_before_them_at_every_council(
    council: str, scope: Scope, library: Library, assistant: Assistant
) -> None:
    questions = [its.title for its in COMMANDS[scope] if its.title not in {"help", "protocol"}]
    replies = [await Talk(assistant, council, reader).say(question) for question in questions for reader in Reader]

    assert questions
    assert {Audience.CHANNEL} == {discretion.audience(reply, library) for reply in replies}


def test_examples_in_the_menu_are_commands_too() -> None:
    kinds = {
        said: type(asked(said)[1]).__name__
        for said in ("enquiry 12", "enquiry overdue", "enquiry close 12", "election next", "election add")
    }
    described = " ".join(its.description for its in COMMANDS[Scope.PERSONAL])

    assert {"Say", "Fill"} == set(kinds.values())
    assert [] == [said for said in kinds if said not in described]
    assert "what does 4.2 say?" == getattr(asked("protocol what does 4.2 say?")[1], "text", "")


def test_every_action_on_a_message_is_answered_and_none_else() -> None:
    assert [ASK_MESSAGE, LOG_MESSAGE] == sorted(its.id for its in MESSAGE_ACTIONS)
    assert {Kind.ACTION_FETCH, Kind.ACTION_SUBMIT} <= set(WINDOWS)


# --- the command


@pytest.fixture
def at_council(runner: CliRunner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CliRunner:
    for name, value in (("MicrosoftAppId", APP), ("CLERK_PUBLIC_URL", PUBLIC), ("CLERK_COUNCIL", HERE)):
        monkeypatch.setenv(name, value)
    for name in ("CLERK_WEBSITE_URL", "CLERK_PRIVACY_URL", "CLERK_TERMS_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return runner


def test_the_command_writes_the_package_and_says_what_to_do_with_it(at_council: CliRunner, library: Library) -> None:
    said = at_council.invoke(main, ["teams-package"])
    its = json.loads(read(Path("protocol-clerk-teams.zip").read_bytes())[MANIFEST])

    assert 0 == said.exit_code
    assert f"protocol-clerk-teams.zip: Protocol Clerk: {library.council(HERE).name}, version {its['version']}" in said.stdout
    assert "CLERK_PRIVACY_URL" in said.stderr
    assert re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)[1] == its["version"]  # type: ignore[index]


def test_names_version_and_file_are_for_the_one_who_makes_it_to_choose(at_council: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLERK_PRIVACY_URL", "https://council.example.org/privacy")
    monkeypatch.setenv("CLERK_TERMS_URL", "https://council.example.org/terms")
    chosen = ["--out", "app.zip", "--short-name", "Clerk", "--name", "The Clerk", "--app-version", "3.1.4"]
    said = at_council.invoke(main, ["teams-package", *chosen])
    its = json.loads(read(Path("app.zip").read_bytes())[MANIFEST])

    assert (0, "") == (said.exit_code, said.stderr)
    assert ({"short": "Clerk", "full": "The Clerk"}, "3.1.4") == (its["name"], its["version"])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--out", "nowhere/app.zip"], "nowhere/app.zip can't be written: No such file or directory"),
        (["--short-name", "n" * 31], "has 31 characters"),
        (["--app-version", "new"], "“new” is no version"),
        (["--council", "atlantis"], "atlantis"),
    ],
)
def test_what_can_not_be_made_is_told_with_status_2_and_nothing_is_written(at_council: CliRunner, arguments: list[str], says: str) -> None:
    said = at_council.invoke(main, ["teams-package", *arguments])

    assert (2, True) == (said.exit_code, says in said.stderr)
    assert [] == list(Path().iterdir())
