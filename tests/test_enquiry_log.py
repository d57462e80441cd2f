"""Enquiries are logged, on both databases: by whom and for whom, once for each message, on the council's own day."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

import pytest
from caseload import FIVE, MONDAY, MONDAY_7, NEXT_MONDAY, NONE, TUESDAY, Folk, folk_of, rows
from conftest import SetClock

from bot.casework.desk import Desk
from bot.casework.enquiry_case import Enquiry, How, NewEnquiry
from bot.casework.enquiry_kinds import Status
from bot.casework.enquiry_log import log
from bot.casework.enquiry_rules import DueFrom
from bot.casework.errors import CaseError


async def test_a_member_logs_their_own_enquiry_and_is_told_by_when_it_is_due(case: Enquiry, folk: Folk) -> None:
    assert ("Councillor Anita Shah", folk.shah.id, "Milton") == (case.asked_by, case.asked_by_id, case.ward)
    assert folk.okafor == case.officer
    assert (MONDAY, MONDAY_7, DueFrom.PROTOCOL, Status.OPEN) == (
        case.state.received,
        case.state.due,
        case.state.due_from,
        case.state.status,
    )


async def test_an_officer_says_who_asked_and_handles_it_unless_another_is_named(desk: Desk, folk: Folk) -> None:
    case = await log(desk, folk.okafor, NewEnquiry("Bins", asked_by="Cllr Shah", received=date(2026, 11, 21), how=How.SPOKEN))

    assert (folk.shah.id, folk.okafor.id) == (case.asked_by_id, case.officer and case.officer.id)
    assert (How.SPOKEN, date(2026, 12, 4)) == (case.how, case.state.due)


async def test_an_officer_who_does_not_say_who_asked_is_asked(desk: Desk, folk: Folk) -> None:
    with pytest.raises(CaseError, match="Who asked") as refused:
        await log(desk, folk.okafor, NewEnquiry("Bins"))

    assert "asked_by" == refused.value.field


async def test_names_that_are_not_in_the_directory_are_kept_as_they_were_given(desk: Desk, folk: Folk) -> None:
    case = await log(desk, folk.clerk, NewEnquiry("Bins", asked_by="Cllr Quigley", officer="someone in Parks"))

    assert ("Cllr Quigley", None) == (case.asked_by, case.asked_by_id)
    assert ("someone in Parks", None) == (case.officer_name, case.officer)


async def test_the_same_message_logs_one_case(desk: Desk, folk: Folk) -> None:
    new = NewEnquiry("Bins", origin="T1:C1:1700000000.1")
    first, second = [await log(desk, folk.shah, new) for _ in range(2)]

    assert (first.number, False, True) == (second.number, first.was_there, second.was_there)
    assert (1, 1, 1) == await rows(desk)


async def test_the_same_message_told_at_once_by_two_processes_logs_one_case(desk: Desk, folk: Folk) -> None:
    logged = await asyncio.gather(*(log(desk, folk.shah, NewEnquiry("Bins", origin="T1:C1:2")) for _ in range(4)))

    assert 1 == len({case.number for case in logged})
    assert [False, True, True, True] == sorted(case.was_there for case in logged)


async def test_anothers_message_id_shows_nothing_of_their_case(desk: Desk, folk: Folk) -> None:
    await log(desk, folk.shah, NewEnquiry("A private worry", origin="T1:C1:3"))
    with pytest.raises(CaseError) as refused:
        await log(desk, folk.jones, NewEnquiry("Bins", origin="T1:C1:3"))

    assert "worry" not in str(refused.value)


@pytest.mark.parametrize(
    ("new", "says", "field"),
    [
        (NewEnquiry("  \u200b "), "the subject of the enquiry", "subject"),
        (NewEnquiry("x" * 301), "300 characters", "subject"),
        (NewEnquiry("Bins", received=TUESDAY), "Tuesday 24 November 2026 is in the future", "received"),
        (NewEnquiry("Bins", received=date(1204, 3, 4)), "1204-03-04 is out of range", "received"),
        (NewEnquiry("Bins", ward="w" * 121), "120 characters", "ward"),
    ],
)
async def test_what_can_not_be_logged_is_refused_in_plain_words_and_nothing_is_kept(
    desk: Desk, folk: Folk, new: NewEnquiry, says: str, field: str
) -> None:
    with pytest.raises(CaseError, match=says) as refused:
        await log(desk, folk.shah, new)

    assert field == refused.value.field
    assert (0, 0, 0) == await rows(desk)


async def test_what_is_received_after_midnight_in_summer_is_received_on_the_councils_day(desk: Desk, clock: SetClock) -> None:
    clock.now = clock.now.replace(month=6, day=30, hour=23, minute=30)  # in UTC: half past midnight in London
    folk = await folk_of(desk, FIVE)

    assert date(2026, 7, 1) == (await log(desk, folk.shah, NewEnquiry("Bins"))).state.received


async def test_where_the_protocol_sets_no_number_a_local_target_counts_as_local(desk: Desk) -> None:
    folk = await folk_of(desk, NONE)
    without = await log(desk, folk.shah, NewEnquiry("Bins"))
    local = await log(replace(desk, local_target=5), folk.shah, NewEnquiry("Bins"))

    assert (None, None) == (without.state.due, without.state.due_from)
    assert (NEXT_MONDAY, DueFrom.LOCAL) == (local.state.due, local.state.due_from)
