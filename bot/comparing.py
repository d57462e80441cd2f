"""Put the councils' positions on one topic side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from bot.citing import cite
from intents.text import words
from protocol_data.library import common_topics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.reply import Citation
    from protocol_data.basics import Reader
    from protocol_data.library import Library

_ALIKE = 70
"""How alike, of 100, a search has to be to a topic's title or description."""
_MOST = 8


@dataclass(frozen=True, slots=True)
class Position:
    """One council's position on a topic; no lead where its protocol is silent."""

    council: str
    name: str
    edition: str
    lead: str | None
    citations: tuple[Citation, ...]

    @property
    def notes(self) -> list[tuple[str, str]]:
        """The notes on law or bodies that are gone, each with its clause."""
        return [(citation.clause, note) for citation in self.citations for note in citation.notes]


def find_topics(said: str) -> list[str]:
    """Find topics by key, title or description, forgiving misspellings; the best first, at most eight."""
    topics = common_topics()
    key = "_".join(words(said))
    if key in topics:
        return [key]
    texts = {name: f"{topic.title}. {topic.about}" for name, topic in topics.items()}
    titled = process.extract(
        said, {name: topic.title for name, topic in topics.items()}, scorer=fuzz.WRatio, score_cutoff=_ALIKE, limit=_MOST
    )
    described = process.extract(said, texts, scorer=fuzz.partial_token_set_ratio, score_cutoff=95, limit=_MOST)
    return list(dict.fromkeys(str(name) for _, _, name in [*titled, *described]))[:_MOST]


def compare(topic: str, reader: Reader, library: Library, councils: Sequence[str] | None = None) -> list[Position]:
    """Give every council's position on a topic.

    Args:
        topic: a key of the common list.
        reader: whose lead is given.
        library: the packs.
        councils: which councils; all on the shelf when not given.

    """
    positions = []
    for key in councils or library.keys:
        pack = library.pack(key)
        entry = pack.topics.get(topic)
        answer = entry.for_reader(reader) if entry else None
        clauses = [pack.clause(ref) for ref in answer.clauses] if answer else []
        citations = tuple(cite(pack, clause) for clause in clauses if clause is not None)
        positions.append(Position(key, pack.council.name, pack.council.protocol.edition, answer.lead if answer else None, citations))
    return positions
