"""What an officer hands back says so wherever it is shown, until somebody else has it; and nobody is offered a deed that is not theirs."""

from __future__ import annotations

from datetime import date

import pytest
from chatting import Chat, facts
from nudging import Postbox, add, enquiry, usual_people
from sqlalchemy import update

from bot.casework.desk import Desk
from bot.casework.person import Person
from bot.reminders.sweeper import sweep
from bot.reply import Reply
from bot.store.people import PersonRow
from protocol_data.basics import Reader

MONDAY = date(2026, 11, 23)


def labels(reply: Reply) -> list[str]:
    return [button.label for button in reply.buttons]


async def handed_back(chat: Chat) -> tuple[Person, Person]:
    """An enquiry of an officer, who hands it back; gives the officer, and who keeps the register."""
    officer = await chat.person("southend", "Priya Nair")
    keeper = await chat.person("southend", "Sal Vice", roles=["democratic_services"])
    await chat.say(officer, "log an enquiry from Cllr Shah about bins")
    await chat.say(officer, "ENQ-1 is not mine")
    return officer, keeper


async def test_what_was_handed_back_says_so_and_offers_only_to_hand_it_over(chat: Chat) -> None:
    officer, keeper = await handed_back(chat)
    replies = [await chat.say(person, "show ENQ-1") for person in (officer, keeper)]

    assert ["handed back on" in facts(reply)["Status"] for reply in replies] == [True, True]
    assert [["Hand over", "History"]] * 2 == [labels(reply) for reply in replies]


async def test_the_list_says_what_was_handed_back(chat: Chat) -> None:
    officer, _ = await handed_back(chat)
    await chat.say(officer, "log an enquiry from Cllr Shah about lights")
    points = (await chat.say(officer, "my open enquiries")).points

    assert {"ENQ-1": True, "ENQ-2": False} == {its[:5]: "handed back" in its for its in points if its.startswith("ENQ-")}


async def test_it_is_handed_back_once(chat: Chat) -> None:
    officer, _ = await handed_back(chat)
    again = await chat.say(officer, "ENQ-1 is not mine")

    assert "handed back already" in again.headline


async def test_given_to_another_officer_it_is_handed_back_no_more(chat: Chat) -> None:
    _, keeper = await handed_back(chat)
    tom = await chat.person("southend", "Tom Reed")
    await chat.say(keeper, "reassign ENQ-1 to Tom Reed")
    shown = await chat.say(tom, "show ENQ-1")
    listed = await chat.say(tom, "my open enquiries")

    assert "handed back" not in facts(shown)["Status"]
    assert "Answered" in labels(shown)
    assert not any("handed back" in point for point in listed.points)


async def test_who_logs_for_another_officer_is_offered_nothing_that_is_not_theirs(chat: Chat) -> None:
    clerk = await chat.person("southend", "Cleo Reed")
    priya = await chat.person("southend", "Priya Nair")
    await chat.submit(clerk, "log_enquiry", {"subject": "Bins", "asked_by": "Cllr Shah", "officer": "Priya Nair"})
    theirs, own = [labels(await chat.say(person, "show ENQ-1")) for person in (clerk, priya)]

    assert ["History"] == theirs
    assert ["Acknowledge", "Answered", "Holding reply", "Agree a new date", "Hand over", "History"] == own


@pytest.mark.parametrize(("away", "offered"), [(None, ["History"]), (date(2026, 11, 20), ["Reopen", "History"])])
async def test_a_stand_in_is_offered_the_deeds_while_the_officer_is_away(chat: Chat, away: date | None, offered: list[str]) -> None:
    cover = await chat.person("southend", "Cleo Reed")
    priya = await chat.person("southend", "Priya Nair", cover_id=cover.id, absent_from=away)
    await chat.submit(cover, "log_enquiry", {"subject": "Bins", "asked_by": "Cllr Shah", "officer": "Priya Nair"})
    await chat.say(priya, "ENQ-1 is answered")

    assert offered == labels(await chat.say(cover, "show ENQ-1"))


async def test_the_member_who_asked_is_offered_to_close_it(chat: Chat) -> None:
    member = await chat.person("southend", "Anita Shah", Reader.MEMBER)
    await chat.say(member, "log an enquiry about the bins in the high street")

    assert ["Close", "History"] == labels(await chat.say(member, "show ENQ-1"))


@pytest.mark.parametrize(("active", "reader", "offered"), [(True, "officer", "Not mine"), (False, "manager", "Give it to an officer")])
async def test_a_reminder_offers_its_officer_to_hand_it_back_and_a_manager_to_give_it_to_somebody(
    desk: Desk, *, active: bool, reader: str, offered: str
) -> None:
    ids = await usual_people(desk.store)
    await add(desk.store, enquiry(ids, MONDAY, MONDAY))
    async with desk.store.write() as session:
        await session.execute(update(PersonRow).where(PersonRow.id == ids["officer"]).values(active=active))
    box = Postbox()
    await sweep(desk, box, "one")

    assert {offered} == {"Not mine", "Give it to an officer"} & {*labels(box.of(reader)[0])}
