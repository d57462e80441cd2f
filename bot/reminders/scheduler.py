"""What makes the sweep run: every few minutes. Nothing is derived from a timer; one that never fired is made up for by the next."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.dialog.stored import forget_lapsed
from bot.reminders.sweeper import sweep
from bot.store.errors import StoreError
from bot.store.received import forget_received

if TYPE_CHECKING:
    from bot.casework.desk import Desk
    from bot.reminders.courier import Courier

log = logging.getLogger(__name__)
EVERY_SECONDS = 120
STOP_SECONDS = 10.0
"""How long a sweep that runs is waited for when the scheduler is stopped."""
_CANCEL_SECONDS = 1.0
"""How long one that was not through by then has for putting its work down."""
_JOB = "sweep"
_running: dict[str, asyncio.Task[Any]] = {}
"""The sweeps that run in this process, by worker."""
_ended: set[str] = set()
"""Workers whose sweep was cancelled by `stop`, which is no fault."""


def worker_name() -> str:
    """Make a name that no other running process has."""
    return f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}"


async def sweep_once(desk: Desk, courier: Courier, worker: str) -> bool:
    """Sweep, and remove the conversations that lapsed and what came long ago; log what was done in numbers. A database that can't be used is logged and tried again by the next sweep.

    Returns:
        Whether it went through.

    """
    task = asyncio.current_task()
    if task is not None:
        _running[worker] = task
    try:
        result = await sweep(desk, courier, worker)
        await forget_lapsed(desk.store, desk.now())
        await forget_received(desk.store, desk.now())
    except StoreError as error:
        log.error("the sweep stopped: %s", error)  # noqa: TRY400 - plain words, no trace
        return False
    except asyncio.CancelledError:
        if worker not in _ended:
            raise
        log.warning("a sweep was ended before it was through; the next one does the rest")
        return False
    finally:
        _running.pop(worker, None)
    if any(asdict(result).values()):
        log.info("sweep: %s", ", ".join(f"{count} {name}" for name, count in asdict(result).items() if count))
    return True


def make_scheduler(desk: Desk, courier: Courier, *, every_seconds: int = EVERY_SECONDS) -> AsyncIOScheduler:
    """Make the scheduler that sweeps at once and then every few minutes; the caller starts it in a running loop, and ends it with `stop`.

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
        id=_JOB,
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    return scheduler


async def stop(scheduler: AsyncIOScheduler, seconds: float = STOP_SECONDS) -> None:
    """Stop a scheduler: begin no further sweep, let the one that runs come to its end, then shut down. One that does not run is left as it is.

    A sweep that takes longer is cancelled. Nothing is lost by it: what was planned is stored, and what it had claimed is sent by another when the lease runs out.

    Args:
        scheduler: from `make_scheduler`, started in this loop.
        seconds: how long to wait for the sweep.

    """
    if not scheduler.running:
        return
    scheduler.pause()
    await asyncio.sleep(0)  # a sweep that was begun just now takes its first step, and is known as running
    job = scheduler.get_job(_JOB)
    worker = job.args[-1] if job is not None else ""
    task = _running.get(worker)
    if task is not None:
        await asyncio.wait([task], timeout=seconds)
        if not task.done():
            _ended.add(worker)
            task.cancel()
            await asyncio.wait([task], timeout=_CANCEL_SECONDS)
            _ended.discard(worker)
    scheduler.shutdown(wait=False)
    await asyncio.sleep(0)  # it ends its own timers in the loop
