"""An enquiry is answered, closed, reopened and corrected."""

from __future__ import annotations

from datetime import date

import pytest
from caseload import FRIDAY, MONDAY, MONDAY_7, TUESDAY, Folk
from conftest import SetClock

from bot.casework.desk import Desk
from bot.casework.enquiry_case import Enquiry
from bot.casework.enquiry_ends import answer, close, correct, reopen
from bot.casework.enquiry_kinds import EventKind, Status
from bot.casework.enquiry_lists import Which, listed
from bot.casework.enquiry_view import get, history
from bot.casework.errors import CaseError, RefusedError


async def test_what_was_answered_can_not_be_answered_again(desk: Desk, folk: Folk, case: Enquiry) -> None:
    await answer(desk, folk.okafor, case.number)
    with pytest.raises(CaseError, match="was answered on Monday 23 November 2026"):
        await answer(desk, folk.okafor, case.number)


async def test_closing_twice_is_refused_with_the_day_of_the_first(desk: Desk, folk: Folk, case: Enquiry) -> None:
    await close(desk, folk.shah, case.number)
    with pytest.raises(CaseError, match="closed on Monday 23 November 2026 already"):
        await close(desk, folk.shah, case.number)


async def test_an_officer_who_closes_what_was_not_answered_says_why(desk: Desk, folk: Folk, case: Enquiry) -> None:
    with pytest.raises(CaseError, match="has not been answered") as refused:
        await close(desk, folk.okafor, case.number)

    assert "reason" == refused.value.field
    assert Status.CLOSED == (await close(desk, folk.okafor, case.number, "withdrawn by the member")).state.status


async def test_a_case_is_reopened_with_a_reason_and_with_no_date_that_nobody_agreed(desk: Desk, folk: Folk, case: Enquiry) -> None:
    await answer(desk, folk.okafor, case.number)
    with pytest.raises(CaseError, match="the reason for reopening"):
        await reopen(desk, folk.shah, case.number, "")
    after = await reopen(desk, folk.shah, case.number, "half of it was not answered")

    assert (Status.OPEN, None) == (after.state.status, after.state.due)


async def test_a_member_who_reopens_sets_no_date_for_the_officer(desk: Desk, folk: Folk, case: Enquiry) -> None:
    await answer(desk, folk.okafor, case.number)
    with pytest.raises(RefusedError, match="set by the officer"):
        await reopen(desk, folk.shah, case.number, "not all of it", FRIDAY)

    assert FRIDAY == (await reopen(desk, folk.okafor, case.number, "not all of it", FRIDAY)).state.due


async def test_correcting_the_day_of_receipt_counts_anew_and_is_in_the_history(desk: Desk, folk: Folk, case: Enquiry) -> None:
    after = await correct(desk, folk.okafor, case.number, "it came on Friday", received=date(2026, 11, 20))
    last = (await history(desk, folk.okafor, case.number))[-1]

    assert (date(2026, 11, 20), date(2026, 12, 4)) == (after.state.received, after.state.due)
    assert (EventKind.CORRECTED, date(2026, 12, 4), "it came on Friday") == (last.kind, last.due, last.reason)


@pytest.mark.parametrize(
    ("received", "days_later", "says"),
    [(TUESDAY, 0, "in the future"), (TUESDAY, 3, "was logged on Monday 23 November 2026")],
)
async def test_a_day_of_receipt_that_can_not_be_is_refused(  # noqa: PLR0913, PLR0917 - one case each
    desk: Desk, folk: Folk, case: Enquiry, clock: SetClock, received: date, days_later: int, says: str
) -> None:
    clock.go(days=days_later)
    with pytest.raises(CaseError, match=says):
        await correct(desk, folk.okafor, case.number, "wrong", received=received)


async def test_a_corrected_subject_is_the_subject_from_then_on(desk: Desk, folk: Folk, case: Enquiry) -> None:
    after = await correct(desk, folk.okafor, case.number, "slip of the pen", subject="Street light out in Mill Road")

    assert ("Street light out in Mill Road", case.state.due) == (after.subject, after.state.due)


async def test_a_corrected_day_of_receipt_is_the_one_in_the_lists_and_the_history_keeps_the_first(
    desk: Desk, folk: Folk, case: Enquiry
) -> None:
    day = date(2026, 11, 19)
    after = await correct(desk, folk.okafor, case.number, "it came by letter", received=day)
    [item] = (await listed(desk, folk.okafor, Which())).items
    first, last = await history(desk, folk.shah, case.number)

    assert (day, day) == (after.state.received, item.received)
    assert (MONDAY, MONDAY_7, day, date(2026, 12, 3)) == (first.received, first.due, last.received, last.due)
    assert [MONDAY_7, date(2026, 12, 3)] == [told.due for told in (await get(desk, folk.shah, case.number)).state.dues]


async def test_a_correction_of_a_case_without_a_date_gives_it_none(desk: Desk, folk: Folk, case: Enquiry) -> None:
    await answer(desk, folk.okafor, case.number)
    await reopen(desk, folk.okafor, case.number, "not all")
    after = await correct(desk, folk.okafor, case.number, "it came by letter", received=date(2026, 11, 19))

    assert (None, None) == (after.state.due, (await history(desk, folk.shah, case.number))[-1].due)
