"""What a button's words do: whether they can be carried out on their own, and whether something came of them. The same on every channel. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from intents.commands import command

if TYPE_CHECKING:
    from bot.reply import Reply

CASE = re.compile(r"\b(?:ENQ|CMP|REP|ELE|REM|OFF)-\d+\b")
"""A case as a button names it."""
_ANSWERS = "nothing_open"
"""The command that "cancel" and "skip" are where no question is open."""
_LOOKS = frozenset({"enquiry_status", "enquiry_history", "complaint_status"})


def changed(reply: Reply, task: str | None = None) -> bool:
    """Tell whether something came of it that a home page shows: a case was logged or altered, not only looked at."""
    name = task or (reply.action.name if reply.action is not None else "")
    return reply.form is None and reply.action is not None and bool(reply.action.slots.get("ref")) and name not in _LOOKS


def stands_alone(says: str) -> bool:
    """Tell whether what a button says can be carried out on its own: it names its case or is a command. Any other may answer the question above it."""
    said = command(says)
    return CASE.search(says) is not None or (said is not None and said.name != _ANSWERS)


def problem_of(reply: Reply) -> str:
    """Give what was wrong, without the question that follows it in chat; empty where only a question is asked."""
    says = reply.headline
    for its in reply.form.fields if reply.form is not None else ():
        says = says.removesuffix(its.question)
    return says.strip()


def asks_for_another_case(says: str, reply: Reply) -> bool:
    """Tell whether the case that a button named was refused and the reply asks which other one is meant: that is not what was pressed for."""
    form = reply.form
    return (
        form is not None and CASE.search(says) is not None and not form.values.get("ref") and any(its.name == "ref" for its in form.fields)
    )
