"""Measure the weights and thresholds that decisions go by, from labelled messages (`clerk calibrate`).

Three small models with a handful of weights each, so that a few hundred messages are enough: how much each kind of evidence for a clause counts, whether a message is a
question that the protocol answers, and whether the first clause is right. Thresholds come from predictions on messages held out of the fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from intents.catalogue import Family
from intents.decision import Calibration, Weighing, signs, starts_action
from intents.retrieval import EVIDENCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from intents.interpreter import Interpreter, Reading
    from protocol_data.basics import Reader

SCOPE_SIGNS = ("question_meaning", "question_words", "elsewhere", "own", "silent", "topic", "share")
SURE_SIGNS = ("share", "lead", "own", "topic", "question_meaning")
GOOD_DECLINED = 0.015
"""The scope threshold is set where this share of answerable questions would be declined."""
SURE_ENOUGH = 0.75
"""The bot asks back when it is less sure than this of its first clause."""
_FOLDS = 8
_SEED = 3
_START = np.array([2.0, 0.7, 1.0, 0.9, 1.0])
_PULL = 0.001
"""A mild pull of the evidence weights toward zero."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message with what is right for it: clauses of its council, or none where it is to be declined, or an action."""

    text: str
    council: str
    reader: Reader
    clauses: Sequence[str] = ()
    action: str | None = None


def calibrate(interpreter: Interpreter, messages: Sequence[Labelled]) -> Calibration:
    """Measure the numbers for the interpreter's way of working.

    Args:
        interpreter: reads the messages; on words alone or with the sentence model.
        messages: questions, messages to be declined, and actions.

    Returns:
        The calibration, to be written to `calibration.yml`.

    """
    questions = [message for message in messages if message.clauses]
    refused = [message for message in messages if not message.clauses and message.action is None]
    flat = _START.astype(np.float32)
    gathered = [(interpreter.read(m.text, m.council, m.reader, flat).evidence, _positions(interpreter, m)) for m in questions]
    evidence = _fit_evidence([(e, p) for e, p in gathered if p])
    weights = evidence.astype(np.float32)
    good = [interpreter.read(m.text, m.council, m.reader, weights) for m in questions]
    bad = [interpreter.read(m.text, m.council, m.reader, weights) for m in refused]
    scope = _weigh(SCOPE_SIGNS, [*good, *bad], [1] * len(good) + [0] * len(bad), held_out_threshold=GOOD_DECLINED)
    right = [int(reading.candidates[0].clause.ref in message.clauses) for reading, message in zip(good, questions, strict=True)]
    sure = _weigh(SURE_SIGNS, good, right, threshold=SURE_ENOUGH)
    return Calibration(
        evidence={name: round(float(weight), 3) for name, weight in zip(EVIDENCE, evidence, strict=True)},
        scope=scope,
        sure=sure,
        action_share=_action_share(interpreter, messages, weights),
    )


def _positions(interpreter: Interpreter, message: Labelled) -> list[int]:
    labels = interpreter.retriever(message.council).classifier.labels
    return [labels.index(ref) for ref in message.clauses if ref in labels]


def _fit_evidence(gathered: Sequence[tuple[NDArray[np.float32], list[int]]]) -> NDArray[np.float64]:
    """Find the weights under which the right clauses get the largest share (softmax regression with weights common to all clauses)."""
    from scipy.optimize import minimize  # noqa: PLC0415 - only calibration needs it

    def loss(weights: NDArray[np.float64]) -> float:
        total = 0.0
        for evidence, right in gathered:
            logits = evidence @ weights
            top = logits.max()
            shares = np.exp(logits - top)
            total -= float(np.log(shares[right].sum() / shares.sum() + 1e-12))
        return total / len(gathered) + _PULL * float(weights @ weights)

    found: NDArray[np.float64] = minimize(loss, _START, method="L-BFGS-B", bounds=[(0, None)] * len(_START)).x
    return found


def _weigh(
    names: Sequence[str],
    readings: Sequence[Reading],
    outcome: Sequence[int],
    *,
    threshold: float = 0.5,
    held_out_threshold: float | None = None,
) -> Weighing:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - only calibration needs it
    from sklearn.model_selection import StratifiedKFold, cross_val_predict  # noqa: PLC0415

    rows = np.array([[signs(reading)[name] for name in names] for reading in readings])
    target = np.array(outcome)
    centre, spread = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-6)
    scaled = (rows - centre) / spread
    model = LogisticRegression(C=1.0, max_iter=1000)
    if held_out_threshold is not None:
        folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=_SEED)
        held_out = cross_val_predict(model, scaled, target, cv=folds, method="predict_proba")[:, 1]
        threshold = float(np.quantile(held_out[target == 1], held_out_threshold))
    model.fit(scaled, target)
    weights = model.coef_[0] / spread
    return Weighing(
        bias=round(float(model.intercept_[0] - (weights * centre).sum()), 4),
        weights={name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)},
        threshold=round(threshold, 3),
    )


def _action_share(interpreter: Interpreter, messages: Sequence[Labelled], weights: NDArray[np.float32]) -> float:
    """Choose the share at which most messages fall on the right side: actions started, everything else not."""
    readings = [(interpreter.read(m.text, m.council, m.reader, weights), m.action) for m in messages]

    def right(share: float) -> int:
        count = 0
        for reading, action in readings:
            starts = starts_action(reading.routing.shares, share)
            count += (reading.routing.best[Family.ACTION][0] == action) if starts else (action is None)
        return count

    return max((round(share, 2) for share in np.arange(0.3, 1.05, 0.05)), key=right)
