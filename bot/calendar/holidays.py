"""Bank holidays by nation, from the `holidays` package and our own additions (`law/holidays.yml`).

Source: Banking and Financial Dealings Act 1971, section 1 and Schedule 1; Christmas Day and Good Friday by common law; one-off days by proclamation.
A holiday is only ever added, never taken away, so that a date once counted moves forward or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib import metadata
from types import MappingProxyType
from typing import TYPE_CHECKING

from protocol_data.basics import Nation
from protocol_data.holidays_law import holidays_law

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

_SUBDIVISIONS = {Nation.ENGLAND: "ENG", Nation.WALES: "WLS", Nation.SCOTLAND: "SCT", Nation.NORTHERN_IRELAND: "NIR"}
_LAST_YEAR = 2099
"""The last year that anything is counted in; later dates are slips of the pen."""


class OutOfRangeError(ValueError):
    """A day lies where no holidays are known. Its text says which days can be counted."""

    def __init__(self, day: date | None = None) -> None:
        """Make the error for the day that was asked about; none when the counting ran past the end of the calendar."""
        asked = f"{day.isoformat()} is out of range" if day else "the count runs out of range"
        super().__init__(
            f"{asked}: days can be counted from {holidays_law().trusted_from.isoformat()} to {_LAST_YEAR}-12-31. Check the year."
        )


@dataclass(frozen=True, slots=True, order=True)
class Holiday:
    """A holiday that comes from elsewhere than the package: proclaimed late, or appointed for thanksgiving or mourning."""

    day: date
    name: str


def bank_holiday(day: date, nation: Nation) -> str | None:
    """Name the bank holiday that falls on a day in a nation; nothing when there is none.

    Substitute days count: where Christmas Day is a Sunday, the Tuesday after is the "Christmas Day (substitute day)".

    Raises:
        OutOfRangeError: no holidays are known for that year.

    """
    check_range(day)
    return _of_year(nation, day.year).get(day)


def check_range(day: date) -> None:
    """Raise `OutOfRangeError` for a day of which no holidays are known."""
    if day < holidays_law().trusted_from or day.year > _LAST_YEAR:
        raise OutOfRangeError(day)


@lru_cache(maxsize=1024)
def _of_year(nation: Nation, year: int) -> Mapping[date, str]:
    """Give a year's bank holidays; in English whatever the machine's language is."""
    import holidays  # noqa: PLC0415 - a tenth of a second that only a command with dates pays

    known = holidays.country_holidays("GB", subdiv=_SUBDIVISIONS[nation], years=year, observed=True, language="en_GB")
    found = {day: name.replace("(observed)", "(substitute day)") for day, name in sorted(known.items()) if day.year == year}
    for added in holidays_law().one_off:
        if added.day.year == year and nation in added.nations:
            found.setdefault(added.day, added.name)
    return MappingProxyType(found)


def covered_until() -> date:
    """Give the last day up to which the holidays have been announced and checked."""
    return holidays_law().covered_until


def caution(day: date) -> str | None:
    """Say what is uncertain about a date that lies past what has been announced; nothing when all is known."""
    if day <= covered_until():
        return None
    return f"Bank holidays are known up to {covered_until().isoformat()} only. After it they are worked out from the Act, and one may still be added."


def version() -> str:
    """Say which holidays were used, for "how was this reached?"."""
    law = holidays_law()
    added = f" and {len(law.one_off)} of our own" if law.one_off else ""
    release = metadata.version("holidays")
    return f"bank holidays from the package holidays {release}{added}; checked on {law.checked.isoformat()}, known up to {law.covered_until.isoformat()}"


def fingerprint() -> str:
    """Tell one state of the holidays from another: the package's release, and the days and nations of our own additions."""
    own = "\n".join(sorted(f"{added.day.isoformat()} {','.join(sorted(added.nations))}" for added in holidays_law().one_off))
    return f"holidays {metadata.version('holidays')}, own {sha256(own.encode()).hexdigest()[:16]}"
