"""Tell which of many labels a message fits best. The same machine serves the router (labels are intents) and the retrieval (labels are clauses).

Two linear models, one over the sentence vector and one over words and pieces of words, each give probabilities, and the mean of both is used: the first carries
meaning, the second survives misspelling. The nearest known phrase is told too, for a message may be unlike anything known however sure the models are.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from intents.lexical import Vectoriser, features
from intents.text import phrase_key

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping

    from numpy.typing import NDArray

_EXACT = 0.97
"""The probability given to the label of a phrase that was typed word for word: authors can rely on what they wrote."""
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class Message:
    """A message made ready for classifiers: cleaned, mended, counted and embedded once, scored by several."""

    text: str
    counts: Counter[str]
    vector: NDArray[np.float32] | None
    """The sentence vector; nothing when the sentence model is missing."""

    @classmethod
    def of(cls, text: str, vector: NDArray[np.float32] | None) -> Message:
        """Count a text's features."""
        return cls(text, features(text), vector)


@dataclass(frozen=True, slots=True)
class Scores:
    """What the classifier makes of one message; arrays run over the labels, in their order."""

    probability: NDArray[np.float32]
    lexical: NDArray[np.float32]
    meaning: NDArray[np.float32] | None
    nearest: NDArray[np.float32] | None
    """Cosine to the nearest phrase of each label; nothing without a sentence model."""
    exact: bool
    """The message is one of the phrases, word for word."""

    def log_lexical(self) -> NDArray[np.float32]:
        """Give the logarithm of the word model's probabilities."""
        return np.asarray(np.log(self.lexical + np.float32(_LEAST)), dtype=np.float32)

    def log_meaning(self) -> NDArray[np.float32]:
        """Give the logarithm of the sentence model's probabilities; of the word model's where there is none."""
        return np.asarray(np.log((self.lexical if self.meaning is None else self.meaning) + np.float32(_LEAST)), dtype=np.float32)


@dataclass(frozen=True)
class Classifier:
    """Fitted by `training.fit`, stored by `compiled.py`; only numpy at run time."""

    labels: tuple[str, ...]
    vectoriser: Vectoriser
    lexical_weights: NDArray[np.int8]
    """One row per feature, one column per label; as bytes, to be multiplied by the scale. A quarter of the memory, and no measurable loss."""
    lexical_scale: NDArray[np.float32]
    """One per label."""
    lexical_bias: NDArray[np.float32]
    meaning_weights: NDArray[np.float32]
    meaning_bias: NDArray[np.float32]
    phrases: tuple[str, ...]
    """The phrases that a message is compared with one by one; a classifier may keep those of some labels only, or none."""
    phrase_labels: NDArray[np.int32]
    """For each phrase the position of its label; phrases of one label stand together."""
    phrase_vectors: NDArray[np.float32]
    """One row per phrase."""
    with_meaning: bool
    """False where the sentence model was missing when this was fitted: then there are word probabilities only."""
    words: tuple[str, ...]
    """The words worth mending a misspelling toward."""

    @cached_property
    def _exact(self) -> Mapping[str, int]:
        return {phrase_key(phrase): int(label) for phrase, label in zip(self.phrases, self.phrase_labels, strict=True)}

    @cached_property
    def _runs(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The labels that have phrases, and where each one's run of phrases starts."""
        present, starts = np.unique(self.phrase_labels, return_index=True)
        return present, starts

    def scores(self, message: Message) -> Scores:
        """Score every label for one message."""
        positions, weights = self.vectoriser.transform(message.counts)
        logits = (weights @ self.lexical_weights[positions].astype(np.float32)) * self.lexical_scale[0]
        lexical = _softmax(logits + self.lexical_bias)
        meaning: NDArray[np.float32] | None = None
        nearest: NDArray[np.float32] | None = None
        probability = lexical
        if message.vector is not None and self.with_meaning:
            meaning = _softmax(message.vector @ self.meaning_weights + self.meaning_bias)
            probability = np.asarray((lexical + meaning) / 2, dtype=np.float32)
            nearest = np.zeros(len(self.labels), dtype=np.float32)
            if len(self.phrase_vectors):
                present, starts = self._runs
                nearest[present] = np.maximum.reduceat(self.phrase_vectors @ message.vector, starts)
        exact = self._exact.get(phrase_key(message.text))
        if exact is not None:
            probability = np.asarray(probability * (1 - _EXACT), dtype=np.float32)
            probability[exact] += np.float32(_EXACT)
        return Scores(probability, lexical, meaning, nearest, exact is not None)

    def nearest_phrase(self, label: int, message: Message) -> str | None:
        """Give the phrase of a label that comes nearest to the message, for showing what matched; nothing without a sentence model."""
        if message.vector is None or not len(self.phrase_vectors):
            return None
        first, after = np.searchsorted(self.phrase_labels, [label, label + 1])
        return self.phrases[int(first) + int((self.phrase_vectors[first:after] @ message.vector).argmax())]


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    shifted = np.exp(logits - logits.max())
    return np.asarray(shifted / shifted.sum(), dtype=np.float32)


def to_bytes(array: NDArray[np.float32], *, axis: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Give an array as bytes, and the scale along an axis that turns them back."""
    if array.size == 0:
        return array.astype(np.int8), np.ones((1, array.shape[1]) if axis == 0 else (len(array), 1), dtype=np.float32)
    scale = np.maximum(np.abs(array).max(axis=axis, keepdims=True) / 127, 1e-12).astype(np.float32)
    return np.rint(array / scale).astype(np.int8), scale
