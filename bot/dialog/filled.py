"""A form that a channel sends whole: every value is read as if it had been typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.dialog.fields import Field, Parsed, parse
from bot.dialog.pending import Pending

if TYPE_CHECKING:
    from datetime import date

    from bot.dialog.tasks import Setting, Task


@dataclass(frozen=True, slots=True)
class Unread:
    """The first field whose value can't be read, and what is wrong with it."""

    field: Field
    parsed: Parsed


async def read_form(setting: Setting, task: Task, values: dict[str, str], today: date) -> tuple[Pending, Unread | None]:
    """Read what a form holds.

    Args:
        setting: who, where, with what.
        task: the task whose form it is.
        values: the fields' values, as they were sent.
        today: the day it is.

    Returns:
        The task with what could be read, and the first field that couldn't, if there is one: it is taken out, to be asked for.

    Raises:
        CaseError: what was sent can't be gone on with.
        StoreError: the database can't be read.

    """
    pending = Pending(task.name, setting.pack.council.key, dict(values))
    pending.fields = tuple(await task.fields(setting, values))
    for its in pending.fields:
        given = values.get(its.name)
        parsed = parse(its, given, today) if given else None
        if parsed is not None and parsed.value is None:
            pending.values.pop(its.name)
            return pending, Unread(its, parsed)
        if parsed is not None and parsed.value is not None:
            pending.values[its.name] = parsed.value
    return pending, None
