"""What the bot said before everybody in a channel: whoever reads it there may ask why, not only the one who had asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.channels.remembered import Remembered
from bot.explaining import explain
from bot.followups import follow_up

if TYPE_CHECKING:
    from bot.reply import Reply
    from protocol_data.library import Library


@dataclass(frozen=True, slots=True)
class _Said:
    reply: Reply
    asker: str


class SaidOpenly:
    """The answers that stand in channels, by where they stand."""

    def __init__(self) -> None:
        """Begin with none."""
        self._said = Remembered()

    def note(self, reply: Reply, asker: str, *places: str) -> None:
        """Note an answer that everybody in a channel can read.

        Args:
            reply: the answer.
            asker: who had asked, as the channel names them.
            places: where it stands: the message itself, and the thread in which it is the newest.

        """
        for place in places:
            self._said[place] = _Said(reply, asker)

    def why(self, text: str, who: str, library: Library, *places: str) -> Reply | None:
        """Explain an answer that somebody else had asked for.

        Args:
            text: what is said.
            who: who says it. Whoever had asked themselves is told more by the assistant: what was read of their words.
            library: the packs.
            places: where it is said, the nearest first: under which message, in which thread.

        Returns:
            The reasons and clauses, without the asker's words; nothing where it is no “why?”, or where no answer stands there that everybody can read.

        """
        said: _Said | None = next((self._said[place] for place in places if place in self._said), None)
        if said is None or said.asker == who:
            return None
        follows = follow_up(text, lambda: library.names, choices=0)
        return explain(said.reply, library, None) if follows is not None and follows.why else None
