"""In whose hands an enquiry is: handed over, covered, sent to the chief officer or to the complaints procedure, and who may work on it."""

from __future__ import annotations

from datetime import date

import pytest
from caseload import FRIDAY, MONDAY, TEN, THURSDAY, TUESDAY, WEDNESDAY, Folk, kinds
from conftest import SetClock
from folk import hire

from bot.casework.desk import Desk
from bot.casework.enquiry_case import Enquiry, NewEnquiry
from bot.casework.enquiry_changes import mark_complaint, mark_significant
from bot.casework.enquiry_ends import answer, note
from bot.casework.enquiry_hands import cover, reassign
from bot.casework.enquiry_kinds import EventKind, Status
from bot.casework.enquiry_log import log
from bot.casework.enquiry_view import get
from bot.casework.errors import CaseError
from bot.store.people import PersonRow
from protocol_data.procedures import EnquiryMatter


async def test_a_case_handed_over_keeps_its_date_and_leaves_its_officers_sight(desk: Desk, folk: Folk, case: Enquiry) -> None:
    after = await reassign(desk, folk.okafor, case.number, "tom lane", "roads are his")

    assert (folk.lane, case.state.due) == (after.officer, after.state.due)
    with pytest.raises(CaseError, match="There is no ENQ-"):
        await get(desk, folk.okafor, case.number)


@pytest.mark.parametrize(
    ("to", "says"), [("Nobody Atall", "no officer in the directory"), ("n.okafor", "handles ENQ-.* already"), ("Anita Shah", "no officer")]
)
async def test_a_case_goes_only_to_an_officer_of_the_directory(desk: Desk, folk: Folk, case: Enquiry, to: str, says: str) -> None:
    with pytest.raises(CaseError, match=says):
        await reassign(desk, folk.okafor, case.number, to)


async def test_a_name_that_can_mean_two_people_is_asked_about(desk: Desk, folk: Folk, case: Enquiry) -> None:
    await hire(desk, TEN, "s.lane", name="Sue Lane")
    with pytest.raises(CaseError, match=r"“Lane” can mean (Sue Lane or Tom Lane|Tom Lane or Sue Lane)"):
        await reassign(desk, folk.okafor, case.number, "Lane")


async def test_cover_is_arranged_for_all_that_an_officer_handles(desk: Desk, folk: Folk, case: Enquiry) -> None:
    other = await log(desk, folk.jones, NewEnquiry("Bins", officer="Okafor"))
    await cover(desk, folk.okafor, case.number, "Tom Lane", first=TUESDAY, last=FRIDAY)
    async with desk.store.read() as session:
        row = await session.get_one(PersonRow, folk.okafor.id)

    assert (folk.lane.id, TUESDAY, FRIDAY) == (row.cover_id, row.absent_from, row.absent_until)
    assert EventKind.COVERED == (await kinds(desk, folk.clerk, other.number))[-1]
    assert "9.1.6" == other.rule.clause_on(EnquiryMatter.ABSENCE)


@pytest.mark.parametrize(
    ("by", "first", "last", "says"),
    [
        ("Ngozi Okafor", None, None, "can't stand in for themselves"),
        ("Tom Lane", FRIDAY, TUESDAY, "before the first"),
        ("Tom Lane", date(2026, 11, 2), date(2026, 11, 20), "was over on Friday 20 November 2026"),
        ("Nobody", None, None, "no officer in the directory"),
    ],
)
async def test_cover_that_can_not_be_is_refused(  # noqa: PLR0913, PLR0917 - one case each
    desk: Desk, folk: Folk, case: Enquiry, by: str, first: date | None, last: date | None, says: str
) -> None:
    with pytest.raises(CaseError, match=says):
        await cover(desk, folk.okafor, case.number, by, first=first, last=last)


async def test_a_constituents_complaint_leaves_the_clock_under_its_clause(desk: Desk, folk: Folk, case: Enquiry) -> None:
    after = await mark_complaint(desk, folk.okafor, case.number, "it is about our own service")

    assert (Status.COMPLAINT, None, "9.1.8") == (after.state.status, after.state.due, after.rule.clause_on(EnquiryMatter.COMPLAINT))
    with pytest.raises(CaseError, match="complaints procedure since"):
        await answer(desk, folk.okafor, case.number)


async def test_a_significant_matter_goes_to_the_chief_officer(desk: Desk, folk: Folk, case: Enquiry) -> None:
    after = await mark_significant(desk, folk.okafor, case.number)

    assert (True, folk.marsh, "9.1.3") == (after.significant, after.officer, after.rule.clause_on(EnquiryMatter.SIGNIFICANT))
    with pytest.raises(CaseError, match="marked as significant already"):
        await mark_significant(desk, folk.marsh, case.number)


async def test_a_member_who_logs_a_significant_matter_has_it_sent_to_the_chief_officer(desk: Desk, folk: Folk) -> None:
    case = await log(desk, folk.shah, NewEnquiry("The bridge", officer="Okafor", significant=True))

    assert (True, folk.marsh) == (case.significant, case.officer)
    assert [EventKind.RECEIVED, EventKind.MARKED_SIGNIFICANT, EventKind.REASSIGNED] == await kinds(desk, folk.shah, case.number)


async def test_the_manager_and_the_stand_in_may_work_on_it_and_a_colleague_may_not(desk: Desk, folk: Folk, case: Enquiry) -> None:
    await note(desk, folk.reid, case.number, "asked for the map")
    with pytest.raises(CaseError):
        await note(desk, folk.lane, case.number, "let me see")
    await cover(desk, folk.reid, case.number, "Tom Lane")
    await note(desk, folk.lane, case.number, "I have the map")

    assert [EventKind.RECEIVED, EventKind.NOTED, EventKind.COVERED, EventKind.NOTED] == await kinds(desk, folk.lane, case.number)


async def test_a_stand_in_sees_and_works_a_case_from_the_first_day_of_the_absence_to_the_last(
    desk: Desk, clock: SetClock, folk: Folk, case: Enquiry
) -> None:
    await cover(desk, folk.okafor, case.number, "Tom Lane", first=TUESDAY, last=WEDNESDAY)
    found = []
    for _ in (MONDAY, TUESDAY, WEDNESDAY, THURSDAY):
        try:
            await note(desk, folk.lane, case.number, "I look at it")
        except CaseError:
            found.append(False)
        else:
            found.append(True)
        clock.go(days=1)

    assert [False, True, True, False] == found
