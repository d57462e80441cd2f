"""Words and pieces of words as numbers: what holds when a message is misspelt, where a sentence model stumbles.

TF-IDF over single words, word pairs and the character n-grams of each word. The counting is ours because it runs for every message and scikit-learn's
import alone costs more than a cold start may take; fitting (`training.py`) still uses scikit-learn.
"""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass
from math import log, sqrt
from typing import TYPE_CHECKING

import numpy as np

from intents.text import expand, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

_SHORTEST, _LONGEST = 2, 5
"""Character n-grams of these lengths, within one word with a blank at either end."""


def features(text: str) -> Counter[str]:
    """Count a text's words (`w:`), word pairs (`p:`) and character n-grams (no prefix)."""
    tokens = expand(words(text))
    counts: Counter[str] = Counter(f"w:{token}" for token in tokens)
    counts.update(f"p:{first} {second}" for first, second in itertools.pairwise(tokens))
    for token in tokens:
        padded = f" {token} "
        size = len(padded)
        for length in range(_SHORTEST, _LONGEST + 1):
            if length >= size:
                counts[padded] += 1
                break
            counts.update(padded[start : start + length] for start in range(size - length + 1))
    return counts


@dataclass(frozen=True, slots=True)
class Vectoriser:
    """Turns text into a sparse unit vector over a fixed vocabulary."""

    vocabulary: dict[str, int]
    idf: NDArray[np.float32]

    @classmethod
    def fit(cls, texts: Sequence[str], *, rarest: int = 2) -> Vectoriser:
        """Learn the vocabulary and its weights.

        Args:
            texts: the training phrases.
            rarest: a feature has to occur in this many phrases to be kept.

        """
        document_counts: Counter[str] = Counter()
        for text in texts:
            document_counts.update(features(text).keys())
        kept = sorted(feature for feature, count in document_counts.items() if count >= rarest)
        idf = np.array([log((1 + len(texts)) / (1 + document_counts[feature])) + 1 for feature in kept], dtype=np.float32)
        return cls({feature: index for index, feature in enumerate(kept)}, idf)

    def transform(self, counts: Counter[str]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Give the positions and weights of a text's known features (`features`); a unit vector, or nothing where none is known."""
        known = [(position, count) for feature, count in counts.items() if (position := self.vocabulary.get(feature)) is not None]
        if not known:
            return np.empty(0, dtype=np.int32), np.empty(0, dtype=np.float32)
        positions = np.array([position for position, _ in known], dtype=np.int32)
        weights = np.array([1 + log(count) if count > 1 else 1.0 for _, count in known], dtype=np.float32) * self.idf[positions]
        return positions, weights / np.float32(sqrt(float(weights @ weights)))

    def rows(self, texts: Iterable[str]) -> tuple[NDArray[np.float32], NDArray[np.int32], NDArray[np.int32]]:
        """Give many texts as the data, indices and row pointers of a compressed sparse matrix."""
        data, indices, pointers = [], [], [0]
        for text in texts:
            positions, weights = self.transform(features(text))
            indices.append(positions)
            data.append(weights)
            pointers.append(pointers[-1] + len(positions))
        return np.concatenate(data), np.concatenate(indices), np.array(pointers, dtype=np.int32)
