"""The numbers by which people name what they are reminded of: ENQ-12, CMP-3, ELE-4, REP-7, REM-9."""

from __future__ import annotations

from bot.casework.errors import CaseError
from bot.casework.refs import number_of
from bot.reminders.nudge import CaseKind

PREFIXES: dict[CaseKind, str] = {
    CaseKind.ENQUIRY: "ENQ",
    CaseKind.COMPLAINT: "CMP",
    CaseKind.ELECTION: "ELE",
    CaseKind.REPORT: "REP",
    CaseKind.PERSONAL: "REM",
}


def ref_of(kind: CaseKind, number: int) -> str:
    """Write a case's number as people see it."""
    return f"{PREFIXES[kind]}-{number}"


def case_named(text: str) -> tuple[CaseKind, int]:
    """Read which case is meant; a bare number is an enquiry.

    Raises:
        CaseError: it is no number of a case.

    """
    for kind, prefix in PREFIXES.items():
        number = number_of(prefix, text)
        if number is not None:
            return kind, number
    raise CaseError(
        f"“{text.strip()[:40]}” is no number of a case. They look like ENQ-12, REP-7 or REM-9; clerk reminders list shows yours.",
        field="ref",
    )
