"""An enquiry is acknowledged, held and given a new date: what the protocol asks for in a holding reply, and which dates can not be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from caseload import FIVE, FRIDAY, MONDAY, NONE, SATURDAY, TEN, WEDNESDAY, Folk, folk_of, kinds
from conftest import SetClock

from bot.casework.desk import Desk
from bot.casework.enquiry_case import Enquiry, HoldingReply, NewEnquiry
from bot.casework.enquiry_changes import acknowledge, extend
from bot.casework.enquiry_holding import hold
from bot.casework.enquiry_kinds import EventKind, Status
from bot.casework.enquiry_log import log
from bot.casework.enquiry_rules import DueFrom
from bot.casework.enquiry_view import get, history
from bot.casework.errors import CaseError


async def test_an_acknowledgement_is_kept_and_moves_no_date(desk: Desk, folk: Folk, case: Enquiry) -> None:
    after = await acknowledge(desk, folk.okafor, case.number)

    assert (Status.ACKNOWLEDGED, case.state.due, MONDAY) == (after.state.status, after.state.due, after.state.acknowledged_on)


async def test_a_second_acknowledgement_is_refused_with_the_day_of_the_first(desk: Desk, folk: Folk, case: Enquiry) -> None:
    await acknowledge(desk, folk.okafor, case.number)
    with pytest.raises(CaseError, match="acknowledged on Monday 23 November 2026 already"):
        await acknowledge(desk, folk.okafor, case.number)


async def test_a_holding_reply_with_what_the_protocol_asks_for_sets_a_new_date(desk: Desk, folk: Folk, case: Enquiry) -> None:
    reply = HoldingReply(date(2026, 12, 14), reason="the survey is late", action="it is being done again")
    after = await hold(desk, folk.okafor, case.number, reply)
    last = (await history(desk, folk.shah, case.number))[-1]

    assert (Status.HELD, date(2026, 12, 14), DueFrom.HOLDING) == (after.state.status, after.state.due, after.state.due_from)
    assert ("Ngozi Okafor", "the survey is late", {"action": "it is being done again"}) == (last.actor, last.reason, last.fields)


@pytest.mark.parametrize(
    ("council", "reply", "lacks"),
    [
        (TEN, HoldingReply(FRIDAY), "the reason for the delay and what is being done (clause 9.1.7)"),
        (TEN, HoldingReply(reason="late", action="we write"), "the date of the answer (clause 9.1.7)"),
        (FIVE, HoldingReply(FRIDAY, officer_name="N. Okafor"), "that officer's phone number (clause 8.8)"),
        (
            FIVE,
            HoldingReply(FRIDAY, officer_name=" ", officer_phone="n/a"),
            "the name of the officer who deals with it and that officer's phone number",
        ),
        (
            FIVE,
            HoldingReply(),
            "the name of the officer who deals with it, that officer's phone number and the date of the full reply (clause 8.8)",
        ),
    ],
)
async def test_a_holding_reply_that_lacks_something_is_refused_naming_each_thing_and_the_clause(
    desk: Desk, council: str, reply: HoldingReply, lacks: str
) -> None:
    folk = await folk_of(desk, council)
    case = await log(desk, folk.shah, NewEnquiry("Bins", officer="Okafor"))
    with pytest.raises(CaseError) as refused:
        await hold(desk, folk.okafor, case.number, reply)

    assert lacks in str(refused.value)
    assert [EventKind.RECEIVED] == await kinds(desk, folk.shah, case.number)


async def test_a_protocol_that_asks_for_nothing_in_a_holding_reply_still_needs_its_date(desk: Desk) -> None:
    folk = await folk_of(desk, NONE)
    case = await log(desk, folk.shah, NewEnquiry("Bins", officer="Okafor"))
    with pytest.raises(CaseError, match="needs the date"):
        await hold(desk, folk.okafor, case.number, HoldingReply(reason="late"))

    assert FRIDAY == (await hold(desk, folk.okafor, case.number, HoldingReply(FRIDAY))).state.due


async def test_what_is_no_phone_number_is_not_left_out_in_silence(desk: Desk, folk: Folk, case: Enquiry) -> None:
    reply = HoldingReply(until=FRIDAY, officer_phone="ask me", reason="late", action="looking")
    with pytest.raises(CaseError, match="“ask me” is no phone number") as refused:
        await hold(desk, folk.okafor, case.number, reply)

    assert "officer_phone" == refused.value.field
    assert FRIDAY == (await hold(desk, folk.okafor, case.number, replace(reply, officer_phone=None))).state.due


@pytest.mark.parametrize(
    ("until", "says"),
    [
        (MONDAY, "is today"),
        (date(2026, 11, 20), "before the enquiry was received"),
        (SATURDAY, r"Saturday 28 November 2026 is no working day\. The next one is Monday 30 November 2026"),
        (date(2026, 12, 25), r"no working day \(Christmas Day\)\. The next one is Tuesday 29 December 2026"),
        (date(2062, 11, 27), "more than a year ahead"),
    ],
)
async def test_a_new_date_that_can_not_be_is_refused_and_the_next_working_day_offered(
    desk: Desk, folk: Folk, case: Enquiry, until: date, says: str
) -> None:
    with pytest.raises(CaseError, match=says) as refused:
        await extend(desk, folk.okafor, case.number, until, "agreed")

    assert "until" == refused.value.field
    assert case.state.due == (await get(desk, folk.shah, case.number)).state.due


async def test_a_date_in_the_past_but_after_receipt_is_refused(desk: Desk, folk: Folk, case: Enquiry, clock: SetClock) -> None:
    clock.go(days=3)
    with pytest.raises(CaseError, match="Wednesday 25 November 2026 is in the past"):
        await extend(desk, folk.okafor, case.number, WEDNESDAY, "agreed")


async def test_an_agreed_date_needs_a_reason(desk: Desk, folk: Folk, case: Enquiry) -> None:
    with pytest.raises(CaseError, match="the reason for the new date"):
        await extend(desk, folk.okafor, case.number, FRIDAY, "  ")
