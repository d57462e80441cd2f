"""A form becomes a modal, and what was filled in becomes the values that chat would have made of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_limits import faults
from slack_samples import COMPLAINT_FORM, HOLD_FORM, LOG_FORM

from bot.channels.filling import checked
from bot.channels.slack.carried import Carried
from bot.channels.slack.modal import all_errors, carried, values, view
from bot.dialog.fields import LONGEST, Field, Kind, Option
from bot.reply import Form

MONDAY = date(2026, 11, 23)
WORDS = st.text(min_size=1, max_size=80).map(lambda text: f"x{text}")
OPTIONS = st.lists(st.builds(Option, WORDS, WORDS), max_size=120).map(tuple)
FIELDS = st.builds(
    Field,
    st.text("abcdefgh_", min_size=1, max_size=12),
    st.text(max_size=40),
    st.text(max_size=80),
    st.sampled_from(Kind),
    OPTIONS,
    required=st.booleans(),
    asked=st.booleans(),
    default=st.none() | WORDS,
)
VALUES = st.dictionaries(st.text("abcdefgh_", min_size=1, max_size=12), st.text(max_size=80).map(lambda text: text * 40), max_size=6)
FORMS = st.builds(Form, WORDS, WORDS, st.lists(FIELDS, max_size=8).map(tuple), VALUES)


def inputs(made: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {block["block_id"]: block for block in made["blocks"] if block["type"] == "input"}


def submitted(made: dict[str, Any], **state: dict[str, Any]) -> dict[str, Any]:
    """Give a view as Slack hands it back."""
    return {**made, "state": {"values": {name: {"value": element} for name, element in state.items()}}}


def choice_of(count: int) -> Form:
    options = tuple(Option(f"w{number}", f"Ward {number}") for number in range(1, count + 1))
    return Form("log", "Log", (Field("ward", "Ward", "Which ward?", Kind.CHOICE, options),), {})


@settings(max_examples=150, deadline=None)
@given(FORMS, st.none() | st.text(max_size=4000))
def test_whatever_a_form_holds_slack_takes_its_modal(form: Form, problem: str | None) -> None:
    assert [] == faults(view(form, {"channel": "D1"}, problem))


def test_each_kind_of_field_has_the_input_that_makes_it_hard_to_go_wrong() -> None:
    kinds = {name: block["element"]["type"] for made in (LOG_FORM, HOLD_FORM) for name, block in inputs(view(made, {})).items()}

    assert kinds == {
        "subject": "plain_text_input",
        "asked_by": "plain_text_input",
        "received": "datepicker",
        "how": "radio_buttons",
        "ward": "plain_text_input",
        "ref": "plain_text_input",
        "officer_phone": "plain_text_input",
        "until": "datepicker",
        "reason": "plain_text_input",
        "non_members": "radio_buttons",
    }


QUIET = Form("quiet_hours", "Quiet hours", (Field("from", "From", "From what time?", Kind.TIME),), {})


@pytest.mark.parametrize(
    ("known", "shows"), [({}, None), ({"from": "19:00"}, "19:00"), ({"from": "7pm"}, "19:00"), ({"from": "late"}, None)]
)
def test_a_time_is_picked_and_what_was_said_of_it_is_picked_already(known: dict[str, str], shows: str | None) -> None:
    made = view(replace(QUIET, values=known), {})

    [element] = [block["element"] for block in made["blocks"] if block["type"] == "input"]
    assert ("timepicker", shows) == (element["type"], element.get("initial_time"))
    assert [] == faults(made)
    assert {"from": "18:30"} == values(submitted(made, **{"from": {"type": "timepicker", "selected_time": "18:30"}}))


def test_what_chat_does_not_ask_for_is_optional_and_what_is_required_is_not() -> None:
    optional = {name: block["optional"] for name, block in inputs(view(LOG_FORM, {})).items()}

    assert optional == {"subject": False, "asked_by": False, "received": True, "how": True, "ward": True}


def test_what_is_known_is_filled_in_already() -> None:
    log, hold = inputs(view(LOG_FORM, {})), inputs(view(HOLD_FORM, {}))

    assert "Street lights & paths <Mill Lane>" == log["subject"]["element"]["initial_value"]
    assert "2026-11-20" == log["received"]["element"]["initial_date"]
    assert "email" == log["how"]["element"]["initial_option"]["value"]
    assert "01632 960001" == hold["officer_phone"]["element"]["initial_value"]
    assert "no" == hold["non_members"]["element"]["initial_option"]["value"]
    assert "initial_date" not in hold["until"]["element"]


def test_what_is_told_in_sentences_has_several_lines() -> None:
    hold = inputs(view(HOLD_FORM, {}))

    assert hold["reason"]["element"]["multiline"] is True
    assert "multiline" not in hold["ref"]["element"]


def test_a_hint_is_the_question_in_words_of_a_form() -> None:
    log = inputs(view(LOG_FORM, {}))

    assert "What is the enquiry about?" == log["subject"]["hint"]["text"]
    assert "Which ward? Leave it empty where it is none." == log["ward"]["hint"]["text"]


def test_a_yes_or_no_has_its_question_as_label_and_no_hint() -> None:
    asked = inputs(view(HOLD_FORM, {}))["non_members"]

    assert "Will people be there who are not members of the council?" == asked["label"]["text"]
    assert "hint" not in asked


@pytest.mark.parametrize(("count", "kind"), [(5, "radio_buttons"), (6, "static_select")])
def test_few_options_are_buttons_and_more_a_list(count: int, kind: str) -> None:
    assert kind == inputs(view(choice_of(count), {}))["ward"]["element"]["type"]


@pytest.mark.parametrize(("count", "told"), [(100, False), (101, True)])
def test_a_list_of_more_than_a_hundred_is_cut_and_says_how_to_give_another(count: int, *, told: bool) -> None:
    ward = inputs(view(choice_of(count), {}))["ward"]

    assert 100 == len(ward["element"]["options"])
    assert told == ("type it in the chat" in ward["hint"]["text"])


def test_a_title_that_is_too_long_is_cut_and_stands_in_full_above_the_form() -> None:
    long, short = (
        view(replace(HOLD_FORM, title="Give a holding reply now!"), {}),
        view(replace(HOLD_FORM, title="Give a holding reply now"), {}),
    )

    assert ("Give a holding reply…", "Give a holding reply now!") == (long["title"]["text"], long["blocks"][0]["text"]["text"])
    assert "Give a holding reply now" == short["title"]["text"]
    assert "input" == short["blocks"][0]["type"]


def test_what_was_answered_before_is_filled_in_and_what_is_no_field_comes_back_unseen() -> None:
    made = view(COMPLAINT_FORM, {})

    assert "yes" == inputs(made)["informal_tried"]["element"]["initial_option"]["value"]
    assert {"said": "An officer was short with me."} == carried(made).values


def test_a_problem_stands_above_the_fields_and_is_escaped() -> None:
    made = view(HOLD_FORM, {}, "“<2 May>” & so on is no day.")

    assert ":warning: “&lt;2 May&gt;” &amp; so on is no day." == made["blocks"][0]["text"]["text"]


def test_the_task_the_values_that_are_not_shown_and_the_metadata_come_back() -> None:
    made = view(LOG_FORM, {"channel": "D1", "ts": "1.2"})

    assert Carried("log_enquiry", {"origin": "C1/1700000000.1"}, {"channel": "D1", "ts": "1.2"}) == carried(made)


def test_a_value_that_does_not_fit_is_named_and_the_metadata_stay() -> None:
    form = replace(COMPLAINT_FORM, values={**COMPLAINT_FORM.values, "said": "x" * 3000})

    assert Carried("route_complaint", {}, {"channel": "D1"}, ("said",)) == carried(view(form, {"channel": "D1"}))


def test_metadata_that_leave_no_room_are_refused() -> None:
    with pytest.raises(ValueError, match="give fewer metadata"):
        view(LOG_FORM, {"channel": "x" * 3000})


def test_what_was_filled_in_is_read_by_field() -> None:
    view_back = submitted(
        view(HOLD_FORM, {}),
        ref={"type": "plain_text_input", "value": " ENQ-12 "},
        until={"type": "datepicker", "selected_date": "2026-12-03"},
        how={"type": "static_select", "selected_option": {"text": {"type": "plain_text", "text": "E-mail"}, "value": "email"}},
        non_members={"type": "radio_buttons", "selected_option": {"text": {"type": "plain_text", "text": "Yes"}, "value": "yes"}},
    )

    assert {"ref": "ENQ-12", "until": "2026-12-03", "how": "email", "non_members": "yes"} == values(view_back)


def test_what_was_left_empty_is_empty() -> None:
    view_back = submitted(
        view(LOG_FORM, {}),
        ward={"type": "plain_text_input", "value": None},
        received={"type": "datepicker", "selected_date": None},
        how={"type": "radio_buttons", "selected_option": None},
    )

    assert {"ward": "", "received": "", "how": ""} == values(view_back)


def test_a_view_without_state_has_no_values() -> None:
    assert {} == values(view(LOG_FORM, {}))


def test_values_are_checked_field_by_field_as_in_chat() -> None:
    given_ = {"ref": "twelve", "officer_phone": "call me", "until": "2026-12-03", "reason": "", "non_members": "no"}
    kept, problems = checked(HOLD_FORM.fields, given_, MONDAY)

    assert given_ == kept
    assert ["ref", "officer_phone", "reason"] == list(problems)
    assert "Reason can't be empty." == problems["reason"]


def test_a_good_value_is_kept_as_chat_keeps_it() -> None:
    kept, problems = checked(HOLD_FORM.fields, {"ref": "ENQ-12.", "officer_phone": "01632  960001"}, MONDAY)

    assert {"ref": "ENQ-12", "officer_phone": "01632 960001"} == kept
    assert {} == problems


def test_only_what_may_be_left_empty_is() -> None:
    kept, problems = checked(LOG_FORM.fields, {"ward": "", "subject": ""}, MONDAY)

    assert {"ward": "", "subject": ""} == kept
    assert ["subject"] == list(problems)


@pytest.mark.parametrize(("length", "fine"), [(LONGEST, True), (LONGEST + 1, False)])
def test_a_text_may_be_as_long_as_in_chat(length: int, *, fine: bool) -> None:
    _, problems = checked(LOG_FORM.fields, {"subject": "x" * length}, MONDAY)

    assert fine == (problems == {})


def test_words_that_would_skip_a_question_in_chat_are_kept_in_a_form() -> None:
    assert ({"ward": "None"}, {}) == checked(LOG_FORM.fields, {"ward": "None"}, MONDAY)


def test_an_option_is_taken_by_its_value_even_where_that_is_the_number_of_another() -> None:
    its = Field("officer", "Officer", "Who?", Kind.CHOICE, (Option("2", "Ada"), Option("1", "Bo")))

    assert ({"officer": "2"}, {}) == checked((its,), {"officer": "2"}, MONDAY)


def test_an_option_whose_value_is_too_long_for_slack_goes_by_its_number() -> None:
    long = "x" * 151
    form = Form("log", "Log", (Field("group", "Group", "Which?", Kind.CHOICE, (Option("a", "A"), Option(long, "B"))),), {})
    offered = [option["value"] for option in inputs(view(form, {}))["group"]["element"]["options"]]

    assert ["a", "#2"] == offered
    assert ({"group": long}, {}) == checked(form.fields, {"group": "#2"}, MONDAY)


def test_a_problem_is_shown_beside_its_field() -> None:
    assert {"response_action": "errors", "errors": {"a": "A.", "b": "B."}} == all_errors({"a": "A.", "b": "B."})
