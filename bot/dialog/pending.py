"""A task that waits for an answer: what is known of it, what was asked for, since when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.dialog.fields import Field, Option, days
from bot.dialog.tasks import Task, task_named

if TYPE_CHECKING:
    from intents.slot_parts import Slots

_NOT_YET = datetime.min.replace(tzinfo=UTC)
SAID = "said"
"""The value that holds the message with which a task began; it is no field."""
WAY = "way"
"""The value that holds the platform's id of what asked for the way of a complaint; it is no field. However often and wherever a record of it is wanted, one is kept."""
LAPSES = timedelta(hours=1)
"""A question that has waited so long is no longer open: what comes later is said anew."""


@dataclass(slots=True)
class Pending:
    """A task that waits for an answer."""

    task: str
    council: str
    values: dict[str, str]
    asked: Field | None = None
    """The field asked for last; nothing while it waits to be tried again."""
    fields: tuple[Field, ...] = ()
    """The task's fields as they were when it was asked for."""
    options: tuple[Option, ...] = ()
    """The days that were offered where a date could mean several."""
    doubts: dict[str, tuple[Option, ...]] = field(default_factory=dict)
    """Dates that were said and can mean several days."""
    order: list[str] = field(default_factory=list)
    """The fields that were answered here, in order, for "back"."""
    refused: set[str] = field(default_factory=set)
    """The fields whose value was refused; their default is not taken again."""
    at: datetime = _NOT_YET
    """When it was asked for last."""
    offered: bool = False
    """It was offered and not asked for: a message that is no answer lets it drop."""


def take_slots(pending: Pending, slots: Slots) -> None:
    """Take what was found in a message: a clear date as a day, an unclear one as a doubt, all else as it was said."""
    names = task_of(pending).names
    for slot, value in slots.values.items():
        reading = slots.dates.get(slot)
        name = names.get(slot, slot)
        if reading is None:
            pending.values.setdefault(name, value)
        elif reading.day is not None and not reading.ambiguous:
            pending.values.setdefault(name, reading.day.isoformat())
        else:
            pending.doubts[name] = days(sorted(day for day in (reading.day, *reading.others) if day is not None))


def task_of(pending: Pending) -> Task:
    """Give the task that waits; `LookupError` where there is none of its name."""
    found = task_named(pending.task)
    if found is None:
        raise LookupError(f"there is no task {pending.task}")
    return found
