"""A reply becomes a card that Teams takes, and says all that the reply says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_samples import ANSWER, ASKS, CASE, CLARIFY, HOLD_FORM, LOG_FORM
from teams_samples import FOR_TEAM, GOLDEN, SAMPLES, WHEN, written
from teams_schema import faults, parts
from test_slack_blocks import LONG, REPLIES

from bot.channels.teams.cards.form import Shown, form_card
from bot.channels.teams.cards.message import message
from bot.channels.teams.cards.parts import heading, rows, submit
from bot.channels.teams.cards.pressed import Do, Pressed, pressed, read
from bot.channels.teams.cards.settled import for_each, settled
from bot.reply import Fact, Reply
from intents.understanding import Outcome


def shown(card: dict[str, Any]) -> str:
    """Give what a person reads of a card."""
    return "\n".join(str(its["text"]) for its in parts(card["body"]) if its.get("type") in {"TextRun", "TextBlock"})


def actions(card: dict[str, Any]) -> list[dict[str, Any]]:
    return [its for its in parts(card["body"]) if str(its.get("type", "")).startswith("Action.") and its.get("title")]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_card_is_as_it_is_kept(name: str) -> None:
    assert (GOLDEN / f"{name}.json").read_text(encoding="utf-8") == written(SAMPLES[name])


@pytest.mark.parametrize("name", SAMPLES)
def test_a_card_passes_the_published_schema(name: str) -> None:
    assert [] == faults(SAMPLES[name])


@settings(max_examples=60, deadline=None)
@given(REPLIES)
def test_whatever_a_reply_says_its_card_is_within_what_teams_takes(reply: Reply) -> None:
    assert [] == faults(message(reply))


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(["subject", "asked_by", "ward"]), LONG, max_size=3))
def test_whatever_was_filled_in_the_form_that_comes_back_can_be_shown(given_: dict[str, str]) -> None:
    assert [] == faults(form_card(LOG_FORM, {}, Shown(given=given_)))


def test_a_card_says_all_that_the_reply_says() -> None:
    says = shown(message(ANSWER))

    assert [] == [its for its in (ANSWER.headline, *(one.summary for one in ANSWER.citations[1:2])) if its not in says]
    assert "Clauses 5.2, 5.3, 5.9: Member and Officer Protocol, Millford Borough Council (adopted May 2024)." in says
    assert "Note: The Standards Board for England was abolished in 2012; ask the Monitoring Officer." in says


def test_the_text_beside_a_card_holds_the_answer_with_its_clauses() -> None:
    assert ANSWER.text == message(ANSWER)["fallbackText"]


def test_what_somebody_wrote_is_shown_as_it_is_and_never_read_as_markup() -> None:
    sly = "**[Click](https://example.org)** <at>Everyone</at>"
    card = message(Reply(Outcome.ACTION, "log_enquiry", sly, facts=(Fact("Enquiry", sly),)))

    blocks = [its["text"] for its in parts(card) if its.get("type") == "TextBlock"]

    assert [] == blocks
    assert sly in shown(card)


def test_a_button_that_names_its_case_changes_its_card_and_one_that_may_answer_a_question_is_said() -> None:
    assert {"Action.Execute"} == {its["type"] for its in actions(message(CASE)) if "fallback" in its}
    assert ["Action.Submit"] * 2 == [its["type"] for its in actions(message(CLARIFY))]


def test_a_choice_says_its_number() -> None:
    said = [read(its["data"]) for its in actions(message(CLARIFY))]

    assert ["1", "2"] == [its.says for its in said if its is not None]


def test_a_reply_with_a_form_opens_it_as_a_dialog() -> None:
    first = actions(message(ASKS, {"talk": "t"}))[0]

    assert {"type": "task/fetch"} == first["data"]["msteams"]
    assert Pressed(Do.OPEN, task="hold_enquiry", values=HOLD_FORM.values, metadata={"talk": "t"}) == read(first["data"])


def test_what_is_known_and_not_shown_comes_back_with_the_form() -> None:
    button = actions(form_card(LOG_FORM, {}))[0]

    its = read({**button["data"], "subject": "Lights"})

    assert its is not None
    assert {"origin": "C1/1700000000.1"} == its.values
    assert {"subject": "Lights"} == its.given


def test_a_form_with_errors_keeps_what_was_filled_in_and_says_below_the_field_what_is_wrong() -> None:
    card = form_card(HOLD_FORM, {}, Shown(problems={"until": "That is in the past."}, given={"until": "2026-11-01", "reason": "Leave"}))
    by_name = {its["id"]: its for its in parts(card) if "id" in its}

    assert "2026-11-01" == by_name["until"]["value"]
    assert "Leave" == by_name["reason"]["value"]
    until = next(its for its in parts(card) if its.get("items", [{}])[0].get("id") == "until")
    assert "That is in the past." == until["items"][1]["inlines"][0]["text"]


def test_nothing_is_picked_beforehand_of_a_question_that_was_not_answered() -> None:
    form = HOLD_FORM.__class__(HOLD_FORM.task, HOLD_FORM.title, HOLD_FORM.fields, {})

    picked = [its for its in parts(form_card(form, {})) if its.get("type") == "Input.ChoiceSet" and "value" in its]

    assert [] == picked


def test_in_a_dialog_a_form_is_sent_with_the_dialog_and_in_the_chat_it_changes_its_card() -> None:
    assert "Action.Submit" == actions(form_card(LOG_FORM, {}))[0]["type"]
    assert "Action.Execute" == actions(form_card(LOG_FORM, {}, Shown(dialog=False)))[0]["type"]


def test_a_card_about_which_something_was_done_says_what_by_whom_and_when() -> None:
    assert "✓ Marked as answered by Bo Baker\n, Monday 23 November 2026 at 09:30" in shown(
        settled(CASE, "Marked as answered", "Bo Baker", WHEN)
    )


def test_teams_is_asked_to_look_again_for_sixty_people_and_not_for_a_sixty_first() -> None:
    sixty = for_each(FOR_TEAM, "show ENQ-12", [f"29:{number}" for number in range(60)], {})
    more = for_each(FOR_TEAM, "show ENQ-12", [f"29:{number}" for number in range(61)], {})

    assert 60 == len(sixty["refresh"]["userIds"])
    assert 60 == len(more["refresh"]["userIds"])


@pytest.mark.parametrize("value", [{}, {"clerk": 1}, {"clerk": {}}, {"clerk": {"do": "destroy"}}, {"do": "say"}])
def test_what_is_no_button_of_ours_is_nothing(value: dict[str, Any]) -> None:
    assert None is read(value)


def test_what_a_button_carries_comes_back_as_it_was() -> None:
    its = Pressed(Do.SEND, "show ENQ-1", "log_enquiry", {"a": "b"}, {"talk": "t"})

    assert its == read(pressed(its))


def test_a_headline_that_is_a_whole_answer_is_no_larger_than_the_rest_and_looks_the_same_with_markup_in_it() -> None:
    sizes = [heading(its).get("size") for its in ("Due today." + "x" * 70, "Due today." + "x" * 71)]
    (marked,) = heading("Due <today>.")["items"]

    assert ["Medium", "Default"] == sizes
    assert "Medium" == marked["inlines"][0]["size"]


@pytest.mark.parametrize(("buttons", "sets"), [(0, []), (5, [5]), (6, [3, 3]), (11, [3, 4, 4])])
def test_buttons_stand_in_sets_of_five_at_most_and_none_alone_below_a_full_row(buttons: int, sets: list[int]) -> None:
    made = list(rows([submit(str(number), Pressed(Do.SAY, says="help")) for number in range(buttons)]))

    assert sets == [len(its["actions"]) for its in made]
    assert [str(number) for number in range(buttons)] == [its["title"] for one in made for its in one["actions"]]
