"""What is said of an enquiry, by kind of nudge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.casework.enquiry_rules import FIELD_NAMES, rule_of
from bot.citing import cite
from bot.reminders.nudge import Kind, Nudge
from bot.reminders.said import Said
from bot.reply import Button
from intents.dates import shown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bot.casework.enquiry_rules import Rule
    from bot.casework.person import Person
    from bot.reminders.enquiry_policy import EnquiryFacts
    from protocol_data.pack import Pack

_TO_HANDLER = {Kind.NEW, Kind.SOON, Kind.TODAY, Kind.OVERDUE, Kind.UNDATED}
_WITH_RULE = {Kind.NEW, Kind.SOON, Kind.TODAY, Kind.OVERDUE, Kind.SNOOZED}
_TO_BE_DONE = _TO_HANDLER | {Kind.SNOOZED}
_TO_BE_GIVEN = {Kind.UNASSIGNED, Kind.NOT_MINE}
ASKS_FOR_SOMETHING = frozenset(_TO_BE_DONE | _TO_BE_GIVEN)
"""The kinds that more can be done about than look."""


def enquiry_says(nudge: Nudge, case: EnquiryFacts, where: tuple[Pack, date], recipient: Person, people: Mapping[int, Person]) -> Said:
    """Say what there is to say of an enquiry to one person.

    Args:
        nudge: what it is about.
        case: the enquiry as it stands now.
        where: the council's pack, for its rule on answers and holding replies, and the day on which it is read.
        recipient: who reads it.
        people: those whom the case names.

    """
    pack, today = where
    rule = rule_of(pack)
    handler = people.get(case.officer_id) if case.officer_id is not None else None
    points = []
    if nudge.kind in _TO_HANDLER and handler is not None and handler.id != recipient.id:
        points.append(f"It comes to you because {handler.name}, who handles it, is away or has left.")
    if nudge.kind in _WITH_RULE and recipient.id != case.asked_by_id:
        points += _holding(rule)
    refs = (rule.clause, rule.holding_clause) if nudge.kind in _WITH_RULE else (rule.clause,)
    clauses = [pack.clause(ref) for ref in dict.fromkeys(refs) if ref]
    return Said(
        _headline(nudge, case, handler, today),
        points=tuple(points),
        citations=tuple(cite(pack, clause) for clause in clauses if clause),
        facts=(("Received", shown(case.received)), ("Due", shown(case.due) if case.due else "no date is set")),
        buttons=_buttons(nudge, case, rule, hands_back=_hands_back(handler, recipient)),
    )


def _headline(nudge: Nudge, case: EnquiryFacts, handler: Person | None, today: date) -> str:
    name = f"ENQ-{case.id} “{case.subject}”"
    day = shown(case.due) if case.due else None
    until = f"an answer {'was' if case.due and case.due < today else 'is'} due by {day}" if day else "no date is set for the answer"
    by = f", handled by {handler.name}," if handler else ""
    outside = f"is with {case.officer_name}, who is not in the directory and can't be reminded"
    nobody = outside if case.officer_name else "has nobody to answer it"
    texts = {
        Kind.NEW: f"{name} has come to you; {until}.",
        Kind.SOON: f"{name} is due on {day}.",
        Kind.TODAY: f"{name} is due on {day}, and that is the last working day for it.",
        Kind.OVERDUE: f"{name} was due on {day} and has not been answered.",
        Kind.ESCALATION: f"{name}{by} was due on {day} and has not been answered.",
        Kind.UNASSIGNED: f"{name} {nobody}; {until}.",
        Kind.NOT_MINE: f"{name} is not theirs, says the officer to whom it was given, and needs another; {until}.",
        Kind.UNDATED: f"{name} is still open; no date is set for the answer.",
        Kind.MOVED: f"{name}: the date has moved to {day}. {case.due_set.why if case.due_set and case.due_set.why else 'Working days are counted otherwise now.'}",
        Kind.HELD: f"{name}: there is a new date for the answer, {day}.",
        Kind.ANSWERED: f"{name} has been answered.",
        Kind.SNOOZED: f"You asked to hear of {name} again today; {until}.",
    }
    return texts[nudge.kind]


def _holding(rule: Rule) -> tuple[str, ...]:
    """Say what has to be in a holding reply, where the protocol says so."""
    if not rule.required:
        return ()
    *first, last = (FIELD_NAMES[field] for field in rule.required)
    wanted = f"{', '.join(first)} and {last}" if first else last
    kind = "an acknowledgement within the same time" if rule.acknowledges else "a holding reply in writing"
    return (f"Where a full answer can't be given in time, the protocol asks for {kind} with {wanted} ({rule.holding_clause}).",)


def _hands_back(handler: Person | None, recipient: Person) -> bool:
    """Tell whether the reader may say that it is not theirs: its officer, or who stands in. A manager gives it to somebody instead."""
    return handler is None or handler.id == recipient.id or (handler.active and handler.cover_id == recipient.id)


def _buttons(nudge: Nudge, case: EnquiryFacts, rule: Rule, *, hands_back: bool) -> tuple[Button, ...]:
    ref = f"ENQ-{case.id}"
    show = Button("Show it", f"show {ref}")
    if nudge.kind in _TO_BE_GIVEN:
        return (Button("Give it to an officer", f"reassign {ref}"), show)
    if nudge.kind not in _TO_BE_DONE:
        return (show,)
    hold = (Button("Give a holding reply", f"holding reply for {ref}"),) if rule.required or case.due else ()
    return (
        Button("Done: it is answered", f"{ref} has been answered"),
        *hold,
        Button("Snooze 1 day", f"snooze {ref} until tomorrow"),
        Button("Not mine", f"{ref} is not mine") if hands_back else Button("Give it to an officer", f"reassign {ref}"),
    )
