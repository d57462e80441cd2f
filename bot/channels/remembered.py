"""What a channel remembers for a while; it is lost with the process, and nothing depends on it."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

_KEPT = 2000
"""So many things are remembered of each kind."""


class Remembered(OrderedDict[str, Any]):
    """What is remembered for a while: of so many things, those that came up last."""

    def __setitem__(self, key: str, value: Any) -> None:  # noqa: ANN401 - whatever it is
        """Remember something; the oldest is forgotten where there are too many."""
        super().__setitem__(key, value)
        self.move_to_end(key)
        while len(self) > _KEPT:
            self.popitem(last=False)


class Moved:
    """Which conversation the assistant is to go on with: one that was led into a direct conversation goes on there, and begins anew where it came from."""

    def __init__(self) -> None:
        """Begin with none that moved."""
        self._moved = Remembered()
        self._count = 0

    def now(self, name: str) -> str:
        """Give the conversation that goes on at a place, by the place's own name."""
        return str(self._moved.get(name, name))

    def went(self, name: str, direct: str) -> None:
        """Note that what was begun at a place goes on in the direct conversation with the same person.

        Args:
            name: the name of the place.
            direct: the name of the direct conversation.

        """
        goes_on = self.now(name)
        self._count += 1
        self._moved[direct] = goes_on
        self._moved[name] = f"{name}#{self._count}"
