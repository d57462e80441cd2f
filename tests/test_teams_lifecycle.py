"""What becomes of chats, teams and channels in Teams is written down: nothing is sent into the void, and what comes back is there again."""

from __future__ import annotations

from typing import Any

import pytest
from folk import elect, hire
from sqlalchemy import select
from teams_activities import BOT, CHANNEL, GROUP, TEAM, TENANT
from teams_council import MEMBER, OFFICER, STRANGER, Account, TeamsCouncil, text_of
from teams_town import OPEN, in_teams

from bot.channels.teams.framework.translating import arrival
from bot.channels.teams.who import caller_of
from bot.store.nudges import NudgeRow
from bot.store.people import IdentityRow
from bot.store.platform import AddressRow
from bot.store.teams import TeamsConversationRow

town = in_teams  # the fixture, by the name under which the tests ask for it
OTHER = "19:other@thread.tacv2"
ELSEWHERE = "bbbbbbbb-bbbb-cccc-dddd-eeeeeeeeeeee"


def in_team(channel: str = CHANNEL, event: str = "") -> dict[str, Any]:
    """Give what tells that an activity comes from a team, and is about one of its channels."""
    data = {"tenant": {"id": TENANT}, "team": {"id": TEAM}, "channel": {"id": channel}, **({"eventType": event} if event else {})}
    return {"conversation": {"id": CHANNEL, "conversationType": "channel", "isGroup": True, "tenantId": TENANT}, "channelData": data}


def in_group() -> dict[str, Any]:
    return {"conversation": {"id": GROUP, "conversationType": "groupChat", "isGroup": True, "tenantId": TENANT}}


async def happens(town: TeamsCouncil, **its: Any) -> None:  # noqa: ANN401 - JSON
    """Have Teams tell of a change to a conversation."""
    status, _ = await town.post(town.activity(MEMBER, **{"type": "conversationUpdate", **its}))
    await town.shown()

    assert status < 300


async def heard_from(town: TeamsCouncil, *channels: str) -> None:
    """Have the bot be mentioned in channels of the team."""
    for channel in channels:
        place = in_team(channel)
        place["conversation"]["id"] = f"{channel};messageid=1700000000000"
        await town.say(MEMBER, OPEN, **place)
    await town.shown()


async def states(town: TeamsCouncil) -> dict[str, str]:
    async with town.desk.store.read() as session:
        return {row.conversation: row.state for row in await session.scalars(select(TeamsConversationRow))}


async def reached(town: TeamsCouncil) -> dict[str, str]:
    async with town.desk.store.read() as session:
        return {row.user: row.state for row in await session.scalars(select(AddressRow))}


async def test_who_takes_the_app_out_is_not_reached_there_and_is_again_once_they_add_it(town: TeamsCouncil) -> None:
    seen = []
    for action in ("add", "remove", "add"):
        await town.install(OFFICER, action=action)
        await town.shown()
        seen.append(((await states(town))[OFFICER.personal], (await reached(town))[OFFICER.user]))

    assert [("ok", "ok"), ("removed", "stale"), ("ok", "ok")] == seen


async def test_a_new_version_of_the_app_changes_nothing_and_says_nothing(town: TeamsCouncil) -> None:
    await town.install(OFFICER)
    before = len(await town.shown())
    await town.install(OFFICER, action="remove-upgrade")
    await town.shown()
    await town.install(OFFICER, action="add-upgrade")

    assert before == len(await town.shown())
    assert {OFFICER.personal: "ok"} == await states(town)


@pytest.mark.parametrize(
    "its",
    [
        {"type": "installationUpdate", "action": "remove", **in_team()},
        {"membersRemoved": [{"id": BOT}], **in_team()},
        in_team(event="teamDeleted"),
        in_team(event="teamHardDeleted"),
    ],
)
async def test_with_the_team_all_its_channels_are_gone_and_the_personal_chats_stay(town: TeamsCouncil, its: dict[str, Any]) -> None:
    await town.install(MEMBER)
    await heard_from(town, CHANNEL, OTHER)

    await happens(town, **its)

    assert {CHANNEL: "removed", OTHER: "removed", MEMBER.personal: "ok"} == await states(town)


async def test_a_channel_that_is_deleted_takes_no_other_with_it_and_comes_back_when_it_is_restored(town: TeamsCouncil) -> None:
    await heard_from(town, CHANNEL, OTHER)
    before = len(await town.shown())

    await happens(town, **in_team(OTHER, "channelDeleted"))
    deleted = await states(town)
    await happens(town, **in_team(OTHER, "channelRestored"))

    assert {CHANNEL: "ok", OTHER: "deleted"} == deleted
    assert {CHANNEL: "ok", OTHER: "ok"} == await states(town)
    assert before == len(await town.shown())


@pytest.mark.parametrize("event", ["channelRenamed", "teamRenamed", "channelCreated", "teamArchived"])
async def test_what_is_only_renamed_or_put_away_stays_as_it_is_known(town: TeamsCouncil, event: str) -> None:
    await heard_from(town, CHANNEL, OTHER)

    await happens(town, **in_team(OTHER, event))

    assert {CHANNEL: "ok", OTHER: "ok"} == await states(town)


async def test_an_app_that_is_added_to_its_team_again_speaks_in_all_channels_as_before_but_in_those_that_were_deleted(
    town: TeamsCouncil,
) -> None:
    await heard_from(town, CHANNEL, OTHER, "19:third@thread.tacv2")
    await happens(town, **in_team("19:third@thread.tacv2", "channelDeleted"))
    await town.install(MEMBER, in_team=True, action="remove")
    await town.shown()
    before = len(await town.shown())

    await town.install(MEMBER, in_team=True)

    welcome = (await town.shown())[before:]
    assert {CHANNEL: "ok", OTHER: "ok", "19:third@thread.tacv2": "deleted"} == await states(town)
    assert [CHANNEL] == [sent.conversation for sent in welcome]


async def test_a_group_chat_from_which_the_bot_was_taken_is_not_spoken_in(town: TeamsCouncil) -> None:
    await happens(town, membersAdded=[{"id": BOT}], **in_group())
    there = await states(town)

    await happens(town, membersRemoved=[{"id": BOT}], **in_group())

    assert ({GROUP: "ok"}, {GROUP: "removed"}) == (there, await states(town))


async def test_a_person_who_leaves_a_team_is_still_reached_in_their_own_chat(town: TeamsCouncil) -> None:
    await town.install(OFFICER)
    await heard_from(town, CHANNEL)

    await happens(town, membersRemoved=[{"id": OFFICER.account, "aadObjectId": OFFICER.user}], **in_team())

    assert {CHANNEL: "ok", OFFICER.personal: "ok"} == await states(town)
    assert "ok" == (await reached(town))[OFFICER.user]


async def given_up(town: TeamsCouncil) -> int:
    """Have somebody with whom no chat could be opened, so that a nudge to them has failed."""
    person = town.people[OFFICER.account]
    async with town.desk.store.write() as session:
        now = town.desk.now()
        session.add(
            AddressRow(person_id=person.id, channel="teams", team=TENANT, user=OFFICER.user, state="stale", why="no chat", changed_at=now)
        )
        key = {"case_kind": "enquiry", "case_id": 1, "kind": "today", "occurrence": 0, "recipient_id": person.id, "about": now.date()}
        row = NudgeRow(**key, council=town.council, state="failed", not_before=now, attempts=1, planned_at=now)
        session.add(row)
        await session.flush()
        return row.id


async def state_of(town: TeamsCouncil, number: int) -> str:
    async with town.desk.store.read() as session:
        return (await session.get_one(NudgeRow, number)).state


@pytest.mark.parametrize(
    "its",
    [
        {"type": "installationUpdate", "action": "add", **in_team()},
        {"membersAdded": [{"id": BOT}], **in_group()},
        {"membersAdded": [{"id": OFFICER.account, "aadObjectId": OFFICER.user}], **in_team()},
    ],
)
async def test_with_whom_no_chat_could_be_opened_is_tried_again_once_the_app_is_where_they_are(
    town: TeamsCouncil, its: dict[str, Any]
) -> None:
    number = await given_up(town)

    await happens(town, **its)

    assert {OFFICER.user: "ok"} == {user: state for user, state in (await reached(town)).items() if user == OFFICER.user}
    assert "planned" == await state_of(town, number)


async def test_who_else_joins_has_nobody_tried_again(town: TeamsCouncil) -> None:
    number = await given_up(town)

    await happens(town, membersAdded=[{"id": STRANGER.account, "aadObjectId": STRANGER.user}], **in_team())

    assert ("stale", "failed") == ((await reached(town))[OFFICER.user], await state_of(town, number))


# --- who it is


async def who(town: TeamsCouncil, account: Account, **its: Any) -> str | None:  # noqa: ANN401 - JSON
    found = arrival(town.activity(account, text="help", **its))
    assert found is not None
    person = (await caller_of(town.desk, town.council, found)).person
    return person.key if person is not None else None


async def test_who_is_linked_by_an_account_or_an_object_id_or_both_is_one_person(town: TeamsCouncil) -> None:
    ann = await hire(town.desk, town.council, "ann")
    account = Account("29:1someone-account", "99999999-0000-0000-0000-0000000000aa")
    found = []
    for one in (account.account, account.user):
        async with town.desk.store.write() as session:
            session.add(IdentityRow(person_id=ann.id, channel="teams", external_id=one))
        found.append(await who(town, account))

    assert ["ann", "ann"] == found


async def test_an_account_whose_two_ids_are_linked_to_two_people_is_nobodys(town: TeamsCouncil) -> None:
    account = Account("29:1someone-account", OFFICER.user)
    ann = await hire(town.desk, town.council, "ann")
    async with town.desk.store.write() as session:
        session.add(IdentityRow(person_id=ann.id, channel="teams", external_id=account.account))

    assert None is await who(town, account)


async def test_a_guest_from_another_tenant_is_nobody_whatever_their_id(town: TeamsCouncil) -> None:
    guest = {"from": {"id": OFFICER.account, "aadObjectId": OFFICER.user, "tenantId": ELSEWHERE}}

    assert "omar.khan" == await who(town, OFFICER)
    assert None is await who(town, OFFICER, **guest)


async def test_a_person_of_another_council_is_nobody_here(town: TeamsCouncil) -> None:
    zoe = await elect(town.desk, "leeds", "zoe")
    async with town.desk.store.write() as session:
        session.add(IdentityRow(person_id=zoe.id, channel="teams", external_id=STRANGER.user))

    await town.say(STRANGER, "log an enquiry about the pier lights")

    assert None is await who(town, STRANGER)
    assert "ENQ-" not in text_of(await town.last())
