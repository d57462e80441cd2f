"""A reminder that stands in a chat and in a team's channel in Teams: whatever way something is done about it, both show it, and only those whose it still is."""

from __future__ import annotations

import pytest
from sqlalchemy import delete
from teams_activities import CHANNEL
from teams_council import TeamsCouncil, buttons_of, text_of
from teams_nudging import ANN, courier, linked, logged

from bot.casework.enquiry_ends import answer, correct
from bot.casework.person import Person
from bot.reminders.sweeper import sweep
from bot.store.people import IdentityRow
from bot.store.teams import TeamsChannelRow

DONE = "✓ Marked as answered by Ann Day, Monday 23 November 2026"


@pytest.fixture
async def ann(teams: TeamsCouncil) -> Person:
    """The officer who is reminded in her chat, and whose team's channel hears of it."""
    officer = await linked(teams)
    await logged(teams, officer)
    assert teams.channel is not None
    teams.channel.settle_through(courier(teams))
    await sweep(teams.desk, courier(teams), "one")
    await teams.shown()
    return officer


async def showing(teams: TeamsCouncil) -> set[str]:
    """Give the conversations in which a message was changed to show that it is done."""
    return {sent.conversation for sent in await teams.shown() if sent.what == "update" and DONE in text_of(sent)}


@pytest.mark.usefixtures("ann")
async def test_what_is_written_to_the_bot_changes_both(teams: TeamsCouncil) -> None:
    await teams.say(ANN, "ENQ-1 has been answered")

    assert {ANN.personal, CHANNEL} == await showing(teams)


@pytest.mark.usefixtures("ann")
async def test_a_mention_in_the_channel_changes_both(teams: TeamsCouncil) -> None:
    await teams.mention(ANN, "ENQ-1 has been answered")

    assert {ANN.personal, CHANNEL} == await showing(teams)


async def test_what_is_done_in_the_register_by_itself_changes_both_with_the_next_sweep(teams: TeamsCouncil, ann: Person) -> None:
    await answer(teams.desk, ann, 1)
    await sweep(teams.desk, courier(teams), "two")

    assert {ANN.personal, CHANNEL} == await showing(teams)


@pytest.mark.usefixtures("ann")
async def test_the_message_whose_button_it_was_looks_as_it_would_if_it_had_been_done_elsewhere(teams: TeamsCouncil) -> None:
    [number] = [number for number, sent in enumerate(await teams.shown(), 1) if sent.what == "create" and "Pier lights" in text_of(sent)]
    card = teams.connector.sent[number - 1].card
    assert card is not None
    await teams.execute(ANN, buttons_of(card)["Done: it is answered"], replyToId=f"m-{number}")
    in_chat = [sent for sent in await teams.shown() if sent.what == "update" and sent.conversation == ANN.personal]

    assert [f"m-{number}"] == [sent.answers for sent in in_chat]
    assert "is due on Monday 23 November 2026" in text_of(in_chat[0])
    assert DONE in text_of(in_chat[0])


async def test_an_account_that_is_linked_to_nobody_any_more_is_shown_nothing_more(teams: TeamsCouncil, ann: Person) -> None:
    async with teams.desk.store.write() as session:
        await session.execute(delete(IdentityRow).where(IdentityRow.person_id == ann.id))
    await correct(teams.desk, ann, 1, "It was wrong", subject="The Okafor family's debts")
    await answer(teams.desk, ann, 1)
    await sweep(teams.desk, courier(teams), "two")

    assert {CHANNEL} == await showing(teams)
    assert "Okafor" not in "".join(str(sent.activity) for sent in teams.connector.sent if sent.conversation == ANN.personal)


async def test_a_channel_that_is_no_teams_any_more_is_shown_nothing_more(teams: TeamsCouncil, ann: Person) -> None:
    async with teams.desk.store.write() as session:
        await session.execute(delete(TeamsChannelRow))
    await answer(teams.desk, ann, 1)
    await sweep(teams.desk, courier(teams), "two")

    assert {ANN.personal} == await showing(teams)
