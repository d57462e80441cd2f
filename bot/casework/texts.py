"""What people type into a case: kept as they wrote it, without what could steer a terminal, and not without end."""

from __future__ import annotations

import unicodedata

from bot.casework.errors import CaseError

SUBJECT_LIMIT = 300
TEXT_LIMIT = 2000
_HIDDEN = {"Cc", "Cf", "Cs", "Co"}


def line(text: str | None, field: str, what: str, limit: int = SUBJECT_LIMIT) -> str:
    """Give one line of text that has to be there.

    Args:
        text: as it was typed.
        field: the name of the value, for a conversation that asks again.
        what: what it is, for the message: `the subject`.
        limit: how many characters it may have.

    Returns:
        The text on one line, without control characters.

    Raises:
        CaseError: nothing is left of it, or it is too long.

    """
    cleaned = optional(text, field, what, limit)
    if cleaned is None:
        raise CaseError(f"Something is missing: {what}. Give it in a few words; nothing was changed.", field=field)
    return cleaned


def optional(text: str | None, field: str, what: str, limit: int = TEXT_LIMIT) -> str | None:
    """Give one line of text, or nothing where there is none; raises `CaseError` where it is too long."""
    visible = "".join(" " if unicodedata.category(character) in _HIDDEN else character for character in text or "")
    cleaned = " ".join(visible.split())
    if len(cleaned) > limit:
        raise CaseError(
            f"Too long: {what} may have {limit} characters and this has {len(cleaned)}. Shorten it; nothing was changed.", field=field
        )
    return cleaned or None
