"""What a platform delivers twice is done once: every change of an enquiry remembers the message that asked for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date

import pytest
from folk import elect, hire

from bot.casework.desk import Desk
from bot.casework.enquiry_case import Enquiry, HoldingReply, NewEnquiry
from bot.casework.enquiry_changes import acknowledge, extend, mark_complaint, mark_significant
from bot.casework.enquiry_ends import answer, close, correct, note, reopen
from bot.casework.enquiry_hands import reassign
from bot.casework.enquiry_holding import hold
from bot.casework.enquiry_kinds import EventKind
from bot.casework.enquiry_log import log
from bot.casework.enquiry_view import history
from bot.casework.errors import CaseError
from bot.casework.person import Person

HERE = "southend"
MONDAY, FRIDAY, NEXT_FRIDAY = date(2026, 11, 23), date(2026, 11, 27), date(2026, 12, 4)
REPLY = HoldingReply(until=NEXT_FRIDAY, officer_name="Ann", officer_phone="01702 1", reason="late", action="looking")
ONE = "T1:C1:1700000000.1"
Deed = Callable[[Desk, Person, int, str], Awaitable[Enquiry]]
DEEDS: dict[EventKind, Deed] = {
    EventKind.ACKNOWLEDGED: lambda desk, who, number, origin: acknowledge(desk, who, number, None, origin),
    EventKind.HOLDING_REPLY: lambda desk, who, number, origin: hold(desk, who, number, REPLY, origin),
    EventKind.EXTENDED: lambda desk, who, number, origin: extend(desk, who, number, NEXT_FRIDAY, "agreed", origin),
    EventKind.REASSIGNED: lambda desk, who, number, origin: reassign(desk, who, number, "Bob Poe", None, origin),
    EventKind.MARKED_COMPLAINT: lambda desk, who, number, origin: mark_complaint(desk, who, number, None, origin),
    EventKind.MARKED_SIGNIFICANT: lambda desk, who, number, origin: mark_significant(desk, who, number, None, origin),
    EventKind.ANSWERED: lambda desk, who, number, origin: answer(desk, who, number, None, origin),
    EventKind.CLOSED: lambda desk, who, number, origin: close(desk, who, number, "done", origin),
    EventKind.NOTED: lambda desk, who, number, origin: note(desk, who, number, "rang", origin),
    EventKind.CORRECTED: lambda desk, who, number, origin: correct(desk, who, number, "slip", subject="Bins", origin=origin),
}


@pytest.fixture
async def clerk(desk: Desk) -> Person:
    await hire(desk, HERE, "bob", name="Bob Poe")
    return await hire(desk, HERE, "clerk", roles=["democratic_services"])


@pytest.fixture
async def number(desk: Desk, clerk: Person) -> int:
    return (await log(desk, clerk, NewEnquiry("Bins", asked_by="Cllr Shah"))).number


async def times(desk: Desk, clerk: Person, number: int, kind: EventKind) -> int:
    return [entry.kind for entry in await history(desk, clerk, number)].count(kind)


@pytest.mark.parametrize("kind", DEEDS)
async def test_the_same_message_does_a_thing_once_and_another_message_is_another_matter(
    desk: Desk, clerk: Person, number: int, kind: EventKind
) -> None:
    first, again = [await DEEDS[kind](desk, clerk, number, ONE) for _ in range(2)]

    assert (False, True) == (first.was_there, again.was_there)
    assert first.state == again.state
    assert 1 == await times(desk, clerk, number, kind)


async def test_reopening_by_the_same_message_is_done_once_too(desk: Desk, clerk: Person, number: int) -> None:
    await answer(desk, clerk, number, None, "first")
    again = [(await reopen(desk, clerk, number, "not all", FRIDAY, "second")).was_there for _ in range(2)]

    assert [False, True] == again
    assert 1 == await times(desk, clerk, number, EventKind.REOPENED)


async def test_two_messages_are_two_notes_and_without_a_message_nothing_is_taken_for_a_retry(
    desk: Desk, clerk: Person, number: int
) -> None:
    for origin in ("one", "two", None, None):
        await note(desk, clerk, number, "rang", origin)

    assert 4 == await times(desk, clerk, number, EventKind.NOTED)


async def test_one_message_may_do_the_same_to_two_cases(desk: Desk, clerk: Person, number: int) -> None:
    other = (await log(desk, clerk, NewEnquiry("Lights", asked_by="Cllr Shah"))).number
    found = [(await answer(desk, clerk, one, None, ONE)).was_there for one in (number, other)]

    assert [False, False] == found


async def test_the_same_message_at_once_in_four_processes_is_done_once(desk: Desk, clerk: Person, number: int) -> None:
    found = await asyncio.gather(*(note(desk, clerk, number, "rang", ONE) for _ in range(4)))

    assert [False, True, True, True] == sorted(case.was_there for case in found)
    assert 1 == await times(desk, clerk, number, EventKind.NOTED)


async def test_a_retry_finds_the_case_as_others_have_left_it(desk: Desk, clerk: Person, number: int) -> None:
    await extend(desk, clerk, number, FRIDAY, "agreed", "one")
    await extend(desk, clerk, number, NEXT_FRIDAY, "agreed anew", "two")

    assert NEXT_FRIDAY == (await extend(desk, clerk, number, FRIDAY, "agreed", "one")).state.due
    assert 2 == await times(desk, clerk, number, EventKind.EXTENDED)


async def test_whoever_handed_a_case_over_and_sees_it_no_longer_is_told_that_it_was_done_and_nothing_of_it(
    desk: Desk, clerk: Person
) -> None:
    ann, member = await hire(desk, HERE, "ann", name="Ann Day"), await elect(desk, HERE, "shah")
    number = (await log(desk, member, NewEnquiry("Bins", officer="ann"))).number
    await reassign(desk, ann, number, clerk.key, None, ONE)
    says = []
    for person in (ann, await hire(desk, HERE, "eve")):
        with pytest.raises(CaseError) as refused:
            await reassign(desk, person, number, clerk.key, None, ONE)
        says.append(str(refused.value))

    assert says[0].startswith("That has been done.")
    assert says[1].startswith("There is no ENQ-")
