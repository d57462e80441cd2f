"""The typed model of `law/publicity.yml`: the law on council publicity before elections, and the topics under which a protocol has rules of its own."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, TypeAdapter, model_validator

from protocol_data.basics import Force, Key, Nation, Reader, Sentence, Strict
from protocol_data.library import common_topics, load

_FILE = Path(__file__).parent / "law" / "publicity.yml"


class PublicityRule(Strict):
    """One rule of law, in our own words."""

    key: Key
    title: Sentence
    nations: Annotated[list[Nation], Field(min_length=1)]
    always: bool = False
    """It holds all year, not only from notice of election to the poll."""
    force: Force
    says: Sentence
    source: Sentence


class Subject(Strict):
    """A part of life that an election touches, and the common topics under which a protocol speaks of it."""

    key: Key
    title: Sentence
    topics: dict[Reader, Annotated[list[Key], Field(min_length=1)]]
    """For each reader, best first."""

    @model_validator(mode="after")
    def _topics_exist(self) -> Self:
        for reader in Reader:
            if reader not in self.topics:
                raise ValueError(f"{self.key} names no topics for {reader.value}")
            for topic in self.topics[reader]:
                if topic not in common_topics():
                    raise ValueError(f"there is no common topic {topic}")
        return self


class PublicityLaw(Strict):
    """`law/publicity.yml`."""

    checked: date
    law: Annotated[list[PublicityRule], Field(min_length=1)]
    subjects: Annotated[list[Subject], Field(min_length=1)]
    """The first is the one on elections themselves."""

    def of_nation(self, nation: Nation) -> tuple[PublicityRule, ...]:
        """Give the rules that bind a council of a nation, in order."""
        return tuple(rule for rule in self.law if nation in rule.nations)


_LAW = TypeAdapter(PublicityLaw)


@lru_cache(maxsize=1)
def publicity_law() -> PublicityLaw:
    """Give the law, read once; `PackError` where the file is broken."""
    return load(_FILE, _LAW)
