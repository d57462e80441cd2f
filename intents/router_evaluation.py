"""Measure the router alone on public intent data: labelled lines {text, intent}, where intent "oos" is out of scope.

The threshold is set on the tune file only, by the rule of Larson et al. 2019 ("An evaluation dataset for intent classification and out-of-scope prediction"): the one with
most tune messages right, with out-of-scope as one more intent. A stricter rule is told beside it: most out-of-scope rejected while in-scope accuracy on tune drops by at
most two points.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from intents.classifier import Message
from intents.spelling import Speller
from intents.training import fit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from intents.classifier import Classifier
    from intents.embedder import Embedder

OUT_OF_SCOPE = "oos"
NEAREST_WEIGHT = 1.5
"""Confidence is the top probability plus this times the cosine to the nearest phrase; chosen on the validation part of CLINC150."""
_STRICT_DROP = 0.02
_GRID = 400


@dataclass(frozen=True, slots=True)
class Predictions:
    """What the router says of a file: the intent it would give, how confident it is, what is right; and the time for each in milliseconds."""

    intents: NDArray[np.str_]
    confidence: NDArray[np.float64]
    right: NDArray[np.str_]
    milliseconds: NDArray[np.float64]

    @property
    def in_scope(self) -> NDArray[np.bool_]:
        """Which messages have an intent."""
        return np.asarray(self.right != OUT_OF_SCOPE)

    def rates(self, threshold: float) -> tuple[float, float]:
        """Give in-scope accuracy and out-of-scope recall at a threshold; 0 where the file has none of a sort."""
        taken = (self.confidence >= threshold) & (self.intents != OUT_OF_SCOPE)
        correct = taken & (self.intents == self.right)
        inside = self.in_scope
        return float(correct[inside].mean()) if inside.any() else 0.0, float((~taken)[~inside].mean()) if (~inside).any() else 0.0


def read_labelled(path: Path) -> tuple[list[str], list[str]]:
    """Read labelled JSON Lines; `ValueError` names the line that is none."""
    texts, labels = [], []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                row = json.loads(line)
                texts.append(str(row["text"]))
                labels.append(str(row["intent"]))
            except (json.JSONDecodeError, KeyError, TypeError) as error:
                raise ValueError(f"{path}:{number}: not a labelled line ({error})") from None
    return texts, labels


def measure(train: Path, tune: Path, test: Path, embedder: Embedder | None, progress: Callable[[str], None]) -> dict[str, object]:
    """Fit on one file, set the threshold on another, measure on a third.

    Returns:
        `in_scope_accuracy` and `out_of_scope_recall` by the paper's rule, `auroc`, `rule`, `ms_p50`, `ms_p99`, and the pair by the stricter rule.

    Raises:
        ValueError: a file has a line that is not labelled.

    """
    texts, labels = read_labelled(train)
    progress(f"Learning {len(texts):,} phrases …")
    classifier = fit(texts, labels, embedder)
    speller = Speller(classifier.words)
    tuned = predict(classifier, speller, embedder, *read_labelled(tune), progress)
    tested = predict(classifier, speller, embedder, *read_labelled(test), progress)
    paper, strict = paper_threshold(tuned), strict_threshold(tuned)
    accuracy, recall = tested.rates(paper)
    strict_accuracy, strict_recall = tested.rates(strict)
    return {
        "in_scope_accuracy": round(accuracy, 4),
        "out_of_scope_recall": round(recall, 4),
        "auroc": auroc(tested),
        "rule": "paper: the threshold with most tune messages right, out of scope counted as one more intent (Larson et al. 2019)",
        "ms_p50": round(float(np.percentile(tested.milliseconds, 50)), 2),
        "ms_p99": round(float(np.percentile(tested.milliseconds, 99)), 2),
        "strict": {
            "in_scope_accuracy": round(strict_accuracy, 4),
            "out_of_scope_recall": round(strict_recall, 4),
            "rule": "most out-of-scope rejected on tune while in-scope accuracy there drops at most two points",
        },
    }


def predict(
    classifier: Classifier,
    speller: Speller,
    embedder: Embedder | None,
    texts: Sequence[str],
    labels: Sequence[str],
    progress: Callable[[str], None],
) -> Predictions:
    """Route every text, one at a time as in a conversation."""
    intents, confidence, milliseconds = [], [], []
    out = classifier.labels.index(OUT_OF_SCOPE) if OUT_OF_SCOPE in classifier.labels else None
    for number, text in enumerate(texts, 1):
        start = time.perf_counter()
        mended = speller.mend(text)
        scores = classifier.scores(Message.of(mended, embedder.encode(mended) if embedder else None))
        top = int(scores.probability.argmax())
        inside = scores.nearest if scores.nearest is not None else np.zeros(len(classifier.labels))
        nearest = float(np.delete(inside, out).max() if out is not None else inside.max())
        doubt = float(scores.probability[out]) if out is not None else 0.0
        milliseconds.append((time.perf_counter() - start) * 1000)
        intents.append(classifier.labels[top])
        confidence.append(float(scores.probability[top]) * (top != out) - doubt + NEAREST_WEIGHT * nearest)
        if number % 1000 == 0:
            progress(f"{number:,} of {len(texts):,} …")
    return Predictions(np.array(intents), np.array(confidence), np.array(labels), np.array(milliseconds))


def paper_threshold(tuned: Predictions) -> float:
    """Set the threshold by the paper's rule."""
    inside = tuned.in_scope

    def right(threshold: float) -> int:
        taken = (tuned.confidence >= threshold) & (tuned.intents != OUT_OF_SCOPE)
        return int((taken & (tuned.intents == tuned.right) & inside).sum() + (~taken & ~inside).sum())

    return max(_thresholds(tuned), key=right)


def strict_threshold(tuned: Predictions) -> float:
    """Set the threshold by the stricter rule."""
    most = tuned.rates(-np.inf)[0]
    allowed = [threshold for threshold in _thresholds(tuned) if tuned.rates(threshold)[0] >= most - _STRICT_DROP]
    return max(allowed, key=lambda threshold: tuned.rates(threshold)[1])


def _thresholds(tuned: Predictions) -> list[float]:
    return [-np.inf, *np.unique(np.quantile(tuned.confidence, np.linspace(0, 1, _GRID))).tolist()]


def auroc(tested: Predictions) -> float | None:
    """Give the area under the curve of confidence, in scope against out of scope; nothing where a sort is missing."""
    inside = tested.in_scope
    if inside.all() or not inside.any():
        return None
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415 - only this needs it

    return round(float(roc_auc_score(inside, tested.confidence)), 4)
