"""Hold a pack against its protocol as published: is every clause there, does every number stand in the source, is no sentence copied.

The sources are a folder with the texts (`<key>.txt`) and `clauses.json` with {council: {clause: text}}. They are not part of the project; the checks run where they are given.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from protocol_data.fault import Fault
from protocol_data.yaml_source import PackError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from protocol_data.pack import Pack

COPIED_WORDS = 9
"""A run of so many words that also stands in the source is a copy, not a summary."""
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
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


def faithful(pack: Pack, folder: Path, source: Sources) -> Iterator[Fault]:
    """Give what is missing, invented, misquoted or copied in a pack.

    Args:
        pack: the pack.
        folder: where it was loaded from, for messages.
        source: the protocol as published.

    """
    yield from _covers(pack, folder, source)
    yield from _limits_stand(pack, folder, source)
    yield from _not_copied(pack, folder, source)


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
