"""What `clerk validate` says of a pack: does everything that it names exist, and say the same everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from protocol_data.fault import Fault
from protocol_data.fidelity import Sources, faithful
from protocol_data.library import common_topics, load_pack
from protocol_data.yaml_source import PackError, line_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from protocol_data.pack import Pack

_FEWEST_ASKS = 3
_PARTIES = frozenset({"member", "officer", "council"})


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
        faults += faithful(pack, folder, source)
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
    refs, topics = {clause.ref for clause in pack.clauses}, common_topics()
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
    for topic in common_topics():
        if topic not in pack.topics:
            yield Fault(str(path), None, f"topic {topic}", "is missing: give its clauses, or declare it silent")
    for topic in pack.topics:
        if topic not in common_topics():
            yield Fault(str(path), line_of(path, [topic]), f"topic {topic}", "is not on the common list")


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
    for number, rule in enumerate(pack.procedures.enquiry_rules):
        if rule.clause not in refs:
            yield Fault(str(path), line_of(path, ["enquiry_rules", number]), f"rule {rule.rule.value}", f"there is no clause {rule.clause}")
