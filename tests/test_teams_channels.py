"""Teams' channels in Microsoft Teams: linked by those who keep the directory, to a team there is and a channel in which the bot can speak."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner
from conftest import SetClock
from desk_terminal import HERE, DeskTerminal
from folk import hire
from sqlalchemy import select
from teams_activities import BOT, CHANNEL, GROUP, TEAM, TENANT

from bot.casework.desk import Desk
from bot.casework.errors import CaseError, RefusedError
from bot.casework.person import Person
from bot.channels.teams.conversations import REMOVED, STALE, Conversations
from bot.channels.teams.linking import Wish, wished
from bot.channels.teams.ports import Reference, Scope
from bot.channels.teams.team_channels import TeamChannel, link, linked, unlink
from bot.store.nudges import AuditRow
from protocol_data.library import Library

URL = "https://smba.trafficmanager.net/uk/"
IN_CHANNEL = Reference(TENANT, URL, CHANNEL, Scope.CHANNEL, BOT, TEAM)
IN_GROUP = Reference(TENANT, URL, GROUP, Scope.GROUP, BOT)
IN_PRIVATE = Reference(TENANT, URL, "a:ann", Scope.PERSONAL, BOT)


@pytest.fixture
async def keeper(desk: Desk) -> Person:
    """Give who keeps the directory of a council with a team, whose bot was heard of in three conversations."""
    for reference in (IN_CHANNEL, IN_GROUP, IN_PRIVATE):
        await Conversations(desk).note(reference)
    await hire(desk, HERE, "ann", team="Housing")
    return await hire(desk, HERE, "keeper", roles=["democratic_services"])


async def audited(desk: Desk) -> list[tuple[str, dict[str, Any]]]:
    async with desk.store.read() as session:
        return [(row.what, row.details) for row in await session.scalars(select(AuditRow).order_by(AuditRow.id))]


async def test_a_team_is_linked_as_the_directory_writes_it_and_once(desk: Desk, keeper: Person) -> None:
    made = [await link(desk, keeper, team, CHANNEL) for team in (" housing ", "Housing")]

    assert [TeamChannel("Housing", TENANT, CHANNEL, "ok", None)] * 2 == made
    assert made[:1] == await linked(desk, keeper)
    assert [("linked", {"tenant": TENANT, "channel": CHANNEL})] == await audited(desk)


async def test_linked_to_a_group_chat_it_hears_there_instead(desk: Desk, keeper: Person) -> None:
    for channel in (CHANNEL, GROUP):
        await link(desk, keeper, "Housing", channel)

    assert [GROUP] == [its.channel for its in await linked(desk, keeper)]


@pytest.mark.parametrize("channel", ["19:unknown@thread.tacv2", "General", "", IN_PRIVATE.conversation])
async def test_where_the_bot_was_never_mentioned_and_in_a_personal_chat_nothing_is_linked(desk: Desk, keeper: Person, channel: str) -> None:
    with pytest.raises(CaseError, match="mention it once in that channel"):
        await link(desk, keeper, "Housing", channel)

    assert [] == await linked(desk, keeper)


@pytest.mark.parametrize("state", [STALE, REMOVED])
async def test_how_it_stands_with_a_channel_is_told_and_it_is_good_once_something_comes_from_it(
    desk: Desk, keeper: Person, state: str
) -> None:
    await link(desk, keeper, "Housing", CHANNEL)
    await Conversations(desk).mark(IN_CHANNEL, state, "Teams answered 404.")
    before = await linked(desk, keeper)
    with pytest.raises(CaseError):
        await link(desk, keeper, "Housing", CHANNEL)
    await Conversations(desk).note(IN_CHANNEL)

    assert [(state, "Teams answered 404.")] == [(its.state, its.why) for its in before]
    assert [("ok", None)] == [(its.state, its.why) for its in await linked(desk, keeper)]


async def test_a_team_that_nobody_is_in_is_refused_and_those_there_are_are_named(desk: Desk, keeper: Person) -> None:
    with pytest.raises(CaseError, match="Its teams: Housing"):
        await link(desk, keeper, "Bygone", CHANNEL)


async def test_a_link_is_taken_away_and_only_in_its_own_channel_where_that_is_named(desk: Desk, keeper: Person) -> None:
    await link(desk, keeper, "Housing", CHANNEL)

    with pytest.raises(CaseError, match="linked to another channel"):
        await unlink(desk, keeper, "Housing", GROUP)
    gone = await unlink(desk, keeper, "HOUSING", CHANNEL)

    assert CHANNEL == gone.channel
    assert [] == await linked(desk, keeper)
    assert ["linked", "unlinked"] == [what for what, _ in await audited(desk)]


async def test_whoever_does_not_keep_the_directory_neither_sees_nor_changes_it(desk: Desk, keeper: Person) -> None:
    await link(desk, keeper, "Housing", CHANNEL)
    other = await hire(desk, HERE, "other", roles=["chief_officer"])

    for asked in (linked(desk, other), link(desk, other, "Housing", GROUP), unlink(desk, other, "Housing")):
        with pytest.raises(RefusedError, match="keep the directory"):
            await asked

    assert [CHANNEL] == [its.channel for its in await linked(desk, keeper)]


async def test_another_councils_links_are_neither_seen_nor_taken_away(desk: Desk, keeper: Person) -> None:
    await link(desk, keeper, "Housing", CHANNEL)
    elsewhere = await hire(desk, "elsewhere", "keeper", roles=["democratic_services"])

    assert [] == await linked(desk, elsewhere)
    with pytest.raises(CaseError, match="No channel is linked"):
        await unlink(desk, elsewhere, "Housing")


# --- how it is said


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("this channel is for Housing", Wish("Housing")),
        ("This chat is for the team Parks and Leisure.", Wish("Parks and Leisure")),
        ("this  channel is\nfor “Housing”", Wish("Housing")),
        ("this channel is no longer for Housing!", Wish("Housing", ends=True)),
        ("this channel is not for Housing", Wish("Housing", ends=True)),
        ("this channel is for", None),
        ("is this channel for Housing?", None),
        ("what is this channel for", None),
    ],
)
def test_for_which_team_a_channel_is_is_read_from_plain_words(text: str, wish: Wish | None) -> None:
    assert wish == wished(text)


# --- from the terminal


@pytest.fixture
def clerk(own_runner: CliRunner, clock: SetClock, sqlite_url: str, library: Library, monkeypatch: pytest.MonkeyPatch) -> DeskTerminal:
    monkeypatch.setenv("CLERK_COUNCIL", HERE)
    return DeskTerminal(own_runner, "teams", sqlite_url, library, clock)


def test_from_the_terminal_a_channel_is_linked_listed_and_let_go(clerk: DeskTerminal) -> None:
    clerk.hire("ann", team="Housing")
    clerk.at_desk(lambda desk: Conversations(desk).note(IN_CHANNEL))

    linked_it = clerk.says("link-team", "housing", CHANNEL)
    listed = [clerk.gives("channels", word) for word in ("hous", "parks")]
    told = clerk.says("channels")
    gone = clerk.gives("unlink-team", "Housing")

    assert f"Housing hears of its reminders in {CHANNEL}, without names and subjects.\n" == linked_it
    assert [[{"team": "Housing", "tenant": TENANT, "channel": CHANNEL, "state": "ok", "why": None}], []] == listed
    assert CHANNEL in told
    assert "Housing" == gone["team"]
    assert "this channel is for TEAM" in clerk("channels").stderr


def test_from_the_terminal_what_can_not_be_linked_is_told_with_status_2(clerk: DeskTerminal) -> None:
    clerk.hire("ann", team="Housing")

    assert "The bot knows no channel" in clerk.refuses("link-team", "Housing", CHANNEL)
    assert "Only Democratic Services" in clerk.refuses("link-team", "Housing", CHANNEL, "--as", "ann")
