"""What people type behind commands, what Slack writes into texts, and where an answer goes."""

from __future__ import annotations

import pytest

from bot.channels.arguments import COMPLAINT, ELECTION, ENQUIRY, PROTOCOL, Fill, Help, Role, Say, Wanted, unquoted, wanted
from bot.channels.buttons import changed, stands_alone
from bot.channels.remembered import Remembered
from bot.channels.slack.places import Place, of_command, of_event, of_payload
from bot.channels.slack.reading import mentioned, permalink, plain_text
from bot.channels.usage import usage
from bot.reply import Action, Form, Reply
from intents.understanding import Outcome
from protocol_data.basics import Reader


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Help()),
        ("HELP!", Help()),
        ("  ?  ", Help()),
        ("how soon must I answer?", Say("how soon must I answer?")),
        ("“how soon must I answer?”", Say("how soon must I answer?")),
        ("ask who decides?", Say("who decides?")),
        ("role officer", Role(Reader.OFFICER)),
        ("Role: member", Role(Reader.MEMBER)),
        ("role oficer", Role(Reader.OFFICER)),
        ("role councillor", Role(Reader.MEMBER)),
        ("role of the mayor?", Say("role of the mayor?")),
        ("help me find the clause on e-mail", Say("help me find the clause on e-mail")),
    ],
)
def test_what_is_typed_behind_protocol_is_a_question_unless_it_is_help_or_a_role(text: str, expected: Wanted) -> None:
    assert expected == wanted(PROTOCOL, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Fill("route_complaint")),
        ("new", Fill("route_complaint")),
        ("help", Help()),
        ("an officer was rude", Fill("route_complaint", {"said": "an officer was rude"})),
        ("CMP-3", Say("show CMP-3")),
        ("show cmp 3", Say("show CMP-3")),
        ("#3", Say("show CMP-3")),
        ("status", Say("how do my complaints stand?")),
        ("statsu", Say("how do my complaints stand?")),
    ],
)
def test_what_is_typed_behind_complaint_is_what_happened_unless_it_asks_how_one_stands(text: str, expected: Wanted) -> None:
    assert expected == wanted(COMPLAINT, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Fill("log_enquiry")),
        ("new", Fill("log_enquiry")),
        ("new: bins missed", Fill("log_enquiry", {"subject": "bins missed"})),
        ("log an enquiry about bins", Fill("log_enquiry", {"subject": "bins"})),
        ("bins missed in Mill Lane", Fill("log_enquiry", {"subject": "bins missed in Mill Lane"})),
        ("12 bins missed", Fill("log_enquiry", {"subject": "12 bins missed"})),
        ("list of grit bins wanted", Fill("log_enquiry", {"subject": "list of grit bins wanted"})),
        ("12", Say("show ENQ-12")),
        ("#12", Say("show ENQ-12")),
        ("enq12", Say("show ENQ-12")),
        ("ENQ-12 close", Say("close ENQ-12")),
        ("show 12", Say("show ENQ-12")),
        ("Status ENQ-12", Say("show ENQ-12")),
        ("ack 12", Say("acknowledge ENQ-12")),
        ("acknowlege 12", Say("acknowledge ENQ-12")),
        ("hold 12", Say("holding reply for ENQ-12")),
        ("extend enquiry 12 to 4 December", Say("extend ENQ-12 to 4 December")),
        ("answered 12", Say("ENQ-12 is answered")),
        ("reassign 12 to Omar Khan", Say("reassign ENQ-12 to Omar Khan")),
        ("snooze 12 until tomorrow", Say("snooze ENQ-12 until tomorrow")),
        ("history 12", Say("history of ENQ-12")),
        ("mine", Say("my open enquiries")),
        ("list", Say("my open enquiries")),
        ("Overdue", Say("what is overdue?")),
        ("overdu", Say("what is overdue?")),
        ("today", Say("due today")),
        ("due this week", Say("due this week")),
        ("team", Say("my team's enquiries")),
        ("find bins", Say("find enquiries about bins")),
    ],
)
def test_what_is_typed_behind_enquiry_is_a_deed_a_list_or_the_subject_of_a_new_one(text: str, expected: Wanted) -> None:
    assert expected == wanted(ENQUIRY, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Say("is there an election period now?")),
        ("status", Say("is there an election period now?")),
        ("next", Say("when is the next election?")),
        ("add", Fill("enter_election")),
        ("notice ELE-3", Fill("publish_notice", {"ref": "ELE-3"})),
        ("publish", Fill("publish_notice")),
        ("can I put out a press release?", Say("can I put out a press release?")),
        ("help", Help()),
    ],
)
def test_what_is_typed_behind_election_is_a_question_or_an_entry(text: str, expected: Wanted) -> None:
    assert expected == wanted(ELECTION, text)


@pytest.mark.parametrize("command", [PROTOCOL, COMPLAINT, ENQUIRY, ELECTION])
def test_the_usage_of_a_command_names_it(command: str) -> None:
    assert command in usage(command).text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<@U0CLERK> how soon?", "how soon?"),
        ("how soon, <@U0CLERK>?", "how soon,  ?"),
        ("give it to <@U0OMAR>", "give it to Omar Khan"),
        ("give it to <@U0ELSE|else>", "give it to @else"),
        ("see <#C0MILL|mill-lane>", "see #mill-lane"),
        ("see <https://example.org/a?b=1&amp;c|the page>", "see the page"),
        ("see <https://example.org>", "see https://example.org"),
        ("write to <mailto:a@example.org|a@example.org>", "write to a@example.org"),
        ("<!here> look", "@here look"),
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
    ],
)
def test_slacks_markup_is_read_as_plain_words(text: str, expected: str) -> None:
    assert expected == plain_text(text, "U0CLERK", {"U0OMAR": "Omar Khan"})


def test_an_escaped_mention_mentions_nobody() -> None:
    assert frozenset({"U0OMAR"}) == mentioned("<@U0OMAR> and &lt;@U0ELSE&gt;")


@pytest.mark.parametrize(("text", "expected"), [("“a”", "a"), ("'a' or 'b'", "'a' or 'b'"), ('"', '"'), ("“‘a’”", "“‘a’”")])
def test_quotation_marks_around_the_whole_are_taken_off(text: str, expected: str) -> None:
    assert expected == unquoted(text)


def test_a_message_in_a_thread_has_an_address_within_it() -> None:
    address = "https://council.slack.com/archives/C0GENERAL/p1795329560000200"

    assert address == permalink("council", "C0GENERAL", "1795329560.000200")
    assert address == permalink("council", "C0GENERAL", "1795329560.000200", "1795329560.000200")
    assert f"{address}?thread_ts=1795329000.000100&cid=C0GENERAL" == permalink(
        "council", "C0GENERAL", "1795329560.000200", "1795329000.000100"
    )


def test_a_mention_heads_the_thread_of_its_answer_and_a_direct_message_does_not() -> None:
    in_channel = of_event({"channel": "C0GENERAL", "user": "U0MEMBER", "ts": "1.1"}, "T0COUNCIL")
    direct = of_event({"channel": "D0DIRECT", "user": "U0MEMBER", "ts": "1.1"}, "T0COUNCIL")

    assert ("1.1", False) == (in_channel.thread, in_channel.direct)
    assert (None, True) == (direct.thread, direct.direct)


def test_two_people_in_one_thread_have_conversations_of_their_own() -> None:
    one, other = (Place("T0COUNCIL", user, "C0GENERAL", "1.1") for user in ("U0ONE", "U0OTHER"))

    assert one.conversation != other.conversation


def test_the_same_user_id_in_two_workspaces_is_two_people() -> None:
    one, other = (Place(team, "U0ONE", "D0DIRECT") for team in ("T0ONE", "T0OTHER"))

    assert one.conversation != other.conversation


def test_a_command_and_the_answer_that_only_its_reader_sees_are_for_one_alone() -> None:
    command = of_command({"user_id": "U0MEMBER", "channel_id": "C0GENERAL", "response_url": "https://example.org"}, "T0COUNCIL")
    container = {"type": "message", "message_ts": "1.2", "channel_id": "C0GENERAL", "is_ephemeral": True, "thread_ts": "1.1"}
    pressed = of_payload({"type": "block_actions", "user": {"id": "U0MEMBER"}, "container": container}, "T0COUNCIL")

    assert command.alone
    assert (True, "1.1") == (pressed.alone, pressed.thread)


def test_so_many_things_are_remembered_and_the_oldest_is_forgotten() -> None:
    remembered = Remembered()
    for number in range(2001):
        remembered[str(number)] = number

    assert 2000 == len(remembered)
    assert "0" not in remembered


@pytest.mark.parametrize("says", ["ENQ-1 is answered", "close ENQ-1", "my reminders", "walk me through seeing a document", "done REM-2"])
def test_a_button_that_names_its_case_or_is_a_command_stands_alone(says: str) -> None:
    assert stands_alone(says)


@pytest.mark.parametrize("says", ["yes", "2", "An officer", "skip", "cancel", "why?"])
def test_a_button_that_answers_a_question_does_not_stand_alone(says: str) -> None:
    assert not stands_alone(says)


def test_to_look_at_a_case_changes_nothing() -> None:
    reply = Reply(Outcome.ACTION, "x", "…", action=Action("enquiry_status", {"ref": "ENQ-1"}))

    assert not changed(reply)
    assert changed(reply, "log_enquiry")
    assert not changed(
        Reply(Outcome.ACTION, "x", "…", action=Action("log_enquiry", {"ref": "ENQ-1"}), form=Form("log_enquiry", "", (), {}))
    )
