"""Read a sentence that tells of a complaint or concern: what it is about, which of the council's doors it fits, and how far the matter has come.

No storage and no clock: the same sentence gives the same reading.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from intents.interpreter import Interpreter
    from protocol_data.pack import About, Pack, Reader, Stance


@dataclass(frozen=True, slots=True)
class SituationReading:
    """What a sentence says of a situation."""

    about: Sequence[tuple[About, float]]
    """What it may be about, the likeliest first, with shares that add up to one."""
    procedures: Sequence[tuple[str, float]]
    """Keys of the council's procedures that this reader may use, the likeliest first, with shares that add up to one."""
    stances: frozenset[Stance]
    """What the sentence says is so."""
    been_to: frozenset[str]
    """Role keys of the office-holders that it says were gone to without success."""
    sure: bool = True
    """False where the sentence fits several doors about as well: better to ask."""


def read_situation(text: str, pack: Pack, complainant: Reader, interpreter: Interpreter, about: About | None = None) -> SituationReading:
    """Read a sentence into a standing.

    Args:
        text: the sentence as it was typed.
        pack: the council's pack; only its procedures are looked at.
        complainant: who complains.
        interpreter: the fitted models and the sentence model.
        about: what it is about, where the person has said so: it beats the reading.

    Returns:
        The reading. A text without words gives equal shares, no stances and `sure` false.

    """
    raise NotImplementedError
