"""How `clerk people` shows the directory: to people, to scripts, and as a CSV file."""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from bot.casework.people_columns import COLUMNS, DAYS, day_of
from bot.casework.people_file import escaped
from bot.cli.tables import show_rows
from intents.dates import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.casework.people_import import Change, Imported
    from bot.casework.people_leaving import Absence, Left
    from bot.casework.people_view import Entry
    from bot.casework.person import Person

_NOTHING = "nothing"


def tell(sentence: str, told: Mapping[str, object], *, as_json: bool) -> None:
    """Say what was done, or print it as one JSON object."""
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else sentence)


def show_entries(entries: Sequence[Entry], word: str, *, as_json: bool) -> None:
    """Show a list of people."""
    if as_json:
        click.echo(json.dumps([_as_object(entry) for entry in entries], ensure_ascii=False))
        return
    none = f"Nobody in the directory fits “{word}”." if word else "The directory is empty. clerk people import FILE fills it."
    rows = [
        (p.key, p.name, p.reader.value, p.post or p.political_group or "", p.team or p.ward or "", ", ".join(sorted(p.roles)), _away(entry))
        for entry in entries
        for p in (entry.person,)
    ]
    show_rows(("Key", "Name", "Role", "Post or group", "Team or ward", "Roles", "Away"), rows, none=none)


def show_entry(entry: Entry, *, as_json: bool) -> None:
    """Show one person."""
    if as_json:
        click.echo(json.dumps(_as_object(entry), ensure_ascii=False))
        return
    named = {"manager": entry.manager, "chief_officer": entry.chief_officer, "cover": entry.cover}
    for column, cell in entry.cells.items():
        if cell:
            other = named.get(column)
            click.echo(f"{_label(column)}: {f'{other.name} ({cell})' if other else _value(column, cell)}")
    if entry.manages:
        click.echo(f"Manages: {_names(entry.manages)}")
    if not entry.person.active:
        click.echo("Has left.")
    elif entry.stand_in:
        click.echo(f"Away today; {entry.stand_in.name} stands in.")


def show_csv(entries: Sequence[Entry]) -> None:
    """Write people as CSV, so that no cell is run as a formula by a spreadsheet."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([escaped(entry.cells[column]) for column in COLUMNS] for entry in entries)


def show_imported(done: Imported, *, dry_run: bool, as_json: bool) -> None:
    """Show what was taken over, or would be."""
    if as_json:
        click.echo(json.dumps(asdict(done) | {"dry_run": dry_run}, ensure_ascii=False))
        return
    would = "would be " if dry_run else ""
    for key in done.added:
        click.echo(f"{key}: {would}added")
    show_changes(done.changes, as_json=False, none=None)
    changed = len({change.key for change in done.changes})
    for key in done.left:
        click.echo(f"{key}: noted as having left, and stays so; clerk people rejoin {key} brings them back")
    click.echo(f"{len(done.added)} {would}added, {changed} {would}changed, {done.unchanged} as they were.")


def show_changes(changes: Sequence[Change], *, as_json: bool, none: str | None = "Nothing differs; nothing was changed.") -> None:
    """Show what differs, value by value."""
    if as_json:
        click.echo(json.dumps([asdict(change) for change in changes], ensure_ascii=False))
        return
    for change in changes:
        before, after = (_value(change.column, text) if text else _NOTHING for text in (change.before, change.after))
        click.echo(f"{change.key}: {_label(change.column).lower()}: {before} → {after}")
    if not changes and none:
        click.echo(none)


def show_absence(absence: Absence, *, as_json: bool) -> None:
    """Show who is away and who stands in."""
    person, stand_in = absence.person, absence.stand_in
    first, last = person.absent_from, person.absent_until
    told = {
        "key": person.key,
        "from": first.isoformat() if first else None,
        "until": last.isoformat() if last else None,
        "stand_in": stand_in.key if stand_in else None,
    }
    until = f"until {shown(last)}" if last else "until further notice"
    who = f"{stand_in.name} stands in." if stand_in else "Nobody stands in: name a cover with --cover, or their cases wait."
    tell(f"{person.name} is away from {shown(first) if first else 'now'} {until}. {who}", told, as_json=as_json)


def show_left(left: Left, monitoring_officer: str, *, as_json: bool) -> None:
    """Show what became of what a leaver had in hand."""
    if as_json:
        told = {
            "key": left.person.key,
            "moved": [{"ref": moved.ref, "to": moved.to.key if moved.to else None} for moved in left.moved],
            "asked": left.asked,
            "managed": [person.key for person in left.managed],
            "covered": [person.key for person in left.covered],
            "sole_roles": list(left.sole_roles),
        }
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"{left.person.name} is noted as having left.")
    for moved in left.moved:
        click.echo(f"{moved.ref}: {f'goes to {moved.to.name}' if moved.to else 'is nobody’s now; give it to somebody'}")
    if not left.moved:
        click.echo("No open enquiry or report was theirs.")
    if left.asked:
        click.echo(f"Open enquiries that they asked: {left.asked}; these stay open.")
    if left.managed:
        click.echo(f"Name another manager or chief officer for {_names(left.managed)}.")
    if left.covered:
        click.echo(f"Name another cover for {_names(left.covered)}.")
    for role in left.sole_roles:
        click.echo(f"Nobody holds the role {role} any more. Give it to somebody.")
    click.echo(f"Any confidential record that they handled is now with the {monitoring_officer}.")


def _as_object(entry: Entry) -> dict[str, object]:
    cells: dict[str, object] = dict(entry.cells)
    return cells | {
        "roles": sorted(entry.person.roles),
        "active": entry.person.active,
        "stand_in": entry.stand_in.key if entry.stand_in else None,
    }


def _away(entry: Entry) -> str:
    person = entry.person
    if person.absent_from is None:
        return ""
    return f"{shown(person.absent_from)} to {shown(person.absent_until) if person.absent_until else 'further notice'}"


def _label(column: str) -> str:
    return {"email": "E-mail", "role": "Member or officer", "group": "Political group"}.get(column, column.replace("_", " ").capitalize())


def _value(column: str, cell: str) -> str:
    day = day_of(cell) if column in DAYS else None
    return shown(day) if day else cell.replace(";", ", ")


def _names(people: Sequence[Person]) -> str:
    return ", ".join(f"{person.name} ({person.key})" for person in people)
