"""Casework in conversation: what an officer, a member and the monitoring officer type, and what comes of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from conftest import SetClock

from bot.assistant import Assistant
from bot.casework.desk import Desk
from bot.casework.person import Person, person_of
from bot.message import Message
from bot.reply import Audience, Reply
from bot.store.database import Store
from bot.store.people import PersonRow
from intents.interpreter import Interpreter
from intents.understanding import Outcome
from protocol_data.library import Library
from protocol_data.pack import Reader


class Chat:
    """People of some councils who talk with one bot."""

    def __init__(self, assistant: Assistant, store: Store, clock: SetClock) -> None:
        self._assistant, self._store, self.clock = assistant, store, clock

    async def person(self, council: str, name: str, reader: Reader = Reader.OFFICER, **more: object) -> Person:
        key = name.lower().replace(" ", ".")
        values = {"roles": [], "opted_out": [], "active": True, "changed_at": self.clock()} | more
        row = PersonRow(council=council, key=key, name=name, reader=reader.value, **values)
        async with self._store.write() as session:
            session.add(row)
        return person_of(row)

    async def say(self, person: Person | None, text: str, *, council: str | None = None, origin: str | None = None) -> Reply:
        """Say something in the one conversation that all of them share."""
        where = council or (person.council if person else "southend")
        reader = person.reader if person else Reader.OFFICER
        return await self._assistant.reply(Message(text, where, reader, self.clock(), "shared", person, origin))

    async def submit(self, person: Person, task: str, values: dict[str, str]) -> Reply:
        return await self._assistant.submit(Message("", person.council, person.reader, self.clock(), "shared", person), task, values)


@pytest.fixture
def chat(library: Library, interpreter: Interpreter, sqlite_store: Store, clock: SetClock) -> Chat:
    return Chat(Assistant(library, interpreter, Desk(sqlite_store, library, clock)), sqlite_store, clock)


def facts(reply: Reply) -> dict[str, str]:
    return {fact.label: fact.value for fact in reply.facts}


async def test_an_enquiry_is_logged_from_one_sentence_with_its_due_date_and_clause(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    reply = await chat.say(officer, "log an enquiry from Cllr Shah about flooding on the seafront, came in yesterday")

    assert "Logged as ENQ-1. An answer is due by the end of Friday 4 December 2026." == reply.headline
    assert "Sunday 22 November 2026" in facts(reply)["Received"]
    assert "9.1.5" == reply.citations[0].clause
    assert Audience.EPHEMERAL is reply.audience


async def test_what_is_missing_is_asked_for_before_anything_is_logged(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    asked = await chat.say(officer, "log an enquiry about the pier lights")
    logged = await chat.say(officer, "Cllr Shah")

    assert "Which councillor asked?" == asked.headline
    assert logged.headline.startswith("Logged as ENQ-1")


async def test_the_same_message_delivered_twice_is_one_enquiry(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    text = "log an enquiry from Cllr Shah about bins"
    first = await chat.say(officer, text, origin="slack:1")
    again = await chat.say(officer, text, origin="slack:1")

    assert "ENQ-1" in first.headline
    assert "That was logged already, as ENQ-1." == again.headline


@pytest.mark.parametrize("council", ["county", "district", "leeds"])
async def test_where_the_protocol_sets_no_number_none_is_invented(chat: Chat, council: str) -> None:
    officer = await chat.person(council, "Priya Nair")
    reply = await chat.say(officer, "log an enquiry from Cllr Shah about bins")

    assert "sets no number of days" in reply.headline
    assert "none was agreed" in facts(reply)["Due"]


async def test_a_local_target_is_shown_as_local(library: Library, interpreter: Interpreter, sqlite_store: Store, clock: SetClock) -> None:
    chat = Chat(Assistant(library, interpreter, Desk(sqlite_store, library, clock, local_target=8)), sqlite_store, clock)
    officer = await chat.person("leeds", "Priya Nair")
    reply = await chat.say(officer, "log an enquiry from Cllr Shah about bins")

    assert "Thursday 3 December 2026 (this council's local target; the protocol sets no number), day 0 of 8" == facts(reply)["Due"]


async def test_a_holding_reply_asks_for_what_this_council_requires(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    await chat.say(officer, "log an enquiry from Cllr Shah about bins")
    asked = [
        (await chat.say(officer, text)).headline
        for text in ("holding reply for ENQ-1", "the surveyor is ill", "a colleague goes on Friday")
    ]
    held = await chat.say(officer, "11 December")

    assert ["What is the reason for the delay?", "What is being done about it?", "By when will the answer come?"] == asked
    assert "Friday 11 December 2026 (promised in the holding reply)" == facts(held)["Due"]
    assert "9.1.7" == held.citations[0].clause


async def test_a_holding_reply_takes_name_and_phone_from_the_directory(chat: Chat) -> None:
    officer = await chat.person("exeter", "Priya Nair", phone="01632 960001")
    await chat.say(officer, "log an enquiry from Cllr Shah about bins")
    asked = await chat.say(officer, "holding reply for ENQ-1")

    assert "By when will the full reply come?" == asked.headline
    assert ("Priya Nair", "01632 960001") == (facts(asked)["Officer"], facts(asked)["Phone"])


async def test_a_promised_day_that_is_no_working_day_is_refused_and_asked_for_again(chat: Chat) -> None:
    officer = await chat.person("exeter", "Priya Nair", phone="01632 960001")
    await chat.say(officer, "log an enquiry from Cllr Shah about bins")
    await chat.say(officer, "holding reply for ENQ-1")
    refused = await chat.say(officer, "25 December")
    held = await chat.say(officer, "29 December")

    assert "is no working day (Christmas Day). The next one is Tuesday 29 December 2026" in refused.headline
    assert "Tuesday 29 December 2026" in facts(held)["Due"]


async def test_an_enquiry_of_others_is_not_there(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    stranger = await chat.person("southend", "Tom Reed")
    elsewhere = await chat.person("leeds", "Ann Poe", roles=["monitoring_officer"])
    await chat.say(officer, "log an enquiry from Cllr Shah about bins")

    for person in (stranger, elsewhere):
        assert "There is no ENQ-1 among the enquiries that you can see" in (await chat.say(person, "show ENQ-1")).headline


async def test_a_member_sees_their_own_and_closes_it_without_a_reason(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    member = await chat.person("southend", "Amir Shah", Reader.MEMBER)
    await chat.say(officer, "log an enquiry from Cllr Shah about bins")
    mine = await chat.say(member, "which of my enquiries are still outstanding?")
    closed = await chat.say(member, "close ENQ-1")

    assert "Your open enquiries: 1." == mine.headline
    assert "ENQ-1 is closed." == closed.headline


async def test_closing_twice_says_when_it_was_closed(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    await chat.say(officer, "log an enquiry from Cllr Shah about bins")
    asked = await chat.say(officer, "close ENQ-1")
    await chat.say(officer, "the member withdrew it")
    again = await chat.say(officer, "close ENQ-1")

    assert "Why is it closed all the same?" in asked.headline
    assert "ENQ-1 was closed on Monday 23 November 2026 already" in again.headline


async def test_an_enquiry_is_found_by_words_of_its_subject(chat: Chat) -> None:
    officer = await chat.person("district", "Priya Nair")
    member = await chat.person("district", "Amir Shah", Reader.MEMBER)
    await chat.say(officer, "log an enquiry from Cllr Shah about noise at the pub")
    reply = await chat.say(member, "what's happening with the noise one I raised last week about the pub")

    assert reply.headline.startswith("ENQ-1: due")


async def test_the_history_tells_who_did_what_when(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    await chat.say(officer, "log an enquiry from Cllr Shah about bins")
    chat.clock.go(days=1)
    await chat.say(officer, "mark 1 as acknowledged please, I rang the councillor at lunchtime")
    reply = await chat.say(officer, "history of ENQ-1")

    assert 2 == len(reply.points)
    assert "Tuesday 24 November 2026: Acknowledged, by Priya Nair" in reply.points[1]


async def test_a_constituents_complaint_leaves_the_clock_and_names_the_clause(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    await chat.say(officer, "log an enquiry from Cllr Shah about bins")
    reply = await chat.say(officer, "ENQ-1 is a constituent's complaint")

    assert "its clock here has stopped" in reply.headline
    assert "[9.1.8]" in reply.points[0]


async def test_a_complaint_is_led_to_the_door_privately_and_recorded_only_on_yes(chat: Chat) -> None:
    member = await chat.person("county", "Amir Shah", Reader.MEMBER)
    route = await chat.say(member, "start a complaint: I've spoken to the officer about how he treated me and got nowhere")
    refused = await chat.say(member, "no")
    none = await chat.say(member, "any update on my complaint about the officer")

    assert Audience.DIRECT is route.audience
    assert route.points[0].startswith("1. The respective Director")
    assert "Nothing was recorded." == refused.headline
    assert "no confidential record" in none.headline


async def test_a_record_is_seen_by_its_three_and_is_not_there_for_anybody_else(chat: Chat) -> None:
    member = await chat.person("county", "Amir Shah", Reader.MEMBER)
    director = await chat.person("county", "Dora Lane", roles=["director"])
    keeper = await chat.person("county", "Mo Field", roles=["monitoring_officer"])
    clerk = await chat.person("county", "Cy Dent", roles=["democratic_services"])
    await chat.say(member, "start a complaint: I've spoken to the officer about how he treated me and got nowhere")
    for text in ("yes", "skip", "27 November"):
        kept = await chat.say(member, text)

    assert "Kept as CMP-1." == kept.headline
    for person in (member, director, keeper):
        assert "CMP-1: open." == (await chat.say(person, "show CMP-1")).headline
    assert "CMP-1: open." != (await chat.say(clerk, "show CMP-1")).headline


async def test_a_message_that_is_no_answer_lets_an_offer_drop(chat: Chat) -> None:
    member = await chat.person("county", "Amir Shah", Reader.MEMBER)
    await chat.say(member, "start a complaint: I've spoken to the officer about how he treated me and got nowhere")
    question = await chat.say(member, "may an officer come to our group meeting?")
    later = await chat.say(member, "yes")

    assert Outcome.ANSWER is question.outcome
    assert "Kept" not in later.headline


async def test_the_election_rule_follows_an_answer_on_publicity_only_while_a_period_runs(chat: Chat) -> None:
    keeper = await chat.person("southend", "Mo Field", roles=["monitoring_officer"])
    member = await chat.person("southend", "Amir Shah", Reader.MEMBER)
    question = "can I put a press release out about the new park"
    before = await chat.say(member, question)
    for text in ("enter an election", "6 May 2027", "1"):
        entered = await chat.say(keeper, text)
    coming = await chat.say(member, question)
    chat.clock.now = datetime(2027, 3, 31, 9, tzinfo=UTC)
    may_have_begun = await chat.say(member, question)
    for text in ("notice of election ELE-1 was published", "yesterday"):
        await chat.say(keeper, text)
    running = await chat.say(member, question)
    chat.clock.now = datetime(2027, 5, 6, 21, 1, tzinfo=UTC)  # 22:01 in London
    over = await chat.say(member, question)

    assert "no later than Wednesday 31 March 2027" in entered.points[0]
    assert [False, False, True, True, False] == [
        any("Mind the election" in point for point in reply.points) for reply in (before, coming, may_have_begun, running, over)
    ]
    assert any("may have begun" in point for point in may_have_begun.points)
    assert any("it began on Tuesday 30 March 2027" in point for point in running.points)


async def test_a_by_election_elsewhere_does_not_bind_a_member_of_another_ward(chat: Chat) -> None:
    keeper = await chat.person("leeds", "Mo Field", roles=["monitoring_officer"])
    inside = await chat.person("leeds", "Amir Shah", Reader.MEMBER, ward="Headingley")
    outside = await chat.person("leeds", "Bea Moss", Reader.MEMBER, ward="Otley")
    for text in ("enter a by-election", "10 December 2026", "2", "Headingley"):
        await chat.say(keeper, text)

    assert "may have begun" in (await chat.say(inside, "are we in purdah")).headline
    assert "No poll" in (await chat.say(outside, "are we in purdah")).headline


async def test_only_those_who_keep_elections_enter_them(chat: Chat) -> None:
    member = await chat.person("southend", "Amir Shah", Reader.MEMBER)
    for text in ("enter an election", "6 May 2027", "1"):
        reply = await chat.say(member, text)

    assert "by the Monitoring Officer and Democratic Services only" in reply.headline


async def test_a_report_gets_the_day_that_the_protocol_sets_and_no_day_where_it_sets_none(chat: Chat) -> None:
    officer = await chat.person("county", "Priya Nair")
    elsewhere = await chat.person("exeter", "Ann Poe")
    for text in ("note a report for a meeting", "Library closures", "18 December"):
        noted = await chat.say(officer, text)
        refused = await chat.say(elsewhere, text)

    assert "Noted as REP-1: the draft is to be discussed by Friday 4 December 2026." == noted.headline
    assert "sets no date" in refused.headline


async def test_the_other_groups_are_offered_the_same_without_naming_the_one_that_asked(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    for number, group in enumerate(("Red", "Blue", "Green")):
        await chat.person("southend", f"Member {number}", Reader.MEMBER, political_group=group)
    for text in ("record an offer to the other groups", "Red", "the pier", "skip", "no"):
        recorded = await chat.say(officer, text)
    offered = await chat.say(officer, "offered the same to the Blue group, for OFF-1")

    assert "Blue, Green" == facts(recorded)["Still to offer"]
    assert "Red" not in recorded.points[0]
    assert "Green" == facts(offered)["Still to offer"]


async def test_an_answer_about_complaints_offers_to_find_where_the_person_stands(chat: Chat) -> None:
    member = await chat.person("county", "Amir Shah", Reader.MEMBER)
    answer = await chat.say(member, "how do I complain about an officer I already spoke to?")
    await chat.say(member, next(button.says for button in answer.buttons if button.label == "Where do I stand?"))

    assert (await chat.say(member, "yes")).points[0].startswith("1. The respective Director")


async def test_a_walk_shows_numbered_steps_with_clauses_and_a_draft(chat: Chat) -> None:
    member = await chat.person("southend", "Amir Shah", Reader.MEMBER)
    reply = await chat.say(member, "walk me through visiting a depot")

    assert reply.points[0].startswith("1. The relevant Chief Officer")
    assert reply.points[0].endswith("[9.4.1]")
    assert "clause 9.4.1" in reply.attachments[0].text


async def test_an_answer_offers_the_steps_of_its_procedure(chat: Chat) -> None:
    member = await chat.person("southend", "Amir Shah", Reader.MEMBER)
    answer = await chat.say(member, "can I visit the care home")
    steps = next(button.says for button in answer.buttons if button.label == "Show me the steps")

    assert "1. " == (await chat.say(member, steps)).points[0][:3]


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
    assert said[1].startswith("Democratic Services are told that ENQ-1 is not yours")
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
    officer = await chat.person("southend", "Priya Nair")
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


async def test_a_name_that_is_not_found_never_lifts_the_bar_on_the_person_complained_about(chat: Chat) -> None:
    member = await chat.person("county", "Amir Shah", Reader.MEMBER)
    await chat.person("county", "Elizabeth Brown", roles=["monitoring_officer"])
    await chat.say(member, "start a complaint: I've spoken to the officer about how he treated me and got nowhere")
    for text in ("yes", "Liz Brwn", "skip"):
        refused = await chat.say(member, text)
    again = await chat.say(member, "Elizabeth Brown")

    assert "I find no one person “Liz Brwn” in the directory" in refused.headline
    assert again.headline.startswith("Kept as CMP-1")


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


@pytest.mark.parametrize("text", ["which of my enquiries are still open?", "I'd like to chase my enquiry ENQ-19", "zebra"])
async def test_a_choice_is_never_taken_from_words_that_only_sound_like_one(chat: Chat, text: str) -> None:
    member = await chat.person("southend", "Amir Shah", Reader.MEMBER)
    await chat.say(member, "walk me through something or other entirely")
    reply = await chat.say(member, text)

    assert reply.action is None or "procedure" not in reply.action.slots


@pytest.mark.parametrize(
    ("council", "reader", "what", "first"),
    [
        ("exeter", Reader.MEMBER, "seeing a file", None),
        ("leeds", Reader.MEMBER, "seeing a file", "[16.1]"),
        ("county", Reader.MEMBER, "a group meeting", "[5.1]"),
        ("leeds", Reader.OFFICER, "copying an e-mail", "[17.1]"),
        ("southend", Reader.MEMBER, "visiting a depot", "[9.4.1]"),
    ],
)
async def test_a_walk_is_found_by_what_people_call_it_or_offered_among_a_few(
    chat: Chat, council: str, reader: Reader, what: str, first: str | None
) -> None:
    person = await chat.person(council, "Amir Shah", reader)
    reply = await chat.say(person, f"walk me through {what}")

    assert reply.points[0].startswith("1. ")
    assert first is None or first in "".join(reply.points)


@pytest.mark.parametrize(
    ("council", "what"), [("exeter", "visiting a depot"), ("district", "seeing a file"), ("district", "a press enquiry")]
)
async def test_where_the_protocol_has_no_such_procedure_the_walk_says_so_and_offers_no_other(chat: Chat, council: str, what: str) -> None:
    member = await chat.person(council, "Amir Shah", Reader.MEMBER)
    reply = await chat.say(member, f"walk me through {what}")

    assert Outcome.DECLINE is reply.outcome
    assert "Monitoring Officer" in reply.headline


async def test_from_monday_until_friday_said_on_a_tuesday_is_the_coming_week(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    chat.clock.go(days=1)
    await chat.say(officer, "I'm away from Monday until Friday")
    reply = await chat.say(officer, "skip")

    assert "away from Monday 30 November 2026 until Friday 4 December 2026" in reply.headline


async def test_the_handler_sees_who_complains_about_what_and_the_letter(chat: Chat) -> None:
    member = await chat.person("county", "Amir Shah", Reader.MEMBER)
    director = await chat.person("county", "Dora Lane", roles=["director"])
    await chat.say(member, "start a complaint: I've spoken to the officer about how he treated me and got nowhere")
    for text in ("yes", "skip", "skip"):
        await chat.say(member, text)
    seen = await chat.say(director, "show CMP-1")

    assert ("Amir Shah", "an officer") == (facts(seen)["Complainant"], facts(seen)["About"])
    assert "clause 12.1" in seen.attachments[0].text


async def test_cancelling_with_nothing_open_says_so(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")

    assert "Nothing is open between us" in (await chat.say(officer, "cancel")).headline


async def test_a_message_that_is_delivered_twice_changes_an_enquiry_once(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    await chat.say(officer, "log an enquiry from Cllr Shah about bins")
    for _ in range(2):
        await chat.say(officer, "note on ENQ-1: rang the contractor", origin="slack:7")

    assert 2 == len((await chat.say(officer, "history of ENQ-1")).points)


async def test_a_topic_that_may_name_a_group_is_asked_about(chat: Chat) -> None:
    officer = await chat.person("southend", "Priya Nair")
    for number, group in enumerate(("Labour", "Green")):
        await chat.person("southend", f"Member {number}", Reader.MEMBER, political_group=group)
    for text in ("record an offer to the other groups", "Labour", "Green spaces strategy", "skip", "no"):
        asked = await chat.say(officer, text)
    recorded = await chat.say(officer, "yes")

    assert ["Yes", "No"] == [button.label for button in asked.buttons][:2]
    assert recorded.headline.startswith("Recorded as OFF-1")


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
