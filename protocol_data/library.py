"""Load packs and look things up in them.

Built-in packs travel inside the package; a deployment names a folder of further ones. A pack is read when it is first asked for: with four hundred
councils on the shelf, a question opens one.
"""

from __future__ import annotations

import logging
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from protocol_data.basics import Key
from protocol_data.pack import Clause, Council, Pack, Superseded, Topic, TopicEntry
from protocol_data.procedures import Procedures
from protocol_data.yaml_source import PackError, line_of, read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

log = logging.getLogger(__name__)
BUILT_IN = Path(__file__).parent / "councils"
_LAW = Path(__file__).parent / "law"
_PACKS_KEPT = 512
"""How many packs stay in memory; a deployment serves a handful, a test may walk through hundreds."""

_Model = TypeVar("_Model")


class UnknownCouncilError(LookupError):
    """There is no pack for this council. Its text lists those there are."""

    def __init__(self, key: str, known: Iterable[str]) -> None:
        """Make the error for the key that was asked for, and the keys that exist."""
        self.key = key
        super().__init__(f"There is no council “{key}” here. Known: {', '.join(known)}.")


def _checked(adapter: TypeAdapter[_Model], value: Any, path: Path) -> _Model:  # noqa: ANN401 - whatever YAML held
    """Hold a value against its model; the first fault becomes a `PackError` with line and field."""
    try:
        return adapter.validate_python(value)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        location = fault["loc"]
        raise PackError(path, fault["msg"], line=line_of(path, location), field=".".join(map(str, location))) from None


_CLAUSES: TypeAdapter[list[Clause]] = TypeAdapter(Annotated[list[Clause], Field(min_length=2)])
_TOPIC_ENTRIES = TypeAdapter(dict[Key, TopicEntry])
_COUNCIL = TypeAdapter(Council)
_PROCEDURES = TypeAdapter(Procedures)
_COMMON_TOPICS = TypeAdapter(dict[Key, Topic])
_SUPERSEDED = TypeAdapter(dict[Key, Superseded])


def load_pack(folder: Path) -> Pack:
    """Load one pack from its folder.

    Args:
        folder: holds `council.yml`, `clauses.yml`, `topics.yml` and `procedures.yml`.

    Returns:
        The pack, every field of the right type, every clause number there once.

    Raises:
        PackError: a file is missing or broken; the text says where.

    """
    if not folder.is_dir():
        raise PackError(folder, "there is no such folder")
    clauses = _load_clauses(folder / "clauses.yml")
    council = load(folder / "council.yml", _COUNCIL)
    name = folder.resolve().name
    if council.key != name:
        raise PackError(folder / "council.yml", f"the key {council.key!r} is not the folder's name {name!r}", line=1, field="key")
    topics = _load_topics(folder / "topics.yml", {clause.ref for clause in clauses})
    return Pack(council=council, clauses=clauses, topics=topics, procedures=load(folder / "procedures.yml", _PROCEDURES))


def _load_clauses(path: Path) -> list[Clause]:
    """Load the clauses; each number once, each note that is named there."""
    clauses = _checked(_CLAUSES, read_yaml(path), path)
    seen: set[str] = set()
    for position, clause in enumerate(clauses):
        if clause.ref in seen:
            raise PackError(path, f"clause {clause.ref} stands twice", line=line_of(path, [position]), field=f"{position}.ref")
        seen.add(clause.ref)
        for key in clause.superseded:
            if key not in superseded_notes():
                raise PackError(
                    path, f"there is no note {key} in law/superseded.yml", line=line_of(path, [position]), field=f"{position}.superseded"
                )
    return clauses


def _load_topics(path: Path, refs: set[str]) -> dict[str, TopicEntry]:
    """Load the topics; each clause that a topic names is there."""
    topics = load(path, _TOPIC_ENTRIES)
    for topic, entry in topics.items():
        for reader, answer in (("member", entry.member), ("officer", entry.officer)):
            for ref in answer.clauses if answer else ():
                if ref not in refs:
                    raise PackError(
                        path, f"there is no clause {ref}", line=line_of(path, [topic, reader]), field=f"{topic}.{reader}.clauses"
                    )
    return topics


def load(path: Path, adapter: TypeAdapter[_Model]) -> _Model:
    """Read a YAML file as its typed model; `PackError` where it is missing, no YAML, or not of the model."""
    return _checked(adapter, read_yaml(path), path)


@lru_cache(maxsize=1)
def common_topics() -> dict[str, Topic]:
    """Give the topics common to all councils, in the order of the list."""
    return load(Path(__file__).parent / "topics.yml", _COMMON_TOPICS)


@lru_cache(maxsize=1)
def superseded_notes() -> dict[str, Superseded]:
    """Give the notes on law and bodies that are gone, by key."""
    return load(_LAW / "superseded.yml", _SUPERSEDED)


class Library:
    """The packs on the shelf: the built-in ones and those of a further folder."""

    def __init__(self, further: Path | None = None) -> None:
        """Open the shelf; no pack is read yet.

        Args:
            further: a folder of further packs, one folder each (setting `CLERK_PACKS`). A pack there replaces a built-in one of the same key.

        Raises:
            PackError: `further` is not a folder.

        """
        if further is not None and not further.is_dir():
            raise PackError(further, "CLERK_PACKS names no folder")
        self._folders: dict[str, Path] = {}
        self._councils: dict[str, Council] = {}
        for shelf in (BUILT_IN, further):
            if shelf is not None:
                self._folders |= {folder.name: folder for folder in sorted(shelf.iterdir()) if (folder / "council.yml").is_file()}
        self._pack: Callable[[str], Pack] = lru_cache(maxsize=_PACKS_KEPT)(lambda key: load_pack(self._folders[key]))

    @property
    def keys(self) -> list[str]:
        """The keys of the councils on the shelf."""
        return list(self._folders)

    @cached_property
    def names(self) -> dict[str, list[str]]:
        """For each council's key the names it goes by: its own name and its aliases."""
        found = {}
        for key in self.keys:
            try:
                council = self.council(key)
            except PackError as error:  # one broken pack is no reason to fail those who ask for another
                log.warning("%s", error)
                continue
            found[key] = [council.name, *council.aliases]
        return found

    def folder(self, key: str) -> Path:
        """Give the folder of a council's pack; `UnknownCouncilError` where there is none."""
        if key not in self._folders:
            raise UnknownCouncilError(key, self._folders)
        return self._folders[key]

    def pack(self, key: str) -> Pack:
        """Load a council's pack, or give it from memory.

        Raises:
            UnknownCouncilError: no such council.
            PackError: its pack is broken.

        """
        self.folder(key)
        return self._pack(key)

    def council(self, key: str) -> Council:
        """Load only a council's `council.yml`, or give it from memory: enough to list it."""
        if key not in self._councils:
            self._councils[key] = load(self.folder(key) / "council.yml", _COUNCIL)
        return self._councils[key]


def dump(model: BaseModel) -> dict[str, Any]:
    """Turn a model into plain values, without the fields that were left out."""
    return model.model_dump(mode="json", exclude_defaults=True)
