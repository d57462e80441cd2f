"""The bot in Microsoft's Agents Playground, in a browser: a process of its own, asked by a person who types and presses."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from browsing import PLAYGROUND, needs
from folk import elect, hire
from teams_playground import CHANNEL, COUNCIL, GROUP, MEMBER, OFFICER, PERSONAL, TODAY, Clerk, Window, account, object_id, playground

from bot.casework.desk import Desk
from bot.casework.enquiry_case import NewEnquiry
from bot.casework.enquiry_log import log
from bot.casework.person import Person
from bot.channels.teams.talk import WENT_DIRECT
from bot.store.database import Store
from bot.store.people import IdentityRow
from protocol_data.library import Library

pytestmark = needs(PLAYGROUND, programs=["node"])

OPEN = "how soon must a letter from a councillor be answered?"
ANSWERED = "within 10 working days"
SUBJECT, TEAM, DONE = "Street light out", "Housing", "Done: it is answered"


@pytest.fixture
async def desk(sqlite_store: Store, library: Library) -> Desk:
    """The register two weeks ago."""
    return Desk(sqlite_store, library, lambda: TODAY - timedelta(days=14))


@pytest.fixture
async def people(desk: Desk) -> dict[str, Person]:
    """Whoever sits before the page, by the immutable id; and a member, by the id with which the Playground opens chats."""
    officer = await hire(desk, COUNCIL, "omar.khan", name=OFFICER, team=TEAM, roles=["democratic_services"])
    member = await elect(desk, COUNCIL, "dana.reed", name=MEMBER, ward="Mill")
    async with desk.store.write() as session:
        for its, known_as in ((officer, object_id(OFFICER)), (member, account(MEMBER))):
            session.add(IdentityRow(person_id=its.id, channel="teams", external_id=known_as))
    return {its.name: its for its in (officer, member)}


@pytest.fixture
async def clerk(people: dict[str, Person], sqlite_url: str) -> AsyncIterator[Clerk]:  # noqa: ARG001 - they are known before it starts
    its = Clerk(sqlite_url)
    try:
        await its.start()
        yield its
    finally:
        await its.kill()


@pytest.fixture
async def window(clerk: Clerk, tmp_path: Path) -> AsyncIterator[Window]:
    """The page, on which nothing went wrong when the test is over."""
    async with playground(clerk, tmp_path) as its:
        await its.shows("I answer questions about")
        yield its

        assert [] == await its.faults()


async def test_in_a_personal_chat_a_question_is_answered_and_a_form_becomes_the_case_that_was_logged_with_it(window: Window) -> None:
    await window.say(OPEN)
    answer = await (await window.shows(ANSWERED)).inner_text()
    await window.say("/enquiry log")
    form = await window.shows("Log an enquiry")
    await window.fill(form, subject=SUBJECT)
    await window.press(form, "Send")
    asks = await (await window.shows("Asked by can't be empty.")).inner_text()
    await window.fill(form, asked_by=MEMBER)
    await window.press(form, "Send")
    case = await (await window.shows("Logged as ENQ-1")).inner_text()
    left = await window.card("What is the enquiry about?").count()

    assert "9.1.5 Ten working days for an answer (should)" in answer
    assert "Log an enquiry" in asks
    assert "Due: Monday 1 February 2027 (set by the protocol), day 0 of 10" in case
    assert 0 == left


async def test_a_nudge_arrives_though_the_bot_was_killed_since_and_its_card_shows_what_was_done(
    window: Window, clerk: Clerk, desk: Desk, people: dict[str, Person]
) -> None:
    await clerk.kill()
    await log(desk, people[MEMBER], NewEnquiry(SUBJECT, officer=OFFICER))
    await clerk.start()
    nudge = await window.shows("ENQ-1")
    told = await nudge.inner_text()
    await window.press(nudge, DONE)
    done = await (await window.shows(f"by {OFFICER}")).inner_text()
    left = await window.page.get_by_role("button", name=DONE, exact=True).count()

    assert SUBJECT in told
    assert "ENQ-1" in done
    assert 0 == left


@pytest.mark.parametrize("place", [GROUP, CHANNEL])
async def test_where_others_read_along_what_is_for_one_is_told_alone_and_a_nudge_names_the_case_and_what_was_done(
    window: Window, desk: Desk, people: dict[str, Person], place: str
) -> None:
    await window.open(place)
    await window.shows("what the protocol says to everybody I answer here")
    await window.say(f"this channel is for {TEAM}", mention=True)
    await window.shows(f"{TEAM} hears here")
    await window.say(OPEN, mention=True)
    answer = await (await window.shows(ANSWERED)).inner_text()
    await window.say("/enquiry log", mention=True)
    await window.page.get_by_text(WENT_DIRECT).last.wait_for()
    openly = await window.card("Log an enquiry").count()
    await log(desk, people[MEMBER], NewEnquiry(SUBJECT, officer=OFFICER))
    nudge = await window.shows("There is a reminder about ENQ-1")
    told = await nudge.inner_text()
    await window.press(nudge, DONE)
    done = await (await window.shows("There is a reminder about ENQ-1", f"✓ Marked as answered by {OFFICER}")).inner_text()
    await window.open(PERSONAL)
    alone = await (await window.shows(SUBJECT)).inner_text()
    form = await window.shows("Log an enquiry")
    await window.fill(form, subject="Bins", asked_by=MEMBER)
    await window.press(form, "Send")
    case = await (await window.shows("Logged as ENQ-2")).inner_text()

    assert "9.1.5 Ten working days for an answer (should)" in answer
    assert 0 == openly
    assert SUBJECT not in told + done
    assert f"by {OFFICER}" in alone
    assert "Asked by: Dana Reed" in case
