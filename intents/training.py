"""Fit a classifier to labelled phrases. Runs when phrases change, not when a message comes; scikit-learn is imported only here."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from intents.classifier import Classifier, to_bytes
from intents.embedder import DIMENSIONS, Embedder, encode_all
from intents.lexical import Vectoriser
from intents.spelling import Speller
from intents.text import clean
from intents.text import words as words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

# Chosen on the validation part of CLINC150 and kept for everything else (tests/evaluation/router.md).
_MEANING_C = 30.0
_LEXICAL_C = 1.0
_LEXICAL_SHARPNESS = 3.0
"""Decision values of a linear SVM lie within about one of zero; this makes their softmax about as sure as it is right."""
_SEED = 7
_COMMON = 3
"""A word that so many phrases hold is no slip of the pen."""


def fit(
    phrases: Sequence[str],
    labels: Sequence[str],
    embedder: Embedder | None,
    *,
    compare: Callable[[str], bool] = lambda _: True,
    rarest: int = 2,
) -> Classifier:
    """Fit both models to labelled phrases.

    Args:
        phrases: what people type, at least two distinct labels among them.
        labels: the label of each.
        embedder: the sentence model; without it the classifier works on words alone.
        compare: tells for a label whether messages are to be compared with its phrases one by one; that costs a vector per phrase.
        rarest: a word or piece of a word has to stand in so many phrases to count.

    Returns:
        The classifier, with the labels in alphabetical order.

    """
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - only a fit needs these, and they take a second to import
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from sklearn.svm import LinearSVC  # noqa: PLC0415

    names = tuple(sorted(set(labels)))
    numbers = {name: number for number, name in enumerate(names)}
    target = np.array([numbers[label] for label in labels], dtype=np.int32)
    order = np.argsort(target, kind="stable")
    words = vocabulary(phrases)
    speller = Speller(words)
    phrases, target = [speller.mend(phrases[i]) for i in order], target[order]

    vectoriser = Vectoriser.fit(phrases, rarest=rarest)
    data, indices, pointers = vectoriser.rows(phrases)
    matrix = csr_matrix((data, indices, pointers), shape=(len(phrases), len(vectoriser.vocabulary)))
    svm = LinearSVC(C=_LEXICAL_C, random_state=_SEED).fit(matrix, target)
    lexical_weights, lexical_bias = _per_label(svm.coef_.T, svm.intercept_, len(names))

    meaning_weights, meaning_bias = np.zeros((DIMENSIONS, len(names))), np.zeros(len(names))
    kept = np.array([i for i, label in enumerate(target) if compare(names[label])], dtype=np.int64)
    vectors = np.zeros((0, DIMENSIONS), dtype=np.float32)
    if embedder is not None:
        vectors = encode_all(embedder, phrases)
        regression = LogisticRegression(C=_MEANING_C, max_iter=2000, tol=1e-4).fit(vectors, target)
        meaning_weights, meaning_bias = _per_label(regression.coef_.T, regression.intercept_, len(names))
    vector_bytes, vector_scale = to_bytes(vectors[kept] if embedder is not None else vectors, axis=1)
    lexical_bytes, lexical_scale = to_bytes(np.asarray(lexical_weights * _LEXICAL_SHARPNESS, dtype=np.float32), axis=0)
    return Classifier(
        labels=names,
        vectoriser=vectoriser,
        lexical_weights=lexical_bytes,
        lexical_scale=lexical_scale,
        lexical_bias=np.asarray(lexical_bias * _LEXICAL_SHARPNESS, dtype=np.float32),
        meaning_weights=np.asarray(meaning_weights, dtype=np.float16).astype(
            np.float32
        ),  # as it will be stored: fresh and stored answer alike
        meaning_bias=np.asarray(meaning_bias, dtype=np.float32),
        phrases=tuple(phrases[i] for i in kept),
        phrase_labels=target[kept],
        phrase_vectors=vector_bytes * vector_scale,
        with_meaning=embedder is not None,
        words=words,
    )


def vocabulary(phrases: Sequence[str]) -> tuple[str, ...]:
    """Give the words that stand in several phrases: those are meant, and not slips themselves."""
    counts = Counter(word for phrase in phrases for word in set(words_of(clean(phrase))))
    return tuple(sorted(word for word, count in counts.items() if count >= _COMMON))


def _per_label(weights: NDArray[np.float64], bias: NDArray[np.float64], labels: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give one column per label; with two labels scikit-learn tells only one side."""
    if labels == 2 and weights.shape[1] == 1:  # noqa: PLR2004 - the special case is about two
        return np.hstack([-weights, weights]), np.concatenate([-bias, bias])
    return weights, bias
