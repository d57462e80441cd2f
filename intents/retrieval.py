"""Find the clauses of one council's protocol that answer a message, best first.

Five things speak for a clause: what the word model and the sentence model say, the nearest of its own `asks`, how well its topics fit, and whether it concerns the reader.
Their weights are measured (`calibration.yml`), the same for every council and topic.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from intents.classifier import Classifier, Message, Scores
    from protocol_data.basics import Reader
    from protocol_data.pack import Clause, Pack

EVIDENCE = ("words", "meaning", "nearest", "topic", "reader")
"""The columns of `Retriever.evidence`, and the names of their weights."""
_LEAST = 1e-4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clause that may answer."""

    clause: Clause
    probability: float
    """Its share among all clauses of the council; the shares add up to one."""
    topic_fit: float
    """How well it fits the message's topic: the logarithm of a share."""
    matched: str
    """The phrase of its own that comes nearest to the message."""


def training_phrases(clauses: Sequence[Clause]) -> tuple[list[str], list[str]]:
    """Give what a council's classifier is fitted to: every clause's asks, summary and heading, and beside each the clause's number."""
    phrases, refs = [], []
    for clause in clauses:
        its = [*clause.asks, clause.summary, clause.heading]
        phrases += its
        refs += [clause.ref] * len(its)
    return phrases, refs


@dataclass(frozen=True)
class Retriever:
    """A classifier whose labels are one council's clauses, with what the pack knows of them."""

    classifier: Classifier
    pack: Pack
    topic_names: Sequence[str]

    @cached_property
    def _clauses(self) -> list[Clause]:
        by_ref = {clause.ref: clause for clause in self.pack.clauses}
        return [by_ref[ref] for ref in self.classifier.labels]

    @cached_property
    def _fit(self) -> dict[str, NDArray[np.float32]]:
        """For each reader how well each clause (row) fits each topic (column): 1 for the first place in the pack's lists, less further down."""
        column = {name: i for i, name in enumerate(self.topic_names)}
        row = {ref: i for i, ref in enumerate(self.classifier.labels)}
        common = np.zeros((len(row), len(column)), dtype=np.float32)
        for clause in self._clauses:
            for place, topic in enumerate(clause.topics):
                if topic in column:
                    common[row[clause.ref], column[topic]] = 1 / (1 + place)
        fits = {}
        for reader in ("member", "officer"):
            fit = common.copy()
            for topic, entry in self.pack.topics.items():
                answer = getattr(entry, reader)
                for place, ref in enumerate(answer.clauses if answer and topic in column else ()):
                    fit[row[ref], column[topic]] = max(fit[row[ref], column[topic]], 1 / (1 + place))
            fits[reader] = fit
        return fits

    @cached_property
    def _concerns(self) -> dict[str, NDArray[np.float32]]:
        """For each reader which clauses concern the other party only (-1)."""
        return {
            reader: np.array(
                [-1.0 if other in clause.binds and reader not in clause.binds else 0.0 for clause in self._clauses], dtype=np.float32
            )
            for reader, other in (("member", "officer"), ("officer", "member"))
        }

    @cached_property
    def silent(self) -> NDArray[np.float32]:
        """1 for each topic on which this protocol is silent, else 0."""
        entries = [self.pack.topics.get(topic) for topic in self.topic_names]
        return np.array([1.0 if entry is not None and entry.silent else 0.0 for entry in entries], dtype=np.float32)

    def evidence(self, scores: Scores, topic_shares: NDArray[np.float32], reader: Reader) -> NDArray[np.float32]:
        """Give what speaks for each clause: a row per clause, a column per name of `EVIDENCE`."""
        nearest = scores.nearest if scores.nearest is not None else np.zeros(len(self.classifier.labels), dtype=np.float32)
        topic = np.log(self._fit[reader] @ topic_shares + np.float32(_LEAST))
        return np.column_stack([scores.log_lexical(), scores.log_meaning(), nearest, topic, self._concerns[reader]])

    def rank(self, message: Message, evidence: NDArray[np.float32], weights: NDArray[np.float32], *, most: int = 6) -> list[Candidate]:
        """Rank the clauses.

        Args:
            message: the message, made ready.
            evidence: what `evidence` gave for it.
            weights: one per name of `EVIDENCE`.
            most: how many candidates to give.

        Returns:
            The candidates, best first.

        """
        logits = evidence @ weights
        shares = np.exp(logits - logits.max())
        shares /= shares.sum()
        candidates = []
        for i in map(int, np.argsort(-shares, kind="stable")[:most]):
            clause = self._clauses[i]
            fit = float(evidence[i, EVIDENCE.index("topic")])
            candidates.append(Candidate(clause, float(shares[i]), fit, self.classifier.nearest_phrase(i, message) or clause.heading))
        return candidates
