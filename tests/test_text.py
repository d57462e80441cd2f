"""Cleaning and mending what people type."""

from __future__ import annotations

import pytest

from intents.spelling import Speller
from intents.text import MAX_CHARACTERS, clean, phrase_key

SPELLER = Speller(["councillor", "enquiry", "officer", "meeting", "report", "confidential"])


@pytest.mark.parametrize(("typed", "read"), [
    ("  hello \n\t world ", "hello world"),
    ("can\u2019t", "can't"),
    ("a\x00b\x1b[31mc", "a b [31mc"),
    ("\u202egnp.exe", "gnp.exe"),
    ("ｆｕｌｌ ｗｉｄｔｈ", "full width"),
])  # fmt: skip
def test_control_characters_odd_spaces_and_quotes_are_folded(typed: str, read: str) -> None:
    assert read == clean(typed)


def test_a_message_is_read_up_to_the_limit_and_no_further() -> None:
    assert len(clean("a" * (MAX_CHARACTERS + 1))) == MAX_CHARACTERS
    assert len(clean("a" * (MAX_CHARACTERS - 1))) == MAX_CHARACTERS - 1


def test_two_phrases_are_the_same_when_their_words_are() -> None:
    assert phrase_key("Who answers?  ") == phrase_key("who ANSWERS")
    assert phrase_key("who answers") != phrase_key("answers who")


@pytest.mark.parametrize(("typed", "mended"), [
    ("cllr wants my reprot", "councillor wants my report"),
    ("a confidental meating", "a confidential meeting"),
    ("number 104 is due", "number 104 is due"),
    ("Zbigniew asked", "Zbigniew asked"),
])  # fmt: skip
def test_misspelt_words_are_mended_and_names_and_numbers_stay(typed: str, mended: str) -> None:
    assert mended == SPELLER.mend(typed)


def test_an_ordinary_english_word_is_never_mended_into_another() -> None:
    assert SPELLER.mend("the resort is open") == "the resort is open"
