"""The examination behind `clerk doctor`: settings, packs, database, the platforms' own word on the credentials, and what has failed lately."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.casework.identities import Channel
from bot.casework.operator import HERE
from bot.channels import chosen
from bot.channels.setup import Finding, State
from bot.channels.slack import examined as slack
from bot.channels.slack import setup as slack_setup
from bot.channels.teams import examined as teams
from bot.channels.teams import setup as teams_setup
from bot.store.database import default_url, is_there, open_store
from bot.store.errors import StoreError
from bot.store.migrations import newest, version
from bot.store.nudges import NudgeRow
from bot.store.people import IdentityRow, PersonRow
from bot.store.platform import AddressRow, PlatformEventRow

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Select

    from bot.config import Settings
    from bot.store.database import AsyncSession, Store
    from protocol_data.library import Library


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A channel as it is looked at."""

    channel: Channel
    name: str
    column: str
    """How people are known there in a file of people."""
    is_on: Callable[[Settings], bool]
    known: Callable[[Store, Settings], AsyncIterator[Finding]]
    """Tells what the register knows of it."""
    live: Callable[[Settings], AsyncIterator[Finding]]
    """Tells the platform's own word on the credentials."""


LOOKED_AT = (
    LookedAt(Channel.SLACK, "Slack", "column slack: T012ABCDEF:U012ABCDEF", slack_setup.is_on, slack.known, slack.live),
    LookedAt(Channel.TEAMS, "Teams", "column teams: the object ID in Entra ID", teams_setup.is_on, teams.known, teams.live),
)


async def examine(settings: Settings, library: Library, *, offline: bool = False) -> list[Finding]:
    """Examine a deployment; nothing is changed.

    Args:
        settings: as they were read.
        library: the packs.
        offline: leave the platforms alone.

    Returns:
        What was found. Nothing in it tells a secret.

    """
    found = [Finding("packs", State.OK, f"{len(library.keys)}: {', '.join(library.keys)}"), *_address(settings)]
    found += [its async for its in _database(settings)]
    found += chosen.findings(settings, library.keys)
    for one in LOOKED_AT:
        if one.is_on(settings) and not offline:
            found += [its async for its in one.live(settings)]
    return found


def _address(settings: Settings) -> Iterator[Finding]:
    where = f"{settings.host}:{settings.port}"
    if teams_setup.is_loopback(settings.host):
        besides = ", or use Slack's Socket Mode" if slack_setup.is_on(settings) else ""
        yield Finding("address", State.OK, f"{where}, this machine only: put a proxy with TLS before it{besides}")
    else:
        mend = "Slack and Teams want https: put a proxy with TLS before it."
        yield Finding("address", State.WARNING, f"{where}, open to the network", mend)


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
    on = [its for its in LOOKED_AT if its.is_on(settings)]
    async with store.read() as session:
        people = await _count(session, select(func.count()).select_from(PersonRow).where(PersonRow.active, PersonRow.key.not_in(HERE)))
        linked = {its.name: await _linked(session, its.channel) for its in on}
        lost = await _count(session, select(func.count()).select_from(NudgeRow).where(NudgeRow.state == "failed"))
        broken = await _count(session, select(func.count()).select_from(PlatformEventRow).where(PlatformEventRow.state == "failed"))
        stale = {its.name: await _stale(session, its.channel) for its in on}
    yield _people(people, linked, on)
    for its in on:
        async for found in its.known(store, settings):
            yield found
        if stale[its.name]:
            own = f"clerk {its.channel.value}"
            yield Finding(
                f"addresses in {its.name}",
                State.WARNING,
                f"{stale[its.name]} where nothing arrives any more",
                f"`{own} addresses --lost` tells whose; good again once they write to the bot, or by `{own} retry KEY`.",
            )
    if lost:
        mend = f"`clerk reminders list` tells which; link the people to {' or '.join(linked) or 'Slack or Teams'}."
        yield Finding("nudges", State.WARNING, f"{lost} found no way to their person", mend)
    if broken:
        yield Finding("requests", State.WARNING, f"{broken} were taken on and failed in the last week", "The log tells their kind.")


def _people(count: int, linked: Mapping[str, int], on: Sequence[LookedAt]) -> Finding:
    told = ", ".join([f"{count} in the directory", *(f"{number} of them known in {name}" for name, number in linked.items())])
    unknown = [its.column for its in on if not linked[its.name]]
    mend = f"Fill it with `clerk people import FILE` ({'; '.join(unknown)})." if unknown else ""
    return Finding("people", State.WARNING if unknown else State.OK, told, mend)


async def _linked(session: AsyncSession, channel: Channel) -> int:
    return await _count(session, select(func.count(IdentityRow.person_id.distinct())).where(IdentityRow.channel == channel.value))


async def _stale(session: AsyncSession, channel: Channel) -> int:
    which = (AddressRow.channel == channel.value, AddressRow.state != "ok", _still_linked())
    return await _count(session, select(func.count()).select_from(AddressRow).where(*which))


def _still_linked() -> ColumnElement[bool]:
    """Give the condition that an address is by an id that is linked to the person now: of others nothing is sent there anyhow."""
    its = or_(IdentityRow.external_id == AddressRow.user, IdentityRow.external_id.endswith(":" + AddressRow.user))
    return exists().where(IdentityRow.person_id == AddressRow.person_id, IdentityRow.channel == AddressRow.channel, its)


async def _count(session: AsyncSession, counting: Select[Any]) -> int:
    return await session.scalar(counting) or 0
