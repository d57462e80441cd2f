"""What a classifier is fitted to, and how."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from intents.router import QUESTION

Labelled = tuple[Sequence[str], Sequence[str]]
"""Phrases, and beside each its label."""


class Compare(StrEnum):
    """With which phrases a message is compared one by one."""

    ALL = "all"
    ALL_BUT_QUESTIONS = "all but questions"
    """What a question is near to is known better from the council's own clauses."""
    NONE = "none"


COMPARES: Mapping[Compare, Callable[[str], bool]] = {
    Compare.ALL: lambda _: True,
    Compare.ALL_BUT_QUESTIONS: lambda label: label != QUESTION,
    Compare.NONE: lambda _: False,
}


@dataclass(frozen=True, slots=True)
class Lesson:
    """Something that a classifier is fitted to."""

    what: str
    """In words, for showing progress."""
    content: Callable[[], Sequence[bytes]]
    """Gives what the phrases come from, as bytes; it names the stored fit."""
    phrases: Callable[[], Labelled]
    """Gives the phrases and labels; only called when there is no stored fit."""
    compare: Compare = Compare.ALL
    rarest: int = 2
