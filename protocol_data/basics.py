"""What every typed model of the data is built of: keys, numbers of clauses, sentences, the strict base, and the words that all of them share.

Every model forbids unknown fields, so that a slip of the pen in the data is an error and not a silence.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Ref = Annotated[str, Field(pattern=r"^\d+(\.\d+)*$", max_length=20)]


def _no_control_characters(text: str) -> str:
    """Refuse what could steer a terminal or turn text around; a line break is none of that."""
    if any(unicodedata.category(character) in {"Cc", "Cf"} and character != "\n" for character in text):
        raise ValueError("control characters are not allowed")
    return text


Sentence = Annotated[str, Field(min_length=1, max_length=3000), AfterValidator(_no_control_characters)]


class Reader(StrEnum):
    """Who is asking: the two parties of every Member/Officer protocol."""

    MEMBER = "member"
    OFFICER = "officer"


class Force(StrEnum):
    """How strongly a clause binds, in the source's own sense."""

    MUST = "must"
    MUST_NOT = "must_not"
    SHOULD = "should"
    SHOULD_NOT = "should_not"
    MAY = "may"
    RIGHT = "right"
    FACT = "fact"


class Nation(StrEnum):
    """The nation whose bank holidays and election rules apply."""

    ENGLAND = "england"
    WALES = "wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern_ireland"


class Strict(BaseModel):
    """The base of all that is read from data: a field that the model doesn't know is a fault, and nothing is changed once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)
