"""Hold the fitted models together: one router, a retriever per council, the sentence model where it is installed."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from intents import compiled
from intents.catalogue import catalogue, catalogue_files
from intents.classifier import Classifier, Message
from intents.embedder import Embedder, MiniLm, ModelMissingError, Remembering
from intents.lesson import COMPARES, Compare, Lesson
from intents.retrieval import Candidate, Retriever, training_phrases
from intents.router import QUESTION, Router, Routing, scope_phrases, topic_phrases
from intents.situation_lessons import about_lesson, doors_lesson, stance_lesson
from intents.spelling import Speller
from intents.standing_words import Teller, standing_vocabulary
from protocol_data.library import Library
from protocol_data.procedures import Stance

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from intents.classifier import Scores
    from protocol_data.basics import Reader
    from protocol_data.pack import Clause

log = logging.getLogger(__name__)
_RETRIEVERS_KEPT = 512
"""How many councils stay open; those with equal packs share what is large."""

Progress = Callable[[str], None]
"""Is told, in a few words, of work that takes longer than a moment."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the models say about one message, before anything is decided."""

    message: Message
    routing: Routing
    candidates: Sequence[Candidate]
    clauses: Scores
    evidence: NDArray[np.float32]
    question_column: int
    """Where the label for questions stands in the scope classifier's scores."""
    silent: float
    """How likely the message's topic is one on which this council's protocol is silent."""


def load_embedder() -> Embedder | None:
    """Load the sentence model; without it the router works on words alone, and the log warns once."""
    try:
        return MiniLm()
    except ModelMissingError as error:
        log.warning("%s The router works on words alone: it will ask back and decline more often.", error)
        return None


def _reference_clauses() -> list[Clause]:
    """Give the clauses of the built-in packs: what people ask of one protocol teaches what a question about a protocol is."""
    library = Library()
    return [clause for key in library.keys for clause in library.pack(key).clauses]


@dataclass(frozen=True, slots=True)
class SituationModels:
    """What reads the sentences in which one council's people tell of a complaint or concern."""

    about: Classifier
    stances: Mapping[Stance, Classifier]
    doors: Classifier | None
    """Labels are the keys of the council's procedures; nothing where it has fewer than two doors."""
    teller: Teller
    speller: Speller


class Interpreter:
    """Reads messages. What it needs is fitted or loaded when first used."""

    def __init__(self, library: Library, embedder: Embedder | None, *, progress: Progress = lambda _: None) -> None:
        """Make an interpreter.

        Args:
            library: the packs.
            embedder: the sentence model (`load_embedder`), or nothing for words alone.
            progress: is told when something has to be fitted first.

        """
        self._library, self._embedder, self._progress = library, embedder, progress
        self._learner: Embedder | None = None
        self._learned: dict[str, str] = {}
        self._in_use: WeakValueDictionary[str, Classifier] = WeakValueDictionary()
        self._for_council = lru_cache(maxsize=_RETRIEVERS_KEPT)(self._open_council)
        self._situations = lru_cache(maxsize=_RETRIEVERS_KEPT)(self._open_situations)

    @property
    def on_words_alone(self) -> bool:
        """Tell whether the sentence model is missing."""
        return self._embedder is None

    @cached_property
    def router(self) -> Router:
        """The router, loaded when first needed."""
        intents, packs = catalogue(), Library()
        files = [*catalogue_files(), *(packs.folder(key) / "clauses.yml" for key in packs.keys)]

        def content() -> list[bytes]:
            return [file.read_bytes() for file in files]

        scope = Lesson(
            "what is asked of a protocol and what is not",
            content,
            lambda: scope_phrases(intents, _reference_clauses()),
            Compare.ALL_BUT_QUESTIONS,
            3,
        )
        topics = Lesson("the topics", content, lambda: topic_phrases(intents, _reference_clauses()), Compare.NONE, 3)
        return Router(self._learned_from(scope), self._learned_from(topics), intents)

    def retriever(self, council: str) -> Retriever:
        """Give a council's retriever; raises what `Library.pack` raises."""
        return self._for_council(council)[0]

    def situations(self, council: str) -> SituationModels:
        """Give what reads situations at a council; raises what `Library.pack` raises."""
        return self._situations(council)

    def message(self, text: str) -> Message:
        """Make a text ready for classifiers, without mending it."""
        return Message.of(text, self._embedder.encode(text) if self._embedder else None)

    def read(self, text: str, council: str, reader: Reader, weights: NDArray[np.float32]) -> Reading:
        """Score a message against every intent, and every clause of one council.

        Args:
            text: the message as it was typed; not empty.
            council: the key of the reader's council: no other council's clauses are looked at.
            reader: who asks.
            weights: how much each kind of evidence for a clause counts (`retrieval.EVIDENCE`).

        """
        retriever, speller = self._for_council(council)
        mended = speller.mend(text)
        message = self.message(mended)
        routing = self.router.route(message)
        scores = retriever.classifier.scores(message)
        evidence = retriever.evidence(scores, routing.topic_shares, reader)
        candidates = retriever.rank(message, evidence, weights)
        return Reading(
            message,
            routing,
            candidates,
            scores,
            evidence,
            self.router.scope.labels.index(QUESTION),
            float(routing.topic_shares @ retriever.silent),
        )

    def _open_council(self, council: str) -> tuple[Retriever, Speller]:
        pack = self._library.pack(council)
        lesson = training_phrases(pack.clauses)  # of the pack in memory, not of the file, which may have changed meanwhile
        classifier = self._learned_from(
            Lesson(f"the protocol of {pack.council.name}", lambda: [json.dumps(lesson).encode()], lambda: lesson)
        )
        return Retriever(classifier, pack, self.router.topic_names), Speller({*self.router.words, *classifier.words})

    def _open_situations(self, council: str) -> SituationModels:
        pack = self._library.pack(council)
        lesson, about = doors_lesson(pack), self._learned_from(about_lesson())
        doors = self._learned_from(lesson) if lesson else None
        stances = {stance: self._learned_from(stance_lesson(stance)) for stance in Stance}
        known = {word for classifier in (about, doors, *stances.values()) if classifier for word in classifier.words}
        return SituationModels(about, stances, doors, Teller.of(pack), Speller(known | standing_vocabulary()))

    def _learned_from(self, lesson: Lesson) -> Classifier:
        """Find the classifier of a lesson among those in use and those stored, or fit and keep it."""
        how = {"with_model": self._embedder is not None, "compare": lesson.compare, "rarest": lesson.rarest}
        key = compiled.content_key(lesson.content(), how)
        found = self._in_use.get(key) or compiled.find(key)
        if found is None:
            phrases, labels = lesson.phrases()
            self._progress(f"Learning {lesson.what} ({len(phrases):,} phrases); this is done once …")
            from intents.training import fit  # noqa: PLC0415 - scikit-learn is a second of import

            if self._embedder is not None and self._learner is None:
                self._learner = Remembering(self._embedder)
            found = fit(phrases, labels, self._learner, compare=COMPARES[lesson.compare], rarest=lesson.rarest)
            compiled.keep(key, found)
        self._learned[key] = lesson.what
        self._in_use[key] = found
        return found

    def _load_all(self) -> None:
        for council in self._library.keys:
            self.retriever(council)
            self.situations(council)

    def stale(self) -> list[str]:
        """Name what has no fitted classifier in the package, so that a first use has to learn it."""
        self._load_all()
        return [what for key, what in self._learned.items() if not (compiled.SHIPPED / f"{key}.npz").is_file()]

    def ship(self, folder: Path) -> list[Path]:
        """Write the fits of the catalogue and of every pack on the shelf into a folder, and take away those no longer used.

        Returns:
            The files, as they are now.

        Raises:
            OSError: the folder can't be written; nothing is taken away then.

        """
        self._load_all()
        kept = [compiled.store(key, classifier, folder) for key, classifier in self._in_use.items()]
        for old in folder.glob("*.npz"):
            if old not in kept:
                old.unlink()
        return kept
