"""`clerk councils`, `clause`, `topics`, `compare`: look things up without asking."""

from __future__ import annotations

import json

import click

from bot import wording
from bot.citing import cite
from bot.cli.common import clear_errors, fail, open_library, settings
from protocol_data.basics import Reader
from protocol_data.library import common_topics, dump


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
@clear_errors
def councils(as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """List the councils on the shelf."""
    library = open_library(settings())
    known = [library.council(key) for key in library.keys]
    if as_json:
        click.echo(json.dumps([{"key": c.key, "name": c.name, "protocol": c.protocol.title, "edition": c.protocol.edition} for c in known]))
        return
    for council in known:
        click.echo(f"{council.key}: {council.name}; {council.protocol.title} ({council.protocol.edition})")


@click.command()
@click.argument("council")
@click.argument("ref")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@clear_errors
def clause(council: str, ref: str, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Show clause REF of COUNCIL."""
    pack = open_library(settings()).pack(council)
    found = pack.clause(ref.strip())
    if found is None:
        near = [c.ref for c in pack.clauses if c.ref.startswith(f"{ref}.")] or [
            c.ref for c in pack.clauses if c.ref.startswith(ref.split(".", maxsplit=1)[0] + ".")
        ]
        fail(
            f"{council} has no clause {ref}. {'There are ' + ', '.join(near[:12]) + '.' if near else f'It has {len(pack.clauses)} clauses, from {pack.clauses[0].ref} on.'}"
        )
    citation = cite(pack, found)
    if as_json:
        click.echo(
            json.dumps(
                {"council": council, "clause": found.ref, **dump(found), "edition": citation.edition, "notes": list(citation.notes)},
                ensure_ascii=False,
            )
        )
        return
    click.echo(f"{found.ref} {found.heading} ({wording.force(found.force.value)}; binds {', '.join(found.binds)})")
    click.echo(found.summary)
    for note in citation.notes:
        click.echo(f"Note: {note}")
    if found.see:
        click.echo(f"See also: {', '.join(found.see)}")
    click.echo(citation.source + ".")


@click.command()
@click.argument("word", required=False, default="")
@clear_errors
def topics(word: str) -> None:
    """List the common topics, or search them for WORD."""
    from bot.comparing import find_topics  # noqa: PLC0415 - with rapidfuzz, only here

    names = find_topics(word) if word else list(common_topics())
    if not names:
        fail(f"no topic matches “{word}”.")
    for name in names:
        click.echo(f"{name}: {common_topics()[name].about}")


@click.command()
@click.argument("topic")
@click.option("--role", type=click.Choice([reader.value for reader in Reader]), default="member", show_default=True)
@clear_errors
def compare(topic: str, role: str) -> None:
    """Show all councils' positions on TOPIC side by side."""
    from bot.channels.console import Terminal  # noqa: PLC0415 - with rich, only here
    from bot.comparing import compare as compared  # noqa: PLC0415
    from bot.comparing import find_topics  # noqa: PLC0415

    found = find_topics(topic)
    if not found:
        fail(f"no topic like “{topic}”; clerk topics lists them.")
    Terminal().compare(common_topics()[found[0]].title, compared(found[0], Reader(role), open_library(settings())))
