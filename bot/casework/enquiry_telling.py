"""An enquiry in words: how it stands, by when it is due and what set that, what happened to it. Every date with its weekday."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.casework.enquiry_case import How
from bot.casework.enquiry_kinds import Bucket, EventKind, Status
from bot.casework.enquiry_rules import DueFrom
from intents.dates import shown
from protocol_data.procedures import EnquiryMatter

if TYPE_CHECKING:
    from bot.casework.enquiry_case import Enquiry, HistoryEntry
    from bot.casework.enquiry_kinds import EnquiryState

STATUS = {
    Status.OPEN: "Open",
    Status.ACKNOWLEDGED: "Acknowledged, waiting for an answer",
    Status.HELD: "Holding reply given, waiting for the full answer",
    Status.ANSWERED: "Answered",
    Status.CLOSED: "Closed",
    Status.COMPLAINT: "Under the complaints procedure",
}
DUE_FROM = {
    DueFrom.PROTOCOL: "set by the protocol",
    DueFrom.LOCAL: "this council's local target; the protocol sets no number",
    DueFrom.HOLDING: "promised in the holding reply",
    DueFrom.AGREED: "agreed with the member",
}
KINDS = {
    EventKind.RECEIVED: "Received",
    EventKind.ACKNOWLEDGED: "Acknowledged",
    EventKind.HOLDING_REPLY: "Holding reply",
    EventKind.EXTENDED: "New date agreed",
    EventKind.REASSIGNED: "Handed over",
    EventKind.COVERED: "Covered",
    EventKind.MARKED_COMPLAINT: "Marked as a constituent's complaint",
    EventKind.MARKED_SIGNIFICANT: "Marked as significant",
    EventKind.ANSWERED: "Answered",
    EventKind.CLOSED: "Closed",
    EventKind.REOPENED: "Reopened",
    EventKind.CORRECTED: "Corrected",
    EventKind.MOVED: "Moved",
    EventKind.NOTED: "Note",
}
BUCKETS = {
    Bucket.OVERDUE: "Overdue",
    Bucket.DUE_TODAY: "Due today",
    Bucket.DUE_THIS_WEEK: "Due this week",
    Bucket.LATER: "Later",
    Bucket.NO_DATE: "No date set",
}


def how_words(enquiry: Enquiry) -> str:
    """Say how a case was received, as the form has it."""
    return "e-mail" if enquiry.how is How.EMAIL else enquiry.how.value


def status_words(enquiry: Enquiry) -> str:
    """Say how a case stands: also that its officer handed it back."""
    since = enquiry.state.handed_back_on
    back = f", handed back on {shown(since)}: it needs another officer" if since else ""
    return STATUS[enquiry.state.status] + (", significant" if enquiry.significant else "") + back


def due_words(state: EnquiryState) -> str:
    """Say by when an answer is due, what set that, and how far it has come; or why there is no date."""
    if state.due is None:
        return _no_date(state)
    words = f"{shown(state.due)} ({DUE_FROM[state.due_from]})" if state.due_from else shown(state.due)
    if not state.is_open:
        return f"it was due on {words}"
    if state.overdue:
        days = f"{state.overdue_by} working day{'' if state.overdue_by == 1 else 's'}" if state.overdue_by else "since the weekend"
        return f"{words}, overdue: {days}"
    return f"{words}, day {state.day} of {state.of}" if state.of else words


def _no_date(state: EnquiryState) -> str:
    if not state.is_open:
        return "nothing is due any more"
    if state.dues and state.dues[-1].kind is EventKind.REOPENED:
        return "no date: none was agreed when it was reopened"
    return "no date: the protocol sets no number of days, and none was agreed"


def clause_for(enquiry: Enquiry) -> str | None:
    """Give the clause that governs a case as it stands; nothing where the protocol says nothing of it."""
    state, rule = enquiry.state, enquiry.rule
    if state.status is Status.COMPLAINT:
        return rule.clause_on(EnquiryMatter.COMPLAINT)
    if state.due_from is DueFrom.HOLDING:
        return rule.holding_clause
    if state.due_from is DueFrom.AGREED:
        return rule.holding_clause or rule.clause
    return rule.clause


def case_lines(enquiry: Enquiry) -> list[str]:
    """Tell all that is known of a case, a line each."""
    state, clause = enquiry.state, clause_for(enquiry)
    lines = [
        f"{enquiry.ref}: {enquiry.subject}",
        f"Asked by: {enquiry.asked_by}" + (f", {enquiry.ward}" if enquiry.ward else ""),
        f"Officer: {enquiry.officer_name or 'nobody yet'}" + (f" ({enquiry.service})" if enquiry.service else ""),
        f"Received: {shown(state.received)} ({how_words(enquiry)})",
        f"Due: {due_words(state)}" + (f" [clause {clause}]" if clause else ""),
        f"Status: {status_words(enquiry)}",
    ]
    if enquiry.officer is None and enquiry.officer_name:
        lines.append(f"{enquiry.officer_name} is not in the directory, so that nobody can be reminded: hand it over to an officer who is.")
    return lines


def history_line(entry: HistoryEntry) -> str:
    """Tell one thing that happened: when, what, who, the date that it set, why."""
    parts = [f"{shown(entry.on)}: {KINDS[entry.kind]}", f"by {entry.actor}" if entry.actor else "by the program"]
    if entry.received is not None and entry.kind is EventKind.CORRECTED:
        parts.append(f"received {shown(entry.received)}")
    if entry.due is not None:
        parts.append(f"due {shown(entry.due)}")
    if entry.fields:
        parts.append("; ".join(f"{name.replace('_', ' ')}: {_plain(value)}" for name, value in entry.fields.items()))
    return ", ".join(parts) + (f". {entry.reason}" if entry.reason else "")


def _plain(value: str) -> str:
    """Show a day as every date is shown, and all else as it is."""
    try:
        return shown(date.fromisoformat(value))
    except ValueError:
        return value
