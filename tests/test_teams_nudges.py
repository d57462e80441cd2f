"""Nudges in Teams to a person: they arrive in their chat, and where a way is gone that is written down and the nudge is not lost."""

from __future__ import annotations

import pytest
from folk import hire
from nudging import Postbox, ledger
from sqlalchemy import select
from teams_activities import TENANT
from teams_connector import FakeConnector
from teams_council import MEMBER, OFFICER, Account, TeamsCouncil, buttons_of, text_of
from teams_nudging import ANN, KEEPER, NUDGE, PRIVATE, addresses, courier, due, officer, person
from teams_schema import faults

from bot.casework.identities import Channel
from bot.channels.couriers import Couriers, OutOfServiceError
from bot.channels.previews import NOTICE
from bot.channels.reach import retry
from bot.channels.teams.reached import InTeams
from bot.reminders.courier import Copy, NoWayError, TryLaterError
from bot.reminders.sweeper import sweep
from bot.store.people import IdentityRow

# --- to a person


async def test_a_nudge_arrives_in_the_chat_of_who_added_the_app_with_its_buttons(teams: TeamsCouncil) -> None:
    await teams.install(OFFICER)
    await teams.shown()

    [copy] = await courier(teams).deliver(officer(teams), NUDGE)

    sent = await teams.last()
    assert Copy("teams", TENANT, OFFICER.personal, copy.message) == copy
    assert ("create", OFFICER.personal, NUDGE.headline) == (sent.what, sent.conversation, sent.activity["summary"])
    assert sent.card is not None
    assert [] == faults(sent.card)
    assert [its.label for its in NUDGE.buttons] == list(buttons_of(sent.card))


async def test_a_notification_of_what_may_be_confidential_says_only_that_there_is_something(teams: TeamsCouncil) -> None:
    await teams.install(OFFICER)
    await teams.shown()

    await courier(teams).deliver(officer(teams), PRIVATE)

    assert NOTICE == (await teams.last()).activity["summary"]


async def test_with_somebody_from_whom_nothing_came_yet_a_chat_is_opened_where_the_bot_is_in_a_team(teams: TeamsCouncil) -> None:
    await teams.install(MEMBER, in_team=True)
    await teams.shown()
    for _ in range(2):
        await courier(teams).deliver(officer(teams), NUDGE)

    await teams.shown()
    opened = [sent for sent in teams.connector.sent if sent.what == "open"]
    assert [[{"id": OFFICER.user}]] == [[{"id": one["id"]} for one in sent.activity["members"]] for sent in opened]
    assert {OFFICER.user: "ok"} == {user: state for user, state in (await addresses(teams)).items() if user == OFFICER.user}


async def test_before_the_bot_is_anywhere_in_teams_it_is_said_what_to_do(teams: TeamsCouncil) -> None:
    with pytest.raises(NoWayError, match="Have the person add the app"):
        await courier(teams).deliver(officer(teams), NUDGE)

    assert {} == await addresses(teams)


async def test_somebody_without_a_linked_id_and_somebody_of_another_council_have_no_way(teams: TeamsCouncil) -> None:
    await teams.install(MEMBER)
    await teams.shown()
    unlinked = await hire(teams.desk, teams.council, "nobody")
    stranger = await hire(teams.desk, "leeds", "zoe")

    with pytest.raises(NoWayError, match="clerk people link"):
        await courier(teams).deliver(unlinked, NUDGE)
    with pytest.raises(NoWayError, match="another council"):
        await courier(teams).deliver(stranger, NUDGE)


async def test_an_id_that_was_unlinked_is_no_way_any_more_whatever_is_known_of_its_chat(teams: TeamsCouncil) -> None:
    await teams.install(OFFICER)
    await teams.shown()
    async with teams.desk.store.write() as session:
        for row in await session.scalars(select(IdentityRow).where(IdentityRow.external_id == OFFICER.user)):
            await session.delete(row)

    with pytest.raises(NoWayError, match="No Teams ID"):
        await courier(teams).deliver(officer(teams), NUDGE)


@pytest.mark.parametrize("status", [403, 404])
async def test_a_chat_that_is_gone_is_given_up_and_not_tried_again(teams: TeamsCouncil, status: int) -> None:
    await teams.install(OFFICER)
    await teams.shown()
    teams.connector.fail("create", status=status, conversation=OFFICER.personal)

    for _ in range(2):
        with pytest.raises(NoWayError, match="add the app again"):
            await courier(teams).deliver(officer(teams), NUDGE)

    assert {OFFICER.user: "stale"} == await addresses(teams)
    assert [] == [sent for sent in await teams.shown() if sent.conversation == OFFICER.personal and sent.what == "create"][1:]


async def test_another_account_of_the_same_person_takes_what_the_first_does_not(teams: TeamsCouncil) -> None:
    second = Account("29:1someone-second", "99999999-0000-0000-0000-0000000000ab")
    ann = await person(teams, ANN, "ann", ANN.user, second.user)
    await teams.install(ANN)
    await teams.install(second)
    await teams.shown()
    teams.connector.fail("create", status=403, conversation=ANN.personal)

    [copy] = await courier(teams).deliver(ann, NUDGE)

    assert second.personal == copy.place
    assert {ANN.user: "stale", second.user: "ok"} == await addresses(teams)


@pytest.mark.parametrize("ids", [(ANN.account,), (ANN.user,), (ANN.account, ANN.user)])
async def test_somebody_linked_by_an_account_or_an_object_id_or_both_is_told_once_in_the_chat_they_wrote_in(
    teams: TeamsCouncil, ids: tuple[str, ...]
) -> None:
    ann = await person(teams, ANN, "ann", *ids)
    await teams.say(ANN, "my open enquiries")
    await teams.shown()

    [copy] = await courier(teams).deliver(ann, NUDGE)

    assert ANN.personal == copy.place
    assert {ANN.user: "ok"} == await addresses(teams)
    assert [] == [sent for sent in teams.connector.sent if sent.what == "open"]


async def test_where_no_chat_can_be_opened_the_nudge_goes_another_way(teams: TeamsCouncil) -> None:
    await teams.install(MEMBER, in_team=True)
    await teams.shown()
    ann, slack = await person(teams, ANN, "ann"), Postbox()
    async with teams.desk.store.write() as session:
        session.add(IdentityRow(person_id=ann.id, channel="slack", external_id="U0ANNDAY"))
    teams.connector.fail("open", status=403)

    await Couriers(teams.desk.store, {Channel.TEAMS: courier(teams), Channel.SLACK: slack}).deliver(ann, NUDGE)

    assert ["ann"] == slack.recipients
    assert "stale" == (await addresses(teams))[ANN.user]


async def test_a_busy_teams_is_waited_for_and_the_chat_stays_good(teams: TeamsCouncil) -> None:
    await teams.install(OFFICER)
    await teams.shown()
    teams.connector.fail("create", status=503, times=30)

    with pytest.raises(TryLaterError):
        await courier(teams).deliver(officer(teams), NUDGE)

    assert {OFFICER.user: "ok"} == await addresses(teams)


async def test_what_teams_refuses_is_nobodys_address_at_fault(teams: TeamsCouncil) -> None:
    await teams.install(OFFICER)
    await teams.shown()
    teams.connector.fail("create", status=401, times=30)

    with pytest.raises(OutOfServiceError, match="clerk doctor"):
        await courier(teams).deliver(officer(teams), NUDGE)

    assert {OFFICER.user: "ok"} == await addresses(teams)


async def test_what_failed_while_the_app_was_away_is_sent_once_it_is_there_again(teams: TeamsCouncil) -> None:
    await due(teams)
    await teams.install(OFFICER)
    await teams.shown()
    await teams.install(OFFICER, action="remove")
    await teams.shown()
    before = len(await teams.shown())
    await sweep(teams.desk, courier(teams), "one")
    meanwhile = (len(await teams.shown()) - before, await ledger(teams.desk.store))

    await teams.install(OFFICER)
    await teams.shown()
    await sweep(teams.desk, courier(teams), "one")

    assert (0, [("today", "failed")]) == meanwhile
    assert [("today", "sent")] == await ledger(teams.desk.store)
    assert "Pier lights" in text_of(await teams.last())


async def test_a_nudge_arrives_after_the_program_was_started_anew_and_at_an_address_that_changed(teams: TeamsCouncil) -> None:
    await due(teams)
    await teams.install(OFFICER)
    await teams.shown()
    await teams.stop()
    async with FakeConnector() as moved:
        again = TeamsCouncil(teams.desk, teams.interpreter, connector=teams.connector, known=True)
        await again.__aenter__()
        await courier(again).deliver(officer(teams), NUDGE)
        at_the_old = (await again.last()).activity["summary"]
        again.connector = moved
        await again.say(OFFICER, "help")
        await again.shown()
        await sweep(again.desk, courier(again), "two")
        at_the_new = text_of(await again.last())
        await again.stop()

    assert NUDGE.headline == at_the_old
    assert "Pier lights" in at_the_new
    assert [("today", "sent")] == await ledger(teams.desk.store)


async def test_somebody_who_is_tried_again_by_hand_is_reached_though_their_chat_was_given_up(teams: TeamsCouncil) -> None:
    await teams.install(MEMBER)
    await teams.install(OFFICER)
    await teams.shown()
    teams.connector.fail("create", status=403, conversation=OFFICER.personal)
    with pytest.raises(NoWayError):
        await courier(teams).deliver(officer(teams), NUDGE)
    keeper = await person(teams, KEEPER, "keeper", roles=["democratic_services"])

    await retry(teams.desk, keeper, InTeams(), officer(teams).key)
    [copy] = await courier(teams).deliver(officer(teams), NUDGE)

    assert "ok" == (await addresses(teams))[OFFICER.user]
    assert copy.place
