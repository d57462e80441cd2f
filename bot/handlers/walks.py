"""Which of a council's procedures a person can be walked through, and which kind of them they name. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from intents.catalogue import FOLDER
from protocol_data.yaml_source import PackError, read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from protocol_data.basics import Reader
    from protocol_data.pack import Pack
    from protocol_data.procedures import Procedure

WALKED = frozenset({"information", "group_meeting", "report", "media", "publicity", "premises", "copying"})
"""The kinds of procedure that a person is walked through."""


def procedures_for(pack: Pack, reader: Reader) -> list[Procedure]:
    """List the procedures that a reader can be walked through."""
    return [its for its in pack.procedures.procedures if its.kind in WALKED and its.reader in {None, reader}]


def procedure_of(pack: Pack, reader: Reader, clause: str) -> Procedure | None:
    """Find the procedure that rests on a clause first of all; nothing where none does."""
    return next((its for its in procedures_for(pack, reader) if its.clauses[0] == clause), None) or next(
        (its for its in procedures_for(pack, reader) if clause in its.clauses), None
    )


def kind_named(said: str) -> str | None:
    """Give the kind of procedure that words name ("seeing a file": information); nothing where they name none."""
    return next((kind for kind, names in _names().items() if names.search(said)), None)


@lru_cache(maxsize=1)
def _names() -> Mapping[str, re.Pattern[str]]:
    path = FOLDER / "walks.yml"
    content = read_yaml(path)
    if not isinstance(content, dict) or set(content) != WALKED:
        raise PackError(path, f"the file has to name each kind once: {', '.join(sorted(WALKED))}", line=1)
    return {kind: re.compile("|".join(rf"\b{re.escape(word)}" for word in words), re.IGNORECASE) for kind, words in content.items()}
