"""Measure complaint routes on labelled situations: are the right office-holders named in the right order, under the right clauses, and the right final body?

A labelled line is `{council, complainant, about, situation, steps: [{who, clause}], final_body, clauses}`; no steps: the protocol has no route.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

from protocol_data.basics import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.casework.routes import Route

_ALIKE = 60
"""Two ways of naming an office-holder that are so alike, of 100, name the same one."""
_BRACKETS = re.compile(r"\([^)]*\)")


@dataclass(frozen=True, slots=True)
class RouteCase:
    """One labelled situation."""

    id: str
    council: str
    complainant: Reader
    about: str
    situation: str
    who: tuple[str, ...]
    step_clauses: tuple[str, ...]
    final_body: str | None
    clauses: tuple[str, ...]


def read_route_cases(lines: Iterable[str]) -> list[RouteCase]:
    """Read labelled JSON Lines; `ValueError` says which line is none."""
    cases = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row: dict[str, Any] = json.loads(line)
            cases.append(
                RouteCase(
                    str(row.get("id", number)),
                    row["council"],
                    Reader(row["complainant"]),
                    row["about"],
                    row["situation"],
                    tuple(step["who"] for step in row["steps"]),
                    tuple(step["clause"] for step in row["steps"]),
                    row["final_body"],
                    tuple(row["clauses"]),
                )
            )
        except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
            raise ValueError(f"line {number}: not a labelled situation ({type(error).__name__}: {error})") from None
    return cases


@dataclass(frozen=True, slots=True)
class RouteResult:
    """What came of one labelled situation."""

    case: RouteCase
    route: Route

    @property
    def clauses_right(self) -> bool:
        """The steps rest on the right clauses, in the right order, and there is the right number of them."""
        return self.case.step_clauses == tuple(step.clause for step in self.route.steps)

    @property
    def who_right(self) -> bool:
        """Each step names the right office-holder."""
        named = [step.who for step in self.route.steps]
        return len(named) == len(self.case.who) and all(alike(*pair) for pair in zip(self.case.who, named, strict=True))

    @property
    def body_right(self) -> bool:
        """The matter ends in the right body, or in none."""
        expected, found = self.case.final_body, self.route.final_body
        return expected is found is None or (expected is not None and found is not None and alike(expected, found))

    @property
    def right(self) -> bool:
        """All three are right."""
        return self.clauses_right and self.who_right and self.body_right


def alike(first: str, second: str) -> bool:
    """Tell whether two texts name the same office-holder, by their words; what stands in brackets may be missing in one."""
    return (
        max(
            fuzz.token_set_ratio(one, other, processor=default_process)
            for one in (first, _BRACKETS.sub("", first))
            for other in (second, _BRACKETS.sub("", second))
        )
        >= _ALIKE
    )


def evaluate_routes(cases: Sequence[RouteCase], find: Callable[[RouteCase], Route]) -> list[RouteResult]:
    """Put every situation to the bot."""
    return [RouteResult(case, find(case)) for case in cases]


def route_figures(results: Iterable[RouteResult]) -> dict[str, dict[str, float]]:
    """Give per council, and for all, how many situations there are and the share that is right: clauses, office-holders, final body, all three."""
    groups: dict[str, list[RouteResult]] = defaultdict(list)
    for result in results:
        groups[result.case.council].append(result)
        groups["all"].append(result)
    return {
        name: {
            "situations": len(its),
            "clauses": _share([result.clauses_right for result in its]),
            "office_holders": _share([result.who_right for result in its]),
            "final_body": _share([result.body_right for result in its]),
            "all_right": _share([result.right for result in its]),
        }
        for name, its in sorted(groups.items(), key=lambda item: (item[0] == "all", item[0]))
    }


def _share(outcomes: Sequence[bool]) -> float:
    return round(sum(outcomes) / len(outcomes), 4)
