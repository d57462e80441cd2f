"""Somebody is away: noted from the directory or from a case, it is one thing, checked in one way, and it stands in each of their open enquiries."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from folk import elect, hire
from sqlalchemy import event, select

from bot.casework import people
from bot.casework.desk import Desk
from bot.casework.enquiry_case import HistoryEntry, NewEnquiry
from bot.casework.enquiry_ends import answer
from bot.casework.enquiry_hands import cover, reassign
from bot.casework.enquiry_kinds import EventKind
from bot.casework.enquiry_log import log
from bot.casework.enquiry_view import history
from bot.casework.errors import CaseError, RefusedError
from bot.casework.operator import operator
from bot.casework.people_leaving import absent, back, leave
from bot.casework.person import Person
from bot.store.cases import EnquiryRow
from bot.store.people import PersonRow

HERE = "southend"
SUNDAY, MONDAY, TUESDAY, FRIDAY = (date(2026, 11, day) for day in (22, 23, 24, 27))


@pytest.fixture
async def clerk(desk: Desk) -> Person:
    return await hire(desk, HERE, "clerk", roles=["democratic_services"])


@pytest.fixture
async def ann(desk: Desk) -> Person:
    boss = await hire(desk, HERE, "boss", name="Bo Smith")
    return await hire(desk, HERE, "ann", name="Ann Day", manager_id=boss.id)


@pytest.fixture
async def bob(desk: Desk) -> Person:
    return await hire(desk, HERE, "bob", name="Bob Poe")


async def case_of(desk: Desk, clerk: Person, officer: Person) -> int:
    return (await log(desk, clerk, NewEnquiry("Bins", asked_by="Cllr Shah", officer=officer.key))).number


async def covers(desk: Desk, clerk: Person, number: int) -> list[HistoryEntry]:
    return [entry for entry in await history(desk, clerk, number) if entry.kind is EventKind.COVERED]


async def test_an_absence_that_is_noted_in_the_directory_stands_in_every_open_enquiry_and_in_no_other(
    desk: Desk, clerk: Person, ann: Person, bob: Person
) -> None:
    mine, other, answered = await case_of(desk, clerk, ann), await case_of(desk, clerk, bob), await case_of(desk, clerk, ann)
    await answer(desk, ann, answered)
    await absent(desk, ann, "ann", TUESDAY, FRIDAY, "bob")

    [entry] = await covers(desk, clerk, mine)
    assert ("Ann Day", {"by": "Bob Poe", "first": "2026-11-24", "last": "2026-11-27"}) == (entry.actor, dict(entry.fields))
    assert [[], []] == [await covers(desk, clerk, number) for number in (other, answered)]


async def test_the_directory_and_a_case_write_the_same_down(desk: Desk, clerk: Person, ann: Person, bob: Person) -> None:
    number = await case_of(desk, clerk, ann)
    await absent(desk, ann, "ann", TUESDAY, FRIDAY, "bob")
    await back(desk, ann, "ann")
    await cover(desk, clerk, number, bob.name, first=MONDAY, last=FRIDAY)
    async with desk.store.read() as session:
        noted = await people.needed(session, HERE, "ann")

    first, second = await covers(desk, clerk, number)
    assert dict(first.fields) | {"first": "2026-11-23"} == dict(second.fields)
    assert (bob.id, MONDAY, FRIDAY) == (noted.cover_id, noted.absent_from, noted.absent_until)


async def test_without_a_cover_the_manager_stands_in_the_history_and_without_one_nobody(
    desk: Desk, clerk: Person, ann: Person, bob: Person
) -> None:
    managed, alone = await case_of(desk, clerk, ann), await case_of(desk, clerk, bob)
    await absent(desk, ann, "ann", MONDAY)
    await absent(desk, bob, "bob", MONDAY)

    assert [{"by": "Bo Smith", "first": "2026-11-23"}] == [dict(entry.fields) for entry in await covers(desk, clerk, managed)]
    assert [] == await covers(desk, clerk, alone)


async def test_the_same_absence_noted_twice_is_written_down_once_and_in_a_case_that_came_meanwhile(
    desk: Desk, clerk: Person, ann: Person, bob: Person
) -> None:
    number = await case_of(desk, clerk, ann)
    await absent(desk, ann, "ann", MONDAY, FRIDAY, "bob")
    later = await case_of(desk, clerk, bob)
    await reassign(desk, clerk, later, ann.name)
    await cover(desk, clerk, later, bob.name, first=MONDAY, last=FRIDAY)

    assert [1, 1] == [len(await covers(desk, clerk, one)) for one in (number, later)]


async def test_two_may_stand_in_for_each_other_and_while_both_are_away_the_manager_is_gone_to(
    desk: Desk, clerk: Person, ann: Person
) -> None:
    boss = await hire(desk, HERE, "chief", name="Cy Chief")
    async with desk.store.write() as session:
        (await session.get_one(PersonRow, ann.id)).manager_id = boss.id
    await hire(desk, HERE, "bob", name="Bob Poe", cover_id=ann.id, absent_from=date(2026, 11, 16), absent_until=MONDAY)
    number = await case_of(desk, clerk, ann)
    await cover(desk, clerk, number, "Bob Poe", first=MONDAY)
    async with desk.store.read() as session:
        everybody = await people.directory(session, HERE)
    away = everybody.by_id(ann.id)
    assert away is not None

    assert [boss.id, "bob"] == [
        getattr(everybody.stand_in(away, MONDAY), "id", None),
        getattr(everybody.stand_in(away, TUESDAY), "key", None),
    ]


async def test_whoever_stands_in_does_not_prolong_what_they_may_do(desk: Desk, clerk: Person, ann: Person, bob: Person) -> None:
    number = await case_of(desk, clerk, ann)
    await absent(desk, ann, "ann", MONDAY, TUESDAY, "bob")

    for days in ({}, {"last": FRIDAY}, {"first": MONDAY, "last": FRIDAY}):
        with pytest.raises(RefusedError, match="their manager and democratic services"):
            await cover(desk, bob, number, "bob", **days)
    async with desk.store.read() as session:
        assert TUESDAY == (await people.needed(session, HERE, "ann")).absent_until


@pytest.mark.parametrize("days", [(TUESDAY, None), (MONDAY, TUESDAY), (FRIDAY, date(2026, 12, 4))])
@pytest.mark.parametrize("until", [FRIDAY, None])
@pytest.mark.usefixtures("bob")
async def test_an_absence_that_runs_is_not_ended_sooner_by_another(
    desk: Desk, clerk: Person, ann: Person, days: tuple[date, date | None], until: date | None
) -> None:
    first, last = days
    number = await case_of(desk, clerk, ann)
    await absent(desk, clerk, "ann", MONDAY, until, "bob")

    for refused in (cover(desk, clerk, number, "bob", first=first, last=last), absent(desk, clerk, "ann", first, last, "bob")):
        with pytest.raises(CaseError, match="Note that they are back first"):
            await refused
    async with desk.store.read() as session:
        noted = await people.needed(session, HERE, "ann")
    assert (MONDAY, until) == (noted.absent_from, noted.absent_until)


@pytest.mark.usefixtures("bob")
async def test_another_stand_in_for_an_absence_that_runs_keeps_its_days_and_a_longer_absence_is_noted(
    desk: Desk, clerk: Person, ann: Person
) -> None:
    number = await case_of(desk, clerk, ann)
    await absent(desk, ann, "ann", MONDAY, TUESDAY)
    await cover(desk, clerk, number, "bob")
    await absent(desk, ann, "ann", MONDAY, FRIDAY)

    said = [(dict(entry.fields)["by"], dict(entry.fields)["last"]) for entry in await covers(desk, clerk, number)]
    assert [("Bo Smith", "2026-11-24"), ("Bob Poe", "2026-11-24"), ("Bob Poe", "2026-11-27")] == said


async def test_a_hundred_cases_of_whoever_goes_away_or_leaves_take_no_more_questions_to_the_database_than_ten(
    desk: Desk, clerk: Person, ann: Person
) -> None:
    async def asked(officer: Person, cases: int) -> list[int]:
        for _ in range(cases):
            await case_of(desk, clerk, officer)
        counts = []
        for work in (absent(desk, officer, officer.key, MONDAY), leave(desk, clerk, officer.key)):
            statements: list[str] = []
            watch = partial(_select, statements)
            event.listen(desk.store.engine.sync_engine, "before_cursor_execute", watch)
            await work
            event.remove(desk.store.engine.sync_engine, "before_cursor_execute", watch)
            counts.append(len(statements))
        return counts

    colleague = await hire(desk, HERE, "cat", manager_id=ann.manager_id)
    assert await asked(colleague, 10) == await asked(ann, 100)


def _select(statements: list[str], _connection: object, _cursor: object, statement: str, *_more: object) -> None:
    if statement.lstrip().upper().startswith("SELECT"):
        statements.append(statement)


async def test_whoever_sits_at_this_machine_is_never_away(desk: Desk, bob: Person) -> None:
    at_machine = await operator(desk, HERE)
    number = (await log(desk, at_machine, NewEnquiry("Bins", asked_by="Cllr Shah"))).number

    for refused in (cover(desk, at_machine, number, bob.name), absent(desk, at_machine, at_machine.key, MONDAY)):
        with pytest.raises(CaseError, match="never away"):
            await refused


async def test_the_enquiries_of_whoever_goes_away_are_looked_at_by_the_next_sweep(desk: Desk, clerk: Person, ann: Person) -> None:
    number = await case_of(desk, clerk, ann)
    async with desk.store.write() as session:
        (await session.get_one(EnquiryRow, number)).next_look = FRIDAY
    await absent(desk, ann, "ann", MONDAY, FRIDAY)
    async with desk.store.read() as session:
        assert MONDAY == await session.scalar(select(EnquiryRow.next_look))


async def test_a_members_absence_touches_no_enquiry(desk: Desk, clerk: Person) -> None:
    shah = await elect(desk, HERE, "shah", name="A. Shah")
    number = (await log(desk, shah, NewEnquiry("Bins"))).number
    away = await absent(desk, shah, "shah", MONDAY)

    assert None is away.stand_in
    assert [] == await covers(desk, clerk, number)
