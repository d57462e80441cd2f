"""What can be wrong with something that a person asks for."""

from __future__ import annotations


class CaseError(Exception):
    """It can't be done as asked. The message is for the person: what is wrong, with what, and what to do next; nothing was changed."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        """Say what is wrong.

        Args:
            message: for the person.
            field: the name of the value that is wrong, where it is one: a conversation asks for it again.

        """
        super().__init__(message)
        self.field = field


class UnusualError(CaseError):
    """It can be done, but is so unusual that the person is asked first; the message says why."""


class RefusedError(CaseError):
    """The person may not do or see this. The message says whom to ask, and nothing of what was not to be seen."""
