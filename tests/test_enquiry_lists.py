"""Lists of enquiries: each open case in exactly one, to those who may see it and to nobody else, a page at a time."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

import pytest
from conftest import SetClock
from folk import elect, hire
from sqlalchemy import select

from bot.casework.access import Concerned, Right, may
from bot.casework.desk import Desk
from bot.casework.enquiry_case import NewEnquiry
from bot.casework.enquiry_changes import extend
from bot.casework.enquiry_ends import answer, close
from bot.casework.enquiry_hands import cover
from bot.casework.enquiry_kinds import Bucket, bucket_of
from bot.casework.enquiry_lists import Page, Paging, Which, Whose, counted, listed
from bot.casework.enquiry_log import log
from bot.casework.person import Person, person_of
from bot.store.cases import EnquiryRow
from bot.store.database import Store
from bot.store.people import PersonRow
from protocol_data.library import Library

MONDAY = date(2026, 11, 23)
COUNCIL = "southend"


def numbers(page: Page) -> list[int]:
    return [item.number for item in page.items]


@pytest.fixture
async def clerk(desk: Desk) -> Person:
    return await hire(desk, COUNCIL, "d.clerk", roles=["democratic_services"])


async def crowd(desk: Desk, clock: SetClock, seed: int) -> None:
    """Fill the register: two councils, people related at random, cases with any due date and in any state."""
    choose = random.Random(seed)  # noqa: S311 - the same crowd each time
    people: list[Person] = []
    for n in range(24):
        enter = choose.choice((elect, hire))
        roles = choose.choice(([], [], [], ["monitoring_officer"], ["democratic_services"], ["chief_officer"]))
        related = {
            name: choose.choice([None, *(person.id for person in people[-6:])]) for name in ("manager_id", "chief_officer_id", "cover_id")
        }
        away = choose.choice([None, MONDAY - timedelta(days=2), MONDAY + timedelta(days=2)])
        council, active = choose.choice((COUNCIL, COUNCIL, "exeter")), choose.random() > 0.1
        people.append(await enter(desk, council, f"p{n}", roles=roles, active=active, absent_from=away, **related))
    some = [None, *(person.id for person in people)]
    async with desk.store.write() as session:
        for n in range(150):
            due = choose.choice([None, MONDAY + timedelta(days=choose.randint(-10, 10))])
            session.add(
                EnquiryRow(
                    council=choose.choice((COUNCIL, COUNCIL, "exeter")),
                    subject=f"Case {n}",
                    asked_by="Somebody",
                    asked_by_id=choose.choice(some),
                    officer_id=choose.choice(some),
                    logged_by_id=choose.choice(some),
                    received=MONDAY - timedelta(days=20),
                    how="email",
                    state=choose.choice(("open", "open", "open", "answered", "closed", "complaint")),
                    significant=False,
                    due=due,
                    due_from="protocol" if due else None,
                    logged_at=clock(),
                )
            )


@pytest.mark.parametrize("seed", [1, 2])
async def test_lists_show_exactly_what_may_be_seen_and_each_open_case_in_one_of_them(desk: Desk, clock: SetClock, seed: int) -> None:
    await crowd(desk, clock, seed)
    async with desk.store.read() as session:
        people = {row.id: person_of(row) for row in await session.scalars(select(PersonRow))}
        cases = list(await session.scalars(select(EnquiryRow)))

    for person in people.values():
        allowed = {
            case.id
            for case in cases
            if may(
                person,
                Right.SEE_ENQUIRY,
                Concerned(case.council, case.asked_by_id, case.logged_by_id, people.get(case.officer_id or 0), today=MONDAY),
            )
        }
        by_bucket = {bucket: numbers(await listed(desk, person, Which(bucket=bucket), Paging(1000))) for bucket in Bucket}
        seen = Counter(number for found in by_bucket.values() for number in found)
        for case in cases:
            expected = 1 if case.id in allowed and case.state == "open" else 0

            assert expected == seen[case.id], (person, case.id)
            assert not expected or case.id in by_bucket[bucket_of(case.due, MONDAY)]
        assert {bucket: len(found) for bucket, found in by_bucket.items()} == await counted(desk, person)
        assert allowed == set(numbers(await listed(desk, person, Which(words="case"), Paging(1000))))


async def test_due_today_is_in_its_own_list_and_the_day_after_in_the_overdue_one(desk: Desk, clock: SetClock, clerk: Person) -> None:
    case = await log(desk, clerk, NewEnquiry("Bins", asked_by="Cllr Shah", received=date(2026, 11, 9)))

    async def stands_in() -> set[Bucket]:
        return {bucket for bucket in Bucket if case.number in numbers(await listed(desk, clerk, Which(bucket=bucket)))}

    found = [await stands_in()]
    clock.go(days=1)
    found.append(await stands_in())

    assert [{Bucket.DUE_TODAY}, {Bucket.OVERDUE}] == found


async def test_mine_is_what_a_member_asked_and_what_an_officer_handles(desk: Desk, clerk: Person) -> None:
    shah = await elect(desk, COUNCIL, "a.shah", name="Anita Shah")
    okafor = await hire(desk, COUNCIL, "n.okafor", name="Ngozi Okafor")
    asked = await log(desk, shah, NewEnquiry("Bins", officer="Okafor"))
    other = await log(desk, clerk, NewEnquiry("Lights", asked_by="Cllr Jones", officer="Okafor"))
    await log(desk, clerk, NewEnquiry("Trees", asked_by="Cllr Jones"))

    assert [asked.number] == numbers(await listed(desk, shah, Which(Whose.MINE)))
    assert [asked.number, other.number] == numbers(await listed(desk, okafor, Which(Whose.MINE)))


async def test_mine_holds_what_i_stand_in_for_while_the_absence_lasts_and_no_longer(desk: Desk, clock: SetClock, clerk: Person) -> None:
    lane = await hire(desk, COUNCIL, "t.lane", name="Tom Lane")
    await hire(desk, COUNCIL, "n.okafor", name="Ngozi Okafor")
    case = await log(desk, clerk, NewEnquiry("Bins", asked_by="Cllr Jones", officer="Okafor"))
    await cover(desk, clerk, case.number, "Tom Lane", first=MONDAY + timedelta(days=1), last=MONDAY + timedelta(days=2))
    found = []
    for _ in range(4):
        found.append(numbers(await listed(desk, lane, Which(Whose.MINE))))
        clock.go(days=1)

    assert [[], [case.number], [case.number], []] == found


async def test_a_managers_team_is_whom_they_manage_and_a_colleagues_cases_are_not_shown(desk: Desk, clerk: Person) -> None:
    reid = await hire(desk, COUNCIL, "m.reid", name="Moira Reid", team="Roads")
    await hire(desk, COUNCIL, "n.okafor", name="Ngozi Okafor", team="Roads", manager_id=reid.id)
    lane = await hire(desk, COUNCIL, "t.lane", name="Tom Lane", team="Roads", manager_id=reid.id)
    case = await log(desk, clerk, NewEnquiry("Bins", asked_by="Cllr Jones", officer="Okafor"))

    assert [case.number] == numbers(await listed(desk, reid, Which(Whose.TEAM)))
    assert [] == numbers(await listed(desk, lane, Which(Whose.TEAM)))


async def test_what_is_overdue_is_listed_by_the_service_that_was_logged_or_the_officers_team(desk: Desk, clerk: Person) -> None:
    await hire(desk, COUNCIL, "n.okafor", name="Ngozi Okafor", team="Housing")
    long_ago = date(2026, 10, 5)
    by_service = await log(desk, clerk, NewEnquiry("Damp", asked_by="Cllr Jones", service="Housing repairs", received=long_ago))
    by_team = await log(desk, clerk, NewEnquiry("Rent", asked_by="Cllr Jones", officer="Okafor", received=long_ago))
    await log(desk, clerk, NewEnquiry("Bins", asked_by="Cllr Jones", service="Waste", received=long_ago))
    page = await listed(desk, clerk, Which(bucket=Bucket.OVERDUE, service="housing"))

    assert [by_service.number, by_team.number] == numbers(page)


async def test_a_case_is_found_by_words_of_its_subject_member_ward_and_number_also_when_closed(desk: Desk, clerk: Person) -> None:
    case = await log(desk, clerk, NewEnquiry("Street light out", asked_by="Cllr O'Neill", ward="Milton"))
    await log(desk, clerk, NewEnquiry("Bins at 100% full_up", asked_by="Cllr Jones", ward="Prittlewell"))
    await close(desk, clerk, case.number, "withdrawn")
    found = [
        numbers(await listed(desk, clerk, Which(words=words)))
        for words in ("LIGHT o'neill", "milton", case.ref, "light bins", "%%", "l_ght")
    ]

    assert [[case.number], [case.number], [case.number], [], [], []] == found


async def test_letters_with_accents_are_found_in_either_case(sqlite_store: Store, library: Library, clock: SetClock) -> None:
    desk = Desk(sqlite_store, library, clock)
    clerk = await hire(desk, COUNCIL, "d.clerk", roles=["democratic_services"])
    case = await log(desk, clerk, NewEnquiry("Ysgol Tŷ École", asked_by="ÉMILE ŴYN"))
    found = [numbers(await listed(desk, clerk, Which(words=words))) for words in ("école", "émile", "TŶ", "ŵyn", "ecole")]

    assert [[case.number]] * 4 + [[]] == found


async def test_lists_come_in_pages_soonest_first_and_what_has_no_date_last(desk: Desk) -> None:
    clerk = await hire(desk, "leeds", "d.clerk", roles=["democratic_services"])
    cases = [await log(desk, clerk, NewEnquiry(f"Bins {n}", asked_by="Cllr Jones")) for n in range(3)]
    await extend(desk, clerk, cases[2].number, date(2026, 11, 26), "agreed")
    await extend(desk, clerk, cases[1].number, date(2026, 11, 27), "agreed")
    first, second = [await listed(desk, clerk, Which(), Paging(2, start)) for start in (0, 2)]

    assert [cases[2].number, cases[1].number] == numbers(first)
    assert [cases[0].number] == numbers(second)
    assert [(3, 1), (3, 0)] == [(page.total, page.more) for page in (first, second)]


async def test_what_is_answered_leaves_the_lists_of_what_is_open(desk: Desk, clerk: Person) -> None:
    case = await log(desk, clerk, NewEnquiry("Bins", asked_by="Cllr Jones"))
    await answer(desk, clerk, case.number)

    assert dict.fromkeys(Bucket, 0) == await counted(desk, clerk)
    assert [None] == [item.bucket for item in (await listed(desk, clerk, Which(words="bins"))).items]
