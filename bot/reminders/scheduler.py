"""What makes the sweep run: every few minutes. Nothing is derived from a timer; one that never fired is made up for by the next."""

from __future__ import annotations

import logging
import os
import socket
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.reminders.sweeper import sweep
from bot.store.errors import StoreError

if TYPE_CHECKING:
    from bot.casework.desk import Desk
    from bot.reminders.courier import Courier

log = logging.getLogger(__name__)
EVERY_SECONDS = 120


def worker_name() -> str:
    """Make a name that no other running process has."""
    return f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}"


async def sweep_once(desk: Desk, courier: Courier, worker: str) -> bool:
    """Sweep, and log what was done in numbers; a database that can't be used is logged and tried again by the next sweep.

    Returns:
        Whether it went through.

    """
    try:
        result = await sweep(desk, courier, worker)
    except StoreError as error:
        log.error("the sweep stopped: %s", error)  # noqa: TRY400 - plain words, no trace
        return False
    if any(asdict(result).values()):
        log.info("sweep: %s", ", ".join(f"{count} {name}" for name, count in asdict(result).items() if count))
    return True


def make_scheduler(desk: Desk, courier: Courier, *, every_seconds: int = EVERY_SECONDS) -> AsyncIOScheduler:
    """Make the scheduler that sweeps at once and then every few minutes; the caller starts it in a running loop, and shuts it down.

    Args:
        desk: the database, packs and clock.
        courier: who delivers.
        every_seconds: between two sweeps; one that takes longer is not overtaken by the next.

    """
    scheduler = AsyncIOScheduler(timezone=UTC)
    scheduler.add_job(
        sweep_once,
        "interval",
        args=(desk, courier, worker_name()),
        seconds=every_seconds,
        next_run_time=datetime.now(UTC),  # the machine's own time: the scheduler goes by it
        id="sweep",
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    return scheduler
