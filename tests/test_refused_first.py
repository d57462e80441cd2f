"""Whoever may not do something is told so before they are asked anything about it."""

from __future__ import annotations

import pytest
from chatting import Chat

import bot.handlers.registered  # noqa: F401 - registers every task
from bot.casework.errors import RefusedError
from bot.casework.person import Person
from bot.dialog.tasks import _TASKS
from bot.reply import Reply
from protocol_data.basics import Reader

OFFICE = "that is for the officer who handles it, their manager or stand-in, and democratic services"

EVERYBODYS = {
    "choose_handler",
    "due_this_week",
    "due_today",
    "election_status",
    "find_enquiries",
    "list_offers",
    "list_reports",
    "log_enquiry",
    "my_open_enquiries",
    "my_reminders",
    "next_election",
    "opt_in",
    "opt_out",
    "overdue_list",
    "quiet_hours",
    "record_complaint",
    "route_complaint",
    "set_reminder",
    "team_enquiries",
    "walk",
}
"""What anybody may begin: what they are asked is their own, and a list shows what they may see."""
ON_A_CASE_ALONE = {
    "advance_complaint",
    "burden_enquiry",
    "complaint_status",
    "done",
    "enquiry_history",
    "enquiry_status",
    "not_mine",
    "report_done",
    "settle_complaint",
    "withdraw_complaint",
    "withdraw_report",
}
"""What asks for a number and nothing more: it is refused with the first answer."""


async def logged(chat: Chat) -> tuple[Person, Person]:
    """An enquiry that a member logged; gives the member and the monitoring officer, who see it and do not work on it."""
    member = await chat.person("southend", "Anita Shah", Reader.MEMBER)
    monitor = await chat.person("southend", "Mo Reid", roles=["monitoring_officer"])
    said = await chat.say(member, "log an enquiry about the bins in the high street")
    assert said.headline.startswith("Logged as ENQ-1")
    return member, monitor


def ended(reply: Reply) -> bool:
    """Whether nothing is asked any more."""
    return reply.form is None


@pytest.mark.parametrize(
    "text",
    [
        "holding reply for ENQ-1",
        "extend ENQ-1",
        "reassign ENQ-1",
        "correct ENQ-1",
        "acknowledge ENQ-1",
        "ENQ-1 has been answered",
        "mark ENQ-1 as significant",
    ],
)
async def test_who_sees_an_enquiry_and_may_not_work_on_it_is_refused_before_the_first_question(chat: Chat, text: str) -> None:
    member, _ = await logged(chat)
    reply = await chat.say(member, text)

    assert f"You can see ENQ-1 but not {reply.headline.partition(' but not ')[2]}" == reply.headline
    assert OFFICE in reply.headline
    assert ended(reply)


@pytest.mark.parametrize(("text", "doing"), [("close ENQ-1", "close"), ("reopen ENQ-1", "reopen")])
async def test_who_may_not_close_an_enquiry_is_not_asked_why_it_is_closed_or_opened(chat: Chat, text: str, doing: str) -> None:
    _, monitor = await logged(chat)
    reply = await chat.say(monitor, text)

    assert f"You can see ENQ-1 but not {doing} it" in reply.headline
    assert ended(reply)


async def test_where_the_number_comes_second_it_is_refused_before_the_next_question(chat: Chat) -> None:
    member, _ = await logged(chat)
    asked = await chat.submit(member, "hold_enquiry", {})
    reply = await chat.say(member, "ENQ-1")

    assert asked.headline.startswith("Which enquiry?")
    assert OFFICE in reply.headline
    assert ended(reply)


async def test_what_one_can_not_see_is_told_as_what_is_not_there_and_its_number_asked_for_again(chat: Chat) -> None:
    await logged(chat)
    stranger = await chat.person("southend", "Ola Odd")
    found = []
    for number in (1, 2):
        found.append((await chat.say(stranger, f"extend ENQ-{number}")).headline)
        await chat.say(stranger, "cancel")

    assert found[0].startswith("There is no ENQ-1 among the enquiries that you can see.")
    assert found[0].replace("ENQ-1 ", "ENQ-2 ") == found[1]


@pytest.mark.parametrize(
    ("text", "reader", "says"),
    [
        ("enter an election", Reader.OFFICER, "Democratic Services"),
        ("notice of election ELE-1 was published", Reader.OFFICER, "Democratic Services"),
        ("note a report for a meeting", Reader.MEMBER, "are entered and listed by officers"),
        ("note a report for a meeting", Reader.OFFICER, "sets no date by which a draft report has to be discussed"),
        ("record an offer to the other groups", Reader.MEMBER, "kept by officers who belong to none"),
        ("offered the same to Greens", Reader.MEMBER, "kept by officers who belong to none"),
    ],
)
async def test_what_is_kept_by_others_is_refused_before_the_first_question(chat: Chat, text: str, reader: Reader, says: str) -> None:
    person = await chat.person("southend", "Priya Nair", reader)
    reply = await chat.say(person, text)

    assert says in reply.headline
    assert ended(reply)


async def test_a_reminder_of_a_case_that_one_does_not_hear_of_is_not_asked_until_when_it_is_put_off(chat: Chat) -> None:
    await logged(chat)
    stranger = await chat.person("southend", "Ola Odd")
    reply = await chat.say(stranger, "snooze ENQ-1")

    assert reply.headline.startswith("There is no ENQ-1 among the cases that you can see.")


async def test_a_task_names_who_may_or_is_everybodys_or_asks_for_a_case_alone() -> None:
    without = {name for name, its in _TASKS.items() if its.may is None and its.perform.__module__.startswith("bot.")}

    assert EVERYBODYS | ON_A_CASE_ALONE == without


async def test_who_may_is_asked_as_before(chat: Chat) -> None:
    keeper = await chat.person("southend", "Dee Clerk", roles=["democratic_services"])
    reply = await chat.say(keeper, "enter an election")

    assert "On which day is the poll?" == reply.headline


async def test_no_form_is_opened_for_who_may_not(chat: Chat) -> None:
    member, _ = await logged(chat)

    with pytest.raises(RefusedError, match="You can see ENQ-1 but not"):
        await chat.form(member, "hold_enquiry", {"ref": "ENQ-1"})
    assert await chat.form(member, "close_enquiry", {"ref": "ENQ-1"}) is not None


async def test_a_form_with_a_value_that_can_not_be_read_is_refused_all_the_same(chat: Chat) -> None:
    member, _ = await logged(chat)
    reply = await chat.submit(member, "extend_enquiry", {"ref": "ENQ-1", "until": "soonish", "reason": "the surveyor is ill"})

    assert OFFICE in reply.headline
    assert ended(reply)
