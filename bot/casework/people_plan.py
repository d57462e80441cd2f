"""What taking over lines of people would change in the directory, and what is wrong with them. Pure: nothing is written.

Everything is checked as it would stand afterwards: whom a line names has to be there, nobody may be above themselves, nobody may be known by two ids.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.casework.appointing import OFFICE
from bot.casework.people_columns import COLUMNS, DAYS, IDENTITIES, OFFICERS_ONLY, REFERENCES, cells_of, day_of, read_cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from bot.casework.directory import Directory
    from bot.casework.identities import Channel
    from bot.casework.people_file import Line
    from protocol_data.fault import Fault
    from protocol_data.pack import Council


@dataclass(frozen=True, slots=True)
class Change:
    """A value that differs; an empty text is nothing."""

    key: str
    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What would change."""

    added: dict[str, dict[str, str]]
    """New people by key, with all their columns."""
    changes: tuple[Change, ...] = ()
    unchanged: int = 0
    left: tuple[str, ...] = ()
    """People of the file who are noted as having left: they stay so."""
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What the plan is made against."""

    council: Council
    people: Directory
    identities: Mapping[int, Mapping[Channel, tuple[str, ...]]]
    """Of the council's people, by id."""
    taken: frozenset[tuple[str, str]]
    """Channel and id of people of other councils."""
    today: date
    appoints: bool = False
    """Whoever takes the lines over may give and take the office of monitoring officer."""
    guarded: frozenset[int] = frozenset()
    """People whose ids whoever takes the lines over does not change."""


@dataclass(slots=True)
class _Draft:
    before: dict[str, dict[str, str]]
    after: dict[str, dict[str, str]]
    groups: dict[str, str]
    """How each group is spelled, by its name in small letters."""
    lines: dict[str, Line] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def plan(lines: Sequence[Line], known: Known) -> Plan:
    """Work out what taking over lines would change.

    Args:
        lines: as they were read.
        known: the directory as it stands.

    Returns:
        What is new, what differs, and every fault; with a fault nothing is to be taken over.

    """
    before = {person.key: cells_of(person, known.people, known.identities.get(person.id, {})) for person in known.people.people}
    groups = {cells["group"].casefold(): cells["group"] for cells in before.values()}
    draft = _Draft(before, {key: dict(cells) for key, cells in before.items()}, groups)
    for line in lines:
        _take(line, draft, known)
    for key, line in draft.lines.items():
        draft.faults += _checked(key, line, draft, known)
    draft.faults += _identities_twice(draft, known)
    draft.faults.sort(key=lambda fault: (fault.path, fault.line or 0))
    changes = tuple(
        Change(key, column, before[key][column], cells[column])
        for key, cells in ((key, draft.after[key]) for key in draft.lines if key in before)
        for column in COLUMNS
        if before[key][column] != cells[column]
    )
    added = {key: draft.after[key] for key in draft.lines if key not in before}
    left = tuple(key for key in draft.lines if key in before and not _active(key, known))
    unchanged = len(draft.lines) - len(added) - len({change.key for change in changes})
    return Plan(added, changes, unchanged, left, tuple(draft.faults))


def _take(line: Line, draft: _Draft, known: Known) -> None:
    """Read a line's cells into the draft."""
    read: dict[str, str] = {}
    for column, cell in line.cells.items():
        try:
            read[column] = read_cell(column, cell, known.council)
        except ValueError as error:
            draft.faults.append(line.fault(column, str(error)))
    key = read.get("key")
    if key is None:
        return
    if key in draft.lines:
        earlier = draft.lines[key].number
        draft.faults.append(line.fault("key", f"“{key}” stands here and {f'on line {earlier}' if earlier else 'before'}; keep one"))
        return
    draft.lines[key] = line
    if key not in draft.before:
        draft.faults += (
            line.fault(column, "it is missing; somebody new needs one") for column in ("name", "role") if column not in line.cells
        )
    for column in IDENTITIES:  # chat links itself; an empty cell is no reason to forget that, and `unlink` does
        if not read.get(column):
            read.pop(column, None)
    if "group" in read:
        read["group"] = draft.groups.setdefault(read["group"].casefold(), read["group"])
    draft.after[key] = draft.after.get(key, dict.fromkeys(COLUMNS, "")) | read


def _checked(key: str, line: Line, draft: _Draft, known: Known) -> Iterator[Fault]:
    """Check one person as they would stand afterwards."""
    mine = draft.after[key]
    wrong = {column: problem for column in REFERENCES if (problem := _wrong_reference(key, column, draft, known))}
    for column, problem in wrong.items():
        yield line.fault(column, problem)
    if mine["role"] == "member":
        for role in sorted(OFFICERS_ONLY.intersection(mine["roles"].split(";"))):
            yield line.fault("roles", f"“{role}” sees other people's cases and is an officer's; a member can't hold it")
        for other, cells in draft.after.items():
            if key in {cells["manager"], cells["chief_officer"]} and other not in draft.lines and _active(other, known):
                yield line.fault("role", f"“{key}” is the manager or chief officer of “{other}”; only an officer can be")
    if not known.appoints:
        yield from _appointed(key, line, draft)
    yield from _guarded(key, line, draft, known)
    first, last = (day_of(mine[column]) for column in DAYS)
    if last is not None and (first is None or last < first):
        yield line.fault(
            "absent_until", "an absence ends on or after the day on which it begins; give absent_from, and put the days in order"
        )
    ring = _ring(key, draft)
    if ring and "manager" not in wrong:
        chain = ", ".join(f"“{above}” manages “{below}”" for below, above in ring)
        yield line.fault("manager", f"this goes round in a ring: {chain}; leave one of them empty")


def _appointed(key: str, line: Line, draft: _Draft) -> Iterator[Fault]:
    """Find where a line gives or takes the office of monitoring officer, or changes by which ids its holder is known."""
    held, holds = (OFFICE in side.get(key, {}).get("roles", "").split(";") for side in (draft.before, draft.after))
    if held is not holds:
        yield line.fault("roles", f"“{OFFICE}” opens confidential records; only a monitoring officer gives or takes it, so ask one")
    for column in IDENTITIES:
        if held and _changed(key, column, draft):
            yield line.fault(
                column, f"“{key}” is {OFFICE}, which opens confidential records; only a monitoring officer changes this, so ask one"
            )


def _guarded(key: str, line: Line, draft: _Draft, known: Known) -> Iterator[Fault]:
    person = known.people.by_key(key)
    for column in IDENTITIES:
        if person is not None and person.id in known.guarded and _changed(key, column, draft):
            yield line.fault(column, f"by which IDs “{key}” is known is said by a monitoring officer only, so ask one")


def _wrong_reference(key: str, column: str, draft: _Draft, known: Known) -> str | None:
    """Say what is wrong with a person's manager, chief officer or cover; nothing where it is right."""
    named, mine = draft.after[key][column], draft.after[key]
    if not named or (named == key and column == "chief_officer"):  # a chief officer may be noted as their own
        return None
    if named == key:
        return "nobody is their own; name somebody else or leave it empty"
    if named not in draft.after:
        return f"nobody has the key “{named}”, neither in the file nor in the directory; add the person or mend the key"
    theirs = draft.after[named]["role"]
    if named in draft.before and not _active(named, known) and _changed(key, column, draft):
        return f"“{named}” has left; name somebody else"
    return _wrong_roles(column, (key, mine["role"]), (named, theirs))


def _wrong_roles(column: str, mine: tuple[str, str], theirs: tuple[str, str]) -> str | None:
    """Say what is wrong between two people, each by key and role, where one is to be the other's manager, chief officer or stand-in."""
    if column == "cover" and theirs[1] != mine[1]:
        return f"“{theirs[0]}” is {_a(theirs[1])}; a stand-in sees the same cases, so a member covers for a member and an officer for an officer"
    members = [key for key, role in (theirs, mine) if role == "member"]
    if column != "cover" and members:
        return f"only officers have managers and chief officers, and only officers are; “{members[0]}” is a member"
    return None


def _ring(key: str, draft: _Draft) -> list[tuple[str, str]]:
    """Give the ring of managers in which a person stands, as pairs of who is below and who above; empty where there is none.

    Two who stand in for each other are no ring: it is how offices do it, and where both are away their manager is gone to.
    """
    steps: list[tuple[str, str]] = []
    seen, at = {key}, key
    while (above := draft.after[at]["manager"]) in draft.after and above != at:
        steps.append((at, above))
        if above in seen:  # a ring further on is told to those who stand in it
            return steps if above == key else []
        seen.add(above)
        at = above
    return []


def _identities_twice(draft: _Draft, known: Known) -> Iterator[Fault]:
    """Find ids that two people would be known by."""
    for column, channel in IDENTITIES.items():
        owners: dict[str, str] = {
            one: key for key, cells in draft.before.items() if key not in draft.lines for one in cells[column].split(";") if one
        }
        for key, line in draft.lines.items():
            for one in filter(None, draft.after[key][column].split(";")):
                if (channel.value, one) in known.taken:
                    yield line.fault(column, "this ID is linked to somebody else already; check it")
                elif owners.setdefault(one, key) != key:
                    yield line.fault(column, f"this ID is “{owners[one]}”'s already; unlink it there first, or check it")


def _active(key: str, known: Known) -> bool:
    person = known.people.by_key(key)
    return person is not None and person.active


def _changed(key: str, column: str, draft: _Draft) -> bool:
    return key not in draft.before or draft.before[key][column] != draft.after[key][column]


def _a(role: str) -> str:
    return "an officer" if role == "officer" else "a member"
