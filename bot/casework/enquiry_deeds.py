"""What can be done to an enquiry, and the right that each deed needs."""

from __future__ import annotations

from dataclasses import dataclass

from bot.casework.access import Right
from bot.casework.enquiry_kinds import EventKind


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that is done to a case."""

    kind: EventKind
    doing: str
    """What it is, for messages: `acknowledge`."""
    right: Right = Right.WORK_ENQUIRY
    """What is needed for it."""
    changes_people: bool = False
    """It changes what the directory says of people too."""


ACKNOWLEDGE = Deed(EventKind.ACKNOWLEDGED, "acknowledge")
HOLD = Deed(EventKind.HOLDING_REPLY, "give a holding reply to")
EXTEND = Deed(EventKind.EXTENDED, "agree a new date for")
MARK_COMPLAINT = Deed(EventKind.MARKED_COMPLAINT, "mark")
MARK_SIGNIFICANT = Deed(EventKind.MARKED_SIGNIFICANT, "mark")
REASSIGN = Deed(EventKind.REASSIGNED, "reassign", Right.ASSIGN_ENQUIRY)
COVER = Deed(EventKind.COVERED, "arrange cover for", Right.ASSIGN_ENQUIRY, changes_people=True)
HAND_BACK = Deed(EventKind.NOTED, "hand back")
ANSWER = Deed(EventKind.ANSWERED, "answer")
CLOSE = Deed(EventKind.CLOSED, "close", Right.CLOSE_ENQUIRY)
REOPEN = Deed(EventKind.REOPENED, "reopen", Right.CLOSE_ENQUIRY)
NOTE = Deed(EventKind.NOTED, "note something on")
CORRECT = Deed(EventKind.CORRECTED, "correct")
