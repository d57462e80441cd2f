"""The catalogue has enough phrases, and none of them is a test question."""

from __future__ import annotations

import json

import numpy as np
import pytest
from conftest import EVALUATION
from rapidfuzz import fuzz, process

from intents.catalogue import Family, catalogue
from intents.text import phrase_key
from protocol_data.library import Library, common_topics

LONG = 5
NEARLY = 86
"""Two messages of five words or more that are so alike, of 100, are one."""

ACTIONS = {
    "log_enquiry", "enquiry_status", "my_open_enquiries", "overdue_list", "acknowledge_enquiry", "extend_enquiry", "close_enquiry", "route_complaint",
    "complaint_status", "election_status", "next_election", "set_reminder", "snooze", "help", "switch_council",
}  # fmt: skip


def evaluation(name: str) -> list[dict[str, object]]:
    return [
        json.loads(line)
        for half in ("tune", "check")
        for line in (EVALUATION / half / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]


def test_every_topic_and_every_action_has_at_least_twenty_phrases() -> None:
    intents = catalogue()
    few = {intent: len(phrases) for intent, phrases in intents.phrases.items() if len({phrase_key(p) or p for p in phrases}) < 20}

    assert few == {}
    assert set(common_topics()) == set(intents.of(Family.TOPIC))
    assert set(intents.of(Family.ACTION)) == ACTIONS


def test_small_talk_thanks_and_abuse_have_intents_of_their_own() -> None:
    assert {"smalltalk_greeting", "smalltalk_thanks", "smalltalk_bot", "abuse"} <= set(catalogue().of(Family.SMALLTALK))


def test_out_of_scope_covers_residents_governance_general_chat_and_attacks() -> None:
    assert {
        "oos_resident_services",
        "oos_allowances_expenses",
        "oos_meeting_procedure",
        "oos_staff_hr",
        "oos_general_knowledge",
        "oos_prompt_injection",
    } <= set(catalogue().of(Family.OUT_OF_SCOPE))


def test_the_evaluation_sets_are_large_enough_and_cover_councils_and_roles() -> None:
    questions = evaluation("questions")

    assert len(questions) >= 500
    assert len(evaluation("out_of_scope")) >= 150
    assert len(evaluation("actions")) >= 100
    assert {"exeter", "county", "district", "southend", "leeds"} == {row["council"] for row in questions}
    assert {"member", "officer"} == {row["role"] for row in questions}


def test_every_clause_that_a_test_question_expects_exists(library: Library) -> None:
    for row in evaluation("questions"):
        pack = library.pack(str(row["council"]))
        assert all(pack.clause(ref) for ref in row["clauses"]), row  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["questions", "out_of_scope", "actions"])
def test_no_evaluation_message_is_a_phrase_of_the_catalogue_or_an_ask_of_a_pack(library: Library, name: str) -> None:
    known = {phrase_key(phrase) for phrases in catalogue().phrases.values() for phrase in phrases}
    known |= {phrase_key(ask) for key in library.keys for clause in library.pack(key).clauses for ask in clause.asks}
    known.discard("")

    assert [row["text"] for row in evaluation(name) if phrase_key(str(row["text"])) in known] == []


@pytest.mark.parametrize("name", ["questions", "out_of_scope", "actions"])
def test_no_phrase_is_nearly_an_evaluation_message(library: Library, name: str) -> None:
    messages = [key for row in evaluation(name) if len((key := phrase_key(str(row["text"]))).split()) >= LONG]
    known = {phrase_key(phrase) for phrases in catalogue().phrases.values() for phrase in phrases}
    known |= {phrase_key(ask) for key in library.keys for clause in library.pack(key).clauses for ask in clause.asks}
    phrases = sorted(phrase for phrase in known if len(phrase.split()) >= LONG)
    alike = process.cdist(messages, phrases, scorer=fuzz.ratio, score_cutoff=NEARLY, dtype=np.uint8)

    assert [(messages[row], phrases[column]) for row, column in zip(*alike.nonzero(), strict=True)] == []


def test_the_two_halves_of_the_evaluation_sets_share_no_message() -> None:
    for name in ("questions", "out_of_scope", "actions"):
        halves = [
            {
                phrase_key(json.loads(line)["text"])
                for line in (EVALUATION / half / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
            }
            - {""}
            for half in ("tune", "check")
        ]
        assert set() == halves[0] & halves[1]
