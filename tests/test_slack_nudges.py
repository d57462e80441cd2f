"""What of a nudge is shown where, and how it looks once something was done about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from conftest import SetClock
from hypothesis import given, settings
from nudging import add, enquiry, usual_people
from slack_limits import faults, parts, unescaped
from test_slack_blocks import REPLIES, TEXT

from bot.assistant import Assistant
from bot.casework.desk import Desk
from bot.casework.person import Person, person_of
from bot.channels.previews import NOTICE
from bot.channels.slack.blocks import message
from bot.channels.slack.nudges import done_message, first_shown
from bot.message import Message
from bot.reminders.deeds import Done, done_by
from bot.reminders.election_policy import ElectionFacts
from bot.reminders.enquiry_policy import Deed, EnquiryFacts
from bot.reminders.nudge import Kind, Nudge
from bot.reminders.policy import Case, ComplaintFacts, PersonalFacts, ReportFacts, case_kind
from bot.reminders.wording import Item, compose
from bot.reply import Action, Form, Reply
from bot.store.database import Store
from bot.store.people import PersonRow
from intents.interpreter import Interpreter
from intents.understanding import Outcome
from protocol_data.basics import Reader
from protocol_data.library import Library

HERE = "southend"
MONDAY, THURSDAY = date(2026, 11, 23), date(2026, 12, 3)
HALF_PAST_NINE = datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Europe/London"))
ANN, BEN = (Person(number, HERE, name.lower(), f"{name} Day", Reader.OFFICER) for number, name in ((1, "Ann"), (2, "Ben")))
BEN = replace(BEN, cover_id=ANN.id)
SUBJECT, SECRET = "Rent of 4 Mill Lane", "Ring the family about the grievance"
ENQUIRY = EnquiryFacts(12, HERE, SUBJECT, "open", MONDAY, THURSDAY, BEN.id, Deed("received", MONDAY), BEN.name)
COMPLAINT = ComplaintFacts(3, HERE, ANN.id, BEN.id, None, MONDAY, "open")
PERSONAL = PersonalFacts(9, HERE, ANN.id, SECRET, MONDAY, "open")
REPORT = ReportFacts(7, HERE, "Library opening hours", THURSDAY, MONDAY, "9.1.5", ANN.id, "open", MONDAY)
ELECTION = ElectionFacts(
    4, HERE, "Council election", "principal", date(2027, 5, 6), None, date(2027, 3, 29), None, date(2027, 5, 6), MONDAY
)


def nudge(library: Library, *items: tuple[Kind, Case]) -> Reply:
    made = [Item(Nudge(case_kind(case), case.id, kind, 0, ANN.id, MONDAY), case) for kind, case in items]
    return compose(library.pack(HERE), MONDAY, ANN, made, {ANN.id: ANN, BEN.id: BEN})


def words(payload: dict[str, Any]) -> str:
    """All that a reader can see of a message, and all that a notification could take from it."""
    return "\n".join([payload["text"], *(unescaped(its["text"]) for its in parts(payload["blocks"]) if isinstance(its.get("text"), str))])


@pytest.mark.parametrize(
    "items",
    [
        [(Kind.COMPLAINT, COMPLAINT)],
        [(Kind.PERSONAL, PERSONAL)],
        [(Kind.TODAY, ENQUIRY), (Kind.PERSONAL, PERSONAL)],
        [(Kind.TODAY, ENQUIRY), (Kind.COMPLAINT, COMPLAINT)],
        [(Kind.TODAY, ENQUIRY), (Kind.TODAY, replace(ENQUIRY, id=13))],
        [(Kind.TODAY, ENQUIRY), (Kind.ONE_WEEK, ELECTION)],
    ],
)
def test_the_notification_of_what_may_be_confidential_says_only_that_there_is_something(
    library: Library, items: list[tuple[Kind, Case]]
) -> None:
    whole = nudge(library, *items)

    first = first_shown(whole)

    assert first is not None
    assert NOTICE == first.text
    assert whole.buttons == first.buttons
    assert not [secret for secret in (SECRET, SUBJECT, "CMP-3", "Ben") if secret in words(message(first))]


def test_a_message_about_several_cases_has_the_buttons_of_each_with_its_number(library: Library) -> None:
    one = nudge(library, (Kind.TODAY, ENQUIRY))
    several = nudge(library, (Kind.TODAY, ENQUIRY), (Kind.TODAY, replace(ENQUIRY, id=13)), (Kind.PERSONAL, PERSONAL))

    says = [its.says for its in several.buttons]
    assert {its.says for its in one.buttons} | {its.says.replace("12", "13") for its in one.buttons} < {*says}
    assert {"Snooze 1 day (ENQ-12)", "Snooze 1 day (ENQ-13)", "Done (REM-9)"} < {its.label for its in several.buttons}
    assert "my open enquiries" == says[-1]


def test_so_many_cases_have_no_more_buttons_than_a_message_shows(library: Library) -> None:
    many = nudge(library, *((Kind.TODAY, replace(ENQUIRY, id=number)) for number in range(1, 31)))

    assert (17, "my open enquiries") == (len(many.buttons), many.buttons[-1].says)


@pytest.mark.parametrize("item", [(Kind.TODAY, ENQUIRY), (Kind.SOON, REPORT), (Kind.ONE_WEEK, ELECTION), (Kind.ENTER_NOTICE, ELECTION)])
def test_the_notification_of_an_enquiry_a_report_or_an_election_shows_the_nudge(library: Library, item: tuple[Kind, Case]) -> None:
    assert None is first_shown(nudge(library, item))


def test_a_nudge_that_was_dealt_with_keeps_what_it_said_and_shows_what_was_done_and_by_whom_in_the_place_of_its_buttons(
    library: Library,
) -> None:
    whole = nudge(library, (Kind.TODAY, ENQUIRY))
    before = message(whole)

    after = done_message(before, "Marked as answered", "Ben Day", HALF_PAST_NINE)

    *kept, line = after["blocks"]
    assert [block for block in before["blocks"] if block["type"] != "actions"] == kept
    assert "✓ *Marked as answered by Ben Day*, <!date^" in line["elements"][0]["text"]
    assert after["text"].startswith("Marked as answered by Ben Day, Monday 23 November 2026 at 09:30.\nENQ-12 “Rent of 4 Mill Lane”")


def test_the_ids_that_slack_gives_to_blocks_are_left_out(library: Library) -> None:
    sent = message(nudge(library, (Kind.TODAY, ENQUIRY)))
    back = {"text": sent["text"], "blocks": [{**block, "block_id": f"b{number}"} for number, block in enumerate(sent["blocks"])]}

    again = done_message(back, "Put off", "Ben Day", HALF_PAST_NINE)

    assert done_message(sent, "Put off", "Ben Day", HALF_PAST_NINE) == again


def test_a_name_with_marks_of_slack_in_it_is_shown_as_it_is(library: Library) -> None:
    after = done_message(message(nudge(library, (Kind.TODAY, ENQUIRY))), "Put off", "<!channel> & *Co*", HALF_PAST_NINE)

    assert "✓ Put off by &lt;!channel&gt; &amp; *Co*, " in after["blocks"][-1]["elements"][0]["text"]
    assert [] == faults({**after, "blocks": after["blocks"][:-1]})


@settings(max_examples=60, deadline=None)
@given(REPLIES, TEXT, TEXT)
def test_whatever_a_nudge_says_there_is_room_for_what_was_done(reply: Reply, what: str, by: str) -> None:
    after = done_message(message(replace(reply, form=None)), f"x{what * 9}", f"x{by * 9}", HALF_PAST_NINE)

    line = after["blocks"][-1]["elements"][0]
    line["text"] = line["text"].partition("<!date")[0] or "–"  # Slack's own markup, which the limits know nothing of
    assert [] == faults(after)
    assert "actions" not in {block["type"] for block in after["blocks"]}


@pytest.fixture
def desk_here(sqlite_store: Store, library: Library, clock: SetClock) -> Desk:
    return Desk(sqlite_store, library, clock)


@pytest.mark.parametrize(
    ("button", "what"),
    [
        ("Done: it is answered", "Marked as answered"),
        ("Snooze 1 day", "Put off"),
        ("Not mine", "Handed back"),
        ("Give a holding reply", None),
    ],
)
async def test_what_the_buttons_of_a_nudge_do_is_told_from_the_answer(
    desk_here: Desk, library: Library, interpreter: Interpreter, button: str, what: str | None
) -> None:
    ids = await usual_people(desk_here.store)
    [number] = await add(desk_here.store, enquiry(ids, THURSDAY, MONDAY))
    async with desk_here.store.read() as session:
        officer = person_of(await session.get_one(PersonRow, ids["officer"]))
    says = next(its.says for its in nudge(library, (Kind.TODAY, replace(ENQUIRY, id=number))).buttons if its.label == button)

    answer = await Assistant(library, interpreter, desk_here).reply(Message(says, HERE, Reader.OFFICER, desk_here.now(), "here", officer))

    assert (Done(f"ENQ-{number}", what, what == "Put off") if what else None) == done_by(answer)


async def test_a_form_that_was_sent_in_settles_the_nudge_and_one_that_was_refused_does_not() -> None:
    done = Reply(Outcome.ACTION, "enquiry_status", "Noted.", action=Action("enquiry_status", {"ref": "ENQ-12"}))
    asks = replace(done, form=Form("hold_enquiry", "Give a holding reply", (), {}))
    refused = replace(done, action=Action("hold_enquiry", {}))

    assert [Done("ENQ-12", "Holding reply noted"), None, None, None] == [
        done_by(done, "hold_enquiry"),
        done_by(done),
        done_by(asks, "hold_enquiry"),
        done_by(refused, "hold_enquiry"),
    ]
