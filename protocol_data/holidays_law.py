"""The typed model of `law/holidays.yml`: how far the bank holidays are trusted, and the one-off ones that we add."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter

from protocol_data.basics import Nation, Sentence, Strict
from protocol_data.library import load

_FILE = Path(__file__).parent / "law" / "holidays.yml"


class OneOffHoliday(Strict):
    """A holiday that was proclaimed once, and where."""

    day: date
    name: Sentence
    nations: Annotated[list[Nation], Field(min_length=1)]
    source: Sentence


class HolidaysLaw(Strict):
    """`law/holidays.yml`."""

    trusted_from: date
    """Before this day nothing is counted."""
    covered_until: date
    """Up to this day the holidays have been announced; after it they follow from the Act, and one more may still be proclaimed."""
    checked: date
    """The day on which a person last held the data against what was announced."""
    source: Sentence
    one_off: list[OneOffHoliday]


_LAW = TypeAdapter(HolidaysLaw)


@lru_cache(maxsize=1)
def holidays_law() -> HolidaysLaw:
    """Give the data, read once; `PackError` where the file is broken."""
    return load(_FILE, _LAW)
