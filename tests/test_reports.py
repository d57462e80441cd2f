"""Reports before a meeting: the day by which a draft has to be discussed, where the protocol sets one."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import SetClock
from folk import elect, hire

from bot.casework import reports
from bot.casework.desk import Desk
from bot.casework.errors import CaseError, RefusedError

COUNTY, SILENT = "county", "leeds"
WEDNESDAY_16_DECEMBER = date(2026, 12, 16)
WEDNESDAY_2_DECEMBER = date(2026, 12, 2)


async def test_a_draft_is_due_fourteen_days_before_the_meeting_by_the_protocols_clause(desk: Desk) -> None:
    officer = await hire(desk, COUNTY, "d.day")

    report = await reports.add(desk, officer, "  School places\n2027 ", WEDNESDAY_16_DECEMBER)

    assert (WEDNESDAY_2_DECEMBER, "2.1", "open", 0) == (report.due, report.clause, report.state, report.late_by)
    assert ("School places 2027", officer) == (report.title, report.officer)
    assert [report] == await reports.listed(desk, officer)


async def test_a_council_whose_protocol_sets_no_day_gets_none_and_nothing_is_entered(desk: Desk) -> None:
    officer = await hire(desk, SILENT, "d.day")

    with pytest.raises(CaseError, match=r"sets no date .* nothing was entered"):
        await reports.add(desk, officer, "School places", WEDNESDAY_16_DECEMBER)
    assert [] == await reports.listed(desk, officer)


@pytest.mark.parametrize(("meeting", "late_by"), [(date(2026, 12, 7), 0), (date(2026, 12, 6), 1), (date(2026, 11, 24), 13)])
async def test_a_meeting_that_is_too_near_is_entered_and_says_by_how_much_the_day_was_missed(
    desk: Desk, meeting: date, late_by: int
) -> None:
    officer = await hire(desk, COUNTY, "d.day")

    report = await reports.add(desk, officer, "School places", meeting)  # the clock stands at Monday 23 November 2026

    assert late_by == report.late_by


@pytest.mark.parametrize("meeting", [date(2026, 11, 23), date(2026, 11, 22)])
async def test_a_meeting_that_is_not_ahead_is_refused(desk: Desk, meeting: date) -> None:
    officer = await hire(desk, COUNTY, "d.day")

    with pytest.raises(CaseError, match="is not ahead"):
        await reports.add(desk, officer, "School places", meeting)


async def test_a_report_becomes_late_on_the_day_after_its_day_and_not_on_it(desk: Desk, clock: SetClock) -> None:
    officer = await hire(desk, COUNTY, "d.day")
    await reports.add(desk, officer, "School places", WEDNESDAY_16_DECEMBER)

    clock.go(days=9)
    on_the_day = await reports.listed(desk, officer)
    clock.go(days=1)
    after = await reports.listed(desk, officer)

    assert [0, 1] == [on_the_day[0].late_by, after[0].late_by]


async def test_entering_the_same_report_twice_makes_one(desk: Desk) -> None:
    officer = await hire(desk, COUNTY, "d.day")

    first = await reports.add(desk, officer, "School places", WEDNESDAY_16_DECEMBER)
    second = await reports.add(desk, officer, "school PLACES", WEDNESDAY_16_DECEMBER)

    assert first == second


async def test_a_report_that_is_done_leaves_the_list_and_can_not_be_done_twice(desk: Desk) -> None:
    officer = await hire(desk, COUNTY, "d.day")
    report = await reports.add(desk, officer, "School places", WEDNESDAY_16_DECEMBER)

    done = await reports.done(desk, officer, "rep 1")

    assert "done" == done.state
    assert [] == await reports.listed(desk, officer)
    assert [report.ref] == [ended.ref for ended in await reports.listed(desk, officer, "school", ended=True)]
    with pytest.raises(CaseError, match="done already"):
        await reports.withdraw(desk, officer, "REP-1")


async def test_reports_are_found_by_words_of_their_title_or_officer(desk: Desk) -> None:
    day, night = await hire(desk, COUNTY, "d.day"), await hire(desk, COUNTY, "n.night")
    await reports.add(desk, day, "School places", WEDNESDAY_16_DECEMBER)
    await reports.add(desk, day, "Libraries", date(2026, 12, 10), night.id)

    found = [[report.title for report in await reports.listed(desk, day, word)] for word in ("SCHOOL", "night", "REP-2", "", "none")]

    assert [["School places"], ["Libraries"], ["Libraries"], ["Libraries", "School places"], []] == found


async def test_another_officer_may_not_end_a_report_but_the_manager_may(desk: Desk) -> None:
    manager = await hire(desk, COUNTY, "m.ount")
    officer, other = await hire(desk, COUNTY, "d.day", manager_id=manager.id), await hire(desk, COUNTY, "n.night")
    await reports.add(desk, officer, "School places", WEDNESDAY_16_DECEMBER)

    with pytest.raises(RefusedError, match="for the officer whose report it is"):
        await reports.done(desk, other, "REP-1")

    assert "done" == (await reports.done(desk, manager, "REP-1")).state


async def test_members_and_other_councils_neither_enter_nor_see_reports(desk: Desk) -> None:
    officer, member, stranger = await hire(desk, COUNTY, "d.day"), await elect(desk, COUNTY, "a.shah"), await hire(desk, SILENT, "s")
    await reports.add(desk, officer, "School places", WEDNESDAY_16_DECEMBER)

    with pytest.raises(RefusedError):
        await reports.add(desk, member, "Mine", WEDNESDAY_16_DECEMBER)
    with pytest.raises(RefusedError):
        await reports.listed(desk, member)
    with pytest.raises(CaseError, match="no report of that number"):
        await reports.done(desk, stranger, "REP-1")


@pytest.mark.parametrize("ref", ["REP-99", "99999999999", "0", "-1", "rep", "", "REP-1; --", "ENQ-1"])
async def test_a_number_that_is_no_reports_is_told(desk: Desk, ref: str) -> None:
    officer = await hire(desk, COUNTY, "d.day")

    with pytest.raises(CaseError, match="no report of that number"):
        await reports.done(desk, officer, ref)


async def test_a_report_needs_a_title_and_an_officer_who_has_not_left(desk: Desk) -> None:
    officer, gone, member = await hire(desk, COUNTY, "d"), await hire(desk, COUNTY, "g", active=False), await elect(desk, COUNTY, "m")

    with pytest.raises(CaseError, match="the title"):
        await reports.add(desk, officer, " \n", WEDNESDAY_16_DECEMBER)
    for nobody in (gone.id, member.id, 999):
        with pytest.raises(CaseError, match="needs an officer"):
            await reports.add(desk, officer, "School places", WEDNESDAY_16_DECEMBER, nobody)
