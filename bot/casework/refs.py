"""The numbers by which people name cases: ENQ-12, CMP-3, REP-7."""

from __future__ import annotations

import re

LARGEST = 2**31 - 1
"""What a number in the database may be; a larger one is nobody's case."""


def number_of(prefix: str, text: str) -> int | None:
    """Read a case number as people write it: `CMP-12`, `cmp 12`, `CMP #12`, `#12`, `12`.

    Args:
        prefix: the letters of that kind of case (`CMP`), a regular expression.
        text: what was written.

    Returns:
        The number; nothing where it can't be one.

    """
    found = re.fullmatch(rf"(?:{prefix})?[\s#.:–-]*0*([1-9][0-9]{{0,9}})", text.strip(), re.IGNORECASE)
    return int(found[1]) if found and int(found[1]) <= LARGEST else None
