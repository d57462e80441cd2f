"""Text in; what is meant out: an intent, slots, and the clauses that answer, best first.

Three outcomes for a question (answer, clarify, decline), and an action when something is to be done. One mechanism for every topic and council.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from intents.catalogue import Family
from intents.decision import calibration, judge, starts_action
from intents.slot_parts import Slots
from intents.slots import CouncilNames, fill
from intents.text import MAX_CHARACTERS, clean, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from intents.interpreter import Interpreter
    from protocol_data.basics import Reader
    from protocol_data.pack import Clause

MOST_CITED = 3
_MOST_CHOICES = 4
_LEAST_SHARE = 0.02
"""A clause with a smaller share than this is not offered at all."""
_MOST_LOOKED_UP = 8
"""A section heading ("9.3") brings up the clauses below it, so many at most."""
_LOOK_UP_WORDS = 6
"""A message that names a clause and has no more than this many other words asks what the clause says."""
_REFERENCE = re.compile(
    r"(?:\b(?:clauses?|paragraphs?|paras?|sections?)\b|§)\s*(\d{1,3}(?:\.\d{1,3}){0,3})(?![\d.]*\d)|(?<![\d£$/.:])(\d{1,2}(?:\.\d{1,2}){1,3})(?![\d.]*\d|\s*(?:am|pm|%|million|m\b|k\b)|[/:])",
    re.IGNORECASE,
)
_CLEARLY = 0.3
"""A refusal names its reason only where the reason has this share; else it says no more than that the protocol does not answer."""
_LATIN = re.compile(r"[A-Za-z0-9]")
_WHEN = re.compile(r"\b(?:on|at|by|till|until|from|since|before|after)\s*$", re.IGNORECASE)
"""A number behind one of these is a date or a time."""


class Outcome(StrEnum):
    """What becomes of a message."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    DECLINE = "decline"
    ACTION = "action"


class Reason(StrEnum):
    """Why a message is declined."""

    EMPTY = "empty"
    OUT_OF_SCOPE = "out_of_scope"
    SILENT = "silent"
    """The protocol of this council says nothing on the topic."""
    SMALLTALK = "smalltalk"
    NOT_ENGLISH = "not_english"
    NO_SUCH_CLAUSE = "no_such_clause"


@dataclass(frozen=True, slots=True)
class Found:
    """A clause that answers, and what spoke for it."""

    clause: Clause
    share: float
    matched: str


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a message means."""

    outcome: Outcome
    intent: str
    confidence: float
    """How likely the outcome is right: for a question, that the first clause is a right one."""
    found: Sequence[Found] = ()
    reason: Reason | None = None
    slots: Slots = field(default_factory=Slots)
    read_as: str = ""
    """The message as it was read, after mending."""
    in_scope: float = 0.0
    topics: Sequence[tuple[str, float]] = ()
    """The likeliest topics and their shares."""
    looked_up: str | None = None
    """The clause number that was asked for by number."""
    shortened: bool = False
    """Only the start of the message was read."""


def understand(text: str, council: str, reader: Reader, today: date, interpreter: Interpreter, councils: CouncilNames) -> Understanding:
    """Understand one message.

    Args:
        text: the message as it was typed, of any length and content.
        council: the key of the reader's council.
        reader: who asks.
        today: the day it was typed, in the council's timezone.
        interpreter: the fitted models.
        councils: gives for each council's key the names it goes by, for "switch to ..."; only called when needed.

    Returns:
        What it means. The same arguments give the same result.

    Raises:
        UnknownCouncilError: there is no such council.
        PackError: its pack is broken.

    """
    cleaned = clean(text)
    retriever = interpreter.retriever(council)
    if not _LATIN.search(cleaned):
        reason = Reason.NOT_ENGLISH if words(cleaned) else Reason.EMPTY
        return Understanding(Outcome.DECLINE, reason.value, 1.0, reason=reason)
    looked_up = _look_up(cleaned, {clause.ref: clause for clause in retriever.pack.clauses})
    if looked_up is not None:
        return looked_up

    numbers = calibration(words_alone=interpreter.on_words_alone)
    reading = interpreter.read(cleaned, council, reader, numbers.evidence_weights())
    judgement = judge(reading, numbers)
    best = reading.routing.best
    names = interpreter.router.topic_names
    topics = [(names[i], float(reading.routing.topic_shares[i])) for i in reading.routing.topic_shares.argsort()[::-1][:3]]
    understood = partial(
        Understanding, read_as=reading.message.text, in_scope=judgement.in_scope, topics=topics, shortened=len(text) > MAX_CHARACTERS
    )

    if starts_action(reading.routing.shares, numbers.action_share):
        action = best[Family.ACTION][0]
        share = reading.routing.shares[Family.ACTION]
        return understood(Outcome.ACTION, action, share, slots=fill(action, cleaned, today, councils))
    if judgement.in_scope < numbers.scope.threshold and not reading.clauses.exact:  # what an author wrote as a way of asking is one
        reason, intent = _why_declined(reading.routing.shares, best, topics[0], silent=bool(retriever.silent[names.index(topics[0][0])]))
        return understood(Outcome.DECLINE, intent, 1 - judgement.in_scope, reason=reason)
    found = [Found(c.clause, c.probability, c.matched) for c in reading.candidates if c.probability >= _LEAST_SHARE]
    if judgement.sure < numbers.sure.threshold and len(found) > 1:
        return understood(Outcome.CLARIFY, topics[0][0], judgement.sure, found[:_MOST_CHOICES])
    return understood(Outcome.ANSWER, topics[0][0], judgement.sure, found[:MOST_CITED])


def references(text: str) -> list[str]:
    """Find the clause numbers that a message names ("what does 9.1.7 say?", "clause 11")."""
    return [match[1] or match[2] for match in _REFERENCE.finditer(text)]


def _look_up(text: str, clauses: Mapping[str, Clause]) -> Understanding | None:
    """Answer a message that asks for a clause by its number; nothing when it does not, or says more than that.

    A number alone ("9.1.7") is a clause only when the protocol has it: it may be a date, a time or a price. One called a clause is told not to exist.
    """
    matches = list(_REFERENCE.finditer(text))
    if not matches or len(words(_REFERENCE.sub(" ", text))) > _LOOK_UP_WORDS:
        return None
    named = [match[1] or match[2] for match in matches if match[1] or not _WHEN.search(text[: match.start()])]
    meant = [
        its
        for ref in dict.fromkeys(named)
        for its in ([ref] if ref in clauses else [c for c in clauses if c.startswith(f"{ref}.") and "." in ref])
    ]
    found = [Found(clauses[ref], 1.0, f"clause {ref}") for ref in meant]
    if found:
        return Understanding(Outcome.ANSWER, "clause_lookup", 1.0, found[:_MOST_LOOKED_UP], looked_up=found[0].clause.ref)
    missing = next((match[1] for match in matches if match[1] and "section" not in match.group().lower()), None)
    if missing is None:
        return None
    return Understanding(Outcome.DECLINE, "clause_lookup", 1.0, reason=Reason.NO_SUCH_CLAUSE, looked_up=missing)


def _why_declined(
    shares: Mapping[Family, float], best: Mapping[Family, tuple[str, float]], topic: tuple[str, float], *, silent: bool
) -> tuple[Reason, str]:
    """Say why a message is declined: small talk; a topic on which the protocol is silent; or something that no protocol settles."""
    if shares[Family.SMALLTALK] > max(shares[Family.OUT_OF_SCOPE], shares[Family.TOPIC]):
        return Reason.SMALLTALK, best[Family.SMALLTALK][0]
    if shares[Family.TOPIC] > shares[Family.OUT_OF_SCOPE] and silent and topic[1] >= _CLEARLY:
        return Reason.SILENT, topic[0]
    intent, share = best[Family.OUT_OF_SCOPE]
    return Reason.OUT_OF_SCOPE, intent if share >= _CLEARLY else Family.OUT_OF_SCOPE.value
