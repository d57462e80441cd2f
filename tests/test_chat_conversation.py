"""How a conversation goes on: whose question it is, what answers it and what does not; reminders and absences."""

from __future__ import annotations

import pytest
from chatting import Chat, facts

from bot.handlers import reminding
from bot.reminders.nudge import OPTIONAL
from bot.reply import Audience
from intents.understanding import Outcome
from protocol_data.basics import Reader


async def test_somebody_unknown_may_ask_and_no_more(chat: Chat) -> None:
    answer = await chat.say(None, "how many working days do I have to answer a councillor's enquiry?")
    refused = await chat.say(None, "log an enquiry from Cllr Shah about bins")

    assert Outcome.ANSWER is answer.outcome
    assert "don't know who you are" in refused.headline


async def test_what_the_buttons_of_a_nudge_say_is_understood(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    await chat.say(officer, "log an enquiry from Cllr Shah about bins")
    said = [
        (await chat.say(officer, text)).headline
        for text in ("snooze ENQ-1 until tomorrow", "ENQ-1 is not mine", "show ENQ-1", "my open enquiries", "ENQ-1 has been answered")
    ]

    assert "I say no more of ENQ-1 to you until Tuesday 24 November 2026. Its due date stays as it is." == said[0]
    assert said[1].startswith("Those who keep the register are told that ENQ-1 is not yours")
    assert [said[2][:10], said[3], said[4]] == ["ENQ-1: due", "Your open enquiries: 1.", "ENQ-1 is answered."]


async def test_a_reminder_on_a_day_off_comes_on_the_next_working_day_and_says_so(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    reply = await chat.say(officer, "remind me on 25 December about the grit bins")

    assert "REM-1: I remind you on Tuesday 29 December 2026 of: the grit bins." == reply.headline
    assert "Friday 25 December 2026 is no working day (Christmas Day)" in reply.points[0]


async def test_an_absence_names_the_stand_in(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    await chat.person("southend", "Tom Reed")
    await chat.say(officer, "I'm away from Wednesday until Friday")
    reply = await chat.say(officer, "Tom Reed")

    assert (
        "Noted: away from Wednesday 25 November 2026 until Friday 27 November 2026. Meanwhile your nudges go to Tom Reed." == reply.headline
    )


async def test_quiet_hours_are_times_of_day(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    wrong = await chat.say(officer, "quiet hours 26:00 to 08:00")
    right = await chat.say(officer, "18:00")

    assert "is no time of day" in wrong.headline
    assert "Between 18:00 and 08:00" in right.headline


async def test_quiet_hours_are_asked_for_and_read_however_they_are_written(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    await chat.say(officer, "quiet hours")
    wrong = await chat.say(officer, "26.00")
    await chat.say(officer, "7pm")
    right = await chat.say(officer, "8.30 in the morning")

    assert "“26.00” is no time of day." in wrong.headline
    assert "Between 19:00 and 08:30" in right.headline


async def test_the_reminders_that_can_be_switched_off_are_picked_from_a_list(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    asked = await chat.submit(officer, "opt_out", {})
    picked = await chat.say(officer, "2")
    said = await chat.say(officer, "stop weekly election reminders")
    back = await chat.say(officer, "resume undated reminders")

    assert ["Weekly election reminders", "Reminders of enquiries without a date"] == [its.label for its in asked.buttons[:2]]
    assert "Switched off: reminders of enquiries without a date." in picked.headline
    assert "Switched off: weekly election reminders." in said.headline
    assert "Switched on again: reminders of enquiries without a date." == back.headline


def test_every_kind_of_reminder_that_can_be_switched_off_can_be_picked() -> None:
    assert set(reminding._OPTIONS) == OPTIONAL


async def test_two_people_in_one_conversation_never_answer_each_others_questions(chat: Chat) -> None:
    ann = await chat.person("county", "Ann Ash", Reader.MEMBER)
    bob = await chat.person("county", "Bob Bay", Reader.MEMBER)
    await chat.say(ann, "start a complaint: an officer was rude to me")
    why = await chat.say(bob, "why?")
    yes = await chat.say(bob, "yes")
    anns = await chat.say(ann, "cancel")

    assert "Nothing was asked before" in why.headline
    assert Audience.DIRECT is not yes.audience
    assert anns.headline.startswith("Cancelled")


async def test_a_question_lapses_after_an_hour_and_not_before(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    await chat.say(officer, "log an enquiry about the pier lights")
    chat.clock.go(hours=1)
    still = await chat.say(officer, "Cllr Shah")
    await chat.say(officer, "log an enquiry about the pier lights")
    chat.clock.go(hours=1, seconds=1)
    lapsed = await chat.say(officer, "Cllr Shah")

    assert still.headline.startswith("Logged as ENQ-1")
    assert "Logged" not in lapsed.headline


async def test_a_command_is_never_taken_for_the_words_that_were_asked_for(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    await chat.say(officer, "log an enquiry from Cllr Shah about bins")
    await chat.say(officer, "log an enquiry")
    shown = await chat.say(officer, "show ENQ-1")
    logged = [(await chat.say(officer, text)).headline for text in ("the pier lights", "Cllr Bell")]

    assert shown.headline.startswith("ENQ-1: due")
    assert "Still open: What is the enquiry about?" in shown.points[-1]
    assert logged[-1].startswith("Logged as ENQ-2")


async def test_beginning_something_else_says_that_the_open_question_was_dropped(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair", roles=["democratic_services"])
    await chat.say(officer, "log an enquiry")
    other = await chat.say(officer, "enter an election")

    assert "On which day is the poll?" == other.headline
    assert "What was open before (log an enquiry) was dropped" in other.points[-1]


async def test_nothing_of_a_private_question_is_put_on_an_answer_for_the_channel(chat: Chat) -> None:
    member = await chat.person("southend", "Amir Shah", Reader.MEMBER)
    await chat.say(member, "start a complaint: an officer was rude to me")
    between = await chat.say(member, "what does 9.1.5 say?")
    after = await chat.say(member, "cancel")

    assert Audience.CHANNEL is between.audience
    assert not any("open" in point.lower() for point in between.points)
    assert {"Yes", "No"}.isdisjoint(button.label for button in between.buttons)
    assert after.headline.startswith("Cancelled")


async def test_a_case_that_goes_to_another_officer_meanwhile_ends_the_question_in_plain_words(chat: Chat) -> None:
    boss = await chat.person("southend", "Bea Moss")
    officer = await chat.person("southend", "Priya Nair", manager_id=boss.id)
    other = await chat.person("southend", "Tom Reed")
    await chat.say(officer, "log an enquiry from Cllr Bell about bins")
    await chat.say(officer, "close ENQ-1")
    await chat.say(boss, "reassign ENQ-1 to Tom Reed")
    chat.clock.go(minutes=5)
    reply = await chat.say(officer, "the member withdrew it")

    assert "ENQ-1" in reply.headline
    assert "open" in facts(await chat.say(other, "show ENQ-1"))["Status"].lower()


@pytest.mark.parametrize(
    ("task", "values", "says"),
    [
        ("hold_enquiry", {"ref": "ENQ-1", "reason": "x", "action": "y", "until": "whenever"}, "I can't read a date in"),
        ("hold_enquiry", {"ref": "ENQ-1", "reason": "x", "action": "y", "until": "11/12/2026"}, "Friday 11 December 2026"),
        ("enter_election", {"polling_day": "2027-05-06", "kind": "zzz"}, "Pick one of these"),
        ("no_such_task", {}, "I don't know this form any more"),
    ],
)
async def test_a_form_is_read_as_if_it_had_been_typed(chat: Chat, task: str, values: dict[str, str], says: str) -> None:
    officer = await chat.person("southend", "Priya Nair", roles=["democratic_services"])
    await chat.say(officer, "log an enquiry from Cllr Shah about bins")
    reply = await chat.submit(officer, task, values)

    assert says in reply.headline


async def test_nobody_stands_in_where_the_person_says_so_whoever_did_before(chat: Chat) -> None:
    cover = await chat.person("southend", "Pete Pine")
    officer = await chat.person("southend", "Priya Nair", cover_id=cover.id)
    await chat.say(officer, "I'm away from Wednesday until Friday")
    reply = await chat.say(officer, "skip")

    assert "Pete Pine" not in reply.headline
    assert "Nobody stands in for you" in reply.headline


@pytest.mark.parametrize("text", ["what is overdue", "remind me on Thursday about the report"])
async def test_a_request_is_never_taken_for_the_date_or_the_words_that_were_asked_for(chat: Chat, text: str) -> None:
    officer = await chat.person("exeter", "Priya Nair", phone="01632 960001")
    await chat.say(officer, "log an enquiry from Cllr Shah about bins")
    await chat.say(officer, "holding reply for ENQ-1")
    await chat.say(officer, text)
    await chat.say(officer, "cancel")
    await chat.say(officer, "log an enquiry")
    other = await chat.say(officer, text)

    assert "Open" == facts(await chat.say(officer, "show ENQ-1"))["Status"]
    assert "asked" not in other.headline.lower()


async def test_from_monday_until_friday_said_on_a_tuesday_is_the_coming_week(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    chat.clock.go(days=1)
    await chat.say(officer, "I'm away from Monday until Friday")
    reply = await chat.say(officer, "skip")

    assert "away from Monday 30 November 2026 until Friday 4 December 2026" in reply.headline


async def test_cancelling_with_nothing_open_says_so(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")

    assert "Nothing is open between us" in (await chat.say(officer, "cancel")).headline


async def test_a_question_is_answered_while_a_choice_is_open_and_the_choice_stays_open(chat: Chat) -> None:
    keeper = await chat.person("southend", "Mo Field", roles=["monitoring_officer"])
    for text in ("enter an election", "6 May 2027"):
        await chat.say(keeper, text)
    between = await chat.say(keeper, "how many working days do I have to answer a councillor's enquiry?")
    nonsense = await chat.say(keeper, "purple")
    entered = await chat.say(keeper, "1")

    assert "9.1.5" == between.citations[0].clause
    assert "Still open: What kind of election is it?" in between.points[-1]
    assert "Pick one of these" in nonsense.headline
    assert entered.headline.startswith("Entered as ELE-1")


@pytest.mark.parametrize("answer", ["on the next friday please", "until friday please", "friday the 4th of december please"])
async def test_a_date_in_a_whole_sentence_is_the_answer_and_no_other_request(chat: Chat, answer: str) -> None:
    officer = await chat.person("southend", "Priya Nair")
    await chat.say(officer, "remind me to check the grit bins")
    reply = await chat.say(officer, answer)

    assert "set_reminder" == reply.intent


@pytest.mark.parametrize(("answer", "follows"), [("no I have not complained yet", "no"), ("yes it is overdue", "yes")])
async def test_a_yes_or_no_in_a_whole_sentence_is_the_answer(chat: Chat, answer: str, follows: str) -> None:
    member = await chat.person("southend", "Amir Shah", Reader.MEMBER)
    first = await chat.say(member, "start a complaint: an officer was rude to me")
    said = await chat.say(member, answer)
    await chat.say(member, "cancel")
    await chat.say(member, "start a complaint: an officer was rude to me")
    plainly = await chat.say(member, follows)

    assert ["Yes", "No"] == [button.label for button in first.buttons][:2]
    assert plainly.headline == said.headline


async def test_a_number_is_taken_from_what_is_said_around_it(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    await chat.say(officer, "log an enquiry from Cllr Shah about bins")
    await chat.say(officer, "mark it as acknowledged please")
    reply = await chat.say(officer, "ENQ 1 the bins one")

    assert "ENQ-1 is acknowledged." == reply.headline
