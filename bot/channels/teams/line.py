"""A line to one place in Teams: who speaks, where, and what an answer follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.channels.teams.ports import Scope

if TYPE_CHECKING:
    from bot.channels.teams.ports import Arrival, Reference
    from bot.channels.teams.who import Caller


@dataclass(frozen=True, slots=True)
class Line:
    """A line to one place."""

    caller: Caller
    reference: Reference
    reply_to: str = ""
    """The message that is answered."""
    card: str = ""
    """The message whose button was pressed, where Teams tells it."""

    @property
    def direct(self) -> bool:
        """Tell whether only this person and the bot are here."""
        return self.reference.scope is Scope.PERSONAL

    @property
    def name(self) -> str:
        """Name the conversation: each person has their own in every thread, for one's open question is not another's to answer."""
        return f"{self.caller.talks}{'direct' if self.direct else self.reference.conversation}"

    @property
    def direct_name(self) -> str:
        """Name the personal chat with the same person."""
        return f"{self.caller.talks}direct"


def line_of(arrival: Arrival, caller: Caller) -> Line:
    """Give the line back to where something came from."""
    return Line(caller, arrival.reference, arrival.id, arrival.reply_to)


def origin_of(arrival: Arrival) -> str:
    """Give Teams' own id of what was said or sent: what is recorded for it is recorded once."""
    return f"teams:{arrival.reference.tenant}:{arrival.reference.conversation}:{arrival.id}"
