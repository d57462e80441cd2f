"""Measure the bot on labelled messages: is the right clause first, does it decline what it should, does an action start.

A labelled line is a question (`clauses`), an action (`action`), or something to be declined (neither). Small talk counts as declined when nothing is cited.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.message import Message
from intents.understanding import Outcome
from protocol_data.basics import Reader

if TYPE_CHECKING:
    from bot.reply import Reply

Ask = Callable[[Message], Awaitable["Reply"]]
_NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
"""Labelled messages say "yesterday" and "next Monday"; they are read on one fixed day."""


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled message."""

    text: str
    council: str
    reader: Reader
    clauses: tuple[str, ...] = ()
    must_mention: tuple[str, ...] = ()
    action: str | None = None
    labels: dict[str, str] = field(default_factory=dict)
    """What figures are also given by: style, kind."""

    @property
    def sort(self) -> str:
        """`question`, `action` or `decline`."""
        return "action" if self.action else "question" if self.clauses else "decline"


def read_cases(lines: Iterable[str]) -> list[Case]:
    """Read labelled JSON Lines.

    Raises:
        ValueError: a line is no labelled message; the text says which.

    """
    cases = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row: dict[str, Any] = json.loads(line)
            cases.append(
                Case(
                    row["text"],
                    row["council"],
                    Reader(row["role"]),
                    tuple(row.get("clauses", ())),
                    tuple(row.get("must_mention", ())),
                    row.get("action"),
                    {name: row[name] for name in ("style", "kind") if name in row},
                )
            )
        except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
            raise ValueError(f"line {number}: not a labelled message ({type(error).__name__}: {error})") from None
    return cases


@dataclass(slots=True)
class Result:
    """What came of one labelled message."""

    case: Case
    reply: Reply

    @property
    def cited(self) -> list[str]:
        """The clauses cited, best first."""
        return [citation.clause for citation in self.reply.citations]

    @property
    def declined(self) -> bool:
        """Tell whether it was declined."""
        return self.reply.outcome is Outcome.DECLINE

    def hit(self, among: int) -> bool:
        """Tell whether a right clause is among the first so many citations."""
        return (
            not self.declined and self.reply.outcome is not Outcome.ACTION and any(ref in self.case.clauses for ref in self.cited[:among])
        )

    @property
    def wrong_and_confident(self) -> bool:
        """Tell whether it was answered, with none of three citations right and without asking back."""
        return self.reply.outcome is Outcome.ANSWER and not self.hit(3)

    @property
    def mentions(self) -> bool:
        """Tell whether the answer has every fact that it must have."""
        text = self.reply.text.lower()
        return all(any(option.lower() in text for option in fact.split("|")) for fact in self.case.must_mention)


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts and rates over some results; rates are None where nothing of the sort was measured."""

    questions: int
    hit_at_1: float | None
    hit_at_3: float | None
    wrong_and_confident: float | None
    asked_back: float | None
    good_declined: float | None
    mentions: float | None
    to_decline: int
    decline_recall: float | None
    actions: int
    action_accuracy: float | None


def figures(results: Sequence[Result]) -> Figures:
    """Add results up."""
    questions = [r for r in results if r.case.sort == "question"]
    refused = [r for r in results if r.case.sort == "decline"]
    actions = [r for r in results if r.case.sort == "action"]
    facts = [r for r in questions if r.case.must_mention and r.reply.outcome is Outcome.ANSWER]
    return Figures(
        questions=len(questions),
        hit_at_1=_rate(r.hit(1) for r in questions),
        hit_at_3=_rate(r.hit(3) for r in questions),
        wrong_and_confident=_rate(r.wrong_and_confident for r in questions),
        asked_back=_rate(r.reply.outcome is Outcome.CLARIFY for r in questions),
        good_declined=_rate(r.declined for r in questions),
        mentions=_rate(r.mentions for r in facts),
        to_decline=len(refused),
        decline_recall=_rate(r.declined for r in refused),
        actions=len(actions),
        action_accuracy=_rate(r.reply.action is not None and r.reply.action.name == r.case.action for r in actions),
    )


def _rate(outcomes: Iterable[bool]) -> float | None:
    counted = list(outcomes)
    return round(sum(counted) / len(counted), 4) if counted else None


def grouped(results: Sequence[Result]) -> dict[str, dict[str, Figures]]:
    """Give figures by council, by role, by style and by kind."""
    groups: dict[str, dict[str, list[Result]]] = {
        "council": defaultdict(list),
        "role": defaultdict(list),
        "style": defaultdict(list),
        "kind": defaultdict(list),
    }
    for result in results:
        groups["council"][result.case.council].append(result)
        groups["role"][result.case.reader.value].append(result)
        for name, label in result.case.labels.items():
            groups[name][label].append(result)
    return {name: {label: figures(its) for label, its in sorted(members.items())} for name, members in groups.items() if members}


async def evaluate(ask: Ask, cases: Sequence[Case], *, told: Callable[[int], None] = lambda _: None) -> list[Result]:
    """Put every case to the bot.

    Args:
        ask: answers a message, as `Assistant.reply` does.
        cases: the labelled messages.
        told: is told the number of cases done, for showing progress.

    """
    results = []
    for number, case in enumerate(cases, 1):
        results.append(Result(case, await ask(Message(case.text, case.council, case.reader, _NOW, f"case {number}"))))
        told(number)
    return results
