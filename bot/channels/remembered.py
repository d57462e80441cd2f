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
