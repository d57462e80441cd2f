"""Tell what a message is for: a question about the protocol, an action, small talk, or something out of scope; and of a question, its topic."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from intents.catalogue import Catalogue, Family

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from intents.classifier import Classifier, Message, Scores
    from protocol_data.pack import Clause

QUESTION = "question"
"""The label under which the scope classifier holds all questions about the protocol, whatever their topic."""


@dataclass(frozen=True, slots=True)
class Routing:
    """What the router makes of one message."""

    scope: Scores
    shares: dict[Family, float]
    """The probability that the message belongs to each family."""
    best: dict[Family, tuple[str, float]]
    """The likeliest intent of each family, and its probability."""
    nearest: dict[Family, float]
    """Cosine to the nearest phrase of each family; 0 without a sentence model."""
    topic_shares: NDArray[np.float32]
    """Probabilities of the topics, given that it is a question, in the order of `Router.topic_names`."""


def scope_phrases(intents: Catalogue, asked: Iterable[Clause]) -> tuple[list[str], list[str]]:
    """Give what the scope classifier is fitted to: every phrase of the catalogue, and as further questions what clauses are asked for."""
    phrases: list[str] = []
    labels: list[str] = []
    for intent, its in intents.phrases.items():
        phrases += its
        labels += [QUESTION if intents.families[intent] is Family.TOPIC else intent] * len(its)
    for clause in asked:
        phrases += clause.asks
        labels += [QUESTION] * len(clause.asks)
    return phrases, labels


def topic_phrases(intents: Catalogue, asked: Iterable[Clause]) -> tuple[list[str], list[str]]:
    """Give what the topic classifier is fitted to: the topics' phrases, and what clauses are asked for under their first topic."""
    phrases: list[str] = []
    labels: list[str] = []
    for intent in intents.of(Family.TOPIC):
        phrases += intents.phrases[intent]
        labels += [intent] * len(intents.phrases[intent])
    for clause in asked:
        phrases += clause.asks
        labels += [clause.topics[0]] * len(clause.asks)
    return phrases, labels


@dataclass(frozen=True)
class Router:
    """Two classifiers, one for the scope and one for the topic."""

    scope: Classifier
    topics: Classifier
    catalogue: Catalogue

    @property
    def topic_names(self) -> tuple[str, ...]:
        """The topics, in the order of `Routing.topic_shares`."""
        return self.topics.labels

    @property
    def words(self) -> frozenset[str]:
        """The words worth mending a misspelling toward."""
        return frozenset(self.scope.words) | frozenset(self.topics.words)

    @cached_property
    def _members(self) -> dict[Family, NDArray[np.int64]]:
        families = [Family.TOPIC if label == QUESTION else self.catalogue.families[label] for label in self.scope.labels]
        return {family: np.array([i for i, its in enumerate(families) if its is family], dtype=np.int64) for family in Family}

    def route(self, message: Message) -> Routing:
        """Score a message against every intent."""
        scope = self.scope.scores(message)
        shares, best, nearest = {}, {}, {}
        for family, members in self._members.items():
            probabilities = scope.probability[members]
            top = int(probabilities.argmax())
            shares[family] = float(probabilities.sum())
            best[family] = (self.scope.labels[members[top]], float(probabilities[top]))
            nearest[family] = float(scope.nearest[members].max()) if scope.nearest is not None else 0.0
        topic_shares = self.topics.scores(message).probability
        best[Family.TOPIC] = (self.topics.labels[int(topic_shares.argmax())], shares[Family.TOPIC])
        return Routing(scope, shares, best, nearest, topic_shares)
