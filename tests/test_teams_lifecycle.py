"""What becomes of chats, teams and channels in Teams is written down: nothing is sent into the void, and what comes back is there again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from conftest import SetClock
from folk import elect, hire
from sqlalchemy import select
from teams_activities import BOT, CHANNEL, GROUP, TEAM, TENANT
from teams_council import MEMBER, OFFICER, STRANGER, Account, TeamsCouncil, text_of
from teams_town import OPEN

from bot.channels.teams.framework.translating import arrival
from bot.channels.teams.who import caller_of
from bot.store.nudges import NudgeRow
from bot.store.people import IdentityRow
from bot.store.platform import AddressRow
from bot.store.teams import TeamsConversationRow

OTHER = "19:other@thread.tacv2"
ELSEWHERE = "bbbbbbbb-bbbb-cccc-dddd-eeeeeeeeeeee"


def in_team(channel: str = CHANNEL, event: str = "") -> dict[str, Any]:
    """Give what tells that an activity comes from a team, and is about one of its channels."""
    data = {"tenant": {"id": TENANT}, "team": {"id": TEAM}, "channel": {"id": channel}, **({"eventType": event} if event else {})}
    return {"conversation": {"id": CHANNEL, "conversationType": "channel", "isGroup": True, "tenantId": TENANT}, "channelData": data}


def in_group() -> dict[str, Any]:
    return {"conversation": {"id": GROUP, "conversationType": "groupChat", "isGroup": True, "tenantId": TENANT}}


async def happens(teams: TeamsCouncil, **its: Any) -> None:  # noqa: ANN401 - JSON
    """Have Teams tell of a change to a conversation."""
    status, _ = await teams.post(teams.activity(MEMBER, **{"type": "conversationUpdate", **its}))
    await teams.shown()

    assert status < 300


async def heard_from(teams: TeamsCouncil, *channels: str) -> None:
    """Have the bot be mentioned in channels of the team."""
    for channel in channels:
        place = in_team(channel)
        place["conversation"]["id"] = f"{channel};messageid=1700000000000"
        await teams.say(MEMBER, OPEN, **place)
    await teams.shown()


async def states(teams: TeamsCouncil) -> dict[str, str]:
    async with teams.desk.store.read() as session:
        return {row.conversation: row.state for row in await session.scalars(select(TeamsConversationRow))}


async def reached(teams: TeamsCouncil) -> dict[str, str]:
    async with teams.desk.store.read() as session:
        return {row.user: row.state for row in await session.scalars(select(AddressRow))}


async def test_who_takes_the_app_out_is_not_reached_there_and_is_again_once_they_add_it(teams: TeamsCouncil) -> None:
    seen = []
    for action in ("add", "remove", "add"):
        await teams.install(OFFICER, action=action)
        await teams.shown()
        seen.append(((await states(teams))[OFFICER.personal], (await reached(teams))[OFFICER.user]))

    assert [("ok", "ok"), ("removed", "stale"), ("ok", "ok")] == seen


async def test_a_new_version_of_the_app_changes_nothing_and_says_nothing(teams: TeamsCouncil) -> None:
    await teams.install(OFFICER)
    before = len(await teams.shown())
    await teams.install(OFFICER, action="remove-upgrade")
    await teams.shown()
    await teams.install(OFFICER, action="add-upgrade")

    assert before == len(await teams.shown())
    assert {OFFICER.personal: "ok"} == await states(teams)


@pytest.mark.parametrize(
    "its",
    [
        {"type": "installationUpdate", "action": "remove", **in_team()},
        {"membersRemoved": [{"id": BOT}], **in_team()},
        in_team(event="teamDeleted"),
        in_team(event="teamHardDeleted"),
    ],
)
async def test_with_the_team_all_its_channels_are_gone_and_the_personal_chats_stay(teams: TeamsCouncil, its: dict[str, Any]) -> None:
    await teams.install(MEMBER)
    await heard_from(teams, CHANNEL, OTHER)

    await happens(teams, **its)

    assert {CHANNEL: "removed", OTHER: "removed", MEMBER.personal: "ok"} == await states(teams)


async def test_a_channel_that_is_deleted_takes_no_other_with_it_and_comes_back_when_it_is_restored(teams: TeamsCouncil) -> None:
    await heard_from(teams, CHANNEL, OTHER)
    before = len(await teams.shown())

    await happens(teams, **in_team(OTHER, "channelDeleted"))
    deleted = await states(teams)
    await happens(teams, **in_team(OTHER, "channelRestored"))

    assert {CHANNEL: "ok", OTHER: "deleted"} == deleted
    assert {CHANNEL: "ok", OTHER: "ok"} == await states(teams)
    assert before == len(await teams.shown())


@pytest.mark.parametrize("event", ["channelRenamed", "teamRenamed", "channelCreated", "teamArchived"])
async def test_what_is_only_renamed_or_put_away_stays_as_it_is_known(teams: TeamsCouncil, event: str) -> None:
    await heard_from(teams, CHANNEL, OTHER)

    await happens(teams, **in_team(OTHER, event))

    assert {CHANNEL: "ok", OTHER: "ok"} == await states(teams)


async def test_an_app_that_is_added_to_its_team_again_speaks_in_all_channels_as_before_but_in_those_that_were_deleted(
    teams: TeamsCouncil,
) -> None:
    await heard_from(teams, CHANNEL, OTHER, "19:third@thread.tacv2")
    await happens(teams, **in_team("19:third@thread.tacv2", "channelDeleted"))
    await teams.install(MEMBER, in_team=True, action="remove")
    await teams.shown()
    before = len(await teams.shown())

    await teams.install(MEMBER, in_team=True)

    welcome = (await teams.shown())[before:]
    assert {CHANNEL: "ok", OTHER: "ok", "19:third@thread.tacv2": "deleted"} == await states(teams)
    assert [CHANNEL] == [sent.conversation for sent in welcome]


async def test_a_group_chat_from_which_the_bot_was_taken_is_not_spoken_in(teams: TeamsCouncil) -> None:
    await happens(teams, membersAdded=[{"id": BOT}], **in_group())
    there = await states(teams)

    await happens(teams, membersRemoved=[{"id": BOT}], **in_group())

    assert ({GROUP: "ok"}, {GROUP: "removed"}) == (there, await states(teams))


async def test_a_person_who_leaves_a_team_is_still_reached_in_their_own_chat(teams: TeamsCouncil) -> None:
    await teams.install(OFFICER)
    await heard_from(teams, CHANNEL)

    await happens(teams, membersRemoved=[{"id": OFFICER.account, "aadObjectId": OFFICER.user}], **in_team())

    assert {CHANNEL: "ok", OFFICER.personal: "ok"} == await states(teams)
    assert "ok" == (await reached(teams))[OFFICER.user]


async def given_up(teams: TeamsCouncil) -> int:
    """Have somebody with whom no chat could be opened, so that a nudge to them has failed."""
    person = teams.people[OFFICER.account]
    async with teams.desk.store.write() as session:
        now = teams.desk.now()
        session.add(
            AddressRow(person_id=person.id, channel="teams", team=TENANT, user=OFFICER.user, state="stale", why="no chat", changed_at=now)
        )
        key = {"case_kind": "enquiry", "case_id": 1, "kind": "today", "occurrence": 0, "recipient_id": person.id, "about": now.date()}
        row = NudgeRow(**key, council=teams.council, state="failed", not_before=now, attempts=1, planned_at=now)
        session.add(row)
        await session.flush()
        return row.id


async def state_of(teams: TeamsCouncil, number: int) -> str:
    async with teams.desk.store.read() as session:
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
    teams: TeamsCouncil, its: dict[str, Any]
) -> None:
    number = await given_up(teams)

    await happens(teams, **its)

    assert {OFFICER.user: "ok"} == {user: state for user, state in (await reached(teams)).items() if user == OFFICER.user}
    assert "planned" == await state_of(teams, number)


async def test_who_else_joins_has_nobody_tried_again(teams: TeamsCouncil) -> None:
    number = await given_up(teams)

    await happens(teams, membersAdded=[{"id": STRANGER.account, "aadObjectId": STRANGER.user}], **in_team())

    assert ("stale", "failed") == ((await reached(teams))[OFFICER.user], await state_of(teams, number))


# --- who it is


async def who(teams: TeamsCouncil, account: Account, **its: Any) -> str | None:  # noqa: ANN401 - JSON
    found = arrival(teams.activity(account, text="help", **its))
    assert found is not None
    person = (await caller_of(teams.desk, teams.council, found)).person
    return person.key if person is not None else None


async def test_who_is_linked_by_an_account_or_an_object_id_or_both_is_one_person(teams: TeamsCouncil) -> None:
    ann = await hire(teams.desk, teams.council, "ann")
    account = Account("29:1someone-account", "99999999-0000-0000-0000-0000000000aa")
    found = []
    for one in (account.account, account.user):
        async with teams.desk.store.write() as session:
            session.add(IdentityRow(person_id=ann.id, channel="teams", external_id=one))
        found.append(await who(teams, account))

    assert ["ann", "ann"] == found


async def test_an_account_whose_two_ids_are_linked_to_two_people_is_nobodys(teams: TeamsCouncil) -> None:
    account = Account("29:1someone-account", OFFICER.user)
    ann = await hire(teams.desk, teams.council, "ann")
    async with teams.desk.store.write() as session:
        session.add(IdentityRow(person_id=ann.id, channel="teams", external_id=account.account))

    assert None is await who(teams, account)


async def test_a_guest_from_another_tenant_is_nobody_whatever_their_id(teams: TeamsCouncil) -> None:
    guest = {"from": {"id": OFFICER.account, "aadObjectId": OFFICER.user, "tenantId": ELSEWHERE}}

    assert "omar.khan" == await who(teams, OFFICER)
    assert None is await who(teams, OFFICER, **guest)


async def test_a_person_of_another_council_is_nobody_here(teams: TeamsCouncil) -> None:
    zoe = await elect(teams.desk, "leeds", "zoe")
    async with teams.desk.store.write() as session:
        session.add(IdentityRow(person_id=zoe.id, channel="teams", external_id=STRANGER.user))

    await teams.say(STRANGER, "log an enquiry about the pier lights")

    assert None is await who(teams, STRANGER)
    assert "ENQ-" not in text_of(await teams.last())


@pytest.mark.parametrize(("seconds", "state"), [(-1, "removed"), (0, "ok"), (1, "ok")])
async def test_what_was_written_before_the_app_was_taken_out_does_not_bring_it_back(
    teams: TeamsCouncil, clock: SetClock, seconds: int, state: str
) -> None:
    await teams.install(OFFICER)
    await teams.shown()
    clock.go(minutes=5)
    await teams.install(OFFICER, action="remove")
    await teams.shown()
    written = teams.desk.now() + timedelta(seconds=seconds)
    clock.go(minutes=5)

    await teams.say(OFFICER, OPEN, timestamp=written.isoformat())
    await teams.shown()

    assert {OFFICER.personal: state} == await states(teams)
    assert {OFFICER.user: "stale" if state == "removed" else "ok"} == await reached(teams)


async def test_what_does_not_tell_when_it_was_written_is_of_now(teams: TeamsCouncil) -> None:
    await teams.install(OFFICER)
    await teams.install(OFFICER, action="remove")
    await teams.shown()

    await teams.say(OFFICER, OPEN, timestamp=None)
    await teams.shown()

    assert {OFFICER.personal: "ok"} == await states(teams)


async def test_what_was_written_in_a_channel_before_its_team_let_the_app_go_does_not_bring_it_back(
    teams: TeamsCouncil, clock: SetClock
) -> None:
    await heard_from(teams, CHANNEL, OTHER)
    written = teams.desk.now()
    clock.go(minutes=5)
    await teams.install(MEMBER, in_team=True, action="remove")
    await teams.shown()

    await teams.say(
        MEMBER, OPEN, **in_team(OTHER) | {"conversation": {**in_team()["conversation"], "id": OTHER}}, timestamp=written.isoformat()
    )
    await teams.shown()

    assert "removed" == (await states(teams))[OTHER]
