"""Nudges in Teams: they arrive in a person's chat, in a team's channel without a name, and where a way is gone that is written down and the nudge is not lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from folk import hire
from nudging import Postbox, add, enquiry, ledger
from sqlalchemy import select
from teams_activities import CHANNEL, TEAM, TENANT, place_in_channel
from teams_connector import FakeConnector, Sent
from teams_council import MEMBER, OFFICER, STRANGER, Account, TeamsCouncil, buttons_of, text_of
from teams_schema import faults, parts

from bot.casework.identities import Channel
from bot.casework.person import Person
from bot.channels.couriers import Couriers, OutOfServiceError
from bot.channels.previews import NOTICE
from bot.channels.reach import retry
from bot.channels.teams import team_channels
from bot.channels.teams.courier import TeamsCourier
from bot.channels.teams.reached import InTeams
from bot.reminders.courier import Copy, NoWayError, TryLaterError
from bot.reminders.sweeper import sweep
from bot.reply import Button, Reply
from bot.store.people import IdentityRow
from bot.store.platform import AddressRow
from intents.understanding import Outcome

MONDAY = date(2026, 11, 23)
NUDGE = Reply(
    Outcome.ANSWER,
    "reminder",
    "ENQ-12 “Rent of 4 Mill Lane” is due on Monday 23 November 2026.",
    buttons=(Button("Done: it is answered", "ENQ-12 has been answered"), Button("Snooze 1 day", "snooze ENQ-12 until tomorrow")),
)
PRIVATE = Reply(Outcome.ANSWER, "reminder", "You asked to be reminded: ring the family", buttons=(Button("Done", "done REM-9"),))
ANN = Account("29:1someone-account", "99999999-0000-0000-0000-0000000000aa")
KEEPER = Account("29:1Keeper-account", "99999999-0000-0000-0000-0000000000bb")
ROOM = {"id": CHANNEL, "conversationType": "channel", "isGroup": True, "tenantId": TENANT}


def courier(teams: TeamsCouncil) -> TeamsCourier:
    assert teams.channel is not None
    return teams.channel.courier


def officer(teams: TeamsCouncil) -> Person:
    return teams.people[OFFICER.account]


async def person(teams: TeamsCouncil, account: Account, key: str, *ids: str, **columns: Any) -> Person:  # noqa: ANN401 - any column
    """Put an officer into the directory who is linked by these ids."""
    made = await hire(teams.desk, teams.council, key, **columns)
    async with teams.desk.store.write() as session:
        for one in ids or (account.user,):
            session.add(IdentityRow(person_id=made.id, channel="teams", external_id=one))
            await session.flush()
    teams.people[account.account] = made
    return made


async def addresses(teams: TeamsCouncil) -> dict[str, str]:
    async with teams.desk.store.read() as session:
        return {row.user: row.state for row in await session.scalars(select(AddressRow))}


def says(card: dict[str, Any]) -> str:
    return "\n".join(str(its["text"]) for its in parts(card) if its.get("type") in {"TextRun", "TextBlock"})


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


async def due(teams: TeamsCouncil) -> int:
    """Have an enquiry due today that the officer handles; give its number."""
    ids = {"member": teams.people[MEMBER.account].id, "officer": officer(teams).id}
    return (await add(teams.desk.store, enquiry(ids, MONDAY, MONDAY, subject="Pier lights")))[0]


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


# --- to a team's channel


async def linked(teams: TeamsCouncil) -> Person:
    """Have an officer of a team whose channel is linked, in the chat with whom the bot is; everybody of the town is in the channel."""
    ann = await person(teams, ANN, "ann", team="Housing", name="Ann Day")
    await person(teams, KEEPER, "keeper", roles=["democratic_services"])
    teams.connector.people[TEAM] = [
        {"id": one.account, "name": "Somebody", "aadObjectId": one.user} for one in (ANN, KEEPER, MEMBER, OFFICER, STRANGER)
    ]
    await teams.install(ANN)
    await teams.shown()
    await teams.mention(KEEPER, "this channel is for housing")
    await teams.shown()
    return ann


async def logged(teams: TeamsCouncil, ann: Person, subject: str = "Pier lights") -> None:
    ids = {"member": teams.people[MEMBER.account].id, "officer": ann.id}
    await add(teams.desk.store, enquiry(ids, MONDAY, MONDAY, subject=subject))


def posted(teams: TeamsCouncil, what: str = "create") -> list[Sent]:
    return [sent for sent in teams.connector.sent if sent.what == what and sent.conversation == CHANNEL]


async def test_who_keeps_the_directory_links_a_channel_by_saying_so_in_it(teams: TeamsCouncil) -> None:
    await linked(teams)

    assert "Housing hears here that there are reminders" in text_of(await teams.last())


@pytest.mark.parametrize(("who", "says"), [(OFFICER, "keep the directory"), (STRANGER, "I know you as a guest")])
async def test_who_does_not_keep_the_directory_links_no_channel_and_is_told_alone(teams: TeamsCouncil, who: Account, says: str) -> None:
    await person(teams, ANN, "ann", team="Housing")

    await teams.mention(who, "this channel is for Housing")

    alone, channel = await teams.shown()
    assert says in text_of(alone)
    assert "Housing" not in text_of(channel)


async def test_a_team_that_nobody_is_in_is_refused_and_said_in_the_personal_chat_it_is_told_where_to_say_it(teams: TeamsCouncil) -> None:
    await person(teams, KEEPER, "keeper", roles=["democratic_services"])

    await teams.mention(KEEPER, "this channel is for Bygone")
    await teams.shown()
    await teams.say(KEEPER, "this channel is for Bygone")

    refused, _, elsewhere = await teams.shown()
    assert "Nobody in the directory is in the team “Bygone”" in text_of(refused)
    assert "in the channel itself" in text_of(elsewhere)


async def test_the_team_hears_of_a_nudge_without_name_and_subject_and_those_of_it_are_asked_again_for(teams: TeamsCouncil) -> None:
    ann = await linked(teams)
    await logged(teams, ann)

    await sweep(teams.desk, courier(teams), "one")

    [post] = posted(teams)
    assert post.card is not None
    assert [] == faults(post.card)
    assert "ENQ-1" in text_of(post)
    assert not [word for word in ("Pier", "Dana", "Ann", "Member") if word in str(post.activity)]
    assert [ANN.account] == post.card["refresh"]["userIds"]
    assert "Pier lights" in [text_of(sent) for sent in teams.connector.sent if sent.conversation == ANN.personal][-1]


async def asks_again(teams: TeamsCouncil, who: Account, post: Sent, number: int) -> dict[str, Any]:
    assert post.card is not None
    action = {**post.card["refresh"]["action"], "type": "Action.Execute"}
    value = {"action": action, "trigger": "automatic"}
    place = place_in_channel()
    body = await teams.invoke(who, "adaptiveCard/action", value, replyToId=f"m-{number}", **place)
    card: dict[str, Any] = body["value"]
    assert [] == faults(card)
    return card


async def test_each_person_sees_in_the_channel_what_they_may_and_what_was_done_about_it(teams: TeamsCouncil) -> None:
    ann = await linked(teams)
    await logged(teams, ann)
    assert teams.channel is not None
    teams.channel.settle_through(courier(teams))
    await sweep(teams.desk, courier(teams), "one")
    [post] = posted(teams)
    number = teams.connector.sent.index(post) + 1

    before = {who: says(await asks_again(teams, who, post, number)) for who in (ANN, STRANGER)}
    card = await asks_again(teams, ANN, post, number)
    button = buttons_of(card)["Acknowledge"]
    await teams.execute(ANN, button, replyToId=f"m-{number}", **place_in_channel())
    await teams.shown()
    after = {who: says(await asks_again(teams, who, post, number)) for who in (ANN, STRANGER)}

    assert ("Pier lights" in before[ANN], "Pier lights" in before[STRANGER]) == (True, False)
    [update] = posted(teams, "update")
    assert "✓ Acknowledged by Ann Day, Monday 23 November 2026" in text_of(update)
    assert "Pier" not in str(update.activity)
    assert update.card is not None
    assert [ANN.account] == update.card["refresh"]["userIds"]
    assert "✓ Acknowledged by Ann Day" in after[ANN]
    assert "Pier lights" in after[ANN]
    assert "✓ Acknowledged by Ann Day" in after[STRANGER]
    assert "Pier lights" not in after[STRANGER]
    direct = [sent for sent in teams.connector.sent if sent.what == "update" and sent.conversation == ANN.personal]
    assert "✓ Acknowledged by Ann Day" in text_of(direct[-1])


async def test_where_it_is_not_told_who_is_in_a_channel_all_see_the_neutral_word(teams: TeamsCouncil) -> None:
    ann = await linked(teams)
    await logged(teams, ann)
    teams.connector.fail("members", status=403)

    await sweep(teams.desk, courier(teams), "one")

    [post] = posted(teams)
    assert post.card is not None
    assert "refresh" not in post.card


async def test_a_channel_that_is_gone_is_noted_the_person_was_told_and_a_mention_there_mends_it(teams: TeamsCouncil) -> None:
    ann = await linked(teams)
    teams.connector.fail("create", status=404, conversation=CHANNEL)
    told = Reply(Outcome.ANSWER, "reminder", "There is a reminder about ENQ-12.", buttons=(Button("Show it", "show ENQ-12"),))

    copies = [len(await courier(teams).deliver(ann, NUDGE, told)) for _ in range(2)]
    states = [its.state for its in await channels(teams)]
    await teams.mention(MEMBER, "help")
    await teams.shown()
    copies.append(len(await courier(teams).deliver(ann, NUDGE, told)))

    assert [1, 1, 2] == copies
    assert ["stale"] == states
    assert ["ok"] == [its.state for its in await channels(teams)]


async def channels(teams: TeamsCouncil) -> list[Any]:
    return list(await team_channels.linked(teams.desk, teams.people[KEEPER.account]))


async def test_a_channel_is_let_go_by_saying_so_in_it(teams: TeamsCouncil) -> None:
    await linked(teams)

    await teams.mention(KEEPER, "this channel is no longer for Housing.")
    await teams.shown()

    assert [] == await channels(teams)


# --- what was shown is shown anew


async def test_a_message_that_is_not_there_any_more_is_left_and_a_busy_teams_is_asked_later(teams: TeamsCouncil) -> None:
    await teams.install(OFFICER)
    await teams.shown()
    [copy] = await courier(teams).deliver(officer(teams), NUDGE)
    teams.connector.fail("update", status=404)

    with pytest.raises(NoWayError):
        await courier(teams).revise(copy, NUDGE, officer(teams))
    teams.connector.fail("update", status=503, times=30)
    with pytest.raises(TryLaterError):
        await courier(teams).revise(copy, NUDGE, officer(teams))

    assert {OFFICER.user: "ok"} == await addresses(teams)


async def test_of_a_message_about_several_cases_one_is_dealt_with_and_the_others_keep_their_buttons(teams: TeamsCouncil) -> None:
    ann = await linked(teams)
    await logged(teams, ann, "Pier lights")
    await logged(teams, ann, "Beach huts")
    assert teams.channel is not None
    teams.channel.settle_through(courier(teams))
    await sweep(teams.desk, courier(teams), "one")
    [post] = posted(teams)
    number = teams.connector.sent.index(post) + 1
    before = says(await asks_again(teams, ANN, post, number))

    await teams.execute(ANN, await button(teams, "ENQ-1", "Acknowledge"), replyToId=f"m-{number}", **place_in_channel())
    await teams.shown()

    [update] = posted(teams, "update")
    assert update.card is not None
    after = says(await asks_again(teams, ANN, post, number))
    assert ("ENQ-1: Pier lights" in before, "ENQ-2: Beach huts" in before) == (True, True)
    assert {"Show ENQ-1", "Show ENQ-2"} <= set(buttons_of(update.card))
    assert "✓ ENQ-1: Acknowledged by Ann Day" in text_of(update)
    assert "✓ ENQ-1: Acknowledged by Ann Day" in after
    assert "ENQ-2: Beach huts" in after


async def button(teams: TeamsCouncil, ref: str, title: str) -> dict[str, Any]:
    """Give a button of the card that shows a case."""
    await teams.say(ANN, f"show {ref}")
    card = (await teams.last()).card
    assert card is not None
    return buttons_of(card)[title]


async def test_a_button_under_a_message_about_several_cases_leaves_the_others_on_it(teams: TeamsCouncil) -> None:
    await teams.install(OFFICER)
    await teams.shown()
    await due(teams)
    await due(teams)
    assert teams.channel is not None
    teams.channel.settle_through(courier(teams))
    await sweep(teams.desk, courier(teams), "one")
    number = len(await teams.shown())
    await teams.say(OFFICER, "show ENQ-1")
    card = (await teams.last()).card
    assert card is not None

    await teams.execute(OFFICER, buttons_of(card)["Acknowledge"], replyToId=f"m-{number}")

    update = await teams.last()
    assert ("update", f"m-{number}") == (update.what, update.answers)
    assert "ENQ-2" in text_of(update)
    assert "✓ ENQ-1: Acknowledged by Omar Khan" in text_of(update)


async def test_in_a_teams_channel_no_member_is_named_for_what_they_did(teams: TeamsCouncil) -> None:
    await linked(teams)
    await due(teams)
    close = {"verb": "say", "data": {"clerk": {"do": "say", "says": "close ENQ-1"}}}

    await teams.execute(MEMBER, close, replyToId="m-900", **place_in_channel())

    update = (await teams.shown())[-1]
    assert "✓ Closed by a Councillor" in text_of(update)
    assert "Dana" not in str(update.activity)


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
