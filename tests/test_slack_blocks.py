"""A reply becomes a message that Slack takes, and says all that the reply says."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_limits import faults, parts, unescaped, units
from slack_samples import ANSWER, ASKS, CASE, CLARIFY, GOLDEN, LATE, LISTED, OLD_BODY, REPLY_TIME, ROUTE, SAMPLES, written

from bot.channels.slack.blocks import FORM, message
from bot.channels.slack.carried import Carried, packed, unpacked
from bot.channels.slack.home import HomeItem, home
from bot.channels.slack.parts import SAY
from bot.channels.slack.text import bold, cut, cut_escaped, escape, first_sentence, moment, pieces
from bot.dialog.fields import Field
from bot.reply import Attachment, Button, Choice, Citation, Fact, Form, Reply
from intents.understanding import Outcome

TEXT = st.text(st.sampled_from("ab1.!?&<>*_~`@#:\n 😀é") | st.characters(exclude_categories=["Cs"]), max_size=60)
LONG = st.builds(lambda text, times: text * times, TEXT, st.sampled_from([1, 1, 1, 30, 120]))
LABEL = st.builds(lambda text, times: f"x{text * times}", TEXT, st.sampled_from([1, 3]))
CITATIONS = st.builds(
    Citation,
    LABEL,
    LABEL,
    LABEL,
    LABEL,
    LABEL,
    LABEL,
    st.sampled_from(["must", "should_not", "fact"]),
    LONG,
    st.lists(LONG, max_size=2).map(tuple),
)
FORMS = st.builds(Form, LABEL, LABEL, st.just((Field("subject", "Subject", "What?"),)), st.dictionaries(LABEL, LONG, max_size=3))
REPLIES = st.builds(
    Reply,
    st.sampled_from(Outcome),
    st.just("any"),
    LONG.map(lambda text: f"x{text}"),
    points=st.lists(LONG, max_size=40).map(tuple),
    citations=st.lists(CITATIONS, max_size=4).map(tuple),
    choices=st.lists(st.builds(Choice, LABEL, LABEL, CITATIONS), max_size=4).map(tuple),
    facts=st.lists(st.builds(Fact, LABEL, LONG), max_size=25).map(tuple),
    buttons=st.lists(st.builds(Button, LABEL, LONG), max_size=30).map(tuple),
    form=st.none() | FORMS,
    attachments=st.lists(st.builds(Attachment, LABEL, LONG), max_size=2).map(tuple),
)


def shown(payload: dict[str, Any]) -> str:
    """Give what a person sees of a message, without its markup."""
    return "\n".join(unescaped(its["text"]).replace("*", "") for its in parts(payload["blocks"]) if isinstance(its.get("text"), str))


def buttons(payload: dict[str, Any]) -> list[tuple[str, str]]:
    return [(its["text"]["text"], its["value"]) for its in parts(payload) if its.get("type") == "button"]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_payload_is_the_one_that_was_looked_at(name: str) -> None:
    assert (GOLDEN / f"{name}.json").read_text(encoding="utf-8") == written(SAMPLES[name])


@pytest.mark.parametrize("name", SAMPLES)
def test_slack_would_take_every_payload_that_was_looked_at(name: str) -> None:
    assert [] == faults(SAMPLES[name])


@settings(max_examples=150, deadline=None)
@given(REPLIES)
def test_whatever_a_reply_holds_it_stays_within_limits_and_its_text_is_whole(reply: Reply) -> None:
    made = message(reply, "Europe/London")

    assert [] == faults(made)
    assert reply.text.strip() == unescaped(made["text"]) or made["text"].endswith("too long for one message in Slack.)")


def test_text_is_cut_only_beyond_forty_thousand_characters_and_says_so() -> None:
    fits = message(Reply(Outcome.ANSWER, "any", "x" * 40_000))["text"]
    does_not = message(Reply(Outcome.ANSWER, "any", "x" * 40_001))["text"]

    assert "x" * 40_000 == fits
    assert does_not.endswith("(The rest is left out here: it is too long for one message in Slack.)")
    assert units(does_not) <= 40_000


@pytest.mark.parametrize("reply", [ANSWER, CASE, LISTED, ROUTE], ids=["answer", "case", "list", "route"])
def test_the_blocks_show_the_headline_every_point_fact_clause_and_letter(reply: Reply) -> None:
    seen = shown(message(reply))

    for said in (
        reply.headline,
        *reply.points,
        *(fact.value for fact in reply.facts),
        *(letter.text.strip() for letter in reply.attachments),
    ):
        assert said in seen
    for citation in reply.citations:
        assert f"{citation.clause} {citation.heading}" in seen
        assert citation.edition in seen


def test_a_clause_is_shown_with_its_force_and_with_what_has_become_of_a_body_that_is_gone() -> None:
    seen = shown(message(ANSWER))

    assert "5.3 When it will be late (must)" in seen
    assert f"Note: {OLD_BODY.notes[0]}" in seen


def test_a_clause_whose_words_are_the_headline_is_not_told_twice() -> None:
    reply = Reply(Outcome.ANSWER, "any", LATE.summary, citations=(LATE,))

    assert 1 == shown(message(reply)).count(LATE.summary)


def test_numbered_points_stay_numbered_others_get_a_bullet_and_a_heading_is_bold() -> None:
    reply = Reply(Outcome.ANSWER, "any", "So.", points=("1. First", "Overdue:", "ENQ-7"))

    assert "1. First\n*Overdue:*\n• ENQ-7" == message(reply)["blocks"][1]["text"]["text"]


def test_a_long_headline_has_its_first_sentence_in_bold() -> None:
    first, _, rest = ANSWER.headline.partition(". ")

    assert f"*{first}.* {rest}" == message(ANSWER)["blocks"][0]["text"]["text"]


def test_choices_are_numbered_with_their_clauses_and_are_buttons_that_say_their_number() -> None:
    made = message(CLARIFY)

    assert "1. How soon members hear (clause 5.2)\n2. When it will be late (clause 5.3)" in shown(made)
    assert [("1. How soon members hear", "1"), ("2. When it will be late", "2")] == buttons(made)


def test_buttons_say_what_the_reply_has_them_say_five_in_a_row_each_with_an_action_of_its_own() -> None:
    made = message(CASE)
    rows = [block["elements"] for block in made["blocks"] if block["type"] == "actions"]

    assert [(its.label, its.says) for its in CASE.buttons] == buttons(made)
    assert [5, 1] == [len(row) for row in rows]
    assert all(SAY.fullmatch(its["action_id"]) for row in rows for its in row)


def test_at_most_twenty_five_buttons_are_shown() -> None:
    many = tuple(Button(f"Ward {number}", f"ward {number}") for number in range(1, 31))

    assert 25 == len(buttons(message(Reply(Outcome.ACTION, "any", "Which?", buttons=many))))
    assert 25 == len(buttons(message(replace(ASKS, buttons=many))))


def test_a_question_can_be_answered_by_a_form_that_carries_what_is_known() -> None:
    made = message(ASKS)
    opening = next(its for its in parts(made) if its.get("action_id") == FORM)

    assert ("Fill in the form", opening["value"]) == buttons(made)[0]
    assert Carried("hold_enquiry", {"ref": "ENQ-12", "non_members": "no"}) == unpacked(opening["value"])
    assert ("Cancel", "cancel") == buttons(made)[1]


def test_what_does_not_fit_a_button_is_left_out_by_name_the_longest_first() -> None:
    carried = Carried("log_enquiry", {"subject": "x" * 1990, "ward": "Mill & <Quay>"})

    assert Carried("log_enquiry", {"ward": "Mill & <Quay>"}, left_out=("subject",)) == unpacked(packed(carried, 2000))
    assert carried == unpacked(packed(carried, 3000))


def test_what_a_button_carries_holds_nothing_that_slack_would_escape() -> None:
    assert not set("&<>") & set(packed(Carried("log", {"subject": "a & b <c>"}), 2000))


@pytest.mark.parametrize("text", ["[]", "{}", "", '{"task": "x"}', '{"task": "x", "values": 3}'])
def test_what_was_not_packed_here_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        unpacked(text)


def test_a_mention_that_somebody_writes_mentions_nobody() -> None:
    made = message(Reply(Outcome.ANSWER, "any", "ENQ-1: <!channel> @here <@U1>", facts=(Fact("Subject", "<!here> & co"),)))
    headline = made["blocks"][0]["text"]

    assert "*ENQ-1: &lt;!channel&gt; @here &lt;@U1&gt;*" == headline["text"]
    assert headline["verbatim"] is True
    assert made["text"].startswith("ENQ-1: &lt;!channel&gt; @here &lt;@U1&gt;")


def test_a_letter_is_shown_as_it_is_under_its_name() -> None:
    made = message(ROUTE)
    at = next(number for number, block in enumerate(made["blocks"]) if block["type"] == "rich_text")

    assert "*Concern about an officer*" == made["blocks"][at - 1]["text"]["text"]
    assert ROUTE.attachments[0].text.strip() == made["blocks"][at]["elements"][0]["elements"][0]["text"]


def test_more_than_one_message_holds_is_said_and_the_buttons_stay() -> None:
    reply = replace(CASE, points=tuple(f"{number}. {'word ' * 60}" for number in range(1, 100)))
    made = message(reply)

    assert "This is more than fits in one Slack message" in shown(made)
    assert len(CASE.buttons) == len(buttons(made))
    assert [] == faults(made)


def test_a_reader_in_another_zone_is_told_whose_dates_they_are_and_only_where_there_are_dates() -> None:
    assert "Dates and times are the council's own (Europe/London)." in shown(message(CASE, "Europe/London"))
    assert "council's own" not in shown(message(CASE))
    assert "council's own" not in shown(message(ANSWER, "Europe/London"))


def test_a_moment_is_shown_in_the_readers_zone_and_else_in_the_councils() -> None:
    at = datetime(2026, 11, 23, 9, 5, tzinfo=ZoneInfo("Europe/London"))

    assert "<!date^1795424700^{date_long} at {time}|Monday 23 November 2026 at 09:05>" == moment(at)


@settings(max_examples=200, deadline=None)
@given(LONG, st.integers(min_value=10, max_value=200))
def test_pieces_fit_once_escaped_and_nothing_but_blanks_is_lost(text: str, limit: int) -> None:
    made = list(pieces(text, limit))

    assert all(0 < units(escape(piece)) <= limit for piece in made)
    assert "".join(text.split()) == "".join("".join(made).split())


def test_pieces_end_with_sentences_and_the_points_of_a_clauses_number_end_none() -> None:
    text = "Clause 9.1.5 says it. So does “9.1.7.” Both bind."

    assert ["Clause 9.1.5 says it.", "So does “9.1.7.”", "Both bind."] == list(pieces(text, 22))
    assert ("Clause 9.1.5 says it.", "So does “9.1.7.” Both bind.") == first_sentence(text)


def test_an_escape_is_never_cut() -> None:
    assert [escape("&" * 2), escape("&" * 2), escape("&")] == [escape(piece) for piece in pieces("&" * 5, 14)]
    assert "&amp;&amp;…" == cut_escaped("&" * 5, 14)


def test_a_label_is_cut_at_a_word_where_that_loses_little() -> None:
    assert "Record that the other…" == cut("Record that the other groups", 24)
    assert "x" * 23 + "…" == cut("x" * 25, 24)
    assert "x" * 24 == cut("x" * 24, 24)


def test_bold_reaches_over_lines_and_leaves_asterisks_alone() -> None:
    assert "*One*\n*two &amp; three*\nfour * five" == bold("One\ntwo & three\nfour * five")


def test_a_home_page_shows_cases_first_and_says_how_many_more_there_are() -> None:
    many = [
        HomeItem(f"ENQ-{number}", "Bins", (Button("Show", f"show ENQ-{number}"), Button("Close", f"close ENQ-{number}")))
        for number in range(90)
    ]
    page = home("Bo", None, (("Overdue", many), ("Later", many[:3])), ("How soon?",))
    seen = shown(page)

    assert [] == faults(page)
    assert "Overdue: 90" in seen
    assert f"And {90 - seen.count('Bins')} more" in seen
    assert "And 3 more" in seen


def test_a_home_page_without_cases_says_so_and_still_offers_questions() -> None:
    page = home("Bo", None, (("Overdue", ()),), ("How soon?",))

    assert "Nothing is open in your name." in shown(page)
    assert [("How soon?", "How soon?")] == buttons(page)


ITEMS = st.builds(HomeItem, LABEL, LONG, st.lists(st.builds(Button, LABEL, LONG), max_size=7).map(tuple))


@settings(max_examples=60, deadline=None)
@given(LONG, st.none() | LONG, st.lists(st.tuples(LABEL, st.lists(ITEMS, max_size=40)), max_size=30), st.lists(LONG, max_size=14))
def test_whatever_is_on_a_home_page_it_stays_within_limits(
    name: str, banner: str | None, groups: list[tuple[str, list[HomeItem]]], prompts: list[str]
) -> None:
    assert [] == faults(home(name, banner, groups, prompts))


def test_a_source_is_named_once_for_all_its_clauses() -> None:
    seen = shown(message(Reply(Outcome.ANSWER, "any", "So.", citations=(REPLY_TIME, LATE))))

    assert "Clauses 5.2, 5.3: Member and Officer Protocol, Millford Borough Council (adopted May 2024)." in seen
    assert 1 == seen.count("adopted May 2024")
