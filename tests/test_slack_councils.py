"""A workspace that is installed for one council is not taken over by another, and an id without its workspace is nobody where anybody may install."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace

import aiohttp
import pytest
import slack_installed
from folk import hire
from slack_installed import NORTH, OAUTH
from slack_sender import Sender
from slack_service import COUNCIL, Running, serving
from sqlalchemy import select

from bot.channels.slack.courier import SlackCourier
from bot.reminders.courier import NoWayError
from bot.reply import Reply
from bot.store.database import Store
from bot.store.nudges import AuditRow
from bot.store.people import IdentityRow
from bot.store.platform import SlackWorkspaceRow
from intents.interpreter import Interpreter
from intents.understanding import Outcome
from protocol_data.library import Library

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # Slack's library on a new aiohttp
TEAM, OTHER = "T0NORTH", "district"


@pytest.fixture
async def service(sqlite_store: Store, library: Library, interpreter: Interpreter) -> AsyncIterator[Running]:
    async with serving(sqlite_store, library, interpreter, **OAUTH) as its:
        yield its


async def install(running: Running, council: str, token: str = "xoxb-north") -> tuple[int, str]:  # noqa: S107 - a test's
    """Install it as a browser does, by an invitation; give the page."""
    async with aiohttp.ClientSession() as browser:
        return await slack_installed.install(running, browser, replace(NORTH, token=token), council)


async def councils(store: Store) -> list[str]:
    async with store.read() as session:
        return list(await session.scalars(select(SlackWorkspaceRow.council)))


async def test_a_workspace_of_one_council_is_not_installed_for_another(service: Running, sqlite_store: Store) -> None:
    await install(service, COUNCIL)
    status, page = await install(service, OTHER, "xoxb-later")

    assert 409 == status
    assert "remove Protocol Clerk" in page
    assert [COUNCIL] == await councils(sqlite_store)


async def test_a_workspace_is_installed_anew_for_its_council(service: Running, sqlite_store: Store) -> None:
    answers = [await install(service, COUNCIL), await install(service, COUNCIL, "xoxb-later")]

    assert [200, 200] == [status for status, _ in answers]
    assert [COUNCIL] == await councils(sqlite_store)


async def test_a_workspace_from_which_the_bot_was_removed_may_be_installed_for_another_council(
    service: Running, sqlite_store: Store
) -> None:
    await install(service, COUNCIL)
    async with sqlite_store.write() as session:
        (await session.scalars(select(SlackWorkspaceRow))).one().state = "removed"
    status, _ = await install(service, OTHER)

    assert (200, [OTHER]) == (status, await councils(sqlite_store))


async def test_an_installation_is_written_into_the_audit(service: Running, sqlite_store: Store) -> None:
    await install(service, COUNCIL)
    async with sqlite_store.read() as session:
        rows = [(row.council, row.what, row.details.get("workspace")) for row in await session.scalars(select(AuditRow))]

    assert [(COUNCIL, "invited", None), (COUNCIL, "installed", TEAM)] == rows


@pytest.mark.parametrize(("linked", "known"), [("U0OFFICER", False), (f"{TEAM}:U0OFFICER", True)])
async def test_where_anybody_may_install_an_id_without_its_workspace_is_nobody(
    service: Running,
    linked: str,
    known: bool,  # noqa: FBT001 - a case
) -> None:
    await install(service, COUNCIL)
    officer = await hire(service.desk, COUNCIL, "omar.khan", name="Omar Khan")
    async with service.desk.store.write() as session:
        session.add(IdentityRow(person_id=officer.id, channel="slack", external_id=linked))
    async with Sender(service.slack, service.sender.url, team=TEAM, user="U0OFFICER") as sender:
        await sender.say("my open enquiries")
    said = (await service.slack.wait("chat.postMessage"))[-1].args["text"]

    assert known == ("directory" not in said)


@pytest.mark.parametrize(("linked", "count"), [("U0OFFICER", 0), (f"{TEAM}:U0OFFICER", 1)])
async def test_where_anybody_may_install_no_nudge_goes_to_an_id_without_its_workspace(service: Running, linked: str, count: int) -> None:
    await install(service, COUNCIL)
    officer = await hire(service.desk, COUNCIL, "omar.khan", name="Omar Khan")
    async with service.desk.store.write() as session:
        session.add(IdentityRow(person_id=officer.id, channel="slack", external_id=linked))
    with suppress(NoWayError):
        await SlackCourier(service.desk, service.channel.workspaces).deliver(officer, Reply(Outcome.ANSWER, "today", "ENQ-1 is due"))

    assert count == len(service.slack.called("chat.postMessage"))
