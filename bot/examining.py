"""The examination behind `clerk doctor`: settings, packs, database, Slack's own word on the tokens, and what has failed lately."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError
from sqlalchemy import exists, func, or_, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.setup import Finding, State
from bot.channels.slack import setup
from bot.channels.slack.oauth import SCOPES
from bot.channels.slack.tokens import Tokens
from bot.channels.slack.web import Trouble, code, make_client, trouble
from bot.store.database import default_url, is_there, open_store
from bot.store.errors import StoreError
from bot.store.migrations import newest, version
from bot.store.nudges import NudgeRow
from bot.store.people import IdentityRow, PersonRow
from bot.store.platform import AddressRow, PlatformEventRow, SlackWorkspaceRow, TeamChannelRow
from bot.store.sealing import Seal, SealedError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from slack_sdk.web.async_client import AsyncWebClient
    from sqlalchemy import ColumnElement, Select

    from bot.config import Settings
    from bot.store.database import AsyncSession, Store
    from protocol_data.library import Library

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


async def examine(settings: Settings, library: Library, *, offline: bool = False) -> list[Finding]:
    """Examine a deployment; nothing is changed.

    Args:
        settings: as they were read.
        library: the packs.
        offline: leave Slack alone.

    Returns:
        What was found. Nothing in it tells a secret.

    """
    found = [Finding("packs", State.OK, f"{len(library.keys)}: {', '.join(library.keys)}"), *_address(settings)]
    found += [its async for its in _database(settings)]
    slack = setup.findings(settings, library.keys)
    found += slack
    if setup.is_on(settings) and not offline:
        found += [its async for its in _tokens(settings)]
    return found


def _address(settings: Settings) -> Iterator[Finding]:
    where = f"{settings.host}:{settings.port}"
    if settings.host in _LOOPBACK:
        yield Finding("address", State.OK, f"{where}, this machine only: put a proxy with TLS before it, or use Socket Mode")
    else:
        yield Finding("address", State.WARNING, f"{where}, open to the network", "Slack wants https: put a proxy with TLS before it.")


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    url = settings.database_url or default_url()
    try:
        if not is_there(url):
            yield Finding("database", State.OK, f"{make_url(url).database or 'in memory'}: the first start makes it")
            return
        store = open_store(url)
    except StoreError as error:
        yield Finding("database", State.WRONG, str(error))
        return
    try:
        where = store.engine.url.render_as_string(hide_password=True)
        is_at, goes_to = await version(store), newest()
        if is_at is None:
            yield Finding("database", State.OK, f"{where}, empty: the first start makes its tables")
        elif is_at != goes_to:
            yield Finding("database", State.OK, f"{where}, version {is_at}: the next start brings it to {goes_to}")
        else:
            yield Finding("database", State.OK, f"{where}, version {is_at}")
            async for its in _register(store, settings):
                yield its
    except (StoreError, SQLAlchemyError) as error:
        yield Finding("database", State.WRONG, str(error) if isinstance(error, StoreError) else "it can't be read")
    finally:
        await store.close()


async def _register(store: Store, settings: Settings) -> AsyncIterator[Finding]:
    async with store.read() as session:
        people = await _count(session, select(func.count()).select_from(PersonRow).where(PersonRow.active))
        linked = await _count(session, select(func.count(IdentityRow.person_id.distinct())).where(IdentityRow.channel == "slack"))
        lost = await _count(session, select(func.count()).select_from(NudgeRow).where(NudgeRow.state == "failed"))
        broken = await _count(session, select(func.count()).select_from(PlatformEventRow).where(PlatformEventRow.state == "failed"))
        stale = await _count(session, select(func.count()).select_from(AddressRow).where(AddressRow.state != "ok", _still_linked()))
        workspaces = list(await session.scalars(select(SlackWorkspaceRow).order_by(SlackWorkspaceRow.id)))
        channels = list(await session.scalars(select(TeamChannelRow).where(TeamChannelRow.state != "ok")))
    mend = "Fill it with `clerk people import FILE` (column slack: T012ABCDEF:U012ABCDEF)." if not linked else ""
    state = State.OK if linked else State.WARNING
    yield Finding("people", state, f"{people} in the directory, {linked} of them known in Slack", mend)
    for row in workspaces:
        name = f"workspace {row.team_id or row.enterprise_id} ({row.council})"
        if row.state == "ok":
            yield await _installed(store, settings, row, name)
        else:
            yield Finding(
                name, State.WARNING, f"{row.state}: {row.why or ''}", "Install the app there again; nudges wait or go elsewhere until then."
            )
    for channel in channels:
        yield Finding(
            f"channel of {channel.team}",
            State.WARNING,
            f"{channel.state}: {channel.why or ''}",
            "Invite the bot to it, then link it once more or another: `clerk slack link-team TEAM CHANNEL_ID`.",
        )
    if stale:
        yield Finding(
            "addresses",
            State.WARNING,
            f"{stale} where nothing arrives any more",
            "`clerk slack addresses --lost` tells whose; good again once they write to the bot, or by `clerk slack retry KEY`.",
        )
    if lost:
        yield Finding(
            "nudges", State.WARNING, f"{lost} found no way to their person", "`clerk reminders list` tells which; link the people to Slack."
        )
    if broken:
        yield Finding("requests", State.WARNING, f"{broken} were taken on and failed in the last week", "The log tells their kind.")


async def _installed(store: Store, settings: Settings, row: SlackWorkspaceRow, name: str) -> Finding:
    """Tell of a workspace that has the bot whether its token, where the database has it, can be opened."""
    if setup.by_oauth(settings) and settings.slack_client_id:
        try:
            await Tokens(store, settings.slack_client_id, Seal(settings.secret_key)).find(row.enterprise_id or None, row.team_id or None)
        except SealedError as error:
            return Finding(name, State.WARNING, "the bot is installed, and its token can't be opened", str(error))
    return Finding(name, State.OK, "the bot is installed")


def _still_linked() -> ColumnElement[bool]:
    """Give the condition that an address is by an id that is linked to the person now: of others nothing is sent there anyhow."""
    its = or_(IdentityRow.external_id == AddressRow.user, IdentityRow.external_id.endswith(":" + AddressRow.user))
    return exists().where(IdentityRow.person_id == AddressRow.person_id, IdentityRow.channel == AddressRow.channel, its)


async def _count(session: AsyncSession, counting: Select[Any]) -> int:
    return await session.scalar(counting) or 0


async def _tokens(settings: Settings) -> AsyncIterator[Finding]:
    """Ask Slack whether the tokens are good."""
    token, app_token = settings.slack_bot_token, settings.slack_app_token
    if token is not None and token.get_secret_value().startswith("xoxb-"):
        yield await _bot_token(make_client(settings.slack_base_url, token.get_secret_value()))
    if app_token is not None and app_token.get_secret_value().startswith("xapp-"):
        yield await _app_token(make_client(settings.slack_base_url), app_token.get_secret_value())


async def _bot_token(client: AsyncWebClient) -> Finding:
    name = "Slack on SLACK_BOT_TOKEN"
    try:
        said = await client.auth_test()
    except Exception as error:  # noqa: BLE001 - what is no refusal is raised again
        return _unsaid(name, error, "Install the app again in your workspace and copy the new token.")
    has = {scope.strip() for scope in str(said.headers.get("x-oauth-scopes", "")).split(",") if scope.strip()}
    lacking = sorted(set(SCOPES) - has) if has else []
    if lacking:
        mend = "Take the manifest over anew (App Manifest), then install the app again."
        return Finding(name, State.WRONG, f"it lacks the scopes {', '.join(lacking)}", mend)
    return Finding(name, State.OK, f"the bot of workspace {said.get('team_id')}")


async def _app_token(client: AsyncWebClient, token: str) -> Finding:
    name = "Slack on SLACK_APP_TOKEN"
    try:
        await client.apps_connections_open(app_token=token)
    except Exception as error:  # noqa: BLE001 - what is no refusal is raised again
        return _unsaid(name, error, "Switch Socket Mode on, and make an app-level token with connections:write.")
    return Finding(name, State.OK, "Socket Mode can be opened")


def _unsaid(name: str, error: Exception, mend: str) -> Finding:
    what = trouble(error)
    if what is None:
        raise error
    if what is Trouble.BUSY:
        return Finding(
            name, State.WARNING, f"could not be asked ({type(error).__name__})", "Check that this machine reaches slack.com over https."
        )
    return Finding(name, State.WRONG, f"refused ({code(error) if isinstance(error, SlackApiError) else type(error).__name__})", mend)
