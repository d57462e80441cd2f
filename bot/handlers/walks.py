"""Which of a council's procedures a person can be walked through. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from protocol_data.pack import Pack, Procedure, Reader

WALKED = frozenset({"information", "group_meeting", "report", "media", "publicity", "premises", "copying"})
"""The kinds of procedure that a person is walked through."""


def procedures_for(pack: Pack, reader: Reader) -> list[Procedure]:
    """List the procedures that a reader can be walked through."""
    return [its for its in pack.procedures.procedures if its.kind in WALKED and its.reader in {None, reader}]


def procedure_of(pack: Pack, reader: Reader, clause: str) -> Procedure | None:
    """Find the procedure that rests on a clause first of all; nothing where none does."""
    return next((its for its in procedures_for(pack, reader) if its.clauses[0] == clause), None) or next(
        (its for its in procedures_for(pack, reader) if clause in its.clauses), None
    )
