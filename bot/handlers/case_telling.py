"""How an enquiry, its history and lists of enquiries are shown: the same facts wherever they appear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.casework.enquiry_kinds import Bucket, EventKind, Status
from bot.casework.enquiry_rules import DueFrom
from bot.citing import cite
from bot.reply import Action, Audience, Button, Fact, Reply
from intents.dates import shown
from intents.understanding import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.casework.enquiry_case import Enquiry, HistoryEntry
    from bot.casework.enquiry_kinds import EnquiryState
    from bot.casework.enquiry_lists import ListItem, Page
    from bot.dialog.tasks import Setting

_STATUS = {
    Status.OPEN: "Open",
    Status.ACKNOWLEDGED: "Acknowledged, waiting for an answer",
    Status.HELD: "Holding reply given, waiting for the full answer",
    Status.ANSWERED: "Answered",
    Status.CLOSED: "Closed",
    Status.COMPLAINT: "Under the complaints procedure",
}
_DUE_FROM = {
    DueFrom.PROTOCOL: "set by the protocol",
    DueFrom.LOCAL: "this council's local target; the protocol sets no number",
    DueFrom.HOLDING: "promised in the holding reply",
    DueFrom.AGREED: "agreed with the member",
}
_KIND = {
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
    EventKind.MOVED: "Moved by a holiday",
    EventKind.NOTED: "Note",
}
BUCKETS = {
    Bucket.OVERDUE: "Overdue",
    Bucket.DUE_TODAY: "Due today",
    Bucket.DUE_THIS_WEEK: "Due this week",
    Bucket.LATER: "Later",
    Bucket.NO_DATE: "No date set",
}


def due_words(state: EnquiryState) -> str:
    """Say by when an answer is due, what set that, and how far it has come; or that no date is set."""
    if not state.is_open and state.due is None:
        return "nothing is due any more"
    if state.due is None:
        return "no date: the protocol sets no number of days, and none was agreed"
    words = f"{shown(state.due)} ({_DUE_FROM[state.due_from]})" if state.due_from else shown(state.due)
    if state.overdue:
        late = f"{state.overdue_by} working day{'' if state.overdue_by == 1 else 's'}" if state.overdue_by else "the due day is over"
        return f"{words}, overdue: {late}"
    return f"{words}, day {state.day} of {state.of}" if state.of and state.is_open else words


def case_reply(setting: Setting, enquiry: Enquiry, headline: str, *, points: Sequence[str] = ()) -> Reply:
    """Show an enquiry as it stands, with what can be done next."""
    state = enquiry.state
    facts = [
        Fact("Enquiry", f"{enquiry.ref}: {enquiry.subject}"),
        Fact("Asked by", enquiry.asked_by),
        *([Fact("Ward", enquiry.ward)] if enquiry.ward else []),
        Fact("Officer", enquiry.officer_name or "nobody yet"),
        Fact("Received", f"{shown(state.received)} ({enquiry.how.value})"),
        Fact("Due", due_words(state)),
        Fact("Status", _STATUS[state.status] + (", significant" if enquiry.significant else "")),
    ]
    cited = enquiry.rule.holding_clause if state.status is Status.HELD else enquiry.rule.clause
    clause = setting.pack.clause(cited) if cited else None
    return Reply(
        Outcome.ACTION,
        setting.context.understanding.intent or "enquiry_status",
        headline,
        points=tuple(points),
        facts=tuple(facts),
        citations=(cite(setting.pack, clause),) if clause else (),
        buttons=_next(setting, enquiry),
        action=Action(setting.context.understanding.intent or "enquiry_status", {"ref": enquiry.ref}),
        audience=Audience.EPHEMERAL,
    )


def _next(setting: Setting, enquiry: Enquiry) -> tuple[Button, ...]:
    """Offer what this person is likely to do next; whether they may is decided when they do it."""
    ref, state = enquiry.ref, enquiry.state
    if not state.is_open:
        return (Button("Reopen", f"reopen {ref}"), Button("History", f"history of {ref}"))
    if enquiry.asked_by_id == setting.person.id:
        return (Button("Close", f"close {ref}"), Button("History", f"history of {ref}"))
    first = () if state.acknowledged_on else (Button("Acknowledge", f"acknowledge {ref}"),)
    return (
        *first,
        Button("Answered", f"{ref} is answered"),
        Button("Holding reply", f"holding reply for {ref}"),
        Button("Agree a new date", f"extend {ref}"),
        Button("Hand over", f"reassign {ref}"),
        Button("History", f"history of {ref}"),
    )


def history_lines(entries: Sequence[HistoryEntry]) -> tuple[str, ...]:
    """Write a case's history, oldest first: when, what, who, the date that it set, why."""
    return tuple(_history_line(entry) for entry in entries)


def _history_line(entry: HistoryEntry) -> str:
    parts = [f"{shown(entry.on)}: {_KIND[entry.kind]}", f"by {entry.actor}" if entry.actor else "by the program"]
    if entry.due is not None:
        parts.append(f"due {shown(entry.due)}")
    if entry.fields:
        parts.append("; ".join(f"{name.replace('_', ' ')}: {value}" for name, value in entry.fields.items()))
    return ", ".join(parts) + (f". {entry.reason}" if entry.reason else "")


def item_line(item: ListItem) -> str:
    """Write one line of a list."""
    due = f"due {shown(item.due)}" if item.due else "no date set"
    who = f"{item.asked_by} asked" + (f", {item.officer_name} handles it" if item.officer_name else ", nobody handles it yet")
    where = f", {item.ward}" if item.ward else ""
    return f"{item.ref}: {item.subject} ({due if item.bucket else item.state}; {who}{where})"


def list_reply(setting: Setting, page: Page, title: str, empty: str) -> Reply:
    """Show a page of a list, grouped by when it is due; how many more there are, and how to find one."""
    lines: list[str] = []
    bucket: Bucket | None = None
    for item in page.items:
        if item.bucket is not None and item.bucket is not bucket:
            bucket = item.bucket
            lines.append(f"{BUCKETS[bucket]}:")
        lines.append(item_line(item))
    if page.more:
        lines.append(f"And {page.more} more. Look for words with “find enquiries about …”.")
    name = setting.context.understanding.intent or "my_open_enquiries"
    return Reply(
        Outcome.ACTION,
        name,
        f"{title}: {page.total}." if page.total else empty,
        points=tuple(lines),
        buttons=tuple(Button(item.ref, f"show {item.ref}") for item in page.items[:5]),
        action=Action(name, {}),
        audience=Audience.EPHEMERAL,
    )
