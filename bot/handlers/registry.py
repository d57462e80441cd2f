"""Which function handles which intent. A handler registers itself by the intent's name; a family of intents has one handler for those without their own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.dialog.tasks import task_named
from intents.catalogue import catalogue

if TYPE_CHECKING:
    from bot.casework.desk import Desk
    from bot.dialog.dialogs import Dialog
    from bot.message import Message
    from bot.reply import Reply
    from intents.interpreter import Interpreter
    from intents.understanding import Understanding
    from protocol_data.library import Library
    from protocol_data.pack import Pack


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a handler may go by."""

    message: Message
    understanding: Understanding
    library: Library
    interpreter: Interpreter
    desk: Desk | None = None
    """The register; nothing where only questions are answered."""
    dialog: Dialog | None = None
    """This message's turn in the conversation."""

    @property
    def pack(self) -> Pack:
        """The pack of the reader's council."""
        return self.library.pack(self.message.council)


Handler = Callable[[Context], Awaitable["Reply"]]
_HANDLERS: dict[str, Handler] = {}


def handles(*intents: str) -> Callable[[Handler], Handler]:
    """Register a handler for intents, or for a whole outcome ("answer", "clarify", "decline", "action")."""

    def register(handler: Handler) -> Handler:
        for intent in intents:
            if intent in _HANDLERS:
                raise ValueError(f"{intent} has a handler already")
            _HANDLERS[intent] = handler
        return handler

    return register


def handler_for(understanding: Understanding) -> Handler:
    """Find the handler of an intent, else that of its outcome."""
    return _HANDLERS.get(understanding.intent) or _HANDLERS[understanding.outcome]


def registered() -> set[str]:
    """Give the names that have a handler."""
    return set(_HANDLERS)


def unhandled() -> set[str]:
    """Give the catalogue's actions that have neither a handler of their own nor a task; a test holds this empty."""
    intents = catalogue()
    return {intent for intent, family in intents.families.items() if family == "action" and task_named(intent) is None} - set(_HANDLERS)
