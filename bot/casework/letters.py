"""Draft the letter that starts a route: to the office-holder of the first step, in plain words, to be finished by the person.

What only the person knows stands in [square brackets]. No name, date or event is made up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.casework.routes import Route, Standing
    from protocol_data.pack import Pack


@dataclass(frozen=True, slots=True)
class Letter:
    """A draft; the person fills in what stands in square brackets and sends it."""

    to: str
    """The office-holder, by the council's own title."""
    subject: str
    body: str

    @property
    def text(self) -> str:
        """The whole draft as one text."""
        return f"To: {self.to}\nSubject: {self.subject}\n\n{self.body}"


def draft_letter(pack: Pack, route: Route, standing: Standing) -> Letter:
    """Draft the letter to the office-holder of the first step.

    Args:
        pack: the council's pack.
        route: where the person goes (`routes.route`); without steps the letter asks the person named in `route.ask` for the way.
        standing: who writes, and what has been tried.

    """
    raise NotImplementedError
