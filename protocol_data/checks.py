"""What `clerk validate` says of a pack: is it whole, consistent, and faithful to its source as far as a program can tell.

The first group of checks needs the pack alone. Coverage, limits and copied runs need the source text; they run where a folder of sources is given
(`<key>.txt` with the text, `clauses.json` with {council: {clause: text}}).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from protocol_data.library import common_topics, load_pack, superseded_notes
from protocol_data.yaml_source import PackError, line_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from protocol_data.pack import Pack

COPIED_WORDS = 9
"""A run of so many words that also stands in the source is a copy, not a summary."""
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_FEWEST_ASKS = 3
_PARTIES = frozenset({"member", "officer", "council"})
_NUMBERS = dict(
    enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
        ]
    )
)
_NUMBERS |= {20: "twenty", 21: "twenty-one", 28: "twenty-eight", 30: "thirty"}
"""Numbers that a protocol may write as words."""
_TITLES = """
Local Authorities (Executive Arrangements) (Meetings and Access to Information) (England) Regulations 2012
Local Authorities Executive Arrangements Meetings and Access to Information England Regulations
Code of Recommended Practice on Local Authority Publicity
Protocol for the Respective Roles of Members and Officers in Decision Making
Guide for Elected Members Involvement in Commercial Transactions
Code of Practice for Councillors responsible for determining Planning applications
Director/Director Finance/Director Corporate Services/Corporate Manager
Director/Director Finance or Director Corporate Services/Corporate Manager
Chief Executive, Deputy Chief Executives, Executive Directors and Directors
Dignity in Care Establishments Visiting Panel
"""
"""Names of instruments and posts are facts: a run inside one of them is no copy."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a pack: where, and what to mend."""

    path: str
    line: int | None
    where: str
    problem: str

    def __str__(self) -> str:
        """Give `file:line: where: problem`."""
        return f"{self.path}{f':{self.line}' if self.line else ''}: {self.where}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Sources:
    """A council's protocol as published, to hold the pack against."""

    clauses: dict[str, str]
    texts: dict[str, str]

    @classmethod
    def read(cls, folder: Path, council: str) -> Sources | None:
        """Read the sources of a council; nothing where the folder has none for it. All councils' texts are read, for a run copied from another is one too."""
        try:
            clauses = json.loads((folder / "clauses.json").read_text(encoding="utf-8")).get(council)
            texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))}
        except (OSError, json.JSONDecodeError) as error:
            raise PackError(folder, f"the sources can't be read ({error})") from None
        return cls(clauses, texts) if clauses else None


def check_folder(folder: Path, sources: Path | None = None) -> tuple[Pack | None, list[Fault]]:
    """Check one pack.

    Args:
        folder: the pack's folder.
        sources: a folder with the published texts, for the checks that need them.

    Returns:
        The pack (nothing where it can't even be loaded) and its faults.

    """
    try:
        pack = load_pack(folder)
        source = Sources.read(sources, pack.council.key) if sources else None
    except PackError as error:
        return None, [Fault(error.path, error.line, error.field or "file", error.problem)]
    faults = list(_consistent(pack, folder))
    if source:
        faults += [*_covers(pack, folder, source), *_limits_stand(pack, folder, source), *_not_copied(pack, folder, source)]
    return pack, faults


def _consistent(pack: Pack, folder: Path) -> Iterator[Fault]:
    yield from _clauses_resolve(pack, folder)
    yield from _topics_resolve(pack, folder)
    yield from _procedures_resolve(pack, folder)
    refs = {clause.ref for clause in pack.clauses}
    path = folder / "council.yml"
    for role, holder in pack.council.roles.items():
        if holder.clause not in refs:
            yield Fault(str(path), line_of(path, ["roles", role]), f"role {role}", f"names clause {holder.clause}, which the pack has not")


def _clauses_resolve(pack: Pack, folder: Path) -> Iterator[Fault]:
    path = folder / "clauses.yml"
    refs, topics, notes = {clause.ref for clause in pack.clauses}, common_topics(), superseded_notes()
    asked: dict[str, str] = {}
    for number, clause in enumerate(pack.clauses):
        problems = [f"see: there is no clause {ref}" for ref in clause.see if ref not in refs]
        problems += [f"topics: {topic} is not on the common list" for topic in clause.topics if topic not in topics]
        problems += [
            f"topics: {topic} is declared silent in topics.yml"
            for topic in clause.topics
            if (entry := pack.topics.get(topic)) is not None and entry.silent
        ]
        problems += [
            f"{role} has no title in council.yml" for role in {*clause.roles, *clause.binds} - _PARTIES if role not in pack.council.roles
        ]
        problems += [f"superseded: no note {key} in law/superseded.yml" for key in clause.superseded if key not in notes]
        if len({ask.lower() for ask in clause.asks}) < _FEWEST_ASKS:
            problems.append(f"asks: fewer than {_FEWEST_ASKS} different ones")
        for ask in clause.asks:
            other = asked.setdefault(ask.lower(), clause.ref)
            if other != clause.ref:
                problems.append(f"asks: “{ask}” is asked of clause {other} too")
        for problem in problems:
            yield Fault(str(path), line_of(path, [number]), f"clause {clause.ref}", problem)


def _topics_resolve(pack: Pack, folder: Path) -> Iterator[Fault]:
    path = folder / "topics.yml"
    refs = {clause.ref for clause in pack.clauses}
    for topic in common_topics():
        if topic not in pack.topics:
            yield Fault(str(path), None, f"topic {topic}", "is missing: give its clauses, or declare it silent")
    for topic, entry in pack.topics.items():
        if topic not in common_topics():
            yield Fault(str(path), line_of(path, [topic]), f"topic {topic}", "is not on the common list")
        for answer in (entry.member, entry.officer):
            for ref in answer.clauses if answer else ():
                if ref not in refs:
                    yield Fault(str(path), line_of(path, [topic]), f"topic {topic}", f"there is no clause {ref}")


def _procedures_resolve(pack: Pack, folder: Path) -> Iterator[Fault]:
    path = folder / "procedures.yml"
    refs = {clause.ref for clause in pack.clauses}
    keys: set[str] = set()
    for number, procedure in enumerate(pack.procedures.procedures):
        problems = [
            f"there is no clause {ref}" for ref in [*procedure.clauses, *(step.clause for step in procedure.steps)] if ref not in refs
        ]
        problems += [
            f"{role} has no title in council.yml"
            for step in procedure.steps
            for role in step.roles
            if role not in pack.council.roles and role not in _PARTIES
        ]
        if procedure.key in keys:
            problems.append("the key stands twice")
        keys.add(procedure.key)
        for problem in problems:
            yield Fault(str(path), line_of(path, ["procedures", number]), f"procedure {procedure.key}", problem)
    for number, target in enumerate(pack.procedures.reply_targets):
        for ref in filter(None, (target.clause, target.otherwise_clause)):
            if ref not in refs:
                yield Fault(str(path), line_of(path, ["reply_targets", number]), f"target {target.key}", f"there is no clause {ref}")


def _covers(pack: Pack, folder: Path, source: Sources) -> Iterator[Fault]:
    path = str(folder / "clauses.yml")
    ours = {clause.ref for clause in pack.clauses}
    for ref in source.clauses:
        if ref not in ours:
            yield Fault(path, None, f"clause {ref}", "stands in the source and not in the pack")
    for ref in sorted(ours - set(source.clauses)):
        yield Fault(path, None, f"clause {ref}", "stands in the pack and not in the source")


def _limits_stand(pack: Pack, folder: Path, source: Sources) -> Iterator[Fault]:
    """Hold every limit's number against the clause's own text, as a figure or as a word."""
    path = folder / "clauses.yml"
    limits = [(clause.ref, limit.value, ["clauses", clause.ref]) for clause in pack.clauses for limit in clause.limits]
    limits += [
        (t.clause, float(t.working_days or t.calendar_days or 0), [])
        for t in pack.procedures.reply_targets
        if t.working_days or t.calendar_days
    ]
    for ref, value, _ in limits:
        text = source.clauses.get(ref, "").lower()
        figure = f"{value:g}"
        word = _NUMBERS.get(int(value), figure) if value == int(value) else figure
        if not re.search(rf"(?<!\d)({re.escape(figure)}|{word})(?!\d)", text):
            yield Fault(str(path), None, f"clause {ref}", f"the limit {figure} does not stand in the source's clause")


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("’", "'"))


def _not_copied(pack: Pack, folder: Path, source: Sources) -> Iterator[Fault]:
    known: set[tuple[str, ...]] = set()
    for text in source.texts.values():
        known.update(_runs(_words(text)))
    titles = [_words(title) for title in _TITLES.strip().splitlines()]
    for file, where, text in _own_sentences(pack):
        for run in _runs(_without(_words(text), titles)):
            if run in known:
                yield Fault(str(folder / file), None, where, f"copied from a source: “{' '.join(run)}”")
                break


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[start : start + COPIED_WORDS]) for start in range(len(words) - COPIED_WORDS + 1))


def _without(words: list[str], titles: Iterable[list[str]]) -> list[str]:
    """Blank the names of instruments and posts."""
    for title in titles:
        for start in range(len(words) - len(title) + 1):
            if words[start : start + len(title)] == title:
                words[start : start + len(title)] = ["\0"] * len(title)
    return words


def _own_sentences(pack: Pack) -> Iterator[tuple[str, str, str]]:
    """Give every sentence of ours: its file, where it stands, its text."""
    for clause in pack.clauses:
        for text in (clause.heading, clause.summary, *clause.asks):
            yield "clauses.yml", f"clause {clause.ref}", text
    for topic, entry in pack.topics.items():
        for answer in (entry.member, entry.officer):
            if answer:
                yield "topics.yml", f"topic {topic}", answer.lead
    for procedure in pack.procedures.procedures:
        for step in procedure.steps:
            for text in (step.how, step.when or ""):
                yield "procedures.yml", f"procedure {procedure.key}", text
