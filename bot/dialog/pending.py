"""A task that waits for an answer: what is known of it, what was asked for, since when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.dialog.fields import Field, Option, days
from bot.dialog.tasks import Setting, Task, task_named

if TYPE_CHECKING:
    from intents.slot_parts import Slots

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
    waits_for: str | None = None
    """The name of the field asked for last; nothing while it is carried out, or waits to be tried again."""
    seen: tuple[str, ...] = ()
    """The values of the choice that was shown for it, in that order: a number is one of these."""
    asked: Field | None = None
    """That field, once it is worked out."""
    fields: tuple[Field, ...] = ()
    """The task's fields, once they are worked out; they are never kept."""
    options: tuple[Option, ...] = ()
    """The days that were offered where a date could mean several."""
    doubts: dict[str, tuple[Option, ...]] = field(default_factory=dict)
    """Dates that were said and can mean several days."""
    order: list[str] = field(default_factory=list)
    """The fields that were answered here, in order, for "back"."""
    refused: set[str] = field(default_factory=set)
    """The fields whose value was refused; their default is not taken again."""
    offered: bool = False
    """It was offered and not asked for: a message that is no answer lets it drop."""
    doing: bool = False
    """All is known, and it is being carried out: nobody else may begin that."""

    def ask(self, asked: Field) -> None:
        """Let it wait for a field."""
        self.asked, self.waits_for, self.seen, self.doing = asked, asked.name, tuple(option.value for option in asked.options), False

    def ask_nothing(self, *, doing: bool = False) -> None:
        """Let it wait for no field: it is carried out, or waits to be tried again."""
        self.asked, self.waits_for, self.seen, self.doing = None, None, (), doing


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


async def work_out(setting: Setting, pending: Pending) -> tuple[Field, ...]:
    """Work out the fields of a task from what is known by now.

    Raises:
        CaseError: what is known can't be gone on with.
        StoreError: the database can't be read.

    """
    pending.fields = tuple(await task_of(pending).fields(setting, pending.values))
    return pending.fields
