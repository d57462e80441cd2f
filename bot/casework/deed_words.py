"""What is said under a reminder once something was done about its case, whatever the channel: in a few words, followed by who did it. Pure."""

from __future__ import annotations

from enum import StrEnum


class Words(StrEnum):
    """What was done."""

    ACKNOWLEDGED = "Acknowledged"
    ANSWERED = "Marked as answered"
    CLOSED = "Closed"
    COMPLAINT = "Passed to the complaints procedure"
    DONE = "Marked as done"
    EXTENDED = "New date noted"
    HANDED_BACK = "Handed back"
    HELD = "Holding reply noted"
    NOTICE = "Notice entered"
    PUT_OFF = "Put off"
    REASSIGNED = "Given to another officer"
    REOPENED = "Reopened"
    WITHDRAWN = "Withdrawn"
