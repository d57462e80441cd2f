"""What can be wrong with something that a person asks for."""

from __future__ import annotations


class CaseError(Exception):
    """It can't be done as asked. The message is for the person: what is wrong, with what, and what to do next; nothing was changed."""


class RefusedError(CaseError):
    """The person may not do or see this. The message says whom to ask, and nothing of what was not to be seen."""
