"""Days on which a council is closed, and holidays of a nation: who adds them, what is refused, and which enquiries and elections they move."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from conftest import SetClock
from polls import COUNCIL, FRIDAY_11_DECEMBER, audited, by_election, person
from sqlalchemy import select

from bot.casework import closures, elections
from bot.casework import election_changes as changes
from bot.casework.desk import Desk
from bot.casework.enquiry_case import NewEnquiry
from bot.casework.enquiry_log import log
from bot.casework.errors import CaseError, RefusedError
from bot.casework.operator import operator
from bot.casework.person import Person
from bot.store.cases import EnquiryRow
from bot.store.nudges import AuditRow


async def test_a_closure_day_is_added_once_and_counts_in_the_calendar(desk: Desk, keeper: Person) -> None:
    tuesday = date(2026, 12, 29)

    first = await closures.add(desk, keeper, tuesday, "Office closed")
    again = await closures.add(desk, keeper, tuesday, "Something else")

    async with desk.store.read() as session:
        listed = await closures.find(desk, session, COUNCIL)
        calendar = await desk.calendar(session, COUNCIL)
        elsewhere = await desk.calendar(session, "leeds")
    assert (True, False) == (first.new, again.new)
    assert [(tuesday, "Office closed", None)] == [(day.day, day.reason, day.nation) for day in listed]
    assert "Office closed" == calendar.why_not(tuesday)
    assert elsewhere.is_working(tuesday)


@pytest.mark.parametrize(
    ("day", "reason", "nation", "says"),
    [
        (date(2026, 12, 26), "Closed", None, "Saturday 26 December 2026 is no working day anyhow"),
        (date(2026, 12, 28), "Closed", None, "is no working day anyhow"),
        (date(2126, 12, 31), "Closed", None, "out of range"),
        (date(2026, 12, 29), " ", None, "the reason"),
        (date(2026, 12, 29), "Closed", "atlantis", "none of the four nations"),
    ],
)
async def test_a_closure_that_can_not_be_so_is_refused(
    desk: Desk, keeper: Person, day: date, reason: str, nation: str | None, says: str
) -> None:
    with pytest.raises(CaseError, match=says):
        await closures.add(desk, keeper, day, reason, nation)


async def test_a_one_off_holiday_brings_the_latest_notice_forward_but_never_touches_a_published_one(
    desk: Desk, keeper: Person, clock: SetClock
) -> None:
    waiting = await elections.add(desk, keeper, by_election("Milton"))
    published = await elections.add(desk, keeper, by_election("Leigh"))
    clock.now = datetime(2026, 12, 8, 9, tzinfo=UTC)
    await changes.publish(desk, keeper, published.ref, date(2026, 12, 8))

    added = await closures.add(desk, await operator(desk, COUNCIL), date(2027, 1, 11), "Bank holiday for the occasion", "england")

    assert [(waiting.ref, date(2026, 12, 10))] == [(election.ref, election.latest_notice) for election in added.elections]
    async with desk.store.read() as session:
        after = await elections.get(desk, session, COUNCIL, published.ref)
    assert (date(2026, 12, 8), FRIDAY_11_DECEMBER) == (after.published_notice, after.latest_notice)
    assert "recomputed" in [what for what, _, _ in await audited(desk)]


async def test_a_closure_day_moves_open_enquiries_forward_says_which_and_moves_nothing_twice(desk: Desk, keeper: Person) -> None:
    logged = await log(desk, keeper, NewEnquiry("Bins in the high street", asked_by="Cllr Shah"))
    assert date(2026, 12, 7) == logged.state.due

    first = await closures.add(desk, keeper, date(2026, 12, 1), "Office closed")
    again = await closures.add(desk, keeper, date(2026, 12, 1), "Office closed")

    assert [(logged.ref, date(2026, 12, 7), date(2026, 12, 8))] == [(case.ref, case.before, case.due) for case in first.moved]
    assert () == again.moved


async def test_whoever_adds_a_holiday_of_the_nation_is_told_of_their_own_councils_cases_only(desk: Desk, keeper: Person) -> None:
    other = await person(desk, "other", council="exeter", roles=["democratic_services"])
    for actor in (keeper, other):
        await log(desk, actor, NewEnquiry("Bins in the high street", asked_by="Cllr Shah"))

    added = await closures.add(desk, await operator(desk, COUNCIL), date(2026, 11, 27), "Bank holiday for the occasion", "england")

    assert {COUNCIL} == {case.council for case in added.moved}
    async with desk.store.read() as session:
        dues = sorted(await session.scalars(select(EnquiryRow.due)), key=str)
    assert [date(2026, 12, 1), date(2026, 12, 8)] == dues


async def test_whoever_keeps_one_councils_calendar_adds_no_day_for_a_whole_nation(desk: Desk, keeper: Person) -> None:
    other = await person(desk, "other", council="exeter", roles=["democratic_services"])
    logged = await log(desk, other, NewEnquiry("Bins in the high street", asked_by="Cllr Shah"))

    with pytest.raises(RefusedError, match="binds every council of its nation"):
        await closures.add(desk, keeper, date(2026, 11, 27), "Bank holiday for the occasion", "england")
    async with desk.store.read() as session:
        assert logged.state.due == await session.scalar(select(EnquiryRow.due))


async def test_a_holiday_of_the_nation_stands_in_the_audit_of_each_council_with_open_cases(desk: Desk) -> None:
    other = await person(desk, "other", council="exeter", roles=["democratic_services"])
    await log(desk, other, NewEnquiry("Bins in the high street", asked_by="Cllr Shah"))

    await closures.add(desk, await operator(desk, COUNCIL), date(2026, 11, 27), "Bank holiday for the occasion", "england")

    async with desk.store.read() as session:
        found = await session.execute(select(AuditRow.council, AuditRow.details).where(AuditRow.case_kind == "closure"))
    assert [(council, {"day": "2026-11-27", "nation": "england"}) for council in ("exeter", COUNCIL)] == sorted(map(tuple, found))


async def test_a_councils_own_closure_day_changes_no_election(desk: Desk, keeper: Person) -> None:
    await elections.add(desk, keeper, by_election())

    assert () == (await closures.add(desk, keeper, date(2027, 1, 11), "Office closed")).elections


async def test_an_election_entered_after_a_one_off_holiday_heeds_it(desk: Desk, keeper: Person) -> None:
    await closures.add(desk, await operator(desk, COUNCIL), date(2027, 1, 11), "Bank holiday for the occasion", "england")

    assert date(2026, 12, 10) == (await elections.add(desk, keeper, by_election())).latest_notice
