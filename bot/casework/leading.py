"""Lead a person to a door: what they said outright and what their sentence was read as, put together into a standing and walked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.casework.routes import OpenQuestion, Route, Standing, doors, open_questions, route

if TYPE_CHECKING:
    from collections.abc import Sequence

    from intents.situations import SituationReading
    from protocol_data.pack import About, Pack


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
        The route, and the standing that it goes by.

    """
    if reading is None:
        return Led(said, route(pack, said))
    standing = replace(said, stances=said.stances | (reading.stances - said.denied), been_to=said.been_to | reading.been_to)
    if said.about is None and reading.no_door > max((share for _, share in reading.procedures), default=0.0):
        standing = replace(standing, about=_without_door(pack, said, reading))
        return Led(standing, route(pack, standing), sure=reading.sure)
    likely = [key for key, _ in reading.procedures]
    found = route(pack, standing, likely)
    if said.about is None and found.procedure is not None:
        its = found.procedure.about
        standing = replace(standing, about=next((about for about, _ in reading.about if about in its), its[0]))
    return Led(standing, found, likely, reading.sure)


def _without_door(pack: Pack, said: Standing, reading: SituationReading) -> About | None:
    """Give the likeliest thing for which the council has no door for this person."""
    return next((about for about, _ in reading.about if not doors(pack, said.complainant, about)), None)
