"""The settings for Teams: what is missing is told with how to mend it, no secret is shown, and from good ones comes the bot's own token."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from teams_activities import APP, TENANT
from teams_endpoint import insecure, secure, settings
from teams_login import Entra

from bot.channels.setup import State
from bot.channels.teams.framework import adapter
from bot.channels.teams.framework.adapter import Edge, Framework
from bot.channels.teams.framework.credentials import KeptTokens, tokens
from bot.channels.teams.ports import Answer, Arrival, BusyError, RefusedError
from bot.channels.teams.setup import findings, is_loopback, is_on
from bot.config import Settings

COUNCILS = ("here", "there")
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
PASSWORD = "a-secret-of-the-tests"  # noqa: S105 - no secret


def wrong(given: Settings) -> list[str]:
    return [its.what for its in findings(given, COUNCILS) if its.state is State.WRONG]


def test_nothing_set_is_off() -> None:
    assert not is_on(settings())
    assert [("Teams", State.OFF)] == [(its.what, its.state) for its in findings(settings(), COUNCILS)]


def test_a_council_with_its_tenant_and_its_secret_is_set_up() -> None:
    given = secure(council="here")

    assert is_on(given)
    assert {State.OK} == {its.state for its in findings(given, COUNCILS)}


@pytest.mark.parametrize(
    ("its", "what"),
    [
        ({"teams_app_id": None}, "MicrosoftAppId"),
        ({"teams_app_id": "my-bot"}, "MicrosoftAppId"),
        ({"teams_app_tenant": None}, "MicrosoftAppTenantId"),
        ({"teams_app_tenant": "council.gov.uk"}, "MicrosoftAppTenantId"),
        ({"teams_app_password": None}, "MicrosoftAppPassword"),
        ({"teams_app_password": APP}, "MicrosoftAppPassword"),
        ({"council": None}, "CLERK_COUNCIL"),
        ({"council": "nowhere"}, "CLERK_COUNCIL"),
    ],
)
def test_what_is_missing_or_mistaken_is_told_by_its_name(its: dict[str, Any], what: str) -> None:
    assert [what] == wrong(secure(**{"council": "here", **its}))


def test_a_managed_identity_needs_no_secret_and_one_that_is_set_is_pointed_out() -> None:
    without = secure(council="here", teams_app_type="UserAssignedMSI", teams_app_password=None)
    with_one = secure(council="here", teams_app_type="UserAssignedMSI")

    assert [] == wrong(without)
    assert ["MicrosoftAppPassword"] == [its.what for its in findings(with_one, COUNCILS) if its.state is State.WARNING]


def test_no_finding_shows_a_secret_and_each_fault_has_its_mending() -> None:
    for given in (secure(), secure(teams_insecure=True), secure(teams_app_id=None), settings(teams_insecure=True, host="0.0.0.0")):  # noqa: S104
        found = findings(given, COUNCILS)

        assert PASSWORD not in str(found)
        assert [] == [its.what for its in found if its.state is State.WRONG and not its.mend]


@pytest.mark.parametrize(
    ("host", "is_one"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104
        ("::", False),
        ("10.0.0.1", False),
        ("example.org", False),
        ("", False),
    ],
)
def test_without_tokens_only_this_machine_may_reach_it(host: str, is_one: bool) -> None:  # noqa: FBT001
    given = settings(teams_insecure=True, host=host, council="here")

    assert is_one is is_loopback(host)
    assert ([] if is_one else ["CLERK_TEAMS_INSECURE"]) == wrong(given)


@pytest.mark.parametrize("its", [{"teams_app_id": APP}, {"teams_app_password": PASSWORD}])
def test_without_tokens_no_credentials_may_be_set(its: dict[str, Any]) -> None:
    assert ["CLERK_TEAMS_INSECURE"] == wrong(settings(teams_insecure=True, council="here", **its))


# --- the bot's own token


async def test_a_single_tenant_bot_gets_its_token_from_its_own_tenant_by_its_secret() -> None:
    entra = Entra()
    token = await tokens(secure(), lambda: NOW, entra).bearer()
    ((url, asked),) = entra.asked

    assert "one" == token
    assert f"https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token" == url
    assert (APP, PASSWORD, "https://api.botframework.com/.default") == (asked["client_id"], asked["client_secret"], asked["scope"])


async def test_a_managed_identity_gets_its_token_from_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("IDENTITY_ENDPOINT", "MSI_ENDPOINT", "IMDS_ENDPOINT", "AZURE_POD_IDENTITY_AUTHORITY_HOST"):
        monkeypatch.delenv(name, raising=False)
    entra = Entra({"access_token": "one", "expires_in": "3600", "resource": "R", "token_type": "Bearer"})
    token = await tokens(secure(teams_app_type="UserAssignedMSI", teams_app_password=None), lambda: NOW, entra).bearer()
    ((url, asked),) = entra.asked

    assert "one" == token
    assert url.startswith("http://169.254.169.254/metadata/identity/oauth2/token")
    assert (APP, "https://api.botframework.com") == (asked["client_id"], asked["resource"])


async def test_without_an_app_there_is_no_token() -> None:
    assert "" == await tokens(insecure(), lambda: NOW).bearer()


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (
            {"error": "invalid_client", "error_description": f"AADSTS7000215: Invalid client secret {PASSWORD}."},
            r"invalid_client AADSTS7000215\)",
        ),
        ({"error": "unauthorized_client"}, r"unauthorized_client\)"),
        ({}, "no reason told"),
    ],
)
async def test_why_microsoft_gives_no_token_is_told_by_its_code_alone(answer: dict[str, Any], says: str) -> None:
    with pytest.raises(RefusedError, match=says) as caught:
        await tokens(secure(), lambda: NOW, Entra(answer, status=400)).bearer()

    assert PASSWORD not in str(caught.value)
    assert "MicrosoftAppPassword" in str(caught.value)


@pytest.mark.parametrize("error", [requests.ConnectionError("no way"), requests.Timeout("late")])
async def test_a_microsoft_that_cannot_be_reached_is_busy(error: Exception) -> None:
    with pytest.raises(BusyError, match="can't be asked for a token"):
        await tokens(secure(), lambda: NOW, Entra(raises=error)).bearer()


async def test_a_login_that_is_out_of_order_is_busy() -> None:
    with pytest.raises(BusyError, match="can't be asked for a token"):
        await tokens(secure(), lambda: NOW, Entra(status=503)).bearer()


async def test_a_tenant_that_does_not_exist_is_told() -> None:
    with pytest.raises(RefusedError, match=r"no such tenant.*MicrosoftAppTenantId"):
        await tokens(secure(), lambda: NOW, Entra(knows_nobody=True)).bearer()


@dataclass(slots=True)
class Source:
    """Gives another token each time."""

    given: int = 0
    seconds: Any = 3600
    down: int = 0
    """So often it gives none before."""

    def __call__(self) -> dict[str, Any]:
        if self.down:
            self.down -= 1
            raise requests.ConnectionError("no way")
        self.given += 1
        return {"access_token": f"token-{self.given}", "expires_in": self.seconds}


@pytest.mark.parametrize(("minutes", "token"), [(54, "token-1"), (55, "token-2")])
async def test_a_token_is_kept_until_five_minutes_before_its_end(minutes: int, token: str) -> None:
    now = [NOW]
    kept = KeptTokens(Source(), lambda: now[0])
    await kept.bearer()
    now[0] = NOW + timedelta(minutes=minutes)

    assert token == await kept.bearer()


async def test_many_who_need_a_token_at_once_share_one() -> None:
    source = Source()
    kept = KeptTokens(source, lambda: NOW)
    given = await asyncio.gather(*(kept.bearer() for _ in range(10)))

    assert ({"token-1"}, 1) == (set(given), source.given)


async def test_many_whose_token_was_refused_get_one_new_one() -> None:
    source = Source()
    kept = KeptTokens(source, lambda: NOW)
    await kept.bearer()
    given = await asyncio.gather(*(kept.bearer(fresh=True) for _ in range(10)))

    assert ({"token-2"}, 2) == (set(given), source.given)


@dataclass(slots=True)
class Down:
    """Gives none."""

    asked: int = 0

    def __call__(self) -> dict[str, Any]:
        self.asked += 1
        raise requests.ConnectionError("no way")


@pytest.mark.parametrize(("seconds", "asked"), [(14, 1), (15, 2)])
async def test_a_microsoft_that_gave_no_token_is_asked_again_after_a_while_and_not_by_all_who_wait(seconds: int, asked: int) -> None:
    now, source = [NOW], Down()
    kept = KeptTokens(source, lambda: now[0])
    waited = await asyncio.gather(*(kept.bearer() for _ in range(8)), return_exceptions=True)
    now[0] = NOW + timedelta(seconds=seconds)

    again = await asyncio.gather(*(kept.bearer() for _ in range(8)), return_exceptions=True)

    assert {BusyError} == {type(its) for its in (*waited, *again)}
    assert asked == source.asked


async def test_a_token_that_comes_after_all_is_used() -> None:
    now, source = [NOW], Source(down=1)
    kept = KeptTokens(source, lambda: now[0])
    with pytest.raises(BusyError):
        await kept.bearer()
    now[0] = NOW + timedelta(seconds=15)

    assert "token-1" == await kept.bearer()


class NoneYet:
    """Microsoft, which does not answer."""

    async def bearer(self, *, fresh: bool = False) -> str:  # noqa: ARG002 - as Tokens has it
        await asyncio.Event().wait()
        return ""


async def test_the_service_starts_without_waiting_for_a_token_and_says_that_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "_READY_SECONDS", 0.01)
    framework = Framework(secure(), nobody, edge=Edge(tokens=NoneYet()))

    async with asyncio.timeout(1):
        await framework.start()
    ready = await framework.ready()
    await framework.close()

    assert "Microsoft has given no token yet." == ready


async def nobody(_: Arrival) -> Answer:
    return Answer()
