"""The figures of the project's own evaluation sets may not fall below the committed baseline."""

from __future__ import annotations

import asyncio
from dataclasses import asdict

import pytest
import yaml
from conftest import EVALUATION

from bot.assistant import Assistant
from bot.evaluation import Case, Figures, evaluate, figures, grouped, read_cases
from bot.reply import Reply
from intents.interpreter import Interpreter
from intents.understanding import Outcome
from protocol_data.basics import Reader
from protocol_data.library import Library

BASELINE = yaml.safe_load((EVALUATION / "baseline.yml").read_text(encoding="utf-8"))
AT_MOST = {"wrong_and_confident", "good_declined", "asked_back"}


def cases(half: str) -> list[Case]:
    return [
        case for file in sorted((EVALUATION / half).glob("*.jsonl")) for case in read_cases(file.read_text(encoding="utf-8").splitlines())
    ]


@pytest.mark.parametrize("half", ["tune", "check", "last"])
def test_no_figure_falls_below_the_baseline(library: Library, interpreter: Interpreter, half: str) -> None:
    results = asyncio.run(evaluate(Assistant(library, interpreter).reply, cases(half)))
    measured = {"all": figures(results), "indirect": grouped(results)["style"]["indirect"]}
    worse = [
        f"{group}.{name}: {getattr(measured[group], name)} against {bound}"
        for group, bounds in BASELINE[half].items()
        for name, bound in bounds.items()
        if (getattr(measured[group], name) > bound if name in AT_MOST else getattr(measured[group], name) < bound)
    ]

    assert worse == [], {group: asdict(its) for group, its in measured.items()}


def reply(outcome: Outcome) -> Reply:
    return Reply(outcome, "x", "says")


async def test_figures_count_what_they_say() -> None:
    question = Case("q", "exeter", Reader.MEMBER, clauses=("1.1",))
    refused = Case("o", "exeter", Reader.MEMBER)

    async def always_declines(_: object) -> Reply:
        return reply(Outcome.DECLINE)

    async def always_answers(_: object) -> Reply:
        return reply(Outcome.ANSWER)

    declined = figures(await evaluate(always_declines, [question, refused]))
    answered = figures(await evaluate(always_answers, [question, refused]))

    assert (declined.good_declined, declined.decline_recall, declined.wrong_and_confident) == (1.0, 1.0, 0.0)
    assert (answered.good_declined, answered.decline_recall, answered.wrong_and_confident) == (0.0, 0.0, 1.0)
    assert figures([]) == Figures(0, None, None, None, None, None, None, 0, None, 0, None)


def test_a_line_that_is_no_labelled_message_is_named() -> None:
    with pytest.raises(ValueError, match="line 2"):
        read_cases(['{"text": "a", "council": "exeter", "role": "member"}', '{"text": "a"}'])
