"""`clerk complaint`: the council's own route for a complaint or concern, from where the person stands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from bot.casework.leading import Led, lead
from bot.casework.letters import draft_letter
from bot.casework.routes import NoRoute, Standing
from bot.casework.telling import tell
from bot.citing import cite
from bot.cli.common import clear_errors, council_of, fail, open_interpreter, open_library, settings
from protocol_data.basics import Reader
from protocol_data.procedures import About, Stance

if TYPE_CHECKING:
    from protocol_data.library import Library
    from protocol_data.pack import Pack


@click.command()
@click.option("--council", help="The council's key; see `clerk councils`. Default: CLERK_COUNCIL.")
@click.option("--complainant", type=click.Choice([reader.value for reader in Reader]), required=True, help="Who complains.")
@click.option("--about", help="What it is about: officer, member, information_request … Beats what TEXT says.")
@click.option("--text", help="What happened, in a sentence.")
@click.option("--informal-tried", is_flag=True, help="It was taken up informally, without success.")
@click.option("--serious", is_flag=True, help="It is serious.")
@click.option("--repeated", is_flag=True, help="It is not the first time.")
@click.option("--unresolved", is_flag=True, help="It was dealt with, and you are still not content.")
@click.option("--upheld", is_flag=True, help="The complaint or grievance was upheld.")
@click.option("--code-breach", is_flag=True, help="It may also breach a code of conduct.")
@click.option(
    "--been-to", multiple=True, metavar="ROLE", help="A role of the council, gone to without success; may be given several times."
)
@click.option("--letter", is_flag=True, help="Add a draft letter to the first office-holder.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@clear_errors
def complaint(council: str | None, complainant: str, about: str | None, text: str | None, **given: Any) -> None:  # noqa: ANN401 - click's flags
    """Show whom to go to with a complaint or concern, step by step, with the clauses."""
    read = settings()
    library = open_library(read)
    if about is None and not (text or "").strip():
        fail('what is it about? Say --about WHAT (for example --about officer) or --text "what happened".')
    pack = library.pack(council_of(read, council, library))
    said = Standing(
        Reader(complainant),
        _about(about) if about is not None else None,
        frozenset(stance for stance in Stance if given[stance.value]),
        _roles(pack, given["been_to"]),
    )
    led = _led(pack, said, text, library)
    if given["as_json"]:
        click.echo(json.dumps(_as_object(pack, led, letter=given["letter"]), ensure_ascii=False))
        return
    click.echo(_told(pack, led))
    if given["letter"]:
        click.echo(f"\n{draft_letter(pack, led.route, led.standing).text}")


def _about(name: str) -> About:
    from intents.standing_words import about_named  # noqa: PLC0415 - numpy comes with it

    found = about_named(name)
    if found is None:
        fail(f"--about “{name}” is nothing that I know. Say one of {', '.join(About)}.")
    return found


def _roles(pack: Pack, roles: tuple[str, ...]) -> frozenset[str]:
    for role in roles:
        if role not in pack.council.roles:
            fail(f"--been-to: {pack.council.name} has no role “{role}”. It has {', '.join(sorted(pack.council.roles))}.")
    return frozenset(roles)


def _led(pack: Pack, said: Standing, text: str | None, library: Library) -> Led:
    if not (text or "").strip():
        return lead(pack, said)
    from intents.situations import read_situation  # noqa: PLC0415 - the models only where there is something to read

    return lead(pack, said, read_situation(text or "", pack, said.complainant, open_interpreter(library), said.about))


def _told(pack: Pack, led: Led) -> str:
    """Tell the route; where nothing was recognised, say so and what to give."""
    if led.route.no_route is not NoRoute.ABOUT_UNKNOWN:
        return tell(pack, led.route, led.standing)
    return (
        "Nothing in this sentence tells what it is about. Say in a few words what happened and who was involved, "
        f"or give --about WHAT: one of {', '.join(About)}. Or ask the {led.route.ask}."
    )


def _as_object(pack: Pack, led: Led, *, letter: bool) -> dict[str, Any]:
    """Give a route as the object that scripts rely on; its fields stay stable."""
    route, standing = led.route, led.standing
    clauses = [clause for ref in route.clauses if (clause := pack.clause(ref)) is not None]
    found: dict[str, Any] = {
        "steps": [
            {"n": step.n, "who": step.who, "role": step.role, "how": step.how, "clause": step.clause, "when": step.when}
            for step in route.steps
        ],
        "final_body": route.final_body,
        "citations": [
            {
                "council": its.council,
                "clause": its.clause,
                "force": its.force,
                "summary": its.summary,
                "heading": its.heading,
                "notes": list(its.notes),
            }
            for its in (cite(pack, clause) for clause in clauses)
        ],
        "about": standing.about.value if standing.about else None,
        "procedure": route.procedure.key if route.procedure else None,
        "stances": sorted(standing.known),
        "been_to": sorted(standing.been_to),
        "text": _told(pack, led),
    }
    if not route.steps or route.exhausted:
        found["ask"] = route.ask
    if route.no_route is not None:
        found["reason"] = route.no_route.value
    if letter:
        found["letter"] = draft_letter(pack, route, standing).text
    return found
