"""`clerk route-eval`: the complaint routes measured on labelled situations."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from bot.casework.leading import lead
from bot.casework.routes import Standing
from bot.cli.common import clear_errors, fail, open_interpreter, open_library, settings
from bot.route_evaluation import RouteCase, evaluate_routes, read_route_cases, route_figures

if TYPE_CHECKING:
    from bot.casework.routes import Route


@click.command("route-eval")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--about", "with_about", is_flag=True, help="Tell what each situation is about, as well as its sentence.")
@click.option("--misses", is_flag=True, help="List the situations that went wrong.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@clear_errors
def route_eval(files: tuple[Path, ...], with_about: bool, misses: bool, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Measure complaint routes on labelled FILES: right clauses in order, right office-holders, right final body."""
    from intents.situations import read_situation  # noqa: PLC0415 - numpy and the model only here
    from intents.standing_words import about_named  # noqa: PLC0415

    library = open_library(settings())
    interpreter = open_interpreter(library)

    def find(case: RouteCase) -> Route:
        pack = library.pack(case.council)
        said = Standing(case.complainant, about_named(case.about) if with_about else None)
        return lead(pack, said, read_situation(case.situation, pack, case.complainant, interpreter, said.about)).route

    try:
        cases = [case for file in files for case in read_route_cases(file.read_text(encoding="utf-8").splitlines())]
    except ValueError as error:
        fail(str(error))
    if not cases:
        fail("there is no labelled situation in the file.")
    results = evaluate_routes(cases, find)
    figures = route_figures(results)
    if as_json:
        click.echo(json.dumps(figures))
        return
    if misses:
        for result in (result for result in results if not result.right):
            procedure = result.route.procedure
            got = [(step.who[:40], step.clause) for step in result.route.steps]
            click.echo(f"{result.case.id} {result.case.complainant}/{result.case.about}: {result.case.situation}")
            click.echo(f"   expected {list(zip(result.case.who, result.case.step_clauses, strict=True))} {result.case.final_body}")
            click.echo(f"   got      {procedure.key if procedure else result.route.no_route} {got} {result.route.final_body}")
    table = Table("", *next(iter(figures.values())))
    for name, row in figures.items():
        table.add_row(name, *(str(value) if column == "situations" else f"{value:.1%}" for column, value in row.items()))
    Console().print(table)
