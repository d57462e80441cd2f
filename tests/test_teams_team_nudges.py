"""Nudges in a team's channel of Teams: without name and subject; each sees what they may, and what was done is shown anew."""

from __future__ import annotations

from typing import Any

import pytest
from teams_activities import CHANNEL, place_in_channel
from teams_connector import Sent
from teams_council import MEMBER, OFFICER, STRANGER, Account, TeamsCouncil, buttons_of, text_of
from teams_nudging import ANN, KEEPER, NUDGE, addresses, courier, due, linked, logged, officer, person, says
from teams_schema import faults

from bot.channels.teams import team_channels
from bot.reminders.courier import NoWayError, TryLaterError
from bot.reminders.sweeper import sweep
from bot.reply import Button, Reply
from intents.understanding import Outcome

# --- to a team's channel


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
