"""Who handles a complaint or concern: from the office-holder that a step names to a person of the directory. Pure.

Only where exactly one person fits is one named; otherwise the complainant chooses. It is never the person complained about, nor whoever complains: then the next
office-holder of the route is gone to, and that is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.casework.errors import CaseError
from protocol_data.basics import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.casework.directory import Directory
    from bot.casework.person import Person
    from protocol_data.pack import Council

_OWN_CHIEF = frozenset({"chief_officer", "director", "executive_director"})
"""Roles that many hold; where a step names one, the officer's own chief officer is meant."""


class Why(StrEnum):
    """How the handler came about."""

    FOUND = "found"
    SEVERAL = "several"
    """Several people hold the office; the complainant says which."""
    NOBODY = "nobody"
    """The directory names nobody for the office, or nobody who may handle it."""
    CHOSEN = "chosen"
    """The complainant named the person."""


@dataclass(frozen=True, slots=True)
class RecordStep:
    """A step of the route as it is kept in the record."""

    n: int
    who: str
    roles: tuple[str, ...]
    how: str
    clause: str
    when: str | None = None


@dataclass(frozen=True, slots=True)
class Handling:
    """Who handles a record, at which step."""

    handler: Person | None
    step: int
    role: str | None
    why: Why
    passed_over: bool = False
    """An office-holder came before whom the matter is about, or who complains: they were passed over. Say so, and name `ask`."""
    candidates: tuple[Person, ...] = ()
    """With `several`: whom to choose from."""
    ask: str = ""
    """The title of the person to ask; the monitoring officer's, unless the matter is about them."""


@dataclass(frozen=True, slots=True)
class Parties:
    """Who complains, and of whom, where that is a person of the directory."""

    complainant: Person
    about: Person | None = None

    @property
    def barred(self) -> frozenset[int]:
        """Those who can't handle it, by id."""
        return frozenset({self.complainant.id} | ({self.about.id} if self.about else set()))

    def of(self, reader: Reader) -> Person | None:
        """Give the member or the officer among them, whom it is about first."""
        return next((person for person in (self.about, self.complainant) if person is not None and person.reader is reader), None)


def handling(directory: Directory, steps: Sequence[RecordStep], at: int, parties: Parties, ask: str = "") -> Handling:
    """Choose who handles a record from a step on.

    Args:
        directory: the council's people.
        steps: the route, in order.
        at: the number of the step where the record stands, from 1.
        parties: who complains of whom.
        ask: the title of the person to ask (`ask_of`).

    Returns:
        Who handles it, or why nobody is named. A later step than `at` only where everybody of the earlier one was barred.

    """
    passed_over = False
    for step in (step for step in steps if step.n >= at):
        barred_here = False
        for role in step.roles:
            holders = _holders(directory, role, parties)
            fitting = tuple(person for person in holders if person.id not in parties.barred)
            if len(fitting) == 1:
                return Handling(fitting[0], step.n, role, Why.FOUND, passed_over or barred_here, ask=ask)
            if fitting:
                return Handling(None, step.n, role, Why.SEVERAL, passed_over or barred_here, fitting, ask)
            barred_here = barred_here or bool(holders)
        if not barred_here:
            return Handling(None, step.n, step.roles[0] if step.roles else None, Why.NOBODY, passed_over, ask=ask)
        passed_over = True
    return Handling(None, at, None, Why.NOBODY, passed_over, ask=ask)


def named(directory: Directory, handler: int, at: int, parties: Parties, ask: str) -> Handling:
    """Take the handler whom the complainant chose, by id.

    Raises:
        CaseError: that person is not of the directory, or is one of the parties.

    """
    person = directory.by_id(handler)
    if person is None or not person.active:
        raise CaseError(
            f"Nobody of this council's directory is meant by that. Name somebody else to handle it, or ask the {ask}.", field="handler"
        )
    if person.id in parties.barred:
        raise CaseError(
            f"Neither whoever complains nor the person complained about can handle it. Name somebody else, or ask the {ask}.",
            field="handler",
        )
    return Handling(person, at, None, Why.CHOSEN, ask=ask)


def ask_of(council: Council, parties: Parties) -> str:
    """Give the title of the person to ask: the monitoring officer's, or where the matter is about them, that of the head of the paid service."""
    if parties.about is None or "monitoring_officer" not in parties.about.roles:
        return council.monitoring_officer
    above = council.roles.get("head_of_paid_service") or council.roles.get("chief_executive")
    return above.title if above else "Chief Executive"


def _holders(directory: Directory, role: str, parties: Parties) -> tuple[Person, ...]:
    """Give who holds an office, as it is meant here: the officer's own manager or chief officer, the member's own group leader."""
    officer, member = parties.of(Reader.OFFICER), parties.of(Reader.MEMBER)
    if role == "line_manager":
        manager = directory.manager(officer) if officer else None
        return (manager,) if manager else ()
    if role in _OWN_CHIEF and officer is not None and (chief := directory.chief_officer(officer)) is not None:
        return (chief,)
    holders = directory.holders(role)
    if role == "group_leader" and member is not None and member.political_group is not None:
        return tuple(person for person in holders if person.political_group == member.political_group)
    return holders
