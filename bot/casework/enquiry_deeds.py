"""What can be done to an enquiry, and the right that each deed needs."""

from __future__ import annotations

from dataclasses import dataclass

from bot.casework.access import Right
from bot.casework.deed_words import Words
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
    words: Words | None = None
    """What is said under the reminders of the case once it is done; nothing where it answers none."""


ACKNOWLEDGE = Deed(EventKind.ACKNOWLEDGED, "acknowledge", words=Words.ACKNOWLEDGED)
HOLD = Deed(EventKind.HOLDING_REPLY, "give a holding reply to", words=Words.HELD)
EXTEND = Deed(EventKind.EXTENDED, "agree a new date for", words=Words.EXTENDED)
MARK_COMPLAINT = Deed(EventKind.MARKED_COMPLAINT, "mark", words=Words.COMPLAINT)
MARK_SIGNIFICANT = Deed(EventKind.MARKED_SIGNIFICANT, "mark")
REASSIGN = Deed(EventKind.REASSIGNED, "reassign", Right.ASSIGN_ENQUIRY, words=Words.REASSIGNED)
COVER = Deed(EventKind.COVERED, "arrange cover for", Right.ASSIGN_ENQUIRY, changes_people=True)
HAND_BACK = Deed(EventKind.NOTED, "say that somebody else handles", words=Words.HANDED_BACK)
ANSWER = Deed(EventKind.ANSWERED, "answer", words=Words.ANSWERED)
CLOSE = Deed(EventKind.CLOSED, "close", Right.CLOSE_ENQUIRY, words=Words.CLOSED)
REOPEN = Deed(EventKind.REOPENED, "reopen", Right.CLOSE_ENQUIRY, words=Words.REOPENED)
NOTE = Deed(EventKind.NOTED, "note something on")
CORRECT = Deed(EventKind.CORRECTED, "correct")
