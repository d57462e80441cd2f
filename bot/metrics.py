"""What can be counted of the service, in Prometheus' form: numbers and kinds, never who or what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from prometheus_client.core import Metric

    from bot.channels.works import Works

_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3)
"""Seconds: Slack waits for three."""


class Metrics:
    """The service's own registry: several services may run in one process, as in the tests."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self.registry = CollectorRegistry()
        self.requests = Counter("clerk_requests", "Requests taken, by channel and status.", ("channel", "status"), registry=self.registry)
        self.seconds = Histogram(
            "clerk_acknowledgement_seconds",
            "Seconds until a request was acknowledged.",
            ("channel",),
            buckets=_BUCKETS,
            registry=self.registry,
        )

    def watch(self, channel: str, works: Works, ready: Callable[[], bool]) -> None:
        """Count the work of a channel, and whether the service is ready."""
        self.registry.register(_Watched(channel, works, ready))

    def text(self) -> bytes:
        """Give all of it, as Prometheus reads it."""
        return generate_latest(self.registry)


class _Watched(Collector):
    """Reads what is counted elsewhere, when it is asked for."""

    def __init__(self, channel: str, works: Works, ready: Callable[[], bool]) -> None:
        self._channel, self._works, self._ready = channel, works, ready

    def collect(self) -> Iterator[Metric]:
        """Read it."""
        work = CounterMetricFamily("clerk_work", "Pieces of work that ended, by channel and how.", labels=("channel", "outcome"))
        for outcome in ("done", "failed", "given_up", "put_off", "left"):
            work.add_metric((self._channel, outcome), self._works.outcomes[outcome])
        yield work
        waiting = GaugeMetricFamily("clerk_work_open", "Pieces of work that wait or go on, by channel.", labels=("channel",))
        waiting.add_metric((self._channel,), self._works.open)
        yield waiting
        states = GaugeMetricFamily("clerk_work_now", "Pieces of work by channel and state.", labels=("channel", "state"))
        for state in ("going", "waiting", "paused"):
            states.add_metric((self._channel, state), getattr(self._works, state))
        yield states
        yield GaugeMetricFamily("clerk_ready", "Whether the service is ready.", value=float(self._ready()))
