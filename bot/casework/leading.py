"""Lead a person to a door: what they said outright and what their sentence was read as, put together into a standing and walked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.casework.routes import OpenQuestion, Route, Standing, doors, open_questions, route, silent, walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from intents.situations import SituationReading
    from protocol_data.pack import Pack
    from protocol_data.procedures import About

_SURELY_NONE = 0.45
"""From this share on, that there is no door counts for more than the best door."""
_FAIR_SHARE = 0.2
"""A door with this share, of all or of the best door's, is worth looking at."""


@dataclass(frozen=True, slots=True)
class Led:
    """Where a person was led, and from where."""

    standing: Standing
    """With what the sentence told; `about` is what the route goes by."""
    route: Route
    likely: Sequence[str] = ()
    """Keys of the council's procedures as the sentence was read, the likeliest first."""
    sure: bool = True
    """False where the sentence fits several doors about as well: better to ask."""

    def open_questions(self, pack: Pack) -> list[OpenQuestion]:
        """Tell what would still change the route."""
        return open_questions(pack, self.standing, self.likely)


def lead(pack: Pack, said: Standing, reading: SituationReading | None = None) -> Led:
    """Lead a person to the council's door.

    Args:
        pack: the council's pack.
        said: what the person said outright (flags, answers to questions); it beats the reading.
        reading: what their sentence was read as, by `intents.situations.read_situation` with the same `about`; nothing where there was none.

    Returns:
        The route, and the standing that it goes by. Where nothing was recognised there is no route, and the standing is what was said outright.

    """
    if reading is None:
        return Led(said, route(pack, said))
    if said.about is None and not reading.recognised:
        return Led(said, route(pack, said), sure=False)
    standing = replace(
        said,
        stances=said.stances | (reading.stances - said.denied),
        been_to=said.been_to | reading.been_to,
        asked=said.asked | reading.asked,
    )
    best = max((share for _, share in reading.procedures), default=0.0)
    if reading.not_for > best and (reading.not_for >= _SURELY_NONE or best < _FAIR_SHARE):
        about = said.about or next((about for about, _ in reading.about), None)
        return Led(replace(standing, about=about), silent(pack), sure=reading.sure)
    if said.about is None and reading.no_door > best and (reading.no_door >= _SURELY_NONE or best < _FAIR_SHARE):
        standing = replace(standing, about=_without_door(pack, said, reading))
        return Led(standing, route(pack, standing), sure=reading.sure)
    likely = _on_the_same_road(pack, standing, reading)
    found = route(pack, standing, likely)
    if said.about is None and found.procedure is not None:
        its = found.procedure.about
        standing = replace(standing, about=next((about for about, _ in reading.about if about in its), its[0]))
    return Led(standing, found, likely, reading.sure)


def _without_door(pack: Pack, said: Standing, reading: SituationReading) -> About | None:
    """Give the likeliest thing for which the council has no door for this person."""
    return next((about for about, _ in reading.about if not doors(pack, said.complainant, about)), None)


def _on_the_same_road(pack: Pack, standing: Standing, reading: SituationReading) -> list[str]:
    """Rank the doors: of those that lead to the likeliest one's steps from further back or further on, the one that fits how far the matter has come."""
    likely = [key for key, _ in reading.procedures]
    if reading.begins is None or not likely:
        return likely
    named = {door.key: door for door in doors(pack, standing.complainant, standing.about)}
    fair = {key for key, share in reading.procedures if key in named and share >= _FAIR_SHARE * reading.procedures[0][1]}
    if likely[0] not in fair:
        return likely
    steps = {
        key: [(step.who, step.clause) for step in walk(pack, named[key], standing).steps]
        for key in likely
        if key in fair and set(named[key].about) & set(named[likely[0]].about)
    }
    mates = [key for key, its in steps.items() if _tail_of(its, steps[likely[0]]) or _tail_of(steps[likely[0]], its)]
    chosen = (max if reading.begins else min)(mates, key=lambda key: len(steps[key]))
    return [chosen, *(key for key in likely if key != chosen)]


def _tail_of(tail: Sequence[object], whole: Sequence[object]) -> bool:
    return list(whole[len(whole) - len(tail) :]) == list(tail) if len(tail) <= len(whole) else False
