"""The measurement behind the choice of what speaks for a clause: `pytest tests/bench/test_choice.py -o addopts= -s`. Its result is kept in tests/evaluation/router.md."""

from __future__ import annotations

import json

import numpy as np
from conftest import EVALUATION
from numpy.typing import NDArray
from pytest_benchmark.fixture import BenchmarkFixture

from intents.decision import calibration
from intents.interpreter import Interpreter
from intents.retrieval import EVIDENCE
from protocol_data.basics import Reader

ALONE = {
    "words": ("words",),
    "meaning": ("meaning",),
    "nearest ask": ("nearest",),
    "words + meaning": ("words", "meaning"),
    "words + meaning + nearest": ("words", "meaning", "nearest"),
    "… + topic": ("words", "meaning", "nearest", "topic"),
    "… + reader": ("words", "meaning", "nearest", "topic", "reader"),
}


def test_what_speaks_for_a_clause(interpreter: Interpreter, benchmark: BenchmarkFixture) -> None:
    rows = [json.loads(line) for line in (EVALUATION / "tune" / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    weights = calibration(words_alone=False).evidence_weights()

    def gather() -> list[tuple[NDArray[np.float32], list[int]]]:
        gathered = []
        for row in rows:
            labels = interpreter.retriever(row["council"]).classifier.labels
            reading = interpreter.read(row["text"], row["council"], Reader(row["role"]), weights)
            gathered.append((reading.evidence, [labels.index(ref) for ref in row["clauses"]]))
        return gathered

    gathered = benchmark.pedantic(gather, rounds=1)
    print()
    for name, columns in ALONE.items():
        mask = np.array([weight if column in columns else 0 for column, weight in zip(EVIDENCE, weights, strict=True)], dtype=np.float32)
        places = [
            min(int(np.where(np.argsort(-(evidence @ mask), kind="stable") == i)[0][0]) for i in right) for evidence, right in gathered
        ]
        print(f"{name:28} first {np.mean(np.array(places) < 1):6.1%}   among three {np.mean(np.array(places) < 3):6.1%}")
