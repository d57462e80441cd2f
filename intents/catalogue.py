"""The intent catalogue: what people type, by intent, as YAML that anyone can read and add to.

Three families: `topics/` (questions about the protocol, one intent per common topic), `actions.yml` (something is to be done) with `smalltalk.yml`, and `out_of_scope.yml`
(what the protocol does not settle). The family decides what an intent leads to; no code knows a single one by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from protocol_data.library import common_topics
from protocol_data.yaml_source import PackError, read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).parent / "catalogue"


class Family(StrEnum):
    """What an intent leads to."""

    TOPIC = "topic"
    ACTION = "action"
    SMALLTALK = "smalltalk"
    OUT_OF_SCOPE = "out_of_scope"


_FILES = {"actions.yml": Family.ACTION, "smalltalk.yml": Family.SMALLTALK, "out_of_scope.yml": Family.OUT_OF_SCOPE}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every intent's phrases and family."""

    phrases: Mapping[str, tuple[str, ...]]
    families: Mapping[str, Family]

    def of(self, family: Family) -> list[str]:
        """List the intents of a family."""
        return [intent for intent, its in self.families.items() if its is family]


def catalogue_files() -> list[Path]:
    """Give the files of the catalogue, topics first."""
    return [*sorted((FOLDER / "topics").glob("*.yml")), *(FOLDER / name for name in _FILES)]


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """Load the catalogue.

    Raises:
        PackError: a file is not a mapping of intents to phrases, an intent stands in two files, or a topic file names an unknown topic.

    """
    phrases: dict[str, tuple[str, ...]] = {}
    families: dict[str, Family] = {}
    for path in catalogue_files():
        family = _FILES.get(path.name, Family.TOPIC)
        content = read_yaml(path)
        if not isinstance(content, dict):
            raise PackError(path, "the file has to map intents to lists of phrases", line=1)
        for intent, its_phrases in content.items():
            if intent in phrases:
                raise PackError(path, "the intent stands in another file too", field=str(intent))
            if family is Family.TOPIC and intent not in common_topics():
                raise PackError(path, "no such topic in protocol_data/topics.yml", field=str(intent))
            if not isinstance(its_phrases, list) or not all(isinstance(phrase, str) for phrase in its_phrases):
                raise PackError(path, "phrases have to be a list of text", field=str(intent))
            phrases[intent], families[intent] = tuple(its_phrases), family
    return Catalogue(phrases, families)
