"""A waiting task in plain values, and back. What can be worked out again is not written: neither the fields nor what they say to people."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.dialog.fields import Option, days
from bot.dialog.pending import Pending
from bot.dialog.tasks import task_named

if TYPE_CHECKING:
    from collections.abc import Sequence


class UnreadableError(Exception):
    """A conversation was written by another release of the program, or damaged; it can't be gone on with."""


class _Written(BaseModel):
    """What is written. Whoever changes a field or what it means gives it another `form`: the release before then lets such a conversation go."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    form: Literal[1]
    task: str
    council: str
    values: dict[str, str]
    waits_for: str | None
    seen: list[str]
    options: list[str]
    doubts: dict[str, list[str]]
    order: list[str]
    refused: list[str]
    offered: bool
    doing: bool


def written(pending: Pending) -> dict[str, Any]:
    """Write a waiting task in plain values, which JSON can hold."""
    return _Written(
        form=1,
        task=pending.task,
        council=pending.council,
        values=pending.values,
        waits_for=pending.waits_for,
        seen=list(pending.seen),
        options=[option.value for option in pending.options],
        doubts={name: [option.value for option in options] for name, options in pending.doubts.items()},
        order=pending.order,
        refused=sorted(pending.refused),
        offered=pending.offered,
        doing=pending.doing,
    ).model_dump()


def read(body: dict[str, Any]) -> Pending:
    """Read a waiting task.

    Args:
        body: what `written` gave, in this release or another.

    Raises:
        UnreadableError: it is written in another way than this release knows, or of a task that there is not.

    """
    try:
        its = _Written.model_validate(body)
        options, doubts = _days(its.options), {name: _days(values) for name, values in its.doubts.items()}
    except (ValidationError, ValueError):
        raise UnreadableError from None  # what it quotes are a person's words
    if task_named(its.task) is None:
        raise UnreadableError
    return Pending(
        its.task,
        its.council,
        dict(its.values),
        waits_for=its.waits_for,
        seen=tuple(its.seen),
        options=options,
        doubts=doubts,
        order=list(its.order),
        refused=set(its.refused),
        offered=its.offered,
        doing=its.doing,
    )


def _days(values: Sequence[str]) -> tuple[Option, ...]:
    return days([date.fromisoformat(value) for value in values])
