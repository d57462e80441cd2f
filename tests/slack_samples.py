"""Replies, forms and pages of an invented council, and their payloads as they are kept in `golden/slack`.

`python tests/slack_samples.py` writes the golden files anew: look at the difference before it is committed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.channels.slack.blocks import message
from bot.channels.slack.home import HomeItem, home
from bot.channels.slack.modal import view
from bot.dialog.fields import Field, Kind, Option
from bot.reply import Attachment, Button, Choice, Citation, Fact, Form, Reply
from intents.dates import Toward
from intents.understanding import Outcome

GOLDEN = Path(__file__).parent / "golden" / "slack"


def clause(ref: str, heading: str, force: str, summary: str, *notes: str) -> Citation:
    return Citation(
        "millford", "Millford Borough Council", "Member and Officer Protocol", "adopted May 2024", ref, heading, force, summary, notes
    )


REPLY_TIME = clause(
    "5.2",
    "How soon members hear",
    "should",
    "Officers should answer a member within eight working days, and say so in writing where they can't.",
)
LATE = clause("5.3", "When it will be late", "must", "The officer must tell the member why it is late, and by when the answer will come.")
OLD_BODY = clause(
    "5.9",
    "Complaints about answers",
    "may",
    "A member may take a complaint about an answer to the Standards Board.",
    "The Standards Board for England was abolished in 2012; ask the Monitoring Officer.",
)
ANSWER = Reply(
    Outcome.ANSWER,
    "member_enquiries",
    "You should have an answer within eight working days. If it can't be done in that time, the officer must tell you in writing why, what is being done and "
    "by when the full answer will come.",
    citations=(REPLY_TIME, LATE, OLD_BODY),
    buttons=(Button("Show me the steps", "walk me through asking an officer"), Button("Why this answer?", "why?")),
)
CLARIFY = Reply(
    Outcome.CLARIFY,
    "member_enquiries",
    "I'm not sure which of these you mean:",
    citations=(REPLY_TIME, LATE),
    choices=(Choice("How soon members hear", "member_enquiries", REPLY_TIME), Choice("When it will be late", "late_answers", LATE)),
    buttons=(Button("How soon members hear", "1"), Button("When it will be late", "2")),
)
DECLINE = Reply(
    Outcome.DECLINE,
    "oos_it_support",
    "I can't answer that from the protocol. That is one for the IT service desk. Ask the Monitoring Officer about the rest.",
)
CASE = Reply(
    Outcome.ACTION,
    "log_enquiry",
    "Logged as ENQ-12. An answer is due by the end of Thursday 3 December 2026.",
    points=("Nobody in the directory handles it yet: Democratic Services will see it in their list.",),
    facts=(
        Fact("Enquiry", "ENQ-12: Street lights & paths <Mill Lane>"),
        Fact("Asked by", "Ada Archer"),
        Fact("Ward", "Mill"),
        Fact("Officer", "nobody yet"),
        Fact("Received", "Monday 23 November 2026 (chat)"),
        Fact("Due", "Thursday 3 December 2026 (set by the protocol), day 0 of 8"),
        Fact("Status", "Open, significant"),
    ),
    citations=(REPLY_TIME,),
    buttons=(
        Button("Acknowledge", "acknowledge ENQ-12"),
        Button("Answered", "ENQ-12 is answered"),
        Button("Holding reply", "holding reply for ENQ-12"),
        Button("Agree a new date", "extend ENQ-12"),
        Button("Hand over", "reassign ENQ-12"),
        Button("History", "history of ENQ-12"),
    ),
)
LISTED = Reply(
    Outcome.ACTION,
    "my_open_enquiries",
    "Your open enquiries: 3.",
    points=(
        "Overdue:",
        "ENQ-7: Bins in Dock Street (due Friday 20 November 2026; Ada Archer asked, Bo Baker handles it, Quay)",
        "Due today:",
        "ENQ-9: Grit bins (due Monday 23 November 2026; Cy Cole asked, Bo Baker handles it)",
        "Later:",
        "ENQ-12: Street lights (due Thursday 3 December 2026; Ada Archer asked, nobody handles it yet, Mill)",
    ),
    buttons=(Button("ENQ-7", "show ENQ-7"), Button("ENQ-9", "show ENQ-9"), Button("ENQ-12", "show ENQ-12")),
)
ROUTE = Reply(
    Outcome.ACTION,
    "route_complaint",
    "For a concern about an officer, these steps are still ahead of you.",
    points=(
        "1. The officer's line manager: talk it over first [7.1]",
        "2. The Chief Executive (when that does not help): decides within a month [7.2]",
    ),
    facts=(Fact("Ends with", "Chief Executive"),),
    citations=(clause("7.1", "Talk first", "should", "A member should talk to the line manager first."),),
    buttons=(Button("Yes, keep a record", "yes"), Button("No", "no")),
    attachments=(
        Attachment(
            "Concern about an officer",
            "To: The line manager\nSubject: Concern about an officer\n\nDear [name],\n\nWhat happened: [when & where].\n",
        ),
    ),
)
LOG_FORM = Form(
    "log_enquiry",
    "Log an enquiry",
    (
        Field("subject", "Subject", "What is the enquiry about?"),
        Field("asked_by", "Asked by", "Which councillor asked?"),
        Field("received", "Received", "When did it come in?", Kind.DATE, toward=Toward.PAST, required=False, asked=False),
        Field(
            "how",
            "How",
            "How did it come in?",
            Kind.CHOICE,
            (Option("spoken", "Spoken"), Option("email", "E-mail"), Option("letter", "Letter"), Option("chat", "Chat")),
            required=False,
            asked=False,
        ),
        Field("ward", "Ward", "Which ward? “skip” where it is none.", required=False, asked=False),
    ),
    {"subject": "Street lights & paths <Mill Lane>", "received": "2026-11-20", "how": "email", "origin": "C1/1700000000.1"},
)
HOLD_FORM = Form(
    "hold_enquiry",
    "Give a holding reply",
    (
        Field("ref", "Enquiry", "Which enquiry? Give its number, for example ENQ-12.", Kind.REFERENCE),
        Field("officer_phone", "Phone", "What is that officer's phone number?", Kind.PHONE, default="01632 960001"),
        Field("until", "Full reply by", "By when will the full reply come?", Kind.DATE),
        Field("reason", "Reason", "What is the reason for the delay?"),
        Field("non_members", "Others present", "Will people be there who are not members of the council?", Kind.YES_NO),
    ),
    {"ref": "ENQ-12", "non_members": "no"},
)
COMPLAINT_FORM = Form(
    "route_complaint",
    "Complaint route",
    (
        Field("informal_tried", "Taken up informally", "", Kind.YES_NO),
        Field(
            "door", "Way", "Which of these fits?", Kind.CHOICE, tuple(Option(f"door_{number}", f"Way {number}") for number in range(1, 8))
        ),
        Field("serious", "Serious", "Is it serious?", Kind.YES_NO),
    ),
    {"informal_tried": "yes", "said": "An officer was short with me."},
)
ASKS = Reply(
    Outcome.ACTION,
    "hold_enquiry",
    "By when will the full reply come?",
    facts=(Fact("Enquiry", "ENQ-12"),),
    buttons=(Button("Cancel", "cancel"),),
    form=HOLD_FORM,
)
ITEMS = (
    HomeItem(
        "ENQ-7",
        "Bins in Dock Street, due Friday 20 November 2026",
        (Button("Answered", "ENQ-7 is answered"), Button("Holding reply", "holding reply for ENQ-7"), Button("Show", "show ENQ-7")),
    ),
    HomeItem("ENQ-9", "Grit bins & <salt>, due Monday 23 November 2026", (Button("Show", "show ENQ-9"),)),
)
SAMPLES: dict[str, dict[str, Any]] = {
    "answer": message(ANSWER),
    "clarify": message(CLARIFY),
    "decline": message(DECLINE),
    "case": message(CASE, "Europe/London"),
    "list": message(LISTED),
    "route": message(ROUTE),
    "asks": message(ASKS),
    "modal_log": view(LOG_FORM, {"channel": "D1"}),
    "modal_hold": view(HOLD_FORM, {"channel": "D1"}, "That date is before the enquiry came in. Give a later one."),
    "modal_complaint": view(COMPLAINT_FORM, {"channel": "D1"}),
    "home": home(
        "Bo Baker",
        "The pre-election period runs until Thursday 6 May 2027: no publicity for candidates.",
        (("Overdue", ITEMS[:1]), ("Due today", ITEMS[1:])),
        ("How soon should I get a reply?", "May an officer come to our group meeting?"),
    ),
    "home_empty": home("Bo Baker", None, (), ("How soon should I get a reply?",)),
}


def written(payload: dict[str, Any]) -> str:
    return json.dumps(payload, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for name, payload in SAMPLES.items():
        (GOLDEN / f"{name}.json").write_text(written(payload), encoding="utf-8")
