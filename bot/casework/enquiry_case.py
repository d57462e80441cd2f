"""An enquiry as the other parts of the bot see it, what is given to log one, and its number. Plain values, no database."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.casework import refs
from bot.casework.errors import CaseError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from bot.casework.enquiry_kinds import EnquiryState, EventKind
    from bot.casework.enquiry_rules import Rule
    from bot.casework.person import Person


class How(StrEnum):
    """How an enquiry was received; the clock is the same for all."""

    SPOKEN = "spoken"
    EMAIL = "email"
    LETTER = "letter"
    CHAT = "chat"


@dataclass(frozen=True, slots=True)
class NewEnquiry:
    """What is given to log an enquiry."""

    subject: str
    asked_by: str | None = None
    """The member's name, key or address; a member who logs their own leaves it out."""
    received: date | None = None
    """Today where it is left out."""
    how: How = How.CHAT
    ward: str | None = None
    """The member's own where it is left out."""
    service: str | None = None
    officer: str | None = None
    """Who is to handle it, by name, key or address; where an officer logs it and names nobody, that officer."""
    significant: bool = False
    """A matter of significance: it goes to the officer's chief officer, where the directory knows them."""
    origin: str | None = None
    """The platform's id of the message: logged twice, it is one case."""


@dataclass(frozen=True, slots=True)
class HoldingReply:
    """What a holding reply says."""

    until: date | None = None
    """The date of the full answer."""
    officer_name: str | None = None
    officer_phone: str | None = None
    reason: str | None = None
    action: str | None = None


@dataclass(frozen=True, slots=True)
class Enquiry:
    """A case, as it stands today."""

    number: int
    council: str
    subject: str
    asked_by: str
    asked_by_id: int | None
    """Nothing where the member is not in the directory: nobody can be told."""
    ward: str | None
    service: str | None
    officer: Person | None
    """Nothing where nobody handles it, or somebody who is not in the directory."""
    officer_name: str | None
    """Who handles it, in the directory or not."""
    how: How
    significant: bool
    state: EnquiryState
    rule: Rule
    logged_at: datetime
    logged_by_id: int | None
    was_there: bool = False
    """What was to be done for this message had been done before: the case is as it stands, and nothing was written."""

    @property
    def ref(self) -> str:
        """Give the number as people write it: ENQ-12."""
        return ref_of(self.number)


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One line of a case's history."""

    kind: EventKind
    at: datetime
    on: date
    """The day in the council's timezone."""
    actor: str | None
    """Who did it; nothing for the program itself."""
    reason: str | None
    due: date | None
    """The due date that it set or told."""
    received: date | None
    """The day of receipt, where it was given or corrected."""
    fields: Mapping[str, str] = field(default_factory=dict)


def ref_of(number: int) -> str:
    """Write a number as people do: ENQ-12."""
    return f"ENQ-{number}"


def number_of(text: str) -> int:
    """Read a number: `ENQ-12`, `enq 12`, `#12`, `12`; raises `CaseError` where it is none."""
    number = refs.number_of("enq(?:uiry)?", text)
    if number is None:
        raise CaseError(f"“{text.strip()[:40]}” is no enquiry number. Write it like ENQ-12 or 12.", field="ref")
    return number
