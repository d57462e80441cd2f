"""What is said of one case, before it stands alone or in a digest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.reply import Button, Citation


@dataclass(frozen=True, slots=True)
class Said:
    """The parts of a message about one case."""

    headline: str
    points: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    buttons: tuple[Button, ...] = ()
    in_digest: tuple[str, ...] = ()
    """The points that are said in a digest too."""
