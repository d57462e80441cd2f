"""Read a file of people, CSV or YAML, into lines of cells; whatever is wrong with it is told with file, line and column, all at once.

CSV as spreadsheets write it: with or without a byte order mark, commas, semicolons or tabs, either line end. Nothing in a file is trusted.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import yaml

from bot.casework.errors import CaseError
from bot.casework.people_columns import COLUMNS
from protocol_data.fault import Fault
from protocol_data.yaml_source import MAX_BYTES, PackError, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


class ImportFaultsError(CaseError):
    """A file can't be taken over as it stands: every fault with its file, line and column."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Make the error of all faults."""
        self.faults = tuple(faults)
        count = "1 thing has" if len(self.faults) == 1 else f"{len(self.faults)} things have"
        super().__init__("\n".join([f"{count} to be mended; nothing was taken over.", *map(str, self.faults)]))


@dataclass(frozen=True, slots=True)
class Line:
    """One person's line: where it stands, and what its cells say. A column that is not given is left as it is."""

    path: str
    number: int | None
    cells: dict[str, str]

    def fault(self, column: str, problem: str) -> Fault:
        """Make a fault of this line."""
        return Fault(self.path, self.number, column, problem)


def read_file(path: Path) -> list[Line]:
    """Read a file of people.

    Args:
        path: a `.csv`, `.yml` or `.yaml` file.

    Returns:
        Its lines, without empty ones.

    Raises:
        ImportFaultsError: it can't be read, or columns are unknown or missing.

    """
    if path.suffix.lower() in {".yml", ".yaml"}:
        return _from_yaml(path)
    if path.suffix.lower() == ".csv":
        return _from_csv(path)
    raise ImportFaultsError([Fault(str(path), None, "file", "its name has to end in .csv, .yml or .yaml")])


def escaped(cell: str) -> str:
    """Give a cell as it is written to CSV: what a spreadsheet would run as a formula gets an apostrophe before it, which `read_file` takes off again."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _from_csv(path: Path) -> list[Line]:
    text = _text(path)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[Line] = []
    faults: list[Fault] = []
    header: list[str] | None = None
    begins = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                if header is None:
                    header = ["_".join(name.casefold().split()) for name in row]
                    faults += _header_faults(path, begins, header)
                elif len(row) > len(header):
                    faults.append(
                        Fault(
                            str(path),
                            begins,
                            "line",
                            f"it has {len(row)} cells and the first line {len(header)}; put cells with “{delimiter}” in quotes",
                        )
                    )
                else:
                    cells = row + [""] * (len(header) - len(row))  # spreadsheets leave out empty cells at a line's end
                    lines.append(Line(str(path), begins, {name: _plain(cell.strip()) for name, cell in zip(header, cells, strict=True)}))
            begins = reader.line_num + 1
    except csv.Error as error:
        faults.append(Fault(str(path), reader.line_num, "line", f"this can't be read as CSV ({error}); check the quotes"))
    if header is None and not faults:
        faults.append(Fault(str(path), None, "file", f"it is empty; its first line names the columns: {', '.join(COLUMNS)}"))
    if faults:
        raise ImportFaultsError(faults)
    return lines


def _text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise ImportFaultsError([Fault(str(path), None, "file", f"it is larger than {MAX_BYTES:,} bytes; split it")])
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ImportFaultsError(
            [Fault(str(path), line, "file", "it is not UTF-8 text; save it from the spreadsheet as “CSV UTF-8”")]
        ) from None
    except OSError as error:
        raise ImportFaultsError([Fault(str(path), None, "file", f"it can't be read ({error.strerror}); check its name")]) from None


def _header_faults(path: Path, number: int, header: Sequence[str]) -> Iterable[Fault]:
    for name in dict.fromkeys(header):
        if name not in COLUMNS:
            yield Fault(str(path), number, name or "(no name)", f"there is no such column; the columns are {', '.join(COLUMNS)}")
        elif header.count(name) > 1:
            yield Fault(str(path), number, name, "this column stands twice; take one out")
    if "key" not in header:
        yield Fault(str(path), number, "key", "this column is missing; it is how people are found again")


def _from_yaml(path: Path) -> list[Line]:
    try:
        content = read_yaml(path)
    except PackError as error:
        raise ImportFaultsError([Fault(str(path), error.line, error.field or "file", error.problem)]) from None
    under = "people" if isinstance(content, dict) and list(content) == ["people"] else None
    content = content["people"] if under else content
    if not isinstance(content, list) or not content:
        raise ImportFaultsError([Fault(str(path), None, "file", "a list of people is wanted: “- key: …” for each")])
    faults: list[Fault] = []
    lines = [_entry(entry, Line(str(path), number, {}), faults) for entry, number in zip(content, _lines_of(path, under), strict=True)]
    if faults:
        raise ImportFaultsError(faults)
    return lines


def _lines_of(path: Path, under: str | None) -> list[int]:
    """Give the lines on which the entries of a list begin; the file has been found harmless."""
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    if under and isinstance(node, yaml.MappingNode):
        node = node.value[0][1]
    return [entry.start_mark.line + 1 for entry in node.value] if isinstance(node, yaml.SequenceNode) else []


def _entry(entry: object, line: Line, faults: list[Fault]) -> Line:
    """Read one person of a YAML list into their line; faults are added to the list."""
    if not isinstance(entry, dict):
        faults.append(line.fault("person", "names and values are wanted: “key: …”, “name: …”"))
        return line
    for name, value in entry.items():
        if name not in COLUMNS:
            faults.append(line.fault(str(name), f"there is no such column; the columns are {', '.join(COLUMNS)}"))
            continue
        try:
            line.cells[name] = _yaml_cell(value)
        except ValueError as error:
            faults.append(line.fault(name, str(error)))
    if "key" not in entry:
        faults.append(line.fault("key", "it is missing; it is how people are found again"))
    return line


def _yaml_cell(value: Any) -> str:  # noqa: ANN401 - any YAML value
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ";".join(value)
    raise ValueError("write it in quotes: YAML takes it for something other than text, and may drop a leading 0")
