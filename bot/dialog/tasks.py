"""A task: something that is done once its fields are known. Each family of tasks is a module that registers its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.casework.desk import Desk
    from bot.casework.person import Person
    from bot.dialog.fields import Field
    from bot.handlers.registry import Context
    from bot.reply import Reply
    from protocol_data.pack import Pack

Values = Mapping[str, str]
"""What is known: field names to values as they are kept; plain text, so that a form and a chat give the same."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a task is carried out: by whom, at which council, with what."""

    desk: Desk
    person: Person
    pack: Pack
    context: Context


Fields = Callable[[Setting, Values], Awaitable[Sequence["Field"]]]
May = Callable[[Setting, Values], Awaitable[None]]
"""Raises `RefusedError` where it is not for this person, or another `CaseError` where it can't be done at all, as far as that follows from what is known."""
Perform = Callable[[Setting, Values], Awaitable["Reply"]]


@dataclass(frozen=True, slots=True)
class Task:
    """A task by its name."""

    name: str
    title: str
    fields: Fields
    """Gives the fields, in the order in which to ask; they may depend on what is known already."""
    perform: Perform
    private: bool = False
    """Nothing of it may appear in a channel."""
    names: Mapping[str, str] = field(default_factory=dict)
    """The fields that go by another name elsewhere: what a slot, or the register when it refuses a value, calls them, to the name here."""

    may: May | None = None
    """Asked before anything is asked for; what is carried out checks it again."""


TITLE = 24
"""So many characters a title may have: the narrowest place for one, above a form in Slack, has room for no more."""
_TASKS: dict[str, Task] = {}


def task(
    name: str, title: str, fields: Fields, *, private: bool = False, names: Mapping[str, str] | None = None, may: May | None = None
) -> Callable[[Perform], Perform]:
    """Register the function that carries out a task.

    Args:
        name: the task's name; an action of the catalogue or a command.
        title: what people see above its form, in `TITLE` characters at most.
        fields: gives its fields.
        private: whether nothing of it may appear in a channel.
        names: what slots and the register's errors call a field, to its name here, where the two differ.
        may: refuses whoever may not, before they are asked for anything; nothing for a task that is everybody's, or that asks for a case alone.

    Raises:
        ValueError: the title is too long, or there is a task of that name.

    """
    if len(title) > TITLE:
        raise ValueError(f"the title “{title}” of task {name} has {len(title)} characters, and there is room for {TITLE}: say it in fewer")

    def register(perform: Perform) -> Perform:
        if name in _TASKS:
            raise ValueError(f"task {name} is registered already")
        _TASKS[name] = Task(name, title, fields, perform, private, names or {}, may)
        return perform

    return register


def task_named(name: str) -> Task | None:
    """Find a task."""
    return _TASKS.get(name)


async def check(its: Task, setting: Setting, values: Values) -> None:
    """Refuse a task before anything is asked for, where it is not for this person; `CaseError`, as its `may` raises it."""
    if its.may is not None:
        await its.may(setting, values)


async def no_fields(_setting: Setting, _values: Values) -> Sequence[Field]:
    """Need nothing."""
    return ()
