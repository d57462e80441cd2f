"""Draft the request that starts a procedure (to see a document, to visit premises): to the office-holder of the first step, to be finished by the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.casework.letters import Letter
from protocol_data.basics import Reader

if TYPE_CHECKING:
    from bot.casework.routes import Route
    from protocol_data.pack import Pack


def draft_request(pack: Pack, route: Route, reader: Reader) -> Letter:
    """Draft a request under the first clause of a route.

    Args:
        pack: the council's pack.
        route: the procedure, walked; its first step names who is written to.
        reader: who writes.

    Returns:
        The draft. What only the person knows stands in [square brackets]; nothing is made up.

    """
    first = route.steps[0]
    title = route.procedure.title if route.procedure else "A request"
    word = pack.council.terms.member if reader is Reader.MEMBER else pack.council.terms.officer
    body = "\n\n".join(
        (
            "Dear [name],",
            f"I write under clause {first.clause} of the {pack.council.protocol.title}.",
            "What I ask for: [the document, the place, the day].",
            "Why I need it for my work as a councillor: [reason]." if reader is Reader.MEMBER else "Why it is needed: [reason].",
            "If it has to be refused, in whole or in part, please give me the reason in writing.",
            f"Yours sincerely,\n[your name], {word}",
        )
    )
    return Letter(f"{first.who[0].upper()}{first.who[1:]}", title, body)
