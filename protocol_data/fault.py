"""What a check says: something wrong in a pack, and where."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a pack: where, and what to mend."""

    path: str
    line: int | None
    where: str
    problem: str

    def __str__(self) -> str:
        """Give `file:line: where: problem`."""
        return f"{self.path}{f':{self.line}' if self.line else ''}: {self.where}: {self.problem}"
