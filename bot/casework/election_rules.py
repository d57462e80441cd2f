"""What a council's own protocol says on the time before an election, and the law that binds it whatever the protocol says. Pure.

Where the protocol is silent that is said, with the monitoring officer to ask; no rule is made up for it, and none is borrowed from another council.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from protocol_data.library import common_topics
from protocol_data.publicity_law import publicity_law

if TYPE_CHECKING:
    from protocol_data.basics import Reader
    from protocol_data.pack import Clause, Pack
    from protocol_data.publicity_law import PublicityRule, Subject


@dataclass(frozen=True, slots=True)
class Answer:
    """What the protocol answers on one topic."""

    topic: str
    """The topic's title."""
    lead: str
    """The pack's own sentences to this reader."""
    clauses: tuple[Clause, ...]
    """The clauses that the lead rests on, best first."""


@dataclass(frozen=True, slots=True)
class SubjectRules:
    """What the protocol says on one subject: the run-up itself, publicity, media, meetings, resources."""

    key: str
    title: str
    answers: tuple[Answer, ...]
    """One for each of its topics on which the protocol speaks, best first."""

    @property
    def silent(self) -> bool:
        """Tell whether the protocol says nothing on this."""
        return not self.answers

    @property
    def leads(self) -> tuple[str, ...]:
        """The pack's own sentences, best first; each rests on the clauses of its own answer only."""
        return tuple(answer.lead for answer in self.answers)

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses of all answers, each once, best first."""
        return tuple({clause.ref: clause for answer in self.answers for clause in answer.clauses}.values())


@dataclass(frozen=True, slots=True)
class ElectionRules:
    """A council's rules for the time before an election, for one reader."""

    council: str
    reader: Reader
    subjects: tuple[SubjectRules, ...]
    law: tuple[PublicityRule, ...]
    """What binds the council whatever its protocol says."""
    ask: str
    """The title of the monitoring officer: whom to ask."""

    @property
    def on_elections(self) -> SubjectRules:
        """What the protocol says on the run-up to an election itself."""
        return self.subjects[0]

    @property
    def silent(self) -> bool:
        """Tell whether the protocol says nothing on elections themselves; what it says on media or meetings then holds as it does all year."""
        return self.on_elections.silent

    @property
    def silent_on(self) -> tuple[str, ...]:
        """The titles of the subjects on which the protocol says nothing."""
        return tuple(subject.title for subject in self.subjects if subject.silent)

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Every clause once, best first: those on elections, then the best of each other subject, then the second of each, and so on."""
        rounds = zip_longest(*(subject.clauses for subject in self.subjects[1:]))
        ranked = [*self.on_elections.clauses, *(clause for one in rounds for clause in one if clause is not None)]
        return tuple({clause.ref: clause for clause in ranked}.values())


def election_rules(pack: Pack, reader: Reader) -> ElectionRules:
    """Gather what binds a member or officer in the time before an election.

    Args:
        pack: the council's pack.
        reader: member or officer.

    Returns:
        The council's own clauses by subject, best first, and the law of its nation: Local Government Act 1986, sections 2 and 4, and in England the
        Code of Recommended Practice on Local Authority Publicity (2011), paragraphs 33 to 35.

    """
    law = publicity_law()
    return ElectionRules(
        council=pack.council.key,
        reader=reader,
        subjects=tuple(_subject(pack, reader, subject) for subject in law.subjects),
        law=law.of_nation(pack.council.nation),
        ask=pack.council.monitoring_officer,
    )


def _subject(pack: Pack, reader: Reader, subject: Subject) -> SubjectRules:
    answers = []
    for topic in subject.topics[reader]:
        entry = pack.topics.get(topic)
        found = entry.for_reader(reader) if entry else None
        if found is not None:
            clauses = tuple(clause for ref in found.clauses if (clause := pack.clause(ref)) is not None)
            answers.append(Answer(common_topics()[topic].title, found.lead, clauses))
    return SubjectRules(subject.key, subject.title, tuple(answers))
