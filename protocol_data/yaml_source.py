"""Read a YAML file of a pack safely, and say where a fault stands.

A pack may come from a stranger (a sixth council's folder), so nothing in it is trusted: tags that build objects are refused,
aliases are refused (a few of them can unfold to gigabytes), a key that stands twice is refused, and so is a file beyond `MAX_BYTES`.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from pathlib import Path

try:
    from yaml import CSafeLoader as _SafeLoader
except ImportError:  # PyYAML built without its C part: slower, the same behaviour
    from yaml import SafeLoader as _SafeLoader  # type: ignore[assignment]

MAX_BYTES = 5_000_000
"""The largest pack file read, in bytes. The longest protocol known so far makes a file of about a tenth of it."""

MAX_DEPTH = 30
"""How deep lists and mappings may be nested; a pack needs six levels."""


class PackError(Exception):
    """A pack can't be used as it stands. Its text names the file, the line and the field, and is shown to the person who runs the bot."""

    def __init__(self, path: Path | str, problem: str, *, line: int | None = None, field: str = "") -> None:
        """Make the error.

        Args:
            path: the file or folder with the fault.
            problem: what is wrong, as a clause that can follow a colon.
            line: the line in the file, counted from 1, where known.
            field: the path of the field (`clauses.3.force`), where known.

        """
        self.path, self.problem, self.line, self.field = str(path), problem, line, field
        place = f"{path}:{line}" if line else str(path)
        super().__init__(f"{place}: {field + ': ' if field else ''}{problem}")


class _StrictLoader(_SafeLoader):
    """The safe loader, which here also refuses a key that stands twice in one mapping."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        seen: set[Hashable] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, Hashable):
                raise yaml.constructor.ConstructorError(None, None, "a key must be plain text", key_node.start_mark)
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"the key {key!r} stands twice", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def read_yaml(path: Path) -> Any:  # noqa: ANN401 - any YAML value; the typed model narrows it
    """Read one YAML file.

    Args:
        path: the file.

    Returns:
        Plain Python values: mappings, lists, text, numbers, dates.

    Raises:
        PackError: the file is missing, unreadable, too large, not UTF-8, not YAML, or uses tags, aliases or a key twice.

    """
    try:
        if path.exists() and not path.is_file():
            raise PackError(path, "this is no plain file")
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise PackError(path, f"the file is larger than {MAX_BYTES:,} bytes")
        text = content.decode("utf-8")
    except FileNotFoundError:
        raise PackError(path, "the file is missing") from None
    except UnicodeDecodeError as error:
        raise PackError(path, f"the file is not UTF-8 text (byte {error.start})") from None
    except OSError as error:
        raise PackError(path, f"the file can't be read ({error.strerror})") from None
    return parse_yaml(text, path)


def parse_yaml(text: str, path: Path) -> Any:  # noqa: ANN401 - as above
    """Parse YAML text; `path` is only for messages. Raises `PackError` as `read_yaml` does."""
    try:
        _refuse_traps(text, path)
        return yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a subclass of the safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise PackError(path, error.problem or "not valid YAML", line=mark.line + 1 if mark else None) from None
    except yaml.YAMLError as error:
        raise PackError(path, f"not valid YAML ({error})") from None
    except (RecursionError, ValueError) as error:
        raise PackError(path, f"can't be read as YAML ({type(error).__name__})") from None


def _refuse_traps(text: str, path: Path) -> None:
    """Refuse tags, aliases and deep nesting before anything is built: the one can unfold without end, the other overflows the C library's stack."""
    depth = 0
    for event in yaml.parse(text, Loader=_SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent)) and event.tag is not None:
            raise PackError(path, f"tags ({event.tag}) are not allowed in a pack", line=line)
        if isinstance(event, yaml.AliasEvent):
            raise PackError(path, "aliases (*name) are not allowed in a pack", line=line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise PackError(path, f"nested deeper than {MAX_DEPTH} levels", line=line)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def line_of(path: Path, location: Sequence[str | int]) -> int | None:
    """Find the line on which a field stands; used only to word an error, so it parses the file again.

    Args:
        path: the file.
        location: keys and list positions from the top of the file down to the field.

    Returns:
        The line, counted from 1, of the deepest part of `location` that exists; nothing when the file can't be parsed.

    """
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_SafeLoader)
    except (yaml.YAMLError, OSError, UnicodeDecodeError):
        return None
    line = None
    for step in location:
        if node is None:
            break
        line = int(node.start_mark.line) + 1
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == str(step)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        else:
            node = None
    return int(node.start_mark.line) + 1 if node is not None else line
