"""Draft the letter that starts a route: to the office-holder of the first step, in plain words, to be finished by the person.

What only the person knows stands in [square brackets]. No name, date or event is made up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.casework.telling import about_words
from protocol_data.procedures import Stance

if TYPE_CHECKING:
    from bot.casework.routes import Route, Standing
    from protocol_data.pack import Pack

_SO_FAR = {
    Stance.INFORMAL_TRIED: "I have tried to settle this informally on [date], by [what you did]. It did not succeed.",
    Stance.UNRESOLVED: "I took this to [whom] on [date]. I am not content with the outcome because [reason].",
    Stance.REPEATED: "This has happened before: [dates].",
    Stance.SERIOUS: "I regard this as serious because [reason].",
    Stance.UPHELD: "My complaint was upheld by [whom] on [date].",
    Stance.CODE_BREACH: "I believe that it may also breach [the code of conduct or disciplinary rule], because [reason].",
}


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

    Returns:
        The draft: it cites the clause of the step, and names nobody but office-holders.

    """
    subject = f"Concern about {about_words(standing.about)}" if standing.about else "A concern under the protocol"
    protocol = f"the {pack.council.protocol.title}"
    if route.steps:
        first = route.steps[0]
        to, asks = first.who, f"I write to you under clause {first.clause} of {protocol}."
        wish = "Please tell me what you will do, and by when."
    else:
        to, asks = route.ask, f"I have found no route for this in {protocol}, and ask for your advice on what I can do."
        wish = "Please tell me whom I should go to."
    terms = pack.council.terms
    paragraphs = [
        "Dear [name],",
        asks,
        "What happened: [what was said or done, when and where, who else was there].",
        *(_SO_FAR[stance] for stance in Stance if stance in standing.known),
        "What I would like to see: [outcome].",
        wish,
        "Yours sincerely,",
        f"[your name], {terms.member if standing.complainant == 'member' else terms.officer}",
    ]
    return Letter(to[0].upper() + to[1:], subject, "\n\n".join(paragraphs))
