"""What a piece of work raises that is to be done later."""

from __future__ import annotations

PAUSES, LONGEST_PAUSE = 5, 60.0
"""How often a piece of work may pause, and for how many seconds."""


class PutOffError(Exception):
    """The platform is busy: the work is to be tried again. Its claim is left to run out, and what was begun too often is given up (`once.ATTEMPTS`)."""


class PauseError(Exception):
    """The platform wants to be left alone for a while: the work begins anew after that. Meanwhile it takes no room and holds up nobody, not even its own lane."""

    def __init__(self, seconds: float) -> None:
        """Pause for so many seconds."""
        super().__init__(f"a pause of {seconds:.0f} seconds")
        self.seconds = seconds
