"""The typed model of a council's pack: who the council is, its clauses and topics, and the whole with its procedures."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator

from protocol_data.basics import Force, Key, Nation, Reader, Ref, Sentence, Strict
from protocol_data.procedures import Procedures


class OfficeHolder(Strict):
    """A council's own title for a role that all councils have, and the clause that names it."""

    title: Sentence
    clause: Ref


class Protocol(Strict):
    """The document that the pack is made from."""

    title: Sentence
    edition: Sentence
    issued: date | None = None


class Terms(Strict):
    """The council's own word for each thing."""

    member: Sentence = "Member"
    officer: Sentence = "Officer"
    chief_officer: Sentence = "Chief Officer"
    standards_body: Sentence | None = None


class Council(Strict):
    """`council.yml`: who the council is and what it calls its office-holders."""

    key: Key
    name: Sentence
    aliases: list[Sentence] = Field(default_factory=list)
    nation: Nation
    timezone: str
    protocol: Protocol
    terms: Terms
    roles: dict[Key, OfficeHolder]

    @field_validator("timezone")
    @classmethod
    def _timezone_exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"there is no timezone {name!r}") from None
        return name

    @property
    def monitoring_officer(self) -> str:
        """The title of the person to ask when the protocol gives no answer."""
        holder = self.roles.get("monitoring_officer")
        return holder.title if holder else "Monitoring Officer"


class Limit(Strict):
    """A number in a clause that limits something."""

    value: float
    unit: Sentence
    what: Sentence


class Clause(Strict):
    """One numbered clause of the protocol, in our own words."""

    ref: Ref
    heading: Annotated[Sentence, Field(max_length=120)]
    binds: Annotated[list[Key], Field(min_length=1)]
    force: Force
    summary: Sentence
    topics: Annotated[list[Key], Field(min_length=1, max_length=5)]
    see: list[Ref] = Field(default_factory=list)
    roles: list[Key] = Field(default_factory=list)
    limits: list[Limit] = Field(default_factory=list)
    superseded: list[Key] = Field(default_factory=list)
    asks: Annotated[list[Sentence], Field(min_length=3)]


class TopicAnswer(Strict):
    """What one reader is told on one topic: a lead, and the clauses that answer, best first."""

    lead: Sentence
    clauses: Annotated[list[Ref], Field(min_length=1)]


class TopicEntry(Strict):
    """A council's position on a topic of the common list: an answer per reader, or declared silence."""

    silent: bool = False
    member: TopicAnswer | None = None
    officer: TopicAnswer | None = None

    @model_validator(mode="after")
    def _silent_or_answered(self) -> Self:
        if self.silent == (self.member is not None or self.officer is not None):
            raise ValueError("a topic is either silent or has an answer for member or officer")
        return self

    def for_reader(self, reader: Reader) -> TopicAnswer | None:
        """Give the answer for this reader; the other reader's where only that one exists, for it is the same protocol."""
        first, second = (self.member, self.officer) if reader is Reader.MEMBER else (self.officer, self.member)
        return first or second


class Superseded(Strict):
    """A note on law or a body that a clause names and that is gone (`law/superseded.yml`)."""

    says: Sentence
    note: Sentence


class Topic(Strict):
    """A topic of the list common to all councils (`topics.yml`)."""

    title: Sentence
    about: Sentence


class Pack(Strict):
    """A council's whole pack, loaded and checked for shape; `checks.py` tells whether it is also right."""

    council: Council
    clauses: list[Clause]
    topics: dict[Key, TopicEntry]
    procedures: Procedures

    def clause(self, ref: str) -> Clause | None:
        """Find a clause by its number."""
        return next((clause for clause in self.clauses if clause.ref == ref), None)
