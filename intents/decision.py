"""Decide from a reading what becomes of a message: an answer, a question back, a refusal, an action. The weights and thresholds are measured, not guessed.

They stand in `calibration.yml`, which `clerk calibrate` writes from the tune half of the evaluation sets; nothing here is fitted to a council, a topic or a question.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import exp, log
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, TypeAdapter

from intents.catalogue import Family
from intents.retrieval import EVIDENCE
from protocol_data.yaml_source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from intents.interpreter import Reading

CALIBRATION = Path(__file__).parent / "calibration.yml"
_LEAST = 1e-4


class Weighing(BaseModel):
    """A logistic model: a weight for each named sign, and where the line is drawn."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    bias: float
    weights: dict[str, float]
    threshold: float

    def probability(self, signs: Mapping[str, float]) -> float:
        """Give the probability that these signs speak for."""
        logit = self.bias + sum(weight * signs[name] for name, weight in self.weights.items())
        return 1 / (1 + exp(-max(min(logit, 30.0), -30.0)))


class Calibration(BaseModel):
    """The measured numbers for one way of working (with the sentence model, or on words alone)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    evidence: dict[str, float]
    """How much each kind of evidence for a clause counts (`retrieval.EVIDENCE`)."""
    scope: Weighing
    """Whether the message is a question that this council's protocol answers; below the threshold it is declined."""
    sure: Weighing
    """Whether the first clause is a right one; below the threshold the bot asks back."""
    action_share: float
    """A message starts an action when the actions' share is above this part of every other family's share."""

    def evidence_weights(self) -> NDArray[np.float32]:
        """Give the evidence weights in the order of `retrieval.EVIDENCE`."""
        return np.array([self.evidence[name] for name in EVIDENCE], dtype=np.float32)


@lru_cache(maxsize=1)
def calibrations() -> dict[str, Calibration]:
    """Load `calibration.yml`: one entry `with_model` and one `words_alone`."""
    return TypeAdapter(dict[str, Calibration]).validate_python(read_yaml(CALIBRATION))


def calibration(*, words_alone: bool) -> Calibration:
    """Give the measured numbers for this way of working."""
    return calibrations()["words_alone" if words_alone else "with_model"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the calibrated models say of a reading."""

    in_scope: float
    """The probability that it is a question that this council's protocol answers."""
    sure: float
    """The probability that the first clause is a right one, given that it is such a question."""


def _logit(probability: float) -> float:
    return log((probability + _LEAST) / (1 - probability + _LEAST))


def signs(reading: Reading) -> dict[str, float]:
    """Give what a judgement goes by, each sign a plain number.

    Returns:
        `question_meaning` and `question_words`: log odds that it is a question about a protocol, by either model;
        `elsewhere`: cosine to the nearest out-of-scope or small-talk phrase; `own`: cosine to the nearest phrase of the council's own clauses;
        `silent`: how likely its topic is one on which the protocol is silent; `topic`: how well the best clause fits the topic (logarithm);
        `share`: log odds of the best clause among all; `lead`: how far it is ahead of the second.

    """
    scope, routing = reading.routing.scope, reading.routing
    column = reading.question_column
    first, second = (reading.candidates[i].probability if len(reading.candidates) > i else 0.0 for i in (0, 1))
    return {
        "question_meaning": _logit(float((scope.lexical if scope.meaning is None else scope.meaning)[column])),
        "question_words": _logit(float(scope.lexical[column])),
        "elsewhere": max(routing.nearest[Family.OUT_OF_SCOPE], routing.nearest[Family.SMALLTALK]),
        "own": float(reading.clauses.nearest.max()) if reading.clauses.nearest is not None else 0.0,
        "silent": reading.silent,
        "topic": reading.candidates[0].topic_fit,
        "share": _logit(first),
        "lead": first - second,
    }


def judge(reading: Reading, numbers: Calibration) -> Judgement:
    """Judge a reading by the calibrated models."""
    found = signs(reading)
    return Judgement(numbers.scope.probability(found), numbers.sure.probability(found))


def starts_action(shares: Mapping[Family, float], action_share: float) -> bool:
    """Tell whether a message asks for something to be done.

    Args:
        shares: the probability of each family.
        action_share: the part of every other family's share that the actions' share has to exceed.

    """
    return all(shares[Family.ACTION] > action_share * share for family, share in shares.items() if family is not Family.ACTION)
