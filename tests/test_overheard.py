"""At a terminal one person reads along: nudges are sent there that they may see and that reach nobody in another way; what is private waits for its recipient."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date

from conftest import SetClock
from nudging import SOUTHEND, Postbox, add, add_people, enquiry, ledger, person, usual_people
from rich.console import Console
from sqlalchemy import select

from bot.casework.desk import Desk
from bot.casework.person import Person, person_of
from bot.channels.console import ConsoleCourier, Terminal
from bot.reminders.sweeper import sweep
from bot.store.cases import ComplaintRow, PersonalRow
from bot.store.people import IdentityRow, PersonRow

MONDAY = date(2026, 11, 23)


@dataclass
class Screen(Postbox):
    """A courier before which somebody sits."""

    desk: Desk | None = None
    sits: str = "services"
    waiting: list[str] = field(default_factory=list)

    async def reader(self) -> Person:
        assert self.desk is not None
        return await who(self.desk, self.sits)

    async def keep_back(self, waiting: dict[int, Person]) -> None:
        self.waiting = sorted(one.key for one in waiting.values())


async def who(desk: Desk, key: str) -> Person:
    async with desk.store.read() as session:
        return person_of((await session.scalars(select(PersonRow).where(PersonRow.key == key))).one())


async def remind(desk: Desk, clock: SetClock, person_id: int, text: str) -> None:
    await add(desk.store, PersonalRow(person_id=person_id, text=text, on=MONDAY, next_look=MONDAY, made_at=clock()))


async def test_who_keeps_the_register_is_shown_what_goes_to_others_but_nothing_private(desk: Desk, clock: SetClock) -> None:
    ids = await usual_people(desk.store)
    await add(desk.store, enquiry(ids, MONDAY, MONDAY))
    await remind(desk, clock, ids["officer"], "see the doctor")
    await remind(desk, clock, ids["services"], "post the agenda")
    async with desk.store.write() as session:
        session.add(record(ids, clock))
    screen = Screen(desk=desk)

    result = await sweep(desk, screen, "one")

    assert ["officer", "services"] == sorted(screen.recipients)
    assert "doctor" not in "".join(reply.text for _, reply in screen.got)
    assert ["manager", "officer"] == screen.waiting
    assert 2 == result.sent
    assert [("complaint", "planned"), ("personal", "planned"), ("personal", "sent"), ("today", "sent")] == sorted(await ledger(desk.store))


def record(ids: dict[str, int], clock: SetClock) -> ComplaintRow:
    return ComplaintRow(
        council=SOUTHEND,
        complainant_id=ids["member"],
        handler_id=ids["manager"],
        about="officer",
        step=1,
        steps=[],
        remind_on=MONDAY,
        next_look=MONDAY,
        made_at=clock(),
        changed_at=clock(),
    )


async def test_what_was_kept_back_is_shown_to_whom_it_is_for(desk: Desk, clock: SetClock) -> None:
    ids = await usual_people(desk.store)
    await remind(desk, clock, ids["officer"], "see the doctor")
    await sweep(desk, Screen(desk=desk), "one")
    screen = Screen(desk=desk, sits="officer")
    await sweep(desk, screen, "two")

    assert [("officer", "You asked to be reminded: see the doctor")] == [(key, reply.headline) for key, reply in screen.got]


async def test_who_does_not_keep_the_register_is_shown_their_own_and_learns_of_nobody_elses(desk: Desk, clock: SetClock) -> None:
    ids = await usual_people(desk.store)
    await add(desk.store, enquiry(ids, MONDAY, MONDAY))
    await remind(desk, clock, ids["officer"], "see the doctor")
    await remind(desk, clock, ids["member"], "ring the school")
    screen = Screen(desk=desk, sits="member")
    await sweep(desk, screen, "one")

    assert ["member"] == screen.recipients
    assert [] == screen.waiting
    assert 2 == [state for _, state in await ledger(desk.store)].count("planned")


async def test_another_councils_nudges_and_those_that_a_chat_delivers_are_left_to_others(desk: Desk) -> None:
    ids = await usual_people(desk.store)
    elsewhere = await add_people(desk.store, person("away", council="leeds"), person("asker", "member", council="leeds"))
    there = elsewhere | {"officer": elsewhere["away"], "member": elsewhere["asker"]}
    await add(desk.store, enquiry(ids, MONDAY, MONDAY), enquiry(there, MONDAY, MONDAY, council="leeds"))
    await add(desk.store, enquiry(ids, MONDAY, MONDAY, officer="colleague"))
    async with desk.store.write() as session:
        session.add(IdentityRow(person_id=ids["officer"], channel="slack", external_id="U012ABCDEF"))
        session.add(IdentityRow(person_id=ids["colleague"], channel="terminal", external_id="colleague"))
    screen, chat = Screen(desk=desk), Postbox()
    await sweep(desk, screen, "one")
    await sweep(desk, chat, "two")

    assert ["colleague"] == screen.recipients
    assert ["away", "officer"] == sorted(chat.recipients)


async def test_the_terminal_names_once_for_whom_something_private_waits(desk: Desk, clock: SetClock) -> None:
    ids = await usual_people(desk.store)
    await remind(desk, clock, ids["officer"], "see the doctor")
    out = io.StringIO()
    courier = ConsoleCourier(Terminal(Console(file=out, width=200)), lambda: who(desk, "services"))
    for _ in range(3):
        await sweep(desk, courier, "one")

    assert 1 == out.getvalue().count("A private reminder for Officer: it waits until they are here themselves")
    assert "doctor" not in out.getvalue()
