"""Once only, over two processes at one database: what Teams sends again and again is answered once, and what one process left another finishes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from conftest import SetClock
from nudging import add, enquiry, ledger
from slack_samples import HOLD_FORM
from sqlalchemy import select
from teams_activities import BOT, TENANT
from teams_council import MEMBER, OFFICER, TeamsCouncil, buttons_of, text_of
from teams_town import OPEN

from bot.casework.desk import Desk
from bot.channels.once import LEASE, Once
from bot.channels.teams.cards.message import form_button
from bot.channels.teams.conversations import STALE
from bot.channels.teams.framework.translating import arrival
from bot.channels.teams.office import key_of
from bot.channels.teams.ports import Reference, Scope
from bot.reminders.sweeper import sweep
from bot.reply import Form
from bot.store.cases import EnquiryRow
from bot.store.platform import PlatformEventRow
from intents.interpreter import Interpreter


@dataclass
class Two:
    """Two processes of one council."""

    first: TeamsCouncil
    second: TeamsCouncil

    async def shown(self) -> list[str]:
        """Wait until both are quiet; give what was said."""
        await self.first.shown()
        return [text_of(sent) for sent in await self.second.shown()]

    async def enquiries(self) -> list[str]:
        async with self.first.desk.store.read() as session:
            return list(await session.scalars(select(EnquiryRow.subject)))


@pytest.fixture
async def two(desk: Desk, interpreter: Interpreter) -> AsyncIterator[Two]:
    async with TeamsCouncil(desk, interpreter) as first:
        second = TeamsCouncil(desk, interpreter, connector=first.connector, known=True)
        await second.__aenter__()
        yield Two(first, second)
        await second.stop()


async def test_what_is_sent_five_times_at_once_to_both_is_answered_once(two: Two) -> None:
    body = two.first.activity(MEMBER, text=OPEN, textFormat="plain")
    posts = [council.post(body) for council in (two.first, two.second, two.first, two.second, two.first)]

    statuses = [status for status, _ in await asyncio.gather(*posts)]

    assert {True} == {status < 300 for status in statuses}
    assert 1 == len(await two.shown())


async def test_however_much_work_holds_connections_what_comes_is_acknowledged(two: Two) -> None:
    body = two.first.activity(MEMBER, text=OPEN, textFormat="plain")
    async with AsyncExitStack() as work:
        for _ in range(15):
            session = await work.enter_async_context(two.first.desk.store.read())
            await session.execute(select(1))
        status, _ = await two.first.post(body)

    assert status < 300
    assert 1 == len(await two.shown())


async def test_it_is_kept_of_which_organisation_something_came(two: Two) -> None:
    body = two.first.activity(MEMBER, text=OPEN, textFormat="plain")
    await two.first.post(body)
    await two.shown()
    async with two.first.desk.store.read() as session:
        tenants = set(await session.scalars(select(PlatformEventRow.tenant)))

    assert {body["channelData"]["tenant"]["id"]} == tenants


async def test_what_is_sent_five_times_at_once_to_both_logs_one_enquiry(two: Two) -> None:
    body = two.first.activity(MEMBER, text="log an enquiry about the pier lights", textFormat="plain")

    await asyncio.gather(*(council.post(body) for council in (two.first, two.second, two.first, two.second, two.first)))

    said = await two.shown()
    assert (1, 1) == (len(said), len(await two.enquiries()))


async def test_what_was_answered_and_is_sent_once_more_to_the_other_is_not_answered_again(two: Two) -> None:
    body = two.first.activity(MEMBER, text=OPEN, textFormat="plain")
    await two.first.post(body)
    await two.shown()

    await two.second.post(body)

    assert 1 == len(await two.shown())


@pytest.mark.parametrize(("seconds", "answers"), [(LEASE.seconds - 1, 0), (LEASE.seconds, 1)])
async def test_what_a_process_claimed_before_it_died_another_answers_once(two: Two, clock: SetClock, seconds: int, answers: int) -> None:
    body = two.first.activity(MEMBER, text=OPEN, textFormat="plain")
    left = arrival(body)
    assert left is not None
    await Once(two.first.desk.store, clock, "teams", "dead").claim(key_of(left), left.as_json())
    clock.go(seconds=seconds)

    await asyncio.gather(*(council.channel.office.recover() for council in (two.first, two.second) if council.channel is not None))

    assert answers == len(await two.shown())


async def form(two: Two) -> dict[str, Any]:
    """Open the form of an enquiry; give the button that sends it in."""
    opened = await two.first.fetch(OFFICER, form_button(Form("log_enquiry", "", HOLD_FORM.fields, {}), {}), replyToId="m-1")
    return buttons_of(opened["task"]["value"]["card"]["content"])["Send"]


async def test_a_form_that_is_sent_in_at_once_to_both_is_one_case(two: Two) -> None:
    send, filled = await form(two), {"subject": "Pier lights", "asked_by": "Dana Reed"}

    results = await asyncio.gather(*(council.send_in(OFFICER, send, filled) for council in (two.first, two.second) * 2))

    await two.shown()
    assert ["Pier lights"] == await two.enquiries()
    assert all("ENQ-1" in str(result) for result in results)


async def test_a_button_that_is_pressed_at_once_at_both_does_its_deed_once(two: Two) -> None:
    send, filled = await form(two), {"subject": "Pier lights", "asked_by": "Dana Reed", "officer": "Omar Khan"}
    await two.first.send_in(OFFICER, send, filled)
    await two.shown()
    await two.first.say(OFFICER, "show ENQ-1")
    card = (await two.first.last()).card
    assert card is not None

    bodies = await asyncio.gather(
        *(council.execute(OFFICER, buttons_of(card)["Acknowledge"], replyToId="m-9") for council in (two.first, two.second))
    )

    await two.shown()
    await two.first.say(OFFICER, "history of ENQ-1")
    assert all("cknowledged" in str(body) for body in bodies)
    assert 1 == text_of(await two.first.last()).count("Acknowledged")


async def test_a_form_in_the_chat_that_is_sent_at_once_to_both_is_one_case(two: Two) -> None:
    await two.first.say(OFFICER, "enquiry new Pier lights")
    card = (await two.first.last()).card
    assert card is not None
    send, filled = buttons_of(card)["Send"], {"subject": "Pier lights", "asked_by": "Dana Reed"}

    bodies = await asyncio.gather(*(council.execute(OFFICER, send, filled, replyToId="m-1") for council in (two.first, two.second) * 2))

    await two.shown()
    assert ["Pier lights"] == await two.enquiries()
    assert all("ENQ-1" in str(body) for body in bodies)


async def test_what_a_client_without_such_buttons_sends_five_times_is_one_case(two: Two) -> None:
    await two.first.say(OFFICER, "enquiry new Pier lights")
    card = (await two.first.last()).card
    assert card is not None
    data = {**buttons_of(card)["Send"]["fallback"]["data"], "subject": "Pier lights", "asked_by": "Dana Reed"}
    body = two.first.activity(OFFICER, value=data)
    before = len(await two.shown())

    await asyncio.gather(*(council.post(body) for council in (two.first, two.second, two.first, two.second, two.first)))

    said = await two.shown()
    assert (["Pier lights"], 1) == (await two.enquiries(), len(said) - before)


async def test_a_nudge_is_sent_once_by_two_processes_that_sweep_at_once(two: Two) -> None:
    people = two.first.people
    ids = {"member": people[MEMBER.account].id, "officer": people[OFFICER.account].id}
    today = two.first.desk.today("southend")
    await add(two.first.desk.store, enquiry(ids, today, today, subject="Pier lights"))
    await two.first.install(OFFICER)
    before = len(await two.shown())

    await asyncio.gather(
        *(sweep(its.desk, its.channel.courier, name) for its, name in ((two.first, "a"), (two.second, "b")) if its.channel is not None)
    )

    said = (await two.shown())[before:]
    assert (1, [("today", "sent")]) == (len(said), await ledger(two.first.desk.store))


async def test_where_the_app_came_is_new_to_one_of_those_who_hear_of_it_at_once(two: Two) -> None:
    install = {"type": "installationUpdate", "action": "add"}
    added = {"type": "conversationUpdate", "membersAdded": [{"id": BOT}]}
    bodies = [two.first.activity(MEMBER, **its) for its in (install, added) * 3]

    await asyncio.gather(*(council.post(body) for council, body in zip((two.first, two.second) * 3, bodies, strict=True)))

    assert 1 == len(await two.shown())


async def test_a_conversation_is_new_once_and_once_more_after_it_was_lost(two: Two) -> None:
    assert two.first.channel is not None
    assert two.second.channel is not None
    chat = Reference(TENANT, two.first.connector.url, MEMBER.personal, Scope.PERSONAL, BOT)
    known = [two.first.channel.office.conversations, two.second.channel.office.conversations] * 4

    first = await asyncio.gather(*(one.note(chat) for one in known))
    await known[0].mark(chat, STALE, "gone")
    then = await asyncio.gather(*(one.note(chat) for one in known))

    assert (1, 1) == (sum(first), sum(then))
