"""Whose turn it is: so much at once in all and of each tenant, tenants and conversations by turns, and each conversation's in order. A pure decision."""

from __future__ import annotations

from collections import Counter, deque
from typing import Generic, NamedTuple, TypeVar

_One = TypeVar("_One")


class Lane(NamedTuple):
    """What is done in order: a conversation of a tenant, which is a workspace or an organisation of a platform."""

    tenant: str
    name: str


class Turns(Generic[_One]):
    """What waits, and what may begin."""

    def __init__(self, at_once: int, each: int) -> None:
        """Let so many go on at once.

        Args:
            at_once: in all.
            each: of one tenant; less than in all, so that one that is slow leaves room for the others.

        """
        self._at_once, self._each = at_once, each
        self._lanes: dict[Lane, deque[_One]] = {}
        """What waits, by lanes; a lane of which one goes on is here even where nothing else waits in it."""
        self._ready: dict[str, deque[Lane]] = {}
        """By tenants, the one whose turn comes next first: their lanes of which none goes on and something waits."""
        self._going: Counter[str] = Counter()
        self._waiting: Counter[str] = Counter()

    def __len__(self) -> int:
        """Count what waits."""
        return self._waiting.total()

    def waiting(self, tenant: str) -> int:
        """Count what waits of a tenant."""
        return self._waiting[tenant]

    def tenants(self, least: int) -> set[str]:
        """Give the tenants of which so much waits, or more."""
        return {tenant for tenant, waiting in self._waiting.items() if waiting >= least}

    def add(self, lane: Lane, one: _One) -> None:
        """Have something wait for its turn."""
        self._waiting[lane.tenant] += 1
        if lane in self._lanes:
            self._lanes[lane].append(one)
            return
        self._lanes[lane] = deque([one])
        self._ready.setdefault(lane.tenant, deque()).append(lane)

    def next(self) -> tuple[Lane, _One] | None:
        """Take out what may begin now, with its lane; nothing where there is no room or nothing waits. `ended` has to follow."""
        if self._going.total() >= self._at_once:
            return None
        tenant = next((its for its in self._ready if self._going[its] < self._each), None)
        if tenant is None:
            return None
        ready = self._ready.pop(tenant)
        lane = ready.popleft()
        if ready:
            self._ready[tenant] = ready  # behind the other tenants
        self._going[tenant] += 1
        _less(self._waiting, tenant)
        return lane, self._lanes[lane].popleft()

    def ended(self, lane: Lane) -> None:
        """Give the room back."""
        _less(self._going, lane.tenant)
        if self._lanes[lane]:
            self._ready.setdefault(lane.tenant, deque()).append(lane)
        else:
            del self._lanes[lane]

    def drop(self) -> list[_One]:
        """Take out all that waits, for it will not begin here any more."""
        dropped = [one for waiting in self._lanes.values() for one in waiting]
        for waiting in self._lanes.values():
            waiting.clear()
        self._ready.clear()
        self._waiting.clear()
        return dropped


def _less(counter: Counter[str], name: str) -> None:
    counter[name] -= 1
    if not counter[name]:
        del counter[name]
