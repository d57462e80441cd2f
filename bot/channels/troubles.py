"""How what goes wrong on a platform is told, as people see it, and what to do. `clerk doctor` tells it and the README holds it; a test compares the two."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that people see."""

    sign: str
    """As they would tell it."""
    do: str
    """What it comes from, or how to find out."""
