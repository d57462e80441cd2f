"""What an assistant answers from: the packs, the fitted models, the register; and what follows from them for a message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.dialog.tasks import Setting
from bot.handlers.registry import Context
from bot.zones import zone_of
from intents.understanding import Outcome, Understanding, understand

if TYPE_CHECKING:
    from datetime import date

    from bot.casework.desk import Desk
    from bot.dialog.dialogs import Dialog
    from bot.message import Message
    from intents.interpreter import Interpreter
    from protocol_data.library import Library


@dataclass(frozen=True, slots=True)
class Ground:
    """What stays the same from message to message."""

    library: Library
    interpreter: Interpreter
    desk: Desk | None = None
    """The register; nothing where only questions are answered."""
    timezone: str | None = None
    """Where there is no register: the timezone of the deployment, where it sets one."""

    def today(self, message: Message) -> date:
        """Give the day on which a message was said, where its council is."""
        if self.desk is not None:
            return message.now.astimezone(self.desk.zone(message.council)).date()
        return message.now.astimezone(zone_of(self.library.council(message.council).timezone, self.timezone)).date()

    def understand(self, message: Message) -> Understanding:
        """Understand a message as it stands."""
        return understand(message.text, message.council, message.reader, self.today(message), self.interpreter, lambda: self.library.names)

    def context(self, message: Message, understood: Understanding, dialog: Dialog) -> Context:
        """Give what a handler may go by."""
        return Context(message, understood, self.library, self.interpreter, self.desk, dialog)

    def setting(self, context: Context) -> Setting | None:
        """Give the setting of a task; nothing for somebody who is not in the directory, and where there is no register."""
        if self.desk is None or context.message.person is None:
            return None
        return Setting(self.desk, context.message.person, context.pack, context)

    def setting_in(self, message: Message, dialog: Dialog) -> Setting | None:
        """Give the setting of what was not understood first: an answer, a form."""
        return self.setting(self.context(message, Understanding(Outcome.ACTION, "", 1.0), dialog))
