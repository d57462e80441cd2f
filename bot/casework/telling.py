"""Tell a route in plain words: the numbered steps, where it ends, and what the protocol does not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import wording
from bot.casework.routes import NoRoute

if TYPE_CHECKING:
    from bot.casework.routes import Route, Standing
    from protocol_data.pack import Council, Pack
    from protocol_data.procedures import About

_ABOUT = {
    "officer": "an officer",
    "head_of_service": "a head of service",
    "chief_officer": "a chief officer",
    "chief_executive": "the Chief Executive",
    "member": "a councillor",
    "breach_by_member": "a breach by a councillor",
    "breach_by_officer": "a breach by an officer",
    "information_request": "access to information",
    "enquiry_handling": "how enquiries are dealt with",
    "constituent_complaint": "a resident's complaint",
    "report_content": "what a report says",
    "group_advice": "advice to political groups",
    "scrutiny": "scrutiny",
    "decision": "a decision",
    "whistleblowing": "wrongdoing within the council",
    "monitoring": "who watches over the protocol",
    "interpretation": "what the protocol means",
}


def about_words(about: About) -> str:
    """Say what a complaint or concern is about."""
    return _ABOUT[about.value]


def headline(pack: Pack, route: Route, standing: Standing) -> str:
    """Say in a sentence or two where the person is led, or why there is no route and whom to ask."""
    council = pack.council
    if route.procedure is None:
        return _none(council, route, standing)
    if route.exhausted:
        return (
            f"{route.procedure.title}. You say you have been to the last office-holder that the protocol names for this; it gives no further step. "
            f"Ask the {route.ask} what else is open to you."
        )
    count = len(route.steps)
    return f"{route.procedure.title}: {'one step' if count == 1 else f'{count} steps'} from where you stand."


def tell(pack: Pack, route: Route, standing: Standing) -> str:
    """Give the whole route as text: the headline, the steps with their clauses, the body in which it ends, the edition."""
    lines = [headline(pack, route, standing)]
    lines += [wording.step(step.n, step.who, step.how, step.clause, step.when) for step in route.steps]
    if route.final_body:
        lines.append(f"It can end in the {route.final_body.removeprefix('the ')}.")
    if route.clauses:
        clauses = f"Clause{'s' if len(route.clauses) > 1 else ''} {', '.join(route.clauses)}"
        lines.append(f"{clauses}, {pack.council.protocol.title}, {pack.council.name} ({pack.council.protocol.edition})")
    return "\n".join(lines)


def _none(council: Council, route: Route, standing: Standing) -> str:
    protocol = f"The {council.protocol.title} of {council.name}"
    if standing.about is None or route.no_route is NoRoute.ABOUT_UNKNOWN:
        return f"I can't tell what this is about. Say in a few words what happened and who was involved, or ask the {route.ask}."
    what = about_words(standing.about)
    if route.no_route is NoRoute.OTHER_READER:
        other = council.terms.officer if standing.complainant == "member" else council.terms.member
        own = council.terms.member if standing.complainant == "member" else council.terms.officer
        return (
            f"{protocol} has a route for {what}, but only for an {other}, not for a {own}.".replace("an M", "a M")
            .replace("an C", "a C")
            .replace("a O", "an O")
            .replace("a o", "an o")
            + f" Ask the {route.ask}."
        )
    return f"{protocol} has no route for {what}, so I won't make one up. Ask the {route.ask}."
