"""What becomes of workspaces, people and channels in Slack, and what the bot then writes down."""

from __future__ import annotations

import pytest
from slack_council import CHANNEL, MEMBER, STRANGER, SlackCouncil
from slack_server import BOT_USER, TEAM
from slack_town import OPEN
from sqlalchemy import select, update

from bot.channels.slack.listeners import lifecycle
from bot.store.nudges import NudgeRow
from bot.store.platform import AddressRow, TeamChannelRow


async def test_an_app_that_was_taken_out_lets_nothing_more_in(town: SlackCouncil) -> None:
    someone = await town.as_(MEMBER)
    await someone.event({"type": "app_uninstalled"})
    await town.shown()
    answer = await someone.say(OPEN)

    assert answer.status == 403
    assert [] == await town.shown("chat.postMessage")


async def test_a_revoked_token_is_written_down(town: SlackCouncil) -> None:
    await (await town.as_(MEMBER)).event({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT_USER]}})
    await town.shown()

    assert town.channel is not None
    assert ["revoked"] == [its.state.value for its in town.channel.workspaces.all]


async def test_the_token_of_a_person_is_none_of_the_bots(town: SlackCouncil) -> None:
    await (await town.as_(MEMBER)).event({"type": "tokens_revoked", "tokens": {"oauth": [MEMBER], "bot": []}})
    await town.shown()

    assert town.channel is not None
    assert ["ok"] == [its.state.value for its in town.channel.workspaces.all]


async def _states(town: SlackCouncil) -> dict[str, str]:
    async with town.desk.store.read() as session:
        return {row.user: row.state for row in await session.scalars(select(AddressRow))}


async def test_a_deactivated_account_is_no_address_until_it_is_back(town: SlackCouncil) -> None:
    someone = await town.as_(MEMBER)
    await someone.say(OPEN)
    await town.shown()
    keeper = await town.as_(STRANGER)
    user = {"id": MEMBER, "team_id": TEAM, "deleted": True}
    await keeper.event({"type": "user_change", "user": user})
    await town.shown()
    gone = await _states(town)
    await keeper.event({"type": "user_change", "user": {**user, "deleted": False}})
    await town.shown()

    assert "stale" == gone[MEMBER]
    assert "ok" == (await _states(town))[MEMBER]


async def _nudge_that_failed(town: SlackCouncil) -> None:
    async with town.desk.store.write() as session:
        await session.execute(update(AddressRow).values(state="stale", why="user_not_found"))
        now = town.desk.now()
        case = NudgeRow(
            council=town.council, case_kind="enquiry", case_id=1, kind="today", about=now.date(), not_before=now, planned_at=now
        )
        case.recipient_id, case.state = town.people[MEMBER].id, "failed"
        session.add(case)


async def _nudges(town: SlackCouncil) -> list[str]:
    async with town.desk.store.read() as session:
        return list(await session.scalars(select(NudgeRow.state)))


async def test_who_writes_from_an_address_that_was_given_up_has_what_failed_tried_again(town: SlackCouncil) -> None:
    someone = await town.as_(MEMBER)
    await someone.say(OPEN)
    await town.shown()
    await _nudge_that_failed(town)
    await someone.say(OPEN)
    await town.shown()

    assert "ok" == (await _states(town))[MEMBER]
    assert ["planned"] == await _nudges(town)


@pytest.mark.parametrize(("deleted", "expected"), [(True, "failed"), (False, "planned")])
async def test_an_account_that_is_back_has_what_failed_tried_again(town: SlackCouncil, deleted: bool, expected: str) -> None:  # noqa: FBT001 - a case
    await (await town.as_(MEMBER)).say(OPEN)
    await town.shown()
    await _nudge_that_failed(town)
    keeper = await town.as_(STRANGER)
    async with town.desk.store.write() as session:
        await session.execute(update(AddressRow).values(why=lifecycle._DEACTIVATED))
    await keeper.event({"type": "user_change", "user": {"id": MEMBER, "team_id": TEAM, "deleted": deleted}})
    await town.shown()

    assert [expected] == await _nudges(town)


@pytest.mark.parametrize("event", ["channel_archive", "group_archive", "channel_deleted", "channel_left", "group_left"])
async def test_a_teams_channel_that_is_closed_is_written_down(town: SlackCouncil, event: str) -> None:
    async with town.desk.store.write() as session:
        session.add(
            TeamChannelRow(council=town.council, team="Housing", workspace=TEAM, channel_id=CHANNEL, state="ok", changed_at=town.desk.now())
        )
    await (await town.as_(MEMBER)).event({"type": event, "channel": CHANNEL, "event_ts": "1.1"})
    await town.shown()

    async with town.desk.store.read() as session:
        (row,) = list(await session.scalars(select(TeamChannelRow)))
    assert "stale" == row.state


async def test_a_newcomer_is_not_greeted_unasked(town: SlackCouncil) -> None:
    answer = await (await town.as_(MEMBER)).event({"type": "team_join", "user": {"id": "U0NEW", "team_id": TEAM}})

    assert answer.status == 200
    assert [] == await town.shown()
