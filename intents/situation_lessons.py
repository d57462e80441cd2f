"""What the reading of situations is learned from: the common sentences (`catalogue/situations.yml`), and the sentences that a council's pack gives for its own doors."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from intents.catalogue import FOLDER
from intents.lesson import Compare, Lesson
from protocol_data.procedures import About, Stance
from protocol_data.yaml_source import PackError, read_yaml

if TYPE_CHECKING:
    from intents.lesson import Labelled
    from protocol_data.pack import Pack
    from protocol_data.procedures import Procedure

SITUATIONS = FOLDER / "situations.yml"
_NOT_FOR = "not for "
SO, NOT_SO = "so", "not so"
"""The two labels of a stance."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AboutPhrases(_Strict):
    """Sentences about one thing; those under `later` also tell how far the matter has come."""

    plain: list[str]
    later: list[str] = []


class StancePhrases(_Strict):
    """Sentences that say that a stance is so, and those that only sound like it."""

    so: list[str] = Field(alias="is")
    not_so: list[str] = Field(alias="not")


class Situations(_Strict):
    """`catalogue/situations.yml`."""

    about: dict[About, AboutPhrases]
    stances: dict[Stance, StancePhrases]


@lru_cache(maxsize=1)
def situations() -> Situations:
    """Load the common sentences; `PackError` where the file is not as it should be."""
    try:
        return TypeAdapter(Situations).validate_python(read_yaml(SITUATIONS))
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        raise PackError(SITUATIONS, fault["msg"], field=".".join(map(str, fault["loc"]))) from None


def about_lesson() -> Lesson:
    """Give what teaches what a complaint or concern is about."""
    pairs = [(phrase, about.value) for about, its in situations().about.items() for phrase in (*its.plain, *its.later)]
    return _lesson("what complaints are about", _labelled(pairs))


def stance_lesson(stance: Stance) -> Lesson:
    """Give what teaches whether a sentence says that a stance is so."""
    its, others = situations().stances[stance], situations().about.values()
    pairs = [(phrase, SO) for phrase in its.so]
    pairs += [(phrase, NOT_SO) for phrase in (*its.not_so, *(phrase for other in others for phrase in other.plain))]
    return _lesson(f"how far complaints have come: {stance.value.replace('_', ' ')}", _labelled(pairs), Compare.NONE)


def doors(pack: Pack) -> list[Procedure]:
    """Give the procedures of a council that are a door for a complaint or concern."""
    return [procedure for procedure in pack.procedures.procedures if procedure.about]


def not_for(door: Procedure) -> str:
    """Give the label of what looks like a door's matter and is none of it."""
    return _NOT_FOR + door.key


def doors_lesson(pack: Pack) -> Lesson | None:
    """Give what teaches to tell a council's doors apart: their situations and titles, and what they are not for; nothing where there are not two of them."""
    pairs = [(phrase, door.key) for door in doors(pack) for phrase in (door.title, *door.situations)]
    pairs += [(phrase, not_for(door)) for door in doors(pack) for phrase in door.not_for]
    labelled = _labelled(pairs)
    return _lesson(f"the complaint routes of {pack.council.name}", labelled) if len(set(labelled[1])) > 1 else None


def _labelled(pairs: list[tuple[str, str]]) -> Labelled:
    return [phrase for phrase, _ in pairs], [label for _, label in pairs]


def _lesson(what: str, labelled: Labelled, compare: Compare = Compare.ALL) -> Lesson:
    return Lesson(what, lambda: [json.dumps(labelled).encode()], lambda: labelled, compare)
