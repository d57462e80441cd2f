"""Tokens in the database: sealed when they are written, sealed by the next start where they were not, and a workspace whose token can't be opened is told of."""

from __future__ import annotations

import aiohttp
import pytest
from folk import hire
from pydantic import SecretStr
from slack_installed import KEY, NORTH, OAUTH, QUESTION, install
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sender import Sender
from slack_server import FakeSlack
from slack_service import COUNCIL, serving, settings_for
from sqlalchemy import select, update

from bot.casework.desk import Desk
from bot.channels.couriers import OutOfServiceError
from bot.channels.setup import State as Found
from bot.channels.slack.courier import SlackCourier
from bot.channels.slack.tokens import Tokens
from bot.channels.slack.workspaces import State, Workspace, Workspaces
from bot.config import Settings
from bot.examining import examine
from bot.reply import Reply
from bot.store.database import Store
from bot.store.people import IdentityRow
from bot.store.platform import BOTS, INSTALLATIONS, SlackWorkspaceRow
from bot.store.sealing import Seal, SealedError, new_key
from intents.interpreter import Interpreter
from intents.understanding import Outcome
from protocol_data.library import Library

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # Slack's library on a new aiohttp
TOKEN = "xoxe.xoxb-" + "t" * 200  # as long as those that Slack renews
INSTALLED = Installation(
    app_id="A0CLERK",
    team_id="T0NORTH",
    user_id="U0ADMIN",
    bot_token=TOKEN,
    bot_refresh_token="xoxe-1-r",  # noqa: S106 - no secret
    user_token="xoxp-u",  # noqa: S106 - no secret
)


async def kept(store: Store) -> set[str]:
    """Give all secrets as they lie in the database."""
    columns = (
        BOTS.c.bot_token,
        BOTS.c.bot_refresh_token,
        INSTALLATIONS.c.bot_token,
        INSTALLATIONS.c.bot_refresh_token,
        INSTALLATIONS.c.user_token,
    )
    async with store.read() as session:
        return {its for column in columns for its in await session.scalars(select(column))}


def settings(*keys: str) -> Settings:
    return settings_for(FakeSlack(), **(OAUTH | {"secret_key": ",".join(keys) or None}))


async def installed(desk: Desk, *keys: str) -> Workspaces:
    """Have a workspace installed by a service that has these keys."""
    made = Workspaces(desk, settings(*keys))
    assert made.tokens is not None
    async with desk.store.write() as session:
        await made.tokens.keep(session, INSTALLED)
        await made.kept.write(session, Workspace(None, "T0NORTH", COUNCIL, TOKEN, "U0NBOT"))
    return made


async def after_a_start(desk: Desk, *keys: str) -> Workspace | None:
    made = Workspaces(desk, settings(*keys))
    await made.load()
    return await made.find(None, "T0NORTH")


async def test_every_token_is_sealed_when_it_is_written_and_open_to_the_next_start(desk: Desk) -> None:
    await installed(desk, KEY)
    found = await after_a_start(desk, KEY)

    assert [] == [secret for secret in await kept(desk.store) if not secret.startswith("fernet:")]
    assert found is not None
    assert TOKEN == found.token


async def test_what_was_written_without_a_key_is_read_and_sealed_by_the_next_start_that_has_one(desk: Desk) -> None:
    await installed(desk)
    plain = await kept(desk.store)
    found = await after_a_start(desk, KEY)

    assert {TOKEN, "xoxe-1-r", "xoxp-u"} == plain
    assert [] == [secret for secret in await kept(desk.store) if not secret.startswith("fernet:")]
    assert found is not None
    assert TOKEN == found.token


async def test_after_a_change_of_keys_and_a_start_the_old_key_is_not_needed_any_more(desk: Desk) -> None:
    new = new_key()
    await installed(desk, KEY)
    await after_a_start(desk, new, KEY)
    found = await after_a_start(desk, new)

    assert found is not None
    assert TOKEN == found.token


@pytest.mark.parametrize("keys", [(), (new_key(),)])
async def test_with_a_wrong_key_the_service_starts_and_says_so_and_no_token_is_lost(
    desk: Desk, keys: tuple[str, ...], caplog: pytest.LogCaptureFixture
) -> None:
    await installed(desk, KEY)
    before = await kept(desk.store)
    with pytest.raises(SealedError, match="CLERK_SECRET_KEY"):
        await after_a_start(desk, *keys)
    with_the_key = await after_a_start(desk, KEY)

    assert "the workspace T0NORTH can't be served" in caplog.text
    assert before == await kept(desk.store)
    assert with_the_key is not None


async def test_what_comes_from_a_workspace_whose_token_cannot_be_opened_is_left_for_slack_to_send_again(
    sqlite_store: Store, library: Library, interpreter: Interpreter
) -> None:
    async with FakeSlack() as slack, aiohttp.ClientSession() as browser:
        async with serving(sqlite_store, library, interpreter, slack=slack, **OAUTH) as running:
            await install(running, browser, NORTH)
        async with serving(sqlite_store, library, interpreter, slack=slack, **(OAUTH | {"secret_key": new_key()})) as locked:
            async with Sender(slack, locked.sender.url, team="T0NORTH") as sender:
                closed = await sender.say(QUESTION)
            again = await install(locked, browser, NORTH, by="again=1")  # the way out where the key is lost
            async with Sender(slack, locked.sender.url, team="T0NORTH") as sender:
                opened = await sender.say(QUESTION)
            await slack.wait("chat.postMessage")

    assert [503, 200, 200] == [closed.status, again[0], opened.status]


async def test_a_nudge_to_a_workspace_whose_token_cannot_be_opened_says_so_and_holds_up_no_other(desk: Desk) -> None:
    await installed(desk, KEY)
    locked = Workspaces(desk, settings(new_key()))
    ann = await hire(desk, COUNCIL, "ann")
    async with desk.store.write() as session:
        session.add(IdentityRow(person_id=ann.id, channel="slack", external_id="T0NORTH:U0ANNDAY"))
    with pytest.raises(OutOfServiceError, match="CLERK_SECRET_KEY"):
        await SlackCourier(desk, locked).deliver(ann, Reply(Outcome.ANSWER, "today", "ENQ-1 is due"))


async def test_the_doctor_tells_of_a_missing_key_and_of_a_wrong_one(desk: Desk, library: Library) -> None:
    await installed(desk, KEY)
    url = desk.store.engine.url.render_as_string(hide_password=False)
    told = {}
    for name, keys in {"none": (), "wrong": (new_key(),), "right": (KEY,), "two": (new_key(), KEY)}.items():
        given = settings(*keys)
        given.database_url = url
        found = {its.what: its for its in await examine(given, library, offline=True)}
        told[name] = (found["CLERK_SECRET_KEY"], found[f"workspace T0NORTH ({COUNCIL})"])

    assert (Found.WARNING, True) == (told["none"][0].state, "clerk slack key" in told["none"][0].mend)
    assert [Found.WRONG, Found.WRONG, Found.OK, Found.OK] == [workspace.state for _, workspace in told.values()]
    assert "another key" in told["wrong"][1].mend
    assert "the first of 2 keys" in told["two"][0].says
    assert KEY not in str(told)


async def test_a_workspace_is_marked_as_removed_and_its_tokens_deleted_or_neither(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    made = await installed(desk, KEY)
    workspace = await made.find(None, "T0NORTH")
    assert workspace is not None
    before = await kept(desk.store)

    async def breaks_off(*_: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(Tokens, "forget", breaks_off)
        with pytest.raises(ConnectionError):
            await made.mark(workspace, State.REMOVED, "app_uninstalled")
    after = await kept(desk.store)
    async with desk.store.read() as session:
        state = await session.scalar(select(SlackWorkspaceRow.state))
    marked = await made.mark(workspace, State.REMOVED, "app_uninstalled")

    assert (before, "ok") == (after, state)
    assert (True, set()) == (marked, await kept(desk.store))


async def test_the_newest_of_two_tokens_is_the_one_that_is_used_and_another_apps_are_not_touched(desk: Desk) -> None:
    ours, theirs = Tokens(desk.store, "1.2", Seal(SecretStr(KEY))), Tokens(desk.store, "9.9", Seal(None))
    async with desk.store.write() as session:
        await theirs.keep(session, INSTALLED)
        await ours.keep(session, INSTALLED)
        await ours.keep(session, INSTALLED)
        await session.execute(update(BOTS).where(BOTS.c.client_id == "1.2", BOTS.c.id == 2).values(bot_token="xoxb-older"))  # noqa: S106 - none
    newest = await ours.find(None, "T0NORTH")
    async with desk.store.write() as session:
        await ours.forget(session, None, "T0NORTH")

    assert newest is not None
    assert TOKEN == newest.bot_token
    assert await ours.find(None, "T0NORTH") is None
    assert (await theirs.find(None, "T0NORTH")) is not None
