"""Walk a council's own procedures: from where a person stands, who is gone to next, in order, under which clauses.

Pure: a pack and a standing go in, a route comes out. What the doors are, who may use them and which steps a stance opens or closes is in the council's `procedures.yml`;
a council that is added brings its own and needs nothing here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from protocol_data.procedures import About, Procedure, Stance, Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from protocol_data.basics import Reader
    from protocol_data.pack import Pack


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands with a complaint or concern."""

    complainant: Reader
    about: About | None = None
    stances: frozenset[Stance] = frozenset()
    """What is known to be so."""
    been_to: frozenset[str] = frozenset()
    """The roles (keys of `council.yml`) that the person has already gone to, without success."""
    asked: frozenset[Stance] = frozenset()
    """What the person asks after, what comes once it is so: such steps are shown too, and none is left out for it."""
    denied: frozenset[Stance] = frozenset()
    """What the person has said is not so: it is not asked again, and changes nothing else."""

    @property
    def known(self) -> frozenset[Stance]:
        """What is known, with what follows: who has been to an office-holder and is still not content has an unresolved matter."""
        return self.stances | {Stance.UNRESOLVED} if self.been_to else self.stances


@dataclass(frozen=True, slots=True)
class NumberedStep:
    """One step as the person is told it."""

    n: int
    """From 1, counted from where the person stands."""
    who: str
    roles: tuple[str, ...]
    """The office-holders' keys in `council.yml`; none where the step names no office-holder of it."""
    how: str
    clause: str
    when: str | None = None

    @property
    def role(self) -> str | None:
        """The first of the roles, if there is one."""
        return self.roles[0] if self.roles else None


class NoRoute(StrEnum):
    """Why there are no steps."""

    ABOUT_UNKNOWN = "about_unknown"
    """It is not known what the matter is about."""
    SILENT = "silent"
    """The protocol has no route for this."""
    OTHER_READER = "other_reader"
    """The protocol has a route for this, but only for the other party."""


@dataclass(frozen=True, slots=True)
class Route:
    """What a person is told to do next."""

    procedure: Procedure | None
    steps: tuple[NumberedStep, ...]
    final_body: str | None
    """The body in which the matter ends, by the council's title; nothing where the protocol names none."""
    clauses: tuple[str, ...]
    """What the route rests on, best first."""
    ask: str
    """The title of the person to ask where the route ends or there is none."""
    no_route: NoRoute | None = None
    exhausted: bool = False
    """The person has been to the last office-holder that the protocol names; that step is shown all the same."""


class Asks(StrEnum):
    """What an open question is about."""

    ABOUT = "about"
    PROCEDURE = "procedure"
    STANCE = "stance"


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """Something that is not known yet and would change the route."""

    asks: Asks
    stance: Stance | None = None
    options: tuple[str, ...] = ()
    """Values of `About`, or keys of the council's procedures; empty for a stance, which is a yes or a no."""


def doors(pack: Pack, complainant: Reader, about: About | None = None) -> list[Procedure]:
    """Give the procedures that are a door for this person, the closest first.

    A door made for this reader comes before one for everybody, a complaint route before others, then the order of the data.

    Args:
        pack: the council's pack.
        complainant: who goes through the door.
        about: what it is about; without it every door of this reader.

    """
    fitting = [
        procedure
        for procedure in pack.procedures.procedures
        if procedure.about and (about is None or about in procedure.about) and procedure.reader in {None, complainant}
    ]
    return sorted(fitting, key=lambda procedure: (procedure.reader is None, procedure.kind != "complaint"))


def route(pack: Pack, standing: Standing, likely: Sequence[str] = ()) -> Route:
    """Choose the council's procedure and walk it from where the person stands.

    Args:
        pack: the council's pack.
        standing: who complains, of what, and how far it has come.
        likely: keys of procedures, the likeliest first, as a sentence was read; they choose among those that fit the standing, and never against it.

    Returns:
        The steps still ahead, numbered from 1. Without steps it says why, and whom to ask.

    """
    fitting = doors(pack, standing.complainant, standing.about)
    named = [procedure for key in likely for procedure in fitting if procedure.key == key]
    if standing.about is None and not named:
        return _none(pack, NoRoute.ABOUT_UNKNOWN)
    if not fitting:
        anyone = any(standing.about in procedure.about for procedure in pack.procedures.procedures)
        return _none(pack, NoRoute.OTHER_READER if anyone else NoRoute.SILENT)
    return walk(pack, (named or fitting)[0], standing)


def silent(pack: Pack) -> Route:
    """Tell that the protocol has no route, whatever doors there are, and whom to ask."""
    return _none(pack, NoRoute.SILENT)


def walk(pack: Pack, procedure: Procedure, standing: Standing) -> Route:
    """Walk one procedure from where the person stands; who may use it is not asked here."""
    known = standing.known
    left = [step for step in procedure.steps if not known.intersection(step.not_if)]
    shown = [step for step in left if not step.only_if or (known | standing.asked).intersection(step.only_if)]
    ahead = shown[_behind(shown, standing.been_to) :]
    if not ahead:  # the last open door lies behind: what comes after it is next, whatever it usually waits for
        ahead = left[max(_behind(left, standing.been_to), left.index(shown[-1]) + 1 if shown else 0) :]
    exhausted = not ahead
    ahead = ahead or shown[-1:] or list(procedure.steps[-1:])
    bodies = [step.body for step in ahead if step.body]
    return Route(
        procedure=procedure,
        steps=tuple(NumberedStep(n, step.who, tuple(step.roles), step.how, step.clause, step.when) for n, step in enumerate(ahead, 1)),
        final_body=bodies[-1] if bodies else procedure.final_body,
        clauses=_clauses(procedure, ahead),
        ask=pack.council.monitoring_officer,
        exhausted=exhausted,
    )


def open_questions(pack: Pack, standing: Standing, likely: Sequence[str] = ()) -> list[OpenQuestion]:
    """Tell what would still change the result at this council, in the order in which to ask.

    Args:
        pack: the council's pack.
        standing: what is known so far; what it denies is not asked.
        likely: as for `route`: the first that fits counts as chosen.

    Returns:
        Nothing where the answer is already the same whatever is said; first whom or what it is about, then which of several doors, then the stances.

    """
    fitting = doors(pack, standing.complainant, standing.about)
    chosen = next((procedure for key in likely for procedure in fitting if procedure.key == key), None)
    if chosen is None and standing.about is None:
        values = tuple(dict.fromkeys(about.value for procedure in fitting for about in procedure.about))
        return [OpenQuestion(Asks.ABOUT, options=values)] if values else []
    if chosen is None and len(fitting) > 1:
        return [OpenQuestion(Asks.PROCEDURE, options=tuple(procedure.key for procedure in fitting))]
    if not fitting:
        return []
    procedure = chosen or fitting[0]
    now = walk(pack, procedure, standing)
    return [
        OpenQuestion(Asks.STANCE, stance)
        for stance in Stance
        if stance not in standing.known | standing.denied
        and _differs(now, walk(pack, procedure, replace(standing, stances=standing.stances | {stance})))
    ]


def _behind(steps: Sequence[Step], been_to: frozenset[str]) -> int:
    """Count the steps that lie behind the person: all up to the furthest office-holder already gone to."""
    places = (next((n for n, step in enumerate(steps, 1) if role in step.roles), 0) for role in been_to)
    return max(places, default=0)


def _clauses(procedure: Procedure, ahead: Sequence[Step]) -> tuple[str, ...]:
    """Give the procedure's clauses without those on which only steps that are not ahead rest."""
    used, other = {step.clause for step in ahead}, {step.clause for step in procedure.steps}
    kept = [ref for ref in procedure.clauses if ref in used or ref not in other]
    return tuple(dict.fromkeys([*kept, *(step.clause for step in ahead)]))


def _differs(first: Route, second: Route) -> bool:
    return (first.steps, first.final_body) != (second.steps, second.final_body)


def _none(pack: Pack, why: NoRoute) -> Route:
    return Route(None, (), None, (), pack.council.monitoring_officer, no_route=why)
