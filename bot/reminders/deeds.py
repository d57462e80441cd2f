"""What was done about a case, told from the assistant's answer: what is then said under the reminders of it, whatever the channel. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.casework.deed_words import Words
from intents.understanding import Outcome

if TYPE_CHECKING:
    from bot.reply import Reply

_SAYS = {
    "acknowledge_enquiry": Words.ACKNOWLEDGED,
    "answer_enquiry": Words.ANSWERED,
    "close_enquiry": Words.CLOSED,
    "done": Words.DONE,
    "enter_election": Words.NOTICE,
    "extend_enquiry": Words.EXTENDED,
    "hold_enquiry": Words.HELD,
    "mark_complaint": Words.COMPLAINT,
    "not_mine": Words.HANDED_BACK,
    "publish_notice": Words.NOTICE,
    "reassign_enquiry": Words.REASSIGNED,
    "reopen_enquiry": Words.REOPENED,
    "report_done": Words.DONE,
    "snooze": Words.PUT_OFF,
    "withdraw_report": Words.WITHDRAWN,
}
"""What is said under a nudge when a task that answers it has been carried out. A task that is not here answers none: to look at a case, to ask for its history."""
_OWN = frozenset({"snooze"})
"""What somebody does for themselves: to all others the nudge stands as it did."""


@dataclass(frozen=True, slots=True)
class Done:
    """Something that was done about a case."""

    ref: str
    """The case's number as people see it: ENQ-12."""
    what: str
    """In a few words."""
    own: bool = False
    """It concerns nobody but who did it."""


def done_by(answer: Reply, task: str | None = None) -> Done | None:
    """Tell from the answer to a button, a form or words whether something was done about a case, so that the nudges of it are settled.

    Args:
        answer: what the assistant said to it.
        task: the task, where a form was sent in.

    Returns:
        What was done; nothing where nothing was: something is still asked, was refused, or was only looked at.

    """
    ref = answer.action.slots.get("ref") if answer.action is not None else None
    if answer.outcome is not Outcome.ACTION or answer.form is not None or answer.action is None or not ref:
        return None
    name = task or answer.action.name
    return Done(ref, _SAYS[name], name in _OWN) if name in _SAYS else None
