"""How an enquiry and lists of enquiries are shown in a reply: the same facts wherever they appear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.casework.access import Concerned, Right, may
from bot.casework.enquiry_telling import BUCKETS, clause_for, due_words, how_words, status_words
from bot.citing import cite
from bot.reply import Action, Audience, Button, Fact, Reply
from intents.dates import shown
from intents.understanding import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.casework.enquiry_case import Enquiry
    from bot.casework.enquiry_kinds import Bucket
    from bot.casework.enquiry_lists import ListItem, Page
    from bot.dialog.tasks import Setting


def case_reply(setting: Setting, enquiry: Enquiry, headline: str, *, points: Sequence[str] = ()) -> Reply:
    """Show an enquiry as it stands, with what can be done next."""
    state = enquiry.state
    facts = [
        Fact("Enquiry", f"{enquiry.ref}: {enquiry.subject}"),
        Fact("Asked by", enquiry.asked_by),
        *([Fact("Ward", enquiry.ward)] if enquiry.ward else []),
        Fact("Officer", enquiry.officer_name or "nobody yet"),
        Fact("Received", f"{shown(state.received)} ({how_words(enquiry)})"),
        Fact("Due", due_words(state)),
        Fact("Status", status_words(enquiry)),
    ]
    cited = clause_for(enquiry)
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
    """Offer what this person may and is likely to do next."""
    ref, state = enquiry.ref, enquiry.state
    today = setting.desk.today(enquiry.council)
    whom = Concerned(enquiry.council, enquiry.asked_by_id, enquiry.logged_by_id, enquiry.officer, today=today)
    works, ends = (may(setting.person, right, whom) for right in (Right.WORK_ENQUIRY, Right.CLOSE_ENQUIRY))
    history = Button("History", f"history of {ref}")
    if not state.is_open:
        return (Button("Reopen", f"reopen {ref}"), history) if ends else (history,)
    if enquiry.asked_by_id == setting.person.id or not works:
        return (Button("Close", f"close {ref}"), history) if ends else (history,)
    hand_over = Button("Hand over", f"reassign {ref}")
    if state.handed_back_on is not None:
        return (hand_over, history)
    return (
        *(() if state.acknowledged_on else (Button("Acknowledge", f"acknowledge {ref}"),)),
        Button("Answered", f"{ref} is answered"),
        Button("Holding reply", f"holding reply for {ref}"),
        Button("Agree a new date", f"extend {ref}"),
        hand_over,
        history,
    )


def item_line(item: ListItem) -> str:
    """Write one line of a list."""
    due = f"due {shown(item.due)}" if item.due else "no date set"
    who = f"{item.asked_by} asked" + (f", {item.officer_name} handles it" if item.officer_name else ", nobody handles it yet")
    where = f", {item.ward}" if item.ward else ""
    back = "; handed back, it needs another officer" if item.handed_back else ""
    return f"{item.ref}: {item.subject} ({due if item.bucket else item.state}; {who}{where}{back})"


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
